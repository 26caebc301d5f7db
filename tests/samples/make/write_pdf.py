"""Sheets as PDF files: ruled or not, with cells and rows broken over pages, running heads and page numbers.

Drawn cell by cell, since no library breaks a merged cell or a row over pages as word processors do.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from samples.make.grid import Break, Grid, Para, Sheet

MARGIN = 50.0
LEADING = 1.35
PAD = 3.0


@dataclass(slots=True)
class Options:
    """How a printer sets a sheet."""

    size: float = 8.5
    ruled: bool = True
    repeat: bool = True
    """Header rows are printed again on every page."""
    split_rows: bool = True
    """A row that does not fit is broken between two of its lines."""
    numbers: str = "- {} -"
    """The page number; empty for none."""
    font: str = "STSong-Light"
    lines: str = "boxes"
    """How ruling is drawn: boxes, edges (each a line of its own), fills (thin filled boxes), across (no uprights)."""
    middle: bool = True
    """Cells centred in their height; otherwise at its top."""


def _fonts(name: str) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))


@lru_cache(maxsize=8192)
def _width(character: str, font: str) -> float:
    """The width of a character in type of size 1."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(character, font, 1))


class _Printer:
    """One document on its way to paper."""

    def __init__(self, sheet: Sheet, options: Options) -> None:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.pdfgen.canvas import Canvas

        _fonts(options.font)
        self.options, self.sheet = options, sheet
        self.width: float
        self.height: float
        self.width, self.height = landscape(A4) if sheet.wide else A4
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(self.width, self.height), invariant=1)
        self.canvas.setTitle(sheet.name)
        self.page = 0
        self.top = 0.0
        self.new_page()

    @property
    def bottom(self) -> float:
        return self.height - MARGIN

    def new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.top = MARGIN
        if self.sheet.running_head:
            self.text(self.width / 2, MARGIN - 16, self.sheet.running_head, 8, centre=True)
        if self.options.numbers:
            self.text(
                self.width / 2, self.height - 24, self.options.numbers.format(self.page), 8, centre=True
            )

    def text(self, x: float, top: float, text: str, size: float, *, centre: bool = False) -> None:
        """One line whose top is at ``top`` from the top of the page."""
        self.canvas.setFont(self.options.font, size)
        y = self.height - top - size
        (self.canvas.drawCentredString if centre else self.canvas.drawString)(x, y, text)

    def wrap(self, text: str, width: float, size: float) -> list[str]:
        """Lines no wider than ``width``, broken between any two characters, as Chinese is."""
        lines, line, used = [], "", 0.0
        for character in text:
            wide = _width(character, self.options.font) * size
            if line and used + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line += character
            used += wide
        return [*lines, line] if line or not lines else lines

    def paragraph(self, para: Para) -> None:
        size = {"cover": 22.0, "title": 15.0}.get(para.style, 9.0)
        for line in self.wrap(para.text, self.width - 2 * MARGIN, size):
            if self.top + size * LEADING > self.bottom:
                self.new_page()
            centre = para.style in {"title", "centre", "cover"}
            x = self.width / 2 if centre else MARGIN
            if line.strip():
                self.text(x, self.top, line, size, centre=centre)
            self.top += size * LEADING
        self.top += 4

    def table(self, grid: Grid) -> None:
        for piece in _Table(self, grid).pieces():
            piece()

    def finish(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


class _Table:
    """A grid with its geometry: column edges, wrapped lines, row heights, and where pages cut it."""

    def __init__(self, printer: _Printer, grid: Grid) -> None:
        self.printer, self.grid = printer, grid
        self.size = printer.options.size
        self.line = self.size * LEADING
        shares = grid.widths or [1.0] * grid.columns
        full = printer.width - 2 * MARGIN
        self.edges = [MARGIN]
        for share in shares:
            self.edges.append(self.edges[-1] + full * share / sum(shares))
        self.lines = {id(box): self._lines(box) for box in grid.boxes}
        self.heights = self._heights()
        self.head = range(grid.head[0], grid.head[0] + grid.head[1]) if grid.head else range(0)
        self.drawn: set[int] = set()
        self.printed: dict[int, int] = {}

    def _lines(self, box: Any) -> list[str]:
        if box.down:
            return list(box.text)
        width = self.edges[box.column + box.column_span] - self.edges[box.column] - 2 * PAD
        return [line for part in box.text.split("\n") for line in self.printer.wrap(part, width, self.size)]

    def _heights(self) -> list[float]:
        heights = [self.line + 2 * PAD] * self.grid.rows
        for box in sorted(self.grid.boxes, key=lambda box: box.row_span):
            need = len(self.lines[id(box)]) * self.line + 2 * PAD
            rows = range(box.row, box.row + box.row_span)
            lack = need - sum(heights[row] for row in rows)
            if lack > 0:
                for row in rows:
                    heights[row] += lack / box.row_span
        return heights

    def pieces(self) -> list[Any]:
        """The drawing of the table page by page; a page takes rows, and may cut the last one between its lines."""
        printer, grid = self.printer, self.grid
        head = self.head
        calls: list[Any] = []
        top, row, done = printer.top, 0, 0.0
        bands: list[tuple[int, float, float]] = []
        first = True
        while row < grid.rows:
            room = printer.bottom - top - sum(height for _, _, height in bands)
            left = self.heights[row] - done
            if left <= room:
                bands.append((row, done, left))
                row, done = row + 1, 0.0
                continue
            lines = int((room - PAD) / self.line)
            total = int((self.heights[row] - 2 * PAD) / self.line + 0.01)
            before = int(done / self.line)
            fresh = not first and all(number in head for number, _, _ in bands)
            if (printer.options.split_rows or fresh) and total - before >= 2 and 0 < lines < total - before:
                cut = PAD + lines * self.line if not done else lines * self.line
                bands.append((row, done, cut))
                done += cut
            calls.append(self._call(bands, top, first=first))
            bands, first = [], False
            calls.append(printer.new_page)
            top = MARGIN
            if printer.options.repeat and len(head) and row > head[-1]:
                bands = [(number, 0.0, self.heights[number]) for number in head]
        if bands:
            calls.append(self._call(bands, top, first=first))
        return calls

    def _call(self, bands: list[tuple[int, float, float]], top: float, *, first: bool) -> Any:
        return lambda: self._draw(bands, self.printer.top if first else top)

    def _draw(self, bands: list[tuple[int, float, float]], top: float) -> None:
        """Draws the bands of one page, each a row from an offset into it over a height."""
        at: dict[int, tuple[float, float, float]] = {}
        repeated = (
            set(self.head) if bands and bands[0][0] in self.head and self.head[-1] in self.drawn else set()
        )
        self.drawn |= {row for row, _, _ in bands}
        y = top
        for row, offset, height in bands:
            at[row] = (y, offset, height)
            y += height
        for box in self.grid.boxes:
            rows = [row for row in range(box.row, box.row + box.row_span) if row in at]
            if not rows:
                continue
            y_low = at[rows[-1]][0] + at[rows[-1]][2]
            self._cell(box, at[rows[0]][0], y_low, repeated=box.row in repeated)
        self.printer.top = y + 6

    def _cell(self, box: Any, top: float, low: float, *, repeated: bool) -> None:
        printer = self.printer
        left, right = self.edges[box.column], self.edges[box.column + box.column_span]
        if printer.options.ruled and self.grid.ruled:
            self._rule(left, right, printer.height - top, printer.height - low)
        lines = self.lines[id(box)]
        if repeated:
            self.printed.pop(id(box), None)
        # A cell that fits its piece stands in the middle of it; one that is cut runs on from the top of the next.
        shown = low - top
        done = self.printed.get(id(box), 0)
        need = len(lines) * self.line + 2 * PAD
        if not done and need <= shown + 0.01:
            start = top + ((shown - len(lines) * self.line) / 2 if printer.options.middle else PAD)
            count = len(lines)
        else:
            start = top + (0 if done else PAD)
            count = int((shown - (start - top)) / self.line + 0.01)
        self.printed[id(box)] = done + count
        for number, text in enumerate(lines[done : done + count]):
            x = (left + right) / 2 if box.label else left + PAD
            if text.strip():
                printer.text(x, start + number * self.line, text, self.size, centre=box.label)

    def _rule(self, left: float, right: float, high: float, low: float) -> None:
        """The edges of a cell, in the coordinates of the canvas."""
        canvas, how = self.printer.canvas, self.printer.options.lines
        canvas.setLineWidth(0.5)
        if how == "boxes":
            canvas.rect(left, low, right - left, high - low)
            return
        edges = [(left, low, right, low), (left, high, right, high)]
        if how != "across":
            edges += [(left, low, left, high), (right, low, right, high)]
        for x0, y0, x1, y1 in edges:
            if how == "fills":
                canvas.rect(x0, y0, max(x1 - x0, 0.6), max(y1 - y0, 0.6), stroke=0, fill=1)
            else:
                canvas.line(x0, y0, x1, y1)


def to_pdf(sheet: Sheet, options: Options | None = None) -> bytes:
    """The bytes of a .pdf."""
    printer = _Printer(sheet, options or Options())
    for block in sheet.blocks:
        if isinstance(block, Break):
            printer.new_page()
        elif isinstance(block, Para):
            printer.paragraph(block)
        else:
            printer.table(block)
    return printer.finish()


def to_pages(pdf: bytes, dpi: int = 150) -> list[Any]:
    """The pages of a PDF as grey images."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def save_pages(pdf: bytes, folder: Path, dpi: int = 60) -> list[Path]:
    """Writes the pages as PNG files, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, image in enumerate(to_pages(pdf, dpi), 1):
        paths.append(folder / f"{number:02}.png")
        image.save(paths[-1])
    return paths
