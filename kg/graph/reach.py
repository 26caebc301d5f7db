"""What is derived about a subject depends on statements a few steps away: the steps, walked both ways.

A `Derivation` declares from which nodes it reads. Forwards, the steps lead from a subject to the rows that its
derived statements are made of; backwards, from a statement that changed to the subjects that must be derived again.
Deriving again for these alone gives what deriving from everything gives (tests/test_reach.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol

from kg.graph.facts import Facts, is_kept
from kg.graph.place import kg, label
from kg.graph.terms import RDF_TYPE, Quad, iri

_TYPE: Final = iri(RDF_TYPE)
_STEP: Final = re.compile(r"(\^?)([\w:-]+)(?:\[([\w:-]+)\])?")


class Known(Protocol):
    """The statements of a graph, found one by one. All parts are terms."""

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What documents state, sorted; nothing of the derived graph."""

    def subjects(self, predicate: str, value: str) -> list[str]:
        """The subjects of statements of documents; some that are only derived do no harm."""

    def derived(self, subject: str) -> list[Quad]:
        """The statements of the derived graph about a subject."""

    def deriving(self, predicate: str, value: str) -> list[str]:
        """The subjects of statements of the derived graph."""

    def derived_by(self, predicate: str) -> list[Quad]:
        """The statements of the derived graph with one predicate."""

    def instances(self, kind: str) -> list[str]:
        """All nodes of a class that documents state."""

    def column(self, kind: str, predicate: str) -> dict[str, list[str]]:
        """What documents state of all nodes of a class by one property: `objects` of many at once."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One kind of derived statements, and what they are made of.

    ``derive`` gives them from facts, the IRI of the derived graph and the base IRI.
    ``gives``: their predicates, the first of them one that every subject has; no other derivation gives them to the
    same subjects.
    ``about``: the classes of their subjects; a subject that has none of them is found by the steps only.
    ``reach``: steps from a subject to the instances that are read, such as ``inDocument/^inDocument[Form]/ofProject``:
    property, ^ for its inverse, class of the node arrived at. What is read of a node with `Facts.get` is read from the
    whole graph, but the node must be the subject, or lie on the way, for a change of it to be noticed.
    ``owns``: a step from the subject to derived nodes that come and go with it.
    ``everything``: classes of which all instances are compared with each other; where a statement about one of them
    changed, all is derived again (few and small classes only).
    Names are local names of the ontology, or prefixed.
    """

    derive: Callable[[Facts, str, str], Iterable[Quad]]
    gives: tuple[str, ...]
    about: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    everything: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """From a node along one property, or against it, to nodes of one class (None: of any)."""

    predicate: str
    inverse: bool
    kind: str | None


@dataclass(frozen=True, slots=True)
class Walker:
    """Steps over one state of a graph; remembers the classes of the nodes it met, and what was looked up."""

    known: Known
    found: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _met: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _kinds: dict[str, frozenset[str]] = field(default_factory=dict)

    def kinds(self, node: str) -> frozenset[str]:
        """The classes (terms) that documents state."""
        if node not in self._kinds:
            self._kinds[node] = frozenset(self.known.objects(node, _TYPE))
        return self._kinds[node]

    def reached(self, derivation: Derivation, subjects: Iterable[str]) -> set[str]:
        """The subjects and all nodes that their derived statements may be made of."""
        start = set(subjects)
        found = set(start)
        for path in derivation.reach:
            nodes = start
            for step in read_path(path):
                nodes = {node for node in self._walk(nodes, step) if self._fits(node, step.kind)}
                found |= nodes
        return found

    def subjects(self, derivation: Derivation, changed: Iterable[str]) -> set[str]:
        """The subjects that reach any of the nodes of which a statement changed."""
        nodes = set(changed)
        about = {_term(kind) for kind in derivation.about}
        found = {node for node in nodes if about & self.kinds(node)}
        for path in derivation.reach:
            steps = read_path(path)
            behind: set[str] = set()
            for step in reversed(steps):  # every beginning of the path reaches its last node
                here = {node for node in behind | nodes if self._fits(node, step.kind)}
                behind = self._walk(here, Step(step.predicate, not step.inverse, None))
            found |= {
                node for node in behind if not about or not self.kinds(node) or about & self.kinds(node)
            }
        return found

    def _fits(self, node: str, kind: str | None) -> bool:
        return kind is None or kind in self.kinds(node)

    def _walk(self, nodes: Iterable[str], step: Step) -> set[str]:
        look_up = self._subjects if step.inverse else self._objects
        return {found for node in nodes for found in look_up(node, step.predicate) if found.startswith("<")}

    def _objects(self, node: str, predicate: str) -> list[str]:
        if (node, predicate) not in self.found:
            self.found[node, predicate] = self.known.objects(node, predicate)
        return self.found[node, predicate]

    def _subjects(self, node: str, predicate: str) -> list[str]:
        if (node, predicate) not in self._met:
            self._met[node, predicate] = self.known.subjects(predicate, node)
        return self._met[node, predicate]


