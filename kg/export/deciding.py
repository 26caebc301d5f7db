"""The sheets in which people decide: 问题 and 待核, with lists to choose from."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kg.check import Audited, reason_of, state_of
from kg.export.columns import CORRECTED, DECISIONS, DISMISSED, SEVERITIES, WHOLE_DEPARTMENT
from kg.export.leading import Leads
from kg.export.overview import finding_to_row
from kg.export.rowfile import column_letters
from kg.export.selects import Row
from kg.export.sheet import Link, Sheet
from kg.finding_decisions import VERDICTS, FindingDecision
from kg.review import VERDICTS as ANSWERS
from kg.review import Reason, advice_of, reading_in_words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

OF_REVIEW: Final = (
    "document", "place", "line", "printed", "name", "target_text", "operator", "kind", "value", "unit", "reasons",
    "year", "department", "project", "confidence",
)  # fmt: skip
"""What 待核 needs of a row."""
_MOST_WORDS: Final = 500
_SEVERITY_COLOURS: Final = {
    "violation": {"font_color": "#8A1C12", "bg_color": "#FBE3E0", "bold": True},
    "warning": {"font_color": "#7A4B00", "bg_color": "#FFF1D6"},
    "info": {"font_color": "#1F4E79", "bg_color": "#E6F0FA"},
}
_MISSING: Final = {"bg_color": "#F6B8B0", "border": 1, "border_color": "#8A1C12"}


def write_findings(
    workbook: "Workbook",
    sheet: Sheet,
    findings: Iterable[Audited],
    decisions: Mapping[str, FindingDecision],
    leads: Leads,
) -> None:
    """Fill 问题. What people decided already stands in it, but for what must be decided again."""
    number = 0
    for number, found in enumerate(findings, 1):
        links, speaks_of = leads.of_finding(found)
        cells = {
            **finding_to_row(found),
            **speaks_of,
            "number": number,
            "severity": SEVERITIES.get(found.severity, found.severity),
        }
        if cells["mark"] in decisions:
            cells["decision"] = VERDICTS.get(state_of(found, decisions))  # type: ignore[arg-type]
            cells["reason"] = reason_of(found, decisions)
        sheet.write(number, cells, links)
    sheet.finish(number)
    last = max(number, 1)
    marks = sheet.position("severity")
    for name, colours in _SEVERITY_COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{SEVERITIES[name]}"'}
        sheet.worksheet.conditional_format(
            1, marks, last, marks, {**rule, "format": workbook.add_format(colours)}
        )
    sheet.add_choice("decision", DECISIONS, last)
    sheet.add_prose("reason", "不采纳的，写明理由；其他可不写。", _MOST_WORDS, last)
    _ask_for(workbook, sheet, "reason", "decision", DISMISSED, last)


def write_review(workbook: "Workbook", sheet: Sheet, rows: Sequence[tuple[Link, Row]]) -> None:
    """Fill 待核 with the rows in doubt, the least sure first; links to them in 指标目录."""

    def rank(entry: tuple[Link, Row]) -> tuple[Decimal, int]:
        confidence = entry[1].get("confidence")
        return Decimal(str(confidence)) if confidence is not None else Decimal(1), entry[0].row

    for number, (link, row) in enumerate(sorted(rows, key=rank), 1):
        sheet.write(number, review_to_cells(row, number), {"indicator": link})
    sheet.finish(len(rows))
    last = max(len(rows), 1)
    sheet.add_choice("verdict", ANSWERS, last)
    sheet.add_prose("correction", "核对结果选“改为”时，写原文的内容。", _MOST_WORDS, last)
    _ask_for(workbook, sheet, "correction", "verdict", CORRECTED, last)


def review_to_cells(row: Row, number: int) -> dict[str, object]:
    """A row in doubt as the cells of 待核."""
    found = row.get("reasons")
    reasons: tuple[Reason, ...] = found if isinstance(found, tuple) else ()
    printed = str(row.get("printed") or "")
    return {
        **row,
        "number": number,
        "where": row.get("place") or (f"第 {row['line']} 行" if row.get("line") else None),
        "printed": " │ ".join(printed.replace("\n", " ").split("\t")),
        "project": row.get("project") or WHOLE_DEPARTMENT,
        "reading": reading_in_words(*(row.get(name) for name in ("operator", "kind", "value", "unit"))),
        "reason": "\n".join(reason.text for reason in reasons),
        "advice": "\n".join(advice_of(reasons)),
    }


def _ask_for(workbook: "Workbook", sheet: Sheet, field: str, chosen: str, word: str, last: int) -> None:
    """Mark the empty cells of ``field`` in rows whose ``chosen`` cell says ``word``."""
    at = sheet.position(field)
    here, choice = column_letters(at), column_letters(sheet.position(chosen))
    rule = {"type": "formula", "criteria": f'=AND(${choice}2="{word}",LEN(TRIM(${here}2))=0)'}
    sheet.worksheet.conditional_format(1, at, last, at, {**rule, "format": workbook.add_format(_MISSING)})
