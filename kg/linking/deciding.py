"""Decisions taken back from a list: what they rest on is looked up in the graph as it is now."""

from collections.abc import Iterable
from dataclasses import replace

from kg.decisions import KINDS, Decision
from kg.linking.sources import pair_digest, read_digests
from kg.query.run import Askable


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
