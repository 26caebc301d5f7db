"""Decisions taken back from a list: what they rest on is looked up in the graph as it is now."""

from collections.abc import Iterable
from dataclasses import replace

from kg.decisions import KINDS, Decision, Kind
from kg.linking.candidates import compare
from kg.linking.sources import pair_digest, read_digests
from kg.query.run import Askable
from kg.text import key


def with_digests(store: Askable, decisions: Iterable[Decision]) -> tuple[list[Decision], list[Decision]]:
    """The decisions, each with the digest of its sides as they are; and those of which a side is not in the graph."""
    given = list(decisions)
    found: dict[tuple[str, str], Decision] = {}
    unknown = []
    for kind in KINDS:
        own = [decision for decision in given if decision.kind == kind]
        digests = read_digests(store, kind, {side for decision in own for side in decision.pair})
        for decision in own:
            one, other = (digests.get(side) for side in decision.pair)
            if one is None or other is None:
                unknown.append(decision)
                found[decision.pair] = decision
            else:
                found[decision.pair] = replace(decision, digest=pair_digest(kind, one, other))
    return [found[decision.pair] for decision in given], unknown


def find_side(store: Askable, kind: Kind, text: str) -> str | None:
    """The IRI of what a person means: an IRI of this kind, or the only one of this name."""
    names = compare(store, kind).names
    if text in names:
        return text
    found = [side for side, name in names.items() if key(name) == key(text)]
    return min(found) if found else None
