"""What speaks against a typed target, beside those that others set: its unit, its value, its sign."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from kg.model import Segments
from kg.records import number_text
from kg.suggest.asked import Asked
from kg.suggest.peers import SIDES, Peers, Values

HIGHER: Final = "higher-is-better"
LOWER: Final = "lower-is-better"
_FEWEST: Final = 2
"""Values that others must have set before a typed one is called unusual."""
_AGREED: Final = Decimal("0.5")
SIDE_WORDS: Final = {"minimum": "下限", "maximum": "上限", "exact": "等于", "none": "没有符号的值"}


def warn(typed: Segments | None, peers: Peers) -> tuple[str, ...]:
    """Chinese sentences on the typed target beside the rows of a like indicator; none without a number."""
    if typed is None or typed.kind not in ("number", "range"):
        return ()
    return (*_unit(typed, peers), *_value(typed, peers), *_operator(typed, peers))


def warn_of_sign(asked: Asked, direction: str) -> tuple[str, ...]:
    """A sentence where the sign of the typed target stands against what is better.

    ``direction`` is that of a like indicator, for names that do not tell it themselves.
    """
    typed, told = asked.segments, asked.parts.direction
    if typed is None or typed.change or asked.parts.measure_kind == "timeliness":
        return ()  # 下降≥5%, 及时性 30分钟内: the sign is of the change, of the time
    if told and told.basis != "level2":
        direction, because = told.name, f"（依据“{told.evidence}”）"
    else:
        because = "（同类指标如此）"
    side = SIDES[typed.operator or ""]
    if direction == HIGHER and side == "maximum":
        return (f"这个指标越高越好{because}，目标却用“{typed.operator}”写成上限。",)
    if direction == LOWER and side == "minimum":
        return (f"这个指标越低越好{because}，目标却用“{typed.operator}”写成下限。",)
    return ()


def _unit(typed: Segments, peers: Peers) -> Iterator[str]:
    if not peers.groups:
        return
    if typed.base_value is None and typed.unit is None:
        if peers.unit and peers.unit_share >= _AGREED:
            yield f"没有写计量单位；同类多用“{peers.unit}”（占 {_percent(peers.unit_share)}）。"
        return
    known = {(values.group.quantity_kind, values.group.base_unit) for values in peers.groups}
    if typed.base_value is not None and (typed.quantity_kind or "", typed.base_unit or "") not in known:
        units = "、".join(dict.fromkeys(values.unit or values.group.base_unit for values in peers.groups))
        yield f"计量单位“{typed.unit}”与同类不同：同类用“{units}”，数值不能相比。"


def _value(typed: Segments, peers: Peers) -> Iterator[str]:
    values = comparable(typed, peers.groups)
    if values is None or typed.base_value is None or values.spread.count < _FEWEST:
        return
    value, spread = typed.base_value, values.spread
    if spread.least <= value <= spread.greatest:
        return
    low, high = (number_text(values.shown(end)) for end in (spread.least, spread.greatest))
    span = low if low == high else f"{low}～{high}"
    side = SIDES[typed.operator or ""]
    looser = (value < spread.least and side == "minimum") or (value > spread.greatest and side == "maximum")
    stricter = (value > spread.greatest and side == "minimum") or (value < spread.least and side == "maximum")
    how = "比同类都松" if looser else "比同类都严" if stricter else "超出同类的范围"
    yield f"目标值{how}：同类{SIDE_WORDS[values.group.side]}共 {spread.count} 个，为 {span}{values.unit}。"


def comparable(typed: Segments, groups: Sequence[Values]) -> Values | None:
    """The group that a typed target is compared with: of its quantity, unit, side and change, the largest first."""
    side = SIDES[typed.operator or ""]
    for values in groups:
        group = values.group
        if (group.quantity_kind, group.base_unit, group.side, group.change) == (
            typed.quantity_kind or "",
            typed.base_unit or "",
            side,
            typed.change or "",
        ):
            return values
    return None


def _operator(typed: Segments, peers: Peers) -> Iterator[str]:
    if (
        typed.operator is None
        and typed.kind == "number"
        and peers.operator
        and peers.operator_share >= _AGREED
    ):
        yield f"没有写符号；同类多用“{peers.operator}”（占 {_percent(peers.operator_share)}）。"


def _percent(share: Decimal) -> str:
    return f"{number_text(share * 100)}%"
