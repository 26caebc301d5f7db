"""An edited catalogue workbook read back: the cells of 指标目录 that are not what the graph says, new and lost rows.

Nothing is taken over: the result is a list for people to look at, and says of every cell whether a change of it could
be taken at all. What the program works out of other cells, and what belongs to the whole form, could not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, Literal

from kg.diff.changes import row_changes
from kg.diff.differences import Change
from kg.errors import CompareError, UnreadableDocumentError
from kg.export.cells import cell_text
from kg.export.columns import CATALOGUE_COLUMNS, INDICATORS, WHOLE_DEPARTMENT
from kg.export.sheet import Column
from kg.export.workbook import indicator_to_cells
from kg.link import last_part
from kg.read.xlsx_cells import read_sheet
from kg.records import Record, number_text, plain
from kg.segment import segment_target

Fate = Literal["changed", "added", "removed"]
FATES: Final[Mapping[Fate, str]] = {"changed": "改动", "added": "增加的行", "removed": "删去的行"}

_NEEDED: Final = ("name", "target_text")
_PLACE: Final = ("document", "year", "project", "form", "line", "place", "page", "horizon", "goal")
"""What tells a row of a workbook without identifiers."""
_FROM_TARGET: Final = "由“目标值（原文）”读出，请改那一格"
_OF_FORM: Final = "属于整张表的表头，不能只改一行"
_OF_SOURCE: Final = "说明这一行印在哪里，改了也不会移动"
_OF_PROGRAM: Final = "由程序算出，改了不起作用"
_REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("operator", "value", "unit", "kind", "base_value", "base_unit"), _FROM_TARGET),
    **dict.fromkeys(
        (
            "year", "department", "project", "form", "implementing_unit", "project_code", "budget", "fiscal",
        ),
        _OF_FORM,
    ),
    **dict.fromkeys(("document", "line", "page", "place"), _OF_SOURCE),
    **dict.fromkeys(("confidence", "doubt", "remark", "subject"), _OF_PROGRAM),
}  # fmt: skip
"""Why a change of a field cannot be taken."""
_UNCOMPARED: Final = frozenset({"number", "row_id", "library", "issues"})
_ROUNDED: Final = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class EditedCell:
    """One cell that is not what the graph says. ``refused`` says in Chinese why the change cannot be taken, empty
    where it can."""

    title: str
    old: str
    new: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One row that was changed, added or removed. ``number`` is its row in the sheet, None where it is not there any
    more; ``old`` the record of the graph. ``changes`` say what the edit makes of the target (`kg.diff`)."""

    fate: Fate
    number: int | None
    old: Record | None
    name: str
    project: str
    cells: tuple[EditedCell, ...] = ()
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """All of them, with the account: rows of the sheet = matched + added, rows of the graph = matched + removed."""

    rows: tuple[EditedRow, ...]
    in_sheet: int
    in_graph: int
    matched: int
    notes: tuple[str, ...] = ()

    def of(self, fate: Fate) -> list[EditedRow]:
        """The rows of which this became."""
        return [row for row in self.rows if row.fate == fate]

    def in_words(self) -> str:
        """The account in Chinese."""
        added, removed = len(self.of("added")), len(self.of("removed"))
        changed = len(self.of("changed"))
        return (
            f"工作簿：{self.in_sheet} 行 = 对上 {self.matched} + 增加 {added}\n"
            f"图谱：{self.in_graph} 行 = 对上 {self.matched} + 删去 {removed}\n"
            f"对上的 {self.matched} 行里改动 {changed} 行、没有改动 {self.matched - changed} 行。"
        )


def is_catalogue(path: Path) -> bool:
    """Whether a file is a workbook with the sheet 指标目录 and its headings."""
    try:
        _, head = next(read_sheet(path, INDICATORS), (0, {}))
    except UnreadableDocumentError:
        return False
    titles = set(head.values())
    return all(_title(field) in titles for field in _NEEDED)


def read_edits(path: Path, records: Iterable[Record]) -> Edits:
    """The sheet 指标目录 against the rows of a graph (records with ``id``), cell by cell.

    Raises CompareError for a workbook that is none, or lacks what its rows are known by.
    """
    try:
        sheet = read_sheet(path, INDICATORS)
        _, head = next(sheet, (0, {}))
        fields, notes = _fields(path, head)
        known = _Known(records, by_id="row_id" in fields.values())
        compared = [
            column for column in CATALOGUE_COLUMNS if column.field in set(fields.values()) - _UNCOMPARED
        ]
        found: list[EditedRow] = []
        in_sheet = 0
        for number, texts in sheet:
            cells = {fields[at]: text for at, text in texts.items() if at in fields}
            if not set(cells) - _UNCOMPARED:
                continue
            in_sheet += 1
            record, note = known.take(cells)
            if record is None:
                found.append(_added(number, cells, note))
            elif changed := tuple(_changed(compared, indicator_to_cells(record, 0), cells)):
                found.append(_changed_row(number, record, cells, changed))
    except UnreadableDocumentError as error:
        raise CompareError(str(error)) from error
    left = known.left()
    found += [
        EditedRow("removed", None, record, str(record.get("name") or ""), _project(record)) for record in left
    ]
    return Edits(tuple(found), in_sheet, known.count, known.count - len(left), notes)


