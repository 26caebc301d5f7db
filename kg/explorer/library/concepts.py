"""The list of the indicator library: found by words and kind, or the most used first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

import streamlit as st

from kg.explorer.address import LIBRARY, chosen, chosen_number, href, pick
from kg.explorer.ahead import show_with_library
from kg.explorer.looks.markup import Cell, Line, anchor, number, show, table_html
from kg.explorer.looks.wording import count_text, escape, value_text
from kg.explorer.nodes import short
from kg.explorer.opened import Graph
from kg.graph.targets import target_unit_factor
from kg.segment.units import base_quantity, find_unit
from kg.suggest.library import CLASSES, Entry, Library
from kg.suggest.peers import signs
from kg.values import exact_product
from kg.vocabulary import load_scheme

PAGE: Final = 50
_ORDERS: Final = {"departments": "部门多的在前", "rows": "指标行多的在前", "name": "按名称"}
_MOST_EQUAL: Final = 500
_COUNTS: Final = "SELECT ?c ?n WHERE { ?c kg:departmentCount ?n }"
_DETAILS: Final = """
SELECT ?c ?p ?v WHERE {{ VALUES ?c {{ {concepts} }} ?c ?p ?v FILTER(?p IN (skos:prefLabel, kg:targetCount,
  kg:departmentCount, kg:projectCount, kg:typicalOperator, kg:typicalUnit, kg:typicalLevel2)) }}"""
_SPREADS: Final = """
SELECT ?c ?p ?v ?d WHERE {{ VALUES ?c {{ {concepts} }} ?c kg:typicalDistribution ?d . ?d ?p ?v
  FILTER(?p IN (kg:median, kg:leastValue, kg:greatestValue, kg:baseUnit)) }}"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list; ``median`` and ``range`` in the printed unit, empty where values cannot be compared."""

    concept: str
    label: str
    level2: str
    departments: int
    projects: int
    rows: int
    sign: str
    unit: str
    median: str
    range: str


def kind_labels() -> dict[str, str]:
    """The kinds of indicator that a form asks for, by name, with their Chinese labels."""
    labels = {concept.name: concept.label for concept in load_scheme("kinds")}
    return {name: labels[name] for name in CLASSES}


def concept_list(graph: Graph, words: str) -> None:
    """The list with its filters; ``words`` as typed, empty for all."""
    kinds = kind_labels()
    left, middle, _ = st.columns([1, 1, 2])
    with left:
        kind = pick("类别", "kind", list(kinds), shown=lambda name: kinds[name], drop=("start",)) or ""
    with middle:
        order = pick(
            "排序", "order", list(_ORDERS), shown=_ORDERS.__getitem__, drop=("start",), required=True
        )
    start = chosen_number("start")
    if not words and not kind and order == "departments" and not start:
        found = _most_used(graph)
        if found is not None:
            _table(graph, found[0], found[1], words, start)
            return

    def listed(library: Library) -> None:
        entries = _sorted(library.named(words, kind), order or "")
        at = min(start, max(len(entries) - 1, 0)) // PAGE * PAGE
        _table(graph, [one.concept for one in entries[at : at + PAGE]], len(entries), words, at)

    show_with_library(graph, listed)


def _table(graph: Graph, concepts: Sequence[str], total: int, words: str, start: int) -> None:
    show(_summary(words, total, start, {name: chosen(name) for name in ("words", "kind", "order", "picks")}))
    if concepts:
        show(table_html(_HEADINGS, [_line(one, words) for one in read_listed(graph, concepts)]))


_HEADINGS: Final = ("指标", "多数写作", "目标值中位", "目标值范围", "部门", "项目", "指标行", "类别")


def _line(one: Listed, words: str) -> Line:
    return [
        Cell(one.label, href(LIBRARY, concept=short(one.concept), words=words, picks=chosen("picks")), "w"),
        Cell(f"{one.sign or '（无符号）'} … {one.unit}" if one.sign or one.unit else "", look="n"),
        number(one.median),
        number(one.range),
        number(count_text(one.departments)),
        number(count_text(one.projects)),
        number(count_text(one.rows)),
        Cell(one.level2, look="n g"),
    ]


