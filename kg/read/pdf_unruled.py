"""Tables without rulings between columns: rows by the distance of lines, labels over the rows beside them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.model import Box
from kg.read.pdf_grid import Ruled, ruled_table
from kg.read.pdf_gutters import Piece, Region, regions_of
from kg.read.pdf_lines import PrintedLine
from kg.read.pdf_rulings import Frame

_LEADING: Final = 1.75
"""Distance of base lines, in sizes, up to which lines may be one text."""
_JUMP: Final = 1.18
"""How many times farther rows stand apart than the lines of one text, where the two can be told."""
_DENSE: Final = 0.7
"""Share of the rows that a column fills whose cells tell the rows."""
_CENTRED: Final = 0.45
"""Share of a row by which a label may miss the middle of the rows it covers."""
_ACROSS: Final = 0.8
"""Share of the width of a table from which a ruling parts its rows."""
_OVERLAP: Final = 0.3
_APART: Final = 0.6
"""Share of the usual distance of rows from which a text between them is a row."""

_Band = tuple[float, float]


@dataclass(slots=True)
class _Text:
    """Lines of one text: columns ``left`` to ``right`` (exclusive) and its height."""

    pieces: list[Piece]
    left: int
    right: int

    @property
    def top(self) -> float:
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.bottom for piece in self.pieces)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def unruled_tables(
    lines: Sequence[PrintedLine], rulings: Sequence[Box]
) -> tuple[list[Ruled], list[PrintedLine]]:
    """The tables in some lines, characters in their cells, and the lines that stand in none."""
    tables, used = [], set()
    for region in regions_of(lines):
        table = _table(region, rulings)
        if table is not None:
            tables.append(table)
            used |= set(range(region.first, region.last))
    return tables, [line for index, line in enumerate(lines) if index not in used]


def _table(region: Region, rulings: Sequence[Box]) -> Ruled | None:
    texts = _texts(region)
    columns = len(region.xs) - 1
    ys = _ruled_rows(region, rulings)
    spans: list[tuple[int, int, int, int]] = []
    if ys is None:
        bands = _bands(texts, columns)
        if len(bands) < 2:
            return None
        ys = _edges(bands, texts, region.size)
        spans = _label_spans(texts, bands, ys, columns)
    rows = len(ys) - 1
    frame = Frame(
        list(region.xs),
        ys,
        [[True] * (columns + 1) for _ in range(rows)],
        [[True] * columns for _ in range(rows + 1)],
    )
    for text in texts:
        row = min(max(bisect_right(ys, text.middle) - 1, 0), rows - 1)
        for edge in range(text.left + 1, text.right):
            frame.beside[row][edge] = False
    for top, bottom, left, right in spans:
        for row in range(top, bottom):
            for edge in range(left + 1, right):
                frame.beside[row][edge] = False
            if row > top:
                frame.above[row][left:right] = [False] * (right - left)
    table = ruled_table(frame)
    for text in texts:
        row = min(max(bisect_right(ys, text.middle) - 1, 0), rows - 1)
        index = table.owner[row][text.left]
        if index < 0:
            return None
        table.areas[index].glyphs += [glyph for piece in text.pieces for glyph in piece.glyphs]
    return table


def _texts(region: Region) -> list[_Text]:
    """The pieces put together that are lines of one text, as far as the distances of lines tell."""
    columns: dict[tuple[int, int], list[Piece]] = {}
    for piece in region.pieces:
        left = max(0, bisect_right(region.xs, piece.x0 + 0.1 * piece.size) - 1)
        right = max(left + 1, bisect_right(region.xs, piece.x1 - 0.1 * piece.size))
        columns.setdefault((left, min(right, len(region.xs) - 1)), []).append(piece)
    for pieces in columns.values():
        pieces.sort(key=lambda piece: (piece.base, piece.x0))
    reach = _reach([gap for pieces in columns.values() for gap in _gaps(pieces)])
    texts = []
    for (left, right), pieces in columns.items():
        groups = [[pieces[0]]]
        for piece in pieces[1:]:
            if piece.base - groups[-1][-1].base <= max(reach, 0.3) * max(piece.size, groups[-1][-1].size):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        texts += [_Text(group, left, right) for group in groups]
    return sorted(texts, key=lambda text: (text.top, text.left))


def _gaps(pieces: Sequence[Piece]) -> list[float]:
    return [
        (after.base - before.base) / max(before.size, after.size)
        for before, after in pairwise(pieces)
        if after.base - before.base > 0.3 * after.size
    ]


def _reach(gaps: Sequence[float]) -> float:
    """The distance of base lines, in sizes, up to which lines are one text: 0 where no distance tells."""
    ordered = sorted(gap for gap in gaps if gap < 2 * _LEADING)
    best, reach = _JUMP, 0.0
    for before, after in pairwise(ordered):
        if before <= _LEADING and after / before > best:
            best, reach = after / before, (before + after) / 2
    return reach


def _ruled_rows(region: Region, rulings: Sequence[Box]) -> list[float] | None:
    """The rulings across between the rows, where every row has one."""
    left, right = region.xs[0], region.xs[-1]
    top = min(piece.top for piece in region.pieces)
    bottom = max(piece.bottom for piece in region.pieces)
    found = sorted(
        (box[1] + box[3]) / 2
        for box in rulings
        if min(box[2], right) - max(box[0], left) >= _ACROSS * (right - left)
        and top - region.size < box[1] < bottom + region.size
    )
    lines = [y for index, y in enumerate(found) if index == 0 or y - found[index - 1] > region.size / 2]
    inner = [y for y in lines if top < y < bottom]
    if len(inner) < 2 or len(inner) * 4 < len({round(piece.base) for piece in region.pieces}):
        return None
    return [min(lines[0], top) if lines[0] <= top else top, *inner, max(lines[-1], bottom)]


def _bands(texts: Sequence[_Text], columns: int) -> list[_Band]:
    """The heights of the rows: of the texts of the columns that most rows fill, and of those that stand as far from
    these as rows do."""
    counts = [sum(text.left == column for text in texts) for column in range(columns)]
    telling = [counts[text.left] >= _DENSE * max(counts) and text.right == text.left + 1 for text in texts]
    bands = _overlapping([text for text, tells in zip(texts, telling, strict=True) if tells])
    gaps = sorted(below[0] - above[1] for above, below in pairwise(bands))
    if not gaps:
        return bands
    apart = _APART * max(gaps[len(gaps) // 2], 0.0)
    for top, bottom in _overlapping([text for text, tells in zip(texts, telling, strict=True) if not tells]):
        if all(bottom + apart <= other[0] or other[1] + apart <= top for other in bands):
            bands = sorted([*bands, (top, bottom)])
    return bands


def _overlapping(texts: Sequence[_Text]) -> list[_Band]:
    """The heights of texts, those that overlap as one."""
    bands: list[_Band] = []
    for text in texts:
        if bands:
            top, bottom = bands[-1]
            shared = min(bottom, text.bottom) - max(top, text.top)
            if shared > _OVERLAP * min(bottom - top, text.bottom - text.top):
                bands[-1] = (min(top, text.top), max(bottom, text.bottom))
                continue
        bands.append((text.top, text.bottom))
    return bands


def _edges(bands: Sequence[_Band], texts: Sequence[_Text], size: float) -> list[float]:
    top = min(min(text.top for text in texts), bands[0][0])
    bottom = max(max(text.bottom for text in texts), bands[-1][1])
    inner = [(before[1] + after[0]) / 2 for before, after in pairwise(bands)]
    return [top - size / 4, *inner, bottom + size / 4]


def _label_spans(
    texts: Sequence[_Text], bands: Sequence[_Band], ys: Sequence[float], columns: int
) -> list[tuple[int, int, int, int]]:
    """Rows and columns that labels cover, where all labels of a column stand in the middle of their rows."""
    rows = len(bands)
    pitch = (ys[-1] - ys[0]) / rows
    limits = [bands[0][0] - pitch / 4, *ys[1:-1], bands[-1][1] + pitch / 4]
    found = []
    counts = [sum(text.left == column for text in texts) for column in range(columns)]
    dense = next(column for column in range(columns) if counts[column] >= _DENSE * max(counts))
    for column in range(columns):
        labels = [text for text in texts if text.left <= column < text.right]
        if len(labels) >= rows or (column > dense and all(_is_beside(label, bands) for label in labels)):
            continue
        spans = _centred(labels, limits)
        if spans is not None:
            found += [
                (top, bottom, label.left, label.right)
                for label, (top, bottom) in zip(labels, spans, strict=True)
                if bottom - top > 1 and label.left == column
            ]
    return found


def _is_beside(label: _Text, bands: Sequence[_Band]) -> bool:
    """Whether a label stands beside the text of one row, and not between two."""
    return any(top <= label.middle <= bottom for top, bottom in bands)


def _centred(labels: Sequence[_Text], limits: Sequence[float]) -> list[tuple[int, int]] | None:
    """The rows of each label if each begins where the one above ends; None where that does not come out."""
    spans = []
    start = 0
    last = len(limits) - 1
    for label in labels:
        if start >= last:
            return None
        ends = range(start + 1, last + 1)
        end = min(ends, key=lambda row: abs((limits[start] + limits[row]) / 2 - label.middle))
        height = (limits[end] - limits[start]) / (end - start)
        if abs((limits[start] + limits[end]) / 2 - label.middle) > _CENTRED * height:
            return None
        spans.append((start, end))
        start = end
    return spans if start == last else None
