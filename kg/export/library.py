"""The rows of the sheet 指标库: every entry of the indicator library with the distribution of its values.

All figures stand in the graph (`kg.graph.library`); nothing is worked out here but how they are shown.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.catalogue.nodes import Node, checked_iri, read_nodes
from kg.catalogue.rows import operator_signs
from kg.export.selects import Row
from kg.export.sheet import Share
from kg.link import derived_graph_iri
from kg.namespaces import PREFIXES
from kg.records import number_text

if TYPE_CHECKING:
    from kg.store import Store

_ENTRY: Final = {
    "rows": "kg:targetCount", "name": "skos:prefLabel", "other_names": "skos:altLabel",
    "projects": "kg:projectCount", "departments": "kg:departmentCount",
    "first_year": "kg:firstYear", "last_year": "kg:lastYear",
    "operator": "kg:typicalOperator", "operator_share": "kg:typicalOperatorShare",
    "unit": "kg:typicalUnit", "unit_share": "kg:typicalUnitShare", "level2": "kg:typicalLevel2",
    "spread": "kg:distribution", "typical": "kg:typicalDistribution", "qualitative": "kg:qualitativeWording",
}  # fmt: skip
_RANK: Final = {name: _ENTRY[name] for name in ("rows", "name", "departments")}
_FIVE: Final = {
    "least": "kg:leastValue", "lower": "kg:lowerQuartile", "median": "kg:median", "upper": "kg:upperQuartile",
    "greatest": "kg:greatestValue",
}  # fmt: skip
_SPREAD: Final = {
    **_FIVE, "values": "kg:count", "kind": "kg:quantityKind", "base_unit": "kg:baseUnit", "side": "kg:boundSide",
    "horizon": "kg:horizon", "change": "kg:change",
}  # fmt: skip
SIDES: Final = {"minimum": "不低于", "maximum": "不高于", "exact": "等于", "none": "（未写符号）"}
_CHANGES: Final = {"increase": "增加", "decrease": "减少"}
_RATIO: Final = "1"
_WIDTH: Final = 20
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Library:
    """The entries of a graph's library by their IRIs: those that most departments use first, then those that most rows
    use. What they hold is read while one goes through them: all of 24,000 entries would take 110 MB."""

    store: "Store | None" = None
    identifiers: Sequence[str] = ()
    read: Iterable[Row] | None = None
    """The rows, where they are read elsewhere."""

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.identifiers)

    def __iter__(self) -> Iterator[Row]:
        """A row for each, with the fields of LIBRARY_COLUMNS and ``id`` (its IRI). Values are in the base unit; ratios
        are `Share`."""
        if self.read is not None:
            yield from self.read
        elif self.store is not None:
            for rows in self.some():
                yield from rows

    def some(self) -> Iterator[list[Row]]:
        """The rows some at a time, read from ``store``."""
        store = self.store
        if store is None:
            return
        for start in range(0, len(self.identifiers), _AT_ONCE):
            wanted = self.identifiers[start : start + _AT_ONCE]
            entries = _read_some(store, wanted, _ENTRY)
            named = [iri for entry in entries.values() for iri in entry.all("spread")]
            spreads = _read_some(store, named, _SPREAD)
            yield [_to_row(entries[iri], spreads) for iri in wanted]


def read_library(store: "Store") -> Library:
    """The library of a graph."""
    graph = derived_graph_iri()
    found = read_nodes(store, graph, "kg:IndicatorConcept", _RANK, telling="rows", fewest=len(_RANK))
    return Library(store, [entry.iri for entry in sorted(found.values(), key=_most_used_first)])


def _read_some(store: "Store", nodes: Iterable[str], fields: Mapping[str, str]) -> dict[str, Node]:
    """These nodes with their fields. The filter matters: with a second list of values the whole graph is read."""
    names: dict[str, str] = {}
    for field, predicate in fields.items():
        prefix, local = predicate.split(":")
        names[PREFIXES[prefix] + local] = field
    between = f"\x1e{secrets.token_hex(4)}"  # no text of a document can hold it by intent
    wanted = " ".join(f"<{checked_iri(iri)}>" for iri in nodes)
    answer = store.select(
        f'SELECT ?id (GROUP_CONCAT(CONCAT(STR(?property), " ", STR(?value)); separator="\\u001E{between[1:]}") '
        f"AS ?fields) WHERE {{ VALUES ?id {{ {wanted} }} "
        f"?id ?property ?value FILTER(?property IN ({', '.join(fields.values())})) }} GROUP BY ?id"
    )
    found: dict[str, Node] = {}
    for node, joined in answer.rows:
        several: dict[str, list[str]] = {}
        for entry in str(joined).split(between):
            predicate, _, text = entry.partition(" ")
            several.setdefault(names[predicate], []).append(text)
        values = {field: min(texts) for field, texts in several.items()}
        found[str(node)] = Node(str(node), values, several)
    return found


def _most_used_first(entry: Node) -> tuple[int, int, str, str]:
    departments, rows = (entry.whole(name) or 0 for name in ("departments", "rows"))
    return -departments, -rows, str(entry.text("name")), entry.iri


def _to_row(entry: Node, spreads: Mapping[str, Node]) -> Row:
    typical = entry.text("typical")
    spread = spreads.get(typical) if typical else None
    others = [spreads[iri] for iri in sorted(entry.all("spread")) if iri != typical and iri in spreads]
    names = [str(entry.text("name")), *sorted(entry.all("other_names"))]
    years = sorted({str(year) for name in ("first_year", "last_year") if (year := entry.text(name))})
    return {
        "id": entry.iri,
        "name": names[0],
        "level2": entry.text("level2"),
        **{name: entry.whole(name) for name in ("rows", "projects", "departments")},
        "years": "～".join(years),
        "operator": operator_signs().get(entry.text("operator") or ""),
        "operator_share": _share(entry.text("operator_share")),
        "unit": entry.text("unit"),
        "unit_share": _share(entry.text("unit_share")),
        **(_spread_cells(spread) if spread else {}),
        "wordings": "、".join(names) if len(names) > 1 else None,
        "others": "\n".join(map(_in_words, others)) or None,
        "qualitative": "、".join(sorted(entry.all("qualitative"))) or None,
    }


def _spread_cells(spread: Node) -> Row:
    unit = spread.text("base_unit")
    five = [Decimal(spread.values[name]) for name in _FIVE]
    return {
        "group": _group(spread),
        "values": spread.whole("values"),
        "base_unit": "比率" if unit == _RATIO else unit,
        **{name: Share(value) if unit == _RATIO else value for name, value in zip(_FIVE, five, strict=True)},
        "picture": spread_picture(five),
    }


def spread_picture(five: Sequence[Decimal]) -> str:
    """Least value, quartiles, median and greatest value as a bar of characters, drawn to scale.

    >>> spread_picture([Decimal(value) for value in (0, 5, 10, 15, 20)])
    '░░░░░▓▓▓▓▓█▓▓▓▓░░░░░'
    """
    least, *middle, greatest = five
    if least == greatest:
        return "█ 都是同一个值"
    lower, median, upper = (
        int((value - least) * (_WIDTH - 1) / (greatest - least) + Decimal("0.5")) for value in middle
    )
    bar = ["▓" if lower <= at <= upper else "░" for at in range(_WIDTH)]
    bar[median] = "█"
    return "".join(bar)


def _in_words(spread: Node) -> str:
    unit = spread.text("base_unit")
    least, median, greatest = (
        _shown(Decimal(spread.values[name]), unit) for name in ("least", "median", "greatest")
    )
    between = f"都是 {least}" if least == greatest else f"{least}～{greatest}，中位 {median}"
    return f"{_group(spread)}：{spread.text('values')} 个，{between}"


def _shown(value: Decimal, unit: str | None) -> str:
    if unit == _RATIO:
        return f"{number_text(value.scaleb(2))}%"
    return f"{number_text(value)}{f' {unit}' if unit else ''}"


def _group(spread: Node) -> str:
    change = spread.text("change")
    words = (SIDES.get(spread.text("side") or ""), spread.text("horizon"), _CHANGES.get(change or "", change))
    return " · ".join(filter(None, words))


def _share(text: str | None) -> Share | None:
    return None if text is None else Share(text)
