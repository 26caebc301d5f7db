"""Suggestions as plain records and in Chinese words, for the command line and the explorer."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from kg.records import Record, number_text, plain
from kg.suggest import Suggestion, Suggestions
from kg.suggest.advice import HIGHER, LOWER, SIDE_WORDS
from kg.suggest.asked import Asked
from kg.suggest.peers import Values
from kg.vocabulary import load_scheme

DIRECTIONS: Final = {HIGHER: "越高越好", LOWER: "越低越好", "": ""}
ROW_FIELDS: Final = (
    "序", "一级指标", "二级指标", "指标", "相近", "行数", "部门", "年度", "符号", "计量单位", "取值", "性质", "例",
    "注意",
)  # fmt: skip
"""The headings of `suggestions_to_rows`."""
_CHANGES: Final = {"increase": "增加", "decrease": "减少"}
_FEWEST: Final = 4
"""Values from which quartiles are shown: of fewer they would be numbers that nobody set."""
_SHOWN: Final = Context(prec=6, rounding=ROUND_HALF_EVEN)
"""Digits that are enough to read a quartile; records have them all."""


def understood(asked: Asked) -> str:
    """What a typed text was taken for, in one Chinese line."""
    parts = asked.parts
    said = [
        f"{name}“{part.text}”"
        for name, part in (
            ("对象", parts.object),
            ("计量词", parts.measure),
            ("人群", parts.population),
            ("范围", parts.scope),
            ("时段", parts.period),
        )
        if part
    ]
    if asked.name and not said:
        said.append(f"名称“{asked.name}”")
    typed = asked.segments
    if asked.has_target and typed is not None:
        value = typed.value
        number = number_text(value) if isinstance(value, Decimal) else ""
        target = f"{typed.operator or ''}{number}{typed.unit or ''}" if number else "（不是一个数值）"
        said.append(f"目标 {target}")
    elif asked.unit:
        said.append(f"计量单位“{asked.unit}”")
    labels = {concept.name: concept.label for concept in load_scheme("kinds")}
    said += [f"只要{labels[kind]}" for kind in asked.kinds]
    return "理解为：" + "，".join(said) + "。"


def values_in_words(values: Values) -> str:
    """A distribution in one line: 年度下限 5 个：90～98%，四分位 90、95、95%.

    >>> from fractions import Fraction
    >>> from kg.graph.distributions import Group, spread_of
    >>> spread = spread_of(map(Decimal, ("0.9", "0.94", "0.95", "0.98")))
    >>> values_in_words(Values(Group("ratio", "1", "minimum", "年度"), spread, "%", Fraction(1, 100)))
    '年度下限 4 个：90～98%，四分位 93、94.5、95.75%'
    """
    group, spread = values.group, values.spread
    what = f"{group.horizon}{_CHANGES.get(group.change, '')}{SIDE_WORDS[group.side]}"

    def shown(value: Decimal) -> str:
        return number_text(_SHOWN.create_decimal(values.shown(value)))

    least, greatest = shown(spread.least), shown(spread.greatest)
    if least == greatest:
        return f"{what} {spread.count} 个：{least}{values.unit}"
    if spread.count < _FEWEST:
        return f"{what} {spread.count} 个：{least}～{greatest}{values.unit}"
    quartiles = "、".join(map(shown, (spread.lower_quartile, spread.median, spread.upper_quartile)))
    return f"{what} {spread.count} 个：{least}～{greatest}{values.unit}，四分位 {quartiles}{values.unit}"


def suggestions_to_record(found: Suggestions) -> Record:
    """What was understood, the warnings and all suggestions."""
    asked = found.asked
    return {
        "text": asked.text,
        "understood": understood(asked),
        "warnings": list(found.warnings),
        "suggestions": [suggestion_to_record(one) for one in found.found],
    }


def suggestion_to_record(one: Suggestion) -> Record:
    """One suggestion; values in base units and in the unit that most rows print."""
    peers = one.peers
    return {
        "rank": one.rank,
        "name": one.family.name,
        "score": plain(one.family.score),
        "evidence": list(one.family.evidence),
        "level1": peers.level1 or None,
        "level2": peers.level2 or None,
        "members": [
            {"concept": m.concept, "name": m.label, "rows": m.rows, "why": m.why or None}
            for m in one.family.members
        ],
        "rows": peers.rows,
        "departments": list(peers.departments),
        "years": list(peers.years),
        "operator": peers.operator or None,
        "operator_share": plain(peers.operator_share),
        "unit": peers.unit or None,
        "unit_share": plain(peers.unit_share),
        "direction": peers.direction or None,
        "values": [_values_to_record(values) for values in peers.groups],
        "wordings": list(peers.wordings),
        "examples": [
            {
                "name": example.name,
                "target": example.target,
                "department": example.department or None,
                "year": example.year,
                "project": example.project or None,
                "document": example.document,
                "place": example.place,
            }
            for example in peers.examples
        ],
        "warnings": list(one.warnings),
    }


def _values_to_record(values: Values) -> Record:
    group, spread = values.group, values.spread
    numbers = {
        "least": spread.least,
        "lower_quartile": spread.lower_quartile,
        "median": spread.median,
        "upper_quartile": spread.upper_quartile,
        "greatest": spread.greatest,
    }
    return {
        "side": group.side,
        "horizon": group.horizon or None,
        "change": group.change or None,
        "quantity_kind": group.quantity_kind or None,
        "count": spread.count,
        "unit": values.unit or None,
        **{name: plain(values.shown(number)) for name, number in numbers.items()},
        "base_unit": group.base_unit or None,
        "base": {name: plain(number) for name, number in numbers.items()},
    }


def suggestions_to_rows(found: Suggestions) -> Iterator[Record]:
    """One flat record for each suggestion, under Chinese headings, best first."""
    for one in found.found:
        peers = one.peers
        yield {
            "序": one.rank,
            "一级指标": peers.level1,
            "二级指标": peers.level2,
            "指标": "；".join(member.label for member in one.family.members),
            "相近": plain(one.family.score),
            "行数": peers.rows,
            "部门": "、".join(peers.departments),
            "年度": "、".join(map(str, peers.years)),
            "符号": peers.operator,
            "计量单位": peers.unit,
            "取值": "；".join(map(values_in_words, peers.groups)) or "；".join(peers.wordings),
            "性质": DIRECTIONS[peers.direction],
            "例": "；".join(
                f"{e.target}（{e.department}{e.year}，{e.document} {e.place}）" for e in peers.examples
            ),
            "注意": "".join(one.warnings),
        }
