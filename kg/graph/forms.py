"""One form head → its form, project, organisations, goals, money and the other parts around the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.findings import Finding
from kg.graph.organizations import organizations_to_quads, project_organizations
from kg.graph.place import Place, Property, concept, kg, label, number, printed, yuan
from kg.graph.terms import Quad, integer, iri, text
from kg.link import digest_iri, project_iri
from kg.model import Activity, FormHead, Goal, Money
from kg.text import key, squeeze


@dataclass(frozen=True, slots=True)
class FormNode:
    """What the indicator rows of a form need to know of it: IRIs of the form, its project and its goals."""

    form: str
    project: str | None
    goals: Mapping[str, str]
    """Folded label, or folded text, of a goal to its IRI."""


def form_node(head: FormHead, place: Place, codes: Mapping[str, str]) -> FormNode:
    """Mint the identifiers of a form. ``codes``: folded project name → the only code the document prints."""
    scope = place.scope(head.department)
    project = None
    if head.project:
        code = head.project_code or codes.get(key(head.project))
        project = project_iri(head.year, scope, head.project, code, place.base)
    fields = (head.year, scope, head.form, head.project_code, head.project)
    form = digest_iri("form", *fields, place.ordinals.next("form", *fields), base=place.base)
    goals: dict[str, str] = {}
    for goal in head.goals:
        subject = goal_iri(form, goal, place)
        for name in filter(None, (goal.label, goal.text)):
            goals.setdefault(key(name), subject)
    return FormNode(form, project, goals)


def form_to_quads(head: FormHead, node: FormNode, place: Place) -> Iterator[Quad]:
    """Everything that stands around the rows of one form."""
    owner: list[Property] = [(kg("department"), place.department_term(head.department))]
    if node.project:
        owner.append((kg("ofProject"), iri(node.project)))
    yield from place.node(
        node.form,
        kg("Form"),
        [
            *owner,
            (kg("formKind"), text(head.form)),
            (kg("departmentCode"), printed(head.department_code)),
            (kg("inDocument"), iri(place.document)),
            (kg("year"), integer(head.year)),
            (kg("line"), integer(head.line)),
            (kg("lastLine"), integer(head.last_line) if head.last_line else None),
            (kg("executionRate"), number(head.execution_rate)),
            (kg("executionScore"), number(head.execution_score)),
            (kg("totalScore"), number(head.total_score)),
            (kg("grade"), printed(head.grade)),
            (kg("fundingPlan"), printed(head.funding_plan)),
            (kg("fundingScope"), printed(head.funding_scope)),
            (kg("budget"), yuan(head.budget)),
            (kg("fiscalBudget"), yuan(head.fiscal)),
            (kg("printedText"), printed(head.printed)),
            *place.at(head.line, max(head.line, head.last_line)),
            *place.sources(head.sources),
        ],
    )
    yield from organizations_to_quads(head, place)
    if node.project:
        yield from _project(head, node.project, place)
    for goal in head.goals:
        properties = [
            *owner,
            (kg("goalLabel"), printed(goal.label)),
            (kg("horizon"), text(goal.horizon)),
            (kg("text"), text(goal.text)),
            (kg("inForm"), iri(node.form)),
            *place.sources({"text": goal.spans}),
        ]
        yield from place.node(goal_iri(node.form, goal, place), kg("Goal"), properties)
    for money in head.funding:
        yield from _funding(money, head, node, owner, place)
    yield from _parts(head, node, place)


def _project(head: FormHead, project: str, place: Place) -> Iterator[Quad]:
    organizations = project_organizations(head, place)
    yield from place.node(
        project,
        kg("Project"),
        [
            (label("rdfs:label"), place.name_term(project, head.project or "")),
            (kg("projectCode"), printed(head.project_code and squeeze(head.project_code))),
            (kg("department"), place.department_term(head.department)),
            (kg("year"), integer(head.year)),
            (kg("attribute"), printed(head.attribute)),
            (kg("startYear"), None if head.start_year is None else integer(head.start_year)),
            (kg("endYear"), None if head.end_year is None else integer(head.end_year)),
            *((kg(found.role), iri(found.iri)) for found in organizations),
        ],
    )


def _funding(
    money: Money, head: FormHead, node: FormNode, owner: list[Property], place: Place
) -> Iterator[Quad]:
    fields = (node.form, money.source, money.phase)
    ordinal = place.ordinals.next("funding", *fields)
    source, phase = concept("funding", money.source), concept("phases", money.phase)
    properties = [
        *owner,
        (kg("fundingSource"), source),
        (kg("sourceText"), text(money.source)),
        (kg("phase"), phase),
        (kg("phaseText"), printed(money.phase)),
        (kg("amount"), yuan(money.amount)),
        (kg("amountText"), printed(money.text)),
        (kg("year"), integer(head.year)),
        (kg("inForm"), iri(node.form)),
        *place.sources({"amount": money.spans}),
    ]
    yield from place.node(digest_iri("funding", *fields, ordinal, base=place.base), kg("Funding"), properties)
    unknown = [
        ("unknown-funding-source", "资金来源", money.source, source),
        ("unknown-budget-phase", "预算阶段", money.phase, phase),
    ]
    for code, what, spelling, found in unknown:
        if spelling and found is None:
            message = f"{what}“{spelling}”不在词表中，金额照录，未归类。"
            finding = Finding(place.name, head.line, code, message, "warning", "funding")
            yield from place.finding(finding, (kg("onForm"), iri(node.form)))


def _parts(head: FormHead, node: FormNode, place: Place) -> Iterator[Quad]:
    groups: tuple[tuple[str, tuple[Activity, ...]], ...] = (
        ("project", head.projects),
        ("structure", head.structure),
        ("activity", head.activities),
        ("procurement", head.procurement),
    )
    for group, activities in groups:
        for activity in activities:
            named = (node.form, group, activity.name)
            subject = digest_iri("form-part", *named, place.ordinals.next("part", *named), base=place.base)
            properties = [
                (kg("inForm"), iri(node.form)),
                (kg("partKind"), text(group)),
                (label("rdfs:label"), text(squeeze(activity.name))),
                (kg("amount"), yuan(activity.amount)),
                (kg("fiscalAmount"), yuan(activity.fiscal)),
                (kg("category"), printed(activity.category)),
                (kg("note"), printed(activity.note)),
            ]
            yield from place.node(subject, kg("FormPart"), properties)
    for problem in head.problems:
        fields = (node.form, problem.type, problem.problem)
        subject = digest_iri("problem", *fields, place.ordinals.next("problem", *fields), base=place.base)
        properties = [
            (kg("inForm"), iri(node.form)),
            (kg("problemType"), printed(problem.type)),
            (kg("text"), text(problem.problem)),
            (kg("suggestion"), printed(problem.suggestion)),
        ]
        yield from place.node(subject, kg("Problem"), properties)


def goal_iri(form: str, goal: Goal, place: Place) -> str:
    """The IRI of a goal of a form."""
    return digest_iri("goal", form, goal.horizon, goal.label, goal.text, base=place.base)
