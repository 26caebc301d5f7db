"""Everything around the catalogue, from the graph: documents, forms, projects, departments and findings.

Money is 万元.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.catalogue.nodes import Node
from kg.catalogue.rows import head_fields
from kg.check import Audited, find_audit, load_rules, reader_findings, tie_findings
from kg.errors import QueryError
from kg.export import selects
from kg.export.ahead import ahead
from kg.export.frames import Frame, asked_frame, dumped_frame
from kg.export.selects import Row, first_by, select
from kg.finding_decisions import FindingDecision, read_finding_decisions
from kg.records import Record

if TYPE_CHECKING:
    from kg.export.dumped import Dump
    from kg.store import Store


_FORM_FIELDS: Final = (
    "line", "last_line", "place", "kind", "year", "project_id", "execution_rate", "total_score", "grade",
)  # fmt: skip
_HEAD: Final = {
    "department": "department_text", "department_code": "department_code", "year": "year", "kind": "kind",
    "project": "project_text", "project_code": "project_code_text", "implementing_unit": "implementing_unit_text",
    "budget": "budget", "fiscal": "fiscal", "exactText": "exact",
}  # fmt: skip
"""What `kg.catalogue.rows.head_fields` reads of a form, by the names that it has here."""
HEAD_FIELDS: Final = {name: selects.FRAME_FIELDS[known] for name, known in _HEAD.items()}
"""The same, each with its property."""
Heads = Mapping[str, Record]
_PROJECT_FIELDS: Final = ("project_code", "attribute", "start_year", "end_year")


@dataclass(frozen=True, slots=True)
class Overview:
    """What the sheets around the catalogue are made of; read once for an export."""

    documents: list[Row]
    """graph, document, sha256, year, department."""
    forms: dict[object, dict[object, Row]]
    """Graph of a document to its forms by IRI in reading order, with project, money, goals and counts."""
    findings: Sequence[Audited]
    """What the audit found, by document and line."""
    gap: str | None = None
    """Why the audit did not come to its end; ``findings`` are then the doubts of the reader alone."""
    decisions: Mapping[str, FindingDecision] = field(default_factory=dict)
    """What people decided about findings, by the mark of the finding."""
    heads: Mapping[object, Heads] = field(default_factory=dict)
    """Graph of a document to what the rows of its forms say of them, by IRI of the form."""

    def all_forms(self) -> list[Row]:
        """The forms of all documents."""
        return [form for forms in self.forms.values() for form in forms.values()]


def read_overview(
    store: "Store",
    *,
    findings: bool = True,
    found: Sequence[Audited] | None = None,
    counts: Callable[[], Mapping[object, Row]] | None = None,
    dumps: Mapping[str, "Dump"] | None = None,
) -> Overview:
    """Documents, forms and findings of the graph. ``found``: the findings where they are known; else those of the
    rules, as kept beside the graph or audited now. The shapes are left to ``kg check``.
    ``counts`` (gives what `form_counts` does; asked for last) and ``dumps`` (`kg.export.dumped.dumps_of`) spare
    the store."""
    documents = list(first_by(select(store, selects.DOCUMENTS), "graph").values())
    printed: dict[object, dict[object, Row]] = {}
    heads: dict[object, Heads] = {}
    graphs = [str(document["graph"]) for document in documents]
    frames = (
        ahead(lambda graph: asked_frame(store, graph), graphs)
        if dumps is None
        else (dumped_frame(dumps[graph]) for graph in graphs)
    )
    for document, frame in zip(documents, frames, strict=True):
        printed[document["graph"]], heads[document["graph"]] = _forms(frame, document)
    counted = form_counts(store) if counts is None else counts()
    forms = {
        graph: {iri: {**row, **_counts(counted.get(iri, {}))} for iri, row in rows.items()}
        for graph, rows in printed.items()
    }
    gap = None
    if found is None:
        found, gap = _find(store) if findings else ((), None)
    return Overview(documents, forms, found, gap, _decisions(store) if findings else {}, heads)


def form_counts(store: "Store") -> dict[object, Row]:
    """What was counted of each form, by its IRI."""
    return first_by(select(store, selects.COUNTS), "form")


def _decisions(store: "Store") -> Mapping[str, FindingDecision]:
    """What stands beside a graph that lies in a directory."""
    version = getattr(store, "version_directory", None)
    return read_finding_decisions(version.parent) if version else {}


def _find(store: "Store") -> tuple[Sequence[Audited], str | None]:
    try:
        return find_audit(store).findings, None
    except QueryError as error:
        return tie_findings(store, reader_findings(store)), str(error)


def project_rows(overview: Overview) -> list[Row]:
    """One row for each project and year, by department, year and place; forms of one project are joined.

    ``id`` is the project's IRI. Amounts and scores come from the first form that prints them.
    """
    joined: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for form in overview.all_forms():
        if form["project_id"] is not None:
            joined[form["project_id"], form["year"]].append(form)
    findings = Counter((found.owner, found.year) for found in overview.findings)
    rows = [
        {
            **{name: _first(forms, name) for name in forms[0]},
            "id": identifier,
            "indicators": sum(_count(form["indicators"]) for form in forms),
            "doubtful": sum(_count(form["doubtful"]) for form in forms),
            "has_quantity": any(form["has_quantity"] for form in forms),
            "has_satisfaction": any(form["has_satisfaction"] for form in forms),
            "goal": "\n".join(dict.fromkeys(str(form["goals"]) for form in forms if form["goals"])),
            "findings": findings[str(identifier), _count(year)],
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
    severities = Counter((found.department, found.severity) for found in overview.findings)
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
                "violations": severities[str(name), "violation"],
                "warnings": severities[str(name), "warning"],
                "infos": severities[str(name), "info"],
            }
        )
    return rows


def document_rows(overview: Overview) -> list[Row]:
    """One row for each document: year, department, SHA-256 and counts."""
    forms = Counter(form["document"] for form in overview.all_forms())
    indicators: Counter[object] = Counter()
    for form in overview.all_forms():
        indicators[form["document"]] += _count(form["indicators"])
    findings = Counter(found.document for found in overview.findings)
    return [
        {
            **document,
            "forms": forms[document["document"]],
            "indicators": indicators[document["document"]],
            "findings": findings[str(document["document"])],
        }
        for document in overview.documents
    ]


_OF_FINDING: Final = (
    "document", "code", "message", "severity", "department", "project", "mark", "digest",
)  # fmt: skip
_SEVERE_FIRST: Final = {"violation": 0, "warning": 1, "info": 2}


def by_severity(findings: Iterable[Audited]) -> list[Audited]:
    """The findings in the order of the sheet 问题: most severe first, then by document and line."""
    return sorted(findings, key=lambda found: _SEVERE_FIRST.get(found.severity, len(_SEVERE_FIRST)))


def finding_to_row(found: Audited) -> Row:
    """A finding with title, basis and advice of its rule, and what it speaks of."""
    rule = load_rules().get(found.code)
    return {
        **{name: getattr(found, name) for name in _OF_FINDING},
        "title": rule.title if rule else found.code,
        "basis": rule.basis if rule else None,
        "advice": rule.advice if rule else None,
        "year": found.year or None,
        "line": None if found.place else found.line or None,
        "where": found.place or None,
    }


def _forms(frame: Frame, document: Row) -> tuple[dict[object, Row], dict[str, Record]]:
    nodes, executed, units = frame
    goals: dict[object, list[tuple[bool, str]]] = defaultdict(list)
    for node in nodes.values():
        if "text" in node:
            line = f"{node.get('goal_label') or node['horizon']}：{node['text']}"
            goals[node["form"]].append((node["horizon"] != "长期", line))
    forms: dict[object, Row] = {}
    heads: dict[str, Record] = {}
    found = [(iri, node) for iri, node in nodes.items() if "kind" in node]
    for iri, node in sorted(found, key=lambda entry: (_count(entry[1]["line"]), str(entry[0]))):
        project = nodes.get(node.get("project_id"), {})
        office = nodes.get(node.get("department_id"), {})
        head = {name: str(node[known]) for name, known in _HEAD.items() if known in node}
        heads[str(iri)] = head_fields(Node(str(iri), head, {}))
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
            "implementing_unit": "、".join(units.get(str(node.get("project_id")), ())) or None,
            "supervising_department": nodes.get(project.get("supervisor_id"), {}).get("label"),
            "goals": "\n".join(line for _, line in sorted(goals[iri])),
        }
    return forms, heads


def _counts(count: Row) -> Row:
    indicators = _count(count.get("indicators"))
    return {
        "indicators": indicators,
        "doubtful": indicators - _count(count.get("confident")),
        "numeric": _count(count.get("quantified")),
        "has_quantity": count.get("has_quantity"),
        "has_satisfaction": count.get("has_satisfaction"),
    }


def _to_wan(yuan: object) -> Decimal | None:
    return Decimal(yuan).scaleb(-4) if isinstance(yuan, (int, Decimal)) else None


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _first(rows: Iterable[Row], name: str) -> object:
    return next((row[name] for row in rows if row[name] is not None), None)
