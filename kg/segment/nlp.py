"""The spaCy pipeline: tokens of a name or target with their labels. Import this module late: it loads spaCy.

Rules find signs, numbers, units, dates and the measure word by character offset; the tokenizer cuts there first
and gives only the rest to jieba, which would fuse 万件 and split 1.2万. The component then writes the labels as
the span group ``doc.spans["segments"]``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry

from kg.segment.scan import Deadline, Quantity, Sign, scan
from kg.segment.subject import find_measure
from kg.segment.view import make_view
from kg.vocabulary import load_scheme

if TYPE_CHECKING:
    import jieba
    from spacy.vocab import Vocab

SEGMENTS: Final = "segments"
"""The span group that the component writes."""
_TOKENIZER: Final = "kg.cut_at_segments.v1"


@dataclass(frozen=True, slots=True)
class LabelledToken:
    """One token at ``start`` to ``end`` of the text.

    ``label`` is OPERATOR, NUMBER, UNIT, DATE, MEASURE, OBJECT or empty.
    """

    text: str
    start: int
    end: int
    label: str


def subject_tokens(subject: str) -> list[LabelledToken]:
    """The tokens of a subject: its measure word (率, 数量, 时间 …) is MEASURE, what is measured is OBJECT."""
    tokens = label_tokens(subject)
    if find_measure(subject) is None:
        return tokens
    return [replace(token, label=token.label or "OBJECT") for token in tokens]


def label_tokens(text: str) -> list[LabelledToken]:
    """The tokens of any text of a form, labelled where a segment rule fired."""
    doc = pipeline()(text)
    labels = {token.i: span.label_ for span in doc.spans[SEGMENTS] for token in span}
    return [
        LabelledToken(token.text, token.idx, token.idx + len(token), labels.get(token.i, ""))
        for token in doc
        if not token.is_space
    ]


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The blank Chinese pipeline with our tokenizer and the labelling component."""
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


def make_tokenizer() -> Callable[[Language], "CutAtSegments"]:
    """The tokenizer under its registered name."""

    def create(nlp: Language) -> CutAtSegments:
        return CutAtSegments(nlp.vocab)

    return create


registry.tokenizers.register(_TOKENIZER, func=make_tokenizer)


class CutAtSegments:
    """Cuts a text at the edges of its labelled ranges, and what lies between into words by jieba."""

    def __init__(self, vocab: "Vocab") -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word in self._words(text):
            if word == " " and spaces and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _words(self, text: str) -> Iterator[str]:
        at = 0
        for start, end, _ in find_labels(text):
            yield from _cut(text[at:start])
            yield text[start:end]
            at = end
        yield from _cut(text[at:])

    # spaCy asks tokenizers for these when a pipeline is saved; this one has no state of its own
    def to_bytes(self, **kwargs: Any) -> bytes:  # noqa: ANN401, ARG002
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> "CutAtSegments":  # noqa: ANN401, ARG002
        """Nothing to load."""
        return self


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


def _cut(text: str) -> Iterator[str]:
    if text:
        yield from _jieba().cut(text, HMM=False)


@lru_cache(maxsize=1)
def _jieba() -> "jieba.Tokenizer":
    # a tokenizer of our own: the module-level one is shared by the whole process. Its dictionary is read directly,
    # because jieba's cache file in the common temporary directory saves no time and can be written by anyone
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for concept in (*load_scheme("measures"), *load_scheme("units")):
        for label in concept.labels:
            if len(label) > 1 and not label.isascii():
                tokenizer.add_word(label)
    return tokenizer
