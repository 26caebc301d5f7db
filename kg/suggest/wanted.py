"""The words of a typed name, and how much of them the names of the library hold.

Names are first looked for by the words they hold, which needs no index: the store looks through its own names. How
alike two names are is then said by `kg.linking.likeness`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log
from typing import Final

from kg.linking.naming import FILLING, read_name
from kg.segment import find_measure
from kg.suggest.asked import Asked
from kg.text import key
from kg.vocabulary import find_concept, load_scheme

_HAN: Final = re.compile(r"[\u4e00-\u9fd5]+|[a-z0-9]+(?:\.[0-9]+)?")
_SIGNS: Final = re.compile(r"[^\u4e00-\u9fd5a-z0-9.%]")
_PART: Final = 0.6
"""What the pieces of a word count for where they do not stand together."""
_PAIR: Final = 2
_SMOOTHING: Final = 20


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a typed name: its spellings (those of one meaning included), those of each piece of a longer word, and
    how much it tells before its rarity is known."""

    text: str
    spellings: tuple[str, ...]
    pieces: tuple[tuple[str, ...], ...]
    worth: float

    def held(self, name: str) -> float:
        """How much of the word a name (as `plain_name` gives it) holds, 0 to 1."""
        if any(spelling in name for spelling in self.spellings):
            return 1.0
        whole = sum(len(piece[0]) for piece in self.pieces)
        held = sum(len(piece[0]) for piece in self.pieces if any(spelling in name for spelling in piece))
        return _PART * held / whole if whole else 0.0


def plain_name(name: str) -> str:
    """A name without white space, signs and case: 首台（套） is 首台套."""
    return _SIGNS.sub("", key(name).lower())


def words_of(asked: Asked) -> tuple[Word, ...]:
    """The words of a typed name in their order, each once."""
    measure = asked.parts.measure
    return _words(asked.words, measure.text if measure else "", asked.parts.measure_kind)


@lru_cache(maxsize=256)
def _words(typed: tuple[str, ...], measure: str, kind: str | None) -> tuple[Word, ...]:
    plain = [plain_name(word) for word in typed]
    tail = plain_name(measure)
    if len(plain) > 1 and (own := find_measure(plain[-1])):  # 企业 家数 is no 企业家 数
        tail, kind = plain[-1][own.start : own.end], own.concept.name
    if tail and plain[-1].endswith(tail):
        plain[-1] = plain[-1].removesuffix(tail)
    found: dict[str, Word] = {}
    for run in (run for word in plain for run in _synonyms().split(word)):
        if find_concept("synonyms", run):
            found[run] = _word(run)
            continue
        for tokens in cut_words(run):
            word = _word("".join(tokens), tuple(tokens) if len(tokens) > 1 else ())
            found[word.text] = word
    if tail:
        stem = plain_name(read_name("".join(typed), tail, kind).stem)
        pieces = tuple(map("".join, cut_words(tail)))
        found[tail] = _word(tail, pieces if len(pieces) > 1 else (), stem if len(stem) > 1 else "")
    return tuple(word for word in found.values() if len(word.text) > 1) or tuple(found.values())


def cut_words(plain: str) -> list[list[str]]:
    """The words of a name (as `plain_name` gives it); of one that jieba cuts to single characters, its pieces.

    Single characters that belong to no word are left out, unless there is nothing else.
    """
    from kg.segment.tokenizer import known_words  # loads jieba's dictionary

    found: list[list[str]] = []
    for run in _HAN.findall(plain):
        found += _joined(known_words().cut(run)) if run[0] >= "\u4e00" else [[run]]
    return [pieces for pieces in found if len("".join(pieces)) > 1] or found


def _joined(words: Iterable[str]) -> list[list[str]]:
    """Single characters with the word before them, at the front with a short one behind: 政务·云, 云·主机, 算·力."""
    found: list[list[str]] = []
    for word in words:
        begun = "".join(found[-1]) if found else ""
        if found and (len(word) == 1 or (len(begun) == 1 and len(word) <= _PAIR)):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _word(text: str, tokens: tuple[str, ...] = (), stem: str = "") -> Word:
    spellings = tuple(filter(None, dict.fromkeys([text, stem, *_alike(text)])))
    pieces = tuple((token, *_alike(token)) for token in tokens or (_pairs(text) if len(text) > _PAIR else ()))
    return Word(text, spellings, pieces, FILLING if text in _filling() else 1.0)


def _alike(text: str) -> Iterable[str]:
    """The words of one meaning."""
    group = find_concept("synonyms", text)
    return filter(None, map(plain_name, group.labels)) if group else ()


def _pairs(text: str) -> tuple[str, ...]:
    """正常·运行 and 行率 of 正常运行率."""
    starts = [*range(0, len(text) - 1, _PAIR), *([len(text) - _PAIR] if len(text) % _PAIR else [])]
    return tuple(text[at : at + _PAIR] for at in starts)


@lru_cache(maxsize=1)
def _filling() -> frozenset[str]:
    """Words that hardly tell names apart: 相关, 开展."""
    words = [concept for concept in load_scheme("name-words") if concept.name == "filling"]
    words += [concept for concept in load_scheme("actions") if concept.name == "doing"]
    return frozenset(plain_name(label) for concept in words for label in concept.labels)


@lru_cache(maxsize=1)
def _synonyms() -> re.Pattern[str]:
    words = {plain_name(label) for concept in load_scheme("synonyms") for label in concept.labels}
    chinese = sorted((word for word in words if not word.isascii()), key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(map(re.escape, chinese))})")


def pattern_of(words: Iterable[Word]) -> str:
    """A regular expression, legal in SPARQL, that finds every name which holds a word or a piece of one."""
    words = list(words)
    parts = {part for word in words for part in chain(word.spellings, *word.pieces) if len(part) > 1}
    parts |= {word.text for word in words if len(word.text) == 1}
    return "|".join(_loose(part) for part in sorted(parts))


def _loose(part: str) -> str:
    """The characters of a part, between which a name may print a bracket or quote."""
    # a choice and no class of characters: Virtuoso matches bytes
    return "(（|[(]|“|《)?".join(map(_escaped, part))


def _escaped(character: str) -> str:
    return f"[{character}]" if character in ".%" else character


def weights_of(words: Sequence[Word], names: Iterable[str], library: int) -> list[float]:
    """How much each word tells: rare ones more. ``names`` are those found (plain), ``library`` how many there are."""
    found = [0] * len(words)
    for name in names:
        for at, word in enumerate(words):
            found[at] += any(spelling in name for spelling in word.spellings)
    return [
        word.worth * (log((library + _SMOOTHING) / (count + 1)) + 1)
        for word, count in zip(words, found, strict=True)
    ]


def held_share(words: Sequence[Word], weights: Sequence[float], name: str) -> float:
    """The weight of the words that a name holds, as a share of all, 0 to 1."""
    total = sum(weights)
    if not total:
        return 0.0
    return sum(weight * word.held(name) for word, weight in zip(words, weights, strict=True)) / total
