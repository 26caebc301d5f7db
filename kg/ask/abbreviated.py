"""Names that a question writes shorter than any form prints them: 政务外网租金 of a long name, 云主机要采购多少台.

Tried only where the plain reading fails. The words taken together must stand in this order in one name of the graph and
in no other of its kind; what the name does not hold stays a word of its own, and is refused if nothing else uses it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.ask.alike import bare_line
from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.words import Sense, question_words

_LONGEST_RUN: Final = 6
_SHORTEST: Final = 4
_ROLES: Final = ("project", "indicator", "organization", "line", "table")
_ALL_READ: Final = frozenset({"organization", "table"})
"""Roles with few names, which are looked through."""
_TOTALS: Final = ("总额", "合计", "总计", "总数", "总金额")
_PLANNED: Final = "预算"
_INDICATOR: Final = "指标"
_WHOLE: Final = re.compile("(?:预算)?(?:总额|总数|合计|预算|总计)$")
_TITLE_ENDS: Final = re.compile("(?:总体)?(?:情况)?(?:总)?表")
_TITLE_REST: Final = re.compile("(?:支出|收入)?(?:预算|决算)?(?:总体)?(?:情况)?(?:总)?表")
_LONG_TITLE: Final = 5
_NEVER: Final = (
    *("what", "which", "how-many", "than", "each", "without", "and", "or"),
    *("year", "top", "share", "office", "most", "least", "sorted"),
)
"""Words that no name goes over."""


def abbreviations(spans: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """The question with one name put together from neighbouring words, the longest run of words first."""
    for length in range(min(_LONGEST_RUN, len(spans)), 0, -1):
        for start in range(len(spans) - length + 1):
            run = spans[start : start + length]
            for named in (*_table(run, names), *_title(run, names), *_column(run, names), *_names_of(run, names)):
                yield (*spans[:start], *named, *spans[start + length :])
    yield from _with_verbs(spans, names)
    yield from _kinds(spans)


def _kinds(spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """服务对象满意度 as the kind of indicator, where none of the rows asked for is called so."""
    for at, span in enumerate(spans):
        word = question_words().get(f"{span.text}{_INDICATOR}")
        if (
            (span.part or span.named("indicator"))
            and not span.senses
            and word is not None
            and word.role == "kind"
        ):
            yield (*spans[:at], replace(span, senses=(word,), names=(), part=False), *spans[at + 1 :])


def _names_of(run: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """The names that the run is short for, one for each role that has exactly one."""
    words = [span.text for span in run if not span.has("filler")]
    text = "".join(words)
    if len(text) < _SHORTEST or not _may_name(run) or (len(words) == 1 and not run[0].part):
        return
    for role in _ROLES:
        found = _holding(role, words, names)
        if found:
            yield (Span(run[0].start, run[-1].end, text, names=((role, found),)),)


def _table(run: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """政府采购预算总额: the total of the table whose title this is."""
    text = "".join(span.text for span in run)
    total = next((total for total in _TOTALS if text.endswith(total)), "")
    title = text.removesuffix(total)
    if not total or len(title) < _SHORTEST:
        return
    found = [name for name in names.by_role.get("table", {}) if name.startswith(title)]
    found = [name for name in found if _TITLE_ENDS.fullmatch(name, len(title))]
    printed = tuple(sorted({spelling for name in found for spelling in names.spelled("table", name)}))
    if printed:
        end = run[-1].end
        yield (
            Span(run[0].start, end, text, names=(("table", printed),)),
            Span(end, end, total, (Sense("sum"),)),
        )


def _title(run: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """市对区转移支付项目: the table whose title begins so, though a piece of it stands nowhere else."""
    text = "".join(span.text for span in run)
    if len(text) < _LONG_TITLE or not any(span.part or not span.known for span in run):
        return
    if any(any(map(span.has, _NEVER)) or span.amount or span.quoted for span in run):
        return
    found = [
        name
        for name in names.by_role.get("table", {})
        if name.startswith(text) and _TITLE_REST.fullmatch(name, len(text))
    ]
    printed = tuple(sorted({spelling for name in found for spelling in names.spelled("table", name)}))
    if printed:
        yield (Span(run[0].start, run[-1].end, text, names=(("table", printed),)),)


def _column(run: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """项目支出总额: the total of a column, where 项目 and 支出总额 are words of their own."""
    text = "".join(span.text for span in run)
    bare = _WHOLE.sub("", text)
    printed = names.spelled("column", bare)
    if len(run) > 1 and printed and run[-1].has("attribute") and not any(span.names for span in run):
        roles = [("column", printed)]
        if lines := names.spelled("line", bare):
            roles.append(("line", lines))
        end = run[-1].end
        planned = (Span(end, end, _PLANNED, (Sense("planned"),)),) if _PLANNED in text else ()
        yield (Span(run[0].start, end, text, names=tuple(roles)), *planned)


def _may_name(run: Sequence[Span]) -> bool:
    """Whether a name may be written so: it begins with a piece of a name, and no word of the question is in it."""
    first, last = run[0], run[-1]
    begins = first.part or first.names or first.has("place") or first.has("source") or _is_number(first)
    pieces = any(span.part or span.names or span.has("source") or not span.known for span in run)
    plain = not any(
        span.quoted or (span.amount and not _is_number(span)) or any(map(span.has, _NEVER)) for span in run
    )
    return bool(begins) and pieces and plain and not last.has("filler") and not _is_number(last)


def _is_number(span: Span) -> bool:
    """二期 of 二期开发成本: a number that compares nothing."""
    return span.amount is not None and span.amount.operator is None


def _holding(role: str, words: Sequence[str], names: Names) -> tuple[str, ...]:
    """The printed spellings of the one name that holds the words in this order; none where several do."""
    text = "".join(words)
    if exact := names.spelled(role, text):
        return exact
    found: set[str] = set()
    for first in dict.fromkeys(
        (words[0], words[0][:_SHORTEST])
    ):  # 数据安全事件处置时限 of 数据安全事件应急响应处置时限
        every = names.by_role.get(role, {}) if role in _ALL_READ else names.holding(role, first)
        found = found or {name for name in every if _follows(name, first, text[len(first) :])}
    if role == "line" and (alike := {name for name in found if bare_line(name) == bare_line(text)}):
        return tuple(sorted({spelling for name in alike for spelling in names.spelled(role, name)}))
    if len(found) > 1:
        found = {name for name in found if text in name}
    printed = {spelling for name in found for spelling in names.spelled(role, name)}
    return tuple(sorted(printed)) if len(printed) == 1 else ()


def _follows(name: str, first: str, rest: str) -> bool:
    """Whether the characters of ``rest`` stand behind ``first`` in the name, in this order."""
    at = name.find(first)
    if at < 0:
        return False
    characters = iter(name[at + len(first) :])
    return all(character in characters for character in rest)


def _with_verbs(spans: Sequence[Span], names: Names) -> Iterator[tuple[Span, ...]]:
    """云主机要采购多少台: the verb before the number is one that the name of the indicator holds."""
    for asked, span in enumerate(spans):
        if not span.has("what") and not span.has("how-many"):
            continue
        verb = next((at for at in range(asked - 1, -1, -1) if not spans[at].has("filler")), None)
        if verb is None or spans[verb].amount or spans[verb].names or any(map(spans[verb].has, _NEVER)):
            continue
        for at in range(verb - 1, -1, -1):
            text = spans[at].text
            if not spans[at].part and not spans[at].named("indicator"):
                continue
            exact = spans[at].named("indicator")
            held = (text,) if exact else names.holding("indicator", text)
            found = {name for name in held if spans[verb].text in name.replace(text, "", 0 if exact else 1)}
            printed = {spelling for name in found for spelling in names.spelled("indicator", name)}
            if len(printed) == 1:
                named = replace(spans[at], part=False, senses=(), names=(("indicator", tuple(printed)),))
                what = replace(span, senses=(replace(span.senses[0], role="what"),))
                yield (
                    *spans[:at],
                    named,
                    *spans[at + 1 : verb],
                    *spans[verb + 1 : asked],
                    what,
                    *spans[asked + 1 :],
                )
            break
