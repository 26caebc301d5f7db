"""What hangs together: the whole network for analysis and export, and bounded questions around one node.

`whole` builds everything with networkx (minutes for a large graph); `around`, `paths`, `finding` and `analyses` ask
the store about a few nodes or read a summary, fast enough for a page.
"""

from kg.network.whole import (
    KINDS,
    Bridge,
    bridging_concepts,
    graphml_bytes,
    neighbours,
    shortest_path,
    to_network,
    write_graphml,
)

__all__ = [
    "KINDS",
    "Bridge",
    "bridging_concepts",
    "graphml_bytes",
    "neighbours",
    "shortest_path",
    "to_network",
    "write_graphml",
]
