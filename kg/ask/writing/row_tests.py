"""What must hold of an indicator row: what was reached, what is printed twice, what is missing."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.columns import printed_in
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import PRINTED_FORMS

_LACKED: Final = {
    "last-year": "MINUS { ?t kg:valueLastYear ?lacked }",
    "before-last": "MINUS { ?t kg:valueYearBeforeLast ?lacked }",
    "actual": "MINUS { ?result kg:ofTarget ?t ; kg:actualText ?lacked }",
}
_NUMERIC: Final = ('"number"', '"range"', '"multi"')


def until(query: Query, operator: str, day: str) -> None:
    """Dates are printed with or without their year; what is compared is the day."""
    query.need('?t kg:valueKind "date" ; kg:valueText ?valueText .')
    query.where("BIND(IF(STRLEN(?valueText) = 10, SUBSTR(?valueText, 6), STR(?valueText)) AS ?day)")
    sign = "<=" if operator == "≤" else "="
    query.where(f"FILTER(STRLEN(?day) = 5 && ?day {sign} {text_term(day)})")


def _beside_last_year(query: Query, sign: str) -> None:
    """Numbers of one unit; the plain numbers where neither unit is known."""
    for name in ("baseValue", "lastYearBaseValue", "value", "lastYearValue"):
        variable = {"value": "plainValue"}.get(name, name)
        query.need(f"OPTIONAL {{ ?t kg:{name} ?{variable} }}")
    query.need("?t kg:valueLastYear ?valueLastYear .")
    query.where(
        "FILTER(IF(BOUND(?baseValue) || BOUND(?lastYearBaseValue), "
        f"?baseValue {sign} ?lastYearBaseValue, ?plainValue {sign} ?lastYearValue))"
    )


def _printed_twice(query: Query) -> None:
    """Rows of one form that have the name, the level, the horizon and the goal of another row of it."""
    for row, level, goal in (("t", "ownLevel", "ownGoal"), ("twin", "itsLevel", "itsGoal")):
        query.need(f"?{row} kg:inForm ?form ; kg:subject ?subject ; kg:horizon ?horizon .")
        query.where(f"OPTIONAL {{ ?{row} kg:level2 ?{level} }}", f"OPTIONAL {{ ?{row} kg:goalLabel ?{goal} }}")
    query.where(
        'FILTER(?t != ?twin && COALESCE(?ownLevel, "") = COALESCE(?itsLevel, "") '
        '&& COALESCE(?ownGoal, "") = COALESCE(?itsGoal, ""))'
    )


def meet_conditions(query: Query, form: Form) -> None:
    printed_in(query, form)
    for condition in sorted(form.conditions):
        if condition == "qualitative":
            query.need('?t kg:valueKind "text" .')
        elif condition == "quantitative":
            query.only("valueKind", _NUMERIC)
            query.need("?t kg:valueKind ?valueKind .")
        elif condition == "dated":
            query.need('?t kg:valueKind "date" .')
        elif condition == "below-weight":
            query.need("?result kg:ofTarget ?t ; kg:score ?score .", "?t kg:weight ?weight .")
            query.where("FILTER(?score < ?weight)")
        elif condition in {"met", "unmet"}:
            query.need(
                f"?result kg:ofTarget ?t ; kg:isMet {str(condition == 'met').lower()} .",
                "OPTIONAL { ?result kg:actualText ?actualText }",
            )
        elif condition == "equal-years":
            query.need("?t kg:valueLastYear ?valueLastYear ; kg:valueYearBeforeLast ?valueYearBeforeLast .")
            query.where("FILTER(?valueLastYear = ?valueYearBeforeLast)")
        elif condition in {"below-last-year", "above-last-year"}:
            _beside_last_year(query, "<" if condition.startswith("below") else ">")
        elif condition == "of-project":
            query.need("?t kg:ofProject ?p . ?p rdfs:label ?projectName .")
        elif condition == "duplicated":
            _printed_twice(query)
        elif condition not in {"self-evaluated", "whole-department", *PRINTED_FORMS}:
            raise Unread("这样的条件不能用来问指标")


def lack(query: Query, form: Form) -> None:
    if form.lacks is None or form.subject != "target":
        return
    what, name = form.lacks
    if what != "attribute":
        raise Unread("指标没有这一项可缺")
    if name == "unit":
        if "quantitative" not in form.conditions:
            query.only("valueKind", _NUMERIC)
            query.need("?t kg:valueKind ?valueKind .")
        query.need("MINUS { ?t kg:unitText ?lacked }")
    elif name == "operator":
        query.need('?t kg:valueKind "number" .', "MINUS { ?t kg:operator ?lacked }")
    elif name == "value":
        query.need('?t kg:valueKind "missing" .')
    elif name in _LACKED:
        query.need(_LACKED[name])
    else:
        raise Unread("指标没有这一项可缺")