class _Known:
    """The rows of the graph, to be taken one after the other by what tells a row of the sheet."""

    def __init__(self, records: Iterable[Record], *, by_id: bool) -> None:
        self._by_id = by_id
        self._waiting: dict[object, list[Record]] = {}
        self._seen: set[object] = set()
        self.count = 0
        for record in records:
            self.count += 1
            cells = (
                {"row_id": last_part(str(record.get("id") or ""))} if by_id else indicator_to_cells(record, 0)
            )
            self._waiting.setdefault(self._told({k: _text(v) for k, v in cells.items()}), []).append(record)
        for waiting in self._waiting.values():
            waiting.reverse()

    def take(self, cells: Mapping[str, str]) -> tuple[Record | None, str]:
        """The record of a row of the sheet, or why there is none."""
        told = self._told(cells)
        if waiting := self._waiting.get(told):
            self._seen.add(told)
            return waiting.pop(), ""
        if told in self._seen:
            return None, "标识与上面一行相同，像是复制的行"
        if self._by_id and told:
            return None, "标识在图谱里没有，可能图谱已重新生成"
        return None, ""

    def left(self) -> list[Record]:
        """The records that no row of the sheet has taken, in their order."""
        return [record for waiting in self._waiting.values() for record in reversed(waiting)]

    def _told(self, cells: Mapping[str, str]) -> object:
        if self._by_id:
            return cells.get("row_id", "").strip()
        return tuple(cells.get(name, "") for name in _PLACE)


def _fields(path: Path, head: Mapping[int, str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Column to field, and what is to be said of other columns."""
    by_title = {column.title: column.field for column in CATALOGUE_COLUMNS}
    titles = {at: title.strip() for at, title in head.items()}
    missing = [_title(field) for field in _NEEDED if _title(field) not in titles.values()]
    if missing:
        raise CompareError(
            f"“{path.name}”的“{INDICATORS}”表缺少“{'、'.join(missing)}”列，不是 kg export xlsx 写的目录工作簿。"
        )
    counts = Counter(titles.values())
    twice = [title for title in by_title if counts[title] > 1]
    if twice:
        raise CompareError(f"“{path.name}”的“{INDICATORS}”表有两列都叫“{twice[0]}”。请删去或改名其中一列。")
    fields = {at: by_title[title] for at, title in titles.items() if title in by_title}
    others = [title for title in titles.values() if title and title not in by_title]
    gone = [
        title
        for title, field in by_title.items()
        if field not in fields.values() and field not in _UNCOMPARED
    ]
    notes = []
    if others:
        notes.append(f"没有比较自己加的列：{'、'.join(others[:8])}。")
    if gone:
        notes.append(f"工作簿里没有这些列，没有比较：{'、'.join(gone)}。")
    if "row_id" not in fields.values():
        if not {"document", "line"} & set(fields.values()):
            raise CompareError(f"“{path.name}”既没有“标识”列也没有“文件”“行号”列，认不出各行是哪一行。")
        notes.append("没有“标识”列，按文件、位置和项目认行。")
    return fields, tuple(notes)


def _changed(
    compared: Sequence[Column], was: Mapping[str, object], cells: Mapping[str, str]
) -> Iterator[EditedCell]:
    for column in compared:
        old, new = _text(was.get(column.field)), cells.get(column.field, "")
        if not _is_same(old, new):
            yield EditedCell(column.title, old, new, _REFUSED.get(column.field, ""))


def _changed_row(
    number: int, record: Record, cells: Mapping[str, str], changed: tuple[EditedCell, ...]
) -> EditedRow:
    touched = {_field(cell.title): cell.new for cell in changed if not cell.refused}
    changes = row_changes(record, _edited(record, touched)) if touched else ()
    note = ""
    if {"name", "target_text"} & set(touched) and not changes:
        note = "只是写法不同，读法不变"
    return EditedRow(
        "changed", number, record, cells.get("name", ""), _project(record), changed, changes, note
    )


def _edited(record: Record, touched: Mapping[str, str]) -> Record:
    """The record as the edit would make it: the target taken apart anew."""
    edited: Record = {**record, **{field: text or None for field, text in touched.items()}}
    for field in ("weight", "score"):
        if field in touched:
            edited[field] = _number(touched[field])
    if not {"name", "target_text"} & set(touched):
        return edited
    level2 = edited.get("level2")
    found = segment_target(
        str(edited.get("name") or "") or None,
        str(edited.get("target_text") or ""),
        level2=str(level2) if level2 else None,
        unit_text=None if "target_text" in touched else str(record.get("unit") or "") or None,
    )
    parts = ("subject", "operator", "kind", "value", "unit", "base_value", "base_unit", "quantity_kind")
    return edited | {name: plain(getattr(found, name)) for name in parts}


def _added(number: int, cells: Mapping[str, str], note: str) -> EditedRow:
    shown = tuple(
        EditedCell(column.title, "", cells[column.field], _REFUSED.get(column.field, ""))
        for column in CATALOGUE_COLUMNS
        if column.field in cells and column.field not in _UNCOMPARED
    )
    return EditedRow("added", number, None, cells.get("name", ""), cells.get("project", ""), shown, (), note)


def _project(record: Record) -> str:
    return str(record.get("project") or WHOLE_DEPARTMENT)


def _text(value: object) -> str:
    """A value as its cell shows it."""
    return number_text(value) if isinstance(value, Decimal) else cell_text(value)


def _is_same(old: str, new: str) -> bool:
    if old == new or _plain(old) == _plain(new):
        return True
    numbers = _number(old), _number(new)
    if numbers[0] is None or numbers[1] is None:
        return False
    # a spreadsheet keeps 15 to 17 digits
    return abs(numbers[0] - numbers[1]) <= _ROUNDED * max(abs(numbers[0]), abs(numbers[1]))


def _plain(text: str) -> str:
    return "\n".join(
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    )


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _title(field: str) -> str:
    return next(column.title for column in CATALOGUE_COLUMNS if column.field == field)


def _field(title: str) -> str:
    return next(column.field for column in CATALOGUE_COLUMNS if column.title == title)
