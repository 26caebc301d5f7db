"""前年, 上年, 今年 of an indicator: the columns of its form, not years of the calendar."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_LAST_YEAR: Final = frozenset({"上年", "去年", "上一年", "上年度"})
_THIS_YEAR: Final = frozenset({"今年", "本年", "本年度", "今年度", "当年"})
_COLUMNS: Final = ("before-last", "last-year", "value")
_EQUAL: Final = Sense("condition", "equal-years")


def read_years_of_rows(tokens: Tokens, names: Names) -> None:
    """Put the columns for the years that are named beside each other. Raises Unread."""
    if not _of_indicators(tokens.spans):
        return
    _calendar_years(tokens, names)
    _whether_changed(tokens)
    _own_value(tokens)
    columns = [_column(span) for span in tokens.spans]
    asks_both = "last-year" in columns and "value" in columns and _asks_both(tokens, columns)
    if not asks_both and ("before-last" not in columns or not {"last-year", "value"} & set(columns)):
        return
    spans = []
    for index, span in enumerate(tokens.spans):
        column = columns[index]
        stated = index + 1 < len(columns) and tokens[index + 1].has("attribute", "value")
        if column == "value" and span.has("relative") and stated:
            continue  # 今年的目标
        spans.append(replace(span, senses=(Sense("attribute", column),)) if column else span)
    tokens.spans = _alike(_changed(spans))


def _calendar_years(tokens: Tokens, names: Names) -> None:
    """2024年和2025年分别是多少 of a form of 2026: its columns, where there is no document of one of the years."""
    known = {int(year) for year in names.by_role.get("year", {})}
    named = [int(tokens[index].value("year")) for index in tokens.all("year")]
    missing = [year for year in named if year not in known]
    forms = {year + 1 for year in missing if year + 1 in known}
    if len(forms) != 1 or not any(span.named("indicator") or span.part for span in tokens.spans):
        return
    form = forms.pop()
    columns = {form - 2: "before-last", form - 1: "last-year", form: "value"}
    if not {*named} <= {*columns}:
        return
    spans = [replace(span, senses=(Sense("attribute", columns[int(span.value("year"))]),)) if span.has("year") else span
             for span in tokens.spans]  # fmt: skip
    end = spans[0].start
    tokens.spans = [Span(end, end, f"{form}年", (Sense("year", str(form)),)), *spans]


def _whether_changed(tokens: Tokens) -> None:
    """今年比去年降低了吗: both numbers and their difference."""
    last = len(tokens) - 1
    if last < 3 or any(map(tokens.all, ("what", "which", "how-many", "thing"))):
        return
    verb = any(map(tokens[last].has, ("more", "less", "differs")))
    if (
        verb
        and tokens[last - 2].has("than")
        and {_column(tokens[last - 1]), _column(tokens[last - 3])}
        == {
            "last-year",
            "value",
        }
    ):
        end = tokens[last].end
        tokens.spans = [*tokens.spans, Span(end, end, "多少", (Sense("what"),))]


def _own_value(tokens: Tokens) -> None:
    """比上年减少了多少: what is compared with last year is the target, unsaid."""
    for than in tokens.all("than"):
        behind = tokens.spans[than + 1 : than + 4]
        asked = len(behind) == 3 and _column(behind[0]) == "last-year" and _asks_number(behind[2])
        if not than or not asked or not any(map(behind[1].has, ("more", "less", "differs"))):
            continue
        if not _column(tokens[than - 1]):
            start = tokens[than].start
            value = Span(start, start, "今年", (Sense("relative"),))
            tokens.spans = [*tokens.spans[:than], value, *tokens.spans[than:]]
        return


def _asks_number(span: Span) -> bool:
    return span.has("what") or span.has("how-many")


def _asks_both(tokens: Tokens, columns: Sequence[str]) -> bool:
    """去年和今年的目标各多少, 今年的目标比去年多多少: both numbers are asked for, and last year as a column."""
    if not any(span.has("relative") for span in tokens.spans):
        return False
    than = tokens.all("than")
    if than:
        behind = tokens.spans[than[0] + 1 : than[0] + 4]
        return len(behind) == 3 and any(map(behind[1].has, ("more", "less", "differs")))
    listed = [place for place in tokens.all("and") if 0 < place < len(columns) - 1]
    return any({columns[place - 1], columns[place + 1]} == {"last-year", "value"} for place in listed)


def _of_indicators(spans: Sequence[Span]) -> bool:
    money = any(span.has(role) for span in spans for role in ("source", "phase"))
    money = money or any(span.has("attribute", "money") for span in spans)
    return not money and any(
        span.named("indicator") or span.part or span.has("thing", "target") or span.has("kind")
        for span in spans
    )


def _column(span: Span) -> str:
    if span.has("relative"):
        return "last-year" if span.text in _LAST_YEAR else "value" if span.text in _THIS_YEAR else ""
    return next((name for name in _COLUMNS if span.has("attribute", name)), "")


def _changed(spans: list[Span]) -> list[Span]:
    """去年比前年少了多少条: both, and how much the first is less. Raises Unread."""
    for than in [index for index, span in enumerate(spans) if span.has("than")]:
        sides = [_column(span) for span in (*spans[than - 1 : than], *spans[than + 1 : than + 2])]
        rest = spans[than + 2 :]
        verbs = [role for role in ("more", "less", "differs") if rest and rest[0].has(role)]
        if len(sides) != 2 or "" in sides or sides[0] == sides[1]:
            continue
        if verbs and not any(span.has("what") or span.has("how-many") for span in rest):
            continue  # 目标值比上年提高的指标
        if not verbs or len(rest) != 2 or not (rest[1].has("what") or rest[1].has("how-many")):
            raise Unread("看不出两年怎样比，请写成：去年比前年少了多少", [spans[than].text])
        asked = replace(rest[1], senses=(Sense("what"),))
        less = "less" in verbs
        first, second = (sides[1], sides[0]) if less else (sides[0], sides[1])
        change = replace(rest[0], senses=(Sense("change", f"{first} {second}"),))
        return [*spans[:than], replace(spans[than], senses=(Sense("and"),)), spans[than + 1], asked, change]
    return spans


def _alike(spans: list[Span]) -> list[Span]:
    """上一年和前一年的数一模一样."""
    for index in [place for place, span in enumerate(spans) if span.has("alike")]:
        before = spans[max(index - 3, 0) : index]
        sides = [_column(span) for span in before]
        if len(before) == 3 and before[1].has("and") and {sides[0], sides[2]} == {"last-year", "before-last"}:
            both = replace(spans[index], start=before[0].start, senses=(_EQUAL,))
            return [*spans[: index - 3], both, *spans[index + 1 :]]
    return spans
