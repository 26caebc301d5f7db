"""What stands around the rows of one document: its forms, projects, goals and organisations, asked of the store or
read from its dump, with the same result."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.catalogue.nodes import Node
from kg.export import selects
from kg.export.selects import Row, select, select_nodes, typed

if TYPE_CHECKING:
    from kg.export.dumped import Dump
    from kg.store import Store

_KINDS: Final = ("form", "project", "goal", "department", "unit")
_EXECUTION: Final = "执行"
_OFFICE: Final = "kg:implementingUnit"
_FUNDING: Final = {"phase": "kg:phaseText", "form": "kg:inForm", "amount": "kg:amount"}


class Frame(NamedTuple):
    """The nodes by IRI with `selects.FRAME_FIELDS`; the executed amount of a form, in yuan; the names of a project's
    implementing units."""

    nodes: Mapping[object, Row]
    executed: Mapping[object, object]
    units: Mapping[str, Sequence[str]]


def asked_frame(store: "Store", graph: str) -> Frame:
    """That of a named graph. Raises ExportError where ``graph`` is no IRI."""
    units: dict[str, list[str]] = defaultdict(list)
    for row in select(store, selects.UNITS, graph):
        units[str(row["project_id"])].append(str(row["unit"]))
    executed = {row["form"]: row["executed"] for row in select(store, selects.EXECUTED, graph)}
    return Frame(select_nodes(store, selects.FRAME, graph), executed, units)


def dumped_frame(dump: "Dump") -> Frame:
    """The same, from the dump of the graph. Raises StoreError for a broken dump."""
    found = {kind: dump.nodes(kind, {**selects.FRAME_FIELDS, "offices": _OFFICE}) for kind in _KINDS}
    nodes = {iri: node for of_kind in found.values() for iri, node in of_kind.items()}
    units = {
        iri: sorted({name for office in project.all("offices") for name in _labels(nodes, office)})
        for iri, project in found["project"].items()
        if "offices" in project.values
    }
    executed: dict[object, Decimal] = {}
    for funding in dump.nodes("funding", _FUNDING).values():
        if _EXECUTION in funding.all("phase"):
            for amount in map(Decimal, funding.all("amount")):
                for form in funding.all("form"):
                    executed[form] = max(amount, executed.get(form, amount))
    return Frame({iri: typed(node.values) for iri, node in nodes.items()}, executed, units)


def _labels(nodes: Mapping[str, Node], iri: str) -> Sequence[str]:
    return nodes[iri].all("label") if iri in nodes else ()
