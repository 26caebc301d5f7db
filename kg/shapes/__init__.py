"""The graph against its contract: ontology/shapes/basic.ttl judged by pySHACL, the violations as findings.

pySHACL takes a minute for each million statements, and nearly all nodes keep every shape. So each named graph is
looked at first (`kg.shapes.looking`), which says of a node that it keeps its shapes only where that is certain, and
pySHACL judges the rest (`kg.shapes.judging`). What a document tells beyond the contract is a matter of `kg.tiers`.
"""

from kg.shapes.judging import validate_quads
from kg.shapes.whole import validate_shapes

__all__ = ["validate_quads", "validate_shapes"]
