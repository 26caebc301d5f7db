"""One form head → its form, project, organisations, goals, money and the other parts around the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.findings import Finding
from kg.graph.organizations import organizations_to_quads, project_organizations
from kg.graph.place import Place, Property, concept, exact_text, kg, label, number, printed, yuan
from kg.graph.terms import Quad, integer, iri, text
from kg.link import digest_iri, project_iri
from kg.model import Activity, FormHead, Goal, Money
from kg.text import is_blank, key, squeeze

_PRINTED: Final = (
    "department", "department_code", "project", "project_code", "implementing_unit", "supervising_department",
    "attribute", "grade", "funding_plan", "funding_scope",
)  # fmt: skip
"""Fields of the record whose printed text stands in a property of its own, unless it is a sign for nothing."""


@dataclass(frozen=True, slots=True)
class FormNode:
    """What the indicator rows of a form need to know of it: IRIs of the form, its project and its goals."""

    form: str
    project: str | None
    goals: Mapping[str, str]
    """Folded label, or folded text, of a goal to its IRI."""
    printed_goals: int = 0
    """How many of the goals, the first ones, the form itself prints; the others only its rows name."""


def form_node(
    head: FormHead, place: Place, codes: Mapping[str, str], *, printed_goals: int | None = None
) -> FormNode:
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
    return FormNode(form, project, goals, len(head.goals) if printed_goals is None else printed_goals)


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
            (kg("projectText"), printed(head.project)),
            (kg("projectCodeText"), printed(head.project_code)),
            (kg("departmentText"), printed(head.department)),
            (kg("implementingUnitText"), printed(head.implementing_unit)),
            (kg("supervisingDepartmentText"), printed(head.supervising_department)),
            *_term(head),
            (kg("printedText"), printed(head.printed)),
            (kg("exactText"), exact_text({name: getattr(head, name) for name in _PRINTED})),
            *place.begins(head.line),
            *place.at(head.line, max(head.line, head.last_line)),
            *place.sources(head.sources),
        ],
    )
    yield from organizations_to_quads(head, place)
    if node.project:
        yield from _project(head, node.project, place)
    yield from _goals(head, node, owner, place)
    for position, money in enumerate(head.funding, 1):
        yield from _funding(position, money, head, node, owner, place)
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
            *_term(head),
            *((kg(found.role), iri(found.iri)) for found in organizations),
        ],
    )


def _goals(head: FormHead, node: FormNode, owner: list[Property], place: Place) -> Iterator[Quad]:
    """The goals of a form; one printed twice is one node with two positions."""
    alike: dict[str, list[tuple[int, Goal]]] = {}
    for position, goal in enumerate(head.goals, 1):
        alike.setdefault(goal_iri(node.form, goal, place), []).append((position, goal))
    for subject, goals in alike.items():
        first = goals[0][1]
        again = {f"text {position}": goal.text for position, goal in goals}
        properties = [
            *owner,
            (kg("goalLabel"), printed(first.label)),
            (kg("horizon"), text(first.horizon)),
            (kg("text"), text(first.text)),
            (kg("exactText"), exact_text(again, dict.fromkeys(again, first.text))),
            *((kg("position"), integer(position)) for position, _ in goals if position <= node.printed_goals),
            (kg("inForm"), iri(node.form)),
            *place.sources({"text": tuple(span for _, goal in goals for span in goal.spans)}),
        ]
        yield from place.node(subject, kg("Goal"), properties)


def _term(head: FormHead) -> list[Property]:
    """Attribute and years as the form prints them; on the project too, where they are of all its forms."""
    return [
        (kg("attribute"), printed(head.attribute)),
        (kg("startYear"), None if head.start_year is None else integer(head.start_year)),
        (kg("endYear"), None if head.end_year is None else integer(head.end_year)),
    ]


def _funding(
    position: int, money: Money, head: FormHead, node: FormNode, owner: list[Property], place: Place
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
        (kg("exactText"), exact_text({"phase": money.phase})),
        (kg("position"), integer(position)),
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
        ("earlier", head.earlier),
        ("task", head.tasks),
        ("activity", head.activities),
        ("procurement", head.procurement),
    )
    for group, activities in groups:
        for position, activity in enumerate(activities, 1):
            named = (node.form, group, activity.name)
            year = None if activity.year is None else integer(activity.year)
            subject = digest_iri("form-part", *named, place.ordinals.next("part", *named), base=place.base)
            properties = [
                (kg("inForm"), iri(node.form)),
                (kg("partKind"), text(group)),
                (label("rdfs:label"), text(squeeze(activity.name))),
                (kg("amount"), yuan(activity.amount)),
                (kg("fiscalAmount"), yuan(activity.fiscal)),
                (kg("year"), year),
                (kg("category"), printed(activity.category)),
                (kg("note"), printed(activity.note)),
                (kg("exactText"), _exact_part(activity)),
                (kg("position"), integer(position)),
            ]
            yield from place.node(subject, kg("FormPart"), properties)
    for position, problem in enumerate(head.problems, 1):
        fields = (node.form, problem.type, problem.problem)
        subject = digest_iri("problem", *fields, place.ordinals.next("problem", *fields), base=place.base)
        properties = [
            (kg("inForm"), iri(node.form)),
            (kg("problemType"), printed(problem.type)),
            (kg("text"), text(problem.problem)),
            (kg("suggestion"), printed(problem.suggestion)),
            (kg("exactText"), exact_text({"type": problem.type, "suggestion": problem.suggestion})),
            (kg("position"), integer(position)),
        ]
        yield from place.node(subject, kg("Problem"), properties)


def _exact_part(activity: Activity) -> str | None:
    fields = {"name": activity.name, "category": activity.category, "note": activity.note}
    words = {name: value if value is None or not is_blank(value) else None for name, value in fields.items()}
    return exact_text(fields, words | {"name": squeeze(activity.name)})


def goal_iri(form: str, goal: Goal, place: Place) -> str:
    """The IRI of a goal of a form."""
    return digest_iri("goal", form, goal.horizon, goal.label, goal.text, base=place.base)
