"""Findings tied to what they speak of: the row or form at their place, its department, year and project.

A rule gives a place, not a node. Of the rows and forms that one document prints at a line the row is meant whose
name or target the message quotes, else the form, else the first row; else the form that prints the line inside.
"""

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from kg.check.rules import load_rules
from kg.findings import Finding, Severity
from kg.query.run import Askable

_DIGITS: Final = 16

# graph by graph: a row that two documents print stands at another line in each
_ROWS: Final = """
SELECT ?document ?line ?node ?name ?target ?printed ?form ?project ?department ?year WHERE {
  GRAPH ?graph {
    ?node a kg:PerformanceTarget ; prov:wasQuotedFrom ?file ; kg:line ?line ; kg:printedText ?printed .
    ?file dct:title ?document
    OPTIONAL { ?node kg:name ?name } OPTIONAL { ?node kg:targetText ?target } OPTIONAL { ?node kg:inForm ?form }
    OPTIONAL { ?node kg:ofProject ?project } OPTIONAL { ?node kg:department ?department }
    OPTIONAL { ?node kg:year ?year }
  }
}"""
_FORMS: Final = """
SELECT ?document ?line ?node ?printed ?last ?project ?department ?year WHERE {
  GRAPH ?graph {
    ?node a kg:Form ; kg:inDocument ?file ; kg:line ?line . ?file dct:title ?document
    OPTIONAL { ?node kg:lastLine ?last }
    OPTIONAL { ?node kg:printedText ?printed } OPTIONAL { ?node kg:ofProject ?project }
    OPTIONAL { ?node kg:department ?department } OPTIONAL { ?node kg:year ?year }
  }
}"""
_DOCUMENTS: Final = """
SELECT ?document ?sha ?department ?year WHERE {
  GRAPH ?graph {
    ?node a kg:Document ; dct:title ?document ; kg:sha256 ?sha
    OPTIONAL { ?node kg:department ?department } OPTIONAL { ?node kg:year ?year }
  }
}"""
_STORED: Final = """
SELECT ?document ?line ?code ?message ?node WHERE {
  ?finding kg:onTarget|kg:onForm ?node ; kg:code ?code ; kg:message ?message ; kg:line ?line ; kg:inDocument ?file .
  ?file dct:title ?document
}"""
_NAMES: Final = """
SELECT ?node ?name WHERE {
  VALUES ?class { kg:Project org:FormalOrganization org:OrganizationalUnit } ?node a ?class ; rdfs:label ?name
}"""

_UNKNOWN: Final = ("", "", 0)


class Audited(NamedTuple):
    """A finding with what it speaks of. ``node``: the IRI of the row or form, empty for the whole document;
    ``owner``: the IRI of the project, of the form where it has none; ``digest``: of what is printed there; ``alike``:
    how many findings before it say the same of the same node."""

    document: str
    line: int
    code: str
    message: str
    severity: Severity
    field: str
    place: str
    department: str
    year: int
    project: str
    node: str
    owner: str
    is_row: bool
    digest: str
    alike: int = 0

    @property
    def where(self) -> str:
        """As `Finding.where`."""
        return self.place or (f"第 {self.line} 行" if self.line else "")

    @property
    def mark(self) -> str:
        """What tells the finding from others in any build: a digest of code, document, node, message, and its place
        among those alike."""
        alike = f"\0{self.alike}" if self.alike else ""
        return _digest("\0".join((self.code, self.document, self.node, self.message)) + alike)

    @property
    def title(self) -> str:
        """The Chinese name of its rule with its number; the code where no vocabulary knows it."""
        rule = load_rules().get(self.code)
        return rule.label if rule else self.code

    def finding(self) -> Finding:
        """The finding alone."""
        return Finding(
            self.document, self.line, self.code, self.message, self.severity, self.field or None, self.place
        )


class _Thing(NamedTuple):
    node: str
    quotes: tuple[str, ...]
    digest: str
    form: str
    project: str
    department: str
    year: int
    is_row: bool


_Places = Mapping[tuple[str, int], Sequence[_Thing]]
_Forms = Mapping[str, Sequence[tuple[int, int, _Thing]]]


