"""Where else a name may be printed that the place read first does not hold: a line of a table, or a part of a form."""

from dataclasses import replace
from typing import Final

from kg.ask.alike import alike_tables
from kg.ask.form import Form
from kg.ask.names import Names

_PURCHASES: Final = "采购"
_OF_ALL_YEARS: Final = ("lifetime-total",)


def under_other_titles(form: Form, names: Names) -> Form | None:
    """The form that asks for the table under the titles that other offices give it; None where there are none."""
    alike = {title for table in form.tables for title in alike_tables(names, table)} - {*form.tables}
    return replace(form, tables=(*form.tables, *sorted(alike))) if alike else None


def printed_elsewhere(form: Form) -> Form | None:
    """The form that asks for parts of forms where lines of tables were asked for by name, and for lines of the tables
    of purchases where purchases of forms were; None where the question says which it means."""
    if form.minus is not None:
        sides = [printed_elsewhere(replace(side, minus=None)) for side in (form, form.minus)]
        first, second = sides
        if first is None or second is None or {first.subject, second.subject} != {"part"}:
            return None
        return replace(first, minus=second, as_share=form.as_share)
    said = form.columns or form.tables or form.codes or form.table_part or form.table_kind or form.of_units
    if (
        form.subject == "line"
        and form.lines
        and len(form.lines.names) == 1
        and not said
        and not form.minus
        and not form.beside
    ):
        plain = not (
            form.groups or form.order or form.comparisons or form.under or form.level or form.excluded
        )
        if plain and form.aggregate is None:
            return Form(
                "part",
                ["money"],
                form.departments,
                form.years,
                lines=form.lines,
                all_departed=form.all_departed,
            )
    if form.subject == "money" and form.sources == _OF_ALL_YEARS:
        one = form.projects or form.groups or form.order or form.aggregate
        return replace(form, sources=(), aggregate=form.aggregate if one else "sum")  # of one year only
    if form.subject == "part" and form.part_kind == "procurement" and not (form.lines or form.projects):
        found = replace(form, subject="line", part_kind="", items=True, table_part=_PURCHASES, shows=["money"])
        if form.aggregate == "sum" and not (form.comparisons or form.order):
            found = replace(found, items=False, whole=True, aggregate=None, once=True)
        return None if found.aggregate or form.groups or form.conditions else found
    if form.subject == "part" and form.part_kind == "procurement" and form.lines and form.lines.names:
        plain = not (form.groups or form.order or form.comparisons or form.conditions or form.projects)
        if plain and form.aggregate is None:
            found = Form("line", ["money"], form.departments, form.years, lines=form.lines)
            found.table_part, found.all_departed = _PURCHASES, form.all_departed
            return found
    return None
