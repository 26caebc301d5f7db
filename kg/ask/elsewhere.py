"""Where else a name may be printed that the place read first does not hold: a line of a table, or a part of a form."""

from dataclasses import replace
from typing import Final

from kg.ask.form import Form

_PURCHASES: Final = "采购"
_OF_ALL_YEARS: Final = ("lifetime-total",)


def printed_elsewhere(form: Form) -> Form | None:
    """The form that asks for parts of forms where lines of tables were asked for by name, and for lines of the tables
    of purchases where purchases of forms were; None where the question says which it means."""
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
    if form.subject == "part" and form.part_kind == "procurement" and form.lines and form.lines.names:
        plain = not (form.groups or form.order or form.comparisons or form.conditions or form.projects)
        if plain and form.aggregate is None:
            found = Form("line", ["money"], form.departments, form.years, lines=form.lines)
            found.table_part, found.all_departed = _PURCHASES, form.all_departed
            return found
    return None
