"""Rows that the program does not vouch for, with the reasons in Chinese and what to compare with the original."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.findings import finding_concepts
from kg.model import Extraction, Indicator
from kg.namespaces import PREFIXES
from kg.places import main_place, place_in_words
from kg.records import Record, number_text
from kg.vocabulary import Concept, load_scheme

VERDICTS: Final = ("对", "错", "改为")
"""What a reviewer answers."""

_SAYS_THE_SAME: Final = PREFIXES["skos"] + "closeMatch"
_SEVERITIES: Final = ("violation", "warning", "info")
_NOTHING: Final = "（没有目标值）"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is in doubt: the name of a concept of ontology/vocab/doubts.ttl or the code of a finding, a Chinese
    sentence, and what to look at in the original."""

    code: str
    text: str
    advice: str


_UNEXPLAINED: Final = Reason("low-confidence", "几处细节合起来，把握低于界限", "逐格对照原表。")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row to look at. ``number`` is its place among the rows of the document, from 1 (`kg explain --row`)."""

    document: str
    number: int
    place: str
    printed: str
    name: str | None
    target_text: str
    reading: str
    confidence: float
    reasons: tuple[Reason, ...]


def review_rows(extraction: Extraction) -> list[ReviewRow]:
    """The rows of a document that are not confident, in reading order."""
    return [
        _review_row(number, indicator)
        for number, indicator in enumerate(extraction.indicators, 1)
        if not indicator.confident
    ]


def reasons_of(doubts: Iterable[str], findings: Iterable[tuple[str, str]]) -> tuple[Reason, ...]:
    """The reasons behind the doubts of a row and its findings (code and message), the gravest first.

    A finding that says the same as a doubt is shown in its place. Codes that no vocabulary knows are kept.
    """
    waiting = dict.fromkeys(findings)
    held = set(doubts)
    known = _doubts()
    reasons = []
    for name in (*(name for name in known if name in held), *sorted(held - set(known))):
        concept = known.get(name)
        same = _same_finding(concept)
        said = next((message for code, message in waiting if code == same), None)
        if said is not None:
            waiting = {pair: None for pair in waiting if pair[0] != same}
        label = concept.label if concept else name
        reasons.append(Reason(name, said or label, (concept and concept.first("advice")) or ""))
    rest = sorted(waiting, key=lambda pair: (_rank(pair[0]), pair))
    reasons += [Reason(code, message, _advice(code)) for code, message in rest]
    return tuple(reasons)


def reading_in_words(operator: object, kind: object, value: object, unit: object) -> str:
    """How a target was read, on one line.

    >>> reading_in_words("≥", "number", Decimal("30.0"), "万件"), reading_in_words(None, "range", [2, 3], "%")
    ('≥ 30 万件', '2～3 %')
    """
    if kind == "missing":
        return " ".join(filter(None, (str(operator or ""), _NOTHING)))
    if isinstance(value, (list, tuple)):
        shown = ("～" if kind == "range" else "、").join(map(_value, value))
    else:
        shown = _value(value)
    return " ".join(str(part) for part in (operator, shown, unit) if part)


def reason_label(code: str) -> str:
    """The Chinese name of a reason by its code."""
    if code == _UNEXPLAINED.code:
        return _UNEXPLAINED.text
    concept = _doubts().get(code) or _findings().get(code)
    return concept.label if concept else code


def with_reasons(doubts: Iterable[str], findings: Iterable[tuple[str, str]]) -> tuple[Reason, ...]:
    """The reasons of a row in doubt; one that says so where neither doubts nor findings explain it."""
    return reasons_of(doubts, findings) or (_UNEXPLAINED,)


def review_to_record(row: ReviewRow) -> Record:
    """A row to look at as `kg extract --review` prints it."""
    return {
        "document": row.document,
        "row": row.number,
        "place": row.place,
        "printed": row.printed,
        "name": row.name,
        "target_text": row.target_text,
        "reading": row.reading,
        "confidence": round(row.confidence, 4),
        "codes": [reason.code for reason in row.reasons],
        "reasons": [reason.text for reason in row.reasons],
        "advice": advice_of(row.reasons),
    }


def reasons_text(reasons: Sequence[Reason]) -> str:
    """The reasons in one line."""
    return "；".join(reason.text.rstrip("。") for reason in reasons)


def advice_of(reasons: Sequence[Reason]) -> list[str]:
    """What to look at, each sentence once."""
    return list(dict.fromkeys(reason.advice for reason in reasons if reason.advice))


def _review_row(number: int, indicator: Indicator) -> ReviewRow:
    place = main_place(indicator.places)
    pairs = [(finding.code, finding.message) for finding in indicator.findings]
    return ReviewRow(
        indicator.document,
        number,
        f"第 {indicator.line} 行" if place is None else place_in_words(place),
        indicator.printed,
        indicator.name,
        indicator.target_text,
        reading_in_words(indicator.operator, indicator.kind, indicator.value, indicator.unit),
        indicator.confidence,
        with_reasons(indicator.doubts, pairs),
    )


def _value(value: object) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    return "" if value is None else str(value)


@lru_cache(maxsize=1)
def _doubts() -> Mapping[str, Concept]:
    return {concept.name: concept for concept in load_scheme("doubts")}


@lru_cache(maxsize=1)
def _findings() -> Mapping[str, Concept]:
    return {concept.name: concept for concept in finding_concepts()}


def _same_finding(concept: Concept | None) -> str | None:
    same = concept.properties.get(_SAYS_THE_SAME) if concept else None
    return same[0].rsplit("/", 1)[-1] if same else None


def _rank(code: str) -> int:
    concept = _findings().get(code)
    severity = concept.first("severity") if concept else None
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)


def _advice(code: str) -> str:
    concept = _findings().get(code)
    return (concept.first("advice") if concept else None) or ""
