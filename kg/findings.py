"""A finding: what could not be taken at face value, with its place; one shape for reader, audit and explorer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from kg.vocabulary import Concept, load_scheme, ontology_dir

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One observation about one place.

    ``code`` is kebab-case English and is defined in ontology/vocab/findings.ttl (title, severity, basis and
    advice in Chinese); ``message`` is one Chinese sentence that quotes what is printed; ``line`` is the
    1-based line (of formats without lines the counted one, see `kg.model.Span`), 0 for the whole document;
    ``place`` says in Chinese where a counted line stands, and is empty for text files.
    """

    document: str
    line: int
    code: str
    message: str
    severity: Severity = "warning"
    field: str | None = None
    place: str = ""

    @property
    def where(self) -> str:
        """Where it stands, in Chinese; empty for the whole document."""
        return self.place or (f"第 {self.line} 行" if self.line else "")


def graded(finding: Finding) -> Finding:
    """The finding with the severity that the catalogue of findings gives its code; as it is where it has none."""
    severity = _severities().get(finding.code)
    return (
        finding if severity is None or severity == finding.severity else replace(finding, severity=severity)
    )


@lru_cache(maxsize=1)
def _severities() -> Mapping[str, Severity]:
    known: dict[str, Severity] = {"violation": "violation", "warning": "warning", "info": "info"}
    return {
        concept.name: known[severity]
        for concept in finding_concepts()
        if (severity := concept.first("severity")) in known
    }


def finding_concepts() -> tuple[Concept, ...]:
    """The catalogue of findings: the concepts of all ontology/vocab/findings*.ttl, file by file."""
    paths = sorted((ontology_dir() / "vocab").glob("findings*.ttl"))
    return tuple(concept for path in paths for concept in load_scheme(path.stem))
