"""Links that no single row prints, by exact keys: projects to budget lines, a project to itself in other years."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Final

from kg.graph.facts import Facts
from kg.graph.functions import function_links
from kg.graph.place import kg, label
from kg.graph.reach import Derivation
from kg.graph.same_organizations import same_organizations_to_quads
from kg.graph.terms import RDF_TYPE, Quad, integer, iri, quads_of, read_term, text
from kg.link import digest_iri, is_national_code
from kg.text import key

_LABEL = label("rdfs:label")
_Named = Mapping[tuple[str, str], set[str]]
"""Document and folded name or code → the projects that bear it there."""


def _named_projects(facts: Facts) -> _Named:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for form in facts.instances(kg("Form")):
        for document in facts.get(form, "inDocument"):
            for project in facts.get(form, "ofProject"):
                for name in (*facts.get_iri(project, _LABEL), *facts.get(project, "projectCode")):
                    named[document, key(read_term(name))].add(project)
    return named


def _budget_lines(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """Lines that name a project of the same document, by code or else by exact name, and the way back: few of very
    many lines do.

    A national code that only the table prints is given to the project here; its IRI stays what its form says.
    """
    named = _named_projects(facts)
    for line in facts.instances(kg("BudgetLine")):
        names = [*facts.get(line, "code"), *facts.get_iri(line, _LABEL)]
        projects = next(filter(None, (_bearers(facts, line, name, named) for name in names)), None)
        if projects is None or len(projects) != 1:
            continue
        project = next(iter(projects))
        yield from quads_of(line[1:-1], [(kg("ofProject"), project)], graph)
        yield from quads_of(project[1:-1], [(kg("printedInLine"), line)], graph)
        if not facts.get(project, "projectCode"):
            codes = [code for code in facts.get(line, "code") if is_national_code(read_term(code))]
            yield from quads_of(project[1:-1], [(kg("projectCode"), code) for code in codes], graph)


def _form_parts(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """Projects that a whole-department form lists and that have a form of their own in the document."""
    named = _named_projects(facts)
    for part in facts.instances(kg("FormPart")):
        if facts.first_value(part, "partKind") != "project":
            continue
        for form in facts.get(part, "inForm"):
            for name in facts.get_iri(part, _LABEL):
                projects = _bearers(facts, form, name, named)
                if len(projects) == 1:
                    yield from quads_of(part[1:-1], [(kg("ofProject"), next(iter(projects)))], graph)


def _bearers(facts: Facts, node: str, name: str, named: _Named) -> set[str]:
    documents = facts.get(node, "inDocument")
    return {project for document in documents for project in named.get((document, key(read_term(name))), ())}


def _same_projects(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """Projects of one department with one name: another year, or a form that prints no code. A department that
    was renamed, under the same code, is still one."""
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    for project in facts.instances(kg("Project")):
        for department in facts.get(project, "department"):
            for known in facts.get(department, "knownAs") or [department]:
                for name in facts.get_iri(project, _LABEL):
                    alike[known, key(read_term(name))].add(project)
    pairs = {pair for projects in alike.values() for pair in permutations(sorted(projects), 2)}
    for one, other in sorted(pairs):
        if not _are_two(facts, one, other):
            yield from quads_of(one[1:-1], [(kg("sameProjectAs"), other)], graph)


def _functions(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    for project, line in function_links(facts):
        yield from quads_of(project[1:-1], [(kg("fundedBy"), line)], graph)


def _are_two(facts: Facts, one: str, other: str) -> bool:
    """Whether projects of one name bear different codes in one year: both are in force at once."""
    ours, theirs = facts.get(one, "projectCode"), facts.get(other, "projectCode")
    if not ours or not theirs or set(ours) & set(theirs):
        return False
    return bool(set(facts.get(one, "year")) & set(facts.get(other, "year")))


def _forms_printed_twice(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """A form that two documents print: the same file in two formats, or published twice."""
    code = "form-in-two-documents"
    for form in facts.instances(kg("Form")):
        documents = facts.get(form, "inDocument")
        if len(documents) < 2:
            continue
        titles = (title for document in documents for title in facts.get_iri(document, label("dct:title")))
        names = "、".join(sorted(map(read_term, titles)))
        properties = [
            (RDF_TYPE, iri(kg("Finding"))),
            (kg("code"), text(code)),
            (kg("severity"), text("warning")),
            (kg("message"), text(f"同一张表在多个文件中出现：{names}。")),
            (kg("line"), integer(0)),
            (kg("onForm"), form),
            *((kg("inDocument"), document) for document in documents),
        ]
        yield from quads_of(digest_iri("finding", code, form, base=base), properties, graph)


_NAMED: Final = "inDocument/^inDocument[Form]/ofProject[Project]"
"""From a line or form to the projects that its document names."""

LINKING: Final = (
    Derivation(_budget_lines, gives=("ofProject",), about=("BudgetLine",), reach=(_NAMED,)),
    Derivation(
        _budget_lines,
        gives=("printedInLine", "projectCode"),
        about=("Project",),
        reach=(f"^ofProject[Form]/{_NAMED}", "^ofProject[Form]/inDocument/^inDocument[BudgetLine]"),
    ),
    Derivation(_form_parts, gives=("ofProject",), about=("FormPart",), reach=(f"inForm[Form]/{_NAMED}",)),
    Derivation(
        same_organizations_to_quads,
        gives=(
            "sameOrganizationAs",
            "org:changedBy",
            "rdf:type",
            "org:originalOrganization",
            "org:resultingOrganization",
            "dct:description",
            "year",
        ),
        about=("org:FormalOrganization", "org:OrganizationalUnit"),
        reach=(
            "knownAs/^knownAs[org:FormalOrganization]/namedIn",
            "knownAs/^knownAs[org:OrganizationalUnit]/namedIn",
            "knownAs/^knownAs[org:OrganizationalUnit]/org:unitOf",
        ),
        owns=("org:changedBy",),
    ),
    Derivation(
        _same_projects,
        gives=("sameProjectAs",),
        about=("Project",),
        reach=("department/^department[Project]", "department/knownAs/^knownAs/^department[Project]"),
    ),
    Derivation(
        _functions,
        gives=("fundedBy",),
        about=("Project",),
        reach=(
            f"^ofProject[Form]/{_NAMED}",
            "^ofProject[Form]/inDocument/^inDocument[BudgetLine]/^ofLine[BudgetAmount]",
        ),
    ),
    Derivation(
        _forms_printed_twice,
        gives=("rdf:type", "code", "severity", "message", "line", "onForm", "inDocument"),
        about=("Form",),
        reach=("inDocument",),
        owns=("^onForm",),
    ),
)
"""What is derived here; `kg.graph.reach` says what the paths are for."""
