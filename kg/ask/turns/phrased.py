"""Questions put as a heading, without a question word: 安排了其他资金的项目及其他资金数额."""

from collections.abc import Sequence
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.turns.totals import adds
from kg.ask.words import Sense

_LISTED: Final = ("project", "procurement", "department", "line")
_ASKING: Final = ("which", "what", "how-many", "whether", "than", "share", "differs", "versus", "by-horizon")


def spell_heading(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Ask which they are and how much each has, where amounts are listed behind what has them."""
    tokens = Tokens.of(spans)
    if any(map(tokens.all, _ASKING)):
        return tuple(spans)
    for index in tokens.all("and"):
        behind = tokens.spans[index + 1 :]
        listed = index and any(tokens[index - 1].has("thing", thing) for thing in _LISTED)
        if not behind or not (listed or (index and tokens[index - 1].has("code-level"))):
            continue
        summed = adds(behind[-1])  # 项目及预算合计: the list and its sum
        amounts = behind[:-1] if summed and behind[-1].has("sum") else behind
        if not amounts or not all(_is_amount(span) or span.has("and") for span in amounts):
            continue
        joined, end = tokens[index], behind[-1].end
        which = Span(joined.start, joined.start, "有哪些", (Sense("which"),))
        pause = Span(joined.start, joined.end, ",", (Sense("filler"),))
        asked = Span(end, end, "是多少" if summed else "各是多少", (Sense("what"),))
        kept = [pause if span is joined else span for span in spans]
        found = [*kept, which, asked]
        return tuple(sorted(found, key=lambda span: (span.start, span.end)))
    return tuple(spans)


def and_its_units(spans: Sequence[Span]) -> tuple[Span, ...]:
    """某局及所属各预算单位: the units under it, of which the office itself is one."""
    tokens = Tokens.of(spans)
    for index in tokens.all("budget-unit"):
        at = index - 1 - bool(index and tokens[index - 1].has("each"))
        if at < 1 or not tokens[at].has("and"):
            continue
        if tokens[at - 1].named("department") or tokens[at - 1].has("office"):
            return tuple(span for span in spans if span is not tokens[at])
    return tuple(spans)


def _is_amount(span: Span) -> bool:
    return span.has("attribute", "money") or span.has("source") or span.has("phase")
