"""A form's printed rows to indicator rows: headers, goals, levels carried down, continued cells, an account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.findings import Finding
from kg.model import FormRow, Line
from kg.rows.account import Account, Fate
from kg.rows.borderless import TAIL, lines_to_rows
from kg.rows.broken import (
    broken_ends,
    broken_labels,
    complete_labels,
    complete_state,
    with_ends,
    without,
)
from kg.rows.columns import Column, Header, continues_header, read_header
from kg.rows.continued import Places, continue_row
from kg.rows.decoded import DecodedForm
from kg.rows.emit import Place, Reading, make_row, unknown_level
from kg.rows.goals import GoalState
from kg.rows.levels import Levels
from kg.rows.listing import Carried
from kg.rows.loose import line_to_row
from kg.rows.money import adds_up
from kg.rows.pieces import pieces_of, row_of
from kg.rows.ruled import (
    covered_parts,
    is_covered,
    is_numbering,
    listed_parts,
    names_a_unit,
    reaches_down,
    regridded,
    storeys_above,
    uncovered,
)
from kg.rows.splitting import Placed, align_cells
from kg.rows.telling import (
    has_target,
    is_indicator,
    is_remark,
    is_template,
    levelled,
    sounds_like_a_row,
    target_moved_alone,
)
from kg.tables import FormTable, Item, PrintedRow, is_header, item_texts
from kg.tables.forms import leading_label
from kg.tables.labels import (
    column_of,
    head_of,
    is_operator,
    is_target,
    level_of,
    long_goal_labels,
)
from kg.text import key, squeeze

_GOAL_LABELS: Final = frozenset({"indicators", "goals", "goal", "annual_goal", "long_goal", "expected_goal"})
_RANK: Final = ("emitted", "finding", "continued", "head", "ignored")
_LONGEST_LABEL: Final = 30


def decode_form(form: FormTable, *, document: str) -> DecodedForm:
    """Decode one form that has indicator columns (an evaluation report is `kg.rows.report`'s)."""
    decoder = _Decoder(document, Account(form.line))
    if not form.titled:
        message = "这张表没有印表名，按表头认作" + form.form + "。"
        decoder.findings.append(Finding(document, form.line, "untitled-form", message))
    for item in _readable(form.items):
        decoder.read(item)
    return DecodedForm(
        tuple(decoder.rows),
        tuple(decoder.head),
        decoder.goals.found(),
        decoder.account.finished(form),
        tuple(decoder.findings),
    )


def _readable(items: Sequence[Item]) -> list[Item]:
    """The items as they are where they have columns; where the indicator part is running text, its rows."""
    start = next((i for i, item in enumerate(items) if is_header(item_texts(item))), len(items))
    behind = items[start + 1 :]
    rows = sum(isinstance(item, PrintedRow) for item in behind)
    if start == len(items) or isinstance(items[start], PrintedRow) or rows > len(behind) - rows:
        return list(items)
    return list(lines_to_rows(items))


@dataclass(slots=True)
class _Group:
    """One group of indicator columns with the levels in force; two stand side by side where a form prints the
    multi-year and the annual indicators in one table."""

    columns: tuple[Column, ...]
    horizon: str | None = None
    levels: Levels = field(default_factory=Levels)
    placed: Places = field(default_factory=dict)


@dataclass(slots=True)
class _Decoder:
    document: str
    account: Account
    rows: list[FormRow] = field(default_factory=list)
    head: list[PrintedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    goals: GoalState = field(default_factory=GoalState)
    header: Header = field(default_factory=Header)
    storeys: list[PrintedRow] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    opened: PrintedRow | None = None
    at_top: bool = False
    groups: list[_Group] = field(default_factory=list)
    carried: Carried = field(default_factory=Carried)
    in_tail: bool = False
    in_data: bool = False
    task: str | None = None

    def read(self, item: Item) -> None:
        if isinstance(item, Line):
            self._line(item)
        else:
            self._row(item)

    def _line(self, line: Line) -> None:
        row = row_of(pieces_of(line))
        if self.goals.section(line.text):
            self._aside(row, "目标表标题")
        elif is_header(item_texts(row)):
            self._open_header(row)
        elif not self.groups:
            if head_of(leading_label(line)) is not None:
                self.head.append(row)
                self.account.note(row, "head", "表头信息")
        elif not self.in_tail and not self.header.second:
            found = line_to_row(pieces_of(line), self.groups[0].columns)
            if found is not None:
                self._data(found)
            elif sounds_like_a_row(item_texts(row)):
                self.account.note(row, *self._unread(row))

    def _row(self, row: PrintedRow) -> None:
        row = regridded(row, self.opened)
        texts = item_texts(row)
        self.at_top = self.at_top or row.fresh
        if is_header(texts):
            self._open_header(row)
        elif self.groups and is_numbering(texts):
            self.account.note(row, "header", "栏次")
        elif self.storeys and continues_header(row, self.storeys):
            self.storeys.append(row)
            self._set_columns(keep=True)
            self.account.note(row, "header", "表头")
        elif self.goals.row(row):
            self._aside(row, "绩效目标")
        elif len(texts) == 1 and self.goals.section(texts[0]):
            self._aside(row, "目标表标题")
        elif not self.groups or self._is_tail(row, texts):
            self.head.append(row)
            self.in_data = self.in_data and reaches_down(row)
            self.account.note(row, "head", "表尾信息" if self.groups else "表头信息")
        else:
            self.storeys = []
            self._data(row)

    def _aside(self, row: PrintedRow, reason: str) -> None:
        self.storeys, self.in_tail, self.in_data = [], False, False
        self.account.note(row, "head", reason)

    def _open_header(self, row: PrintedRow) -> None:
        repeated = self.in_data and item_texts(row) == self.heading
        above = storeys_above(row, self.head)
        del self.head[len(self.head) - len(above) :]
        for storey in above:
            self.account.note(storey, "header", "表头")
        self.storeys, self.heading, self.in_tail = [*above, row], item_texts(row), False
        self.opened = row
        self.goals.header(row)
        self._set_columns(keep=repeated)
        self.account.note(row, "header", "换页后重复的表头" if repeated else "表头")

    def _set_columns(self, *, keep: bool = False) -> None:
        self.header = read_header(self.storeys)
        levels = [group.levels for group in self.groups] if keep else []
        self.groups = [_Group(self.header.columns)]
        if self.header.second:
            twin = self._prints_long_goal()
            self.groups = [
                _Group(self.header.columns, "长期" if twin else None),
                _Group(self.header.second, "年度" if twin else None),
            ]
        for group, before in zip(self.groups, levels, strict=False):
            group.levels = before
        line = self.storeys[0].line
        self.findings = [f for f in self.findings if not (f.code == "unknown-header" and f.line == line)]
        self.findings += [
            Finding(self.document, line, "unknown-header", f"表头“{text}”不认识，这一列没有读。")
            for text in self.header.unknown
        ]

    def _prints_long_goal(self) -> bool:
        texts = [key(cell.text) for row in self.head for cell in row.cells if cell.text]
        return any(
            label in text for text in texts if len(text) < _LONGEST_LABEL for label in long_goal_labels()
        )

    def _is_tail(self, row: PrintedRow, texts: list[str]) -> bool:
        """Whether a row below the indicators belongs to the foot of the form. A row of sums does not end them."""
        if adds_up(texts):
            return True
        label = head_of(texts[0]) or (head_of(leading_label(row)) if len(texts) == 1 else None)
        levels = any(level_of(text) for text in texts)
        if is_remark(texts):
            return True
        if label is None or levels or (row.columns and column_of(texts[0]) is not None):
            if self.in_tail and levels and any(is_target(text) for text in texts):
                self.in_tail = False
            return self.in_tail
        name = label.first("field")
        if name in TAIL or (name not in _GOAL_LABELS and not has_target(texts)):
            self.in_tail = True
        return self.in_tail

    def _data(self, row: PrintedRow) -> None:
        at_top, self.at_top = self.at_top, False
        if at_top and self._joins_broken(row):
            self.account.note(row, "continued", f"接第 {self.rows[-1].line} 行，被分页断开")
            return
        if at_top and self.rows and self._is_ruled(row):
            group = self.groups[0]
            ends = broken_labels(row, group.columns, self.rows[-1], group.levels)
            complete_labels(self.rows, ends)
            complete_state(ends, group.levels, self.carried)
            if "task" in ends and self.task:
                self.task += squeeze(ends["task"].text)
            row = without(row, ends)
        cells = [(index, cell) for index, cell in enumerate(row.cells) if cell.text]
        parts = [self._part(cells, number) for number in range(len(self.groups))]
        fates = [
            self._group(row, part, group) for group, part in zip(self.groups, parts, strict=True) if part
        ]
        fate, reason = min(fates, key=lambda found: _RANK.index(found[0]))
        self.in_data = self.in_data or fate in ("emitted", "finding")
        self.account.note(row, fate, reason)

    def _joins_broken(self, row: PrintedRow) -> bool:
        """Whether a row only holds the ends of the cells that the page before broke off; they are put together."""
        if not self.rows or self.header.second or not self._is_ruled(row):
            return False
        group = self.groups[0]
        ends = broken_ends(row, group.columns, group.placed, self.rows[-1], group.levels)
        if ends is None:
            return False
        with_ends(self.rows, row, ends)
        complete_state(ends, group.levels, self.carried)
        self.task = self.rows[-1].goal if "task" in ends else self.task
        return True

    def _part(self, cells: list[Placed], number: int) -> list[Placed]:
        """The cells of one of two groups: its own, and for the second those of the columns that both share."""
        boundary = self.header.boundary
        if boundary is None:
            return cells
        if number == 0:
            return [(index, cell) for index, cell in cells if index < boundary]
        shared = [c.index for c in self.header.second if c.index is not None and c.index < boundary]
        return [(index, cell) for index, cell in cells if index >= boundary or index in shared]

    def _group(self, row: PrintedRow, cells: list[Placed], group: _Group) -> tuple[Fate, str]:
        """Read the cells of one group of columns; what became of them, and why."""
        if self.rows and self.header.boundary is None:
            joined = continue_row(self.rows[-1], row, group.columns, group.placed)
            if joined is not None:
                self.rows[-1] = joined
                return "continued", f"接第 {joined.line} 行，被分页或换行断开"
        columns = group.columns if row.columns else [Column(c.field, None) for c in group.columns]
        ruled = self._is_ruled(row)
        if (ruled or names_a_unit(row)) and (listed := listed_parts(cells, columns)):
            if self.carried.read(listed):
                group.levels.reset()
            return "head", "单位或项目的信息"
        open_columns = uncovered(row, columns) if ruled else columns
        cells, alignment, parted = align_cells(cells, open_columns, ruled=ruled)
        parts = dict(covered_parts(row, columns)) if ruled else {}
        parts |= {
            name: cell for (_, cell), name in zip(cells, alignment.fields, strict=True) if name is not None
        }
        if "operator" not in parts and "direction" in parts and is_operator(parts["direction"].text):
            parts["operator"] = parts.pop("direction")  # 指标方向性 heads the signs
        unread = [cell.text for (_, cell), name in zip(cells, alignment.fields, strict=True) if name is None]
        if self.carried.read(parts):
            group.levels.reset()
        if not row.columns:
            parts = dict(group.levels.placed(parts))
        described = {"description"} & {column.field for column in columns if column.printed} - set(parts)
        moved = not ruled and row.columns and target_moved_alone(cells, alignment.fields, columns)
        borrowed = moved if row.columns else bool(described)
        heading = next((c.unit for c in columns if c.field == "target" and c.unit), None)
        reading = Reading(row, parts, unread, alignment, parted, borrowed, levelled(group.columns), heading)
        if not is_indicator(reading):
            return self._aside_row(reading, group)
        placed = zip((index for index, _ in cells), alignment.fields, strict=True)
        group.placed = {index: name for index, name in placed if name is not None}
        return self._emit(reading, group)

    def _is_ruled(self, row: PrintedRow) -> bool:
        """Whether the positions of a row are those of its header: both in one table, or on one set of rules."""
        above = self.opened
        return row.ruled and above is not None and above.ruled and len(above.cells) == len(row.cells)

    def _aside_row(self, reading: Reading, group: _Group) -> tuple[Fate, str]:
        row, parts = reading.row, reading.parts
        if ("name" not in parts or is_template(parts)) and not reading.unread:
            unknown = group.levels.read(parts).new_unknown
            if unknown is None:
                return "ignored", "只有级别名称或空白符号"
            code, message = unknown_level(unknown)
            self.findings.append(Finding(self.document, row.line, code, message))
            return "finding", "只有级别名称，不在词表里"
        return self._unread(row)

    def _unread(self, row: PrintedRow) -> tuple[Fate, str]:
        message = f"第 {row.line} 行“{' '.join(item_texts(row))[:30]}”没有归到任何指标。"
        self.findings.append(Finding(self.document, row.line, "unread-text", message))
        return "finding", "没有读懂的文字，不属于任何指标行"

    def _emit(self, reading: Reading, group: _Group) -> tuple[Fate, str]:
        parts = reading.parts
        levels = group.levels.read(parts, held=is_covered(reading.row, group.columns, "level1"))
        label = parts.get("goal_label")
        self.goals.label(label.text if label else None)
        if "task" in parts:
            self.task = squeeze(parts["task"].text)
        place = Place(levels, group.horizon or self.goals.horizon, self.task or self.goals.label_text)
        row = self.carried.added(make_row(reading, place, document=self.document))
        self.rows.append(row)
        self.findings += row.findings
        return "finding" if row.findings else "emitted", "指标行"
