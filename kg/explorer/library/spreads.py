"""How the targets of one indicator are spread: a strip of the values with their quartiles, and the same in words."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import streamlit as st

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
    import altair as alt

    values, spread = spreading.values, spreading.values.spread
    dots = find_dots(spreading, counts)
    shown = [float(values.shown(v)) for v in (spread.lower_quartile, spread.median, spread.upper_quartile)]
    x = alt.X(
        "目标值:Q",
        title=values.unit or None,
        scale=alt.Scale(zero=False, nice=True, padding=12),
        axis=alt.Axis(tickCount=6, grid=False),
    )
    layers: list[alt.Chart] = []
    if spread.count >= _QUARTILES_FROM:
        box = alt.Chart(alt.InlineData(values=[{"目标值": shown[0], "到": shown[2]}]))
        layers.append(box.mark_bar(color="#cfe0f2", height=34, stroke="#7fa6cf").encode(x=x, x2="到:Q"))
        middle = alt.Chart(alt.InlineData(values=[{"目标值": shown[1]}]))
        layers.append(middle.mark_tick(color="#1a5490", thickness=3, size=34).encode(x=x))
    layers.append(
        alt.Chart(alt.InlineData(values=dots))
        .mark_circle(color="#1a5490", opacity=0.75, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=x,
            size=alt.Size("行数:Q", scale=alt.Scale(range=[60, 500], zero=True), legend=None),
            tooltip=["写作:N", "行数:Q", "部门:N"],
        )
    )
    if mine is not None:
        own = alt.Chart(alt.InlineData(values=[{"目标值": float(mine), "写作": "拟定的目标"}]))
        layers.append(
            own.mark_rule(color="#b45309", strokeWidth=3, strokeDash=[6, 3]).encode(x=x, tooltip="写作:N")
        )
    st.altair_chart(alt.layer(*layers).properties(height=116), width="stretch")


def find_dots(spreading: Spreading, counts: list[tuple[Decimal, int]]) -> list[dict[str, object]]:
    """A dot for each value of `Spreading.counts`: where it stands, how it is written, how many rows and who set it."""
    values = spreading.values
    by_value: dict[Decimal, set[str]] = {}
    for use in spreading.uses:
        if use.value is not None:
            by_value.setdefault(values.shown(use.value), set()).add(use.department)
    return [
        {
            "目标值": float(value),  # a plot has pixels, not digits: the words beside it are exact
            "写作": f"{value_text(value)}{values.unit}",
            "行数": count,
            "部门": _some(sorted(by_value.get(value, ()))),
        }
        for value, count in counts
    ]


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
