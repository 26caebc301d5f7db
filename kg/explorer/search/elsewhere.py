"""The same indicator elsewhere: the year before in the same department, what others set, and where this row stands
among them."""

import math
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.explorer.address import SEARCH, href
from kg.explorer.looks.markup import Cell, Line, anchor, note, show, table_html
from kg.explorer.looks.wording import WHOLE_DEPARTMENT, count_text, escape, shorten
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.explorer.rows.columns import RowIndex
from kg.explorer.rows.index import row_index
from kg.explorer.search.found import read_as
from kg.graph.distributions import Group, Spread, bound_side, spread_of
from kg.records import number_text

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Places

_MOST_ALIKE: Final = 100
_WIDE, _HIGH, _EDGE = 640, 92, 26
_FAR: Final = 50
"""How many times the least value the greatest is, from which the values stand by their logarithms."""
_SIDES: Final = {
    "minimum": "下限（≥、>）",
    "maximum": "上限（≤、<）",
    "exact": "等于",
    "none": "没有写运算符",
}


def elsewhere_section(graph: Graph, target: str) -> None:
    """Last year, the spread of the values measured alike, and the other rows of the indicator."""
    index = row_index(graph)
    place = index.places.get(target)
    if place is None:
        return
    alike = alike_rows(index, place)
    if alike is None:
        return
    others = [other for other in alike.tolist() if other != place]
    st.markdown("###### 同一指标别处怎么定")
    if not others:
        note("这个指标只在这一行出现。")
        return
    drawn = f"{last_year_html(index, place, others)}{spread_html(index, place, alike.tolist())}"
    # `st.html` would leave drawings out
    st.markdown(
        f'<div class="kg" style="font-size:14px">{drawn}{_more(index, place, others)}</div>',
        unsafe_allow_html=True,
    )
    show(table_html(["目标值", "读作", "部门", "年度", "项目"], _lines(index, place, others), height=300))


def alike_rows(index: RowIndex, place: int) -> "Places | None":
    """The places of all rows of the indicator of a row, itself among them; None where it has no indicator."""
    concepts = index.coded("concept")
    code = concepts.codes[place]
    return (concepts.codes == code).nonzero()[0] if code >= 0 else None


def last_year_html(index: RowIndex, place: int, others: Sequence[int]) -> str:
    """The rows of the same department and indicator a year before and after, with links."""
    year = index.text("year", place)
    if not year.isdecimal():
        return ""
    department = index.text("departmentName", place)
    found = []
    for words, wanted in (("上一年", int(year) - 1), ("下一年", int(year) + 1)):
        rows = [
            other
            for other in others
            if index.text("year", other) == str(wanted) and index.text("departmentName", other) == department
        ]
        links = [
            anchor(shorten(index.text("targetText", row), 30) or "（未填）", _link(index, row))
            for row in sorted(
                rows, key=lambda row: index.text("project", row) != index.text("project", place)
            )
        ]
        if links:
            found.append(f"{words}（{wanted}）同部门：{'、'.join(dict.fromkeys(links[:5]))}")
    return f"<div>{'　'.join(found)}</div>" if found else ""


def spread_html(index: RowIndex, place: int, rows: Sequence[int]) -> str:
    """A strip of the values that are measured as this one is, with their quartiles and this row marked; empty where
    the row has no number, words where all are the same."""
    group, base = group_of(index, place), index.text("baseValue", place)
    if group is None or not base:
        return ""
    values = [
        Decimal(value)
        for row in rows
        if group_of(index, row) == group and (value := index.text("baseValue", row))
    ]
    own, printed = Decimal(base), index.text("value", place)
    scale = own / Decimal(printed) if printed and Decimal(printed) and own else Decimal(1)
    unit = index.text("unitText", place)
    spread = spread_of(values)
    how = f"{_SIDES.get(group.side, '')}{'，' + group.horizon if group.horizon else ''}"
    head = f"同样量法（{how}）的 {count_text(spread.count)} 行"

    def words(value: Decimal) -> str:
        return f"{number_text((value / scale).quantize(Decimal('1.0000')))}{unit}"

    if spread.least == spread.greatest:
        more = "，与本行相同" if spread.count > 1 else "，就是本行"
        return f"<div>{escape(head)}都是 {escape(words(own))}{more}。</div>"
    lower = sum(value < own for value in values)
    same = sum(value == own for value in values)
    five = (
        f"最小 {words(spread.least)}，四分之一处 {words(spread.lower_quartile)}，中位 {words(spread.median)}，"
        f"四分之三处 {words(spread.upper_quartile)}，最大 {words(spread.greatest)}"
    )
    where = (
        f"本行 {words(own)}：比它小的 {lower} 行，相同的 {same} 行，比它大的 {spread.count - lower - same} 行"
    )
    return (
        f"<div>{escape(head)}：{escape(five)}。<b>{escape(where)}</b>。</div>"
        f"{_strip(Counter(values), spread, own, words(own), (words(spread.least), words(spread.greatest)), five)}"
    )


