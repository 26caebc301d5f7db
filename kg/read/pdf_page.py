"""What is printed on one page of a PDF: characters, rulings, filled areas and images, upright, in points."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.model import Box
from kg.read.pdf_paths import Drawn, Handle, Matrix, clip_box, drawn_on, moved_box
from kg.read.symbols import without_private

MAX_GLYPHS: Final = 60_000
_SMALLEST: Final = 1.0
"""Points: smaller characters cannot be seen."""
_WHITE: Final = 250
_INVISIBLE: Final = (3, 7)
"""Text render modes that print nothing: nothing at all, and a clip path."""
_HYPHENS: Final = (0x02, 0xAD, 0xFFFE)
_NO_CHARACTER: Final = (0, 0xFFFD, 0xFFFF)
_COVERING: Final = 0.5
"""Share of a page that the image of a scan covers at least."""
_MOST: Final = 0.6
"""Share of the characters that say how a page is read, and that make a page unreadable."""
_STRAIGHT: Final = 0.05
_BOLD: Final = 0.12
"""Share of its size by which a character printed twice for a bold face is moved."""


@dataclass(slots=True)
class Glyph:
    """One printed character (a white one is blank space that was set) with its box; ``base`` is its base line,
    ``size`` its height in points. ``turned`` characters do not stand upright."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    turned: bool = False
    clip: Box | None = None
    """Outside this box it is not shown: of text that is too long for its cell."""

    @property
    def point(self) -> tuple[float, float]:
        """The middle of the character, or what is nearest to it in the area in which it may be shown."""
        x, y = (self.x0 + self.x1) / 2, self.middle
        if self.clip is None:
            return x, y
        return min(max(x, self.clip[0]), self.clip[2]), min(max(y, self.clip[1]), self.clip[3])

    @property
    def is_shown(self) -> bool:
        """Whether its middle lies in the area in which it may be shown."""
        return self.clip is None or self.point == ((self.x0 + self.x1) / 2, self.middle)

    @property
    def top(self) -> float:
        return self.base - 0.86 * self.size

    @property
    def bottom(self) -> float:
        return self.base + 0.14 * self.size

    @property
    def middle(self) -> float:
        return self.base - 0.36 * self.size


@dataclass(slots=True)
class Page:
    """One page in the direction in which it is read: y runs down from the top left corner.

    ``turns`` says by how many quarters clockwise the page as shown was turned to read it.
    """

    number: int
    width: float
    height: float
    turns: int = 0
    glyphs: list[Glyph] = field(default_factory=list)
    askew: list[Glyph] = field(default_factory=list)
    """Characters at another angle (water marks), in the order in which they are drawn."""
    drawn: Drawn = field(default_factory=Drawn)
    scanned: bool = False
    """Nothing is printed but an image that covers the page."""
    garbled: bool = False
    """Most characters have a shape, but the file does not say which characters they are."""

    def shown(self, box: Box) -> Box:
        """A box of this page on the page as it is shown."""
        x0, y0, x1, y1 = box
        if self.turns == 1:
            x0, y0, x1, y1 = y0, self.width - x1, y1, self.width - x0
        elif self.turns == 2:
            x0, y0, x1, y1 = self.width - x1, self.height - y1, self.width - x0, self.height - y0
        elif self.turns == 3:
            x0, y0, x1, y1 = self.height - y1, x0, self.height - y0, x1
        return (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))


@dataclass(slots=True)
class _Run:
    """What the characters of one text object share: size, direction of writing, whether it can be seen, font."""

    size: float
    direction: tuple[float, float]
    hidden: bool
    white: bool
    font: str | None = None
    clip: Box | None = None


_Raw = tuple[int, float, float, Box, _Run]
"""Code, origin, box and run of a character in the coordinates of the page."""


def read_page(handle: Handle, text: Handle, number: int) -> Page:
    """Everything on an opened page (page and text page of PDFium). ``number`` counts from 1."""
    import pypdfium2.raw as pdfium

    area = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(handle, ctypes.byref(area)):
        return Page(number, 0.0, 0.0)
    corners = (area.left, area.bottom, area.right, area.top)
    rotation = pdfium.FPDFPage_GetRotation(handle) % 4
    raw = list(_raw_glyphs(text))
    turns = _reading_turns(raw, rotation)
    frame, width, height = _frame(corners, turns)
    page = Page(number, width, height, (turns - rotation) % 4, drawn=drawn_on(handle, frame, width, height))
    _add_glyphs(page, raw, frame, turns)
    return page


def _raw_glyphs(text: Handle) -> Iterator[_Raw]:
    import pypdfium2.raw as pdfium

    unicode, object_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
    origin_of, box_of = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetLooseCharBox
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    to_x, to_y, to_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    runs: dict[int, _Run] = {}
    high = 0
    for index in range(min(pdfium.FPDFText_CountChars(text), MAX_GLYPHS)):
        owner = object_of(text, index)
        if not owner:
            continue  # a blank or line feed that PDFium put in
        code = unicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        address = ctypes.addressof(owner.contents)
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(text, index, owner)
        if not origin_of(text, index, to_x, to_y) or not box_of(text, index, to_box):
            continue
        if 0xE000 <= code < 0xF900 and run.font is None:
            run.font = _font(owner)
        yield code, x.value, y.value, (box.left, box.bottom, box.right, box.top), run


