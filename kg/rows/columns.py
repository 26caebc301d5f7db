"""Header cells to fields: storeys of a header joined column by column, split spellings put together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kg.rows.storeys import Stack, stacks_of
from kg.tables import PrintedRow
from kg.tables.labels import column_of, head_of, is_goal_piece, is_number, is_target, is_unit
from kg.text import key
from kg.vocabulary import spellings

HEAD: Final = "head."
"""Prefix of the fields of a list of projects, whose rows print what other forms print in their head."""
UNKNOWN: Final = "unknown"
_LISTED_TYPES: Final = frozenset({"text", "money", "year", "contact"})
_TARGET_FIELDS: Final = ("operator", "target", "unit")
_LEVELS: Final = ("level1", "level2")
_REACHING: Final = 2
_SUBSTITUTES: Final = {"remark": "basis", "standard": "description"}
_UNIT_BEHIND: Final = re.compile(r"[(（](?:计量)?(?:单位)?[:：]?([^()（）]{1,8})[)）]$")
_NATIONAL_ORDER: Final = (
    "level1",
    "level2",
    "name",
    "description",
    "operator",
    "value_year_before_last",
    "value_last_year",
    "target",
    "unit",
    "actual",
    "weight",
    "score",
    "basis",
)
_PRINTED_ORDER: Final = {field: order for order, field in enumerate(_NATIONAL_ORDER)}


@dataclass(frozen=True, slots=True)
class Column:
    """A field to expect and the index of its column; None where the place of a cell means nothing, or where
    the header lost the column and its cells may stand anywhere behind the one before. In a ruled table the
    column takes ``width`` positions."""

    field: str
    index: int | None
    printed: bool = True
    width: int = 1
    unit: str | None = None
    """The unit that the heading prints for the whole column (指标值（万元）)."""

    def holds(self, index: int) -> bool:
        """Whether a position belongs to the column."""
        return self.index is not None and self.index <= index < self.index + self.width


def column_at(columns: Sequence[Column], index: int) -> Column | None:
    """The printed column that a position belongs to."""
    return next((column for column in columns if column.printed and column.holds(index)), None)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says: its columns, the headings that no field claims, and, where it prints the indicators of
    two horizons side by side, the columns of the second group and the index where they begin."""

    columns: tuple[Column, ...] = ()
    unknown: tuple[str, ...] = ()
    second: tuple[Column, ...] = ()
    boundary: int | None = None


def read_header(rows: Sequence[PrintedRow]) -> Header:
    """A header of one or more rows.

    Of storeys the lowest known label wins (前年 under 近两年指标值 under 指标值); a label split over rows
    (预计当年 | 实现) is joined. Columns that a form prints nowhere are expected all the same behind the
    indicator, since conversion loses them. Columns of a list of projects (项目名称, 预算数) bear the field of
    the head behind ``head.``; a heading that nothing claims keeps its place as ``unknown``.
    """
    fields = _fields(rows)
    boundary = _boundary(fields) if rows[0].columns else None
    first = {i: found for i, found in fields.items() if boundary is None or i < boundary}
    columns, unknown = header_columns(rows, first)
    if boundary is None:
        return Header(columns, unknown)
    behind = {i: found for i, found in fields.items() if i >= boundary}
    second, more = header_columns(rows, behind)
    shared = tuple(column for column in columns if column.field in (*_LEVELS, "goal_label"))
    repeated = {column.field for column in second if column.printed}
    shared = tuple(column for column in shared if column.field not in repeated)
    return Header(columns, (*unknown, *more), (*shared, *(c for c in second if c.printed)), boundary)


