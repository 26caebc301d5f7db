"""The workbook that goes back to departments: a letter for each in words, and the list of what to mend.

Two writes of the same findings are byte-equal.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from kg.check import STATES, Audited, load_rules, reason_of, state_of
from kg.export.columns import SEVERITIES
from kg.export.saving import open_workbook, workbook_bytes
from kg.export.sheet import Column, add_formats, add_sheet
from kg.finding_decisions import FindingDecision

LETTERS: Final = "退回意见"
LIST: Final = "问题清单"

_LETTER_COLUMNS: Final = (
    Column("department", "部门", 26, "text", "部门全称。"),
    Column("letter", "退回意见", 110, "text", "可以直接复制到公文里的文字，一段一行。"),
)
_LIST_COLUMNS: Final = (
    Column("number", "序号", 7, "ordinal", "本表的行次。"),
    Column("department", "部门", 20, "text", "部门全称。"),
    Column("year", "年度", 7, "year", "表单所属年度。"),
    Column("project", "项目", 28, "text", "项目名称。"),
    Column("severity", "程度", 9, "center", "▲ 严重、● 警告、○ 提示。"),
    Column("title", "问题", 20, "text", "问题的名称。"),
    Column("message", "具体情况", 44, "text", "问题所在和印出的内容。"),
    Column("advice", "建议", 34, "text", "怎样处理。"),
    Column("basis", "依据", 24, "long", "制度依据。"),
    Column("document", "文件", 27, "text", "来源文件名。"),
    Column("where", "位置", 16, "text", "在文件里的位置。"),
    Column("decision", "审核意见", 10, "center", "采纳、不采纳、未定。"),
    Column("reason", "审核理由", 24, "text", "审核人写的理由。"),
    Column("answer", "部门答复", 30, "input", "由部门填写：已修改，或不修改的理由。"),
)
_UNKNOWN: Final = "（部门不明）"
_RANK: Final = {"violation": 0, "warning": 1, "info": 2}
_EPOCH: Final = 2000
_MOST_LINES: Final = 12
_LONGEST: Final = 120


def returned_workbook(findings: Sequence[Audited], decisions: Mapping[str, FindingDecision]) -> bytes:
    """The workbook of these findings, by department; the severe first."""
    ordered = sorted(findings, key=lambda f: (f.department, _RANK[f.severity], f.document, f.line, f.code))
    by_department: dict[str, list[Audited]] = defaultdict(list)
    for found in ordered:
        by_department[found.department].append(found)
    years = [found.year for found in ordered if found.year]
    workbook = open_workbook()
    workbook.set_properties(
        {"title": "绩效目标审核退回意见", "created": datetime(max(years, default=_EPOCH), 1, 1)}
    )
    formats = add_formats(workbook)
    letters = add_sheet(workbook, formats, LETTERS, _LETTER_COLUMNS, frozen=2)
    row = 0
    for department, own in by_department.items():
        for line in letter(department, own).split("\n"):
            row += 1
            letters.write(row, {"department": department or _UNKNOWN, "letter": line})
    letters.finish(row)
    sheet = add_sheet(workbook, formats, LIST, _LIST_COLUMNS, frozen=2, paper=8)
    for number, found in enumerate(ordered, 1):
        sheet.write(number, _to_cells(found, decisions, number))
    sheet.finish(len(ordered))
    return workbook_bytes(workbook, [letters.rows, sheet.rows])


def letter(department: str, findings: Sequence[Audited]) -> str:
    """What to write to a department about its findings: counts, each rule with its advice and one example."""
    rules = load_rules()
    severities = Counter[str](found.severity for found in findings)
    known = sorted({found.year for found in findings if found.year})
    years = f"{'、'.join(map(str, known))} 年度" if known else ""
    documents = len({found.document for found in findings})
    counted = "、".join(
        f"{words[2:]} {severities[name]} 个" for name, words in SEVERITIES.items() if severities[name]
    )
    opening = f"贵单位{years}的绩效目标（{documents} 份文件）经审核，有 {len(findings)} 个问题需要修改或说明"
    lines = [f"{department or _UNKNOWN}：", f"{opening}，其中{counted}。主要有："]
    by_code: dict[str, list[Audited]] = defaultdict(list)
    for found in findings:
        by_code[found.code].append(found)
    ranked = sorted(by_code.items(), key=lambda item: (_RANK[item[1][0].severity], -len(item[1]), item[0]))
    for number, (code, own) in enumerate(ranked[:_MOST_LINES], 1):
        rule = rules.get(code)
        title = rule.title if rule else code
        example = own[0].message.rstrip("。")[:_LONGEST]
        advice = f"建议：{rule.advice}" if rule and rule.advice else ""
        lines.append(
            f"{number}. {title}（{len(own)} 处）。例如：{example}（{own[0].where or '全文'}）。{advice}"
        )
    if len(ranked) > _MOST_LINES:
        rest = sum(len(own) for _, own in ranked[_MOST_LINES:])
        lines.append(f"另有 {len(ranked) - _MOST_LINES} 类共 {rest} 处，见清单。")
    lines.append(f"请对照“{LIST}”逐条修改后重新报送；认为不需要修改的，请在“部门答复”一栏写明理由。")
    return "\n".join(lines)


def _to_cells(found: Audited, decisions: Mapping[str, FindingDecision], number: int) -> dict[str, object]:
    rule = load_rules().get(found.code)
    return {
        "number": number,
        "department": found.department,
        "year": found.year or None,
        "project": found.project,
        "severity": SEVERITIES.get(found.severity, found.severity),
        "title": found.title,
        "message": found.message,
        "advice": rule.advice if rule else "",
        "basis": rule.basis if rule else "",
        "document": found.document,
        "where": found.where or "全文",
        "decision": STATES[state_of(found, decisions)],
        "reason": reason_of(found, decisions),
    }
