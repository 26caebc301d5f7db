"""The targets of a graph, each with the check it compiles to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kg.catalogue import list_documents
from kg.catalogue.nodes import Node
from kg.catalogue.rows import catalogue_rows
from kg.evaluate.checks import Check, DirectionName, compile_check
from kg.link import last_part
from kg.model import Grade, Indicator
from kg.query.run import Askable
from kg.records import Record

_ALSO: Final = {
    "change": "kg:change",
    "direction": "kg:direction",
    "scale": "kg:gradeScale",
    "rank": "kg:gradeRank",
    "steps": "kg:gradeSteps",
}
_DIRECTIONS: Final[dict[str, DirectionName]] = {
    "higher-is-better": "higher-is-better",
    "lower-is-better": "lower-is-better",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target row of the graph: its IRI, the row, its check, and where it is printed (Chinese)."""

    iri: str
    row: Indicator
    check: Check
    where: str

    @property
    def identifier(self) -> str:
        """The last part of the IRI: short, and the only one of its kind in the graph."""
        return last_part(self.iri)


def read_targets(store: Askable, *, department: str = "", project: str = "") -> Iterator[Target]:
    """The targets of all documents in reading order, whose department and project hold these texts. A row that
    two documents print comes once. Raises StoreError for a graph of an earlier version."""
    seen: set[str] = set()
    for document in list_documents(store):
        for node, record in catalogue_rows(store, document, _ALSO):
            fits = department in str(record["department"] or "") and project in str(record["project"] or "")
            if fits and node.iri not in seen:
                seen.add(node.iri)
                row = _to_indicator(record, node)
                direction = _DIRECTIONS.get(last_part(node.values.get("direction", "")))
                yield Target(node.iri, row, compile_check(row, direction=direction), _where(record))


def _to_indicator(record: Record, node: Node) -> Indicator:
    fields: dict[str, Any] = {name: value for name, value in record.items() if name != "place"}
    for name in ("base_value", "weight", "score", "budget", "fiscal"):
        fields[name] = None if fields[name] is None else Decimal(fields[name])
    fields["line"] = fields["line"] or 0
    fields["value"] = _value(fields["value"])
    fields["rules"] = tuple(fields["rules"])
    fields["findings"] = ()
    fields["change"] = node.values.get("change")
    fields["grade"] = _grade(node)
    return Indicator(**fields)


def _value(value: object) -> object:
    if isinstance(value, list):
        return tuple(_value(part) for part in value)
    return Decimal(value) if isinstance(value, int) else value


def _grade(node: Node) -> Grade | None:
    scale, rank, steps = node.values.get("scale"), node.whole("rank"), node.whole("steps")
    if scale is None or rank is None or steps is None:
        return None
    return Grade(last_part(scale), "", rank, steps)


def _where(record: Record) -> str:
    place = record["place"] or f"第 {record['line']} 行"
    return f"{record['document']} {place}"
