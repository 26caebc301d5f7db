"""What there is to choose from: departments, years, levels, operators, kinds of value, units."""

from kg.explorer.opened import Graph
from kg.explorer.rows.index import count_values, row_index
from kg.explorer.rows.operators import operator_signs
from kg.explorer.rows.wanted import COLUMNS, NONE, Filter, find_rows
from kg.vocabulary import find_concept, load_scheme


def facet_counts(graph: Graph, wanted: Filter, name: str) -> list[tuple[str, int]]:
    """How many rows a filter would let through with each value of one of its fields (department, year, level1, level2,
    operator, kind, unit, reason, sure, document, project), whatever it asks of this field now.

    Values as the filter takes them, "none" for rows without one; those without rows are left out. Most rows first.
    """
    rows = find_rows(graph, wanted.without(name))
    if name == "sure":
        sure = row_index(graph).is_sure()[rows]
        counts = {"yes": int(sure.sum()), "no": int(len(sure) - sure.sum())}
    else:
        signs = operator_signs() if name == "operator" else {}
        counts = {
            signs.get(value, value) or NONE: count
            for value, count in count_values(graph, COLUMNS[name], rows).items()
        }
    found = [(value, count) for value, count in counts.items() if count]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


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


def reason_words(name: str) -> str:
    """What a row lacks, by the name of the state or one of its spellings."""
    known = next((state for state in load_scheme("states") if state.name == name), None)
    known = known or find_concept("states", name)
    return known.label if known else name
