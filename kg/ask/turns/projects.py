"""Projects: who carries them out, how long they last, of what nature they are, in which forms they stand."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense

_DONE: Final = "执行"
_PROJECT: Final = "项目"
_TOTAL: Final = "总预算"
_FORMS: Final = ("goal", "target-form", "form", "project-form")
_ASKS_OR_DENIES: Final = ("without", "which", "how-many", "each", "mention", "and", "or")


def carried_out(tokens: Tokens) -> None:
    """由哪些处室执行, 由某中心执行: what is executed here is no amount."""
    last = len(tokens) - 1
    carriers = tokens.all("attribute", "organization") or any(span.named("organization") for span in tokens.spans)
    if tokens.all("by") and carriers and tokens[last].text == _DONE:
        tokens.spans = [*tokens.spans[:last]]


def whose_most(tokens: Tokens) -> None:
    """预算最大的项目是哪个部门的: the project; its row says whose it is."""
    for index in tokens.all("thing", "project"):
        which, owner = index + 1, index + 2
        ranked = index and any(map(tokens[index - 1].has, ("most", "least")))
        asked = owner == len(tokens) - 1 and tokens[which].has("which")
        if ranked and asked and tokens[owner].has("thing", "department"):
            tokens.spans = [*tokens.spans[:index], tokens[which], tokens[index]]
            return


def with_forms(tokens: Tokens) -> None:
    """公开绩效目标的项目: every project of the graph has such a form."""
    for form in _FORMS:
        for index in tokens.all("thing", form):
            after = index + 1
            if after >= len(tokens) or not tokens[after].text.startswith(_PROJECT):
                continue
            before = tokens[index - 1] if index else None
            if before is not None and any(map(before.has, _ASKS_OR_DENIES)):
                continue
            if tokens.between(index, after) == "的":
                start = index - 1 if before is not None and before.has("with") else index
                tokens.spans = [*tokens.spans[:start], *tokens.spans[after:]]
                return


def natures(tokens: Tokens) -> None:
    """持续性项目都有哪些: projects of this nature."""
    for index, span in enumerate(tokens.spans):
        if span.named("nature") and span.text.endswith("项目") and not tokens.all("thing", "project"):
            project = Span(span.start, span.end, "项目", (Sense("thing", "project"),))
            asked = any(map(tokens.all, ("which", "how-many", "sum", "average")))
            which = () if asked else (Span(span.start, span.end, "哪些", (Sense("which"),)),)
            tokens.spans = [*tokens.spans[:index], *which, project, *tokens.spans[index:]]
            return


def standing_in(tokens: Tokens) -> None:
    """在哪些项目里出现 as 在哪些项目里."""
    last = len(tokens) - 1
    if last < 2 or not tokens[last].has("repeated") or not tokens[last - 1].has("thing", "project"):
        return
    if tokens[last - 2].has("which") or tokens[last - 2].has("how-many"):
        tokens.put({last: None})


def of_all_years(tokens: Tokens) -> None:
    """某项目的总预算: that of all its years, where the form prints it beside the budget of the year."""
    one = any(span.named("project") for span in tokens.spans)
    if not one or any(map(tokens.all, ("each", "year", "source", "phase"))):
        return
    money = tokens.all("attribute", "money")
    if any(tokens[index].text == _TOTAL for index in money):
        sources = {index: "lifetime-total" if tokens[index].text == _TOTAL else "total" for index in money}
        tokens.put(
            {index: replace(tokens[index], senses=(Sense("source", one),), names=()) for index, one in sources.items()}
        )


def term(tokens: Tokens) -> None:
    """实施期限为跨年性项目: what the form prints there may be the nature of the project, or its years."""
    for index in tokens.all("attribute", "term"):
        nature = tokens.next(index, over=frozenset({"is"}))
        span = tokens[index]
        if nature is not None and tokens[nature].named("nature"):
            tokens.put({index: replace(span, senses=(Sense("attribute", "nature"),))})
            return
        columns = [replace(span, senses=(Sense("attribute", one),)) for one in ("nature", "start-year", "end-year")]
        joined = replace(span, senses=(Sense("and"),))
        spans = [columns[0], joined, columns[1], joined, columns[2]]
        tokens.spans = [*tokens.spans[:index], *spans, *tokens.spans[index + 1 :]]
        return


def lasting(tokens: Tokens) -> None:
    """2026年当年就终止, 终止年度是2028年: years between which a project runs; 哪一年终止 asks for the year."""
    for aspect in ("end-year", "start-year"):
        for index in tokens.all("attribute", aspect):
            if index and tokens[index - 1].has("what"):
                tokens.put({index - 1: tokens[index], index: tokens[index - 1]})
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
                tokens.put({index: merged, place: None, **dict.fromkeys(between)})
                break
