"""What a line of the search box says: conditions that are understood, and words to look for.

Nothing is guessed in silence: every piece says what it was taken for, so that it can be taken away, or be put in
quotation marks to be looked for as words. A number is a condition only with a comparison or as the end of a range
(`kg.explorer.search.bounds`); a run of characters is one only where known words cover it from end to end.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kg.ask.names import Names
from kg.ask.words import level1_labels, narrower_kinds
from kg.explorer.opened import Graph
from kg.explorer.rows.index import row_index
from kg.explorer.rows.operators import operator_iri, operator_signs
from kg.explorer.rows.wanted import Choice, Comparison, Filter
from kg.explorer.search.bounds import find_bounds
from kg.link import place_name
from kg.segment import find_unit
from kg.segment.lexicon import lexicon
from kg.segment.scan import only_glue
from kg.segment.view import make_view
from kg.text import key
from kg.vocabulary import Concept, load_scheme, spellings

_LONGEST: Final = 300
_LONGEST_NAME: Final = 40
_QUOTED: Final = re.compile(r"[“\"「『]([^“”\"「」『』]{1,100})[”\"」』]")
_CHUNK: Final = re.compile(r"(?:[^\s,，;；、。]|(?<=\d)[,，](?=\d{3}))+")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:年度|财年|年)?(?!\d)")
_LEVEL_OF_PLACE: Final = re.compile(r"(?:省|市|自治区|自治州|区|县|州|盟|旗)$")
_KIND_END: Final = "指标"
_IDLE: Final = ("的", "指标", "且", "和")
"""What stands between known words without a meaning of its own."""
_REASONS: Final = ("target", "number", "unit", "operator")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` of the line and what they are taken for, in Chinese.

    ``choices`` and ``comparisons`` are its conditions; without them it is looked for as ``word``.
    """

    start: int
    end: int
    words: str
    choices: tuple[Choice, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    word: str = ""

    @property
    def is_condition(self) -> bool:
        """Whether it is more than a word."""
        return not self.word


@dataclass(frozen=True, slots=True)
class Said:
    """A line and its pieces in order."""

    line: str
    pieces: tuple[Piece, ...]

    def apply(self, wanted: Filter) -> Filter:
        """The filter with what the line asks for; values of one column are alternatives of each other."""
        merged: dict[tuple[str, str], Choice] = {}
        for choice in (choice for piece in self.pieces for choice in piece.choices):
            known = merged.get((choice.column, choice.other))
            merged[choice.column, choice.other] = (
                replace(
                    choice,
                    values=tuple(dict.fromkeys((*known.values, *choice.values))),
                    other_values=tuple(dict.fromkeys((*known.other_values, *choice.other_values))),
                )
                if known
                else choice
            )
        return replace(
            wanted,
            text=" ".join([wanted.text, *(piece.word for piece in self.pieces if piece.word)]).strip(),
            choices_said=tuple(merged.values()),
            comparisons=tuple(one for piece in self.pieces for one in piece.comparisons),
        )

    def without(self, piece: Piece) -> str:
        """The line without a piece."""
        return " ".join(f"{self.line[: piece.start]} {self.line[piece.end :]}".split())

    def as_words(self, piece: Piece) -> str:
        """The line with a piece in quotation marks: looked for as it is written."""
        before, text, after = (
            self.line[: piece.start],
            self.line[piece.start : piece.end],
            self.line[piece.end :],
        )
        return " ".join(f"{before} “{text.strip()}” {after}".split())


def parted(graph: Graph, said: Said, piece: Piece) -> str:
    """The line with a word parted behind what is known at its beginning (某市数据中心 → 某市 数据中心); empty where
    nothing is."""
    known = _known(tuple(row_index(graph).coded("departmentName").values))
    text = said.line[piece.start : piece.end]
    for at in range(len(text) - 2, 1, -1) if piece.word == text else ():
        if _term(text[:at], 0, known):
            return f"{said.line[: piece.start]}{text[:at]} {text[at:]}{said.line[piece.end :]}"
    return ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a graph knows of names."""

    departments: Names
    places: Mapping[str, tuple[str, ...]]


def read_line(graph: Graph, line: str) -> Said:
    """Take a line of the box apart by the words of the vocabulary and the departments of the graph."""
    line = line[:_LONGEST]
    index = row_index(graph)
    known = _known(tuple(index.coded("departmentName").values))
    pieces: list[Piece] = []
    at = 0
    for quote in _QUOTED.finditer(line):
        pieces += _read(line, at, quote.start(), known)
        if quote[1].strip():
            pieces.append(_word(quote.start(), quote.end(), quote[1]))
        at = quote.end()
    pieces += _read(line, at, len(line), known)
    return Said(line, tuple(pieces))


@lru_cache(maxsize=4)
def _known(departments: tuple[str, ...]) -> _Known:
    places: dict[str, set[str]] = {}
    for name in departments:
        place = place_name(name)
        for spelling in {place, _LEVEL_OF_PLACE.sub("", place)}:
            if len(spelling) > 1:
                places.setdefault(spelling, set()).add(name)
    names = Names({"department": {key(name): (name,) for name in departments}}, {})
    return _Known(names, {place: tuple(sorted(found)) for place, found in places.items()})


def _read(line: str, start: int, end: int, known: _Known) -> Iterator[Piece]:
    """The pieces of a part of the line without quotation marks."""
    for first, last in _runs(line, start, end):
        view = make_view(line[first:last])
        at = first
        for found in find_bounds(view):
            before, behind = (first + place for place in view.span(found.start, found.end))
            yield from _chunks(line, at, _led_in(line, at, before), known)
            yield Piece(before, behind, found.words, found.choices, found.comparisons)
            at = behind
        yield from _chunks(line, at, last, known)


def _runs(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs without white space; a sign and its number are one (≥ 95 %), and a number and its unit."""
    first = last = -1
    for chunk in _CHUNK.finditer(line, start, end):
        before = key(line[first:last]) if first >= 0 else ""
        signed = _ends_in_sign(before) and chunk[0][:1].isdecimal()
        counted = before[-1:].isdecimal() and find_unit(chunk[0]) is not None
        if first >= 0 and not signed and not counted:
            yield first, last
            first = -1
        first, last = chunk.start() if first < 0 else first, chunk.end()
    if first >= 0:
        yield first, last


def _ends_in_sign(text: str) -> bool:
    return any(lexicon().before.fullmatch(text, at) for at in range(len(text)))


def _led_in(line: str, start: int, end: int) -> int:
    """Where the words end that only lead in a comparison: 满意度达到 before 95%以上."""
    view = make_view(line[start:end])
    for at in range(len(view.text)):
        if only_glue(view.text, at, len(view.text), lexicon().between) is not None:
            return start + (view.starts[at] if at else 0)
    return end


def _chunks(line: str, start: int, end: int, known: _Known) -> Iterator[Piece]:
    for chunk in _CHUNK.finditer(line, start, end):
        yield from _chunk(chunk[0], chunk.start(), known)


def _chunk(chunk: str, start: int, known: _Known) -> Iterator[Piece]:
    """A run without white space: known words from end to end, a year and words, or words."""
    covered = _cover(chunk, known)
    for year in () if covered else _YEAR.finditer(chunk):
        # 某市2026年响应时间: what stands behind a year can be a name
        before = _cover(chunk[: year.end()], known)
        if before is not None and not chunk[year.end()].isascii():
            behind = year.end()
            covered = [*before, _word(behind, len(chunk), chunk[behind:])]
            break
    for piece in covered or [_word(0, len(chunk), chunk)]:
        yield replace(piece, start=piece.start + start, end=piece.end + start)


def _cover(chunk: str, known: _Known) -> list[Piece] | None:
    """The fewest known words that cover a run; None where they do not. A run of idle words says nothing."""
    if len(chunk) > _LONGEST_NAME * 2:
        return None
    best: list[list[Piece] | None] = [None] * len(chunk) + [[]]
    for start in range(len(chunk) - 1, -1, -1):
        for end in range(min(len(chunk), start + _LONGEST_NAME), start, -1):
            rest = best[end]
            if rest is None:
                continue
            text = chunk[start:end]
            piece = _term(text, start, known)
            found = [piece, *rest] if piece else rest if text in _IDLE else None
            if found is not None and (best[start] is None or len(found) < len(best[start] or ())):
                best[start] = found
    return best[0] or None


def _term(text: str, start: int, known: _Known) -> Piece | None:
    """What a run of characters is known as."""
    folded, end = key(text), start + len(text)
    year = _YEAR.fullmatch(text)
    if year:
        return _year(year, start)
    if (sign := operator_signs().get(operator_iri(folded) or "")) is not None:
        return Piece(start, end, f"运算符 {sign}", (Choice("operator", (operator_iri(folded) or "",)),))
    if state := spellings("states").get(folded):
        return Piece(start, end, f"状况：{state.label}", (_state(state),))
    if kind := _kinds().get(folded):
        level1 = level1_labels(kind.name)
        iris = tuple(kind.iri.removesuffix(kind.name) + name for name in narrower_kinds(kind.name))
        choice = Choice("kind", iris, "level1" if level1 else "", level1)
        return Piece(start, end, f"类别：{kind.label}", (choice,))
    departments = known.departments.spelled("department", folded)
    if departments:
        return _departments(departments, f"部门：{departments[0]}", start, end)
    if found := known.places.get(text):
        return _departments(found, f"部门：{_several(found)}（“{text}”）", start, end)
    if meant := known.departments.departments_meant(folded):
        return _departments(meant, f"部门：{_several(meant)}（“{text}”）", start, end)
    return None


def _departments(names: Sequence[str], words: str, start: int, end: int) -> Piece:
    return Piece(start, end, words, (Choice("departmentName", tuple(names)),))


def _several(names: Sequence[str]) -> str:
    return f"{len(names)} 个" if len(names) > 1 else names[0]


def _year(year: re.Match[str], start: int) -> Piece:
    return Piece(start, start + year.end(), f"年度：{year[1]}", (Choice("year", (year[1],)),))


def _word(start: int, end: int, text: str) -> Piece:
    return Piece(start, end, text, word="".join(text.split()))


def _state(state: Concept) -> Choice:
    if state.name in ("doubtful", "sure"):
        return Choice("sure", ("no" if state.name == "doubtful" else "yes",))
    return Choice("reason", _REASONS if state.name == "any" else (state.name,))


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, Concept]:
    """The kinds by what people call them: 数量, 数量指标, 服务对象满意度."""
    found: dict[str, Concept] = {}
    for concept in load_scheme("kinds"):
        named = [label for label in concept.labels if label.endswith(_KIND_END)]
        for label in (concept.label, concept.label.removesuffix(_KIND_END), *named):
            found.setdefault(key(label), concept)
    return found
