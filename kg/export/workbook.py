"""The workbook a reviewer works in: 说明, 指标目录, 项目, 部门, 问题, 待核, with links between them.

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
    REVIEW,
    REVIEW_COLUMNS,
    SEVERITIES,
    WHOLE_DEPARTMENT,
)
from kg.export.guide import write_guide
from kg.export.sheet import Column, Link, Sheet, add_formats, add_sheet
from kg.records import number_text
from kg.review import VERDICTS, Reason, advice_of, reading_in_words

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
    """What goes into the workbook. ``indicators`` are `kg.export.catalogue.reviewer_rows`, read once."""

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
    review = add_sheet(workbook, formats, REVIEW, REVIEW_COLUMNS, frozen=3, paper=8)

    project_links = {
        (row["id"], row["year"]): Link(PROJECTS, number) for number, row in enumerate(rows.projects, 1)
    }
    wanted = {(row.get("document"), row.get("line")) for row in rows.findings}
    written = _write_indicators(indicators, rows.indicators, project_links, wanted)
    _write_projects(projects, rows.projects, written.first_of_project)
    _write_plain(departments, rows.departments)
    _write_findings(workbook, findings, rows.findings, written.by_place, project_links)
    _write_review(review, written.doubtful)
    severities = Counter(str(row.get("severity")) for row in rows.findings)
    write_guide(
        workbook,
        formats,
        counts={
            "文件": len(rows.documents),
            "部门": len(rows.departments),
            "项目": len(rows.projects),
            "指标": written.count,
            "其中待核": len(written.doubtful),
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
    """Where the indicators went: those that findings speak of by document and line, the first of each project; and
    the rows in doubt with their links, which come on a sheet of their own."""

    count: int
    doubtful: list[tuple[Link, Row]]
    by_place: dict[tuple[object, object], tuple[Link, Row]]
    first_of_project: dict[tuple[object, object], Link]


def _write_indicators(
    sheet: Sheet,
    rows: Iterable[Row],
    project_links: Mapping[tuple[object, object], Link],
    wanted: Container[tuple[object, object]],
) -> _Written:
    written = _Written(0, [], {}, {})
    for number, row in enumerate(rows, 1):
        project = row.get("project_id"), row.get("year")
        place = row.get("document"), row.get("counted_line", row.get("line"))
        link = project_links.get(project)
        sheet.write(number, indicator_to_cells(row, number), {"project": link} if link else None)
        here = Link(INDICATORS, number)
        if place in wanted and place not in written.by_place:
            names = ("name", "target_text", "project", "department", "year")
            written.by_place[place] = here, {name: row.get(name) for name in names}
        written.first_of_project.setdefault(project, here)
        written.count = number
        if row.get("confident") is False:
            written.doubtful.append((here, row))
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
        line = None if row.get("place") else row.get("line")
        shown = {**row, "number": number, "line": line}
        sheet.write(number, shown, {"indicators": link} if link else None)
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
            links["indicator"], indicator = place
            shown |= {**indicator, "indicator": f"→ {links['indicator'].row}"}
        if project := project_links.get((row.get("project_id"), shown.get("year"))):
            links["project"] = project
        severity = SEVERITIES.get(str(row.get("severity")), row.get("severity"))
        line = None if row.get("place") else row.get("line") or None
        placed = {"number": number, "severity": severity, "line": line, "where": row.get("place")}
        sheet.write(number, {**shown, **placed}, links)
    sheet.finish(len(rows))
    last = max(len(rows), 1)
    marks = _position(sheet.columns, "severity")
    for name, colours in _SEVERITY_COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{SEVERITIES[name]}"'}
        sheet.worksheet.conditional_format(
            1, marks, last, marks, {**rule, "format": workbook.add_format(colours)}
        )
    _add_choice(sheet, "decision", DECISIONS, last)


def _write_review(sheet: Sheet, rows: Sequence[tuple[Link, Row]]) -> None:
    """The rows in doubt, the least sure first; links to them in 指标目录."""

    def rank(entry: tuple[Link, Row]) -> tuple[Decimal, int]:
        confidence = entry[1].get("confidence")
        return Decimal(str(confidence)) if confidence is not None else Decimal(1), entry[0].row

    for number, (link, row) in enumerate(sorted(rows, key=rank), 1):
        sheet.write(number, review_to_cells(row, number, link), {"indicator": link})
    sheet.finish(len(rows))
    _add_choice(sheet, "verdict", VERDICTS, max(len(rows), 1))


def review_to_cells(row: Row, number: int, link: Link) -> dict[str, object]:
    """A row in doubt as the cells of 待核."""
    found = row.get("reasons")
    reasons: tuple[Reason, ...] = found if isinstance(found, tuple) else ()
    printed = str(row.get("printed") or "")
    return {
        **row,
        "number": number,
        "indicator": f"→ {link.row}",
        "where": row.get("place") or (f"第 {row['line']} 行" if row.get("line") else None),
        "printed": " │ ".join(printed.replace("\n", " ").split("\t")),
        "project": row.get("project") or WHOLE_DEPARTMENT,
        "reading": reading_in_words(*(row.get(name) for name in ("operator", "kind", "value", "unit"))),
        "reason": "\n".join(reason.text for reason in reasons),
        "advice": "\n".join(advice_of(reasons)),
    }


def _add_choice(sheet: Sheet, field: str, choices: Sequence[str], last: int) -> None:
    """Let the cells of a column take one of these words only."""
    at = _position(sheet.columns, field)
    title = sheet.columns[at].title
    words = "、".join(choices)
    rule = {
        "validate": "list",
        "source": list(choices),
        "error_title": title,
        "error_message": f"请选择：{words}。",
    }
    sheet.worksheet.data_validation(1, at, last, at, rule)


def _position(columns: Sequence[Column], field: str) -> int:
    return next(position for position, column in enumerate(columns) if column.field == field)
