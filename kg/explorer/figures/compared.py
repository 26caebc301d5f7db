"""Two years or two documents compared, once for all pages that show the same: the page of a department begins beside
itself what its link to 对比 leads to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.explorer.ahead import Begun, begin
from kg.explorer.opened import Graph, graph_directory

if TYPE_CHECKING:
    from kg.diff import Comparison
    from kg.diff.sides import PairOfNodes
    from kg.store import Store


def begin_years(graph: Graph, old: int, new: int, department: str, project: str = "") -> "Begun[Comparison]":
    """What a department (its name) or one of its projects (its IRI) changed between two years: a second or two of a
    large graph. Its result raises KgError."""

    def compare(store: "Store") -> "Comparison":
        from kg.diff import compare_years

        return compare_years(store, old, new, department, project, apart=_apart())

    return begin(graph, ("years", old, new, department, project), compare)


def begin_documents(graph: Graph, old: str, new: str) -> "Begun[Comparison]":
    """What differs between two documents (their names), likewise."""

    def compare(store: "Store") -> "Comparison":
        from kg.diff import compare_documents

        return compare_documents(store, old, new, apart=_apart())

    return begin(graph, ("documents", old, new), compare)


def _apart() -> "Iterable[PairOfNodes]":
    """The projects that a person decided to be two."""
    from kg.decisions import read_decisions

    decided = read_decisions(graph_directory()) if graph_directory().is_dir() else []
    return [one.pair for one in decided if one.kind == "project" and one.judgement == "different"]
