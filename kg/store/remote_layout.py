"""How a graph lies on a server: its named graphs, their set union as default graph, and what was sent when.

Servers differ in the default graph of a query. Where it holds what is put into it (Oxigraph, Fuseki), it is kept as
the union. Where it is all named graphs read together (Virtuoso, RDF4J), a triple that n graphs hold counts n times;
there the union is a named graph of its own, and queries name it as their default graph. ``GRAPH ?g`` then either
still reaches every graph (Virtuoso) and has that one to leave out, or none (the others) and needs the list of them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from kg.errors import StoreError
from kg.link import is_iri
from kg.namespaces import BASE, KG, PREFIXES
from kg.sparql import Token, tokens_of
from kg.store.remote_http import Fields
from kg.store.remote_server import Server

PUBLISHED: Final = f"{BASE}graph/published"
"""The graph of versions: graph → digest, or an empty text while that graph is being changed."""
MERGED: Final = f"{BASE}graph/merged"
"""The union as a named graph, where the default graph cannot be it."""

KIND: Final = PREFIXES["dct"] + "type"
DIGEST: Final = PREFIXES["dct"] + "identifier"
_PROBE: Final = f"{BASE}graph/probe"

Kind = Literal["default", "merged", "listed", "foreign"]
_KINDS: Final[dict[str, Kind]] = {"default": "default", "merged": "merged", "listed": "listed"}


@dataclass(frozen=True, slots=True)
class Layout:
    """``kind``: the union is the default graph; is `MERGED` and GRAPH reaches all; is `MERGED` and GRAPH needs the
    list; or the graph was not published by this program and is asked as it stands. ``graphs``: IRI → digest."""

    kind: Kind
    graphs: Mapping[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether no graph is being changed, or was left half changed."""
        return all(self.graphs.values())

    @property
    def version(self) -> str:
        """A digest of all graphs: the key of whatever is kept of them."""
        text = "\n".join(f"{graph} {digest}" for graph, digest in sorted(self.graphs.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def union(self) -> str:
        """The union as the clause of an update reads and writes it: ``%s`` stands for the pattern."""
        return "%s" if self.kind == "default" else f"GRAPH <{MERGED}> {{ %s }}"

    def asked(self, sparql: str) -> tuple[str, Fields]:
        """A query and its dataset parameters, so that its default graph is the union."""
        if self.kind in {"default", "foreign"}:
            return _with_prefixes(sparql), {}
        fields: dict[str, str | list[str]] = {"default-graph-uri": MERGED}
        tokens = tokens_of(sparql)
        asked = {token for before, token in pairwise(tokens) if before.word == "GRAPH"}
        constant = {token.text[1:-1] for token in asked if token.kind == "iri"}
        if self.kind == "merged" and not constant:
            return _with_prefixes(_without_union(sparql, tokens)), fields
        if asked:
            # Virtuoso reaches every graph by a variable, but one by its name only where the request names it
            every = self.kind == "listed" or len(constant) < len(asked)
            fields["named-graph-uri"] = sorted(self.graphs if every else constant)
        return _with_prefixes(sparql), fields


def read_layout(server: Server) -> Layout | None:
    """The layout of what was published on the server, or None where nothing was. Raises StoreError."""
    query = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{PUBLISHED}> {{ ?s ?p ?o }} }}"
    rows = server.table(query, 3)
    kinds = [str(value) for subject, predicate, value in rows if (subject, predicate) == (PUBLISHED, KIND)]
    if not kinds:
        return None
    if kinds[0] not in _KINDS or len(kinds) > 1:
        raise StoreError(
            f"服务器上的图谱由另一版本发布（{'、'.join(kinds)}）。请删除图 {PUBLISHED} 后重新运行 kg build。"
        )
    graphs = {str(graph): str(value) for graph, predicate, value in rows if predicate == DIGEST}
    if not all(map(is_iri, graphs)):
        raise StoreError(f"服务器上的图 {PUBLISHED} 已损坏。请删除它后重新运行 kg build。")
    return Layout(_KINDS[kinds[0]], graphs)


