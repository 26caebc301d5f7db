"""One document read → the quads of its named graph."""

from collections.abc import Iterator

from kg.goals import goal_targets
from kg.graph.forms import FormNode, form_node, form_to_quads
from kg.graph.goals import goal_targets_to_quads
from kg.graph.organizations import Organization, organization_node, table_units_to_quads
from kg.graph.place import Place, kg, label, place_of, printed
from kg.graph.subjects import concept_to_quads, direction_properties, read_subjects
from kg.graph.tables import tables_to_quads
from kg.graph.targets import target_iri, target_to_quads
from kg.graph.tasks import with_tasks
from kg.graph.terms import Quad, boolean, integer, iri, quads_of, text
from kg.link import department_iri
from kg.model import Extraction, FormHead, Indicator
from kg.namespaces import BASE
from kg.text import key


def extraction_to_quads(extraction: Extraction, base: str = BASE) -> Iterator[Quad]:
    """The quads of one document, in no particular order, all in its own named graph (`kg.link.graph_iri`).

    Printed text stays a plain string, amounts become yuan. Rows without a form head get a form of their own,
    so that no row is lost.
    """
    place = place_of(extraction, base)
    yield from _document(extraction, place)
    codes = _project_codes(extraction.heads)
    nodes: dict[int, FormNode] = {}
    heads = tuple(with_tasks(extraction.heads, extraction.indicators))
    for head, as_printed in zip(heads, extraction.heads, strict=True):
        printed_goals = len(as_printed.goals)
        nodes[head.line] = node = form_node(head, place, codes, printed_goals=printed_goals)
        yield from form_to_quads(head, node, place)
    subjects = read_subjects(extraction.indicators)
    rows: list[str] = []
    for position, indicator in enumerate(extraction.indicators, 1):
        if indicator.form_line not in nodes:
            head = _missing_head(indicator)
            nodes[head.line] = node = form_node(head, place, codes)
            yield from form_to_quads(head, node, place)
        subject = target_iri(indicator, place)
        rows.append(subject)
        yield from target_to_quads(indicator, subject, nodes[indicator.form_line], place, position)
        if parts := subjects.get((indicator.subject or "", indicator.level2)):
            yield from quads_of(subject, direction_properties(parts.direction), place.graph)
    yield from concept_to_quads(subjects, place)
    yield from goal_targets_to_quads(goal_targets(extraction, heads), rows, nodes, place)
    yield from tables_to_quads(extraction.tables, place)
    yield from table_units_to_quads(extraction.tables, place)
    for finding in (*extraction.document.findings, *extraction.findings):
        yield from place.finding(finding)


def _document(extraction: Extraction, place: Place) -> Iterator[Quad]:
    document = extraction.document
    yield from place.node(
        place.document,
        kg("Document"),
        [
            (label("rdf:type"), iri(label("prov:Entity"))),
            (label("dct:title"), text(document.name)),
            (label("dct:format"), text(document.media_type)),
            (kg("sha256"), text(document.sha256)),
            (kg("hasLines"), boolean(not document.places)),
            (kg("year"), integer(extraction.year)),
            (kg("department"), place.department_term()),
            (kg("printedTitle"), printed(extraction.title)),
        ],
    )
    if place.department:
        subject = department_iri(place.department, place.base)
        department = Organization("supervisingDepartment", place.department, subject, is_unit=False)
        yield from organization_node(department, place.department, None, place)


def _project_codes(heads: tuple[FormHead, ...]) -> dict[str, str]:
    """Folded project name → its code, where the forms of the document print one code only for the name."""
    codes: dict[str, set[str]] = {}
    for head in heads:
        if head.project and head.project_code:
            codes.setdefault(key(head.project), set()).add(head.project_code)
    return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1}


def _missing_head(indicator: Indicator) -> FormHead:
    return FormHead(
        document=indicator.document,
        line=indicator.form_line,
        form=indicator.form,
        department=indicator.department,
        department_code=indicator.department_code,
        year=indicator.year,
        project=indicator.project,
        project_code=indicator.project_code,
        implementing_unit=indicator.implementing_unit,
        budget=indicator.budget,
        fiscal=indicator.fiscal,
    )
