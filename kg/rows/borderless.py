"""Forms printed without cell borders: lines of a text PDF to rows of cells, by what each piece can be.

A cell is wrapped over lines with gaps anywhere inside it, and the columns at both ends (the task of the year,
the list of projects) run between the indicator lines. What holds them together is the target: a row is
complete when its operator and value are read; text before it is its name, behind a full stop its task; text
that follows without a gap, up to a full stop or an amount, is its list of projects.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.model import Cell
from kg.rows.align import align
from kg.rows.columns import Column, header_columns
from kg.rows.loose import line_to_row
from kg.rows.money import adds_up
from kg.rows.pieces import Piece, pieces_of, row_of
from kg.tables import Item, PrintedRow, is_header, item_texts
from kg.tables.labels import (
    column_of,
    goal_label,
    head_of,
    is_money,
    is_number,
    is_operator,
    is_quality,
    is_signed,
    is_target,
    is_unit,
    level_of,
)

_STOP: Final = "。"
_ITEM_ENDS: Final = ("；", ";", "、")
TAIL: Final = frozenset({"total_score", "grade", "problems", "problem_type"})
"""Head labels that stand below the last indicator row."""
_AROUND: Final = frozenset({"task", "involved_projects", "involved_money"})
"""Columns at both ends of a form whose cells run on between the indicator lines."""
_BEHIND_TARGET: Final = frozenset({"actual", "weight", "score"})


@dataclass(slots=True)
class _Row:
    """A row while it is being put together: pieces by part, in the order of the header."""

    parts: dict[str, list[Piece]] = field(default_factory=dict)
    last_line: int = 0

    def add(self, part: str, pieces: Sequence[Piece]) -> None:
        if pieces:
            self.parts.setdefault(part, []).extend(pieces)


_ORDER: Final = (
    "level1",
    "level2",
    "task",
    "name",
    "operator",
    "target",
    "unit",
    "rest",
    "projects",
    "money",
)


def lines_to_rows(items: Sequence[Item]) -> tuple[PrintedRow, ...]:
    """Rows of cells without columns: first the head (a row a line), then the header row, then the rows.

    Every piece of every line stands in one of the rows. Rows with columns stay as they are above the header, and
    are pieces like others below it.
    """
    start = next((i for i, item in enumerate(items) if is_header(item_texts(item))), len(items))
    rows = [item if isinstance(item, PrintedRow) else row_of(pieces_of(item)) for item in items[:start]]
    return (*rows, *_Lexer().run([pieces_of(item) for item in items[start:]]))


class _Lexer:
    """Puts rows together line by line; ``text`` is what was read and not yet given to a row."""

    def __init__(self) -> None:
        self.fields: set[str] = set()
        self.columns: tuple[Column, ...] = ()
        self.rows: list[_Row] = []
        self.others: list[PrintedRow] = []
        self.labels: dict[str, list[Piece]] = {}
        self.text: list[Piece] = []
        self.list_open = False

    def run(self, lines: Sequence[Sequence[Piece]]) -> list[PrintedRow]:
        header: list[Piece] = []
        for line in lines:
            if is_header([text for text, _ in line]) or (header and _is_storey(line)):
                header = [*header, *line]
                continue
            if header:
                self._header(header)
                header = []
            self._line(list(line))
        if header:
            self._header(header)
        self._flush()
        self._release_labels()
        rows = [_finished(row) for row in self.rows]
        return sorted([*rows, *self.others], key=lambda row: row.line)

    def _header(self, pieces: list[Piece]) -> None:
        self._flush()
        row = row_of(pieces)
        self.columns = header_columns([row])[0]
        self.fields = {column for text, _ in pieces if (column := column_of(text)) is not None}
        self.others.append(row)

    def _line(self, pieces: list[Piece]) -> None:
        texts = [text for text, _ in pieces]
        if adds_up(texts) or self._is_goal(texts):
            self._flush()
            self.others.append(_goal_row(pieces) if self._is_goal(texts) else row_of(pieces))
            return
        label = head_of(pieces[0][0])
        if label is not None and level_of(pieces[0][0]) is None:
            tail = label.first("field") in TAIL
            if tail:
                self._flush()
            if tail or not self._open_name():
                self.others.append(row_of(pieces))
                return
        if not self.text and not self.fields & _AROUND and (whole := line_to_row(pieces, self.columns)):
            self._release_labels()
            self.others.append(whole)
            return
        labels = 0
        while labels < len(pieces) and level_of(pieces[labels][0]) is not None:
            labels += 1
        if labels and self._open_name() and self._begins_row(pieces, labels):
            self._flush()
        while pieces and not self._open_name() and (kind := level_of(pieces[0][0])) is not None:
            levels = kind.properties["level"]
            self._label(pieces.pop(0), levels)
        at = self._target_at(pieces)
        if at is not None:
            self._row(pieces, at)
        elif pieces:
            self._text(pieces)

    def _is_goal(self, texts: Sequence[str]) -> bool:
        """Whether a line prints a numbered goal: its label and a sentence."""
        label = goal_label(texts[0])
        return label is not None and label[1] is not None and len(texts) > 1 and texts[-1].endswith(_STOP)

    def _release_labels(self) -> None:
        """Give labels that stood on lines of their own to rows of their own: the decoder carries them down."""
        for label in self.labels.values():
            self.others.append(row_of(label))
        self.labels = {}

    def _open_name(self) -> bool:
        return bool(self.text) and not self.text[-1][0].endswith(_STOP)

    def _begins_row(self, pieces: Sequence[Piece], labels: int) -> bool:
        """Whether level labels at the head of a line open a row, though a name stands open above: they go on with
        the name (服务对象 / 满意度 ≥90%) only where nothing but the target follows them."""
        rest = pieces[labels:]
        if not rest:
            return pieces[0][0].endswith("指标")
        return not (len(rest) == 1 and (is_target(rest[0][0]) or is_quality(rest[0][0])))

    def _flush(self) -> None:
        """Close the text that stands open: a row where its last line can be a name and its target."""
        pieces, self.text = self.text, []
        if not pieces:
            return
        last = [piece for piece in pieces if piece[1].line == pieces[-1][1].line]
        complete = len(last) > 1 or (len(pieces) > 1 and is_quality(pieces[-1][0]))
        if complete and "operator" not in self.fields and "task" not in self.fields:
            self._row(pieces, len(pieces) - 1)
        else:
            self.others.append(row_of(pieces))

    def _label(self, piece: Piece, levels: tuple[str, ...]) -> None:
        part = "level2" if "2" in levels and ("1" not in levels or "level1" in self.labels) else "level1"
        replaced = self.labels.pop(part, None)
        if part == "level1" and (orphan := self.labels.pop("level2", None)):
            self.others.append(row_of(orphan))
        if replaced:
            self.others.append(row_of(replaced))
        self.labels[part] = [piece]
        self.list_open = False

    def _target_at(self, pieces: Sequence[Piece]) -> int | None:
        """The index of the piece where the target begins, or None."""
        named = bool(self.text)
        if self.fields & _BEHIND_TARGET:
            return self._aligned_target(pieces, named)
        for index, (text, _) in enumerate(pieces):
            behind = pieces[index + 1][0] if index + 1 < len(pieces) else ""
            if is_operator(text) and (is_target(behind) or is_number(behind)) and (index or named):
                return index
            if is_signed(text) and is_target(text) and (index or named):
                return index
        last = len(pieces) - 1
        if last > 0 and is_target(pieces[-1][0]) and not is_money(pieces[-1][0]):
            return last
        if last > 1 and is_number(pieces[-2][0]) and is_unit(pieces[-1][0]):
            return last - 1
        if "operator" in self.fields or last < 1:
            return None
        if last == 1 and not named and not self.list_open:
            return 1
        return last if is_quality(pieces[-1][0]) and "task" not in self.fields else None

    def _aligned_target(self, pieces: Sequence[Piece], named: bool) -> int | None:  # noqa: FBT001
        """Where columns stand behind the target (实际完成值, 分值), the whole line must fit them."""
        cells = [(text, index) for index, (text, _) in enumerate(pieces)]
        if named:
            cells.insert(0, ("".join(text for text, _ in self.text), -1))
        columns = [Column(c.field, None) for c in self.columns if c.field not in ("level1", "level2")]
        fields = align(cells, columns).fields[1 if named else 0 :]
        found = [field for field in fields if field]
        if "target" not in found or len(found) < len(fields) or not set(found) & _BEHIND_TARGET:
            return None
        return min(fields.index(field) for field in ("operator", "target") if field in fields)

    def _row(self, pieces: Sequence[Piece], at: int) -> None:
        row = _Row(dict(self.labels), pieces[-1][1].line)
        self.labels = {}
        task, before = self._split_text()
        row.add("task", task)
        row.add("name", before)
        row.add("name", pieces[:at])
        rest = list(pieces[at:])
        if is_operator(rest[0][0]):
            row.add("operator", [rest.pop(0)])
        number = bool(rest) and (is_number(rest[0][0]) or is_signed(rest[0][0]))
        row.add("target", rest[:1])
        rest = rest[1:]
        if rest and "unit" in self.fields:
            row.add("unit", [rest.pop(0)])
        elif rest and number and is_unit(rest[0][0]):
            row.add("target", [rest.pop(0)])
        self.list_open = False
        if "involved_projects" in self.fields:
            self.list_open = bool(rest) and not rest[-1][0].endswith(_STOP)
            row.add("projects", rest)
        else:
            row.add("rest", rest)
        self.rows.append(row)

    def _split_text(self) -> tuple[list[Piece], list[Piece]]:
        """The unclaimed text as (task, beginning of the name): a task ends with a full stop."""
        text, self.text = self.text, []
        if "task" not in self.fields:
            return [], text
        stops = [index for index, piece in enumerate(text) if piece[0].endswith(_STOP)]
        cut = stops[-1] + 1 if stops else 0
        return text[:cut], text[cut:]

    def _text(self, pieces: list[Piece]) -> None:
        row = self.rows[-1] if self.rows else None
        line = pieces[0][1].line
        money = "involved_money" in self.fields and len(pieces) == 1 and is_money(pieces[0][0])
        if row is not None and money:
            row.add("money", pieces)
            self.list_open = False
            return
        adjoins = row is not None and (line == row.last_line + 1 or pieces[-1][0].endswith(_ITEM_ENDS))
        follows = adjoins and row is not None and "projects" not in row.parts
        if (
            row is not None
            and "involved_projects" in self.fields
            and not self.text
            and (self.list_open or follows)
        ):
            row.add("projects", pieces)
            self.list_open = not pieces[-1][0].endswith(_STOP)
            return
        self.text += pieces


def _goal_row(pieces: Sequence[Piece]) -> PrintedRow:
    cells = (
        Cell(pieces[0][0], (pieces[0][1],)),
        Cell("".join(text for text, _ in pieces[1:]), tuple(span for _, span in pieces[1:])),
    )
    return PrintedRow(cells, pieces[0][1].line)


def _is_storey(pieces: Sequence[Piece]) -> bool:
    """Whether a line below a header goes on with it: nothing but headings of columns."""
    return all(column_of(text) is not None and level_of(text) is None for text, _ in pieces)


def _finished(row: _Row) -> PrintedRow:
    cells = []
    for part in _ORDER:
        pieces = row.parts.get(part, [])
        if part == "rest":
            cells += [Cell(text, (span,)) for text, span in pieces]
        elif pieces:
            cells.append(Cell("".join(text for text, _ in pieces), tuple(span for _, span in pieces)))
    anchor = row.parts.get("name") or next(row.parts[part] for part in _ORDER[4:] if part in row.parts)
    return PrintedRow(tuple(cells), anchor[0][1].line, columns=False)
