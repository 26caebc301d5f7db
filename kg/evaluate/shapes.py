"""The targets of a graph as SHACL, so that any SHACL engine can judge results: a node shape for each target.

The shape is on the node of the result (``kg:Result``): its actual value in the base unit (``kg:actualBaseValue``;
of a target without unit ``kg:actualValue``) has to lie between the bounds. A target without operator has no bound
and no shape.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from kg.evaluate.targets import read_targets
from kg.graph.place import kg, label
from kg.graph.targets import word_unit
from kg.graph.terms import RDF_TYPE, Quad, decimal, iri, quads_of, text
from kg.link import digest_iri
from kg.namespaces import PREFIXES
from kg.query.run import Askable

_SH: Final = PREFIXES["sh"]


def target_shapes(store: Askable, *, department: str = "", project: str = "") -> Iterator[Quad]:
    """About ten statements a quantified target, in a named graph of their own."""
    for target in read_targets(store, department=department, project=project):
        bounds = target.check.bounds
        if bounds.minimum is None and bounds.maximum is None:
            continue
        base = target.iri.rpartition("target/")[0]
        graph = f"{base}graph/target-shapes"
        shape, unit = f"{target.iri}/shape", target.check.unit or word_unit(target.row.unit) or ""
        name = target.check.subject or target.row.target_text
        yield from quads_of(
            shape,
            [
                (RDF_TYPE, iri(f"{_SH}NodeShape")),
                (f"{_SH}targetNode", iri(digest_iri("result", target.iri, base=base))),
                (f"{_SH}name", text(name)),
                (label("rdfs:seeAlso"), iri(target.iri)),
                (f"{_SH}property", iri(f"{shape}/actual")),
            ],
            graph,
        )
        low = "minInclusive" if bounds.minimum_inclusive else "minExclusive"
        high = "maxInclusive" if bounds.maximum_inclusive else "maxExclusive"
        message = f"{name}：没有达到目标“{target.row.target_text}”（{target.where}）。"
        yield from quads_of(
            f"{shape}/actual",
            [
                (RDF_TYPE, iri(f"{_SH}PropertyShape")),
                (f"{_SH}path", iri(kg("actualBaseValue" if target.check.unit else "actualValue"))),
                (f"{_SH}{low}", _bound(bounds.minimum)),
                (f"{_SH}{high}", _bound(bounds.maximum)),
                (f"{_SH}description", text(f"基准单位：{unit}") if unit else None),
                (f"{_SH}message", text(message)),
            ],
            graph,
        )


def _bound(value: Decimal | None) -> str | None:
    return None if value is None else decimal(value)
