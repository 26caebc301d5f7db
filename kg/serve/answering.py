"""A question answered from the store, as bytes of a media type: whole, or an error."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import KgError, QueryError
from kg.link import is_iri
from kg.namespaces import PREFIXES
from kg.query.scan import with_limit
from kg.query.syntax import explain_syntax
from kg.serve.formats import RESULTS, TRIPLES
from kg.serve.question import Question
from kg.store.pointer import current_version

if TYPE_CHECKING:
    import pyoxigraph

    _Graphs = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph]
    _Names = list[pyoxigraph.NamedNode | pyoxigraph.BlankNode]

_MOST_BYTES: Final = 128 * 1024 * 1024


class TooLargeError(KgError):
    """An answer beyond the limits; none of it is given."""


@dataclass(slots=True)
class Answering:
    """Answers from the current version of ``directory``; a new version is opened when there is one."""

    directory: Path
    rows: int
    _version: Path | None = None
    _store: "pyoxigraph.Store | None" = None

    def answer(self, question: Question) -> bytes:
        """The answer in the media type of the question.

        Raises QueryError (the question is wrong), TooLargeError, StoreError (there is no graph).
        """
        import pyoxigraph

        store, default, named = self._dataset(question)
        text = with_limit(question.text, self.rows + 1) if question.form == "SELECT" else question.text
        try:
            found = store.query(text, prefixes=PREFIXES, default_graph=default, named_graphs=named)
            if isinstance(found, pyoxigraph.QueryTriples):
                return self._triples(found, question.media)
            if isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean):
                return self._results(found, question.media)
        except (SyntaxError, ValueError) as error:
            raise QueryError(explain_syntax(question.text, str(error))) from error
        raise QueryError("查询既没有给出结果行，也没有给出三元组。")

    def _results(self, found: "pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean", media: str) -> bytes:
        import pyoxigraph

        text = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        assert text is not None  # noqa: S101 - no output was named
        self._check_size(text)
        results = json.loads(text).get("results")
        if results is not None and len(results["bindings"]) > self.rows:
            raise TooLargeError(_too_many(self.rows, "行"))
        wanted = getattr(pyoxigraph.QueryResultsFormat, RESULTS[media])
        if wanted == pyoxigraph.QueryResultsFormat.JSON:
            return text
        if results is None and wanted in {
            pyoxigraph.QueryResultsFormat.CSV,
            pyoxigraph.QueryResultsFormat.TSV,
        }:
            return b"true\n" if json.loads(text)["boolean"] else b"false\n"
        again = pyoxigraph.parse_query_results(text, pyoxigraph.QueryResultsFormat.JSON)
        text = again.serialize(format=wanted)
        assert text is not None  # noqa: S101
        self._check_size(text)
        return text

    def _triples(self, found: "pyoxigraph.QueryTriples", media: str) -> bytes:
        import pyoxigraph

        unique: dict[pyoxigraph.Triple, None] = {}
        for triple in found:
            unique[triple] = None
            if len(unique) > self.rows:
                raise TooLargeError(_too_many(self.rows, "条三元组"))
        text = pyoxigraph.serialize(
            unique, format=getattr(pyoxigraph.RdfFormat, TRIPLES[media]), prefixes=PREFIXES
        )
        assert text is not None  # noqa: S101
        self._check_size(text)
        return text

    def _check_size(self, text: bytes) -> None:
        if len(text) > _MOST_BYTES:
            raise TooLargeError(f"结果超过 {_MOST_BYTES >> 20} MB，没有给出。请少取几列，或加 LIMIT 分批取。")

    def _opened(self) -> "pyoxigraph.Store":
        import pyoxigraph

        version = current_version(self.directory)
        if self._store is None or version != self._version:
            self._store = pyoxigraph.Store.read_only(str(version / "store"))
            self._version = version
        return self._store

    def _dataset(self, question: Question) -> "tuple[pyoxigraph.Store, _Graphs | None, _Names | None]":
        """The store to ask, and the graphs of it that the question names."""
        import pyoxigraph

        store = self._opened()
        if question.default is None and question.named is None:
            return store, None, None
        default, named = question.default or (), question.named or ()
        for graph in (*default, *named):
            if not is_iri(graph) or not store.contains_named_graph(pyoxigraph.NamedNode(graph)):
                raise QueryError(
                    f"图谱里没有命名图 <{graph[:200]}>。只能用图谱里已有的图，不能读取外部数据；"
                    "查询 SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } 可列出它们。"
                )
        if len(set(default)) > 1:
            return _merged(store, default, named), None, None
        return store, [*map(pyoxigraph.NamedNode, default)], [*map(pyoxigraph.NamedNode, named)]


def _merged(store: "pyoxigraph.Store", default: Sequence[str], named: Sequence[str]) -> "pyoxigraph.Store":
    """A store of its own: Oxigraph would give a triple once for every graph of several that holds it."""
    import pyoxigraph

    merged = pyoxigraph.Store()
    for graph in dict.fromkeys(default):
        quads = store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph))
        merged.bulk_extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in dict.fromkeys(named):
        merged.bulk_extend(store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph)))
    return merged


def _too_many(rows: int, what: str) -> str:
    return f"结果超过 {rows} {what}，没有给出。请加 LIMIT（和 OFFSET）分批取，或加条件缩小范围。"
