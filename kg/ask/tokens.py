"""The spans of a question as the reader walks them: which are used up, what stands beside what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.ask.form import Form
from kg.ask.names import Names
from kg.ask.spans import Span

_FILLERS: Final = frozenset({"filler"})
_LISTING: Final = frozenset({"and", "or"})


class Unread(Exception):  # noqa: N818 - no error: the question is answered by saying this
    """The question is not understood; ``reason`` is Chinese, ``words`` what could not be used."""

    def __init__(self, reason: str, words: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = tuple(words)


@dataclass(slots=True)
class Tokens:
    """The spans but the fillers, with a note of those that the reading has used."""

    spans: Sequence[Span]
    used: set[int] = field(default_factory=set)
    fillers: Sequence[Span] = ()
    versus: bool = False
    """Whether it is asked which of several has more."""
    among: int | None = None
    """How many projects the question says there are, among which it asks."""

    @classmethod
    def of(cls, spans: Sequence[Span]) -> "Tokens":
        """Leave out what only holds a sentence together."""
        held = [span for span in spans if any(span.has(role) for role in _FILLERS)]
        return cls([span for span in spans if span not in held], fillers=held)

    def between(self, index: int, other: int) -> str:
        """The fillers between two places."""
        start, end = self.spans[index].end, self.spans[other].start
        return "".join(span.text for span in self.fillers if start <= span.start and span.end <= end)

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> Span:
        return self.spans[index]

    def all(self, role: str, value: str | None = None) -> list[int]:
        """Where spans that may play the part stand."""
        return [index for index, span in enumerate(self.spans) if span.has(role, value)]

    def take(self, role: str, value: str | None = None) -> list[int]:
        """The places of unused spans in the part, now used."""
        found = [index for index in self.all(role, value) if index not in self.used]
        self.used.update(found)
        return found

    def put(self, changes: Mapping[int, Span | None]) -> None:
        """Replace spans by place; None takes a span out."""
        kept = [changes.get(at, span) for at, span in enumerate(self.spans)]
        self.spans = [span for span in kept if span is not None]

    def next(self, index: int, *, over: frozenset[str] = _LISTING) -> int | None:
        """The place behind, words of these roles skipped."""
        return self._beside(range(index + 1, len(self.spans)), over)

    def before(self, index: int, *, over: frozenset[str] = _LISTING) -> int | None:
        """The place in front, words of these roles skipped."""
        return self._beside(range(index - 1, -1, -1), over)

    def unused(self) -> Iterator[tuple[int, Span]]:
        """What the reading has not used, in order."""
        return ((index, span) for index, span in enumerate(self.spans) if index not in self.used)

    def _beside(self, places: range, over: frozenset[str]) -> int | None:
        return next((place for place in places if not any(map(self.spans[place].has, over))), None)


@dataclass(slots=True)
class Reading:
    """A question on its way into its form."""

    tokens: Tokens
    names: Names
    form: Form
