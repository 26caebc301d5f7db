"""Headings, level labels, units … that the vocabulary does not know, with Turtle that would make them known."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, Final

from kg.model import Extraction
from kg.namespaces import KG, PREFIXES, VOCAB
from kg.places import line_in_words
from kg.records import Record
from kg.tables.labels import label_text
from kg.text import key
from kg.vocabulary import Concept, find_concept, load_scheme

SCHEMES: Final[Mapping[str, tuple[str, str]]] = {
    "unknown-header": ("headers", "表头"),
    "unknown-level": ("kinds", "级别名称"),
    "unknown-unit": ("units", "计量单位"),
    "unknown-funding-source": ("funding", "资金来源"),
    "unknown-budget-phase": ("phases", "预算阶段"),
}
"""Code of a finding about an unknown spelling → the scheme of ontology/vocab that lacks it, and what it is."""

_QUOTED: Final = re.compile(r"“(.*)”", re.DOTALL)
_SCALES: Final = frozenset("万亿")
_MOST_CANDIDATES: Final = 3
NEAR: Final = 0.25
"""Below this nearness a candidate shares next to nothing with the spelling."""
_PREFIXES: Final = f"@prefix kg: <{KG}> .\n@prefix skos: <{PREFIXES['skos']}> .\n"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a spelling was met that the vocabulary does not know. ``place`` is in Chinese."""

    code: str
    spelling: str
    document: str
    place: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that an unknown spelling may belong to: its label that comes nearest, and how near, 0 to 1."""

    concept: Concept
    label: str
    nearness: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """An unknown spelling: how often it was met, where, and the nearest known concepts.

    ``level`` is the level at which a level label stands, and ``above`` the level-1 label over it.
    """

    code: str
    spelling: str
    count: int
    documents: tuple[str, ...]
    place: str
    candidates: tuple[Candidate, ...]
    level: int = 2
    above: str | None = None

    @property
    def scheme(self) -> str:
        """The scheme of ontology/vocab."""
        return SCHEMES[self.code][0]


def find_sightings(extraction: Extraction) -> list[Sighting]:
    """The unknown spellings of a document, one for each place."""
    document = extraction.document
    found = [
        sighting
        for finding in extraction.findings
        if (sighting := read_sighting(finding.code, finding.message, document.name, finding.where))
    ]
    for head in extraction.heads:
        where = line_in_words(document, head.line)
        for money in head.funding:
            if find_concept("funding", money.source) is None:
                found.append(Sighting("unknown-funding-source", money.source, document.name, where))
            if money.phase and find_concept("phases", money.phase) is None:
                found.append(Sighting("unknown-budget-phase", money.phase, document.name, where))
    return found


def read_sighting(code: str, message: str, document: str, place: str) -> Sighting | None:
    """The sighting that a finding reports: the spelling is what its message quotes. None for other findings."""
    quoted = _QUOTED.search(message) if code in SCHEMES else None
    if quoted is None:
        return None
    spelling = " ".join(quoted[1].split())
    if code == "unknown-level":
        spelling = label_text(spelling)
    elif code == "unknown-unit" and len(spelling) > 1 and spelling[0] in _SCALES:
        spelling = spelling[1:]  # 万 and 亿 are scales, no part of a unit
    return Sighting(code, spelling, document, place) if spelling else None


def findings_to_records(extraction: Extraction) -> Iterator[Record]:
    """The sightings and level labels of a document as records, which `read_findings` reads."""
    for sighting in find_sightings(extraction):
        yield asdict(sighting)
    yield {"levels": sorted(([level1, level2] for level1, level2 in levels_of(extraction)), key=str)}


def read_findings(
    records: Iterable[Mapping[str, Any]],
) -> tuple[list[Sighting], set[tuple[str | None, str | None]]]:
    """Sightings and pairs of level labels of several documents."""
    sightings: list[Sighting] = []
    levels: set[tuple[str | None, str | None]] = set()
    for record in records:
        if "levels" in record:
            levels.update((level1, level2) for level1, level2 in record["levels"])
        else:
            sightings.append(Sighting(**record))
    return sightings, levels


def levels_of(extraction: Extraction) -> set[tuple[str | None, str | None]]:
    """The pairs of level labels that the rows of a document stand under."""
    return {(row.level1, row.level2) for row in extraction.indicators}


def find_unknown(
    sightings: Iterable[Sighting], levels: Iterable[tuple[str | None, str | None]] = ()
) -> list[Unknown]:
    """The sightings by spelling, the most frequent first; ``levels`` are pairs of level labels that rows stand
    under, which tell the level of an unknown label."""
    groups: dict[tuple[str, str], list[Sighting]] = {}
    for sighting in sightings:
        groups.setdefault((sighting.code, key(sighting.spelling)), []).append(sighting)
    pairs = sorted(levels, key=str)
    found = []
    for (code, _), group in groups.items():
        first = min(group, key=lambda sighting: sighting.document)
        level, above = _level(first.spelling, pairs)
        documents = tuple(sorted({sighting.document for sighting in group}))
        place = " ".join(filter(None, (first.document, first.place)))
        candidates = nearest(SCHEMES[code][0], first.spelling)
        found.append(Unknown(code, first.spelling, len(group), documents, place, candidates, level, above))
    order = list(SCHEMES)
    return sorted(found, key=lambda unknown: (order.index(unknown.code), -unknown.count, unknown.spelling))


@lru_cache(maxsize=4096)
def nearest(scheme: str, spelling: str) -> tuple[Candidate, ...]:
    """The concepts of a scheme whose labels come nearest to a spelling, by the order of their characters and by
    those they share; a character that many labels have (指标) says little."""
    wanted, weights = key(spelling), _weights(scheme)
    found = []
    for concept in load_scheme(scheme):
        nearness, label = max((_nearness(wanted, key(label), weights), label) for label in concept.labels)
        found.append(Candidate(concept, label, nearness))
    ranked = sorted(found, key=lambda candidate: (-candidate.nearness, candidate.concept.name))
    return tuple(ranked[:_MOST_CANDIDATES])


def spelling_turtle(unknown: Unknown, candidate: Candidate) -> str:
    """Turtle that makes the spelling one more of a concept; may be put at the end of the scheme's file."""
    concept = candidate.concept
    is_near = candidate.nearness >= NEAR
    how = f"字面接近 {candidate.nearness:.0%}，请核对" if is_near else "字面并不接近，请把 IRI 换成合适的概念"
    return (
        f"# “{_comment(unknown.spelling)}”是“{concept.label}”的另一种写法（{how}）\n"
        f"{_PREFIXES}<{concept.iri}>\n    skos:altLabel {_literal(unknown.spelling)}@zh .\n"
    )


