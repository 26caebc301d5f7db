"""The lexicon: SKOS schemes under ontology/vocab, loaded once, looked up by folded spelling.

A concept's spellings are its ``skos:prefLabel``, ``skos:altLabel`` and ``skos:hiddenLabel``; whatever else a
stage needs (priority, factor, field) is a property in the ``kg:`` namespace beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import VocabularyError
from kg.namespaces import KG, PREFIXES
from kg.text import key

_SKOS = PREFIXES["skos"]
_LABELS = (_SKOS + "prefLabel", _SKOS + "altLabel", _SKOS + "hiddenLabel")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a scheme. ``labels`` starts with the Chinese preferred label; ``properties`` maps the
    local names of ``kg:`` properties, and full IRIs of others, to their values in Turtle order."""

    iri: str
    name: str
    label: str
    labels: tuple[str, ...]
    broader: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]]

    def first(self, name: str) -> str | None:
        """The first value of a ``kg:`` property, or None."""
        values = self.properties.get(name)
        return values[0] if values else None


def ontology_dir() -> Path:
    """Where ontology/ lies: inside the installed package, or beside it in a checkout."""
    return _beside("ontology")


def data_dir() -> Path:
    """Where the shipped documents lie (data/)."""
    return _beside("data")


def _beside(folder: str) -> Path:
    package = Path(__file__).resolve().parent
    for place in (package / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise VocabularyError(f"安装不完整：找不到 {folder}/ 目录。请重新安装本软件。")


@cache
def load_scheme(scheme: str) -> tuple[Concept, ...]:
    """The concepts of ontology/vocab/``scheme``.ttl, in file order. Raises VocabularyError."""
    import pyoxigraph  # parses Turtle 7 times faster than rdflib; a start-up cost of every command

    path = ontology_dir() / "vocab" / f"{scheme}.ttl"
    try:
        triples = list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"词表 {path.name} 无法读取：{error}") from error
    table: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, pyoxigraph.NamedNode) and not isinstance(value, pyoxigraph.BlankNode):
            table.setdefault(subject.value, {}).setdefault(triple.predicate.value, []).append(value.value)
    return tuple(
        _concept(iri, properties) for iri, properties in table.items() if _SKOS + "inScheme" in properties
    )


def _concept(iri: str, properties: Mapping[str, list[str]]) -> Concept:
    labels = tuple(dict.fromkeys(label for name in _LABELS for label in properties.get(name, ())))
    if not labels:
        raise VocabularyError(f"词表概念 {iri} 没有任何写法（skos:prefLabel）。请补上。")
    own = {name.removeprefix(KG): tuple(values) for name, values in properties.items()}
    broader = tuple(properties.get(_SKOS + "broader", ()))
    return Concept(iri, iri.rsplit("/", 1)[-1], labels[0], labels, broader, own)


@cache
def spellings(scheme: str) -> Mapping[str, Concept]:
    """Every spelling of a scheme, folded by `kg.text.key`, to its concept.

    Raises VocabularyError where one spelling stands under two concepts: ambiguity is an error of the
    vocabulary, never settled by order.
    """
    found: dict[str, Concept] = {}
    for concept in load_scheme(scheme):
        for label in concept.labels:
            other = found.setdefault(key(label), concept)
            if other.iri != concept.iri:
                raise VocabularyError(
                    f"词表 {scheme}.ttl 里“{label}”同时属于 {other.name} 和 {concept.name}。请删去其中一处。"
                )
    return found


def find_concept(scheme: str, text: str) -> Concept | None:
    """The concept with this spelling, or None."""
    return spellings(scheme).get(key(text))