def probe_layout(server: Server) -> Kind:
    """Which layout fits the server, found by a triple that is written and removed again. Raises StoreError."""
    triple = f"<{_PROBE}> <{KIND}> <{_PROBE}>"
    server.update(f"INSERT DATA {{ GRAPH <{_PROBE}> {{ {triple} }} }}")
    try:
        if not server.results(f"SELECT ?g WHERE {{ GRAPH ?g {{ {triple} }} }}").rows:
            raise StoreError(
                f"服务器 {server.query_url} 看不到写入 {server.update_url} 的数据。"
                "请检查 --store 和 --store-update 是否指向同一个库，以及该用户能否写入。"
            )
        if server.results(f"ASK {{ {triple} }}").rows != [(True,)]:
            return "default"
        reached = server.results(f"ASK {{ GRAPH ?g {{ {triple} }} }}", {"default-graph-uri": MERGED})
        return "merged" if reached.rows == [(True,)] else "listed"
    finally:
        server.drop(_PROBE)


def foreign_layout(server: Server) -> Layout:
    """For a graph that something else loaded (`kg serve`, an import): asked as it stands.

    Raises StoreError where its default graph is empty, or counts what several named graphs hold.
    """
    if server.results(f"ASK {{ ?x a <{KG}Document> }}").rows != [(True,)]:
        raise StoreError(
            f"SPARQL 服务器 {server.query_url} 的默认图里没有图谱。请先用 kg build --store 把它发布到这台服务器。"
        )
    counts = "SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?x) AS ?each)"
    # every document prints its department
    counted = server.table(f"{counts} WHERE {{ ?x a <{PREFIXES['org']}FormalOrganization> }}", 2)
    if any(every != each for every, each in counted):
        raise StoreError(
            f"SPARQL 服务器 {server.query_url} 把各命名图里重复的陈述数了多遍，答案会错。"
            "请用 kg build --store 把图谱发布到这台服务器。"
        )
    return Layout("foreign", {})


def _with_prefixes(sparql: str) -> str:
    """The query behind the usual prefixes that it does not declare itself, on its first line."""
    tokens = tokens_of(sparql)
    declared = {name.text.rstrip(":") for before, name in pairwise(tokens) if before.word == "PREFIX"}
    lines = [f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items() if prefix not in declared]
    return " ".join([*lines, sparql])


def _without_union(sparql: str, tokens: tuple[Token, ...]) -> str:
    """The query, in which ``GRAPH ?g { … }`` does not reach the graphs that are none of the documents'.

    Each becomes a group with a filter. Virtuoso would else apply the filter after an OPTIONAL that follows a BIND,
    and to one part of the join only; an OPTIONAL or MINUS about a graph that was named before it needs none.
    """
    seen: dict[str, int] = {}
    changes: list[tuple[int, str]] = []
    for at, token in enumerate(tokens[:-2]):
        variable, brace = tokens[at + 1], tokens[at + 2]
        if token.word != "GRAPH" or variable.kind != "variable" or brace.text != "{":
            continue
        follows = at > 1 and tokens[at - 1].text == "{" and tokens[at - 2].word in {"OPTIONAL", "MINUS"}
        if follows and seen.get(variable.text, brace.depth) < brace.depth:
            continue
        seen[variable.text] = min(brace.depth, seen.get(variable.text, brace.depth))
        close = next((t for t in tokens[at + 3 :] if t.text == "}" and t.depth == brace.depth), None)
        if close is not None:
            changes.append((token.start, "{ "))
            changes.append((close.end, f" FILTER({variable.text} NOT IN (<{MERGED}>, <{PUBLISHED}>)) }}"))
    for place, text in sorted(changes, reverse=True):
        sparql = f"{sparql[:place]}{text}{sparql[place:]}"
    return sparql
