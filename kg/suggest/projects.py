"""Indicators that projects of a like name use: for an object only (政务云), whatever the indicators are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.query import run_query
from kg.query.run import Askable
from kg.suggest.library import Library
from kg.suggest.wanted import Word, held_share, pattern_of, plain_name

_LEAST: Final = 0.8
"""The share of the typed words that the name of a project must hold."""
_MOST: Final = 60
"""Projects looked at, those that hold most of the words first."""

_PROJECTS: Final = """
SELECT DISTINCT ?project ?label WHERE {{
  ?project a kg:Project ; rdfs:label ?label .
  FILTER(REGEX(?label, "{pattern}", "i"))
}}"""
_CONCEPTS: Final = """
SELECT DISTINCT ?concept ?label ?rows ?project WHERE {{
  VALUES ?project {{ {projects} }}
  ?t kg:ofProject ?project ; kg:ofConcept ?concept .{kinds}
  ?concept skos:prefLabel ?label ; kg:targetCount ?rows .
}}"""


@dataclass(slots=True)
class Used:
    """A concept and the names of the like projects that use it; ``held``: how much of the words the best holds."""

    concept: str
    label: str
    rows: int
    held: float = 0.0
    projects: set[str] = field(default_factory=set)


def used_by_projects(
    store: Askable, words: Sequence[Word], kinds: Sequence[str], library: Library | None = None
) -> dict[str, Used]:
    """The concepts of rows of projects whose names hold the words; ``kinds`` (IRIs) as in `kg.suggest.peers`."""
    weights = [word.worth for word in words]
    pattern = pattern_of(words)
    held: dict[str, tuple[float, str]] = {}
    named = (
        library.projects_holding(pattern)
        if library
        else run_query(store, _PROJECTS.format(pattern=pattern)).rows
    )
    for project, label in named:
        share = held_share(words, weights, plain_name(str(label)))
        if share >= _LEAST:
            held[str(project)] = max(held.get(str(project), (0.0, "")), (share, str(label)))
    chosen = sorted(held, key=lambda project: (-held[project][0], held[project][1], project))[:_MOST]
    if not chosen:
        return {}
    of_kinds = ""
    if kinds:
        listed = ", ".join(f"<{kind}>" for kind in kinds)
        of_kinds = f"\n  ?t kg:indicatorKind ?kind FILTER(?kind IN ({listed}))"
    asked = _CONCEPTS.format(projects=" ".join(f"<{project}>" for project in chosen), kinds=of_kinds)
    found: dict[str, Used] = {}
    for concept, label, rows, project in run_query(store, asked).rows:
        used = found.setdefault(str(concept), Used(str(concept), str(label), int(rows or 0)))
        share, name = held[str(project)]
        used.held = max(used.held, share)
        used.projects.add(name)
    return found
