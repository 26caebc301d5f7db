"""Which indicator rows a filter lets through, and in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from kg.explorer.nodes import full
from kg.explorer.opened import Graph
from kg.explorer.rows.columns import NOWHERE, RowIndex
from kg.explorer.rows.index import row_index
from kg.explorer.rows.operators import operator_iri
from kg.graph.gaps import NOTHING
from kg.text import squeeze
from kg.vocabulary import find_concept, load_scheme

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Floats, Mask, Places

NONE: Final = "none"
"""In a filter: rows without a value of the column."""
NO_DEPARTMENT: Final = "（部门不明）"
ANY: Final = "any"
"""In a filter by reason: rows that cannot be evaluated, for whatever reason."""
SHARE: Final = "share"
"""In a comparison: with the share of rows that set one (95% is 0.95), with the printed number of others."""
COLUMNS: Final[Mapping[str, str]] = {
    "department": "departmentName", "year": "year", "document": "documentTitle", "project": "project",
    "concept": "concept", "level1": "level1", "level2": "level2", "operator": "operator", "kind": "valueKind",
    "unit": "unitText", "reason": "reason",
}  # fmt: skip
"""Fields of a filter and the columns they ask for."""
_ORDERED: Final[Mapping[str, tuple[str, str]]] = {
    "department": ("部门", "departmentName"), "year": ("年度", "year"), "project": ("项目", "projectName"),
    "level": ("二级指标", "level2"), "name": ("指标名称", "name"), "target": ("目标值原文", "targetText"),
    "operator": ("运算符", "operator"), "unit": ("单位", "unitText"), "weight": ("分值", "weight"),
    "confidence": ("把握", "confidence"),
}  # fmt: skip
DOWN: Final = "-down"
ORDERS: Final[Mapping[str, str]] = {
    "document": "文件和行号",
    "value-up": "换算值从小到大",
    "value-down": "换算值从大到小",
    **{
        f"{name}{end}": f"{words}{way}"
        for name, (words, _) in _ORDERED.items()
        for end, way in (("", "从小到大"), (DOWN, "从大到小"))
    },
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number that the targets of rows are compared with. ``value`` is in the base unit of ``kind`` ("any": in that of
    each row; "share": see `SHARE`); without one it is compared with the number as printed. ``base_unit``: set where
    only rows in this unit compare."""

    sign: str
    value: Decimal
    kind: str = ""
    base_unit: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that must have one of these values, or another column one of its; "sure" has yes and no."""

    column: str
    values: tuple[str, ...]
    other: str = ""
    other_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row must have; an empty text asks for nothing.

    ``department`` and ``document`` are names; ``project`` and ``concept`` IRIs, also without their base; ``operator``
    a sign; ``reason`` what it lacks most (a name or spelling of ontology/vocab/states.ttl), "any" or "nothing";
    ``sure`` "yes" or "no"; ``text`` words that the name, target or project has all of. "none" asks for rows without
    the column. ``choices_said`` and ``comparisons`` are what was read from the box.
    """

    department: str = ""
    year: str = ""
    level1: str = ""
    level2: str = ""
    operator: str = ""
    kind: str = ""
    unit: str = ""
    sure: str = ""
    text: str = ""
    reason: str = ""
    document: str = ""
    project: str = ""
    concept: str = ""
    choices_said: tuple[Choice, ...] = ()
    comparisons: tuple[Comparison, ...] = ()

    def without(self, name: str) -> "Filter":
        """The filter with one of its fields left open."""
        cleared: dict[str, Any] = {name: ""}
        return replace(self, **cleared)


def find_rows(graph: Graph, wanted: Filter) -> "Mask":
    """Which rows of `kg.explorer.rows.index.row_index` a filter lets through; not to be changed."""
    return _matching(graph.version, wanted)


def order_rows(graph: Graph, wanted: Filter, order: str = "document") -> "Places":
    """The places of the rows that a filter lets through, in this order (a key of `ORDERS`)."""
    return _ordered(graph.version, wanted, order)


@lru_cache(maxsize=64)  # Streamlit's own takes 2 ms to make a key of a filter, and a page asks ten times
def _matching(version: str, wanted: Filter) -> "Mask":
    import numpy as np

    graph = Graph(version)
    index = row_index(graph)
    found = np.ones(len(index), dtype=bool)
    for mask in _masks(graph, index, wanted):
        found &= mask
    return found


