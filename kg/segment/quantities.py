"""Rules for targets with one number, and for numbers printed in two parts."""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from kg.segment.counted import MANY
from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.lists import is_listed
from kg.segment.scan import Quantity, Token, skip_notes
from kg.segment.surroundings import ends_with_change, is_about, is_lead, note_surroundings
from kg.segment.units import Unit, unit_factor
from kg.values import exact_product

_LONGEST_NOTE: Final = 40
_EQUATES: Final = frozenset("为是达至到:率数量例度额比")
_AGREEING: Final = {"≥": "≥>", "≤": "≤<", "=": "=", ">": ">", "<": "<"}
"""The signs before a number that a word behind it does not contradict (大于100以上)."""


def compound(draft: Draft) -> bool:
    """2小时30分钟 is 150 分钟; 1亿2000万元 is 12000 万元: parts that touch, each smaller than the one before."""
    tokens: list[Token] = []
    for token in draft.tokens:
        last = tokens[-1] if tokens else None
        if isinstance(token, Quantity) and isinstance(last, Quantity) and last.end == token.start:
            joined = _joined(last, token)
            if joined is not None:
                tokens[-1] = joined
                continue
        tokens.append(token)
    changed = len(tokens) != len(draft.tokens)
    draft.tokens = tuple(tokens)
    return changed


def _joined(large: Quantity, small: Quantity) -> Quantity | None:
    if not large.unit or not small.unit or large.after or small.before or small.tolerance:
        return None
    if not large.unit.stem and small.unit.scale < large.unit.scale:
        ratio = Fraction(large.unit.scale, small.unit.scale)
    else:
        large, small = _minutes(large, small.unit), _minutes(small, large.unit)
        if not large.unit or not small.unit:
            return None
        one, other = unit_factor(large.unit), unit_factor(small.unit)
        if (
            not one
            or not other
            or one <= other
            or large.unit.kind != small.unit.kind
            or large.unit.kind == "count"
        ):
            return None
        ratio = one / other
    value = exact_product(large.value, ratio) + small.value
    number = replace(small.number, start=large.number.start, value=value)
    return replace(small, start=large.start, number=number, before=large.before)


def _minutes(quantity: Quantity, beside: Unit | None) -> Quantity:
    """分 beside hours or seconds is minutes, not points."""
    unit = quantity.unit
    if unit is None or unit.text != "分" or beside is None or beside.kind != "duration":
        return quantity
    return replace(quantity, unit=replace(unit, concept=lexicon().units["分钟"]))


def leave_notes(draft: Draft) -> bool:
    """90分以上（含90分）: numbers in the brackets right behind a number, or behind 其中, explain it."""
    kept: list[Token] = []
    closing, dropped = -1, False
    part = draft.view.text.find("其中")
    for token in draft.tokens:
        if token.end <= closing or (kept and 0 <= part < token.start):
            dropped = dropped or isinstance(token, Quantity)
            continue
        kept.append(token)
        if isinstance(token, Quantity) and draft.view.text.startswith("(", token.end):
            closing = draft.view.text.find(")", token.end, token.end + _LONGEST_NOTE)
    draft.tokens = tuple(kept)
    return dropped


def one_signed(draft: Draft) -> bool:
    """Exactly one quantity has an operator: that is the target."""
    signed = [quantity for quantity in draft.quantities if quantity.operator]
    if len(signed) != 1 or is_listed(draft):
        return False
    chosen = signed[0]
    _number(draft, chosen)
    if len(draft.quantities) > 1:
        draft.doubt("other-numbers", "目标里除带比较符的数字外还有别的数字。")
    return True


def one_bare(draft: Draft) -> bool:
    """A single quantity without operator, where the words around it let it be the target."""
    bare = draft.quantities
    if len(bare) != 1 or bare[0].operator or not _may_be_target(draft, bare[0]):
        return False
    _number(draft, bare[0])
    return True


def _may_be_target(draft: Draft, chosen: Quantity) -> bool:
    text = draft.view.text
    led = is_lead(draft, chosen.start)
    closed = skip_notes(text, chosen.end) >= draft.end
    if led and closed:
        return True
    unit = chosen.unit
    if closed and unit is None and chosen.start and text[chosen.start - 1] in _EQUATES:
        return True  # 重大事故为零, 比例0
    worded = chosen.number.chinese and (unit is None or unit.start > chosen.number.start)  # not 百分之百
    if worded or unit is None or unit.concept is None:
        return led and chosen.approximate
    latin = unit.text[-1:].isascii() and unit.text[-1:].isalpha()
    if closed:
        return not latin or led
    changes = ends_with_change(draft, chosen.start)
    if led or is_lead(draft, chosen.start, lexicon().between):  # 支持20家企业发展
        timed = changes or lexicon().finish.match(text, chosen.end)  # 7个工作日办结, not 24小时值守
        return not latin and (unit.kind != "duration" or bool(timed)) and text[chosen.end] not in "-~—"
    return unit.kind == "ratio" or changes


def _number(draft: Draft, quantity: Quantity) -> None:
    draft.kind = "number"
    draft.set_value(quantity.value, quantity.number.start, quantity.number.end)
    draft.set_unit(quantity.unit)
    _leave_many(draft, quantity)
    view, text = draft.view, draft.view.text
    before, after = quantity.before, quantity.after
    draft.set_operator(before, rule="sign-before")
    if before and after:
        draft.fired("word-behind")
    else:
        draft.set_operator(after, rule="word-behind")
    if before and after and before.operator not in _AGREEING[after.operator]:
        printed = f"前印“{text[before.start : before.end]}”，后印“{text[after.start : after.end]}”"
        draft.doubt("operator-conflict", f"数值{printed}。")
    if quantity.number.chinese:
        draft.fired("chinese-numeral")
    if ends_with_change(draft, quantity.before.start if quantity.before else quantity.start):
        draft.fired("change")
    if quantity.number.broken:
        printed = view.printed[slice(*draft.spans["value"])]
        draft.doubt("broken-number", f"数字印作“{printed}”，已接成 {quantity.value}。")
    if quantity.approximate or is_about(text, quantity.start) or is_about(text, quantity.number.start):
        draft.doubt("approximate-value", "数值是约数。")
    note_surroundings(draft, quantity.start, quantity.end)


def _leave_many(draft: Draft, quantity: Quantity) -> None:
    """2万余人 counts 万人: 余 and its like are no part of the unit they stand in."""
    unit, printed = quantity.unit, draft.unit_text
    if unit is None or printed is None or len(printed) == len(unit.text) or not quantity.approximate:
        return
    draft.unit_text = printed = MANY.sub("", printed, count=1)
    draft.steps[-1] = replace(draft.steps[-1], result=printed)