def header_columns(
    rows: Sequence[PrintedRow], fields: Mapping[int, Sequence[str]] | None = None
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns of one group of headings (of all, without ``fields``), and the headings that no field claims."""
    stacks = stacks_of(rows)
    if fields is None:
        fields = _fields(rows)
    placed = rows[0].columns
    columns: list[Column] = []
    unknown: list[str] = []
    last_name = _name_column(stacks, fields)
    for index, found in fields.items():
        texts, width = stacks[index].texts, stacks[index].width
        if "name" in found and index < last_name:
            # 绩效指标 beside or above the level columns heads the whole part, 三级指标 the names
            found = [field for field in found if field != "name"]
            if not found:
                continue
        if list(found) == ["name"] and index > last_name:
            found = ["description"]  # 指标内容 behind 三级指标 says what the indicator means
        position = index if placed else None
        if not found and column_of("".join(texts)) is None and not (is_goal_piece(texts[0]) and index == 0):
            listed = _listed_field(texts)
            if listed is None:
                unknown.append(" ".join(texts))
            columns.append(Column(listed or UNKNOWN, position, width=width))
            continue
        for moved, field in enumerate(found):
            if field == "weight" and columns and columns[-1].field in _LEVELS:
                columns.append(
                    Column("level_weight", position, width=width)
                )  # each level prints the sum of its weights
            elif field not in {column.field for column in columns}:
                at = None if position is None else position + moved
                columns.append(Column(field, at, width=width, unit=heading_unit(texts)))
            elif placed:
                columns.append(Column(UNKNOWN, position, width=width))  # a second column of one field
    return _completed(_with_substitutes(list(_parted(_both_levels(columns, stacks)))), placed), tuple(unknown)


def _both_levels(columns: Sequence[Column], stacks: Mapping[int, Stack]) -> list[Column]:
    """The columns; where one column holds the labels of levels and its heading does not say of which (指标类型), it
    stands for both."""
    levels = [column for column in columns if column.field in _LEVELS]
    if len(levels) != 1 or levels[0].index is None:
        return list(columns)
    if any(key(text).startswith(("一级", "二级")) for text in stacks[levels[0].index].texts):
        return list(columns)
    at = columns.index(levels[0])
    return [*columns[:at], *(replace(levels[0], field=level) for level in _LEVELS), *columns[at + 1 :]]


def heading_unit(texts: Sequence[str]) -> str | None:
    """The unit in brackets behind a heading (``指标值（单位：万元）``, ``数值（%）``), or None."""
    for text in texts:
        match = _UNIT_BEHIND.search(text.strip())
        if match and is_unit(match[1].strip()):
            return match[1].strip()
    return None


def _with_substitutes(columns: list[Column]) -> list[Column]:
    """The columns; where the form prints none for the basis its remarks are it, and where it prints none for the
    description the way of scoring is."""
    fields = {column.field for column in columns}
    stands_for = {stand_in: field for stand_in, field in _SUBSTITUTES.items() if field not in fields}
    return [replace(c, field=stands_for.get(c.field, c.field)) for c in columns]


def _fields(rows: Sequence[PrintedRow]) -> dict[int, list[str]]:
    """The fields that the headings of each column name, by position; what gathers several columns of a ruled table
    names none of them, unless nothing below it does."""
    found = {}
    for index, stack in stacks_of(rows).items():
        whole = column_of("".join(stack.texts)) if stack.own else None
        own = [whole] if whole not in (None, "parent") else _fields_of(stack.own)
        found[index] = [field for field in own if field] or _fields_of(stack.texts)
    return found


def _parted(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns; a target heading over several columns of a ruled table stands for operator, value and unit."""
    fields = {column.field for column in columns}
    for column in columns:
        if column.field != "target" or column.width == 1:
            yield column
            continue
        for name in _TARGET_FIELDS:
            if name == "target" or name not in fields:
                yield replace(column, field=name, printed=name == "target")


def _name_column(stacks: Mapping[int, Stack], fields: Mapping[int, Sequence[str]]) -> int:
    """The index of the column of names: that of level 3, else the first behind the levels, else the last that can
    be it; -1 for none."""
    names = [index for index, found in fields.items() if "name" in found]
    third = [index for index in names if any(key(text).startswith("三级") for text in stacks[index].texts)]
    levels = [index for index, found in fields.items() if set(found) & set(_LEVELS)]
    behind = [index for index in names if levels and index > max(levels)]
    return max(third or behind[:1] or names, default=-1)


def _listed_field(texts: Sequence[str]) -> str | None:
    concept = next((c for text in ("".join(texts), texts[-1]) if (c := head_of(text)) is not None), None)
    if concept is None or concept.first("valueType") not in _LISTED_TYPES:
        return None
    return HEAD + (concept.first("field") or "")


def _boundary(fields: Mapping[int, Sequence[str]]) -> int | None:
    """Where the second group begins of a header that prints name and target twice (长期 beside 年度)."""
    order = [(index, field) for index, found in fields.items() for field in found]
    names = [at for at, (_, field) in enumerate(order) if field == "name"]
    targets = [at for at, (_, field) in enumerate(order) if field == "target"]
    pairs = [(a, b) for a, b in pairwise(names) if any(a < at < b for at in targets)]
    if not pairs or not any(at > pairs[0][1] for at in targets):
        return None
    at = pairs[0][1]
    while order[at - 1][1] in _LEVELS:
        at -= 1
    return order[at][0]


def _fields_of(texts: Sequence[str]) -> list[str]:
    """The fields of one stack of heading cells: the leaf of 指标值 over 前年; two where a lost column left its
    heading in its neighbour's place, in the order in which the national form prints them."""
    found: list[str] = []
    start = 0
    while start < len(texts):
        ends = [
            end for end in range(len(texts), start, -1) if column_of("".join(texts[start:end])) is not None
        ]
        if ends:
            found.append(str(column_of("".join(texts[start : ends[0]]))))
        start = ends[0] if ends else start + 1
    leaves = [field for field in found if field != "parent"]
    if leaves[:1] == ["target"] and len(found) > 1:
        leaves = leaves[1:]
    return sorted(leaves, key=lambda field: _PRINTED_ORDER.get(field, len(_PRINTED_ORDER)))


def _completed(columns: list[Column], placed: bool) -> tuple[Column, ...]:  # noqa: FBT001
    fields = [column.field for column in columns]
    listed = any(column.index == 0 and column.field.startswith(HEAD) for column in columns)
    if "goal_label" not in fields and placed and not listed:
        columns.insert(0, Column("goal_label", 0, printed=False))
    fields = [column.field for column in columns]
    if "name" in fields and not set(_LEVELS) & set(fields):
        # labels of levels may stand in rows of their own above the names
        at = fields.index("name")
        columns[at:at] = [Column(level, None, printed=False) for level in _LEVELS]
    fields = [column.field for column in columns]
    if "name" in fields and "target" not in fields:
        at = fields.index("operator" if "operator" in fields else "name") + 1
        lost = [Column(name, None, printed=False) for name in _TARGET_FIELDS if name not in fields]
        columns[at:at] = lost
    return tuple(columns)


def continues_header(row: PrintedRow, above: Sequence[PrintedRow]) -> bool:
    """Whether a row below a header is another storey of it, or the end of labels that were split."""
    stacks = {i: cell.text for over in above for i, cell in enumerate(over.cells) if cell.text}
    cells = [(index, cell.text) for index, cell in enumerate(row.cells) if cell.text]
    if not cells or any(is_number(text) for _, text in cells):
        return False
    reaching = {id(cell) for cell in row.covering if cell is not None and cell.text}
    if sum(id(cell) in reaching for over in above for cell in over.cells) >= _REACHING:
        return True  # headings merged downwards stand beside this storey
    listed = any(_listed_field([text]) for text in stacks.values())
    return all(
        _is_heading(text, stacks.get(index, "")) or (listed and _listed_field([text]) is not None)
        for index, text in cells
    )


def _is_heading(text: str, above: str) -> bool:
    if column_of(text) is not None or (above and column_of(above + text) is not None):
        return True
    if is_target(text):
        return False
    return len(key(text)) > 1 and any(label.startswith(key(text)) for label in spellings("headers"))
