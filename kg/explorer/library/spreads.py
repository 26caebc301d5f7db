"""How the targets of one indicator are spread: a strip of the values with their quartiles, and the same in words."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from kg.explorer.library.strip import Dot, Strip, strip_html
from kg.explorer.looks.bars import Bar, Part, bars_html
from kg.explorer.looks.markup import note, show
from kg.explorer.looks.wording import count_text, escape, value_text
from kg.suggest.usage import Spreading, Use
from kg.suggest.wording import values_in_words

_FEWEST: Final = 2
"""Different values from which a strip says more than words."""
_QUARTILES_FROM: Final = 4
_NAMED: Final = 4
_MOST_WORDS: Final = 12


def spread_chart(spreading: Spreading, mine: Decimal | None = None) -> None:
    """One group: its words, then a strip with a dot for each value (larger for more rows), a box from the lower to the
    upper quartile and a line at the median; ``mine`` is a typed value in the printed unit."""
    signs = "、".join(sorted({use.sign or "无符号" for use in spreading.uses}))
    show(
        f"<b>{escape(signs)}</b>　{escape(values_in_words(spreading.values))}"
        f'　<span class="kg-note">{escape(_owners(spreading.uses))}</span>'
    )
    counts = spreading.counts()
    if len(counts) >= _FEWEST or (mine is not None and counts):
        _strip(spreading, counts, mine)


def _strip(spreading: Spreading, counts: list[tuple[Decimal, int]], mine: Decimal | None) -> None:
    values, spread = spreading.values, spreading.values.spread
    shown = (values.shown(v) for v in (spread.lower_quartile, spread.median, spread.upper_quartile))
    lower, median, upper = shown
    box = (lower, median, upper) if spread.count >= _QUARTILES_FROM else None
    strip = Strip(find_dots(spreading, counts), values.unit or "", box, mine)
    show(strip_html(strip, values_in_words(values)))


def find_dots(spreading: Spreading, counts: list[tuple[Decimal, int]]) -> list[Dot]:
    """A dot for each value of `Spreading.counts`, with how it is written, how many rows and who set it."""
    values = spreading.values
    by_value: dict[Decimal, set[str]] = {}
    for use in spreading.uses:
        if use.value is not None:
            by_value.setdefault(values.shown(use.value), set()).add(use.department)

    def words(value: Decimal, count: int) -> str:
        who = _some(sorted(by_value.get(value, ())))
        return f"{value_text(value)}{values.unit}：{count_text(count)} 行　{who}".rstrip()

    return [Dot(value, count, words(value, count)) for value, count in counts]


def qualitative_counts(words: list[tuple[str, int]]) -> None:
    """The targets without a number, each with how many rows set it."""
    shown = words[:_MOST_WORDS]
    show(
        bars_html(
            Bar(text, f"{count_text(count)} 行", [Part(count, 0, f"{text}：{count} 行")])
            for text, count in shown
        )
    )
    if len(words) > len(shown):
        note(f"还有 {len(words) - len(shown)} 种写法，各 {words[len(shown)][1]} 行以下，见下面“谁在用”。")


def _owners(uses: Iterable[Use]) -> str:
    counts = Counter(use.department for use in uses if use.department)
    return f"{len(counts)} 个部门" if counts else ""


def _some(names: list[str]) -> str:
    named = [name for name in names if name]
    more = f" 等 {len(named)} 个" if len(named) > _NAMED else ""
    return "、".join(named[:_NAMED]) + more
