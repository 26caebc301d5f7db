"""What there is to choose from: departments, years, levels, operators, kinds of value, units."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.explorer.index import all_targets, find_column
from kg.explorer.opened import Graph
from kg.vocabulary import load_scheme

_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"


@dataclass(frozen=True, slots=True)
class Facets:
    """Names of departments to their IRIs, and the printed values that rows have, the frequent first."""

    departments: Mapping[str, str]
    years: tuple[str, ...]
    level1: tuple[str, ...]
    level2: tuple[str, ...]
    operators: tuple[str, ...]
    value_kinds: tuple[str, ...]
    units: tuple[str, ...]


def find_facets(graph: Graph, department: str = "") -> Facets:
    """The choices of a graph; those of rows narrowed to one department (its name) where one is given."""
    departments = find_departments(graph)
    owners = find_column(graph, "department")
    chosen = departments.get(department)
    rows = all_targets(graph)
    if chosen:
        rows = [target for target in rows if owners.get(target) == chosen]

    def values(name: str) -> tuple[str, ...]:
        column = find_column(graph, name)
        counts = Counter(str(column[target]) for target in rows if target in column)
        return tuple(sorted(counts, key=lambda value: (-counts[value], value)))

    used = values("operator")
    return Facets(
        departments=departments,
        years=tuple(sorted(values("year"), reverse=True)),
        level1=values("level1"),
        level2=values("level2"),
        operators=tuple(sign for iri, sign in operator_signs().items() if iri in used),
        value_kinds=values("valueKind"),
        units=values("unitText"),
    )


def find_departments(graph: Graph) -> dict[str, str]:
    """Departments that have documents or forms: name to IRI, by name."""
    rows = graph.select(
        "SELECT DISTINCT ?name ?d WHERE { { ?x a kg:Form } UNION { ?x a kg:Document } ?x kg:department ?d ."
        " ?d rdfs:label ?name } ORDER BY ?name ?d"
    ).rows
    found: dict[str, str] = {}
    for name, iri in rows:
        found.setdefault(str(name), str(iri))
    return found


def operator_signs() -> dict[str, str]:
    """Operators of the vocabulary: IRI to sign, in its order."""
    return {
        concept.iri: (concept.properties.get(_NOTATION) or (concept.label,))[0]
        for concept in load_scheme("operators")
    }


def operator_iri(sign: str) -> str | None:
    """The operator with this sign, or None."""
    return next((iri for iri, known in operator_signs().items() if known == sign), None)


def concept_label(scheme: str, iri: str) -> str:
    """The Chinese name of a concept of the vocabulary; its last part where the vocabulary does not know it."""
    return next((c.label for c in load_scheme(scheme) if c.iri == iri), iri.rsplit("/", 1)[-1])


def find_projects(graph: Graph, department: str = "", year: str = "") -> dict[str, tuple[str, str, int]]:
    """Projects by IRI: name, code and year, by name and year; of one department and year where given."""
    iri = find_departments(graph).get(department)
    narrowed = f"?p kg:department <{iri}> ." if iri else ""
    if year.isdecimal():
        narrowed += f" FILTER(?year = {int(year)})"
    rows = graph.select(
        "SELECT DISTINCT ?p ?name ?code ?year WHERE { ?p a kg:Project ; rdfs:label ?name ; kg:year ?year ."
        f" OPTIONAL {{ ?p kg:projectCode ?code }} {narrowed} }} ORDER BY ?name ?year ?p"
    ).rows
    found: dict[str, tuple[str, str, int]] = {}
    for project, name, code, year_ in rows:
        found.setdefault(str(project), (str(name), str(code or ""), int(year_ or 0)))
    return found
