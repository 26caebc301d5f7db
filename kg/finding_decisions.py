"""A person's decisions on findings: ``findings.csv`` beside the graph, which no build touches.

A decision is known by the mark of its finding (rule, document, row or form, message), so that it holds in any later
build, and by the digest of what was printed there when it was made: where that is another now it is asked for again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kg.decisions import write_decided
from kg.errors import DecisionError
from kg.read.spreadsheet import read_rows
from kg.text import key

FILE: Final = "findings.csv"

Verdict = Literal["accepted", "dismissed", "open"]
VERDICTS: Final[dict[Verdict, str]] = {"accepted": "采纳", "dismissed": "不采纳", "open": "未定"}
"""采纳: the department is to mend it. 不采纳: it is no fault, for a reason. 未定: looked at, not decided."""

COLUMNS: Final = (
    "规则", "问题", "部门", "文件", "位置", "具体情况", "处理", "理由", "日期", "标识", "来源摘要",
)  # fmt: skip
_NEEDED: Final = ("处理", "标识")
_MARK: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class FindingDecision:
    """What a person decided about the finding with this ``mark``; ``digest`` is that of its source when it was
    decided. The other texts say to a reader of the file what it was about."""

    mark: str
    verdict: Verdict
    reason: str = ""
    date: str = ""
    digest: str = ""
    code: str = ""
    title: str = ""
    department: str = ""
    document: str = ""
    place: str = ""
    message: str = ""

    def holds(self, digest: str) -> bool:
        """Whether the source of the finding is as it was; ``digest``: of the source as it is."""
        return not self.digest or self.digest == digest


def read_finding_decisions(directory: Path) -> dict[str, FindingDecision]:
    """The decisions beside the graph of ``directory`` by mark; none where there is no file. Of two rows on one
    finding the later counts. Raises DecisionError for a file that is no such list."""
    path = directory / FILE
    if not path.exists():
        return {}
    head, *rows = read_rows(path, DecisionError) or [[]]
    missing = [name for name in _NEEDED if name not in head]
    if missing:
        raise DecisionError(f"{path} 不是问题处理表：缺少“{'、'.join(missing)}”列。请改正，或移走这个文件。")
    found = {}
    for number, row in enumerate(rows, 2):
        cells = {name: cell for name, cell in zip(head, row, strict=False) if name}
        if any(cells.values()):
            decision = _decision(cells, f"{path} 第 {number} 行")
            found[decision.mark] = decision
    return found


def write_finding_decisions(directory: Path, decisions: Iterable[FindingDecision]) -> Path:
    """Write ``findings.csv`` as ``links.csv`` is written (`kg.decisions.write_decided`), sorted by document, place and
    rule. Raises DecisionError."""
    ordered = sorted(decisions, key=lambda one: (one.document, one.place, one.code, one.mark))
    return write_decided(directory / FILE, COLUMNS, map(_cells, ordered))


def merge_finding_decisions(
    known: Mapping[str, FindingDecision], new: Iterable[FindingDecision]
) -> dict[str, FindingDecision]:
    """Both; a new decision takes the place of the known one, and one that is 未定 without a reason takes it away."""
    merged = dict(known)
    for decision in new:
        if decision.verdict == "open" and not decision.reason:
            merged.pop(decision.mark, None)
        else:
            merged[decision.mark] = decision
    return merged


def dismissed_marks(decisions: Mapping[str, FindingDecision]) -> Mapping[str, str]:
    """Marks of the findings that are 不采纳 to the digests of their sources."""
    return {mark: one.digest for mark, one in decisions.items() if one.verdict == "dismissed"}


def _decision(cells: Mapping[str, str], where: str) -> FindingDecision:
    word = key(cells.get("处理", ""))
    verdict = next((name for name, known in VERDICTS.items() if known == word), None)
    if verdict is None:
        raise DecisionError(f"{where}的处理“{word[:40]}”不认识，应为 {'、'.join(VERDICTS.values())}。")
    mark = cells.get("标识", "")
    if not mark or not _MARK.issuperset(mark):
        raise DecisionError(f"{where}的标识“{mark[:40]}”不是问题的标识。请不要改动“标识”一列。")
    return FindingDecision(
        mark,
        verdict,
        cells.get("理由", ""),
        cells.get("日期", ""),
        cells.get("来源摘要", ""),
        cells.get("规则", ""),
        cells.get("问题", ""),
        cells.get("部门", ""),
        cells.get("文件", ""),
        cells.get("位置", ""),
        cells.get("具体情况", ""),
    )


def _cells(decision: FindingDecision) -> Sequence[str]:
    return (
        decision.code,
        decision.title,
        decision.department,
        decision.document,
        decision.place,
        decision.message,
        VERDICTS[decision.verdict],
        decision.reason,
        decision.date,
        decision.mark,
        decision.digest,
    )
