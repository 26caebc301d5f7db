"""A SPARQL 1.1 server: where it takes queries, updates and graphs, and these operations.

One address is enough for the servers that are known: Oxigraph (/query, /update, /store), Fuseki (/ds/query,
/ds/update, /ds/data), RDF4J and GraphDB (/repositories/x, …/statements, …/rdf-graphs/service), Virtuoso (/sparql,
/sparql-auth, /sparql-graph-crud-auth) and `kg serve` (/sparql). For others there are options.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from kg.errors import KgError, StoreError
from kg.namespaces import BASE
from kg.store.answers import Result, Value
from kg.store.remote_failures import PASSWORD_VARIABLE
from kg.store.remote_http import (
    Connection,
    Fields,
    MissingError,
    RefusedQueryError,
    Reply,
    check_url,
)
from kg.store.remote_results import JSON, TRIPLES, NotSparqlError, read_results, read_triples
from kg.store.remote_virtuoso import for_virtuoso

URL_VARIABLE: Final = "KG_STORE"
USER_VARIABLE: Final = "KG_STORE_USER"
UPDATE_VARIABLE: Final = "KG_STORE_UPDATE"
DATA_VARIABLE: Final = "KG_STORE_DATA"
VARIABLES: Final = (URL_VARIABLE, USER_VARIABLE, PASSWORD_VARIABLE, UPDATE_VARIABLE, DATA_VARIABLE)

_WRITING_SECONDS: Final = 900.0
_PIECE: Final = 4 * 1024 * 1024
"""Bytes of N-Triples in one request."""
_STATEMENTS: Final = 1000
"""Statements in one INSERT DATA: Virtuoso compiles each into code and refuses 10,000."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a person says of a server: its address, and more only where that is not enough.

    ``update_url`` takes SPARQL updates, ``data_url`` is the Graph Store Protocol.
    """

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    update_url: str | None = None
    data_url: str | None = None
    seconds: float = 60.0

    def environment(self) -> dict[str, str]:
        """The variables by which another process of this program finds the same server."""
        values = (self.url, self.user, self.password, self.update_url, self.data_url)
        return {name: value for name, value in zip(VARIABLES, values, strict=True) if value is not None}


def address_from_environment() -> Address | None:
    """The server that the environment names, if it names one."""
    url, user, password, update_url, data_url = (os.environ.get(name) or None for name in VARIABLES)
    return Address(url, user, password, update_url, data_url) if url is not None else None


@dataclass(frozen=True, slots=True)
class Server:
    """The operations of a server. All raise StoreError as `Connection.send`."""

    connection: Connection
    query_url: str
    update_url: str | None
    data_url: str | None
    is_virtuoso: bool = False

    def results(self, sparql: str, dataset: Fields | None = None) -> Result:
        """Answer a SELECT or ASK; ``dataset`` has the dataset parameters of the protocol."""
        return read_results(self._asked(sparql, dataset, JSON))

    def table(self, sparql: str, columns: int, dataset: Fields | None = None) -> list[tuple[Value, ...]]:
        """The rows of a SELECT of so many columns; a server that lies gives others. Raises StoreError."""
        found = self.results(sparql, dataset)
        if len(found.variables) != columns:
            raise StoreError(f"SPARQL 服务器 {self.query_url} 答非所问。请检查 --store 的地址。")
        return found.rows

    def count(self, pattern: str) -> int:
        """How many solutions a graph pattern has. Raises StoreError where the server gives no number."""
        found = [value for (value,) in self.table(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", 1)]
        if len(found) != 1 or isinstance(found[0], bool) or not isinstance(found[0], int):
            raise StoreError(f"SPARQL 服务器 {self.query_url} 答非所问。请检查 --store 的地址。")
        return found[0]

    def triples(self, sparql: str, dataset: Fields | None = None) -> Iterator[tuple[str, str, str]]:
        """Answer a CONSTRUCT or DESCRIBE."""
        return read_triples(self._asked(sparql, dataset, TRIPLES))

    def graph(self, graph: str) -> Iterator[tuple[str, str, str]]:
        """The triples of a named graph."""
        if self.data_url is not None:
            try:
                yield from read_triples(self.connection.get(self.data_url, self._named(graph), TRIPLES))
            except (MissingError, RefusedQueryError):
                pass
            else:
                return
        yield from self.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    def update(self, sparql: str) -> None:
        """Run an update. Raises StoreError where the server has none."""
        url = self.need_update()
        self.connection.post(url, {"update": sparql}, "*/*", seconds=_WRITING_SECONDS)

    def try_update(self) -> None:
        """An update that changes nothing. Raises StoreError where the server has none, or not for this user."""
        self.drop(f"{BASE}graph/probe")

    def need_update(self) -> str:
        """The address for updates. Raises StoreError where the server has none."""
        if self.update_url is None:
            raise StoreError(
                f"SPARQL 服务器 {self.query_url} 只读，或没有找到它的更新地址。请用 --store-update 给出。"
            )
        return self.update_url

    def put(self, graph: str, triples: Iterable[bytes]) -> None:
        """Put ``triples`` (lines of N-Triples) in place of a named graph."""
        pieces = iter(_pieces(triples))
        first = next(pieces, b"")
        if self.data_url is not None:
            try:
                self._send("PUT", graph, first)
            except MissingError:
                pass
            else:
                for piece in pieces:
                    self._send("POST", graph, piece)
                return
        self.update(f"DROP SILENT GRAPH <{graph}>")
        lines = (line for piece in chain([first], pieces) for line in piece.splitlines(keepends=True))
        while some := b"".join(islice(lines, _STATEMENTS)).decode():
            self.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{some}}} }}")

    def drop(self, graph: str) -> None:
        """Remove a named graph."""
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def _asked(self, sparql: str, dataset: Fields | None, accept: str) -> Reply:
        text = for_virtuoso(sparql) if self.is_virtuoso else sparql
        return self.connection.post(self.query_url, {"query": text, **(dataset or {})}, accept)

    def _send(self, method: str, graph: str, triples: bytes) -> None:
        assert self.data_url is not None  # noqa: S101 - for the type checker
        headers = {"Content-Type": "application/n-triples"}
        self.connection.send(
            method,
            self.data_url,
            params=self._named(graph),
            data=triples,
            headers=headers,
            seconds=_WRITING_SECONDS,
        )

    def _named(self, graph: str) -> Fields:
        return {"graph-uri" if self.is_virtuoso else "graph": graph}


def connect(address: Address) -> Server:
    """Find where the server takes queries, updates and graphs. Raises StoreError where it does not answer SPARQL."""
    url = check_url(address.url, "--store").partition("#")[0]
    for given, option in ((address.update_url, "--store-update"), (address.data_url, "--store-data")):
        if given is not None:
            check_url(given, option)
    connection = Connection(address.user, address.password, address.seconds)
    base = url.rstrip("/")
    problems: list[KgError] = []
    for query_url in dict.fromkeys((url, f"{base}/query", f"{base}/sparql")):
        try:
            reply = connection.post(query_url, {"query": "ASK {}"}, JSON)
            if len(read_results(reply).rows) == 1:
                break
        except (StoreError, RefusedQueryError) as error:
            problems.append(error)
            if not isinstance(error, MissingError | RefusedQueryError | NotSparqlError):
                raise
    else:
        raise StoreError(
            f"{url} 不是 SPARQL 服务器：查询地址不对，或它不懂 SPARQL 1.1 协议。请检查 --store 的地址。"
        ) from next(iter(problems), None)
    update_url, data_url = _writing(query_url, reply)
    return Server(
        connection,
        query_url,
        address.update_url or update_url,
        address.data_url or data_url,
        "virtuoso" in reply.headers.get("server", "").lower(),
    )


def _writing(query_url: str, reply: Reply) -> tuple[str | None, str | None]:
    """The addresses for updates and graphs that go with an address for queries."""
    server = reply.headers.get("server", "").lower()
    base, _, last = query_url.rpartition("/")
    if "virtuoso" in server:
        return f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth"
    if re.search(r"/repositories/[^/]+/?$", query_url):
        repository = query_url.rstrip("/")
        return f"{repository}/statements", f"{repository}/rdf-graphs/service"
    if reply.headers.get("x-kg-read-only"):
        return None, None
    if last not in {"query", "sparql"}:
        base = query_url.rstrip("/")
    return f"{base}/update", f"{base}/store" if "oxigraph" in server else f"{base}/data"


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