@dataclass(frozen=True, slots=True)
class NearFacts(Facts):
    """Facts looked up one by one; only some nodes are instances."""

    walker: Walker
    nodes: frozenset[str]
    everything: frozenset[str]
    _kind: dict[str, str] = field(default_factory=dict)
    _columns: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def around(cls, walker: Walker, nodes: Iterable[str], everything: Iterable[str] = ()) -> "NearFacts":
        """The facts of a graph with only ``nodes`` as instances, and all those of the classes ``everything``."""
        return cls({}, {}, walker, frozenset(nodes), frozenset(everything))

    def instances(self, kind: str) -> list[str]:
        """As `Facts.instances`, of the nodes at hand."""
        wanted = iri(kind)
        if not is_kept(wanted):
            raise KeyError(wanted)
        if wanted in self.everything:
            found = self.walker.known.instances(wanted)
            self._kind.update(dict.fromkeys(found, wanted))
            return found
        return sorted(node for node in self.nodes if wanted in self.walker.kinds(node))

    def get_iri(self, subject: str, predicate: str) -> list[str]:
        """As `Facts.get_iri`."""
        wanted = (subject, iri(predicate))
        if wanted not in self.walker.found:
            if not is_kept(wanted[1]):
                raise KeyError(wanted[1])
            self.walker.found[wanted] = self._look_up(*wanted)
        return self.walker.found[wanted]

    def _look_up(self, subject: str, predicate: str) -> list[str]:
        kind = self._kind.get(subject)
        if kind is None:
            return self.walker.known.objects(subject, predicate)
        if (kind, predicate) not in self._columns:
            self._columns[kind, predicate] = self.walker.known.column(kind, predicate)
        return self._columns[kind, predicate].get(subject, [])


@dataclass(frozen=True, slots=True)
class Again:
    """Derives again what depends on statements that changed.

    `note` twice: with the graph as it was before, and as it is after the change; then `changes`.
    """

    derivations: tuple[Derivation, ...]
    graph: str
    base: str
    _touched: dict[int, set[str]] = field(default_factory=dict)
    _wholly: set[int] = field(default_factory=set)
    _walkers: list[Walker] = field(default_factory=list)

    def note(self, changed: Iterable[Quad], known: Known) -> None:
        """Find the subjects that statements, added or removed, are about in this state of the graph."""
        nodes = {
            quad.subject
            for quad in changed
            if is_kept(quad.object if quad.predicate == _TYPE else quad.predicate)
        }
        walker = self._walker(known)
        kinds = frozenset(kind for node in nodes for kind in walker.kinds(node))
        for number, derivation in enumerate(self.derivations):
            if kinds & {_term(kind) for kind in derivation.everything}:
                self._wholly.add(number)
            self._touched.setdefault(number, set()).update(walker.subjects(derivation, nodes))

    def changes(self, known: Known) -> tuple[set[Quad], set[Quad]]:
        """The statements that leave the derived graph, and those that come."""
        gone: set[Quad] = set()
        new: set[Quad] = set()
        walker = self._walker(known)
        for number, derivation in enumerate(self.derivations):
            if number in self._wholly or self._touched.get(number):
                before, after = self._derive(number, derivation, walker)
                gone |= before
                new |= after
        return gone - new, new - gone

    def _walker(self, known: Known) -> Walker:
        """One for each state of the graph."""
        if not self._walkers or self._walkers[0].known is not known:
            self._walkers[:] = [Walker(known)]
        return self._walkers[0]

    def _derive(self, number: int, derivation: Derivation, walker: Walker) -> tuple[set[Quad], set[Quad]]:
        """What was derived before about the subjects that were touched, and what is now."""
        known = walker.known
        gives = {_term(name) for name in derivation.gives}
        subjects = self._touched.get(number, set())
        nodes = walker.reached(derivation, subjects)
        facts = NearFacts.around(walker, nodes, map(_term, derivation.everything))
        made = {quad for quad in derivation.derive(facts, self.graph, self.base) if quad.predicate in gives}
        if number in self._wholly:
            first = _term(derivation.gives[0])
            subjects = {quad.subject for quad in (*known.derived_by(first), *made) if quad.predicate == first}
        before = {
            quad
            for node in _owned_nodes(known, subjects, derivation)
            for quad in known.derived(node)
            if quad.predicate in gives
        }
        return before, _owned(made, subjects, derivation)


@lru_cache(maxsize=256)
def read_path(path: str) -> tuple[Step, ...]:
    """The steps of a path. Raises ValueError for what is none."""
    steps = []
    for part in path.split("/"):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is no step")
        inverse, name, kind = match.groups()
        steps.append(Step(_term(name), inverse == "^", _term(kind) if kind else None))
    return tuple(steps)


def _owned(made: set[Quad], subjects: set[str], derivation: Derivation) -> set[Quad]:
    """The statements about the subjects and the nodes that they own."""
    owned = set(subjects)
    for step in (step for path in derivation.owns for step in read_path(path)):
        for quad in made:
            if quad.predicate == step.predicate:
                near, far = (quad.object, quad.subject) if step.inverse else (quad.subject, quad.object)
                if near in subjects:
                    owned.add(far)
    return {quad for quad in made if quad.subject in owned}


def _owned_nodes(known: Known, subjects: set[str], derivation: Derivation) -> Iterator[str]:
    """The subjects and the nodes that they own now, each once."""
    owned = set(subjects)
    for step in (step for path in derivation.owns for step in read_path(path)):
        for subject in subjects:
            if step.inverse:
                owned.update(known.deriving(step.predicate, subject))
            else:
                owned.update(q.object for q in known.derived(subject) if q.predicate == step.predicate)
    yield from sorted(owned)


def _term(name: str) -> str:
    return iri(label(name) if ":" in name else kg(name))