def _run(text: Handle, index: int, owner: Handle) -> _Run:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    length = math.hypot(matrix.a, matrix.b) or 1.0
    parts = [ctypes.c_uint() for _ in range(4)]
    known = pdfium.FPDFPageObj_GetFillColor(owner, *map(ctypes.byref, parts))
    red, green, blue, alpha = (part.value for part in parts)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
    hidden = mode in _INVISIBLE or (bool(known) and alpha == 0 and mode == 0)
    white = bool(known) and mode == 0 and min(red, green, blue) >= _WHITE
    return _Run(abs(size), (matrix.a / length, matrix.b / length), hidden, white, clip=clip_box(owner))


def _font(owner: Handle) -> str:
    import pypdfium2.raw as pdfium

    font = pdfium.FPDFTextObj_GetFont(owner)
    buffer = ctypes.create_string_buffer(128)
    if not font or not pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer)):
        return ""
    name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
    for family in ("Wingdings 2", "Wingdings", "Symbol"):
        if name.lower().replace("-", "").replace(" ", "").startswith(family.lower().replace(" ", "")):
            return family
    return name


def _quarter(direction: tuple[float, float]) -> int | None:
    """How many quarters clockwise turn writing in a direction into writing to the right; None: it is askew."""
    x, y = direction
    if abs(y) < _STRAIGHT:
        return 0 if x > 0 else 2
    if abs(x) < _STRAIGHT:
        return 1 if y > 0 else 3
    return None


def _reading_turns(raw: Sequence[_Raw], rotation: int) -> int:
    if not raw:
        return rotation
    counts = Counter(_quarter(run.direction) for _, _, _, _, run in raw)
    best, times = counts.most_common(1)[0]
    return best if best is not None and times >= _MOST * len(raw) else rotation


def _frame(corners: Box, turns: int) -> tuple[Matrix, float, float]:
    """The coordinates of the page turned clockwise by some quarters, y down; its width and height."""
    left, bottom, right, top = corners
    width, height = right - left, top - bottom
    if turns == 1:
        return (0, 1, 1, 0, -bottom, -left), height, width
    if turns == 2:
        return (-1, 0, 0, 1, right, -bottom), width, height
    if turns == 3:
        return (0, -1, -1, 0, top, right), height, width
    return (1, 0, 0, -1, -left, top), width, height


def _add_glyphs(page: Page, raw: Sequence[_Raw], frame: Matrix, turns: int) -> None:
    a, b, c, d, e, f = frame
    covered = page.drawn.image_cover(page.width, page.height) >= _COVERING
    only_hidden = all(run.hidden for _, _, _, _, run in raw)
    seen: set[tuple[str, int, int]] = set()
    unknown = 0
    printed = 0
    clips: dict[int, Box | None] = {}
    for code, x, y, corners, run in raw:
        if (run.hidden and not (covered and only_hidden)) or run.size < _SMALLEST:
            continue
        character = _character(code, run)
        x0, y0, x1, y1 = moved_box(corners, frame)
        if not character or x1 < 0 or y1 < 0 or x0 > page.width or y0 > page.height:
            continue
        if run.white and not page.drawn.is_dark((x0 + x1) / 2, (y0 + y1) / 2):
            continue
        if id(run) not in clips:
            clips[id(run)] = None if run.clip is None else moved_box(run.clip, frame)
        clip = clips[id(run)]
        blank = character.isspace()
        printed += not blank
        unknown += character == "\ufffd"
        quarter = _quarter(run.direction)
        if quarter == turns:
            base = b * x + d * y + f
            if (
                abs(a * x + c * y + e - x0) > 0.3 * run.size
            ):  # vertical writing: the origin is above the character
                base = y1 - 0.14 * run.size
            glyph = Glyph(character, x0, x1, base, run.size, clip=clip)
        else:
            size = max(y1 - y0, _SMALLEST)
            glyph = Glyph(character, x0, x1, y1 - 0.14 * size, size, turned=True, clip=clip)
        if not blank and _is_repeated(glyph, seen):
            continue
        (page.askew if quarter is None else page.glyphs).append(glyph)
    page.garbled = unknown > _MOST * printed
    page.scanned = printed == 0 and covered


def _character(code: int, run: _Run) -> str:
    if code in _HYPHENS:
        return "-"
    if code in _NO_CHARACTER:
        return "\ufffd"
    if code < 0x20 or 0x7F <= code <= 0xA0 or code in (0x2028, 0x2029, 0x3000):
        return " "
    if 0xE000 <= code < 0xF900:
        return without_private(chr(code), run.font or "") or "\ufffd"
    if code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF):
        return ""
    return chr(code)


def _is_repeated(glyph: Glyph, seen: set[tuple[str, int, int]]) -> bool:
    """Whether the same character was printed at the same place before, as for a bold face or a shadow."""
    step = max(0.6, _BOLD * glyph.size)
    x, y = glyph.x0 / step, glyph.base / step
    column, row = math.floor(x), math.floor(y)
    beside = column + (1 if x - column > 0.5 else -1)
    below = row + (1 if y - row > 0.5 else -1)
    text = glyph.text
    if any((text, i, j) in seen for i in (column, beside) for j in (row, below)):
        return True
    seen.add((text, column, row))
    return False
