"""The shapes put to a whole graph, one named graph after the other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from kg.findings import Finding
from kg.graph.terms import iri, text
from kg.namespaces import PREFIXES
from kg.shapes.contract import TYPE, Contract, Said
from kg.shapes.judging import Suspect, Triple, judge
from kg.shapes.kept import KeptLooks, digest_with
from kg.shapes.looking import Look, Statements, look_at, pick, wanted_by
from kg.shapes.reading import load_contract
from kg.shapes.statements import Reader, merged

if TYPE_CHECKING:
    from kg.store import Store

_ONTOLOGY: Final = "/graph/ontology"
_TITLE: Final = iri(PREFIXES["dct"] + "title")
_JUDGED: Final = 60_000
"""Statements that pySHACL is given at once, about: its memory grows with them."""
_ASKED: Final = 100
"""Nodes of one query; Virtuoso refuses long ones."""
_DOCUMENTS: Final = "SELECT ?graph ?file ?name WHERE { GRAPH ?graph { ?file a kg:Document ; dct:title ?name } }"


def validate_shapes(store: "Store") -> list[Finding]:
    """Every breach of a shape in the graph, sorted; an empty list where the graph conforms.

    A node is held to its shapes as each graph says it that gives it a class (a form may stand in two documents, at
    two lines), with what graphs say of it that give it none; the classes of nodes that it names may stand in any.
    The vocabularies are left out: shapes speak of data. ``field`` names the property, ``document`` and ``line`` the
    place of the node where it has one.
    """
    whole = _Whole(store, load_contract())
    suspects = whole.suspects()
    if next(suspects, None) is None:
        return []
    documents = store.select(_DOCUMENTS).rows
    names = {str(graph): str(name) for graph, _, name in documents}
    titles = [(iri(str(file)), _TITLE, text(str(name))) for _, file, name in documents]
    found: set[Finding] = set()
    for batch in _batches(whole.suspects()):
        found.update(judge(batch, [*_classes(store, batch, whole.contract), *titles], names))
    return sorted(found)


class _Whole:
    """The named graphs with what was seen in each."""

    def __init__(self, store: "Store", contract: Contract) -> None:
        self.contract = contract
        self._reader = Reader.of(store, contract.predicates)
        looks = KeptLooks(self._reader.version)
        self._looks = {
            graph: [looks.find(self._reader.digest(graph), partial(self._look_at, graph))]
            for graph in store.graphs()
            if not graph.endswith(_ONTOLOGY)
        }
        self._added: dict[str, list[Said]] = defaultdict(list)
        for [look] in self._looks.values():
            for node, said in look.elsewhere:
                self._added[node].append(said)
        self._homes: dict[str, set[str]] = defaultdict(set)
        for node, graph in _homes(store, self._added, contract):
            self._homes[graph].add(node)
        for graph, nodes in self._homes.items():
            if graph in self._looks:
                added = {node: self._added[node] for node in sorted(nodes)}
                digest = digest_with(self._reader.digest(graph), added)
                self._looks[graph].append(looks.find(digest, partial(self._look_at, graph, nodes)))
        looks.keep()
        wanted = {each for seen in self._looks.values() for look in seen for each in look.wanted}
        self._lacking = wanted - set(_given(store, wanted))

    def suspects(self) -> Iterator[Suspect]:
        """The nodes of which it is not certain that they keep their shapes, graph by graph."""
        for graph, seen in self._looks.items():
            nodes = {node for look in seen for node in look.suspects}
            lacking = {each for look in seen for each in look.wanted if each in self._lacking}
            if nodes or lacking:
                for node, said in pick(self._statements(graph), self.contract, nodes, lacking):
                    yield Suspect(node, said, graph)

    def _look_at(self, graph: str, nodes: Collection[str] | None = None) -> Look:
        """A look at a graph, or at some of its nodes, with what other graphs add to them."""
        if nodes is None:
            return look_at(self._reader.statements(graph), self.contract)
        return look_at((each for each in self._statements(graph) if each[0] in nodes), self.contract)

    def _statements(self, graph: str) -> Statements:
        nodes = self._homes.get(graph, ())
        for node, said in self._reader.statements(graph):
            yield node, merged([said, *self._added[node]]) if node in nodes else said


def _given(store: "Store", wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    nodes: dict[str, None] = {node: None for node, _ in wanted}
    for some in _in_parts(nodes):
        query = f"SELECT DISTINCT ?node ?class WHERE {{ VALUES ?node {{ {some} }} ?node a ?class }}"
        for node, name in store.select(query).rows:
            yield iri(str(node)), iri(str(name))


def _homes(store: "Store", nodes: Iterable[str], contract: Contract) -> Iterator[tuple[str, str]]:
    """The graphs (IRIs) that give nodes a class that a shape speaks of."""
    for some in _in_parts(nodes):
        query = f"SELECT ?node ?graph ?class WHERE {{ VALUES ?node {{ {some} }} GRAPH ?graph {{ ?node a ?class }} }}"
        for node, graph, name in store.select(query).rows:
            if iri(str(name)) in contract.rules:
                yield iri(str(node)), str(graph)


def _classes(store: "Store", suspects: Iterable[Suspect], contract: Contract) -> Iterator[Triple]:
    """The classes of the nodes that suspects name."""
    wanted = {(value, name) for one in suspects for value, name in wanted_by(one.said, contract) if value[0] == "<"}
    for node, name in _given(store, wanted):
        if name in contract.classes:
            yield node, TYPE, name


def _batches(suspects: Iterator[Suspect]) -> Iterator[list[Suspect]]:
    """Suspects in the order given, as many as pySHACL is given at once, no node twice."""
    waiting: list[Suspect] = []
    nodes, size = set[str](), 0
    for one in suspects:
        if one.node in nodes or size >= _JUDGED:
            yield waiting
            waiting, nodes, size = [], set(), 0
        waiting.append(one)
        nodes.add(one.node)
        size += sum(map(len, one.said.values()))
    if waiting:
        yield waiting


def _in_parts(nodes: Iterable[str]) -> Iterator[str]:
    left = (node for node in nodes if node.startswith("<"))
    while some := list(islice(left, _ASKED)):
        yield " ".join(some)
