"""What a build writes beside the documents: the ontology, and what is derived from all graphs."""

from collections.abc import Iterable

from kg.graph.derived import derive_again, derived_quads
from kg.graph.facts import kept_predicates
from kg.graph.terms import Quad
from kg.ingest.fingerprint import program_fingerprint
from kg.link import derived_graph_iri, ontology_graph_iri
from kg.store.ontology import ontology_quads
from kg.store.versions import Deriving


def ontology(base: str) -> dict[str, Iterable[Quad]]:
    """The graph of the ontology, by its IRI."""
    return {ontology_graph_iri(base): ontology_quads(base)}


def deriving(base: str) -> Deriving:
    """How this program derives."""
    return Deriving(
        derived_graph_iri(base),
        lambda quads: derived_quads(quads, base),
        reads=kept_predicates(),
        again=lambda: derive_again(base),
        program=program_fingerprint(),
    )
