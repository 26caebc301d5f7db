"""A form of the catalogue as the national form of its kind."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.export.forms.head import captions, write_head
from kg.export.forms.indicators import IndicatorTable, form_columns, grid_widths
from kg.export.forms.layout import Sheet
from kg.export.forms.money import matrix_columns, money_widths
from kg.export.forms.records import EVALUATION, REPORT, WHOLE, Form
from kg.export.forms.report import report_sheet
from kg.export.forms.tail import write_tail

_TITLES: Final = {WHOLE: "部门整体支出绩效目标申报表", EVALUATION: "项目支出绩效自评表"}
_PROJECT: Final = "项目支出绩效目标申报表"
_WHOLE_EVALUATION: Final = "部门整体支出绩效自评表"
_SIGNED: Final = "填报人：　　　　　　　　联系电话：　　　　　　　　填报日期：　　　　年　　月　　日"
"""Who fills a form in writes it by hand: persons and telephone numbers are neither stored nor exported."""


def form_sheets(forms: Sequence[Form]) -> tuple[Sheet, ...]:
    """The forms that are handed in together, each as a sheet."""
    reported = any(form.kind == REPORT for form in forms)
    return tuple(
        report_sheet(form) if form.kind == REPORT else _form_sheet(form, reported=reported) for form in forms
    )


def _form_sheet(form: Form, *, reported: bool) -> Sheet:
    title = _TITLES.get(form.kind, _PROJECT)
    if form.kind == EVALUATION and not form.text("project"):
        title = _WHOLE_EVALUATION
    columns = form_columns(form, reported=reported)
    lacking = matrix_columns(form) - len(grid_widths(columns))
    if lacking > 0:  # the head needs a finer grid than the indicators
        columns = tuple(
            replace(column, columns=column.columns + lacking) if column.field == "name" else column
            for column in columns
        )
    sheet = Sheet(
        title,
        captions(form),
        money_widths(form, grid_widths(columns)),
        name="绩效自评表" if "自评" in title else "绩效目标申报表",
    )
    sheet.foot = _SIGNED
    write_head(form, sheet)
    IndicatorTable(form, sheet, columns).write()
    write_tail(form, sheet)
    return sheet
