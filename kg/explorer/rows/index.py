"""The indicator rows by what people filter, count and sort them by, kept once for each version of the graph.

The columns come from beside the dumps (`kg.store.rowparts`): 0.4 s at 100,000 rows. Where they are missing, each is
asked of the store when it is first needed, a second and more each.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.explorer.looks.wording import Value
from kg.explorer.opened import Graph
from kg.explorer.rows.asked_columns import ask_columns
from kg.explorer.rows.columns import RowIndex, make_index
from kg.store.dumps import read_row_parts
from kg.store.remote_server import address_from_environment
from kg.store.rowparts import COUNTED, NUMBERS, PRINTED, REPEATED

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Mask

DOCUMENT: Final = "prov:wasQuotedFrom"
_COLUMNS_KEPT: Final = 48
_KNOWN: Final = {name: column for column, name in {**REPEATED, **PRINTED, **NUMBERS, **COUNTED}.items()}


def row_index(graph: Graph) -> RowIndex:
    """The columns of all rows. They must not be changed."""
    return _index(graph.version)


def is_index_ready(graph: Graph) -> bool:
    """Whether the columns lie beside the dumps, so that no filter waits for the store."""
    return not row_index(graph).is_asked


def counts(
    graph: Graph, by: Sequence[str] = ("departmentName", "year"), rows: "Mask | None" = None
) -> dict[tuple[str, ...], int]:
    """How many rows share these columns (of `kg.store.rowparts`; numbers as text; "" where a row has no value).

    ``rows``: which of them count, as `kg.explorer.rows.targets.find_rows` gives them; None: all. Not sorted.
    """
    import numpy as np

    index = row_index(graph)
    columns = [index.coded(name) for name in by]
    total = np.zeros(len(index), dtype=np.int64)
    for column in columns:
        total = total * (len(column.values) + 1) + column.codes + 1
    found, numbers = np.unique(total if rows is None else total[rows], return_counts=True)
    counted: dict[tuple[str, ...], int] = {}
    for number, count in zip(found.tolist(), numbers.tolist(), strict=True):
        values: list[str] = []
        for column in reversed(columns):
            number, code = divmod(number, len(column.values) + 1)
            values.append(column.values[code - 1] if code else "")
        counted[tuple(reversed(values))] = count
    return counted


def all_targets(graph: Graph) -> list[str]:
    """The IRIs of all rows, by document and line; not to be changed."""
    return row_index(graph).targets


def find_column(graph: Graph, name: str) -> Mapping[str, Value]:
    """A property (local name of the ontology, or prefixed) of the rows that have it, the first value of each."""
    return _column(graph.version, name)


def document_titles(graph: Graph) -> dict[str, str]:
    """IRIs of documents to their names."""
    return {
        str(iri): str(title)
        for iri, title in graph.select("SELECT ?d ?title { ?d a kg:Document ; dct:title ?title }").rows
    }


@st.cache_resource(max_entries=2, show_spinner="正在准备检索，只在图谱更新后做一次……")
def _index(version: str) -> RowIndex:
    graph = Graph(version)
    if address_from_environment() is None:
        columns = read_row_parts(Path(version))
        if columns is not None:
            # in one piece: nine hundred of them cost more memory than what they hold
            return make_index(columns.unify_dictionaries().combine_chunks().column)
    return make_index(ask_columns(graph.store).read, is_asked=True)


@st.cache_resource(max_entries=_COLUMNS_KEPT, show_spinner=False)
def _column(version: str, name: str) -> dict[str, Value]:
    graph = Graph(version)
    index = row_index(graph)
    if name == "confident":
        return dict(zip(index.targets, index.is_sure().tolist(), strict=True))
    if name not in _KNOWN:
        return _ask_column(graph, name)
    column = _KNOWN[name]
    if column in PRINTED:
        values: Sequence[Value] = index.texts(column).to_pylist()
    else:
        coded = index.coded(column)
        read: Callable[[str], Value] = Decimal if column in NUMBERS else int if column in COUNTED else str
        typed = [*map(read, coded.values), None]
        values = [typed[code] for code in coded.codes.tolist()]  # NOWHERE is the last one
    return {target: value for target, value in zip(index.targets, values, strict=True) if value is not None}


def _ask_column(graph: Graph, name: str) -> dict[str, Value]:
    known = row_index(graph).places
    predicate = name if ":" in name else f"kg:{name}"
    found: dict[str, Value] = {}
    for target, value in graph.store.select(f"SELECT ?t ?v {{ ?t {predicate} ?v }}").rows:
        iri = str(target)
        if iri in known and (iri not in found or str(value) < str(found[iri])):
            found[iri] = value
    return found


def count_values(graph: Graph, column: str, rows: "Mask | None" = None) -> Counter[str]:
    """How many rows have each value of a column; "" for those without one."""
    return Counter({values[0]: count for values, count in counts(graph, (column,), rows).items()})
