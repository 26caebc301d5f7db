"""Indicator rows that an evaluation report (绩效评价报告) prints as sentences under level headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.findings import Finding
from kg.model import Cell, FormHead, FormRow, Line, Span
from kg.rows.account import Account
from kg.rows.cover import Cover, form_year
from kg.rows.decoded import DecodedForm
from kg.rows.head import last_read_line, printed_form
from kg.rows.levels import Levels
from kg.rows.money import parse_number
from kg.tables import FormTable
from kg.tables.labels import level_of, names_target
from kg.text import fold, key, squeeze
from kg.vocabulary import load_scheme

_HEADING: Final = re.compile(r"^\s*[-*#]*\s*(?:[(（][一二三四五六七八九十]+[)）]|\d+[、.])\s*(?P<text>\S.*)$")
_ITEM: Final = re.compile(r"^\s*[-*]?\s*\d+[)）]\s*")
_MAX_LINES: Final = 8
_SCORE: Final = re.compile(r"得分\s*(?P<score>\d+(?:\.\d+)?)\s*分.{0,6}?等级为\s*(?P<grade>[优良中差])")


@dataclass(frozen=True, slots=True)
class _Joined:
    """Lines joined without a gap, and the place of every character."""

    text: str
    places: tuple[tuple[Span, int], ...]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        found = []
        for span, offset in self.places:
            first, last = max(start, offset), min(end, offset + span.end - span.start)
            if last > first:
                found.append(
                    Span(span.line, span.start + first - offset, span.start + last - offset, span.page)
                )
        return tuple(found)


def decode_report(form: FormTable, *, document: str) -> DecodedForm:
    """The rows of a report: ``1) 名称(单位)，目标值 …，完成值 …，分值 …，得分 …。`` below headings of both levels.

    A row may run over several lines. A sentence that names a target and cannot be read is a finding.
    """
    lines = [item for item in form.items if isinstance(item, Line)]
    levels = Levels()
    rows: list[FormRow] = []
    findings: list[Finding] = []
    account = Account(form.line, between="报告正文，不是指标", behind="报告正文，不是指标")
    at = 0
    while at < len(lines):
        line = lines[at]
        if _ITEM.match(line.text) and (row := _read_item(lines[at : at + _MAX_LINES], levels)) is not None:
            used, found = row
            rows.append(found)
            account.note(line, "emitted", "评价报告中的指标")
            for wrapped in lines[at + 1 : at + used]:
                account.note(wrapped, "continued", f"接第 {line.span.line} 行的指标")
            at += used
            continue
        if _read_heading(line.text, levels):
            account.note(line, "header", "指标级别")
        if names_target(line.text):
            message = f"第 {line.span.line} 行提到目标值，但没有读懂：“{line.text[:40]}”。"
            findings.append(Finding(document, line.span.line, "unread-text", message))
            account.note(line, "finding", "没有读懂的指标句")
        at += 1
    return DecodedForm(tuple(rows), (), (), account.finished(form), tuple(findings))


def read_report_head(form: FormTable, decoded: DecodedForm, cover: Cover, *, document: str) -> FormHead:
    """The head of a report: its project from the bracketed line below the title, its score and grade."""
    lines = [item for item in form.items if isinstance(item, Line)]
    text = "".join(line.text for line in lines[: _MAX_LINES * 4])
    score = _SCORE.search(text)
    preamble = [line.text for line in form.preamble]
    return FormHead(
        document=document,
        line=form.line,
        form=form.form,
        department=cover.department,
        department_code=None,
        year=form_year(preamble) or cover.year,
        project=_project(lines),
        total_score=parse_number(score["score"]) if score else None,
        grade=score["grade"] if score else None,
        printed=printed_form(form, decoded),
        last_line=last_read_line(form, decoded),
    )


def _project(lines: Sequence[Line]) -> str | None:
    text = ""
    for line in lines[:4]:
        text += squeeze(line.text)
        folded = fold(text)
        if not folded.startswith("("):
            return None
        if folded.count("(") <= folded.count(")"):
            return text[1:-1] if folded.endswith(")") else None
    return None


def _read_heading(text: str, levels: Levels) -> bool:
    match = _HEADING.match(text)
    kind = level_of(match["text"]) if match else None
    if match is None or kind is None:
        return False
    roman = fold(text).lstrip(" -*#").startswith("(")
    levels.read({"level1" if roman else "level2": Cell(squeeze(match["text"]))})
    return True


def _read_item(lines: Sequence[Line], levels: Levels) -> tuple[int, FormRow] | None:
    for used, joined in enumerate(_growing(lines), start=1):
        match = _sentence().match(joined.text)
        if match is not None:
            return used, _row(joined, match, levels)
    return None


def _growing(lines: Sequence[Line]) -> Iterator[_Joined]:
    text, places = "", []
    for index, line in enumerate(lines):
        if index and (_ITEM.match(line.text) or _HEADING.match(line.text)):
            return
        places.append((line.span, len(text)))
        text += line.text
        yield _Joined(text, tuple(places))


def _row(joined: _Joined, match: re.Match[str], levels: Levels) -> FormRow:
    place = levels.read({})
    parts = {
        name: match[name] for name in ("name", "unit", "target", "actual", "weight", "score") if match[name]
    }
    return FormRow(
        line=joined.places[0][0].line,
        cells={
            name: squeeze(text) if name in ("name", "unit") else text.strip() for name, text in parts.items()
        },
        sources={name: joined.spans(match.start(name), match.end(name)) for name in parts},
        target_text=(match["target"] or "").strip(),
        level1=place.level1,
        level2=place.level2,
        level1_inferred=place.inferred,
        printed=joined.text,
        unit_hint=squeeze(match["unit"]) if match["unit"] else None,
        rules=("read-from-report",),
    )


@lru_cache(maxsize=1)
def _sentence() -> re.Pattern[str]:
    def words(field: str) -> str:
        labels = [label for c in load_scheme("headers") if c.first("field") == field for label in c.labels]
        bare = sorted(
            {key(label) for label in labels if re.fullmatch(r"\w+", key(label))}, key=len, reverse=True
        )
        return "|".join(r"\s*".join(map(re.escape, label)) for label in bare)

    return re.compile(
        rf"\s*[-*]?\s*\d+[)）]\s*(?P<name>.+?)(?:[(（](?P<unit>[^()（）]{{0,12}})[)）])?\s*[，,]\s*"
        rf"(?:{words('target')})\s*(?P<target>.*?)\s*[，,]\s*(?:{words('actual')})\s*(?P<actual>.*?)\s*[，,]\s*"
        rf"(?:{words('weight')})\s*(?P<weight>\d+(?:\.\d+)?)\s*[，,]\s*"
        rf"(?:{words('score')})\s*(?P<score>\d+(?:\.\d+)?)\s*[。.]?\s*$"
    )
