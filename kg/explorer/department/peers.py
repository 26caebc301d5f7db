"""The departments that use the same entries of the indicator library as one of them."""

from typing import Final

from kg.explorer.opened import Graph
from kg.explorer.rows.index import row_index

PEER_COLUMNS: Final = ("concept", "department")
"""Columns of the rows that are read."""
_MOST_SHARED: Final = 30
"""Library entries that more departments use say little of who is alike."""


def find_peers(graph: Graph, department: str, most: int) -> list[tuple[str, int]]:
    """The departments (IRIs) that share most entries with one (its IRI), and how many; by number, then IRI."""
    import numpy as np

    index = row_index(graph)
    concepts, departments = (index.coded(column) for column in PEER_COLUMNS)
    if department not in departments.values:
        return []
    known = ~(concepts.is_none() | departments.is_none())
    width = len(departments.values)
    pairs = np.unique(concepts.codes[known].astype(np.int64) * width + departments.codes[known])
    entry, user = np.divmod(pairs, width)
    users = np.bincount(entry, minlength=len(concepts.values))
    is_own = user == departments.code(department)
    is_shared = np.zeros(len(users), dtype=bool)
    is_shared[entry[is_own]] = True
    is_shared &= (users > 1) & (users <= _MOST_SHARED)
    counts = np.bincount(user[is_shared[entry] & ~is_own], minlength=width)
    found = [(departments.values[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda peer: (-peer[1], peer[0]))[:most]
