"""Where an expression stands: its clause, what stands before it since the target before, and what follows."""

from dataclasses import dataclass

from kg.segment.prose.clauses import clause_end, clause_start
from kg.segment.prose.expressions import Expression


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an expression stands in masked text: its clause, and the piece of it since the expression before."""

    text: str
    clause: int
    piece: int
    start: int
    end: int
    clause_end: int
    following: Expression | None = None
    shares: bool = False
    """Whether the expression before is a target of the same list (新增企业10家、平台3个)."""

    @property
    def before(self) -> str:
        return self.text[self.piece : self.start]

    @property
    def whole(self) -> str:
        return self.text[self.clause : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.clause_end]


def surroundings(
    text: str, found: tuple[Expression, ...], index: int, *, last: Expression | None
) -> Surroundings:
    """The surroundings of one expression; ``last`` is the target before it, if there is one."""
    one = found[index]
    clause = clause_start(text, one.start)
    end = clause_end(text, one.end)
    following = found[index + 1] if index + 1 < len(found) and found[index + 1].start < end else None
    piece = max(clause, last.end) if last else clause
    shares = last is not None and last.end >= clause
    return Surroundings(text, clause, piece, one.start, one.end, end, following, shares)
