"""Patterns that a count or sum does not need: what every row has, and what may be missing."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

_TOTAL: Final = frozenset(
    {
        "kg:department",
        "kg:year",
        "kg:targetText",
        "kg:line",
        "kg:inDocument",
        "prov:wasQuotedFrom",
        "dct:title",
        "rdfs:label",
    }
)
"""Properties that every row, form, document, project and department has once, so that no row drops out. A department
that is asked for stands in ``kept`` by its name."""
_VARIABLE: Final = re.compile(r"\?(\w+)")


def needed_lines(lines: Sequence[str], kept: Collection[str]) -> list[str]:
    """The patterns that bind a variable of ``kept``, restrict the rows or lead to such ones; one to a line."""
    triples = [triple for line in lines if _is_plain(line) for triple in _triples(line)]
    others = [line for line in lines if not _is_plain(line)]
    optional = [line for line in others if line.startswith("OPTIONAL")]
    required = [line for line in others if not line.startswith("OPTIONAL")]
    bound = {name for triple in triples for name in _VARIABLE.findall(" ".join(triple))}
    optional = [line for line in optional if (set(_VARIABLE.findall(line)) - bound) & set(kept)]
    while (dropped := _droppable(triples, [*optional, *required], kept)) is not None:
        triples.remove(dropped)
    return [*(f"{' '.join(triple)} ." for triple in triples), *optional, *required]


def _droppable(
    triples: Sequence[tuple[str, str, str]], others: Sequence[str], kept: Collection[str]
) -> tuple[str, str, str] | None:
    text = " ".join([*(" ".join(triple) for triple in triples), *others])
    uses = Counter(_VARIABLE.findall(text))
    for triple in triples:
        subject, predicate, value = triple
        if predicate not in _TOTAL or not value.startswith("?") or value[1:] in kept or uses[value[1:]] > 1:
            continue
        if uses[subject[1:]] > 1:
            return triple
    return None


def _is_plain(line: str) -> bool:
    return line.startswith("?")


def _triples(line: str) -> list[tuple[str, str, str]]:
    """The triples of ``?s a kg:Form ; kg:year ?year . ?d rdfs:label ?name .``"""
    found = []
    for chain in line.removesuffix(" .").split(" . "):
        subject, rest = chain.split(" ", 1)
        for pattern in rest.split(" ; "):
            predicate, value = pattern.split(" ", 1)
            found.append((subject, predicate, value))
    return found
