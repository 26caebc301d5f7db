"""Question words that ask for more than the form shows: 什么时候 of what has no day, 谁 of what nobody carries out."""

from typing import Final

from kg.ask.asked import POINTS
from kg.ask.tokens import Reading, Unread

_GOAL: Final = "目标"
_WHO: Final = "谁"
_NUMERIC: Final = ("多少", "几")
_YEARS: Final = frozenset({"end-year", "start-year"})
_USED: Final = "用"
_TAKEN_PART: Final = "参与"
_SCORES: Final = frozenset({"score", "total-score", "execution-score", "weight"})
_ALL_OF_THEM: Final = frozenset({"都", "均", "都是", "均为", "全部", "全"})
_CARRIED: Final = frozenset({"project", "money", "organization"})


def check(reading: Reading) -> None:
    """Raises Unread for a question word that the form leaves unanswered."""
    form, tokens = reading.form, reading.tokens
    _check_all(reading)
    for index in tokens.all("what"):
        span = tokens[index]
        if span.has("when") or span.has("which-year"):
            _check_time(reading, index)
        elif span.text.endswith(_WHO) and form.subject != "organization" and "organization" not in form.shows:
            raise Unread(f"看不出“{span.text}”问的是什么", [span.text])
    if form.subject != "target" and (horizons := tokens.all("horizon")):
        words = [tokens[index].text for index in horizons]
        raise Unread(f"看不出“{words[0]}”要的是哪个期限", words)
    asked = [tokens[index].text for index in tokens.all("what")]
    points = [word for word in asked if POINTS.search(word)]
    if points and form.subject == "target" and "score" not in form.shows:
        form.shows.append("score")
    if points and not {*form.shows, form.order} & _SCORES:
        raise Unread(f"看不出“{points[0]}”问的是什么", points)
    amounts = [word for word in asked if any(number in word for number in _NUMERIC)]
    if form.subject in {"target", "evaluation"} and len(amounts) > max(1, len({*form.shows})):
        raise Unread("一句话里问了几样，请分开问", amounts)
    for index in tokens.all("which"):
        after = tokens.next(index, over=frozenset())
        if after is not None and form.subject == "target" and tokens[after].text == _GOAL:
            raise Unread(f"看不出“{tokens[index].text}{_GOAL}”问的是什么", [_GOAL])
    if form.subject == "organization":
        for span in (tokens[index] for index in tokens.all("with")):
            if span.text.startswith(_USED):
                raise Unread(f"看不出“{span.text}”的是计量单位还是实施单位", [span.text])
        numbers = [*tokens.all("what"), *tokens.all("how-many")]
        for span in (tokens[index] for index in numbers):
            if any(word in span.text for word in _NUMERIC):
                raise Unread(f"看不出“{span.text}”数的是什么", [span.text])
    for span in (tokens[index] for index in tokens.all("by")):
        if span.text.startswith(_TAKEN_PART) and form.subject not in _CARRIED:
            raise Unread(f"看不出“{span.text}”说的是什么", [span.text])


def _check_all(reading: Reading) -> None:
    """Raises Unread for projects of which all rows are to be so: one row that is would be enough for the query."""
    form, tokens = reading.form, reading.tokens
    of_rows = bool(form.conditions & {"met", "unmet", "below-weight", "qualitative", "dated"})
    of_rows = of_rows or any(one.attribute == "value" for one in form.comparisons)
    if form.subject != "project" or not (of_rows or form.bases or form.pairs or form.target_said):
        return
    said = [span.text for span in (*tokens.spans, *tokens.fillers) if span.text in _ALL_OF_THEM]
    said += [span.text for span in tokens.spans if span.has("basis-is") and any(word in span.text for word in "都均")]
    if said:
        raise Unread(f"看不出“{said[0]}”说的是不是每一条指标", said)


def _check_time(reading: Reading, index: int) -> None:
    form, span = reading.form, reading.tokens[index]
    if _YEARS & {*form.shows}:
        return
    if not span.has("when") or form.subject != "target" or form.shows != ["value"]:
        raise Unread(f"看不出“{span.text}”问的是什么时间", [span.text])
    form.conditions.add("dated")
