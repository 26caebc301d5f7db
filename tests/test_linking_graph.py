"""Exact keys: one department or unit under two identifiers, and a project in every year and form."""

from dataclasses import replace

import pytest
from sample_extraction import DEPARTMENT, HEAD, UNITS, next_year, sample

from kg.graph import derived_quads, extraction_to_quads
from kg.graph.terms import iri, read_term
from kg.link import department_iri, unit_iri
from kg.model import BudgetLine
from kg.namespaces import KG, PREFIXES

OTHER = "青山市工业局"
ORG = PREFIXES["org"]


def linked(*extractions):
    quads = [quad for extraction in extractions for quad in extraction_to_quads(extraction)]
    return quads + list(derived_quads(quads))


def found(quads, predicate, subject=None):
    term = iri(predicate if ":" in predicate else KG + predicate)
    return sorted(
        (read_term(q.subject), read_term(q.object))
        for q in quads
        if q.predicate == term and subject in {None, read_term(q.subject)}
    )


def document(name, year, department, *lines, heads=()):
    """A document that prints a table of units with these (code, name), and forms."""
    printed = tuple(BudgetLine(200 + n, code, unit, {}) for n, (code, unit) in enumerate(lines))
    table = replace(UNITS, document=name, lines=printed)
    heads = tuple(replace(head, document=name, year=year, department=department) for head in heads)
    return replace(
        sample(name),
        department=department,
        year=year,
        heads=heads,
        indicators=(),
        tables=(table,),
        findings=(),
    )


def both_ways(one, other):
    return sorted([(one, other), (other, one)])


def changes(quads):
    return [text for _, text in found(quads, PREFIXES["dct"] + "description")]


CENTRE = "青山市信息中心"
UNDER_OTHER, UNDER_OURS = unit_iri(OTHER, CENTRE), unit_iri(DEPARTMENT, CENTRE)


def test_a_centre_that_goes_to_another_department_is_one_and_the_change_is_said():
    quads = linked(
        document("a.txt", 2024, OTHER, ("311011", CENTRE)),
        document("b.txt", 2026, DEPARTMENT, ("377003", CENTRE)),
    )
    assert found(quads, "sameOrganizationAs") == both_ways(UNDER_OTHER, UNDER_OURS)
    assert changes(quads) == [
        f"2024 年到 2026 年：代码由“311011”变为“377003”；上级部门由“{OTHER}”变为“{DEPARTMENT}”。"
    ]
    [(_, event)] = found(quads, ORG + "changedBy", UNDER_OTHER)
    assert found(quads, ORG + "originalOrganization", event) == [(event, UNDER_OTHER)]
    assert found(quads, ORG + "resultingOrganization", event) == [(event, UNDER_OURS)]
    assert found(quads, ORG + "changedBy") == [(UNDER_OTHER, event)]


def test_a_unit_keeps_its_code_under_a_new_name():
    quads = linked(
        document("a.txt", 2025, DEPARTMENT, ("377003", CENTRE)),
        document("b.txt", 2026, DEPARTMENT, ("377003", "青山市大数据中心")),
    )
    assert found(quads, "sameOrganizationAs") == both_ways(
        UNDER_OURS, unit_iri(DEPARTMENT, "青山市大数据中心")
    )
    assert changes(quads) == ["2025 年到 2026 年：名称由“青山市信息中心”变为“青山市大数据中心”。"]


@pytest.mark.parametrize("code", ["377", "377000"])
def test_a_department_keeps_its_code_under_a_new_name_and_its_projects_too(code):
    renamed = "青山市大数据局"
    quads = linked(
        document("a.txt", 2025, DEPARTMENT, ("377", DEPARTMENT), heads=[replace(HEAD, department_code=None)]),
        document("b.txt", 2026, renamed, (code, renamed), heads=[replace(HEAD, department_code=None)]),
    )
    pair = department_iri(DEPARTMENT), department_iri(renamed)
    assert set(both_ways(*pair)) <= set(found(quads, "sameOrganizationAs"))
    assert len(found(quads, "sameProjectAs")) == 2


def test_codes_of_two_places_and_names_without_place_are_no_keys():
    quads = linked(
        document("a.txt", 2025, DEPARTMENT, ("377003", CENTRE), ("377004", "办公室")),
        document("b.txt", 2026, "绿水市数据局", ("377003", "绿水市信息中心"), ("377004", "办公室")),
        document("c.txt", 2026, OTHER, ("311004", "办公室")),
    )
    assert found(quads, "sameOrganizationAs") == []


def test_the_own_unit_is_a_unit_of_its_department_and_never_the_same():
    own = f"{DEPARTMENT}本级"
    quads = linked(
        document("a.txt", 2025, DEPARTMENT, ("377001", own)),
        document(
            "b.txt",
            2026,
            DEPARTMENT,
            ("377001", DEPARTMENT),
            heads=[replace(HEAD, supervising_department=own)],
        ),
    )
    unit = unit_iri(DEPARTMENT, own)
    assert found(quads, ORG + "unitOf", unit)[0] == (unit, department_iri(DEPARTMENT))
    assert found(quads, "sameOrganizationAs") == []
    assert department_iri(own) not in {subject for subject, _ in found(quads, PREFIXES["rdfs"] + "label")}


def test_units_of_a_table_have_their_codes_and_documents():
    quads = linked(document("a.txt", 2025, DEPARTMENT, ("377", DEPARTMENT), ("377003", CENTRE), ("", "合计")))
    assert found(quads, ORG + "identifier") == [
        (department_iri(DEPARTMENT), "377"),
        (UNDER_OURS, "377003"),
    ]
    assert len(found(quads, "namedIn", UNDER_OURS)) == 1
    assert len(found(quads, ORG + "unitOf")) == 1


def test_the_table_of_another_department_gives_it_its_code():
    quads = linked(document("a.txt", 2025, DEPARTMENT, ("311", OTHER), ("312", "小计")))
    assert found(quads, ORG + "identifier") == [(department_iri(OTHER), "311")]


def test_two_codes_in_one_year_are_two_projects():
    heads = [replace(HEAD, line=line, project_code=code) for line, code in ((10, "1-01"), (300, "1-02"))]
    assert found(linked(document("a.txt", 2026, DEPARTMENT, heads=heads)), "sameProjectAs") == []
    quads = linked(
        document("a.txt", 2026, DEPARTMENT, heads=heads[:1]),
        document("b.txt", 2027, DEPARTMENT, heads=heads[1:]),
    )
    assert len(found(quads, "sameProjectAs")) == 2


def test_a_project_with_two_amounts_in_two_forms_is_one():
    quads = linked(sample(), next_year())
    parts = found(quads, "ofProject")
    project = next(value for subject, value in parts if "/form-part/" in subject)
    assert {subject.split("/")[3] for subject, value in parts if value == project} >= {"form", "form-part"}
