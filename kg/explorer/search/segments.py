"""How a row was taken apart, drawn on its printed name and target."""

import re
from collections.abc import Sequence
from typing import Final

from kg.explorer.looks.markup import facts_html
from kg.explorer.looks.wording import NOTHING, escape, value_text
from kg.explorer.nodes import first, first_text
from kg.explorer.rows.targets import Row
from kg.vocabulary import load_scheme

_PARTS: Final = {"subject": "对象", "operator": "运算符", "value": "数值", "unit": "单位"}
_CHANGES: Final = {"increase": "增加", "decrease": "减少"}
_ENTRY: Final = re.compile(r"([a-z.]+):(\d+)-(\d+)")
_QUANTITIES: Final = {
    "ratio": "比率", "money": "金额", "duration": "时长", "people": "人数", "count": "个数", "area": "面积",
    "length": "长度", "volume": "体积", "mass": "质量", "information": "数据量", "rate": "单位量",
}  # fmt: skip


def segments_html(row: Row) -> str:
    """The printed name and target with their parts in colour, and the values read from them."""
    spans = part_spans(first_text(row.node, "partSpans"))
    inside_name = [(part.removeprefix("name."), s, e) for part, s, e in spans if _is_of_name(part)]
    inside_target = [(part, s, e) for part, s, e in spans if not _is_of_name(part)]
    name, target = first_text(row.node, "name"), first_text(row.node, "targetText")
    legend = "".join(f'<span class="kg-{part}">{word}</span>' for part, word in _PARTS.items())
    marked = (
        f'<div class="kg-key" style="font-size:13px;margin-bottom:6px">{legend}</div>'
        f'<div class="kg-text" style="font-size:16px;line-height:1.8;margin-bottom:10px">{mark(name, inside_name)}　'
        f"{mark(target, inside_target)}</div>"
    )
    return marked + facts_html(
        [
            ("对象", row.text("subject") or NOTHING),
            ("取值类型", row.kind),
            ("运算符", row.operator or "没有写"),
            ("取值", value_text(row.value) or NOTHING),
            ("单位", row.text("unitText") or NOTHING),
            ("换算值", _base(row)),
            ("区间", _bounds(row)),
            ("变化", _CHANGES.get(first_text(row.node, "change"), "")),
            ("等级", _grade(row)),
            ("指标性质", _direction(row)),
            ("切分规则", _rules(row)),
        ]
    )


def part_spans(literal: str) -> list[tuple[str, int, int]]:
    """Part, start and end from the compact literal on a row (``operator:0-1;value:2-4``)."""
    return [(match[1], int(match[2]), int(match[3])) for match in _ENTRY.finditer(literal)]


def mark(text: str, spans: Sequence[tuple[str, int, int]]) -> str:
    """The text as markup with its parts coloured; parts that overlap an earlier one are left plain."""
    pieces, at = [], 0
    for part, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if part in _PARTS and at <= start < end <= len(text):
            pieces += [escape(text[at:start]), f'<span class="kg-{part}">{escape(text[start:end])}</span>']
            at = end
    return "".join(pieces) + escape(text[at:])


def _is_of_name(part: str) -> bool:
    return part == "subject" or part.startswith("name.")


def _grade(row: Row) -> str:
    rank, steps = first(row.node, "gradeRank"), first(row.node, "gradeSteps")
    return "" if rank is None else f"{steps} 级中的第 {rank} 级（1 最好）"


def _direction(row: Row) -> str:
    name = first_text(row.node, "direction").rpartition("/")[2]
    label = {concept.name: concept.label for concept in load_scheme("directions")}.get(name)
    return f"{label}（依据“{row.text('directionBasis')}”）" if label else ""


def _rules(row: Row) -> str:
    labels = {concept.name: concept.label for concept in load_scheme("rules")}
    fired = first_text(row.node, "rules").split()
    return "、".join(labels[rule] for rule in fired if rule in labels)


def _base(row: Row) -> str:
    if first(row.node, "baseValue") is None:
        return ""
    quantity = first_text(row.node, "quantityKind")
    unit = row.text("baseUnit")
    shown = f"{row.text('baseValue')} {'' if unit == '1' else unit}".strip()
    return f"{shown}（{_QUANTITIES.get(quantity, quantity)}）" if quantity else shown


def _bounds(row: Row) -> str:
    parts = []
    for name, closed, open_ in (("minimum", "不低于", "高于"), ("maximum", "不高于", "低于")):
        if first(row.node, name) is not None:
            parts.append((closed if first(row.node, f"{name}Inclusive") else open_) + f" {row.text(name)}")
    return "，".join(parts)
