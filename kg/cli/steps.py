"""The steps of segmentation in words, for `kg explain` and `kg segment --explain`."""

from collections.abc import Iterable
from typing import Final

from kg.namespaces import PREFIXES
from kg.records import Record, plain
from kg.segment import Step
from kg.vocabulary import load_scheme

_FIELDS: Final = {
    "subject": "指标对象",
    "operator": "运算符",
    "value": "数值",
    "unit": "单位",
    "grade": "等级",
}
_SOURCES: Final = {"name": "名称", "target": "目标", "elsewhere": "另一栏"}


def steps_in_words(steps: Iterable[Step]) -> list[str]:
    """A line for each step: its characters, what they became, and what the rule does."""
    rules = {concept.name: concept for concept in load_scheme("rules")}
    lines = []
    for step in steps:
        rule = rules[step.rule]
        read = "不计入" if step.result is None else f"{_FIELDS[step.field]} {plain(step.result)}"
        meaning = rule.properties[PREFIXES["skos"] + "definition"][0]
        lines.append(
            f"{_SOURCES[step.source]} {step.start}-{step.end}“{step.printed}” → {read}　〔{rule.label}〕{meaning}"
        )
    return lines


def step_to_record(step: Step) -> Record:
    """A step as JSON: rule, field, source, start, end, printed, result."""
    return {name: plain(getattr(step, name)) for name in step.__dataclass_fields__}