def _masks(graph: Graph, index: RowIndex, wanted: Filter) -> "Iterator[Mask]":
    for name, column in COLUMNS.items():
        if value := getattr(wanted, name):
            yield _has(graph, index, name, column, value)
    if wanted.sure:
        yield index.is_sure() == (wanted.sure == "yes")
    for choice in wanted.choices_said:
        if choice.column == "sure":
            yield index.is_sure() if choice.values == ("yes",) else ~index.is_sure()
            continue
        mask = index.coded(choice.column).is_any(choice.values)
        if choice.other:
            mask = mask | index.coded(choice.other).is_any(choice.other_values)
        yield mask
    for comparison in wanted.comparisons:
        yield _compares(index, comparison)
    words = [word for text in wanted.text.lower().split() if (word := squeeze(text))]
    for word in words:
        import pyarrow.compute as pc

        yield pc.match_substring(index.words(), word).to_numpy(zero_copy_only=False)


def _has(graph: Graph, index: RowIndex, name: str, column: str, value: str) -> "Mask":
    coded = index.coded(column)
    # figures count rows without a department or year under these
    if value == NONE or (name, value) in (("department", NO_DEPARTMENT), ("year", "0")):
        return coded.is_none()
    if name == "reason":
        state = find_concept("states", value)
        value = next((concept.name for concept in load_scheme("states") if concept.name == value), "") or (
            state.name if state else value
        )
        if value == ANY:
            return ~coded.is_none() & ~coded.is_any((NOTHING,))
    elif name == "operator":
        value = operator_iri(value) or ""
    elif name in ("project", "concept"):
        value = full(value)
    elif name == "department" and value not in coded.values:
        value = _called(graph, index, value)
    return coded.is_any((value,))


def _called(graph: Graph, index: RowIndex, name: str) -> str:
    """The name under which the rows of a department stand that has several."""
    from kg.explorer.rows.facets import find_departments

    nodes, names = index.coded("department"), index.coded("departmentName")
    rows = nodes.is_any((find_departments(graph).get(name, ""),)).nonzero()[0]
    return names.values[names.codes[rows[0]]] if len(rows) else name


def _compares(index: RowIndex, wanted: Comparison) -> "Mask":
    """Rows whose number compares so; those of another kind of quantity never do."""
    import numpy as np

    numbers = index.numbers("baseValue" if wanted.kind and wanted.kind != SHARE else "value")
    if wanted.kind == SHARE:
        is_share = index.coded("quantityKind").is_any(("ratio",))
        numbers = np.where(is_share, index.numbers("baseValue"), numbers)
    value = float(wanted.value)
    near = np.isclose(numbers, value, rtol=1e-12, atol=0.0)
    above, below = (numbers > value) & ~near, (numbers < value) & ~near
    found = {"≥": above | near, ">": above, "≤": below | near, "<": below, "≠": above | below}.get(
        wanted.sign, near
    )
    for column, text in (("quantityKind", wanted.kind), ("baseUnit", wanted.base_unit)):
        if text and text not in (ANY, SHARE):
            found = found & index.coded(column).is_any((text,))
    return found


@lru_cache(maxsize=32)
def _ordered(version: str, wanted: Filter, order: str) -> "Places":
    import numpy as np

    graph = Graph(version)
    index = row_index(graph)
    rows = find_rows(graph, wanted).nonzero()[0]
    ways = _ways(index, order)
    return rows[np.lexsort([way[rows] for way in reversed(ways)])] if ways else rows


def _ways(index: RowIndex, order: str) -> "list[Floats]":
    """What rows are compared by, the weightiest first; rows without a value stand last either way."""
    import numpy as np

    name = order.removesuffix(DOWN).removesuffix("-up")
    sign = -1 if order.endswith(DOWN) else 1
    if name == "value":
        values, kinds = index.numbers("baseValue"), _rank(index, "quantityKind")
        return [np.isnan(values), kinds, sign * np.nan_to_num(values)]
    if name not in _ORDERED:
        return []
    column = _ORDERED[name][1]
    if column in ("weight", "confidence"):
        values = index.numbers(column)
        return [np.isnan(values), sign * np.nan_to_num(values)]
    ranks = _rank(index, column)
    return [ranks == NOWHERE, sign * ranks]


def _rank(index: RowIndex, column: str) -> "Floats":
    """The place of each row's text among all in the order of Chinese dictionaries, as far as GB 18030 has it."""
    import numpy as np

    coded = index.coded(column)
    by_sound = sorted(
        range(len(coded.values)), key=lambda code: coded.values[code].encode("gb18030", "replace")
    )
    rank = np.full(len(coded.values) + 1, NOWHERE, dtype=np.float64)
    rank[by_sound] = np.arange(len(by_sound))
    return rank[coded.codes]
