"""Which indicators belong together: concepts that share telling words, a level 2 and a unit, as a weighted network.

Worked out when asked for, from the whole library. Deterministic: concepts are numbered in the order of their names, a
network of whole numbers gives Louvain's method the same order in every run, and its seed is fixed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from kg.errors import QueryError
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable
from kg.suggest.wanted import cut_words, plain_name
from kg.vocabulary import load_scheme

if TYPE_CHECKING:
    import networkx as nx

_CONCEPTS: Final = """
SELECT ?concept ?label ?rows WHERE { ?concept skos:prefLabel ?label ; kg:targetCount ?rows }"""
_KINDS: Final = """
SELECT DISTINCT ?concept ?value WHERE { ?concept kg:targetCount ?rows ; kg:indicatorKind ?value }"""
_UNITS: Final = """
SELECT DISTINCT ?concept ?value WHERE { ?concept kg:targetCount ?rows ; kg:unit ?value }"""
_COMMON: Final = 300
"""Names with one word: a word of more tells too little to bring two names together."""
_NEAREST: Final = 10
"""Neighbours of a concept in the network, so that it stays small in a large library."""
_LEAST: Final = 0.3
"""The least weight of an edge between concepts of one community."""
_FAR: Final = 0.1
_SAME_LEVEL: Final = 0.15
_SAME_UNIT: Final = 0.15
_SEED: Final = 0
_RESOLUTION: Final = 2.0
"""Above 1 for smaller communities: a handful of names is what a reader can look through."""
_NAME_WORDS: Final = 3
_SMALLEST: Final = 2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept near another one: ``weight`` (0 to about 1.3) and what they share."""

    concept: str
    label: str
    rows: int
    weight: float
    words: tuple[str, ...]
    same_level: bool
    same_unit: bool


@dataclass(frozen=True, slots=True)
class Community:
    """Concepts that belong together, the most used first; its name is made of the words that most of them share."""

    name: str
    concepts: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int

    @property
    def size(self) -> int:
        """How many concepts it has."""
        return len(self.concepts)


@dataclass(frozen=True, slots=True)
class _Library:
    """The concepts in the order of their names, with their words, kinds and units; ``places`` are those of a word."""

    concepts: Sequence[str]
    labels: Sequence[str]
    rows: Sequence[int]
    words: Sequence[tuple[str, ...]]
    kinds: Mapping[str, frozenset[str]]
    units: Mapping[str, frozenset[str]]
    places: Mapping[str, Sequence[int]]
    norms: Sequence[float]

    def weight_of(self, word: str) -> float:
        """How much a word tells: rare ones more."""
        return log(len(self.concepts) / len(self.places[word]) + 1)


def neighbours(store: Askable, concept: str, *, limit: int = _NEAREST) -> list[Neighbour]:
    """The concepts that share most with one (its IRI), nearest first. Raises QueryError for an unknown one."""
    library = _read_library(store)
    if concept not in library.concepts:
        raise QueryError(f"指标库里没有“{concept[:120]}”。请先用 kg suggest 找到指标。")
    at = library.concepts.index(concept)
    found = []
    for other, weight in _near(library, at, _FAR)[:limit]:
        words = tuple(word for word in library.words[at] if word in library.words[other])
        found.append(
            Neighbour(
                library.concepts[other],
                library.labels[other],
                library.rows[other],
                weight,
                words,
                _share(library.kinds, library.concepts[at], library.concepts[other]),
                _share(library.units, library.concepts[at], library.concepts[other]),
            )
        )
    return found


def communities(store: Askable, *, most: int | None = None) -> list[Community]:
    """The communities of the library with two members at least, the largest first. ``most``: only among so many
    concepts, those with most rows; half a minute for 25,000, a second or two for 2,000."""
    import networkx as nx

    library = _read_library(store, most)
    network = _network(library)
    parts = (
        nx.community.louvain_communities(network, weight="weight", resolution=_RESOLUTION, seed=_SEED)
        if len(network)
        else []
    )
    found = [_community(library, sorted(part)) for part in parts if len(part) >= _SMALLEST]
    return sorted(found, key=lambda one: (-one.size, -one.rows, one.name, one.concepts))


