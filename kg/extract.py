"""One document from file to finished indicators: read, find the forms, decode, cross-read, segment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from kg.budget import document_to_tables
from kg.findings import Finding, graded
from kg.model import AccountLine, Document, Extraction, FormHead, FormRow, Indicator, Segments
from kg.places import placed_findings, placed_indicators
from kg.pulse import beat
from kg.read import read_document
from kg.rows import (
    Cover,
    DecodedForm,
    crossread,
    decode_form,
    decode_report,
    departments_in,
    lacks_project,
    read_cover,
    read_head,
    read_report_head,
    split_listing,
    weak_departments_in,
    year_in,
)
from kg.rows.emit import says_none
from kg.rows.money import parse_number
from kg.segment import Step, explain_target, segment_target
from kg.tables import FormTable, find_forms, form_pages
from kg.text import is_blank, squeeze

CONFIDENT: Final = 0.9
_PROJECTLESS: Final = 0.85
"""Factor on the confidence of rows whose project is unknown."""
_REPORT: Final = "evaluation-report"
_ONCE: Final = frozenset({"unknown-unit"})
"""Findings about a spelling, not about the row it stands on: reported where it is first met."""


def extract_file(path: Path, *, tables: bool = True) -> Extraction:
    """Everything in one file; without ``tables`` only its forms, and of a long document only their pages.

    Raises UnreadableDocumentError.
    """
    return extract_document(read_document(path, wanted=None if tables else form_pages), tables=tables)


def extract_document(document: Document, *, tables: bool = True) -> Extraction:
    """Heads, indicators, the account of rows, findings and, with ``tables``, the budget tables of one document."""
    found = find_forms(document)
    parts = [part for form in found for part in split_listing(form, _decode(form, document.name))]
    cover = _cover(document, parts)
    heads = [_head(form, rows, cover, document.name) for form, rows in parts]
    paired = crossread([(head, rows.rows) for head, (_, rows) in zip(heads, parts, strict=True)])
    nameless = [lacks_project(form, head) for head, (form, _) in zip(heads, parts, strict=True)]
    read = [
        _indicator(head, row, projectless=missing)
        for (head, rows), missing in zip(paired, nameless, strict=True)
        for row in rows
    ]
    indicators = placed_indicators(document, reported_once(read))
    account = tuple(line for _, rows in parts for line in rows.account)
    findings = [*document.findings, *cover.findings, *(f for _, rows in parts for f in rows.findings)]
    findings += _form_findings(document.name, heads, nameless)
    findings += [finding for indicator in indicators for finding in indicator.findings]
    placed = set(placed_findings(document, map(graded, findings)))
    return Extraction(
        document=document,
        department=cover.department,
        year=cover.year,
        title=cover.title,
        heads=tuple(heads),
        indicators=indicators,
        tables=document_to_tables(document, found) if tables else (),
        account=_with_findings(account, indicators),
        findings=tuple(sorted(placed, key=lambda f: (f.line, f.code, f.message))),
    )


def reported_once(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The rows with each unknown unit reported on the first row that prints it; the others keep it as a doubt."""
    reported: set[tuple[str, str]] = set()
    rows = []
    for row in indicators:
        repeated = [
            finding
            for finding in row.findings
            if finding.code in _ONCE and (finding.code, finding.message) in reported
        ]
        reported.update((finding.code, finding.message) for finding in row.findings)
        if repeated:
            findings = tuple(finding for finding in row.findings if finding not in repeated)
            doubts = (*row.doubts, *(finding.code for finding in repeated))
            row = replace(row, findings=findings, doubts=doubts)
        rows.append(row)
    return rows


def _cover(document: Document, parts: Sequence[tuple[FormTable, DecodedForm]]) -> Cover:
    return read_cover(
        document,
        [name for _, rows in parts for name in departments_in(rows)],
        weak=[name for form, rows in parts for name in weak_departments_in(form, rows)],
        form_years=[year for form, rows in parts if (year := year_in(form, rows)) is not None],
    )


def _form_findings(document: str, heads: Sequence[FormHead], nameless: Sequence[bool]) -> list[Finding]:
    if not heads:
        return [Finding(document, 0, "no-form", "没有找到绩效目标表或自评表。")]
    return [
        Finding(document, head.line, "no-project", f"{head.form}没有印项目名称，各行不知属于哪个项目。")
        for head, missing in zip(heads, nameless, strict=True)
        if missing
    ]


def _decode(form: FormTable, document: str) -> DecodedForm:
    beat()
    decode = decode_report if form.kind == _REPORT else decode_form
    return decode(form, document=document)


def _head(form: FormTable, decoded: DecodedForm, cover: Cover, document: str) -> FormHead:
    read = read_report_head if form.kind == _REPORT else read_head
    return read(form, decoded, cover, document=document)


def _indicator(head: FormHead, row: FormRow, *, projectless: bool) -> Indicator:
    cells = row.cells
    name = cells.get("name")
    unit_cell = row.unit_hint or _unit_cell(cells)
    segments = segment_target(
        name,
        row.target_text,
        level2=row.level2,
        unit_text=unit_cell,
        value_text=row.value_hint,
        worded=_is_worded(head.form),
    )
    doubts = [Finding(head.document, row.line, code, message) for code, message in segments.doubts]
    findings = tuple(map(graded, (*row.findings, *doubts)))
    confidence = round(_confidence(row, segments) * (_PROJECTLESS if projectless else 1), 3)
    return Indicator(
        document=head.document,
        line=row.line,
        page=row.page,
        department=head.department,
        department_code=head.department_code,
        year=head.year,
        form=head.form,
        project=head.project,
        project_code=head.project_code,
        implementing_unit=head.implementing_unit,
        budget=head.budget,
        fiscal=head.fiscal,
        horizon=row.horizon,
        goal=row.goal,
        level1=row.level1,
        level2=row.level2,
        level1_inferred=row.level1_inferred,
        name=name,
        subject=segments.subject,
        description=cells.get("description"),
        target_text=row.target_text,
        operator=segments.operator,
        kind=segments.kind,
        value=segments.value,
        unit=segments.unit,
        base_value=segments.base_value,
        base_unit=segments.base_unit,
        quantity_kind=segments.quantity_kind,
        value_year_before_last=_earlier(cells.get("value_year_before_last")),
        value_last_year=_earlier(cells.get("value_last_year")),
        actual=cells.get("actual"),
        weight=_number(cells.get("weight")),
        score=_number(cells.get("score")),
        basis=cells.get("basis"),
        confidence=confidence,
        confident=confidence >= CONFIDENT,
        rules=(*row.rules, *segments.rules),
        spans=segments.spans,
        findings=findings,
        sources=row.sources,
        printed=row.printed,
        form_line=head.line,
        doubts=(*row.doubts, "projectless") if projectless else row.doubts,
        change=segments.change,
        qualifiers=segments.qualifiers,
        grade=segments.grade,
        unit_cell=unit_cell,
        value_cell=row.value_hint,
    )


def explain_indicator(indicator: Indicator) -> tuple[Step, ...]:
    """The steps that took the row's name and target apart."""
    return explain_target(
        indicator.name,
        indicator.target_text,
        level2=indicator.level2,
        unit_text=indicator.unit_cell,
        value_text=indicator.value_cell,
        worded=_is_worded(indicator.form),
    )[1]


def _is_worded(form: str) -> bool:
    # an evaluation report tells its targets in prose, without the form's operators
    return form != "绩效评价报告"


def _unit_cell(cells: Mapping[str, str]) -> str | None:
    unit = cells.get("unit")
    return None if unit is None or says_none(unit) else unit


def _confidence(row: FormRow, segments: Segments) -> float:
    """How sure the reading is. A printed sign for nothing (``/``) is a sure reading of a missing target."""
    printed_nothing = segments.kind == "missing" and row.cells.get("target", "") != ""
    return row.confidence if printed_nothing else row.confidence * segments.confidence


def _earlier(text: str | None) -> str | None:
    """A value of an earlier year as printed; the signs for none are no value."""
    return None if text is None or is_blank(text) or squeeze(text) == "无" else text


def _number(text: str | None) -> Decimal | None:
    return parse_number(text) if text else None


def _with_findings(
    account: Sequence[AccountLine], indicators: Sequence[Indicator]
) -> tuple[AccountLine, ...]:
    flagged = {(indicator.form_line, indicator.line) for indicator in indicators if indicator.findings}
    lines = {line for _, line in flagged}
    return tuple(
        AccountLine(a.line, a.form_line, "finding", a.reason, a.printed)
        if a.fate == "emitted" and a.line in lines
        else a
        for a in account
    )
