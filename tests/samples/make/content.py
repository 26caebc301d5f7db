"""The forms of projects.txt and of the hand-checked rows as `FormSpec`s."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from samples.make.spec import FormSpec, Goal, Row, Target

_HERE = Path(__file__).resolve().parent
_FULL = {"＞": ">", "＜": "<", "＝": "="}


@lru_cache
def projects() -> tuple[FormSpec, ...]:
    """Every form of projects.txt, in the file's order."""
    return tuple(_forms((_HERE / "projects.txt").read_text(encoding="utf-8")))


@lru_cache
def real() -> tuple[FormSpec, ...]:
    """Forms of rows that offices really printed (tests/cases/segment), under invented projects, ten rows a form."""
    cases = json.loads((_HERE.parents[1] / "cases/segment/in-the-wild.json").read_text(encoding="utf-8"))
    rows = [row for row in map(_real_row, cases) if row is not None]
    forms = []
    for start in range(0, len(rows) - 9, 10):
        chosen = {row.name: row for row in rows[start : start + 10]}
        number = start // 10 + 1
        forms.append(
            replace(
                projects()[number % len(projects())],
                project=f"{_TOPICS[number % len(_TOPICS)]}{number}号项目",
                rows=tuple(chosen.values()),
            )
        )
    return tuple(forms)


_TOPICS = ("数据资源建设", "信息系统运维", "数字产业扶持", "政务服务优化", "网络安全保障")
_SKIPPED = {"1", "100", "无", "季度", "百分之", "角"}


def _real_row(case: dict[str, object]) -> Row | None:
    """A row of the cases, if its target is a number or a wording that templates of all kinds can print."""
    name, printed, expect = str(case["name"] or ""), str(case["target"]), dict(case["expect"])  # type: ignore[call-overload]
    kind, value, unit = expect.get("kind"), expect.get("value"), expect.get("unit") or ""
    if kind not in {"number", "text"} or unit in _SKIPPED or not name or "\\" in printed:
        return None
    if name.replace(" ", "") != str(expect["subject"]).replace(" ", ""):
        return None
    operator = expect.get("operator")
    if unit.replace(" ", "") not in printed.replace(" ", ""):
        return None
    if kind == "text":
        target = Target("", printed, "", "text", value, None)
    else:
        target = Target(operator or "", f"{value}", unit, "number", value, operator, printed=printed)
    return Row(_key(name, unit), name, target, subject=str(expect["subject"]))


def _key(name: str, unit: str) -> str:
    """A plausible level 2."""
    for key, signs in (("满", ("满意",)), ("成", ("成本", "费用", "补助标准", "金额"))):
        if any(sign in name for sign in signs):
            return key
    if any(sign in name for sign in ("率", "质量", "合格")):
        return "质"
    if unit in {"小时", "分钟", "秒", "天", "日"}:
        return "时"
    return "社" if any(sign in name for sign in ("带动", "提升", "惠及", "服务")) else "数"


def _forms(text: str) -> Iterator[FormSpec]:
    lines = [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if line.startswith("@")] + [len(lines)]
    for start, end in pairwise(starts):
        yield _form(lines[start], lines[start + 1 : end])


def _form(head: str, lines: list[str]) -> FormSpec:
    project, department, unit, fiscal, other, code, project_code, years = (
        part.strip() for part in head[1:].split("|")
    )
    first, last = (int(year) for year in years.split("-"))
    money = {"财政拨款": Decimal(fiscal), "其他资金": Decimal(other)}
    goals = [line[1:].split("//") for line in lines if line.startswith(">")]
    return FormSpec(
        department=department,
        year=first,
        project=project,
        unit=unit,
        rows=tuple(_row(line) for line in lines if not line.startswith(">")),
        goals=tuple(Goal(goal[0].strip(), goal[1].strip() if len(goal) > 1 else "") for goal in goals),
        money=money,
        department_code=code,
        project_code=project_code,
        supervising=department,
        years=(first, last),
    )


def _row(line: str) -> Row:
    head, *notes = (part.strip() for part in re.split(r"\s#\s", line))
    key, name, *target = head.split("|")
    description, standard, basis = [*notes, "", "", ""][:3]
    return Row(key, name, _target(*target), description, standard, basis)


def _target(sign: str, number: str, *more: str) -> Target:
    if sign == "文":
        return Target("", number, "", "text", number, None)
    if sign == "期":
        operator, value = more[0], more[-1]
        return Target("", number, "", "date", value, operator or None)
    if sign == "域":
        unit, values = more
        return Target("", number, unit, "range", [_number(value) for value in values.split(";")], None)
    if sign == "全":
        operator, kind, value, unit = more
        return Target("", number, unit, kind, json.loads(value), operator or None, whole=True)
    sign = _FULL.get(sign, sign)
    return Target(sign, number, more[0] if more else "", "number", _number(number), sign or None)


def _number(text: str) -> int | float:
    value = Decimal(text.replace(",", ""))
    return int(value) if value == value.to_integral() else float(value)