def _summary(words: str, total: int, start: int, choices: Mapping[str, str]) -> str:
    if not total:
        return (
            "<b>没有找到</b>。少写几个字、换个说法，或"
            + anchor("看全部指标", href(LIBRARY))
            + "；也可以在“给新项目配指标”里写要做的事，按意思找。"
        )
    said = f"<b>{'名称里有“' + escape(words) + '”的' if words else '共'} {count_text(total)} 个指标</b>"
    if total > PAGE:
        said += f"，现在是第 {start + 1}～{min(start + PAGE, total)} 个"
        if start:
            said += "　" + anchor("上一页", href(LIBRARY, **choices, start=max(start - PAGE, 0) or None))
        if start + PAGE < total:
            said += "　" + anchor("下一页", href(LIBRARY, **choices, start=start + PAGE))
    return said + "。点指标名称，看别人怎么定目标。"


def _sorted(entries: Iterable[Entry], order: str) -> list[Entry]:
    if order == "rows":
        return sorted(entries, key=lambda one: (-one.rows, one.label, one.concept))
    if order == "name":
        return sorted(entries, key=lambda one: (one.label, one.concept))
    return list(entries)


def _most_used(graph: Graph) -> tuple[list[str], int] | None:
    """The first page without the whole library, in the order of `Library`; None where too many are equal."""
    counts = sorted(((int(n or 0), str(c)) for c, n in graph.select(_COUNTS).rows), reverse=True)
    least = counts[:PAGE][-1][0] if counts else 0
    among = [concept for count, concept in counts if count >= least]
    if len(among) > _MOST_EQUAL:
        return None
    listed = sorted(read_listed(graph, among), key=lambda o: (-o.departments, -o.rows, o.label, o.concept))
    return [one.concept for one in listed[:PAGE]], len(counts)


def read_listed(graph: Graph, concepts: Sequence[str]) -> list[Listed]:
    """What the list says of these concepts (IRIs), in their order; those unknown to the graph are left out."""
    if not concepts:
        return []
    asked = " ".join(f"<{concept}>" for concept in concepts)
    found: dict[str, dict[str, object]] = {}
    for concept, name, value in graph.select(_DETAILS.format(concepts=asked)).rows:
        local = str(name).rpartition("#")[2]
        fields = found.setdefault(str(concept), {})
        if local not in fields or str(value) < str(fields[local]):
            fields[local] = value
    spreads: dict[str, dict[str, dict[str, object]]] = {}
    for concept, name, value, spread in graph.select(_SPREADS.format(concepts=asked)).rows:
        of_concept = spreads.setdefault(str(concept), {})
        of_concept.setdefault(str(spread), {})[str(name).rpartition("#")[2]] = value
    for concept, equal in spreads.items():
        fields = found.setdefault(concept, {})
        fields |= min(equal.items(), key=lambda one: (not _fits(fields, one[1]), one[0]))[1]
    return [_listed(concept, found[concept]) for concept in concepts if concept in found]


def _fits(fields: Mapping[str, object], spread: Mapping[str, object]) -> bool:
    """Whether figures are in the unit that most rows print: of groups that are equally large these are shown."""
    unit = str(fields.get("typicalUnit") or "")
    return bool(unit) and _measured(unit, str(spread.get("baseUnit") or ""))[0] == unit


def _listed(concept: str, fields: Mapping[str, object]) -> Listed:
    unit = str(fields.get("typicalUnit") or "")
    measured, factor = _measured(unit, str(fields.get("baseUnit") or ""))

    def count(name: str) -> int:
        return int(str(fields.get(name) or 0))

    def shown(name: str) -> str:
        value = fields.get(name)
        return "" if value is None else value_text(exact_product(Decimal(str(value)), 1 / factor))

    median, least, greatest = shown("median"), shown("leastValue"), shown("greatestValue")
    return Listed(
        concept,
        str(fields.get("prefLabel") or ""),
        str(fields.get("typicalLevel2") or ""),
        count("departmentCount"),
        count("projectCount"),
        count("targetCount"),
        signs().get(str(fields.get("typicalOperator")), ""),
        unit,
        f"{median}{measured}" if median else "",
        (f"{least}{measured}" if least == greatest else f"{least}～{greatest}{measured}") if least else "",
    )


def _measured(unit: str, base_unit: str) -> tuple[str, Fraction]:
    """The unit that values in a base unit are shown in, and how many base units it is: the printed one where it
    measures the same."""
    found = find_unit(unit) if unit else None
    factor = target_unit_factor(unit) if found else None
    if found and factor and base_quantity(Decimal(1), found)[1] == base_unit:
        return unit, factor
    return base_unit.removeprefix("1"), Fraction(1)
