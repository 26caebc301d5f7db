"""Why a check says what it says, in Chinese."""

from decimal import Decimal
from typing import Final

from kg.graph.reported import Reported, is_in_another_unit, may_be_all_done
from kg.graph.targets import word_unit
from kg.model import Indicator
from kg.records import number_text

_LONGEST: Final = 40


def reason_for(target: Indicator, actual: str, met: bool) -> str:  # noqa: FBT001 - the verdict itself
    """The comparison that was made."""
    return f"实际“{_cut(actual)}”{'符合' if met else '不符合'}{_printed(target)}。"


def reason_without(target: Indicator, reported: Reported, actual: str) -> str:
    """Why there is no verdict: first what the target lacks, then what the actual value lacks."""
    printed = _printed(target)
    value = f"实际值“{_cut(actual)}”"
    return _lack_of_target(target, printed, reported) or _lack_of_actual(target, reported, printed, value)


def _lack_of_target(target: Indicator, printed: str, reported: Reported) -> str | None:
    if target.kind == "missing":
        return "目标没有填写。"
    if target.kind == "multi":
        return f"{printed}有几个数值，不知道该与哪一个比。"
    if target.kind in {"number", "date"} and target.operator is None:
        return f"{printed}没有写运算符，不猜测是不低于、不高于还是等于。"
    if target.kind != "text":
        return None
    if target.grade is None:
        return f"{printed}是定性的，没有可以比较的数值或等级。"
    found = reported.segments.grade
    if found is None:
        return f"{printed}是等级，实际值没有写出等级。"
    return f"{printed}与实际值“{found.word}”不在同一个等级尺度上。"


def _lack_of_actual(target: Indicator, reported: Reported, printed: str, value: str) -> str:
    found = reported.segments
    if target.kind == "date":
        if found.kind != "date":
            return f"{value}不是日期。"
        return f"{value}与{printed}的日期写法不同，或写的是一段时间，无法比较先后。"
    if found.kind not in {"number", "range"}:
        return f"{value}不是数值。"
    if found.doubts:
        return f"{value}读不准：{found.doubts[0][1]}"
    if found.kind == "range":
        return f"{value}是一个区间，无法确定是否达到。"
    if found.change != target.change:
        return f"{value}与{printed}，一个是变化量，一个不是。"
    if reported.value is None and reported.base_value is None:
        return f"{value}的单位“{found.unit or ''}”与目标的单位“{target.unit or '（未写）'}”不能换算。"
    if found.unit is None and reported.base_value is None and target.quantity_kind == "ratio":
        return f"{value}没有写百分号，可能是百分数，也可能是小数。"
    if is_in_another_unit(reported, target):
        return f"{value}没有写单位，与{printed}相差太大，可能不是同一个单位。"
    if may_be_all_done(reported, target):
        return f"{value}没有写单位，可能是完成了百分之一百，也可能就是这个数，与{printed}无法比较。"
    if found.operator not in {None, "="}:
        return f"{value}只给出范围，无法确定是否达到{printed}。"
    return f"{value}与{printed}无法比较。"


def _printed(target: Indicator) -> str:
    """The target as printed; where a number stands for the unit, what it is read as: “=10” and “1” print as =101."""
    printed = f"目标“{_cut(target.target_text)}”"
    if word_unit(target.unit) == target.unit or not isinstance(target.value, Decimal):
        return printed
    return f"{printed}（读作 {target.operator or ''}{number_text(target.value)}，单位印作“{target.unit}”）"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
