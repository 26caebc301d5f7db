"""Tokens of a name or target with their labels. Import this module late: it loads spaCy.

Rules find signs, numbers, units, dates and the measure word by character offset; the tokenizer cuts there first
and gives only the rest to jieba's dictionary, which would fuse 万件 and split 1.2万. The component then writes the
labels as the span group ``doc.spans["segments"]``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry

from kg.segment.components import PARTS
from kg.segment.pipeline import pipeline
from kg.segment.scan import Deadline, Quantity, Sign, scan
from kg.segment.subjects.measures import find_measure
from kg.segment.tokenizer import SubjectTokenizer, doc_of
from kg.segment.view import make_view

if TYPE_CHECKING:
    from spacy.vocab import Vocab

SEGMENTS: Final = "segments"
"""The span group that the component writes."""
_TOKENIZER: Final = "kg.cut_at_segments.v1"


@dataclass(frozen=True, slots=True)
class LabelledToken:
    """One token at ``start`` to ``end`` of the text.

    ``label`` is OPERATOR, NUMBER, UNIT, DATE or a part of a subject, OBJECT, MEASURE, SCOPE, PERIOD, POPULATION,
    or empty.
    """

    text: str
    start: int
    end: int
    label: str


def subject_tokens(subject: str) -> list[LabelledToken]:
    """The tokens of a subject, labelled by the part of it that they belong to."""
    return _labelled(pipeline()(subject), PARTS)


def label_tokens(text: str) -> list[LabelledToken]:
    """The tokens of any text of a form, labelled where a segment rule fired."""
    return _labelled(label_pipeline()(text), SEGMENTS)


def _labelled(doc: Doc, group: str) -> list[LabelledToken]:
    labels = {token.i: span.label_ for span in doc.spans[group] for token in span}
    return [
        LabelledToken(token.text, token.idx, token.idx + len(token), labels.get(token.i, ""))
        for token in doc
        if not token.is_space
    ]


@lru_cache(maxsize=1)
def label_pipeline() -> Language:
    """The blank Chinese pipeline that cuts and labels any text of a form."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": _TOKENIZER}}})
    nlp.add_pipe("label_segments")
    return nlp


class SegmentLabeller:
    """Writes operator, number, unit, date and measure word of each document as labelled spans."""

    def __call__(self, doc: Doc) -> Doc:
        return self.set_annotations(doc, self.match(doc))

    def match(self, doc: Doc) -> list[tuple[int, int, str]]:
        """The labelled character ranges of the document's text."""
        return find_labels(doc.text)

    def set_annotations(self, doc: Doc, labels: list[tuple[int, int, str]]) -> Doc:
        """Write the ranges as the span group; each begins and ends at a token by construction."""
        spans = [doc.char_span(start, end, label=label) for start, end, label in labels]
        doc.spans[SEGMENTS] = [span for span in spans if isinstance(span, Span)]
        return doc


@Language.factory("label_segments", assigns=["doc.spans"])
def make_segment_labeller(nlp: Language, name: str) -> SegmentLabeller:  # noqa: ARG001
    """The component under its registered name."""
    return SegmentLabeller()


class CutAtSegments:
    """Cuts a text at the edges of its labelled ranges, and what lies between into words."""

    def __init__(self, vocab: "Vocab") -> None:
        self.vocab = vocab
        self.inner = SubjectTokenizer(vocab)

    def __call__(self, text: str) -> Doc:
        return doc_of(self.vocab, list(self._words(text)))

    def _words(self, text: str) -> Iterator[str]:
        at = 0
        for start, end, _ in find_labels(text):
            yield from self.inner.cut_words(text[at:start])
            yield text[start:end]
            at = end
        yield from self.inner.cut_words(text[at:])

    # spaCy asks tokenizers for these when a pipeline is saved; this one has no state of its own
    def to_bytes(self, **kwargs: Any) -> bytes:  # noqa: ANN401, ARG002
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> "CutAtSegments":  # noqa: ANN401, ARG002
        """Nothing to load."""
        return self


def make_tokenizer() -> Callable[[Language], CutAtSegments]:
    """The tokenizer under its registered name."""

    def create(nlp: Language) -> CutAtSegments:
        return CutAtSegments(nlp.vocab)

    return create


registry.tokenizers.register(_TOKENIZER, func=make_tokenizer)


def find_labels(text: str) -> list[tuple[int, int, str]]:
    """Labelled character ranges of a printed text, in order, never overlapping."""
    view = make_view(text)
    found: list[tuple[int, int, str]] = []
    for token in scan(view):
        parts: list[tuple[int, int, str]] = []
        if isinstance(token, Sign):
            parts = [(token.start, token.end, "OPERATOR")]
        elif isinstance(token, Deadline):
            parts = [(token.date.start, token.date.end, "DATE")]
        elif isinstance(token, Quantity):
            parts = [(token.number.start, token.number.end, "NUMBER")]
            if token.unit:
                parts.append((token.unit.start, token.unit.end, "UNIT"))
        if isinstance(token, (Deadline, Quantity)):
            parts += [(sign.start, sign.end, "OPERATOR") for sign in (token.before, token.after) if sign]
        found += [(*view.span(start, end), label) for start, end, label in parts]
    measure = find_measure(view.text)
    if measure and not any(label in {"NUMBER", "DATE"} for _, _, label in found):
        found = [part for part in found if part[1] <= view.starts[measure.start]]
        found.append((*view.span(measure.start, measure.end), "MEASURE"))
    return sorted(found)
