"""Which columns and lines of budget tables hold totals of a document, by the endings of ontology/vocab/budget.ttl."""

from functools import lru_cache
from typing import Final, NamedTuple

from kg.graph.terms import read_term
from kg.text import key
from kg.vocabulary import Concept, load_scheme

_PROJECTS: Final = "projectExpenditure"


class _Ending(NamedTuple):
    """How the headings of columns end that hold one total, and a word that they must not hold."""

    ends: tuple[str, ...]
    without: tuple[str, ...]

    def fits(self, heading: str) -> bool:
        return heading.endswith(self.ends) and not any(word in heading for word in self.without)


@lru_cache(maxsize=4096)
def is_project_column(heading: str) -> bool:
    """Whether a budget column, its heading given as a term, has the money of projects."""
    ending = _endings().get(_PROJECTS)
    return ending is not None and key(read_term(heading)).endswith(ending.ends)


@lru_cache(maxsize=4096)
def total_columns(heading: str) -> tuple[str, ...]:
    """Which totals of a document a budget column, its heading given as a term, has in a line of totals: names of
    properties."""
    column = read_term(heading)
    return tuple(name for name, ending in _endings().items() if ending.fits(column))


def is_whole_line(name: str) -> bool:
    """Whether a line, its name given as a term, adds up a whole table; others (支出总计) add up a side of it."""
    return read_term(name) in _whole_lines()


@lru_cache(maxsize=1)
def _endings() -> dict[str, _Ending]:
    """Property of a document → how the columns end that give it."""
    return {
        name: _Ending(_values(concept, "columnEnding"), _values(concept, "columnWithout"))
        for concept in load_scheme("budget")
        for name in _values(concept, "documentTotal")
    }


@lru_cache(maxsize=1)
def _whole_lines() -> frozenset[str]:
    return frozenset(name for concept in load_scheme("budget") for name in _values(concept, "wholeLine"))


def _values(concept: Concept, name: str) -> tuple[str, ...]:
    return concept.properties.get(name, ())
