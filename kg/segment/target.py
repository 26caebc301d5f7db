"""The rules that read a target, in order; each is named, and the first that settles the kind ends the reading."""

from dataclasses import replace
from typing import Final

from kg.segment.attributes import attribute, frequency
from kg.segment.deadlines import deadline, recurring, year_alone
from kg.segment.draft import MISSING, Draft, Rule
from kg.segment.lexicon import lexicon
from kg.segment.lists import several_quantities
from kg.segment.qualifiers import qualify
from kg.segment.quantities import compound, leave_notes, one_bare, one_signed
from kg.segment.ranges import bounds, chain, interval, tolerance
from kg.segment.scan import Deadline, Opaque, Quantity, Sign, Token, scan
from kg.segment.units import read_unit
from kg.segment.view import View
from kg.text import is_blank


def read_target(draft: Draft) -> None:
    """Fill in kind, operator, value and unit of the draft, whose tokens are those of its view.

    Rules only look between ``draft.start`` and ``draft.end``.
    """
    for name, rule in _rules_for(draft.tokens):
        draft.rule = name
        if rule(draft):
            draft.fired(name)
        if draft.kind is not None:
            qualify(draft)
            return


def make_draft(view: View, *, name: str, level2: str, worded: bool) -> Draft:
    """The draft of a target: scanned, its heading (文字描述：) skipped.

    Unless ``worded``, only a sign or word at the very start stays an operator.
    """
    heading = lexicon().heading.match(view.text)
    start = heading.end() if heading else 0
    draft = Draft(view, scan(view), name, level2, start=start, end=len(view.text))
    if heading:
        draft.fired("heading")
        draft.step("heading", None, 0, start, "heading")
    if not worded:
        draft.tokens = tuple(_unworded(token, start) for token in draft.tokens)
        draft.fired("prose")
    return draft


def _unworded(token: Token, start: int) -> Token:
    if isinstance(token, Quantity):
        return replace(token, before=token.before if token.start == start else None, after=None)
    if isinstance(token, Deadline):
        return replace(token, before=token.before if token.start == start else None, after=None)
    return token


_NOTHING: Final = "*-—–_/\\….·"
_PLACEHOLDERS: Final = _NOTHING + "Xx×,;。、:()"
"""Printed where a number was to be filled in."""


def _blank(draft: Draft) -> bool:
    if not is_blank(draft.view.text[draft.start : draft.end].strip(_NOTHING)):
        return False
    draft.kind = "missing"
    draft.doubt(*MISSING)
    return True


def _lone_sign(draft: Draft) -> bool:
    text, signs = draft.view.text, draft.signs
    if len(signs) != 1 or draft.quantities or draft.deadlines or signs[0].start != draft.start:
        return False
    at = signs[0].end
    while at < draft.end and text[at] in _PLACEHOLDERS:
        at += 1
    unit = read_unit(text, at)
    if text[unit.end if unit else at : draft.end].strip(_PLACEHOLDERS):
        return False
    draft.kind = "missing"
    draft.set_operator(signs[0])
    draft.set_unit(unit)  # ≥**%
    draft.doubt("lost-value", f"只印了“{text[signs[0].start : signs[0].end]}”，没有数值。")
    return True


def _text(draft: Draft) -> bool:
    view = draft.view
    end = draft.end
    draft.kind = "text"
    ratio = next((token for token in draft.opaque if token.kind == "ratio"), None)
    sign = next((sign for sign in draft.signs if ratio and sign.end == ratio.start), None)
    start = draft.start
    leading = next((sign for sign in draft.signs if sign.start == draft.start), None)
    if leading and view.text[leading.start : leading.end].isalnum():
        leading = None  # 不低于上年: the word goes with what it compares to
    named = all(token.kind == "name" for token in draft.opaque)
    sign = sign or (leading if named and not draft.quantities else None)  # = 持续提升, ≥DN300
    if sign:  # 师生比≥1:18
        draft.set_operator(sign)
        start = sign.end
    if ratio:
        draft.doubt("ratio-text", f"“{view.text[ratio.start : ratio.end]}”按文字保留。")
    if any(token.kind == "long" for token in draft.opaque):
        draft.doubt("long-number", "数字超过 40 位，按文字保留。")
    if any(not quantity.number.chinese for quantity in draft.quantities):
        draft.doubt("number-in-text", "目标是一句话，其中的数字没有读作目标值。")
    draft.set_value(view.tidy(start, end), start, end)
    return True


_RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("blank", _blank),
    ("lone-sign", _lone_sign),
    ("note", leave_notes),
    ("compound", compound),
    ("recurring", recurring),
    ("attribute", attribute),
    ("frequency", frequency),
    ("year", year_alone),
    ("tolerance", tolerance),
    ("interval", interval),
    ("bounds", bounds),
    ("chain", chain),
    ("deadline", deadline),
    ("one-signed", one_signed),
    ("one-bare", one_bare),
    ("several", several_quantities),
    ("text", _text),
)
_OF_ONE: Final = {
    kind: tuple((name, rule) for name, rule in _RULES if name in names)
    for kind, names in (
        (Quantity, {"recurring", "tolerance", "one-signed", "one-bare", "text"}),
        (Deadline, {"recurring", "deadline", "text"}),
        (Opaque, {"recurring", "year", "text"}),
        (Sign, {"lone-sign", "text"}),
    )
}
_OF_NONE: Final = tuple((name, rule) for name, rule in _RULES if name in {"blank", "recurring", "text"})


def _rules_for(tokens: tuple[Token, ...]) -> tuple[tuple[str, Rule], ...]:
    """The rules that can settle these tokens; of a single one few can."""
    if len(tokens) > 1:
        return _RULES
    return _OF_ONE[type(tokens[0])] if tokens else _OF_NONE
