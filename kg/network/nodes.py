"""Nodes as people see them: kind and name of a few of them, asked for at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.errors import QueryError
from kg.link import is_iri
from kg.namespaces import KG, PREFIXES
from kg.network.whole import KINDS, funding_label, printable
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable

NODE_KINDS: Final = {**KINDS, "goal": "目标", "unit": "单位", "document": "文件"}
"""Kind of a node to its Chinese name, in the order of drawing: those of the whole network, and what stands around."""

_CLASSES: Final = {
    PREFIXES["org"] + "FormalOrganization": "department",
    PREFIXES["org"] + "OrganizationalUnit": "unit",
    KG + "Project": "project",
    KG + "IndicatorConcept": "indicator",
    KG + "Funding": "funding",
    KG + "Goal": "goal",
    KG + "Document": "document",
}
_PROPERTIES: Final = (
    "rdf:type", "rdfs:label", "skos:prefLabel", "dct:title", "kg:year", "kg:text", "kg:goalLabel", "kg:sourceText",
    "kg:phaseText", "kg:amount",
)  # fmt: skip
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its IRI, its kind (a key of NODE_KINDS), its name and, where it has one, the last of its years."""

    iri: str
    kind: str
    label: str
    year: int | None = None


def find_node(store: Askable, iri: str) -> Node | None:
    """The node with an IRI; None where the graph has none of a kind that is shown."""
    return describe(store, [iri]).get(iri)


def describe(store: Askable, iris: Iterable[str]) -> dict[str, Node]:
    """The nodes of these IRIs that have a kind and a name, in the order given."""
    wanted = [iri for iri in dict.fromkeys(iris) if is_iri(iri)]
    found: dict[str, dict[str, list[Cell]]] = {}
    # a second VALUES would be joined with the whole graph
    properties = ", ".join(_PROPERTIES)
    for part in in_parts(wanted):
        for node, name, value in run_query(
            store,
            f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?s {{ {terms(part)} }} ?s ?p ?o FILTER(?p IN ({properties})) }}",
        ).rows:
            values = found.setdefault(str(node), defaultdict(list))
            values[str(name).rpartition("#")[2].rpartition("/")[2]].append(value)
    nodes = ((iri, _to_node(iri, found[iri])) for iri in wanted if iri in found)
    return {iri: node for iri, node in nodes if node is not None}


def term(iri: str) -> str:
    """An IRI for a query. Raises QueryError for what is none."""
    if not is_iri(iri):
        raise QueryError(f"“{iri[:120]}”不是节点的标识。请从列表或图中选择。")
    return f"<{iri}>"


def terms(iris: Iterable[str]) -> str:
    """IRIs of the graph for the VALUES of a query."""
    return " ".join(f"<{iri}>" for iri in iris)


def in_parts(iris: Sequence[str], size: int = _AT_ONCE) -> Iterator[Sequence[str]]:
    """The IRIs in parts that one query can name."""
    return (iris[start : start + size] for start in range(0, len(iris), size))


def _to_node(iri: str, values: dict[str, list[Cell]]) -> Node | None:
    kind = next(
        (_CLASSES[name] for name in sorted(map(str, values.get("type", ()))) if name in _CLASSES), None
    )
    if kind is None:
        return None
    first = {name: sorted(map(str, found))[0] for name, found in values.items() if found}
    years = [int(year) for year in values.get("year", ()) if isinstance(year, int)]
    label = first.get("label") or first.get("prefLabel") or first.get("title") or ""
    if kind == "goal":
        label = " ".join(filter(None, (first.get("goalLabel", ""), first.get("text", ""))))
    elif kind == "funding":
        amounts = [amount for amount in values.get("amount", ()) if isinstance(amount, (int, Decimal))]
        amount = Decimal(min(amounts)) if amounts else Decimal(0)
        label = funding_label(first.get("sourceText", ""), first.get("phaseText", ""), amount)
    return Node(iri, kind, printable(label) or "（没有名称）", max(years, default=None))
