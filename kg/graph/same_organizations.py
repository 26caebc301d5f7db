"""One organisation under two identifiers: the same code in one place, or the same full name under two departments.

Both are stated as what the organisation is known as (`kg.link.known_iris`), each an IRI that others share. What
changed from one year to the next (name, code, superior department) is an ``org:ChangeEvent``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final

from kg.graph.facts import Facts
from kg.graph.place import kg, label
from kg.graph.terms import RDF_TYPE, Quad, integer, iri, quads_of, read_term, text
from kg.link import digest_iri
from kg.text import key

_UNIT_OF: Final = label("org:unitOf")
_IDENTIFIER: Final = label("org:identifier")
_LABEL: Final = label("rdfs:label")


def same_organizations_to_quads(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """``kg:sameOrganizationAs`` in both directions, and an event for what changed between two years."""
    for one, other in _same_organizations(facts):
        yield from quads_of(one[1:-1], [(kg("sameOrganizationAs"), other)], graph)
        before, after = _years(facts, one), _years(facts, other)
        if not before or not after or before[0] >= after[0]:
            continue
        changes = _changes(facts, one, other)
        if changes:
            event = digest_iri("change", one, other, base=base)
            properties = [
                (RDF_TYPE, iri(label("org:ChangeEvent"))),
                (label("org:originalOrganization"), one),
                (label("org:resultingOrganization"), other),
                (label("dct:description"), text(f"{before[0]} 年到 {after[0]} 年：{'；'.join(changes)}。")),
                (kg("year"), integer(after[0])),
            ]
            yield from quads_of(event, properties, graph)
            yield from quads_of(one[1:-1], [(label("org:changedBy"), iri(event))], graph)


def _same_organizations(facts: Facts) -> list[tuple[str, str]]:
    """All pairs in both directions, sorted. A unit and the department it belongs to are never one."""
    groups: dict[str, set[str]] = defaultdict(set)
    for kind in ("org:FormalOrganization", "org:OrganizationalUnit"):
        for organization in facts.instances(label(kind)):
            for known in facts.get(organization, "knownAs"):
                groups[known].add(organization)
    pairs = {
        pair
        for group in groups.values()
        for pair in permutations(sorted(group), 2)
        if not any(facts.get_iri(a, _UNIT_OF) == [b] for a, b in (pair, pair[::-1]))
    }
    return sorted(pairs)


def _years(facts: Facts, organization: str) -> list[int]:
    """The years of the documents that name it, sorted."""
    documents = facts.get(organization, "namedIn")
    return sorted({int(read_term(year)) for document in documents for year in facts.get(document, "year")})


def _changes(facts: Facts, one: str, other: str) -> list[str]:
    said = []
    for words, ours, theirs in (
        ("名称", _names(facts, [one]), _names(facts, [other])),
        ("代码", _codes(facts, one), _codes(facts, other)),
        ("上级部门", _superiors(facts, one), _superiors(facts, other)),
    ):
        if ours and theirs and not set(map(key, ours)) & set(map(key, theirs)):
            said.append(f"{words}由“{'、'.join(ours)}”变为“{'、'.join(theirs)}”")
    return said


def _names(facts: Facts, organizations: Sequence[str]) -> list[str]:
    return [read_term(name) for one in organizations for name in facts.get_iri(one, _LABEL)]


def _codes(facts: Facts, organization: str) -> list[str]:
    return [read_term(code) for code in facts.get_iri(organization, _IDENTIFIER)]


def _superiors(facts: Facts, organization: str) -> list[str]:
    return _names(facts, facts.get_iri(organization, _UNIT_OF))
