"""A subject's tokens read as scope, period, population, object and measure.

The measure stands at the end; a verb or adverb may belong to it. Scope and period are taken out where they stand,
people are looked for in what is left, and the object is the rest without particles and verbs of doing at its edges.
"""

from collections.abc import Sequence
from typing import Final

from kg.segment.subjects.edges import STOPS, Edges
from kg.segment.subjects.fused import FusedMeasures
from kg.segment.subjects.people import People
from kg.segment.subjects.reading import Match, Range, Reading, covers, wider
from kg.segment.subjects.terms import PERIOD, SCOPE, Terms
from kg.segment.words import Words

_OPENING: Final = frozenset('“‘《（(「『【〔"')
_CLOSING: Final = frozenset('”’》）)」』】〕"')
_AND_THEN: Final = "并"
_AND: Final = frozenset({"及", "和", "与", "、", "以及"})
_PLACE: Final = "ns"
"""The tag of places in jieba's dictionary."""
_AREAS: Final = frozenset("市省县区州")


class SubjectGrammar:
    """The rules over the vocabulary; one for a pipeline."""

    def __init__(self, terms: Terms, words: Words) -> None:
        self.words, self.anywhere = words, terms.anywhere
        self.every, self.having = terms.actions["every"], terms.actions["having"]
        self.edges = Edges(terms)
        self.fused = FusedMeasures(terms, words, self.edges)
        self.people = People(terms, self.edges, self.fused)

    def read(
        self, tokens: Sequence[str], matches: Sequence[Match], head: int | None, end: int, kind: str = ""
    ) -> Reading:
        """Take a subject apart. ``head`` is the token of the measure word and ``kind`` its concept; at ``end`` the
        tail of the subject begins."""
        first, core = _clause(tokens, head, end)
        reading = Reading(tokens, kind, first, core)
        if head is not None:
            reading.core = self.fused.start(reading, head)
            reading.measure = (reading.core, head + 1)
        inner = matches
        if not _OPENING.isdisjoint(tokens):
            quoted = _quoted(tokens)
            inner = [match for match in matches if match[1] not in quoted]
        inner = [match for match in inner if match[2] <= reading.core]
        self._find_period(reading, inner)
        self._find_scope(reading, inner)
        if reading.scope is None and end < len(tokens):
            self._find_scope_in_tail(reading, matches, end)
        if not self._skip_base(reading):
            self.people.find(reading, inner)
        self._find_object(reading)
        return reading

    def _find_period(self, reading: Reading, matches: Sequence[Match]) -> None:
        """The first period, with one that follows at once (2026年·全年). 年 or 月 alone is one in front, or before the
        measure or something that people do (图书馆·年·接待·人次), but not in 服务月活动."""
        tokens = reading.tokens
        front = self.edges.front_end(reading)
        for label, start, end in matches:
            if label != PERIOD:
                continue
            if end - start == len(tokens[start]) == 1 and start > front:
                before_verb = end < reading.core and self.fused.is_done(tokens[end])
                if not before_verb and (end < reading.core or reading.measure is None):
                    continue
            if reading.period and reading.period[1] == start:
                reading.period = (reading.period[0], end)
            else:
                reading.period = wider(reading.period, (start, end))

    def _find_scope(self, reading: Reading, matches: Sequence[Match]) -> None:
        tokens = reading.tokens
        front = self.edges.front_end(reading)
        for label, start, end in matches:
            if label == SCOPE and (start <= front or "".join(tokens[start:end]) in self.anywhere):
                known = reading.scope
                if known and known[1] == start - 1 and tokens[start - 1] in _AND:  # 全省·及·各市县
                    reading.scope = (known[0], end)
                else:
                    reading.scope = wider(known, (start, end))
        if reading.scope is None and front < reading.core and self._is_place(tokens[front]):
            reading.scope = (front, front + 1)

    def _skip_base(self, reading: Reading) -> bool:
        """Begin behind the base of an average; what each has is counted, and be it people: 每万名学生拥有|专任教师."""
        tokens = reading.tokens
        front = self.edges.front_end(reading)
        if front < reading.core and (tokens[front] in self.every or tokens[front][0] in self.every):
            for at in range(front, reading.core - 1):
                if tokens[at] in self.having:
                    reading.first = at + 1
                    return True
        return False

    def _find_scope_in_tail(self, reading: Reading, matches: Sequence[Match], end: int) -> None:
        """The scope in brackets at the end: 便民服务数量(城区)."""
        for label, start, stop in matches:
            if label == SCOPE and start > end:
                reading.scope = (start, stop)
                return
        if end + 1 < len(reading.tokens) and self._is_place(reading.tokens[end + 1]):
            reading.scope = (end + 1, end + 2)

    def _is_place(self, word: str) -> bool:
        if len(word) == 1 or self.words.tag(word) != _PLACE:
            return False
        # jieba tags 城市 and 满意度 as places too
        return word[-1] not in "市度" or (len(word) > 2 and word[-1] in _AREAS)

    def _find_object(self, reading: Reading) -> None:
        """The last piece between the other parts that is more than edges."""
        until = reading.measure[0] if reading.measure else reading.core
        taken = [
            part for part in (reading.scope, reading.period, reading.population) if part and part[0] < until
        ]
        at = reading.first
        for start, end in [*sorted(taken), (until, until)]:
            if at < start:
                if (
                    reading.object
                    and reading.measure
                    and start == until
                    and start - at == 1
                    and _is_behind(reading, at)
                ):
                    reading.measure = (at, reading.measure[1])
                    return
                piece = self.edges.trim(reading, at, start, keep=reading.population is None)
                if piece[0] < piece[1]:
                    reading.object = piece
            at = max(at, end)
        if reading.object and reading.population is None:
            reading.object = self.edges.after_link(reading, *reading.object)


def _is_behind(reading: Reading, at: int) -> bool:
    """Whether a token follows the period: one between it and the measure is of the measure (年|到馆|人次)."""
    return at > 0 and covers(reading.period, at - 1)


def _clause(tokens: Sequence[str], head: int | None, end: int) -> Range:
    """The clause that says what is measured: the last before a measure, the first where there is none."""
    if STOPS.isdisjoint(tokens) and _AND_THEN not in tokens:
        return 0, end
    until = end if head is None else head
    while until and tokens[until - 1] in STOPS:
        until -= 1
    if head is not None:
        return max((at + 1 for at in range(until) if tokens[at] in STOPS), default=0), until
    start = 0
    for at in range(until):
        if tokens[at] in ":：" and at + 1 < until:
            start = at + 1
        elif at > start and (tokens[at] in STOPS or tokens[at] == _AND_THEN):
            return start, at
    return start, until


def _quoted(tokens: Sequence[str]) -> frozenset[int]:
    """The tokens inside quotes and brackets: parts of names."""
    inside: set[int] = set()
    depth = 0
    for index, token in enumerate(tokens):
        if depth and token in _CLOSING:
            depth -= 1
        elif token in _OPENING:
            depth += 1
        elif depth:
            inside.add(index)
    return frozenset(inside)
