"""The columns of the rows asked of the store, where the columns beside the dumps are missing: a server, or a graph of
an older version. The answers are the same; each column costs a question when it is first needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.explorer.looks.wording import Value, value_text
from kg.store import Store
from kg.store.rowparts import COUNTED, NAMES, NUMBERS, PRINTED, REASON, REPEATED, TRUTHS, reason_of

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE: Final = 500
_PROPERTIES: Final = {**REPEATED, **PRINTED, **NUMBERS, **COUNTED, **TRUTHS}


@dataclass(slots=True)
class AskedColumns:
    """Reads columns as `kg.store.rowparts` keeps them."""

    store: Store
    rows: Sequence[tuple[str, str]]
    """The graph and IRI of each row, by graph and line."""
    is_union: bool
    """Whether the store has no named graphs, so that all stands in one."""
    _read: "dict[str, pa.ChunkedArray]" = field(default_factory=dict)

    def read(self, column: str) -> "pa.ChunkedArray":
        """A column by its name in `kg.store.rowparts.COLUMNS`."""
        import pyarrow as pa

        if column not in self._read:
            self._read[column] = pa.chunked_array([self._column(column)])
        return self._read[column]

    def _column(self, column: str) -> "pa.Array":
        import pyarrow as pa

        if column == "target":
            return pa.array([target for _, target in self.rows], pa.string())
        if column == REASON:
            parts = zip(
                *(self.read(name).to_pylist() for name in ("valueKind", "unitText", "operator")), strict=True
            )
            rows = (dict(zip(("valueKind", "unitText", "operator"), row, strict=True)) for row in parts)
            return pa.array(list(map(reason_of, rows)), pa.string())
        if column in NAMES:
            nodes = self.read(NAMES[column]).to_pylist()
            names = self._names(sorted({node for node in nodes if node is not None}))
            graphs = (graph for graph, _ in self.rows)
            return pa.array(list(map(names.get, zip(graphs, nodes, strict=True))), pa.string())
        values = self._values(_PROPERTIES[column])
        found = [values.get(row) for row in self.rows]
        if column in TRUTHS:
            return pa.array([value if isinstance(value, bool) else None for value in found], pa.bool_())
        if column in COUNTED:
            return pa.array([value if isinstance(value, int) else None for value in found], pa.int32())
        if column in NUMBERS:
            found = [value if isinstance(value, (Decimal, int)) else None for value in found]
        return pa.array([None if value is None else value_text(value) for value in found], pa.string())

    def _values(self, name: str) -> dict[tuple[str, str], Value]:
        """The first value of a property by graph and row."""
        predicate = name if ":" in name else f"kg:{name}"
        found: dict[tuple[str, str], Value] = {}
        # no join with the class: it would cost more than to pass over what other nodes have of the property
        for graph, target, value in _ask(self.store, f"?t {predicate} ?v", "?t ?v", is_union=self.is_union):
            row = str(graph), str(target)
            if row not in found or str(value) < str(found[row]):
                found[row] = value
        return found

    def _names(self, nodes: Sequence[str]) -> dict[tuple[str, str | None], str]:
        """Names by graph and node."""
        found: dict[tuple[str, str | None], str] = {}
        for start in range(0, len(nodes), _AT_ONCE):
            terms = " ".join(f"<{node}>" for node in nodes[start : start + _AT_ONCE])
            pattern = f"VALUES ?s {{ {terms} }} ?s rdfs:label|dct:title ?n"
            for graph, node, name in _ask(self.store, pattern, "?s ?n", is_union=self.is_union):
                key = str(graph), str(node)
                found[key] = min(found.get(key, str(name)), str(name))
        return found


def ask_columns(store: Store) -> AskedColumns:
    """The rows of a store, graph by graph; those of its default graph where it has no named graphs."""
    graphs = set(store.graphs())
    pattern = "?t a kg:PerformanceTarget . ?t kg:line ?v"
    found = [row for row in _ask(store, pattern, "?t ?v", is_union=False) if str(row[0]) in graphs]
    is_union = not found
    if is_union:
        found = _ask(store, pattern, "?t ?v", is_union=True)
    rows = sorted(
        (str(graph), line if isinstance(line, int) else 0, str(target)) for graph, target, line in found
    )
    return AskedColumns(store, list(dict.fromkeys((graph, target) for graph, _, target in rows)), is_union)


def _ask(store: Store, pattern: str, variables: str, *, is_union: bool) -> list[tuple[Value, ...]]:
    if is_union:
        return [("", *row) for row in store.select(f"SELECT {variables} {{ {pattern} }}").rows]
    return store.select(f"SELECT ?g {variables} {{ GRAPH ?g {{ {pattern} }} }}").rows
