"""Two columns of one row compared by their numbers, and the columns that a condition is about."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import PRINTED_FORMS, of

_RESULT: Final = "?result kg:ofTarget ?t ; "
PRINTED: Final = {
    "actual": f"{_RESULT}kg:actualText ?actualText .",
    "last-year": "?t kg:valueLastYear ?valueLastYear .",
    "before-last": "?t kg:valueYearBeforeLast ?valueYearBeforeLast .",
    "score": f"{_RESULT}kg:score ?score .",
    "weight": "?t kg:weight ?weight .",
    "basis": "?t kg:basis ?basis .",
}
"""Where a row prints one of its columns."""
_NUMBERS: Final = {
    "value": ("?t", "value", "baseValue"),
    "actual": ("?result", "actualValue", "actualBaseValue"),
    "last-year": ("?t", "lastYearValue", "lastYearBaseValue"),
    "before-last": ("?t", "yearBeforeLastValue", "yearBeforeLastBaseValue"),
    "score": ("?result", "score", ""),
    "weight": ("?t", "weight", ""),
}
"""Whose the number is, what it is called as printed, and in its base unit."""


_FORMS: Final = {
    **PRINTED_FORMS,
    "whole-department": ("整体支出绩效目标表",),
    "self-evaluated": ("绩效自评表",),
}


def printed_in(query: Query, form: Form) -> None:
    """Rows of the forms that the conditions name; where it may be one or the other, each row says which."""
    named = [_FORMS[condition] for condition in sorted(form.conditions & {*_FORMS})]
    if not named:
        return
    kinds = [kind for kind in named[0] if all(kind in other for other in named[1:])]
    if not kinds:
        raise Unread("一张表不能既是这一种又是那一种，请分开问")
    query.need("?t kg:inForm ?form . ?form kg:formKind ?formKind .")
    query.only("formKind", map(text_term, kinds))


def compare_columns(query: Query, pairs: tuple[tuple[str, str, str], ...]) -> None:
    """Numbers in their base units; as printed where one has no unit and the other is in its base unit."""
    for first, sign, second in pairs:
        for name in (first, second):
            if name in PRINTED:
                query.need(PRINTED[name])
            owner, number, base = _NUMBERS[name]
            query.need(f"OPTIONAL {{ {owner} kg:{number} ?{number}Number }}")
            if base:
                query.need(f"OPTIONAL {{ {owner} kg:{base} ?{base}Number }}")
        (_, one, one_base), (_, other, other_base) = _NUMBERS[first], _NUMBERS[second]
        plain = f"?{one}Number {sign} ?{other}Number"
        if not one_base or not other_base:
            query.where(f"FILTER({plain})")
            continue
        same = [
            f"COALESCE(?{base}Number, ?{name}Number) = ?{name}Number"
            for base, name in ((one_base, one), (other_base, other))
        ]
        query.where(
            f"FILTER(IF(BOUND(?{one_base}Number) && BOUND(?{other_base}Number), "
            f"?{one_base}Number {sign} ?{other_base}Number, {' && '.join([*same, plain])}))"
        )


def columns_of_conditions(form: Form) -> list[str]:
    """The aspects of a row that decide whether it is one of those asked for, and are shown with it."""
    found = [name for first, _, second in form.pairs for name in (first, second) if name != "value"]
    if "below-weight" in form.conditions or of(form, "score"):
        found += ["weight", "score"]
    if form.bases:
        found.append("basis")
    if of(form, "weight"):
        found.append("weight")
    return [name for name in dict.fromkeys(found) if name not in form.shows]


def need_columns(query: Query, form: Form) -> None:
    """What those columns are read from; a score is shown though its row has no weight."""
    for name in columns_of_conditions(form):
        pattern = PRINTED[name]
        if pattern not in query.graph:
            query.need(f"OPTIONAL {{ {pattern.removesuffix(' .')} }}" if name == "weight" else pattern)
