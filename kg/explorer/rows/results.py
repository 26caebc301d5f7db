"""What self-evaluations report for indicator rows."""

from collections.abc import Iterable

from kg.explorer.nodes import Node, find_nodes, first_text, term
from kg.explorer.opened import Graph


def results_of(graph: Graph, targets: Iterable[str]) -> dict[str, Node]:
    """The result node of each row that has one."""
    terms = " ".join(known for iri in targets if (known := term(iri)))
    if not terms:
        return {}
    answer = graph.store.select(
        f"SELECT DISTINCT ?r WHERE {{ VALUES ?t {{ {terms} }} ?r kg:ofTarget ?t }} ORDER BY ?r"
    )
    nodes = find_nodes(graph, [str(row[0]) for row in answer.rows])
    return {first_text(node, "ofTarget"): node for node in nodes.values()}
