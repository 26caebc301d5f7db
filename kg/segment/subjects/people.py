"""The people of a subject: whose opinion is asked, or whose number or share is measured."""

from collections.abc import Sequence
from typing import Final

from kg.segment.subjects.edges import Edges
from kg.segment.subjects.fused import FusedMeasures
from kg.segment.subjects.reading import Match, Range, Reading
from kg.segment.subjects.terms import BODY, POPULATION, Terms

_ASKING: Final = "satisfaction"
_COUNTED: Final = frozenset({"rate", "growth", "intensity", _ASKING, "number-of-people", "number"})
"""The kinds of measure that people are told apart with: their share, their opinion, their number."""
_ABOUT: Final = "对"
_AND: Final = frozenset("、和与及")
_RANGE: Final = frozenset("-－—–~～至到")


class People:
    """The rules over the vocabulary."""

    def __init__(self, terms: Terms, edges: Edges, fused: FusedMeasures) -> None:
        self.persons, self.asked = terms.persons, terms.persons + terms.bodies
        actions = terms.actions
        self.being, self.things, self.dues = actions["being"], actions["thing"], actions["due"]
        self.edges, self.fused = edges, fused

    def find(self, reading: Reading, matches: Sequence[Match]) -> None:
        """Find the population, and let what stands between it and the measure join the measure."""
        if reading.kind not in _COUNTED:
            return
        tokens, core = reading.tokens, reading.core
        if reading.kind == _ASKING and _ABOUT in tokens[reading.first : core]:
            start, end = self.edges.trim(reading, reading.first, tokens.index(_ABOUT, reading.first, core))
            reading.population = (start, end) if start < end else None
            return
        found = self._last(reading, matches)
        if found is None:
            return
        start, end = found
        between = list(tokens[end:core])
        if not self.dues.isdisjoint(between):
            return
        if between and reading.measure and self.fused.are_of_measure(between):
            reading.measure = (end, reading.measure[1])
        reading.population = (self._start(reading, start), end)

    def _last(self, reading: Reading, matches: Sequence[Match]) -> Range | None:
        """The last people named, or bodies where an opinion is asked; of several ending there the longest."""
        asked = reading.kind == _ASKING
        endings = self.asked if asked else self.persons
        people = [
            (start, end)
            for label, start, end in matches
            if start >= reading.first and (label == POPULATION or (asked and label == BODY))
        ]
        people += [
            (at, at + 1) for at in range(reading.first, reading.core) if reading.tokens[at].endswith(endings)
        ]
        return max(people, key=lambda place: (place[1], place[0] - place[1]), default=None)

    def _start(self, reading: Reading, start: int) -> int:
        """What stands before the people belongs to them (高血压·患者), unless it is what they are asked about or
        what brings them in (集成电路政策·惠及·人才)."""
        tokens = reading.tokens
        if tokens[start][:2] in self.being:
            return start
        front = self.edges.trim(reading, reading.first, start, keep=False)[0]
        for part in (reading.scope, reading.period):
            if part and part[0] < start:
                front = max(front, part[1])
        at = start
        while at > front:
            word = tokens[at - 1]
            if word in self.being:
                return at - 1
            if (word in self.things and at == start) or (word in self.edges.linking and at - 1 > front):
                break
            if word in self.edges.front and word not in _AND and not _in_range(tokens, at - 1):
                break
            at -= 1
        return at


def _in_range(tokens: Sequence[str], at: int) -> bool:
    """Whether a token stands between the numbers of a range: 0·-·6岁儿童."""
    return (
        tokens[at] in _RANGE
        and 0 < at < len(tokens) - 1
        and tokens[at - 1][-1].isdigit()
        and tokens[at + 1][0].isdigit()
    )
