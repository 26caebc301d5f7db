"""The forms of a document: what their heads print."""

from typing import Final

from kg.catalogue.documents import CatalogueDocument
from kg.catalogue.nodes import Node, read_nodes
from kg.query.run import Askable

_FORM: Final = {
    "line": "kg:line", "page": "kg:page", "place": "kg:beginsAt", "kind": "kg:formKind", "year": "kg:year",
    "department": "kg:departmentText", "department_code": "kg:departmentCode", "project": "kg:projectText",
    "project_code": "kg:projectCodeText", "implementing_unit": "kg:implementingUnitText",
    "supervising_department": "kg:supervisingDepartmentText", "attribute": "kg:attribute",
    "start_year": "kg:startYear", "end_year": "kg:endYear", "execution_rate": "kg:executionRate",
    "execution_score": "kg:executionScore", "total_score": "kg:totalScore", "grade": "kg:grade",
    "funding_plan": "kg:fundingPlan", "funding_scope": "kg:fundingScope", "budget": "kg:budget",
    "fiscal": "kg:fiscalBudget", "exactText": "kg:exactText",
}  # fmt: skip


def read_forms(store: Askable, document: CatalogueDocument) -> dict[str, Node]:
    """The forms of the document by IRI, in reading order."""
    nodes = read_nodes(store, document.graph, "kg:Form", _FORM)
    return dict(sorted(nodes.items(), key=lambda entry: (entry[1].whole("line") or 0, entry[0])))
