"""What stands at the edges of an object and is none of it: particles, totals, verbs of doing."""

from typing import Final

from kg.segment.subjects.reading import Range, Reading, covers
from kg.segment.subjects.terms import Terms

STOPS: Final = frozenset("，,；;。：:")
_MARKS: Final = STOPS | frozenset("、.．-—·/ ")
_ABOUT: Final = "对"
_DONE: Final = frozenset({"number", "number-of-people", "frequency", "area", "length", "capacity", ""})
"""The kinds of measure whose names begin with what is done: counts of what is made, and no measure."""
_BROUGHT: Final = (_DONE - {""}) | {"money"}
"""The kinds of measure of what something else brings about."""
_OWNED: Final = frozenset({"money", "duration", "quality"})
"""The kinds of measure that actions have themselves (人才培养·成本)."""


class Edges:
    """The words at edges, of ontology/vocab/actions.ttl."""

    def __init__(self, terms: Terms) -> None:
        actions = terms.actions
        both = actions["particle"] | actions["total"] | _MARKS
        self.front = actions["doing"] | actions["adverb"] | both
        self.back = actions["suffix"] | both
        self.linking, self.compound = actions["linking"], actions["compound"]
        self.producing, self.acting = actions["producing"], actions["acting"]
        self.doing = actions["doing"] | self.producing | self.acting

    def front_end(self, reading: Reading) -> int:
        """Where the verbs of doing, particles and periods in front of a subject end."""
        for at in range(reading.core):
            if reading.tokens[at] not in self.front and not covers(reading.period, at):
                return at
        return reading.core

    def trim(self, reading: Reading, start: int, end: int, *, keep: bool = True) -> Range:
        """A piece without particles at its edges and without verbs of doing in front; with ``keep`` not all of it
        is taken away."""
        tokens = reading.tokens
        links = self.linking if reading.kind not in _OWNED else frozenset[str]()
        while end > start and (
            tokens[end - 1] in self.back or (tokens[end - 1] in links and end > start + 1)
        ):
            end -= 1
        first = start
        if start and _ABOUT in (tokens[start], tokens[start - 1]):
            return start + (tokens[start] == _ABOUT), max(end, start + (tokens[start] == _ABOUT))
        while start < end and (covers(reading.period, start) or self._is_action(reading, start)):
            start += 1
        if start == end and keep and end > first and tokens[end - 1] not in self.back:
            start = end - 1
        return start, end

    def after_link(self, reading: Reading, start: int, end: int) -> Range:
        """Of a thing that brings about what is counted, the latter: 增产增效项目|惠及|企业."""
        if reading.kind not in _BROUGHT:
            return start, end
        tokens = reading.tokens
        for at in range(end - 2, start, -1):
            if tokens[at] in self.linking and tokens[at + 1] not in self.compound:
                found = self.trim(reading, at + 1, end)
                return found if found[0] < found[1] else (start, end)
        return start, end

    def _is_action(self, reading: Reading, at: int) -> bool:
        """Whether a token in front says what is done to the object. In the name of a rate or a duration such verbs
        are part of what is measured (采购·设备·合格率), and so is one that makes a name with its noun (检查·报告) or
        follows another (推进·建设·工程)."""
        tokens = reading.tokens
        word = tokens[at]
        if word in self.front:
            return True
        if reading.kind not in _DONE or (at and tokens[at - 1] in self.doing):
            return False
        if word in self.producing:
            return True
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return (
            word in self.acting
            and following is not None
            and following not in self.compound
            and following not in self.acting
        )
