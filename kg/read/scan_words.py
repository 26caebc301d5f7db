"""Doubtful Chinese characters settled by the page itself: by the words that it prints elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kg.read.scan_reader import Read, Sign

_CLEAR: Final = 0.93
_UNSURE: Final = 0.9
_SETTLED: Final = 0.85
_POSSIBLE: Final = 0.08
_COMMON: Final = 100

_Support = Mapping[str, float]


def is_unsure(read: Read) -> bool:
    """Whether a Chinese character of a reading is doubtful."""
    return any(sign.confidence < _UNSURE and _is_han(sign.text) for sign in read)


def settled(reads: Sequence[Read], more: Sequence[Read] = ()) -> tuple[Read, ...]:
    """The readings of a page in which each doubtful character is the candidate that makes a word with its
    neighbours: one that the page prints clearly elsewhere, one of the dictionary, or the pair that is likeliest
    over the page. It stays doubtful in the last case. Figures and signs are never changed. ``more`` are further
    readings of the same doubtful strips; they count only for what is likely."""
    simplified = [tuple(_simplified(sign) for sign in read) for read in reads]
    further = [tuple(_simplified(sign) for sign in read) for read in more]
    clear: dict[str, float] = defaultdict(float)
    likely: dict[str, float] = defaultdict(float)
    for number, read in enumerate((*simplified, *further)):
        for one, other in pairwise(read):
            for pair, chance in _pairs(one, other):
                likely[pair] += chance
                if number < len(simplified) and chance >= _CLEAR * _CLEAR:
                    clear[pair] += 1.0
    return tuple(_settled(read, clear, likely) for read in simplified)


def _pairs(one: Sign, other: Sign) -> Iterator[tuple[str, float]]:
    """The pairs that two neighbours may be, with the chance of each."""
    for first, first_chance in ((one.text, one.confidence), *one.others):
        for second, second_chance in ((other.text, other.confidence), *other.others):
            if _is_han(first) and _is_han(second):
                yield first + second, first_chance * second_chance


def _settled(read: Read, clear: _Support, likely: _Support) -> Read:
    signs = list(read)
    for number, sign in enumerate(signs):
        if sign.confidence >= _UNSURE or not _is_han(sign.text):
            continue
        before = signs[number - 1].text if number else ""
        after = signs[number + 1].text if number + 1 < len(signs) else ""
        candidates = [
            (sign.text, sign.confidence),
            *((text, chance) for text, chance in sign.others if _is_han(text)),
        ]
        best, chance = max(
            candidates,
            key=lambda entry: (
                entry[1] > _POSSIBLE and _is_word(entry[0], before, after),
                _support(entry[0], before, after, clear) > 0,
                _support(entry[0], before, after, likely),
            ),
        )
        if _support(best, before, after, clear) > 0 or _is_word(best, before, after):
            signs[number] = Sign(best, sign.at, max(chance, _SETTLED))
        elif best != sign.text:
            signs[number] = Sign(best, sign.at, chance, ((sign.text, sign.confidence),))
    return tuple(signs)


def _support(text: str, before: str, after: str, pairs: _Support) -> float:
    return pairs.get(before + text, 0.0) + pairs.get(text + after, 0.0)


def _is_word(text: str, before: str, after: str) -> bool:
    return before + text in _words() or text + after in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """The words of two characters that are common in Chinese, from the dictionary of jieba."""
    import jieba

    found = set()
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in lines:
            word, count, *_ = line.decode("utf-8").split()
            if len(word) == 2 and int(count) >= _COMMON:
                found.add(word)
    return frozenset(found)


def _simplified(sign: Sign) -> Sign:
    """The model knows traditional and rare characters too; printed are those of the simplified standard set."""
    if not _is_han(sign.text) or _is_standard(sign.text):
        return sign
    for text, chance in sign.others:
        if _is_han(text) and _is_standard(text):
            return replace(sign, text=text, confidence=max(sign.confidence, chance), others=())
    return sign


def _is_standard(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_han(text: str) -> bool:
    return len(text) == 1 and "\u4e00" <= text <= "\u9fff"
