"""Chinese words by jieba's dictionary: the most probable path through it, as `jieba.cut(HMM=False)` takes it.

Only the words that begin with a character that was met are read out of the dictionary: reading all of it takes a
second, and one run meets a tenth. No cache file, and nothing of jieba's module-level tokenizer is touched.
"""

from collections.abc import Collection, Iterable
from math import log
from typing import TYPE_CHECKING, Final

import jieba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KNOWN: Final = 1000
"""How often a word of our own vocabulary is taken to occur: more than any two words it could be split into."""
_PREFIX: Final = 0.0
"""The weight of what only begins a word; the weights of words are below."""

Block = dict[str, float]
"""The words that begin with one character, and all that begins them, with the logarithm of their probability."""


class Words:
    """The dictionary, read block by block, with our ``known`` words in it and others left ``out``."""

    def __init__(self, known: Iterable[str] = (), out: Collection[str] = ()) -> None:
        tokenizer = jieba.Tokenizer()
        with tokenizer.get_dict_file() as file:
            self._text: str = file.read().decode("utf-8")
        codes = np.frombuffer(self._text.encode("utf-32-le"), dtype=np.uint32)
        self._places = _places(codes)
        self._log_total = log(_total(codes))
        self._blocks: dict[str, Block] = {}
        self._tags: dict[str, str] = {}
        self._out = frozenset(out)
        self._known: dict[str, list[str]] = {}
        for word in known:
            if len(word) > 1:
                self._known.setdefault(word[0], []).append(word)

    def cut(self, text: str) -> list[str]:
        """The words of a run of Chinese characters."""
        size = len(text)
        blocks, single = self._blocks, -self._log_total
        best = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            char = text[start]
            block = blocks.get(char)
            if block is None:
                block = self._read(char)
            weight = block.get(char)
            top, until = (weight + best[start + 1], start + 1) if weight else (-1e300, 0)
            for end in range(start + 2, size + 1):
                weight = block.get(text[start:end])
                if weight is None:
                    break
                # of equally probable paths jieba takes the longer word
                if weight and (total := weight + best[end]) >= top:
                    top, until = total, end
            if not until:
                top, until = single + best[start + 1], start + 1
            best[start] = top
            ends[start] = until
        words = []
        start = 0
        while start < size:
            words.append(text[start : ends[start]])
            start = ends[start]
        return words

    def tag(self, word: str) -> str:
        """The part of speech that the dictionary gives a word, empty for an unknown one."""
        if word and word[0] not in self._blocks:
            self._read(word[0])
        return self._tags.get(word, "")

    def _read(self, char: str) -> Block:
        """The block of one character; empty where no word begins with it."""
        block: Block = {}
        for start, end in self._places.get(char, ()):
            fields = self._text[start:end].split()
            for word, count, tag in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
                for size in range(1, len(word)):
                    block.setdefault(word[:size], _PREFIX)
                block[word] = log(int(count) or 1) - self._log_total if word not in self._out else _PREFIX
                self._tags[word] = tag
        usual = log(_KNOWN) - self._log_total
        for word in self._known.get(char, ()):
            for size in range(1, len(word)):
                block.setdefault(word[:size], _PREFIX)
            block[word] = max(block.get(word) or usual, usual)
        self._blocks[char] = block
        return block


def _places(codes: "NDArray[np.uint32]") -> dict[str, list[tuple[int, int]]]:
    """Where the lines stand that begin with a character: the dictionary is sorted, but for a few words."""
    lines = np.concatenate(([0], np.flatnonzero(codes[:-1] == ord("\n")) + 1))
    firsts = codes[lines]
    turns = np.concatenate(([0], np.flatnonzero(firsts[1:] != firsts[:-1]) + 1))
    starts = [*lines[turns].tolist(), len(codes)]
    found: dict[str, list[tuple[int, int]]] = {}
    for code, start, end in zip(firsts[turns].tolist(), starts, starts[1:], strict=False):
        found.setdefault(chr(code), []).append((start, end))
    return found


def _total(codes: "NDArray[np.uint32]") -> int:
    """The sum of all counts: of each line (word, count, tag) what stands between its two spaces."""
    spaces = np.flatnonzero(codes == ord(" "))
    befores, ends = spaces[::2], spaces[1::2]
    total = 0
    for place in range(int((ends - befores).max()) - 1):
        digits = ends - 1 - place
        total += int((codes[digits[digits > befores]] - ord("0")).sum(dtype=np.int64)) * 10**place
    return total
