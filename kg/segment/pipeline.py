"""One spaCy pipeline for whole rows: the target grammar and the subject's parts. Import it late: it loads spaCy."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.model import Segments, SubjectParts
from kg.segment.components import Row, row_of, set_row
from kg.segment.tokenizer import TOKENIZER

COMPONENTS = ("target_grammar", "subject_terms", "subject_parts")


def subject_parts(subject: str, level2: str | None = None) -> SubjectParts:
    """Take one subject apart."""
    return next(parts_of([(subject, level2)]))


def parts_of(subjects: Iterable[tuple[str, str | None]]) -> Iterator[SubjectParts]:
    """Take (subject, level2) pairs apart as a stream, in order."""
    for row in _piped(Row(subject, level2=level2) for subject, level2 in subjects):
        yield row.parts or SubjectParts()


def segment_rows(
    rows: Iterable[tuple[str | None, str, str | None]],
) -> Iterator[tuple[Segments, SubjectParts]]:
    """Take (name, target, level2) rows apart as a stream, in order: target and subject in one pass."""
    for row in _piped(Row(name, target, level2) for name, target, level2 in rows):
        assert row.segments is not None  # noqa: S101
        yield row.segments, row.parts or SubjectParts()


def _piped(rows: Iterable[Row]) -> Iterator[Row]:
    nlp = pipeline()
    make_doc = nlp.tokenizer
    docs: Iterator[Doc] = (set_row(make_doc(row.name or ""), row) for row in rows)
    for doc in nlp.pipe(docs):
        yield row_of(doc)


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The blank Chinese pipeline with our tokenizer and components."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp
