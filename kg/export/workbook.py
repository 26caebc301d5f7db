"""The workbook a reviewer works in: 说明, 指标目录, 项目, 部门, 指标库, 问题, 待核, with links between them.

Two writes of the same rows are byte-equal: no clock, no random name, fixed order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg.check import Audited
from kg.errors import ExportError
from kg.export.columns import (
    CATALOGUE_COLUMNS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS,
    FINDING_COLUMNS,
    FINDINGS,
    GUIDE,
    INDICATORS,
    KINDS,
    LIBRARY,
    LIBRARY_COLUMNS,
    PROJECT_COLUMNS,
    PROJECTS,
    REVIEW,
    REVIEW_COLUMNS,
    SEVERITIES,
    WHOLE_DEPARTMENT,
)
from kg.export.deciding import OF_REVIEW, write_findings, write_review
from kg.export.guide import write_guide
from kg.export.leading import Leads
from kg.export.library import Library
from kg.export.memory import give_back, put_aside
from kg.export.overview import by_severity
from kg.export.saving import open_workbook, save_workbook
from kg.export.selects import Row
from kg.export.sheet import Link, Sheet, add_formats, add_sheet
from kg.finding_decisions import FindingDecision
from kg.link import last_part
from kg.records import number_text

_EPOCH: Final = 2000
_MOST_ROWS: Final = 1_048_575
"""Excel's rows without the heading."""


@dataclass(frozen=True, slots=True)
class WorkbookRows:
    """What goes into the workbook. ``indicators`` are `kg.export.catalogue.reviewed_documents`; they and ``findings``
    are read once; ``library`` of `kg.export.library.read_library`; ``decisions`` by the mark of their finding;
    ``expected``: how many indicators there are, about."""

    documents: Sequence[Row]
    indicators: Iterable[Row]
    projects: Sequence[Row]
    departments: Sequence[Row]
    library: Library = field(default_factory=Library)
    findings: Iterable[Audited] = ()
    decisions: Mapping[str, FindingDecision] = field(default_factory=dict)
    expected: int = 0
    audit: str = ""
    """In Chinese, which findings the workbook has, and why not all."""


def write_workbook(path: Path, rows: WorkbookRows) -> None:
    """Write the workbook. Raises OSError, and ExportError where a sheet would have more rows than Excel takes."""
    with TemporaryDirectory(prefix="kg-export-", ignore_cleanup_errors=True) as folder:
        _write(path, rows, folder)


def _write(path: Path, rows: WorkbookRows, folder: str) -> None:
    """The same; ``folder`` takes what XlsxWriter keeps meanwhile, which stays where a write fails."""
    dated = (document.get("year") for document in rows.documents)
    years = sorted({year for year in dated if isinstance(year, int) and MINYEAR <= year <= MAXYEAR})
    workbook = open_workbook(folder)
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
    indicators = add_sheet(workbook, formats, INDICATORS, CATALOGUE_COLUMNS, frozen=4, paper=8)
    projects = add_sheet(workbook, formats, PROJECTS, PROJECT_COLUMNS, frozen=4, paper=8)
    departments = add_sheet(workbook, formats, DEPARTMENTS, DEPARTMENT_COLUMNS, frozen=2)
    library = add_sheet(workbook, formats, LIBRARY, LIBRARY_COLUMNS, frozen=2, paper=8)
    findings = add_sheet(workbook, formats, FINDINGS, FINDING_COLUMNS, frozen=3, paper=8)
    review = add_sheet(workbook, formats, REVIEW, REVIEW_COLUMNS, frozen=3, paper=8)

    found = by_severity(rows.findings)
    severities = Counter(str(one.severity) for one in found)
    audit = rows.audit
    if len(found) > _MOST_ROWS:
        audit += (
            f"问题共 {len(found):,} 个，“问题”表只放得下最要紧的 {_MOST_ROWS:,} 个，"
            "其余见 kg check --format jsonl。"
        )
        del found[_MOST_ROWS:]
    leads = Leads(rows.projects, rows.departments, rows.library.identifiers, found)
    kept = put_aside(found, Path(folder) / "findings")
    del found  # 50 MB of 86,000 findings
    give_back()
    written = _write_indicators(indicators, rows.indicators, leads, rows.expected)
    _write_projects(projects, rows.projects, leads)
    _write_departments(departments, rows.departments, leads)
    write_findings(workbook, findings, kept, rows.decisions, leads)
    write_review(workbook, review, written.doubtful)
    # last: of a large graph it is read meanwhile
    _write_library(library, rows.library, leads)
    write_guide(
        workbook,
        formats,
        counts={
            "文件": len(rows.documents),
            "部门": len(rows.departments),
            "项目": len(rows.projects),
            "指标": written.count,
            "其中待核": len(written.doubtful),
            "指标库条目": len(rows.library),
            "问题": severities.total(),
            **{f"其中 {shown}": severities[name] for name, shown in SEVERITIES.items()},
        },
        years=years,
        documents=rows.documents,
        audit=audit,
        sparse=written.sparse,
    )
    sheets = (indicators, projects, departments, library, findings, review)
    with path.open("w+b") as file:
        save_workbook(workbook, [sheet.rows for sheet in sheets], file)


@dataclass(slots=True)
class _Written:
    """How many rows were written, whether names are linked in every row, and the rows in doubt with their links, which
    come on a sheet of their own."""

    count: int
    sparse: bool
    doubtful: list[tuple[Link, Row]]


def _write_indicators(sheet: Sheet, rows: Iterable[Row], leads: Leads, expected: int) -> _Written:
    written = _Written(0, leads.must_be_sparse(expected), [])
    above: Mapping[str, Link] = {}
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS:
            raise ExportError(
                f"指标超过 {_MOST_ROWS:,} 行，Excel 一张表放不下。请改用 kg export csv 或 parquet，或分批建图谱后导出。"
            )
        links = leads.of_row(row)
        names = {
            name: link for name, link in links.items() if not (written.sparse and above.get(name) == link)
        }
        above = {name: links[name] for name in ("project", "department") if name in links}
        cells = indicator_to_cells(row, number)
        cells["issues"] = leads.count_of_row(row)
        here = Link(INDICATORS, number)
        sheet.write(number, cells, names)
        leads.note(row, here, links)
        written.count = number
        if row.get("confident") is False:
            written.doubtful.append((here, {name: row.get(name) for name in OF_REVIEW}))
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
        "row_id": last_part(str(row.get("id") or "")),
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


def _write_projects(sheet: Sheet, rows: Sequence[Row], leads: Leads) -> None:
    for number, row in enumerate(rows, 1):
        line = None if row.get("place") else row.get("line")
        sheet.write(number, {**row, "number": number, "line": line}, leads.of_project(row))
    sheet.finish(len(rows))


def _write_departments(sheet: Sheet, rows: Sequence[Row], leads: Leads) -> None:
    for number, row in enumerate(rows, 1):
        sheet.write(number, {**row, "number": number}, leads.of_department(row))
    sheet.finish(len(rows))


def _write_library(sheet: Sheet, rows: Library, leads: Leads) -> None:
    for number, row in enumerate(rows, 1):
        sheet.write(number, {**row, "number": number}, leads.of_entry(row))
    sheet.finish(len(rows))
    sheet.add_bars("rows", len(rows))
