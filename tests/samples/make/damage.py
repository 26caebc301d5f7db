"""What OCR and conversion do to a printed table: cells lost, shifted and run together, signs mistaken, pages cut in.

Only damage that a careful reader can undo is done: what a row says is still there, in another shape.
"""

from random import Random

from samples.make.grid import Grid, Sheet
from samples.make.write_text import to_lines

SIGNS = {
    "≥": ("≧", "⩾", ">=", "=>", "＞=", "≥ "),
    "≤": ("≦", "⩽", "<=", "=<", "＜=", "≤ "),
    ">": ("＞", "〉", "›", "﹥"),
    "<": ("＜", "〈", "‹", "﹤"),
    "=": ("＝", "﹦"),
    "＞": ("〉", "›"),
    "＜": ("〈", "‹"),
    "＝": ("=", "﹦"),
}
FULL = str.maketrans("0123456789%.", "０１２３４５６７８９％．")
BRACKETS = str.maketrans({"（": "(", "）": ")", "(": "（", ")": "）"})
PAGES = ("- {n} -", "第{n}页 共48页", "第 {n} 页", "{n}", "—{n}—")


def damaged(sheet: Sheet, rng: Random, strength: float) -> bytes:
    """The sheet as damaged text. ``strength`` is 0 (clean) to 1: the chance of each kind of damage to a row."""
    lines: list[list[str]] = []
    page = rng.randrange(2, 40)
    until = _page_length(rng)
    heads = _heads(sheet)
    for cells in to_lines(sheet):
        if len(cells) > 2:
            until -= 1
            if until == 0:
                lines += _cut(cells, heads, rng, page)
                page, until = page + 1, _page_length(rng)
            cells = _row(cells, rng, strength)
            wrapped = _wrapped(cells, rng, strength)
            lines += wrapped
        else:
            lines.append(cells)
    return ("\n".join("\t".join(cells) for cells in lines) + "\n").encode()


def _page_length(rng: Random) -> int:
    return rng.randrange(14, 30)


def _heads(sheet: Sheet) -> list[list[str]]:
    """The header rows of every table, as cells."""
    found = []
    for block in sheet.blocks:
        if isinstance(block, Grid) and block.head:
            start, count = block.head
            for row in range(start, start + count):
                cells = [""] * block.columns
                for box in block.boxes:
                    if box.row == row:
                        cells[box.column] = "".join(box.text)
                found.append(cells)
    return found


def _cut(cells: list[str], heads: list[list[str]], rng: Random, page: int) -> list[list[str]]:
    """A page ends here: its number, at times the header again."""
    lines = [[rng.choice(PAGES).format(n=page)]]
    same = [head for head in heads if len(head) == len(cells)]
    if same and len({tuple(head) for head in same}) == 1 and rng.random() < 0.4:
        lines.append(same[0])
    return lines


def _row(cells: list[str], rng: Random, strength: float) -> list[str]:
    cells = [_cell(cell, rng, strength) for cell in cells]
    if rng.random() < strength * 0.6:
        cells = _run_together(cells, rng)
    if rng.random() < strength * 0.6:
        cells = _shifted(cells, rng)
    return cells


def _cell(cell: str, rng: Random, strength: float) -> str:
    if not cell:
        return cell
    if rng.random() < strength:
        for sign, others in SIGNS.items():
            if sign in cell:
                cell = cell.replace(sign, rng.choice(others))
                break
    if rng.random() < strength * 0.5:
        cell = cell.translate(FULL)
    if rng.random() < strength * 0.5:
        cell = cell.translate(BRACKETS)
    if rng.random() < strength * 0.4 and len(cell) > 4 and not any(c.isdigit() for c in cell):
        at = rng.randrange(2, len(cell) - 1)
        cell = f"{cell[:at]} {cell[at:]}"
    return cell


def _run_together(cells: list[str], rng: Random) -> list[str]:
    """Two neighbours in one cell, a blank between them; the row keeps its width or loses a cell."""
    places = [at for at in range(len(cells) - 1) if cells[at] and cells[at + 1]]
    if not places:
        return cells
    at = rng.choice(places)
    joined = f"{cells[at]} {cells[at + 1]}"
    rest = cells[at + 2 :]
    return [*cells[:at], joined, *rest, *([""] if rng.random() < 0.5 else [])]


def _shifted(cells: list[str], rng: Random) -> list[str]:
    """Leading blank cells lost or one more, the row's width kept."""
    blank = next((at for at, cell in enumerate(cells) if cell), 0)
    if blank and rng.random() < 0.7:
        lost = rng.randrange(1, blank + 1)
        return cells[lost:] + [""] * lost
    if not cells[-1]:
        return ["", *cells[:-1]]
    return cells


def _wrapped(cells: list[str], rng: Random, strength: float) -> list[list[str]]:
    """A long cell runs over into a line of its own, in the same column."""
    long = [at for at, cell in enumerate(cells) if len(cell) > 12 and "≥" not in cell and "≤" not in cell]
    if not long or rng.random() > strength * 0.5:
        return [cells]
    at = rng.choice(long)
    half = len(cells[at]) * 2 // 3
    rest = [""] * len(cells)
    rest[at] = cells[at][half:].strip()
    return [[*cells[:at], cells[at][:half].strip(), *cells[at + 1 :]], rest]