def group_of(index: RowIndex, place: int) -> Group | None:
    """What the value of a row may be compared with; None for a row without a number."""
    if not index.text("baseValue", place):
        return None
    low, high = (index.text(name, place) for name in ("minimum", "maximum"))
    side = bound_side(Decimal(low) if low else None, Decimal(high) if high else None)
    names = ("quantityKind", "baseUnit", "horizon", "change")
    kind, unit, horizon, change = (index.text(name, place) for name in names)
    return Group(kind, unit, side, horizon, change)


def _strip(
    counts: Counter[Decimal], spread: Spread, own: Decimal, own_words: str, ends: tuple[str, str], words: str
) -> str:
    """The drawing: a dot for each value, larger for more rows; a box between the quartiles; a mark for this row."""
    is_log = spread.least > 0 and spread.greatest / spread.least > _FAR
    least, greatest = _height(spread.least, is_log=is_log), _height(spread.greatest, is_log=is_log)

    def x(value: Decimal) -> float:
        return _EDGE + (_WIDE - 2 * _EDGE) * (_height(value, is_log=is_log) - least) / (greatest - least)

    most = max(counts.values())
    middle = 46
    dots = "".join(
        f'<circle cx="{x(value):.1f}" cy="{middle}" r="{4 + 8 * (count / most) ** 0.5:.1f}" fill="#1a5490" '
        f'fill-opacity="0.55" stroke="#fff"/>'
        for value, count in sorted(counts.items())
    )
    left, right = x(spread.lower_quartile), x(spread.upper_quartile)
    at = x(own)
    anchor_at = "start" if at < _WIDE / 3 else "end" if at > _WIDE * 2 / 3 else "middle"
    label = escape(f"目标值分布：{words}；本行 {own_words}")
    return (
        f'<div class="kg-scroll"><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{label}" '
        f'style="width:100%;min-width:440px;max-width:{_WIDE}px;height:auto;display:block;font-size:13px">'
        f'<line x1="{_EDGE}" x2="{_WIDE - _EDGE}" y1="{middle}" y2="{middle}" stroke="#9aa7b4"/>'
        f'<rect x="{left:.1f}" y="{middle - 13}" width="{max(right - left, 1):.1f}" height="26" fill="#cfe0f2" '
        f'stroke="#7fa6cf"/><line x1="{x(spread.median):.1f}" x2="{x(spread.median):.1f}" y1="{middle - 13}" '
        f'y2="{middle + 13}" stroke="#123d6a" stroke-width="2.5"/>{dots}'
        f'<path d="M{at:.1f} {middle - 15} l-6 -10 h12 z" fill="#b45309"/>'
        f'<text x="{at:.1f}" y="14" text-anchor="{anchor_at}" fill="#8a3d00" font-weight="600">本行 '
        f"{escape(own_words)}</text>"
        f"{_text(_EDGE, 'start', ends[0])}"
        f"{_text(_WIDE / 2, 'middle', '（对数刻度）') if is_log else ''}"
        f"{_text(_WIDE - _EDGE, 'end', ends[1])}</svg></div>"
    )


def _height(value: Decimal, *, is_log: bool) -> float:
    return math.log(value) if is_log else float(value)


def _text(x: float, side: str, words: str) -> str:
    return f'<text x="{x:g}" y="{_HIGH - 6}" text-anchor="{side}" fill="#52606d">{escape(words)}</text>'


def _lines(index: RowIndex, place: int, others: list[int]) -> list[Line]:
    department = index.text("departmentName", place)

    def rank(row: int) -> tuple[bool, str, str, int]:
        owner = index.text("departmentName", row)
        return owner != department, owner, index.text("year", row), row

    return [
        [
            Cell(shorten(index.text("targetText", row), 40) or "（未填）", _link(index, row)),
            Cell(read_as(index, row), look="n"),
            index.text("departmentName", row),
            Cell(index.text("year", row), look="n"),
            shorten(index.text("projectName", row), 40) or WHOLE_DEPARTMENT,
        ]
        for row in sorted(others, key=rank)[:_MOST_ALIKE]
    ]


def _more(index: RowIndex, place: int, others: list[int]) -> str:
    cut = f"，下面先列同部门的，只列 {_MOST_ALIKE} 条" if len(others) > _MOST_ALIKE else ""
    link = anchor("全部放到检索里看", href(SEARCH, concept=short(index.text("concept", place))))
    return f'<div class="kg-note">还有 {count_text(len(others))} 条{cut}。{link}</div>'


def _link(index: RowIndex, place: int) -> str:
    return href(SEARCH, row=short(index.targets[place]))
