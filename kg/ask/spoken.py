"""Questions as people say them: turns of phrase around the words, put into the words that the reading knows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense, question_words
from kg.segment.numbers import read_number
from kg.segment.view import make_view

_NONE: Final[frozenset[str]] = frozenset()
_IS: Final = frozenset({"is", "with"})
_MEASURED: Final = re.compile("(?<=[一二两三四五六七八九十百千\\d])个(?=[亿万](?![\u4e00-\u9fff]元))")
_NUMERAL: Final = re.compile(
    "(?<![一二两三四五六七八九十百千几数\\d])[一二两三四五六七八九十百千]{1,7}(?=[亿万](?:以|$))"
)
_LITERAL: Final = '([^“”"《》「」‘’,.?!;:()的]{2,14}?)(?=的|[,.?!;:)]|吗|呢|$)'
_OPEN_ENDED: Final = {"≥": ">", "≤": "<"}
_GOALS: Final = ("goal", "annual-goal", "long-term-goal")
_PROSE: Final = (*_GOALS, "problem")
_BLANKABLE: Final = frozenset(
    {"unit", "operator", "last-year", "before-last", "actual", "value", "code", "organization"}
)
_RATHER: Final = ("unit", "kind", "source", "phase", "year")
_FINISHED: Final = "完成"
_BELONGS: Final = "属于"
_GOAL: Final = "目标"
_PEOPLE: Final = "人数"
_GAP: Final = "…"
_SLASH: Final = "斜杠"
_SHARE: Final = "百分比"


def spell_out(question: str) -> str:
    """The folded question with 一个亿 as 一亿 and with quotation marks around what a text is said to mention."""
    words = (word for word, sense in question_words().items() if sense.role == "mention")
    mention = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    question = _NUMERAL.sub(_in_digits, _MEASURED.sub("", question))
    for frame in _frames():
        question = frame.sub(r"\1,", question)
    return re.sub(f"({mention})(?!了){_LITERAL}", r"\1“\2”", question)


def _in_digits(numeral: re.Match[str]) -> str:
    number = read_number(make_view(numeral[0]), 0)
    return str(number.value) if number and number.end == len(numeral[0]) else numeral[0]


@lru_cache(maxsize=1)
def _frames() -> tuple[re.Pattern[str], ...]:
    """Words around a name that carry nothing: 拿…来说, 去…办事."""
    words = sorted(word for word, sense in question_words().items() if sense.role == "frame")
    halves = (word.split(_GAP) for word in words)
    return tuple(
        re.compile(f"{re.escape(one)}([^,.?!]{{2,24}}?){re.escape(other)},?") for one, other in halves
    )


def rewrite_spoken(tokens: Tokens) -> None:
    """Put each turn of phrase into plain words; what does not fit stays, and is refused by the reading."""
    phrases: tuple[Callable[[Tokens], None], ...] = (
        _when, _people, _assessed, _excluded_edge, _rather, _blank, _mentioned, _written, _served,
        _both_horizons, _natures, _standing_in, _finished_within, _lasting,
    )  # fmt: skip
    for phrase in phrases:
        phrase(tokens)
    for index in tokens.all("mention"):
        _put(tokens, {index: replace(tokens[index], senses=(Sense("with"),))})


def _when(tokens: Tokens) -> None:
    """哪天 and 哪一年 are questions as 什么 is, and ask for a day and a year."""
    tokens.spans = [
        replace(span, senses=(Sense("what"), *span.senses))
        if span.has("when") or span.has("which-year")
        else span
        for span in tokens.spans
    ]


def _people(tokens: Tokens) -> None:
    """人数超过100人: any number of people, whatever the indicator is called."""
    for index, span in enumerate(tokens.spans[:-1]):
        amount = tokens[index + 1].amount
        if span.text == _PEOPLE and not span.quoted and amount and amount.kind == "people":
            _put(
                tokens, {index: replace(span, senses=(Sense("attribute", "quantity"),), names=(), part=False)}
            )


def _assessed(tokens: Tokens) -> None:
    """按百分比考核的 names a unit; 考核的指标 says nothing more than 指标."""
    spans = []
    for index, span in enumerate(tokens.spans):
        if span.has("assessed"):
            before = tokens.before(index, over=_NONE)
            measure = tokens[before] if before is not None else None
            if measure is None or not (measure.named("unit") or is_share(measure)):
                continue
            span = replace(span, senses=(Sense("as-unit"),))
        spans.append(span)
    tokens.spans = spans


def is_share(span: Span) -> bool:
    """Whether the word names percentages."""
    return span.has("attribute", "quantity") and span.text == _SHARE


def _excluded_edge(tokens: Tokens) -> None:
    """1000人以上(1000人整的不算): more than 1000."""
    for index in tokens.all("left-out"):
        edge = tokens[index - 1].amount if index else None
        if edge is None or edge.operator is not None:
            continue
        for place, span in enumerate(tokens.spans):
            amount = span.amount
            if (
                amount
                and amount.operator in _OPEN_ENDED
                and (amount.value, amount.kind) == (edge.value, edge.kind)
            ):
                strict = replace(amount, operator=_OPEN_ENDED[amount.operator])
                words = span.text + tokens[index - 1].text + tokens[index].text
                _put(tokens, {place: replace(span, amount=strict, text=words), index - 1: None, index: None})
                return


def _rather(tokens: Tokens) -> None:
    """单位是元而不是万元: the one excludes the other by itself."""
    for index in tokens.all("rather"):
        if not 0 < index < len(tokens) - 1:
            continue
        one, other = tokens[index - 1], tokens[index + 1]
        if any(
            (one.named(role) or one.has(role)) and (other.named(role) or other.has(role)) for role in _RATHER
        ):
            _put(tokens, {index: None, index + 1: None})
            return


def _blank(tokens: Tokens) -> None:
    """目标值空着的指标 as 没有目标值的指标; a slash after it says it again."""
    for index in tokens.all("blank"):
        place = tokens.before(index, over=_IS)
        if place is None or not tokens[place].has("attribute"):
            continue
        if tokens[place].value("attribute") not in _BLANKABLE or tokens.all("without"):
            continue
        if _SLASH in tokens[index].text:
            if tokens[place].has("attribute", "value"):
                _put(tokens, {index: replace(tokens[index], senses=(Sense("target-said", "/"),))})
            return
        again = tokens.next(index, over=_IS)
        changes: dict[int, Span | None] = dict.fromkeys(range(place + 1, index + 1))
        if again is not None and tokens[again].has("blank"):
            changes |= dict.fromkeys(range(index + 1, again + 1))
        spans = [span for at, span in enumerate(tokens.spans) if at not in changes]
        spans.insert(place, replace(tokens[index], senses=(Sense("without"),)))
        tokens.spans = spans
        return


def _mentioned(tokens: Tokens) -> None:
    """绩效目标里提到“…”: a text that the prose of goals holds."""
    for index in tokens.all("mention"):
        if index + 1 >= len(tokens) or not tokens[index + 1].quoted:
            continue
        said = tokens[index + 1]
        before = tokens.before(index, over=_IS | {"which"})
        goal = tokens[before] if before is not None else None
        if before is not None and goal and goal.has("attribute", "value") and goal.text == _GOAL:
            goal = replace(goal, senses=(Sense("thing", "goal"),))
            _put(tokens, {before: goal})
        if goal is None or not any(goal.has("thing", thing) for thing in _PROSE):
            after = tokens.next(index + 1, over=frozenset({"which", "what"}))
            goal = tokens[after] if after is not None else None
            if goal is None or not any(goal.has("thing", thing) for thing in _PROSE):
                continue
            before = None
        others = any(span.has("thing", "project") for span in tokens.spans)
        merged = replace(said, senses=(Sense("goal-said", said.text),), names=(), amount=None, part=False)
        changes: dict[int, Span | None] = {index: None, index + 1: merged}
        if others and before is not None and goal.has("thing", "goal"):
            changes[before] = None
        _put(tokens, changes)
        return


def _written(tokens: Tokens) -> None:
    """目标只写“持续降低”: the text of the target, as printed."""
    for index, span in enumerate(tokens.spans):
        before = tokens.before(index, over=frozenset({"is"}))
        if not span.quoted or span.amount or before is None or before == index - 1:
            continue
        if tokens[before].has("attribute", "value") and not span.has("sign"):
            said = replace(span, senses=(Sense("target-said", span.text),), names=(), part=False)
            _put(tokens, {index: said})
            return


def _served(tokens: Tokens) -> None:
    """“…”是为哪个目标服务的, 对应哪个目标: the goal of an indicator."""
    for which in tokens.all("which"):
        goal = which + 1
        if (
            which
            and goal < len(tokens)
            and _belongs(tokens.between(which - 1, which))
            and _is_goal(tokens[goal])
        ):
            _put(tokens, {goal: replace(tokens[goal], senses=(Sense("attribute", "goal-of"),)), which: None})
            return
    for index in (*tokens.all("serves"), *tokens.all("measured")):
        for goal, which in ((index - 1, index - 2), (index + 2, index + 1)):
            if which < 0 or max(goal, which) >= len(tokens) or not tokens[which].has("which"):
                continue
            if _is_goal(tokens[goal]):
                asked = replace(tokens[goal], senses=(Sense("attribute", "goal-of"),))
                _put(tokens, {goal: asked, which: None, index: None})
                return


def _is_goal(span: Span) -> bool:
    return span.has("attribute", "value") or any(span.has("thing", one) for one in _GOALS)


def _belongs(between: str) -> bool:
    return between.endswith(_BELONGS)


def _both_horizons(tokens: Tokens) -> None:
    """几条长期目标、几条年度目标: goals counted by horizon."""
    places = [*tokens.all("thing", "annual-goal"), *tokens.all("thing", "long-term-goal")]
    if len(places) != 2 or tokens.all("thing", "annual-goal") in ([], sorted(places)):
        return
    first, second = sorted(places)
    between = range(first + 1, second)
    if not tokens.all("how-many") or not first or not tokens[first - 1].has("how-many"):
        return
    if any(not (tokens[place].has("and") or tokens[place].has("how-many")) for place in between):
        return
    both = replace(tokens[second], senses=(Sense("thing", "goal"), Sense("by-horizon")))
    _put(tokens, {first: both, **dict.fromkeys((*between, second))})


def _natures(tokens: Tokens) -> None:
    """持续性项目都有哪些: projects of this nature."""
    for index, span in enumerate(tokens.spans):
        if span.named("nature") and span.text.endswith("项目") and not tokens.all("thing", "project"):
            project = Span(span.start, span.end, "项目", (Sense("thing", "project"),))
            tokens.spans = [*tokens.spans[: index + 1], project, *tokens.spans[index + 1 :]]
            return


def _standing_in(tokens: Tokens) -> None:
    """在哪些项目里出现 as 在哪些项目里."""
    last = len(tokens) - 1
    if last < 2 or not tokens[last].has("repeated") or not tokens[last - 1].has("thing", "project"):
        return
    if tokens[last - 2].has("which") or tokens[last - 2].has("how-many"):
        _put(tokens, {last: None})


def _finished_within(tokens: Tokens) -> None:
    """要求一天以内完成: what is to be done in that time, not what was."""
    for index in tokens.all("condition", "met"):
        amount = tokens[index - 1].amount if index else None
        if (
            tokens[index].text == _FINISHED
            and amount
            and amount.kind == "duration"
            and amount.operator in {"<", "≤"}
        ):
            _put(tokens, {index: None})
            return


def _lasting(tokens: Tokens) -> None:
    """2026年当年就终止, 终止年度是2028年: years between which a project runs; 哪一年终止 asks for the year."""
    for aspect in ("end-year", "start-year"):
        for index in tokens.all("attribute", aspect):
            if index and tokens[index - 1].has("what"):
                _put(tokens, {index - 1: tokens[index], index: tokens[index - 1]})
                return
            before = tokens.before(index, over=frozenset({"is", "relative"}))
            after = tokens.next(index, over=frozenset({"is"}))
            for place in (after, before):
                if place is None or not tokens[place].has("year"):
                    continue
                between = range(min(place, index) + 1, max(place, index))
                if any(tokens[at].has("relative") and tokens[at].text != "当年" for at in between):
                    continue
                words = tokens[place].text + tokens[index].text
                year = tokens[place].value("year")
                merged = replace(tokens[index], text=words, senses=(Sense(f"{aspect}-is", year),))
                _put(tokens, {index: merged, place: None, **dict.fromkeys(between)})
                break


def _put(tokens: Tokens, changes: dict[int, Span | None]) -> None:
    """Replace spans by place; None takes a span out."""
    kept: Sequence[Span | None] = [changes.get(at, span) if at in changes else span
                                   for at, span in enumerate(tokens.spans)]  # fmt: skip
    tokens.spans = [span for span in kept if span is not None]
