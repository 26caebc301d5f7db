"""The workbook a reviewer works in: 说明, 指标目录, 项目, 部门, 问题, with links between them.

Two writes of the same rows are byte-equal: no clock, no random name, fixed order.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.export.columns import (
    DECISIONS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS,
    FINDING_COLUMNS,
    FINDINGS,
    GUIDE,
    INDICATOR_COLUMNS,
    INDICATORS,
    KINDS,
    PROJECT_COLUMNS,
    PROJECTS,
    SEVERITIES,
    WHOLE_DEPARTMENT,
)
from kg.export.guide import write_guide
from kg.export.sheet import Column, Link, Sheet, add_formats, add_sheet
from kg.records import number_text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

Row = Mapping[str, object]

_EPOCH: Final = 2000
_SEVERITY_COLOURS: Final = {
    "violation": {"font_color": "#8A1C12", "bg_color": "#FBE3E0", "bold": True},
    "warning": {"font_color": "#7A4B00", "bg_color": "#FFF1D6"},
    "info": {"font_color": "#1F4E79", "bg_color": "#E6F0FA"},
}
_OPTIONS: Final = {
    "constant_memory": True,  # 100,000 rows in a few megabytes; it would lose cells merged over rows
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class WorkbookRows:
    """What goes into the workbook; the rows of `kg.export.catalogue`. ``indicators`` is read once."""

    documents: Sequence[Row]
    indicators: Iterable[Row]
    projects: Sequence[Row]
    departments: Sequence[Row]
    findings: Sequence[Row]
    gap: str | None = None
    """Why the findings are not complete, in Chinese."""


def write_workbook(path: Path, rows: WorkbookRows) -> None:
    """Write the workbook. Raises OSError."""
    from xlsxwriter import Workbook  # a start-up cost of the one command that needs it

    years = sorted({year for document in rows.documents if isinstance(year := document.get("year"), int)})
    workbook = Workbook(str(path), _OPTIONS)
    workbook.set_properties(
        {
            "title": "绩效目标指标目录",
            "subject": "、".join(str(year) for year in years),
            "created": datetime(years[-1] if years else _EPOCH, 1, 1),
        }
    )
    workbook.set_size(2400, 1400)
    formats = add_formats(workbook)
    workbook.add_worksheet(GUIDE).activate()
    indicators = add_sheet(workbook, formats, INDICATORS, INDICATOR_COLUMNS, frozen=4, paper=8)
    projects = add_sheet(workbook, formats, PROJECTS, PROJECT_COLUMNS, frozen=4, paper=8)
    departments = add_sheet(workbook, formats, DEPARTMENTS, DEPARTMENT_COLUMNS, frozen=2)
    findings = add_sheet(workbook, formats, FINDINGS, FINDING_COLUMNS, frozen=3, paper=8)

    project_links = {
        (row["id"], row["year"]): Link(PROJECTS, number) for number, row in enumerate(rows.projects, 1)
    }
    wanted = {(row.get("document"), row.get("line")) for row in rows.findings}
    written = _write_indicators(indicators, rows.indicators, project_links, wanted)
    _write_projects(projects, rows.projects, written.first_of_project)
    _write_plain(departments, rows.departments)
    _write_findings(workbook, findings, rows.findings, written.by_place, project_links)
    severities = Counter(str(row.get("severity")) for row in rows.findings)
    write_guide(
        workbook,
        formats,
        counts={
            "文件": len(rows.documents),
            "部门": len(rows.departments),
            "项目": len(rows.projects),
            "指标": written.count,
            "其中待核": written.doubtful,
            "问题": len(rows.findings),
            **{f"其中 {shown}": severities[name] for name, shown in SEVERITIES.items()},
        },
        years=years,
        documents=rows.documents,
        gap=rows.gap,
    )
    workbook.close()


@dataclass(slots=True)
class _Written:
    """Where the indicators went: those that findings speak of by document and line, the first of each project."""

    count: int
    doubtful: int
    by_place: dict[tuple[object, object], tuple[Link, Row]]
    first_of_project: dict[tuple[object, object], Link]


def _write_indicators(
    sheet: Sheet,
    rows: Iterable[Row],
    project_links: Mapping[tuple[object, object], Link],
    wanted: Container[tuple[object, object]],
) -> _Written:
    written = _Written(0, 0, {}, {})
    for number, row in enumerate(rows, 1):
        project, place = (row.get("project_id"), row.get("year")), (row.get("document"), row.get("line"))
        link = project_links.get(project)
        sheet.write(number, indicator_to_cells(row, number), {"project": link} if link else None)
        here = Link(INDICATORS, number)
        if place in wanted and place not in written.by_place:
            names = ("name", "target_text", "project", "department", "year")
            written.by_place[place] = here, {name: row.get(name) for name in names}
        written.first_of_project.setdefault(project, here)
        written.count = number
        written.doubtful += row.get("confident") is False
    sheet.finish(written.count)
    return written


def indicator_to_cells(row: Row, number: int) -> dict[str, object]:
    """A catalogue record as the cells of 指标目录: values of several parts as one text, codes as words."""
    remarks = [str(finding["message"]) for finding in row.get("findings") or ()]  # type: ignore[attr-defined]
    return {
        **row,
        "number": number,
        "project": row.get("project") or WHOLE_DEPARTMENT,
        "value": value_to_cell(row.get("value")),
        "kind": KINDS.get(str(row.get("kind")), row.get("kind")),
        "doubt": "待核" if row.get("confident") is False else None,
        "remark": "\n".join(remarks),
    }


def value_to_cell(value: object) -> object:
    """A number stays a number; the ends of a range are joined by ～, the parts of a list by 、.

    >>> value_to_cell([Decimal("0.5"), 100])
    '0.5～100'
    """
    if not isinstance(value, (list, tuple)):
        return value
    parts = [number_text(part) if isinstance(part, Decimal) else str(part) for part in value]
    is_range = len(parts) == 2 and not any(isinstance(part, str) for part in value)
    return ("～" if is_range else "、").join(parts)


def _write_projects(sheet: Sheet, rows: Sequence[Row], first: Mapping[tuple[object, object], Link]) -> None:
    for number, row in enumerate(rows, 1):
        link = first.get((row["id"], row["year"]))
        sheet.write(number, {**row, "number": number}, {"indicators": link} if link else None)
    sheet.finish(len(rows))


def _write_plain(sheet: Sheet, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, 1):
        sheet.write(number, {**row, "number": number})
    sheet.finish(len(rows))


def _write_findings(
    workbook: "Workbook",
    sheet: Sheet,
    rows: Sequence[Row],
    by_place: Mapping[tuple[object, object], tuple[Link, Row]],
    project_links: Mapping[tuple[object, object], Link],
) -> None:
    for number, row in enumerate(rows, 1):
        links, shown = {}, dict(row)
        if place := by_place.get((row.get("document"), row.get("line"))):
            links["place"], indicator = place
            shown |= {**indicator, "place": f"→ {links['place'].row}"}
        if project := project_links.get((row.get("project_id"), shown.get("year"))):
            links["project"] = project
        severity = SEVERITIES.get(str(row.get("severity")), row.get("severity"))
        sheet.write(number, {**shown, "number": number, "severity": severity}, links)
    sheet.finish(len(rows))
    last = max(len(rows), 1)
    marks, decision = (_position(sheet.columns, field) for field in ("severity", "decision"))
    for name, colours in _SEVERITY_COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{SEVERITIES[name]}"'}
        sheet.worksheet.conditional_format(
            1, marks, last, marks, {**rule, "format": workbook.add_format(colours)}
        )
    sheet.worksheet.data_validation(
        1,
        decision,
        last,
        decision,
        {
            "validate": "list",
            "source": list(DECISIONS),
            "error_title": "处理",
            "error_message": f"请选择：{'、'.join(DECISIONS)}。",
        },
    )


def _position(columns: Sequence[Column], field: str) -> int:
    return next(position for position, column in enumerate(columns) if column.field == field)
