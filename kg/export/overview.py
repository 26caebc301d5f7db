"""Everything around the catalogue, from the graph: documents, forms, projects, departments and findings.

Money is 万元.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.check import load_rules, run_check
from kg.errors import QueryError
from kg.export import selects
from kg.export.selects import Row, first_by, select, select_nodes
from kg.findings import Finding

if TYPE_CHECKING:
    from kg.store import Store


_FORM_FIELDS: Final = (
    "line", "last_line", "place", "kind", "year", "project_id", "execution_rate", "total_score", "grade",
)  # fmt: skip
_PROJECT_FIELDS: Final = ("project_code", "attribute", "start_year", "end_year")


@dataclass(frozen=True, slots=True)
class Overview:
    """What the sheets around the catalogue are made of; read once for an export."""

    documents: list[Row]
    """graph, document, sha256, year, department."""
    forms: dict[object, dict[object, Row]]
    """Graph of a document to its forms by IRI in reading order, with project, money, goals and counts."""
    findings: list[Row]
    """What the audit found, with title, basis, advice and the form it stands in."""
    gap: str | None = None
    """Why the audit did not come to its end; ``findings`` are then the doubts of the reader alone."""

    def all_forms(self) -> list[Row]:
        """The forms of all documents."""
        return [form for forms in self.forms.values() for form in forms.values()]


def read_overview(store: "Store", *, findings: bool = True) -> Overview:
    """Documents, forms and findings of the graph. The shapes, minutes on a large graph, are left to ``kg check``."""
    documents = list(first_by(select(store, selects.DOCUMENTS), "graph").values())
    counts = first_by(select(store, selects.COUNTS), "form")
    forms = {document["graph"]: _forms(store, document, counts) for document in documents}
    overview = Overview(documents, forms, [])
    if not findings:
        return overview
    try:
        found, gap = [_finding_to_row(finding) for finding in run_check(store, shapes=False)], None
    except QueryError as error:
        found, gap = select(store, selects.STORED_FINDINGS), str(error)
    return Overview(documents, forms, list(_placed(found, overview.all_forms())), gap)


def project_rows(overview: Overview) -> list[Row]:
    """One row for each project and year, by department, year and place; forms of one project are joined.

    ``id`` is the project's IRI. Amounts and scores come from the first form that prints them.
    """
    joined: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for form in overview.all_forms():
        if form["project_id"] is not None:
            joined[form["project_id"], form["year"]].append(form)
    findings = Counter((row["project_id"], row["year"]) for row in overview.findings)
    rows = [
        {
            **{name: _first(forms, name) for name in forms[0]},
            "id": identifier,
            "indicators": sum(_count(form["indicators"]) for form in forms),
            "doubtful": sum(_count(form["doubtful"]) for form in forms),
            "has_quantity": any(form["has_quantity"] for form in forms),
            "has_satisfaction": any(form["has_satisfaction"] for form in forms),
            "goal": "\n".join(dict.fromkeys(str(form["goals"]) for form in forms if form["goals"])),
            "findings": findings[identifier, year],
        }
        for (identifier, year), forms in joined.items()
    ]
    return sorted(rows, key=lambda row: (str(row["department"]), _count(row["year"])))


def department_rows(overview: Overview) -> list[Row]:
    """One row for each department, by name: how much was read of it and what was found."""
    forms: dict[object, list[Row]] = defaultdict(list)
    for form in overview.all_forms():
        forms[form["department"]].append(form)
    for document in overview.documents:
        forms.setdefault(document["department"], [])
    projects: dict[object, list[Row]] = defaultdict(list)
    for project in project_rows(overview):
        projects[project["department"]].append(project)
    severities = Counter((row["department"], row["severity"]) for row in overview.findings)
    files = {(row["department"], row["document"]) for row in (*overview.documents, *overview.all_forms())}
    rows: list[Row] = []
    for name in sorted(filter(None, forms), key=str):
        own = forms[name]
        budgets = [row["budget"] for row in projects[name] if isinstance(row["budget"], Decimal)]
        whole = [form["budget"] for form in own if form["project_id"] is None]
        rows.append(
            {
                "department": name,
                "department_code": min(
                    (str(f["department_code"]) for f in own if f["department_code"]), default=None
                ),
                "years": "、".join(str(year) for year in sorted({_count(form["year"]) for form in own})),
                "documents": sum(1 for department, _ in files if department == name),
                "projects": len({project["id"] for project in projects[name]}),
                "project_budget": sum(budgets, Decimal(0)) if budgets else None,
                "whole_budget": next((budget for budget in whole if budget is not None), None),
                "indicators": sum(_count(form["indicators"]) for form in own),
                "numeric": sum(_count(form["numeric"]) for form in own),
                "doubtful": sum(_count(form["doubtful"]) for form in own),
                "without_satisfaction": sum(not project["has_satisfaction"] for project in projects[name]),
                "violations": severities[name, "violation"],
                "warnings": severities[name, "warning"],
                "infos": severities[name, "info"],
            }
        )
    return rows


def document_rows(overview: Overview) -> list[Row]:
    """One row for each document: year, department, SHA-256 and counts."""
    forms = Counter(form["document"] for form in overview.all_forms())
    indicators: Counter[object] = Counter()
    for form in overview.all_forms():
        indicators[form["document"]] += _count(form["indicators"])
    findings = Counter(row["document"] for row in overview.findings)
    return [
        {
            **document,
            "forms": forms[document["document"]],
            "indicators": indicators[document["document"]],
            "findings": findings[document["document"]],
        }
        for document in overview.documents
    ]


def finding_rows(overview: Overview) -> list[Row]:
    """The findings of the audit, most severe first, with title, basis, advice and the form they stand in."""
    order = {"violation": 0, "warning": 1, "info": 2}
    return sorted(overview.findings, key=lambda row: order.get(str(row["severity"]), 3))


def _forms(store: "Store", document: Row, counts: Mapping[object, Row]) -> dict[object, Row]:
    graph = str(document["graph"])
    nodes = select_nodes(store, selects.FRAME, graph)
    executed = {row["form"]: row["executed"] for row in select(store, selects.EXECUTED, graph)}
    units: dict[object, list[str]] = defaultdict(list)
    for row in select(store, selects.UNITS, graph):
        units[row["project_id"]].append(str(row["unit"]))
    goals: dict[object, list[tuple[bool, str]]] = defaultdict(list)
    for node in nodes.values():
        if "text" in node:
            line = f"{node.get('goal_label') or node['horizon']}：{node['text']}"
            goals[node["form"]].append((node["horizon"] != "长期", line))
    forms: dict[object, Row] = {}
    found = [(iri, node) for iri, node in nodes.items() if "kind" in node]
    for iri, node in sorted(found, key=lambda entry: (_count(entry[1]["line"]), str(entry[0]))):
        project = nodes.get(node.get("project_id"), {})
        office = nodes.get(node.get("department_id"), {})
        count = counts.get(iri, {})
        indicators = _count(count.get("indicators"))
        forms[iri] = {
            **{name: node.get(name) for name in _FORM_FIELDS},
            "document": document["document"],
            "department": office.get("label") or document["department"],
            "department_code": node.get("department_code") or office.get("code"),
            "budget": _to_wan(node.get("budget")),
            "fiscal": _to_wan(node.get("fiscal")),
            "executed": _to_wan(executed.get(iri)),
            **{name: project.get(name) for name in _PROJECT_FIELDS},
            "project": project.get("label"),
            "implementing_unit": "、".join(units[node.get("project_id")]) or None,
            "supervising_department": nodes.get(project.get("supervisor_id"), {}).get("label"),
            "goals": "\n".join(line for _, line in sorted(goals[iri])),
            "indicators": indicators,
            "doubtful": indicators - _count(count.get("confident")),
            "numeric": _count(count.get("quantified")),
            "has_quantity": count.get("has_quantity"),
            "has_satisfaction": count.get("has_satisfaction"),
        }
    return forms


def _finding_to_row(finding: Finding) -> Row:
    names = ("document", "line", "code", "message", "severity", "place")
    return {name: getattr(finding, name) for name in names}


def _placed(found: Iterable[Row], forms: Iterable[Row]) -> Iterator[Row]:
    """Findings with what is known of their rule, and with the form whose lines they stand in."""
    by_document: dict[object, list[Row]] = defaultdict(list)
    for form in sorted(forms, key=lambda form: _count(form["line"])):
        by_document[form["document"]].append(form)
    starts = {document: [_count(form["line"]) for form in own] for document, own in by_document.items()}
    rules = load_rules()
    for row in found:
        line = _count(row["line"])
        at = bisect_right(starts.get(row["document"], []), line) - 1
        form = by_document[row["document"]][at] if at >= 0 else {}
        last = form.get("last_line")
        if isinstance(last, int) and line > last:
            form = {}
        rule = rules.get(str(row["code"]))
        yield {
            **row,
            "title": rule.title if rule else row["code"],
            "basis": rule.basis if rule else None,
            "advice": rule.advice if rule else None,
            **{name: form.get(name) for name in ("department", "year", "project", "project_id")},
        }


def _to_wan(yuan: object) -> Decimal | None:
    return Decimal(yuan).scaleb(-4) if isinstance(yuan, (int, Decimal)) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _first(rows: Iterable[Row], name: str) -> object:
    return next((row[name] for row in rows if row[name] is not None), None)