def tie_findings(store: Askable, findings: Iterable[Finding]) -> list[Audited]:
    """The findings in the order given, each with what it speaks of."""
    things, forms = _things(store)
    documents, names = _documents(store), _names(store)
    nodes = {(place[0], thing.node): thing for place, here in things.items() for thing in here}
    said = {
        (str(document), line, str(code), str(message)): str(node)
        for document, line, code, message, node in store.select(_STORED).rows
    }
    tied = []
    for found in findings:
        node = said.get((found.document, found.line, found.code, found.message), "")
        thing = nodes.get((found.document, node))
        if thing is None and found.line:
            thing = _meant(found, things.get((found.document, found.line), ()))
            thing = thing or _around(forms.get(found.document, ()), found.line)
        tied.append(_tied(found, documents.get(found.document, _UNKNOWN), thing, names))
    return list(_numbered(tied))


def tie_to_documents(store: Askable, findings: Iterable[Finding]) -> list[Audited]:
    """The same without rows and forms, which take long to find in a large graph."""
    documents, names = _documents(store), _names(store)
    tied = (_tied(found, documents.get(found.document, _UNKNOWN), None, names) for found in findings)
    return list(_numbered(tied))


def _numbered(tied: Iterable[Audited]) -> Iterator[Audited]:
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for found in tied:
        alike = found.code, found.document, found.node, found.message
        yield found._replace(alike=seen[alike]) if seen[alike] else found
        seen[alike] += 1


def _tied(
    found: Finding, home: tuple[str, str, int], thing: _Thing | None, names: Mapping[str, str]
) -> Audited:
    digest, department, year = home
    place = (
        found.document, found.line, found.code, found.message, found.severity, found.field or "", found.place,
    )  # fmt: skip
    if thing is None:
        return Audited(*place, names.get(department, ""), year, "", "", "", is_row=False, digest=digest)
    return Audited(
        *place,
        names.get(thing.department or department, ""),
        thing.year or year,
        names.get(thing.project, ""),
        thing.node,
        thing.project or thing.form,
        thing.is_row,
        thing.digest,
    )


def _meant(finding: Finding, here: Iterable[_Thing]) -> _Thing | None:
    things = list(here)
    rows = [thing for thing in things if thing.is_row]
    quoted = [thing for thing in rows if any(text in finding.message for text in thing.quotes)]
    forms = [thing for thing in things if not thing.is_row]
    return next(iter((*quoted, *forms, *rows)), None)


def _around(forms: Sequence[tuple[int, int, _Thing]], line: int) -> _Thing | None:
    """The last form that begins at or before a line, if it reaches it."""
    at = bisect_right(forms, line, key=itemgetter(0)) - 1
    return forms[at][2] if at >= 0 and forms[at][1] >= line else None


def _things(store: Askable) -> tuple[_Places, _Forms]:
    """Rows and forms by document and line, and the forms of each document with their first and last lines."""
    found: dict[tuple[str, int], list[_Thing]] = defaultdict(list)
    forms: dict[str, list[tuple[int, int, _Thing]]] = defaultdict(list)
    for document, line, node, name, target, printed, form, *rest in store.select(_ROWS).rows:
        quotes = tuple(str(text) for text in (name, target) if text)
        thing = _Thing(str(node), quotes, _digest(printed), str(form or ""), *_owners(*rest), is_row=True)
        found[str(document), int(line or 0)].append(thing)
    for document, line, node, printed, last, *rest in store.select(_FORMS).rows:
        thing = _Thing(str(node), (), _digest(printed), str(node), *_owners(*rest), is_row=False)
        found[str(document), int(line or 0)].append(thing)
        forms[str(document)].append((int(line or 0), int(last or 0), thing))
    for things in found.values():
        things.sort()
    for own in forms.values():
        own.sort()
    return found, forms


def _names(store: Askable) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for iri, name in store.select(_NAMES).rows:
        names[str(iri)] = min(str(name), names.get(str(iri), str(name)))
    return names


def _documents(store: Askable) -> Mapping[str, tuple[str, str, int]]:
    """Digest, department and year by name of the document."""
    return {
        str(document): (str(sha)[:_DIGITS], str(department or ""), int(year or 0))
        for document, sha, department, year in store.select(_DOCUMENTS).rows
    }


def _owners(project: object, department: object, year: object) -> tuple[str, str, int]:
    return str(project or ""), str(department or ""), int(str(year or 0))


def _digest(printed: object) -> str:
    return hashlib.sha256(str(printed or "").encode("utf-8")).hexdigest()[:_DIGITS]
