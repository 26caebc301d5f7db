"""Tables with cells (tab-separated, pipes, sheets) to columns and raw rows; pages of one table are stitched."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from kg.budget.amounts import parse_amount
from kg.budget.headings import Column, is_subtotal, is_text_role, is_total, role_of, to_column
from kg.budget.raw import RawRow
from kg.model import Cell, Span, Table
from kg.text import is_blank, key, squeeze

_CODE: Final = re.compile(r"\d{2,9}|(?=[0-9A-Z]*\d)[0-9A-Z]{12,}")
_BRACKETED: Final = re.compile(r"[\[［【](?P<code>[0-9A-Z]{3,})[\]］】](?P<name>.+)")
_SINGLE: Final = frozenset(
    {"code", "name", "unit-code", "unit-name", "project-code", "project-unit", "ordinal"}
)
_NO_NAME: Final = frozenset({"unit-code", "code", "project-code"})

_MAX_SHIFT: Final = 2

Cells = Sequence[Cell]


@dataclass(slots=True)
class _Row:
    cells: list[Cell]
    fresh: bool
    width: int


def tables_to_rows(
    tables: Sequence[Table], unit: str | None, corpus: str
) -> tuple[list[tuple[Column, ...]], list[RawRow]]:
    """The columns of each block standing side by side, and the rows with their amounts where they are printed.

    ``corpus`` is the document without white space: of two ways to join a name broken over a page, the one
    printed elsewhere is taken. No columns where the tables have no heading of amounts.
    """
    columns: tuple[Column, ...] = ()
    body: list[_Row] = []
    for number, table in enumerate(tables):
        rows = [list(row) for row in table.rows if any(cell.text for cell in row)]
        while rows and sum(bool(cell.text) for cell in rows[0]) <= 1 and number == 0 and not body:
            if len(rows) == 1 or _code_of(rows[0][0].text):
                break
            rows.pop(0)
        count = _header_rows(rows)
        if count:
            columns = _agree(columns, _columns(rows[:count]))
        for index, row in enumerate(rows[count:]):
            if not _is_numbering(row):
                body.append(_Row(row, index == 0 and number > 0 and not count, len(row)))
    if not any(column.role == "amount" for column in columns):
        return [], []
    stitched = _stitch(body, corpus)
    blocks = _blocks(columns)
    raw: list[RawRow] = []
    for joined in stitched:
        raw += _raw_rows(joined, columns, blocks, unit)
    return [tuple(columns[i] for i in block) for block in blocks], raw


def _header_rows(rows: Sequence[Cells]) -> int:
    """How many rows from the top are headings: no amount, no code, and at least one known heading in the first."""
    count = 0
    for row in rows:
        texts = [cell.text for cell in row if cell.text]
        if any(_is_amount(text) or _code_of(text) for text in texts) or (
            is_total(texts[0]) and len(texts) == 1
        ):
            break
        if _is_numbering(row) or (count == 0 and not any(role_of(text) for text in texts)):
            break
        if count and not any(role_of(text) for text in texts):
            break
        if (
            count
            and texts
            and all(is_total(text) for text in texts)
            and not any(c.text for c in rows[count][2:])
        ):
            break
        count += 1
    return count


def _columns(rows: Sequence[Cells]) -> tuple[Column, ...]:
    width = max(len(row) for row in rows)
    texts = [[cell.text for cell in row] + [""] * (width - len(row)) for row in rows]
    for above, below in pairwise(texts):
        _align(above, below)
    paths: list[list[str]] = []
    for at in range(width):
        path = []
        for depth, row in enumerate(texts):
            text = row[at]
            if not text and any(below[at] for below in texts[depth + 1 :]):
                text = _parent(texts, depth, at)
            path.append(text)
        paths.append(path)
    return tuple(to_column(path) for path in paths)


def _align(above: list[str], below: Sequence[str]) -> None:
    """A group that has a 小计 begins with it: a heading printed one cell too far left is moved above it."""
    for at in range(1, len(below)):
        too_far = above[at - 1] and below[at - 1] and not is_subtotal(below[at - 1])
        if is_subtotal(below[at]) and not above[at] and too_far:
            above[at], above[at - 1] = above[at - 1], ""


def _parent(texts: Sequence[Sequence[str]], depth: int, at: int) -> str:
    """The heading that a blank cell above a heading belongs to: the nearest to the left, under the same parent."""
    for left in range(at - 1, -1, -1):
        if depth and any(texts[above][left + 1] for above in range(depth)):
            return ""
        if texts[depth][left]:
            return texts[depth][left] if role_of(texts[depth][left]) not in _SINGLE else ""
    return ""


def _agree(known: tuple[Column, ...], found: tuple[Column, ...]) -> tuple[Column, ...]:
    """Headings repeated on the next page must say the same; where they do not, the column has none."""
    if not known:
        return found
    merged = []
    for index, column in enumerate(known):
        other = found[index] if index < len(found) else column
        merged.append(column if column.path == other.path else Column((), column.role, column.kind))
    return tuple(merged)


def _is_numbering(row: Cells) -> bool:
    """A row that numbers the columns (栏次 1 2 3 …)."""
    numbers = [int(cell.text) for cell in row if re.fullmatch(r"\d{1,2}", cell.text)]
    words = [cell.text for cell in row if cell.text and not re.fullmatch(r"\d{1,2}", cell.text)]
    if any(role_of(word) != "ordinal" for word in words):
        return False
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_amount(text: str) -> bool:
    return re.search(r"\d", text) is not None and parse_amount(text, None) is not None


def _code_of(text: str) -> str | None:
    code = key(text)
    return code if _CODE.fullmatch(code) else None


def _stitch(body: Sequence[_Row], corpus: str) -> list[_Row]:
    """Rows broken by a page end joined again: the code, or the rest of the words, opens the next page."""
    rows: list[_Row] = []
    for row in body:
        last = rows[-1] if rows else None
        if last is not None and row.fresh and not _amounts(row.cells) and _continues(last, row):
            last.cells = [_joined(a, b, corpus) for a, b in _zip(last.cells, row.cells)]
            last.width = max(last.width, row.width)
            continue
        rows.append(row)
    return rows


def _continues(last: _Row, row: _Row) -> bool:
    has_code = any(_code_of(cell.text) for cell in last.cells[:2])
    brings_code = any(_code_of(cell.text) for cell in row.cells[:2])
    return has_code != brings_code


def _amounts(cells: Cells) -> list[str]:
    return [cell.text for cell in cells if _is_amount(cell.text) and not _code_of(cell.text)]


def _zip(first: Cells, second: Cells) -> Iterable[tuple[Cell, Cell]]:
    blank = Cell("")
    for index in range(max(len(first), len(second))):
        yield (
            (first[index] if index < len(first) else blank),
            (second[index] if index < len(second) else blank),
        )


def _joined(first: Cell, second: Cell, corpus: str) -> Cell:
    text = join_words(first.text, second.text, corpus)
    return Cell(text, (*first.spans, *second.spans), first.row_span, first.column_span, first.merged)


def join_words(first: str, second: str, corpus: str) -> str:
    """Two parts of a name as one. A letter printed at both edges of the break (…视 / 视频…) is one letter if only
    that reading occurs elsewhere in the document.

    >>> join_words("城区市级视", "视频会议系统", "城区市级视频会议系统")
    '城区市级视频会议系统'
    >>> join_words("办公室日常保", "障", "")
    '办公室日常保障'
    """
    start, rest = squeeze(first), squeeze(second)
    if start and rest and start[-1] == rest[0]:
        twice, once = start[-3:] + rest[:4], start[-3:] + rest[1:4]
        if twice not in corpus and once in corpus:
            return start + rest[1:]
    return start + rest


def _blocks(columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """Columns side by side: a new block begins where a column of words follows a column of amounts."""
    blocks: list[list[int]] = [[]]
    for index, column in enumerate(columns):
        if column.role == "ordinal":
            continue
        has_money = any(columns[i].role == "amount" for i in blocks[-1])
        opens = is_text_role(column.role) and column.role != "text"
        if opens and has_money:
            blocks.append([])
        blocks[-1].append(index)
    return [tuple(block) for block in blocks if any(columns[i].role == "amount" for i in block)]


def _raw_rows(
    row: _Row, columns: Sequence[Column], blocks: Sequence[Sequence[int]], unit: str | None
) -> list[RawRow]:
    found: list[RawRow] = []
    for number, block in enumerate(blocks):
        offset = _offset(row, columns, block) if len(blocks) == 1 else 0
        raw = _raw_row(row.cells, columns, block, offset, number, unit)
        if raw is None:
            continue
        nameless = raw.code is None and raw.name is None
        if nameless and found and found[-1].name and not found[-1].values:
            # The sum of two blocks prints its name below the first and its amount below the second.
            raw.name = found.pop().name
        elif found and found[-1].name and not found[-1].values:
            _take_strayed(raw, found, columns, block, unit)
        found.append(raw)
    return found


def _take_strayed(
    raw: RawRow, found: list[RawRow], columns: Sequence[Column], block: Sequence[int], unit: str | None
) -> None:
    """The amount of that sum, where a cell of the row was lost on the way and it stands below the names."""
    amount = parse_amount(raw.name or "", unit)
    if raw.code is not None or raw.values or amount is None:
        return
    raw.name, raw.values = found.pop().name, (amount,)
    raw.columns = (next(at for at, index in enumerate(block) if columns[index].role == "amount"),)


def _offset(row: _Row, columns: Sequence[Column], block: Sequence[int]) -> int:
    """How many cells the amounts are shifted to the right: words stand where the first amounts should."""
    first = next(i for i in block if columns[i].role == "amount")
    at = first
    while at < len(row.cells) and not is_blank(row.cells[at].text) and not _is_amount(row.cells[at].text):
        at += 1
    if at > first:
        return at - first
    extra = row.width - len(columns)
    if not 0 < extra <= _MAX_SHIFT or row.width == first:
        return 0
    return extra if not any(cell.text for cell in row.cells[first : first + extra]) else 0


def _raw_row(
    cells: Cells, columns: Sequence[Column], block: Sequence[int], offset: int, number: int, unit: str | None
) -> RawRow | None:
    first = next(i for i in block if columns[i].role == "amount")
    words: list[tuple[str, Cell]] = []
    values: list[Decimal] = []
    places: list[int | None] = []
    for at in range(block[0], max(block[-1] + 1, len(cells) if block[-1] == len(columns) - 1 else 0)):
        if at >= len(cells) or is_blank(cells[at].text):
            continue
        cell = cells[at]
        if at < first + offset:
            role = columns[at].role if at < first else "extra"
            if role != "ordinal":
                words.append((role, cell))
            continue
        amount = parse_amount(cell.text, unit)
        if amount is None:
            continue
        place = at - offset
        values.append(amount)
        places.append(block.index(place) if place in block and columns[place].path else None)
    if not words and not values:
        return None
    code, name, owner = _words(words)
    spans = tuple(
        span for at in range(block[0], min(len(cells), block[-1] + 1 + offset)) for span in cells[at].spans
    )
    # A row broken over a page has its code on the later one: the row is where its first line is.
    line = min((span.line for span in spans), default=0)
    return RawRow(line, code, name, owner, tuple(values), tuple(places), _ordered(spans), number)


def _ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans))


def _words(words: Sequence[tuple[str, Cell]]) -> tuple[str | None, str | None, str | None]:
    """Code, name and unit of a row, by the roles of the columns; a cell shifted to the right is the unit."""
    code: str | None = None
    names: dict[str, str] = {}
    for role, cell in words:
        if role == "ordinal":
            continue
        found = _code_of(cell.text)
        bracketed = _BRACKETED.fullmatch(squeeze(cell.text))
        if found is not None and (code is None or role == "code"):
            code = found
        elif bracketed is not None and role in ("name", "text"):
            if role == "name" or code is None:
                code, names["name"] = bracketed["code"], bracketed["name"]
        elif found is None and not (role == "code" and role_of(cell.text) == "ordinal"):
            names.setdefault("first" if role in _NO_NAME else role, squeeze(cell.text).rstrip(":："))
    return (code, *_name_and_unit(names))


def _name_and_unit(names: dict[str, str]) -> tuple[str | None, str | None]:
    order = ("project-name", "name", "item", "unit-name", "project-unit", "first", "text", "extra")
    role = next((role for role in order if role in names), None)
    if role is None:
        return None, None
    others = [r for r in ("extra", "unit-name", "project-unit") if r != role and r in names]
    return names[role], names[others[0]] if others else None