def _network(library: _Library) -> "nx.Graph[int]":
    """Every concept with its nearest ones, by numbers, so that no order depends on the hash of a text."""
    import networkx as nx

    edges: dict[tuple[int, int], float] = {}
    for at in range(len(library.concepts)):
        for other, weight in _near(library, at)[:_NEAREST]:
            edges[min(at, other), max(at, other)] = weight
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(library.concepts)))
    network.add_weighted_edges_from((one, other, weight) for (one, other), weight in sorted(edges.items()))
    return network


def _near(library: _Library, at: int, least: float = _LEAST) -> list[tuple[int, float]]:
    """The others that share words with one, and how near they are."""
    shared: dict[int, float] = defaultdict(float)
    for word in library.words[at]:
        places = library.places[word]
        if len(places) <= _COMMON:
            weight = library.weight_of(word) ** 2
            for other in places:
                shared[other] += weight
    shared.pop(at, None)
    concept, norm = library.concepts[at], library.norms[at]
    found = []
    for other, both in shared.items():
        weight = both / (norm * library.norms[other])
        weight *= 1 + _SAME_LEVEL * _share(library.kinds, concept, library.concepts[other])
        weight *= 1 + _SAME_UNIT * _share(library.units, concept, library.concepts[other])
        if weight >= least:
            found.append((other, round(weight, 3)))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _share(values: Mapping[str, frozenset[str]], one: str, other: str) -> bool:
    return not values.get(one, frozenset()).isdisjoint(values.get(other, frozenset()))


def _community(library: _Library, members: Sequence[int]) -> Community:
    counts = Counter(word for at in members for word in set(library.words[at]))
    shared = [word for word, count in counts.items() if count >= _SMALLEST] or list(counts)
    shared.sort(key=lambda word: (-counts[word] * library.weight_of(word), word))
    ordered = sorted(members, key=lambda at: (-library.rows[at], library.labels[at], library.concepts[at]))
    return Community(
        "、".join(shared[:_NAME_WORDS]),
        tuple(library.concepts[at] for at in ordered),
        tuple(library.labels[at] for at in ordered),
        sum(library.rows[at] for at in ordered),
    )


def _read_library(store: Askable, most: int | None = None) -> _Library:
    known = [
        (str(label), str(concept), int(count or 0))
        for concept, label, count in run_query(store, _CONCEPTS).rows
    ]
    rows = sorted(sorted(known, key=lambda row: (-row[2], row))[:most])
    idle = _idle_words()
    words = [_words(label, idle) for label, _, _ in rows]
    places: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(words):
        for word in found:
            places[word].append(at)
    total = len(rows)
    weights = {word: log(total / len(found) + 1) for word, found in places.items()}
    return _Library(
        [concept for _, concept, _ in rows],
        [label for label, _, _ in rows],
        [count for _, _, count in rows],
        words,
        _grouped(run_query(store, _KINDS).rows),
        _grouped(run_query(store, _UNITS).rows),
        places,
        [sqrt(sum(weights[word] ** 2 for word in found)) or 1.0 for found in words],
    )


def _words(label: str, idle: frozenset[str]) -> tuple[str, ...]:
    """The telling words of a name, each once: no numbers and measure words, none that only fill it."""
    found = ("".join(tokens) for tokens in cut_words(plain_name(label)))
    return tuple(
        dict.fromkeys(word for word in found if len(word) > 1 and word not in idle and not word[0].isdigit())
    )


@lru_cache(maxsize=1)
def _idle_words() -> frozenset[str]:
    """Measure words (数量; 满意度 tells), words of doing (开展) and filling words (相关)."""
    concepts = [
        *(concept for concept in load_scheme("measures") if concept.name != "satisfaction"),
        *(concept for concept in load_scheme("actions") if concept.name == "doing"),
        *(concept for concept in load_scheme("name-words") if concept.name == "filling"),
    ]
    return frozenset(plain_name(label) for concept in concepts for label in concept.labels)


def _grouped(rows: Iterable[tuple[Cell, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for concept, value in rows:
        found[str(concept)].add(str(value))
    return {concept: frozenset(values) for concept, values in found.items()}
