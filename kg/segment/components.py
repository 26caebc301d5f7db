"""The registered components of the pipeline: the target grammar, the terms of a subject, its parts, its direction."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span

from kg.model import Part, Segments, SubjectParts
from kg.segment.row import segment_target
from kg.segment.subjects.direction import find_direction
from kg.segment.subjects.measures import tail_start
from kg.segment.subjects.parts import SubjectGrammar
from kg.segment.subjects.reading import Match, Range, Reading
from kg.segment.subjects.terms import terms
from kg.segment.tokenizer import Cut, SubjectTokenizer, cut_of, doc_of, known_words

PARTS: Final = "parts"
"""The span group of the parts of a subject."""
LABELS: Final = {name: name.upper() for name in ("object", "measure", "scope", "period", "population")}
_ROW: Final = "kg.row"


@dataclass(slots=True)
class Row:
    """What the components know of one Doc: the row it was made from, and what they found."""

    name: str | None
    target: str | None = None
    level2: str | None = None
    segments: Segments | None = None
    matches: list[Match] | None = None
    parts: SubjectParts | None = None


def set_row(doc: Doc, row: Row) -> Doc:
    """Tie a row to its Doc."""
    # user_data is what extension attributes are kept in; reading it directly costs a fiftieth
    doc.user_data[_ROW] = row
    return doc


def row_of(doc: Doc) -> Row:
    """The row of a Doc; of one made from plain text a new one."""
    row = doc.user_data.get(_ROW)
    if row is None:
        row = doc.user_data[_ROW] = Row(doc.text)
    return row


class TargetGrammar:
    """Takes the target of a row apart. Where the name holds more than the subject, the subject becomes the Doc."""

    def __init__(self, tokenizer: SubjectTokenizer) -> None:
        self.tokenizer = tokenizer

    def __call__(self, doc: Doc) -> Doc:
        row = row_of(doc)
        if row.target is None:
            return doc
        row.segments = segment_target(row.name, row.target, level2=row.level2)
        return self.doc_of_subject(doc, row)

    def doc_of_subject(self, doc: Doc, row: Row) -> Doc:
        """The Doc of the subject: the given one, or a new one where the name is more than the subject."""
        subject = row.segments.subject if row.segments else row.name
        return doc if subject == row.name else set_row(self.tokenizer(subject or ""), row)


class SubjectTerms:
    """Finds scopes, periods and people by the phrases and token patterns of ontology/vocab."""

    def __init__(self, nlp: Language) -> None:
        make = SubjectTokenizer(nlp.vocab)
        self.phrases = PhraseMatcher(nlp.vocab)
        self.patterns = Matcher(nlp.vocab)
        for label, words in terms().phrases.items():
            self.phrases.add(label, [doc_of(nlp.vocab, make.cut_known(word)) for word in words])
        for label, patterns in terms().patterns.items():
            if patterns:
                self.patterns.add(label, list(patterns))
        self.labels = {nlp.vocab.strings[label]: label for label in terms().phrases}

    def __call__(self, doc: Doc) -> Doc:
        row_of(doc).matches = self.match(doc)
        return doc

    def match(self, doc: Doc) -> list[Match]:
        """The terms of the Doc, in order."""
        found = self.phrases(doc)
        if any(map(str.isdigit, cut_of(doc).tokens)):
            found += self.patterns(doc)
        labels = self.labels
        return sorted(
            [(labels[label], start, end) for label, start, end in found], key=lambda match: match[1]
        )


class SubjectPartsWriter:
    """Takes the subject apart and writes the parts as a span group."""

    def __init__(self) -> None:
        self.grammar = SubjectGrammar(terms(), known_words())

    def __call__(self, doc: Doc) -> Doc:
        row = row_of(doc)
        cut = cut_of(doc)
        places = list(self.match(cut, row.matches or ()).parts())
        self.set_annotations(doc, places)
        parts = _parts(places, cut)
        concept = cut.measure.concept if cut.measure else None
        row.parts = SubjectParts(
            **parts,
            measure_kind=concept.name if concept else None,
            quantity_kinds=concept.properties.get("quantityKind", ()) if concept else (),
            direction=find_direction(parts, concept, cut.text, row.level2),
        )
        return doc

    def match(self, cut: Cut, matches: Sequence[Match]) -> Reading:
        """The ranges of tokens of the parts."""
        measure = cut.measure
        if measure is None:
            return self.grammar.read(cut.tokens, matches, None, bisect_left(cut.starts, tail_start(cut.text)))
        head = bisect_left(cut.starts, measure.start)
        return self.grammar.read(cut.tokens, matches, head, head + 1, measure.concept.name)

    def set_annotations(self, doc: Doc, places: Sequence[tuple[str, Range]]) -> None:
        """Write the parts as spans."""
        doc.spans[PARTS] = [Span(doc, start, end, LABELS[name]) for name, (start, end) in places]


def _parts(places: Sequence[tuple[str, Range]], cut: Cut) -> dict[str, Part]:
    found = {}
    for name, (start, end) in places:
        first, last = cut.starts[start], cut.starts[end - 1] + len(cut.tokens[end - 1])
        found[name] = Part(cut.text[first:last], first, last)
    return found


@Language.factory("target_grammar")
def make_target_grammar(nlp: Language, name: str) -> TargetGrammar:  # noqa: ARG001
    """The component under its registered name."""
    return TargetGrammar(SubjectTokenizer(nlp.vocab))


@Language.factory("subject_terms")
def make_subject_terms(nlp: Language, name: str) -> SubjectTerms:  # noqa: ARG001
    """The component under its registered name."""
    return SubjectTerms(nlp)


@Language.factory("subject_parts", assigns=["doc.spans"])
def make_subject_parts(nlp: Language, name: str) -> SubjectPartsWriter:  # noqa: ARG001
    """The component under its registered name."""
    return SubjectPartsWriter()
