"""The IRIs of the graph: one base, one ontology, and the public vocabularies that are reused."""

from typing import Final

BASE: Final = "https://performance-targets.example/"
KG: Final = BASE + "ontology#"
VOCAB: Final = BASE + "vocab/"

PREFIXES: Final[dict[str, str]] = {
    "kg": KG,
    "dct": "http://purl.org/dc/terms/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "quantitykind": "http://qudt.org/vocab/quantitykind/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace, for every query, dump and shape; opened stores bind exactly these."""
