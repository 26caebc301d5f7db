"""A finding: what could not be taken at face value, with its place; one shape for reader, audit and explorer."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One observation about one place.

    ``code`` is kebab-case English and is defined in ontology/vocab/findings.ttl (title, severity, basis and
    advice in Chinese); ``message`` is one Chinese sentence that quotes what is printed; ``line`` is the
    1-based line or page of the place, 0 for the whole document.
    """

    document: str
    line: int
    code: str
    message: str
    severity: Severity = "warning"
    field: str | None = None