def concept_turtle(unknown: Unknown) -> str:
    """Turtle that makes the spelling a concept of its own; may be put at the end of the scheme's file."""
    scheme = unknown.scheme
    name = "".join(letter for letter in key(unknown.spelling) if letter.isalnum()) or "new"
    label = _literal(unknown.spelling)
    lines = "".join(f" ;\n    {line}" for line in _properties(unknown, label))
    return (
        f"# {_NOTES[scheme]}\n{_PREFIXES}"
        f"<{VOCAB}{scheme}/{name}>\n    a skos:Concept ;\n    skos:inScheme <{VOCAB}{scheme}>{lines} .\n"
    )


def near_labels(unknown: Unknown) -> list[str]:
    """The labels of the candidates that share something with the spelling, the nearest first."""
    return [candidate.concept.label for candidate in unknown.candidates if candidate.nearness >= NEAR]


def unknown_to_record(unknown: Unknown) -> Record:
    """An unknown spelling as `kg extract --vocabulary` prints it."""
    best = unknown.candidates[0] if unknown.candidates else None
    return {
        "what": SCHEMES[unknown.code][1],
        "spelling": unknown.spelling,
        "count": unknown.count,
        "documents": list(unknown.documents),
        "place": unknown.place,
        "file": f"ontology/vocab/{unknown.scheme}.ttl",
        "nearest": near_labels(unknown),
        "add_spelling": spelling_turtle(unknown, best) if best else None,
        "add_concept": concept_turtle(unknown),
    }


_NOTES: Final = {
    "headers": "新的一列。ignored 表示不入目录；要入目录，把 kg:field 改成词表里已有的字段",
    "kinds": "新的级别名称。kg:level 是可以印在第几级，skos:broader 是它所属的一级指标，请核对",
    "units": "新的计量单位，按计数单位写；能换算的，改 kg:factor 和 kg:baseUnit",
    "funding": "新的资金来源。skos:broader 是包含它的资金，请核对",
    "phases": "新的预算阶段",
}


def _properties(unknown: Unknown, label: str) -> list[str]:
    plain = f"skos:prefLabel {label}@zh"
    match unknown.scheme:
        case "headers":
            return [plain, 'kg:field "ignored"']
        case "kinds":
            above = find_concept("kinds", unknown.above) if unknown.above else None
            own = [plain, f"kg:level {unknown.level}"]
            return [*own, f"skos:broader <{above.iri}>"] if above and unknown.level == 2 else own
        case "units":
            return [plain, 'kg:factor "1"', f"kg:baseUnit {label}", 'kg:quantityKind "count"']
        case "funding":
            english = _literal(f"source of funding: {unknown.spelling}")
            return [f"{plain} , {english}@en", f"skos:broader <{VOCAB}funding/total>"]
        case _:
            english = _literal(f"budget phase: {unknown.spelling}")
            return [f"{plain} , {english}@en"]


def _level(spelling: str, pairs: Iterable[tuple[str | None, str | None]]) -> tuple[int, str | None]:
    """The level at which rows print a label, and the level-1 label above it."""
    wanted = key(spelling)
    found = [
        (2, level1) if level2 and key(level2) == wanted else (1, None)
        for level1, level2 in pairs
        if wanted in (key(level1 or ""), key(level2 or ""))
    ]
    known = [entry for entry in found if entry[1] and find_concept("kinds", entry[1])]
    return (known or found or [(2, None)])[0]


def _nearness(one: str, other: str, weights: Mapping[str, float]) -> float:
    def weight(letter: str) -> float:
        return weights.get(letter, 1.0)

    whole = sum(map(weight, one + other))
    if not whole:
        return 0.0
    shared = sum(min(one.count(letter), other.count(letter)) * weight(letter) for letter in set(one))
    in_order = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return round((in_order + 4 * shared / whole) / 3, 4)


@lru_cache(maxsize=8)
def _weights(scheme: str) -> Mapping[str, float]:
    """What a character says of a label: 1 where one label has it, near 0 where all have."""
    labels = [key(label) for concept in load_scheme(scheme) for label in concept.labels]
    counts = Counter(letter for label in labels for letter in set(label))
    return {letter: 1 - (count - 1) / len(labels) for letter, count in counts.items()}


def _literal(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _comment(text: str) -> str:
    return " ".join(text.split())
