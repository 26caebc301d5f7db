"""What a comparison needs of the heads of a document's forms: whose they are, money and goals."""

from collections.abc import Iterator, Mapping
from typing import Final

from kg.catalogue import CatalogueDocument
from kg.catalogue.heads import FUNDING_FIELDS, GOAL_FIELDS
from kg.catalogue.nodes import Node, in_order, read_nodes
from kg.query.run import Askable
from kg.records import Record

_FORM: Final = {
    "kind": "kg:formKind", "year": "kg:year", "department": "kg:departmentText",
    "department_code": "kg:departmentCode", "project": "kg:projectText", "project_code": "kg:projectCodeText",
    "implementing_unit": "kg:implementingUnitText", "budget": "kg:budget", "fiscal": "kg:fiscalBudget",
    "exactText": "kg:exactText",
}  # fmt: skip


def read_forms(store: Askable, document: CatalogueDocument) -> dict[str, Node]:
    """The forms of the document by IRI, as far as a comparison needs them."""
    return read_nodes(store, document.graph, "kg:Form", _FORM)


def read_heads(store: Askable, document: CatalogueDocument, forms: Mapping[str, Node]) -> Iterator[Record]:
    """The heads of these forms, a part of the fields of `kg.catalogue.head_records`: a third of its time."""
    graph = document.graph
    money: dict[str, list[Record]] = {iri: [] for iri in forms}
    goals: dict[str, list[Record]] = {iri: [] for iri in forms}
    for _, node in in_order(read_nodes(store, graph, "kg:Funding", FUNDING_FIELDS)):
        record: Record = {
            "source": node.text("source"),
            "phase": node.text("phase"),
            "amount": node.wan("amount"),
        }
        money.setdefault(str(node.text("form")), []).append(record)
    for position, node in in_order(read_nodes(store, graph, "kg:Goal", GOAL_FIELDS)):
        goals.setdefault(str(node.text("form")), []).append(_goal(position, node))
    for iri, form in forms.items():
        yield {
            "form": form.text("kind"),
            "department": form.text("department") or "",
            "year": form.whole("year"),
            **{name: form.text(name) for name in ("project", "project_code", "implementing_unit")},
            "funding": money[iri],
            "goals": goals[iri],
        }


def _goal(position: int, node: Node) -> Record:
    return {
        "label": node.text("label"),
        "horizon": node.text("horizon"),
        "text": node.spelled(f"text {position}", "text"),
    }
