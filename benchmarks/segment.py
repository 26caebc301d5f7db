"""How fast and how right targets are taken apart: this program beside other tools, in one run.

Usage: python benchmarks/segment.py [--cases FILE] [--repeat N]

Prints a Markdown table over the committed in-the-wild cases whose target stands alone (no hint from another
cell). A tool that is not installed is named as such: recognizers-text-suite (with emoji<2), jionlp, quantulum3.

The peers are scored generously: a value is right as printed or with 万 and 亿 expanded, a unit as printed or as
the tool's name for it, and for a target in words "no number found" is right. The rules of this program were
written with these cases in view; its share is a check against regression, not a forecast for other documents.
"""

import argparse
import contextlib
import io
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = {
    "chinese yuan": "元", "percentage": "%", "hour": "小时", "minute": "分钟", "second": "秒", "day": "天",
    "liter": "升", "terabyte": "TB", "gigabyte": "G", "kilometer": "公里", "square meter": "平方米",
    "cubic meter": "立方米", "year": "年", "ton": "吨", "metric ton": "吨",
}  # fmt: skip
"""The peers' names of units, in the words of the forms."""


@dataclass(frozen=True)
class Reading:
    """What a tool made of a target: None where it says nothing."""

    operator: str | None = None
    value: Decimal | None = None
    unit: str | None = None


Reader = Callable[[str], Reading]


def ours() -> Reader:
    from kg.segment import segment_target

    def read(target: str) -> Reading:
        segments = segment_target(None, target)
        return Reading(
            segments.operator, segments.value if isinstance(segments.value, Decimal) else None, segments.unit
        )

    return read


def plain_regex() -> Reader:
    pattern = re.compile(
        r"(?P<operator>[≥≤=<>]|大于等于|小于等于|等于)?\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>\S*)"
    )
    words = {"大于等于": "≥", "小于等于": "≤", "等于": "="}

    def read(target: str) -> Reading:
        match = pattern.search(target)
        if match is None:
            return Reading()
        operator = match["operator"]
        return Reading(words.get(operator, operator), Decimal(match["value"]), match["unit"] or None)

    return read


def recognizers() -> Reader:
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    def read(target: str) -> Reading:
        for recognize in (recognize_currency, recognize_dimension, recognize_percentage, recognize_number):
            for found in recognize(target, Culture.Chinese):
                if found.resolution and found.resolution.get("value"):
                    value = str(found.resolution["value"])
                    unit = "%" if value.endswith("%") else found.resolution.get("unit")
                    return Reading(None, decimal(value.rstrip("%")), unit)
        return Reading()

    return read


def jionlp() -> Reader:
    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp as tool
    hints = {"blur+": "≥", "blur-": "≤"}

    def read(target: str) -> Reading:
        try:
            found = tool.parse_money(target)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return Reading()
        if not found or isinstance(found["num"], list):
            return Reading()
        return Reading(hints.get(found["definition"]), decimal(found["num"]), found["case"])

    return read


def quantulum() -> Reader:
    from quantulum3 import parser

    def read(target: str) -> Reading:
        found = parser.parse(target)
        if not found:
            return Reading()
        name = found[0].unit.name
        return Reading(None, Decimal(str(found[0].value)), None if name == "dimensionless" else name)

    return read


TOOLS: dict[str, Callable[[], Reader]] = {
    "this program": ours,
    "recognizers-text": recognizers,
    "JioNLP (money)": jionlp,
    "quantulum3": quantulum,
    "plain regex": plain_regex,
}


def decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def score(case: dict[str, Any], reading: Reading) -> tuple[bool, bool, bool]:
    """Whether operator, value and unit are right."""
    expect = case["expect"]
    unit = expect["unit"] or ""
    if expect["kind"] != "number":
        return reading.operator == expect["operator"], reading.value is None, (reading.unit or "") == unit
    printed = Decimal(expect["value"])
    scale = 1
    for sign, factor in (("万", 10**4), ("亿", 10**8)):
        scale *= factor if unit.startswith(sign) else 1
    name = NAMES.get((reading.unit or "").lower(), reading.unit or "")
    folded = unit.replace("％", "%").replace("百分比", "%").replace("百分之", "%")
    right_unit = name in (unit, folded) or (reading.value == printed * scale and name == unit.lstrip("万亿"))
    return reading.operator == expect["operator"], reading.value in (printed, printed * scale), right_unit


def measure(read: Reader, cases: Sequence[dict[str, Any]], repeat: int) -> tuple[float, list[float]]:
    """Rows a second (the best of ``repeat`` passes) and the shares right: operator, value, unit, all three."""
    targets = [case["target"] for case in cases]
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        readings = [read(target) for target in targets]
        seconds.append(time.perf_counter() - start)
    marks = [score(case, reading) for case, reading in zip(cases, readings, strict=True)]
    shares = [sum(mark[part] for mark in marks) / len(marks) for part in range(3)]
    return len(cases) / min(seconds), [*shares, sum(all(mark) for mark in marks) / len(marks)]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--cases", type=Path, default=ROOT / "tests/cases/segment/in-the-wild.json")
    options.add_argument("--repeat", type=int, default=3)
    given = options.parse_args()
    warnings.simplefilter("ignore")
    read = json.loads(given.cases.read_text(encoding="utf-8"), parse_float=Decimal)
    cases = [case for case in read if not {"unit_text", "value_text", "worded"} & case.keys()]
    print(f"{len(cases)} targets of real forms; {given.repeat} passes, the best counts.\n")
    print("| tool | rows/s | operator | value | unit | all three |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, load in TOOLS.items():
        try:
            reader = load()
        except ImportError as error:
            print(f"| {name} | not installed ({error.name}) | | | | |")
            continue
        speed, shares = measure(reader, cases, given.repeat)
        print(f"| {name} | {speed:,.0f} | " + " | ".join(f"{share:.1%}" for share in shares) + " |")


if __name__ == "__main__":
    main()
