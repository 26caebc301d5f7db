"""The tokenizer of subjects: numbers and the measure word are tokens, the rest is cut into words by jieba."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from spacy.tokens import Doc
from spacy.util import registry

from kg.segment.subjects.measures import Measure, find_measure, measure_words
from kg.segment.subjects.terms import OUT, terms
from kg.segment.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language
    from spacy.vocab import Vocab

TOKENIZER: Final = "kg.subject_tokenizer.v1"
_CUT: Final = "kg.cut"
_REMEMBERED: Final = 10_000
_LONGEST_NAME: Final = 60
_VERB: Final = 2
_COMPOUND: Final = 4
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HAN: Final = re.compile(r"[\u4e00-\u9fd5]+")
_RUN: Final = re.compile(
    r"(?<=[0-9])(?:年度|年末|年底|年(?!均)|月份|月(?!均))|[\u4e00-\u9fd5]+|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|\s|.",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in tokens, with the offsets where they start, and its measure word."""

    text: str
    tokens: list[str]
    starts: list[int]
    measure: Measure | None


def cut_of(doc: Doc) -> Cut:
    """The tokens of a Doc as the tokenizer made them; a tenth of the cost of asking the Doc."""
    cut = doc.user_data.get(_CUT)
    if cut is None:
        tokens = [token.text for token in doc]
        cut = doc.user_data[_CUT] = Cut(
            doc.text, tokens, [token.idx for token in doc], find_measure(doc.text)
        )
    return cut


class SubjectTokenizer:
    """Cuts a name before its measure word, at digits and signs, and into words by jieba's dictionary."""

    def __init__(self, vocab: "Vocab") -> None:
        self.vocab = vocab
        self.words = known_words()
        self.known = frozenset(terms().known())
        self.doing, self.joined = terms().actions["doing"], terms().actions["joined"]
        # the same names stand in many forms and years
        self._known_cut = lru_cache(maxsize=_REMEMBERED)(self.cut)

    def __call__(self, text: str) -> Doc:
        tokens, measure = self._known_cut(text) if len(text) <= _LONGEST_NAME else self.cut(text)
        doc = doc_of(self.vocab, tokens)
        if len(doc) == len(tokens):
            starts = [0, *accumulate(map(len, tokens))]
            starts.pop()
        else:  # spaces are no tokens
            starts = [token.idx for token in doc]
            tokens = [text[token.idx : token.idx + len(token)] for token in doc]
        doc.user_data[_CUT] = Cut(text, tokens, starts, measure)
        return doc

    def cut(self, text: str) -> tuple[list[str], Measure | None]:
        """The tokens of a text, which joined are the text, and its measure word."""
        measure = find_measure(text)
        if measure is None:
            return self._split_verb(self.cut_words(text)), None
        start, end = measure.start, measure.end
        table = measure_words()
        if start and text[start:end] in table.doubtful:
            tokens = self.cut_words(text[: start + 1])
            if len(tokens[-1]) > 1:  # 用户·数, not 用·户数
                start += 1
                measure = Measure(start, end, table.words[text[start:end]])
            else:
                tokens.pop()
        else:
            tokens = self.cut_words(text[:start])
        tokens = self._split_verb(tokens)
        if tokens and text[start:end] in table.joining:
            last = tokens[-1]
            if len(last) == _COMPOUND and last[-_VERB:] in self.joined and last not in self.joined:
                tokens[-1:] = last[:-_VERB], last[-_VERB:]  # 污水|处理·率
        tokens.append(text[start:end])
        if end < len(text):
            tokens += self.cut_words(text[end:])
        return tokens, measure

    def _split_verb(self, tokens: list[str]) -> list[str]:
        """Jieba knows some verbs of doing and their objects as one word: 保障系统."""
        if tokens and len(tokens[0]) >= _COMPOUND:
            first = tokens[0]
            if first[:_VERB] in self.doing and first not in self.known:
                return [first[:_VERB], first[_VERB:], *tokens[1:]]
        return tokens

    def cut_words(self, text: str) -> list[str]:
        """The tokens of a text without a measure word."""
        if text and min(text) >= "\u4e00" and max(text) <= "\u9fd5":
            return self.words.cut(text)
        tokens: list[str] = []
        for run in _RUN.findall(text):
            if run[0] >= "\u4e00" and len(run) > 1:
                tokens += self.words.cut(run)
            else:
                tokens.append(run)
        return tokens

    def cut_known(self, word: str) -> list[str]:
        """The tokens of a word of the vocabulary, which in Chinese characters is one token."""
        return [word] if _HAN.fullmatch(word) else self.cut_words(word)

    # spaCy asks tokenizers for these when a pipeline is saved; this one has no state of its own
    def to_bytes(self, **kwargs: Any) -> bytes:  # noqa: ANN401, ARG002
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> "SubjectTokenizer":  # noqa: ANN401, ARG002
        """Nothing to load."""
        return self


def doc_of(vocab: "Vocab", tokens: list[str]) -> Doc:
    """A Doc of tokens that cover a text; a single space becomes the space behind its token, as spaCy has it."""
    if _SURROGATE.search("".join(tokens)):  # no text of UTF-8, but JSON can hold one
        tokens = [_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", token) for token in tokens]
    if " " not in tokens:
        return Doc(vocab, words=tokens, spaces=[False] * len(tokens))
    words: list[str] = []
    spaces: list[bool] = []
    for word in tokens:
        if word == " " and spaces and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
        else:
            words.append(word)
            spaces.append(False)
    return Doc(vocab, words=words, spaces=spaces)


@lru_cache(maxsize=1)
def known_words() -> Words:
    """jieba's words and those of the vocabulary, shared by all pipelines of the process."""
    out = terms().actions[OUT]
    return Words(dict.fromkeys(word for word in terms().known() if word not in out), out)


def make_tokenizer() -> "Callable[[Language], SubjectTokenizer]":
    """The tokenizer under its registered name."""

    def create(nlp: "Language") -> SubjectTokenizer:
        return SubjectTokenizer(nlp.vocab)

    return create


registry.tokenizers.register(TOKENIZER, func=make_tokenizer)
