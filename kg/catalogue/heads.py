"""The heads of the forms of a document, as ``kg extract --heads`` prints them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kg.catalogue.documents import CatalogueDocument
from kg.catalogue.forms import read_forms
from kg.catalogue.nodes import Node, in_order, read_nodes
from kg.catalogue.rows import operator_signs
from kg.query.run import Askable
from kg.records import Record

FUNDING_FIELDS: Final = {
    "form": "kg:inForm", "position": "kg:position", "source": "kg:sourceText", "phase": "kg:phaseText",
    "amount": "kg:amount", "exactText": "kg:exactText",
}  # fmt: skip
GOAL_FIELDS: Final = {
    "form": "kg:inForm", "position": "kg:position", "label": "kg:goalLabel", "horizon": "kg:horizon",
    "text": "kg:text", "exactText": "kg:exactText",
}  # fmt: skip
_GOAL_TARGET: Final = {
    "goal": "kg:setBy", "span": "kg:goalSpan", "subject": "kg:subject", "operator": "kg:operator",
    "value": "kg:value", "low": "kg:low", "high": "kg:high", "unit": "kg:unitText", "carried": "kg:isCarried",
    "carriedBy": "kg:carriedBy", "differsFrom": "kg:differsFrom", "likeness": "kg:likeness",
}  # fmt: skip
_ROW: Final = {
    "line": "kg:line", "place": "kg:place", "name": "kg:name", "target_text": "kg:targetText",
    "exactText": "kg:exactText",
}  # fmt: skip
_PART: Final = {
    "form": "kg:inForm", "position": "kg:position", "kind": "kg:partKind", "name": "rdfs:label",
    "amount": "kg:amount", "fiscal": "kg:fiscalAmount", "category": "kg:category", "note": "kg:note",
    "year": "kg:year", "exactText": "kg:exactText",
}  # fmt: skip
_PROBLEM: Final = {
    "form": "kg:inForm", "position": "kg:position", "type": "kg:problemType", "problem": "kg:text",
    "suggestion": "kg:suggestion", "exactText": "kg:exactText",
}  # fmt: skip
_LINE: Final = ("name", "amount", "fiscal", "category", "note")
_PARTS: Final = {
    "projects": ("project", _LINE),
    "structure": ("structure", _LINE),
    "earlier": ("earlier", ("name", "year", "amount")),
    "tasks": ("task", ("name", "amount", "note")),
    "activities": ("activity", _LINE),
    "procurement": ("procurement", _LINE),
}
"""The lists of a head, each with the kind of its parts in the graph and their fields."""
_ByForm = Mapping[str, list[tuple[int, Node]]]


def head_records(store: Askable, document: CatalogueDocument) -> Iterator[Record]:
    """The head of every form of the document that prints one, in reading order, each as
    `kg.records.head_to_record` gives it with the targets of its goals (`kg.goals.goals_to_records`)."""
    graph = document.graph
    funding = _by_form(read_nodes(store, graph, "kg:Funding", FUNDING_FIELDS))
    goals = _by_form(read_nodes(store, graph, "kg:Goal", GOAL_FIELDS))
    parts = _by_form(read_nodes(store, graph, "kg:FormPart", _PART))
    problems = _by_form(read_nodes(store, graph, "kg:Problem", _PROBLEM))
    targets = _goal_targets(store, graph)
    for iri, form in read_forms(store, document).items():
        yield {
            "document": document.name,
            "line": form.whole("line") if document.has_lines else None,
            "form": form.text("kind"),
            "department": form.text("department") or "",
            "department_code": form.text("department_code"),
            "year": form.whole("year"),
            **{name: form.text(name) for name in ("project", "project_code", "implementing_unit")},
            **{name: form.text(name) for name in ("supervising_department", "attribute")},
            **{name: form.whole(name) for name in ("start_year", "end_year")},
            "funding": [_money(node) for _, node in funding[iri]],
            **{name: form.number(name) for name in ("execution_rate", "execution_score", "total_score")},
            **{name: form.text(name) for name in ("grade", "funding_plan", "funding_scope")},
            "goals": [_goal(position, node, targets) for position, node in goals[iri]],
            **{
                name: [_part(node, fields) for _, node in parts[iri] if node.text("kind") == kind]
                for name, (kind, fields) in _PARTS.items()
            },
            "problems": [
                {name: node.text(name) for name in ("type", "problem", "suggestion")}
                for _, node in problems[iri]
            ],
            "page": form.whole("page"),
            "place": form.text("place"),
        }


def _by_form(nodes: Mapping[str, Node]) -> _ByForm:
    found: dict[str, list[tuple[int, Node]]] = defaultdict(list)
    for position, node in in_order(nodes):
        found[str(node.text("form"))].append((position, node))
    return found


def _money(node: Node) -> Record:
    return {"source": node.text("source"), "phase": node.text("phase"), "amount": node.wan("amount")}


def _part(node: Node, fields: Sequence[str]) -> Record:
    record: Record = {
        "name": node.spelled("name"),
        "amount": node.wan("amount"),
        "fiscal": node.wan("fiscal"),
        "category": node.text("category"),
        "note": node.text("note"),
        "year": node.whole("year"),
    }
    return {name: record[name] for name in fields}


def _goal(position: int, node: Node, targets: Mapping[str, list[Record]]) -> Record:
    return {
        "label": node.text("label"),
        "horizon": node.text("horizon"),
        "text": node.spelled(f"text {position}", "text"),
        "targets": targets.get(node.iri, []),
    }


def _goal_targets(store: Askable, graph: str) -> Mapping[str, list[Record]]:
    """The targets that each goal sets, in the order of its text."""
    nodes = read_nodes(store, graph, "kg:GoalTarget", _GOAL_TARGET)
    rows = read_nodes(store, graph, "kg:PerformanceTarget", _ROW, telling="target_text") if nodes else {}
    found: dict[str, list[tuple[int, int, Record]]] = defaultdict(list)
    for node in nodes.values():
        start, end = map(int, str(node.text("span")).split("-"))
        row = rows.get(node.text("carriedBy") or node.text("differsFrom") or "")
        record: Record = {
            "subject": node.text("subject"),
            "operator": operator_signs().get(node.text("operator") or ""),
            "value": _value(node),
            "unit": node.text("unit"),
            "start": start,
            "end": end,
            "carried": node.text("carried") == "true",
            "row": row and _row(row),
            "likeness": float(node.text("likeness") or 0),
        }
        found[str(node.text("goal"))].append((start, end, record))
    return {
        goal: [record for _, _, record in sorted(targets, key=lambda target: target[:2])]
        for goal, targets in found.items()
    }


def _value(node: Node) -> object:
    single = node.number("value")
    return [node.number("low"), node.number("high")] if single is None else single


def _row(row: Node) -> Record:
    place = row.text("place")
    return {
        "line": row.whole("line") if place is None else None,
        "place": place,
        "name": row.text("name"),
        "target_text": row.text("target_text"),
    }
