"""How much a document tells: the tier of ontology/shapes that it reaches, and what keeps it from the next.

``basic.ttl`` is the contract of the graph and is run by pySHACL (`kg.shapes`). The shapes of ``essential.ttl`` and
``full.ttl`` are of one simple form, a class whose nodes need one of several properties; they are put to the store
as plain queries, one a shape, whatever the size of the graph (pySHACL agrees with them: tests/test_tiers.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from kg.errors import VocabularyError
from kg.findings import Finding
from kg.graph.terms import integer, iri, text
from kg.namespaces import PREFIXES
from kg.query.run import Askable
from kg.vocabulary import ontology_dir

if TYPE_CHECKING:
    import rdflib

Tier = Literal["none", "basic", "essential", "full"]

TIERS: Final[tuple[Tier, ...]] = ("none", "basic", "essential", "full")
"""From the least to the most. ``none``: the graph breaks its own contract."""
TIER_NAMES: Final[Mapping[Tier, str]] = {
    "none": "不合规范",
    "basic": "基本",
    "essential": "必要",
    "full": "完整",
}

_ASKED: Final[tuple[Tier, ...]] = ("essential", "full")
_DOCUMENTS: Final = "SELECT ?graph ?name WHERE { GRAPH ?graph { ?file a kg:Document ; dct:title ?name } }"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A shape of essential.ttl or full.ttl. ``alternatives`` are graph patterns on ``?node``, one of which must
    hold for every node of the class (a term)."""

    tier: Tier
    name: str
    target: str
    message: str
    alternatives: tuple[str, ...]

    def to_query(self) -> str:
        """How many nodes of each named graph fail, and the first line on which one does."""
        met = " ".join(f"MINUS {{ GRAPH ?graph {{ {pattern} }} }}" for pattern in self.alternatives)
        return (
            "SELECT ?graph (COUNT(DISTINCT ?node) AS ?nodes) (MIN(?at) AS ?line) WHERE { "
            f"{{ SELECT ?graph ?node WHERE {{ GRAPH ?graph {{ ?node a {self.target} }} {met} }} }} "
            "OPTIONAL { GRAPH ?graph { ?node kg:line ?at } } } GROUP BY ?graph"
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """What a document lacks for a tier: ``nodes`` of the ``of`` nodes of a class fail a constraint; ``line`` is
    the first on which one does, 0 where it has no line (projects, the document)."""

    tier: Tier
    name: str
    message: str
    nodes: int
    of: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class DocumentTier:
    """The tier of a document, and what it lacks for the tiers above, the next one first, the widest gap first."""

    document: str
    tier: Tier
    gaps: tuple[Gap, ...]


def document_tiers(store: Askable, breaches: Iterable[Finding] = ()) -> list[DocumentTier]:
    """The tier of every document, by name. A document without forms has nothing that could fall short.

    ``breaches``: what `kg.shapes.validate_shapes` found; without them every document is taken for basic, which
    is what the program writes.
    """
    names = {str(graph): str(name) for graph, name in store.select(_DOCUMENTS).rows}
    broken = {finding.document for finding in breaches if finding.severity == "violation"}
    totals = {target: _totals(store, target) for target in dict.fromkeys(c.target for c in constraints())}
    gaps: dict[str, list[Gap]] = defaultdict(list)
    for constraint in constraints():
        for graph, nodes, line in store.select(constraint.to_query()).rows:
            of = totals[constraint.target].get(str(graph), 0)
            first = line if isinstance(line, int) else 0
            gap = Gap(constraint.tier, constraint.name, constraint.message, int(nodes or 0), of, first)
            gaps[str(graph)].append(gap)
    return [
        DocumentTier(name, _reached(gaps[graph], broken=name in broken), _in_order(gaps[graph]))
        for graph, name in sorted(names.items(), key=lambda entry: (entry[1], entry[0]))
    ]


@lru_cache(maxsize=1)
def constraints() -> tuple[Constraint, ...]:
    """The shapes of essential.ttl and full.ttl, in the order of their names. Raises VocabularyError for a shape
    that is not of the simple form."""
    return tuple(constraint for tier in _ASKED for constraint in _read(tier))


def _reached(gaps: Iterable[Gap], *, broken: bool) -> Tier:
    if broken:
        return "none"
    lacking = {gap.tier for gap in gaps}
    if "essential" in lacking:
        return "basic"
    return "essential" if "full" in lacking else "full"


def _in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda gap: (TIERS.index(gap.tier), -gap.nodes / (gap.of or 1), gap.name)))


def _totals(store: Askable, target: str) -> dict[str, int]:
    query = f"SELECT ?graph (COUNT(?node) AS ?nodes) WHERE {{ GRAPH ?graph {{ ?node a {target} }} }} GROUP BY ?graph"
    return {str(graph): int(nodes or 0) for graph, nodes in store.select(query).rows}


def _read(tier: Tier) -> list[Constraint]:
    import rdflib

    path = ontology_dir() / "shapes" / f"{tier}.ttl"
    try:
        shapes = rdflib.Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"数据规范 {path.name} 无法读取：{error}") from error
    found = []
    for shape in sorted(shapes.subjects(rdflib.RDF.type, _sh("NodeShape")), key=str):
        choices = shapes.value(shape, _sh("or"))
        one = shapes.value(shape, _sh("property"))
        message = shapes.value(shape, _sh("message")) or shapes.value(one, _sh("message"))
        target = shapes.value(shape, _sh("targetClass"))
        name = str(shape).rsplit("/", 1)[-1]
        if choices is None:
            properties = [one]
        else:
            properties = [shapes.value(choice, _sh("property")) for choice in shapes.items(choices)]
        patterns = tuple(_pattern(shapes, node, path.name, name) for node in properties)
        found.append(Constraint(tier, name, iri(str(target)), str(message), patterns))
    return found


def _pattern(shapes: "rdflib.Graph", node: "rdflib.term.Node | None", file: str, name: str) -> str:
    """The graph pattern on ``?node`` that holds where a property shape does."""
    import rdflib

    path = shapes.value(node, _sh("path"))
    known = {_sh(local) for local in ("path", "minCount", "in", "hasValue", "message")}
    simple = {predicate for predicate in shapes.predicates(node) if node is not None} <= known
    inverse = shapes.value(path, _sh("inversePath"))
    least = shapes.value(node, _sh("minCount"))
    only, listed = shapes.value(node, _sh("hasValue")), shapes.value(node, _sh("in"))
    if path is None or not simple or (only is None and str(least) != "1"):
        raise VocabularyError(f"数据规范 {file} 里的 {name} 不是“类—属性”这种简单写法，无法改成查询。")
    if inverse is not None:
        return f"?of {iri(str(inverse))} ?node"
    values: Sequence[object] = [only] if only is not None else list(shapes.items(listed)) if listed else []
    terms = [_term(value) for value in values if isinstance(value, rdflib.Literal)]
    chosen = f" VALUES ?value {{ {' '.join(terms)} }}" if terms else ""
    return f"?node {iri(str(path))} ?value .{chosen}"


def _term(value: "rdflib.Literal") -> str:
    if value.value is True or value.value is False:
        return str(value).lower()
    return integer(value.value) if isinstance(value.value, int) else text(str(value))


def _sh(name: str) -> "rdflib.URIRef":
    import rdflib

    return rdflib.URIRef(PREFIXES["sh"] + name)
