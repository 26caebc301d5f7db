"""Where the budget tables of a document are: a title, the unit of the amounts, and the rows, outside the forms."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.budget.amounts import stated_unit
from kg.model import Block, Cell, Document, Line, Table
from kg.tables import FormTable, PrintedRow
from kg.text import fold, key, squeeze

_TITLE_LENGTH: Final = 45
_ORDINAL: Final = re.compile(
    r"^(?:[#*\-\s]+|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])"
)
_TITLE: Final = re.compile(r"[^。;:,]*表(?:\(.*\))*(?:20\d\d年?度?)?$")
_CAPTION: Final = re.compile(
    r"(?:(?:单位|部门|编制单位|编制部门|部门名称|单位名称|预算单位|公开部门|填报单位|金额单位|填报日期|编报日期)[::].*"
    r"|(?:公开|预算|决算|附)?[一二三四五六七八九十\d.]{0,4}表[一二三四五六七八九十\d]*(?:[-－—]\d+)*|附[件表]?[一二三四五六七八九十\d]*"
    r"|\(?20\d\d年?度?\)?)"
)
_NOTE: Final = re.compile(r"(?:备?注|说明)(?:\d*[::.]|$)")
_CHAPTER: Final = re.compile(r"第[一二三四五六七八九十\d]+(?:部分|章)")
_PAGE: Final = re.compile(r"[-—]+\d{1,3}[-—]+|\d{1,2}")
_PROSE_LENGTH: Final = 60
_AMOUNT_AT_END: Final = re.compile(r"\d\.\d\d$")


@dataclass(slots=True)
class Section:
    """One printed table: its title ("" where none is printed), the line it begins at, the unit of its amounts
    (亿元, 万元, 元, or None), and either its tables (pages of one table) or its lines of text.
    """

    title: str
    line: int
    unit: str | None
    tables: list[Table] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def to_sections(document: Document, forms: Sequence[FormTable]) -> Iterator[Section]:
    """The candidate tables outside the forms, in order; whether one is a budget table its headings decide."""
    taken = _lines_of_forms(forms)
    current = Section("", 0, None)
    unit: str | None = None
    for block in _outside(document.blocks, taken):
        if block is None:
            if current.tables or current.lines:
                yield current
            current, unit = Section("", 0, None), None
        elif isinstance(block, Table):
            if current.lines and not _has_table_text(current):
                current.lines.clear()
            titles = [text for text in _banner(block) if _is_title(text)]
            if current.lines or (current.tables and titles):
                yield current
                current = Section("", 0, unit)
            current.title = current.title or next(iter(titles), "")
            current.unit = stated_unit(_top(block)) or current.unit
            current.line = current.line or _first_line(block)
            current.tables.append(block)
        else:
            text = _bare(block.text)
            stated = stated_unit([block.text]) if len(text) < _TITLE_LENGTH else None
            ends = (stated is not None and "单位" in text) or _is_break(text, in_table=bool(current.tables))
            if _PAGE.fullmatch(text) and (current.tables or current.lines):
                continue
            if ends and (current.tables or current.lines):
                yield current
                current, unit = Section("", 0, None), None
            unit = stated or unit
            current.unit = unit
            if _is_title(block.text):
                current = Section(squeeze(block.text.lstrip("#* ")), block.span.line, unit)
            elif _ends_section(text):
                current, unit = Section("", 0, None), None
            elif not ends and current.title:
                current.lines.append(block)
    if current.tables or current.lines:
        yield current


def _bare(text: str) -> str:
    return key(text.lstrip("#* "))


def _is_title(text: str) -> bool:
    bare = _ORDINAL.sub("", fold(text).lstrip("#* ").strip())
    bare = key(bare)
    return len(bare) <= _TITLE_LENGTH and _TITLE.fullmatch(bare) is not None and not _CAPTION.fullmatch(bare)


def _is_break(text: str, *, in_table: bool) -> bool:
    return in_table or _is_title(text) or _CAPTION.fullmatch(text) is not None or _ends_section(text)


def _ends_section(text: str) -> bool:
    return (
        _NOTE.match(text) is not None
        or _CHAPTER.match(text) is not None
        or (len(text) > _PROSE_LENGTH and _AMOUNT_AT_END.search(text) is None)
        or text.endswith(("。", ";"))
    )


def _has_table_text(section: Section) -> bool:
    return any(re.search(r"\d\.\d\d(?!\d)", line.text) for line in section.lines)


def _banner(table: Table) -> list[str]:
    """The texts of leading rows that hold a single cell: a title or a caption inside the table."""
    found = []
    for row in table.rows[:4]:
        texts = [cell.text for cell in row if cell.text]
        if len(texts) > 1:
            break
        found += texts
    return found


def _top(table: Table) -> list[str]:
    return [cell.text for row in table.rows[:3] for cell in row if cell.text]


def _first_line(table: Table) -> int:
    return next((span.line for row in table.rows for cell in row for span in cell.spans), 0)


def _lines_of_forms(forms: Sequence[FormTable]) -> frozenset[int]:
    taken: set[int] = set()
    for form in forms:
        lines = [form.line, *(line.span.line for line in form.preamble)]
        for item in form.items:
            lines += _lines_of(item.cells) if isinstance(item, PrintedRow) else [item.span.line]
        taken.update(range(min(lines), max(lines) + 1))
    return frozenset(taken)


def _lines_of(cells: Iterable[Cell]) -> list[int]:
    return [span.line for cell in cells for span in cell.spans]


def _outside(blocks: Sequence[Block], taken: frozenset[int]) -> Iterator[Block | None]:
    """The blocks without the lines of forms; None where a form stood."""
    for block in blocks:
        if isinstance(block, Line):
            yield None if block.span.line in taken else block
            continue
        rows = tuple(row for row in block.rows if not taken.intersection(_lines_of(row)))
        if len(rows) < len(block.rows):
            yield None
        if any(cell.text for row in rows for cell in row):
            yield Table(rows)
