"""Every project and every form of a whole department: what a reader can choose from, kept once a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from kg.explorer.figures.money import Owner
from kg.explorer.opened import Graph
from kg.explorer.rows.index import counts
from kg.explorer.rows.wanted import NO_DEPARTMENT
from kg.text import squeeze

_DEPARTMENTS: Final = (
    "SELECT ?d ?name WHERE { ?d a org:FormalOrganization ; rdfs:label ?name } ORDER BY ?d ?name"
)
_WITHOUT_ROWS: Final = """
SELECT DISTINCT ?p ?name ?d ?year WHERE {
  ?p kg:indicatorCount 0 ; a kg:Project ; rdfs:label ?name ; kg:department ?d ; kg:year ?year
} ORDER BY ?p"""
_WHOLE: Final = """
SELECT DISTINCT ?form ?d ?year WHERE {
  { SELECT ?form WHERE { ?form a kg:Form OPTIONAL { ?form kg:ofProject ?project } FILTER(!BOUND(?project)) } }
  ?form kg:department ?d ; kg:year ?year
} ORDER BY ?form"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A project, or the form of a whole department, which has no ``name``; ``rows`` of a project only."""

    iri: str
    name: str
    department: str
    year: int
    rows: int = 0

    @property
    def owner(self) -> Owner:
        """Name of the department and year."""
        return self.department, self.year


def find_entries(
    graph: Graph, *, department: str = "", year: str = "", name: str = "", whole: bool = True
) -> list[Entry]:
    """The latest years first, then by department and name; ``name`` is a part of the name, ``whole`` False leaves out
    the forms of whole departments."""
    part = squeeze(name).lower()
    return [
        entry
        for entry in _entries(graph.version)
        if department in ("", entry.department)
        and year in ("", str(entry.year))
        and (not part or part in squeeze(entry.name).lower())
        and (whole or entry.name)
    ]


def department_names(graph: Graph) -> dict[str, str]:
    """IRIs of departments to their names."""
    return {str(iri): str(name) for iri, name in graph.select(_DEPARTMENTS).rows}


def iri_of_department(graph: Graph, name: str) -> str:
    """The department of this name, empty where there is none."""
    return next((iri for iri, known in department_names(graph).items() if known == name), "")


def owner_of(department: str | None, year: object) -> Owner:
    """Department and year as they stand in an address; a row may have neither."""
    text = str(year)
    return department or NO_DEPARTMENT, int(text) if text.isdecimal() else 0


@st.cache_resource(max_entries=2, show_spinner=False)
def _entries(version: str) -> Sequence[Entry]:
    graph = Graph(version)
    names = department_names(graph)
    labels = {pair[0]: pair[1] for pair in counts(graph, ("project", "projectName"))}
    found: dict[str, Entry] = {}
    for (project, department, year), rows in counts(graph, ("project", "departmentName", "year")).items():
        if project:
            of = owner_of(department, year)
            found[project] = Entry(project, labels.get(project, ""), *of, rows)
    for iri, name, owner, its_year in graph.select(_WITHOUT_ROWS).rows:
        of = owner_of(names.get(str(owner)), its_year)
        found.setdefault(str(iri), Entry(str(iri), str(name), *of))
    for iri, owner, its_year in graph.select(_WHOLE).rows:
        found[str(iri)] = Entry(str(iri), "", *owner_of(names.get(str(owner)), its_year))
    return sorted(found.values(), key=lambda one: (-one.year, one.department, one.name, one.iri))
