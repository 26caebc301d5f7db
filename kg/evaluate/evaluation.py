"""Actual values put to the checks of a graph: those its self-evaluations report, or those of a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.evaluate.actuals import COLUMNS, Actual
from kg.evaluate.checks import Verdict
from kg.evaluate.targets import Target, read_targets
from kg.link import last_part
from kg.query.run import Askable
from kg.records import Record
from kg.text import key


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A verdict with the target it is on; ``target`` is None where no row of the graph fits the actual value."""

    target: Target | None
    verdict: Verdict
    asked: Actual | None = None

    def record(self) -> Record:
        """The row of a table, its keys the Chinese headings."""
        row = self.target.row if self.target else None
        asked = self.asked or Actual(0, "")
        verdict = self.verdict
        return {
            "标识": self.target.identifier if self.target else asked.identifier or None,
            "部门": row.department if row else asked.department or None,
            "年度": row.year if row else asked.year or None,
            "项目": row.project if row else asked.project or None,
            "指标": row.name if row else asked.name or None,
            "目标": row.target_text if row else asked.target or None,
            "实际": verdict.actual,
            "判断": verdict.word,
            "偏差": verdict.deviation,
            "偏差单位": verdict.unit,
            "偏差（%）": verdict.percent,
            "分值": row.weight if row else None,
            "按比例得分": verdict.score,
            "理由": verdict.reason,
            "位置": self.target.where if self.target else f"所给文件第 {asked.line} 行",
        }


def evaluate_results(store: Askable, *, department: str = "", project: str = "") -> Iterator[Evaluation]:
    """The targets whose self-evaluation reports an actual value, judged anew."""
    for target in read_targets(store, department=department, project=project):
        if target.row.actual is not None:
            yield Evaluation(target, target.check.of(target.row.actual))


def evaluate_actuals(
    store: Askable, actuals: Iterable[Actual], *, department: str = "", project: str = ""
) -> Iterator[Evaluation]:
    """The values of a file, in its order; those that fit no row or several rows say so. With ``department`` and
    ``project`` only values of these."""
    by_identifier: dict[str, Target] = {}
    by_name: dict[tuple[str, str, str], list[Target]] = defaultdict(list)
    for target in read_targets(store):
        by_identifier[target.identifier] = target
        row = target.row
        by_name[_names(row.department, row.project or "", row.name or "")].append(target)
    for actual in actuals:
        named = by_identifier.get(last_part(actual.identifier))
        alike = by_name.get(_names(actual.department, actual.project, actual.name), [])
        # a spreadsheet turns an identifier such as 12e45… into a number: then the names are looked for
        found = [named] if named else [target for target in alike if _fits(target, actual)]
        wrong = _disagreement(named, actual) if named else None
        bearer = found[0].row if len(found) == 1 else actual
        if department not in bearer.department or project not in (bearer.project or ""):
            continue
        if len(found) == 1 and wrong is None:
            yield Evaluation(found[0], found[0].check.of(actual.value), actual)
        else:
            several = f"图谱里有 {len(found)} 行符合，请填标识。" if found else "图谱里没有这一行。"
            yield Evaluation(None, Verdict(None, wrong or several, actual.value or None), actual)


def template_records(store: Askable, *, department: str = "", project: str = "") -> Iterator[Record]:
    """The rows of a file to fill in: every target of the department and project, its actual value left blank."""
    for target in read_targets(store, department=department, project=project):
        row = target.row
        values = (target.identifier, row.department, row.year, row.project, row.name, row.target_text, None)
        yield dict(zip(COLUMNS, values, strict=True))


def _disagreement(target: Target, actual: Actual) -> str | None:
    """What is wrong where a row has the identifier of one target and the name of another: one column was sorted."""
    if not actual.name or key(actual.name) == key(target.row.name or ""):
        return None
    return f"标识是“{target.row.name or ''}”的，与这一行的指标名称不符，可能错了行。"


def _names(department: str, project: str, name: str) -> tuple[str, str, str]:
    return key(department), key(project), key(name)


def _fits(target: Target, actual: Actual) -> bool:
    same_year = not actual.year or actual.year == str(target.row.year)
    return same_year and (not actual.target or key(actual.target) == key(target.row.target_text))
