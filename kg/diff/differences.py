"""What a comparison of two sides gives: the differences, and the account of the rows of both."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kg.records import Record

Kind = Literal[
    "project-dropped", "project-new", "project-renamed", "dropped", "loosened", "tightened", "new", "value",
    "operator", "unit", "type", "reworded", "level", "weight", "money", "goal", "other",
]  # fmt: skip
KINDS: Final[Mapping[Kind, str]] = {
    "project-dropped": "取消项目",
    "project-new": "新增项目",
    "project-renamed": "项目更名",
    "dropped": "取消",
    "loosened": "放宽",
    "tightened": "收紧",
    "new": "新增",
    "value": "数值变化",
    "operator": "运算符变化",
    "unit": "单位变化",
    "type": "类型变化",
    "reworded": "改写",
    "level": "级别变化",
    "weight": "分值变化",
    "money": "金额变化",
    "goal": "目标变化",
    "other": "其他变化",
}
"""The kinds in the order in which they are listed: of a row with several changes the first one leads."""

MEANINGS: Final[Mapping[Kind, str]] = {
    "project-dropped": "旧的一方有、新的一方没有的项目；它的指标各行另计为取消。",
    "project-new": "新的一方才有的项目；它的指标各行另计为新增。",
    "project-renamed": "按编码、链接或相似度认定为同一项目，名称不同。",
    "dropped": "旧的一方有、新的一方没有的指标行。",
    "loosened": "新目标更容易达到：下限降低、上限提高、区间变宽、等级降低。",
    "tightened": "新目标更难达到：下限提高、上限降低、区间变窄、等级提高。",
    "new": "新的一方才有的指标行。",
    "value": "数值变了，但说不清是收紧还是放宽：没有符号也不知道方向、单位不能换算，或说法不同。",
    "operator": "≥ ≤ = > < 变了，补写或删去也算。",
    "unit": "计量单位变了，说明换算后是否相等。",
    "type": "数值、区间、日期、文字之间的变化，例如定量改为定性。",
    "reworded": "指标名称或文字目标改了写法。",
    "level": "一级或二级指标变了。",
    "weight": "指标分值变了。",
    "money": "同一项目同一来源的金额变了。",
    "goal": "绩效目标的文字变了、新增或取消。",
    "other": "同一年度两份文件之间其他单元格的变化。",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: its kind, what it was and is as printed (empty where there is nothing), and a
    Chinese sentence."""

    kind: Kind
    old: str
    new: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row, an amount, a goal or a project that is not the same on both sides.

    ``old`` and ``new`` are catalogue records (of money ``source``, ``phase``, ``amount`` in 万元; of goals ``label``,
    ``horizon``, ``text``; of projects ``project``, ``budget`` and ``rows``), None where one side has none.
    ``project`` is the name on the new side, else on the old one, empty for the form of a whole department.
    ``changes`` has one at least, the leading one first. ``score`` (0 to 1) says how sure the pairing is,
    ``doubt`` in Chinese why it may be wrong, empty where it is taken for sure.
    """

    department: str
    project: str
    old: Record | None
    new: Record | None
    changes: tuple[Change, ...]
    score: float = 1.0
    doubt: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of the leading change."""
        return self.changes[0].kind

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind of change, once."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))

    @property
    def words(self) -> str:
        """All that changed, in Chinese."""
        return "；".join(change.words for change in self.changes)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every row of both sides: old = paired + dropped + repeated + aside, new likewise.

    ``repeated`` rows are printed by several documents of one side and compared once; ``aside`` rows stand in a kind
    of form that the other side does not have of the project (a self-evaluation beside a budget). ``unchanged`` and
    ``doubtful`` are counted among the paired.
    """

    old_rows: int = 0
    new_rows: int = 0
    paired: int = 0
    unchanged: int = 0
    doubtful: int = 0
    dropped: int = 0
    new: int = 0
    repeated_old: int = 0
    repeated_new: int = 0
    aside_old: int = 0
    aside_new: int = 0

    def is_balanced(self) -> bool:
        """Whether no row is lost or counted twice."""
        old = self.paired + self.dropped + self.repeated_old + self.aside_old
        new = self.paired + self.new + self.repeated_new + self.aside_new
        return (old, new) == (self.old_rows, self.new_rows)

    def in_words(self) -> str:
        """The account as two Chinese lines."""
        lines = []
        for name, rows, alone, word, repeated, aside in (
            ("旧", self.old_rows, self.dropped, "取消", self.repeated_old, self.aside_old),
            ("新", self.new_rows, self.new, "新增", self.repeated_new, self.aside_new),
        ):
            parts = [f"配对 {self.paired}", f"{word} {alone}"]
            if repeated:
                parts.append(f"别的文件重复印出 {repeated}")
            if aside:
                parts.append(f"对方没有同类表单、不比 {aside}")
            lines.append(f"{name}：{rows} 行 = {' + '.join(parts)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences between two sides, by department and project in reading order, and the account of rows."""

    old_name: str
    new_name: str
    differences: tuple[Difference, ...]
    account: Account = field(default_factory=Account)

    def summary(self) -> dict[Kind, int]:
        """How many differences have each kind, in the order of KINDS; a row with two kinds counts for both."""
        counts = Counter(kind for one in self.differences for kind in one.kinds)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def only(self, kinds: Collection[str]) -> "Comparison":
        """The same with the differences that have one of these kinds; all where none is given."""
        if not kinds:
            return self
        kept = tuple(one for one in self.differences if not set(kinds).isdisjoint(one.kinds))
        return replace(self, differences=kept)


def in_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, the leading kind first."""
    order = list(KINDS)
    return tuple(sorted(changes, key=lambda change: order.index(change.kind)))
