"""The departments that use the same entries of the indicator library as one of them."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.explorer.opened import Graph
from kg.explorer.rows.index import row_index

if TYPE_CHECKING:
    from kg.explorer.rows.columns import Places

_COLUMNS: Final = ("concept", "department")
_MOST_SHARED: Final = 30
"""Library entries that more departments use say little of who is alike."""


def find_peers(graph: Graph, department: str, most: int) -> list[tuple[str, int]]:
    """The departments (IRIs) that share most entries with one (its IRI), and how many; by number, then IRI."""
    import numpy as np

    concepts, departments = (row_index(graph).coded(column) for column in _COLUMNS)
    if department not in departments.values:
        return []
    width = len(departments.values)
    entry, user = _uses(graph.version)
    users = np.bincount(entry, minlength=len(concepts.values))
    is_own = user == departments.code(department)
    is_shared = np.zeros(len(users), dtype=bool)
    is_shared[entry[is_own]] = True
    is_shared &= (users > 1) & (users <= _MOST_SHARED)
    counts = np.bincount(user[is_shared[entry] & ~is_own], minlength=width)
    found = [(departments.values[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda peer: (-peer[1], peer[0]))[:most]


def read_uses(graph: Graph) -> None:
    """Read what is the same for all departments."""
    _uses(graph.version)


@lru_cache(maxsize=2)
def _uses(version: str) -> "tuple[Places, Places]":
    """The library entries (codes of their column) and the departments that use them, each pair once."""
    import numpy as np

    concepts, departments = (row_index(Graph(version)).coded(column) for column in _COLUMNS)
    known = ~(concepts.is_none() | departments.is_none())
    width = len(departments.values)
    pairs = np.unique(concepts.codes[known].astype(np.int64) * width + departments.codes[known])
    entry, user = np.divmod(pairs, width)
    return entry, user
