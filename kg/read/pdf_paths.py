"""The lines, filled areas and images on a page of a PDF: what may be a ruling or a background of cells."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kg.model import Box

Handle = Any
"""What PDFium gives out for a page, a text or an object; ctypes has no types for them."""

Matrix = tuple[float, float, float, float, float, float]

MAX_OBJECTS: Final = 40_000
"""Drawn objects of a page that are looked at: maps and plans have more, tables do not."""
_MAX_SEGMENTS: Final = 200_000
_MAX_DEPTH: Final = 12
_THIN: Final = 3.2
"""Points: a filled area that is thinner is a ruling."""
_STRAIGHT: Final = 0.7
"""Points by which a ruling may deviate from the horizontal or vertical."""
_SIMPLE: Final = 6
_MAX_CLIP: Final = 64
_DARK: Final = 235
_IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """``lines``: thin boxes, horizontal or vertical; ``fills``: filled areas; ``dark``: those that are not white;
    ``images``: their boxes. ``complete`` is false where a page holds more than is looked at."""

    lines: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    complete: bool = True

    def is_dark(self, x: float, y: float) -> bool:
        """Whether something dark is under a point, so that white characters can be seen on it."""
        return any(
            box[0] <= x <= box[2] and box[1] <= y <= box[3]
            for boxes in (self.dark, self.images)
            for box in boxes
        )

    def image_cover(self, width: float, height: float) -> float:
        """The share of the page that images cover (overlaps count twice)."""
        covered = sum(
            max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(y1, height) - max(y0, 0.0))
            for x0, y0, x1, y1 in self.images
        )
        return covered / (width * height) if width > 0 and height > 0 else 0.0


def moved_box(box: Box, matrix: Matrix) -> Box:
    """A box in the coordinates that a matrix leads to."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    if b == 0 and c == 0:
        left, right, top, bottom = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
    elif a == 0 and d == 0:
        left, right, top, bottom = c * y0 + e, c * y1 + e, b * x0 + f, b * x1 + f
    else:
        xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
        ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
        return (min(xs), min(ys), max(xs), max(ys))
    return (min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def combined(first: Matrix, then: Matrix) -> Matrix:
    """The matrix of one change of coordinates after another."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def clip_box(item: Handle) -> Box | None:
    """The box outside which an object is not shown, in its own coordinates; None where there is none."""
    import pypdfium2.raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(item)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    found: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, count)):
        xs, ys = [], []
        for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), _MAX_CLIP)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            xs.append(x.value)
            ys.append(y.value)
        if not xs:
            continue
        box = (min(xs), min(ys), max(xs), max(ys))
        if found is not None:
            box = (max(box[0], found[0]), max(box[1], found[1]), min(box[2], found[2]), min(box[3], found[3]))
        found = box
    return found if found is not None and found[0] < found[2] and found[1] < found[3] else None


def drawn_on(handle: Handle, frame: Matrix, width: float, height: float) -> Drawn:
    """What is drawn on an opened page, in the coordinates of ``frame``."""
    drawn = Drawn()
    walk = _Walk(drawn, width, height)
    walk.page(handle, frame)
    return drawn


class _Walk:
    """One walk over the objects of a page, with what is left of the limits."""

    def __init__(self, drawn: Drawn, width: float, height: float) -> None:
        self.drawn = drawn
        self.width = width
        self.height = height
        self.objects = MAX_OBJECTS
        self.segments = _MAX_SEGMENTS
        self.edges = [ctypes.c_float() for _ in range(4)]
        self.to_edges = [ctypes.byref(edge) for edge in self.edges]
        self.modes = ctypes.c_int(), ctypes.c_int()
        self.to_modes = [ctypes.byref(mode) for mode in self.modes]

    def page(self, handle: Handle, frame: Matrix) -> None:
        import pypdfium2.raw as pdfium

        count = pdfium.FPDFPage_CountObjects(handle)
        for index in range(self._allowed(count)):
            self._object(pdfium.FPDFPage_GetObject(handle, index), frame, 0)

    def _allowed(self, count: int) -> int:
        allowed = min(count, self.objects)
        if allowed < count:
            self.drawn.complete = False
        self.objects -= allowed
        return allowed

    def _object(self, item: Handle, matrix: Matrix, depth: int) -> None:
        import pypdfium2.raw as pdfium

        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or kind == pdfium.FPDF_PAGEOBJ_SHADING:
            box = self._bounds(item, matrix)
            if box is not None and not self._thin(box):
                self.drawn.images.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = combined(_matrix(item), matrix)
            for index in range(self._allowed(pdfium.FPDFFormObj_CountObjects(item))):
                self._object(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _bounds(self, item: Handle, matrix: Matrix) -> Box | None:
        import pypdfium2.raw as pdfium

        if not pdfium.FPDFPageObj_GetBounds(item, *self.to_edges):
            return None
        left, bottom, right, top = self.edges
        box = moved_box((left.value, bottom.value, right.value, top.value), matrix)
        if box[2] < 0 or box[3] < 0 or box[0] > self.width or box[1] > self.height:
            return None
        return box

    def _thin(self, box: Box) -> bool:
        """Take a thin box as a ruling; whether it was one."""
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) > _THIN or max(width, height) < 1.5 * min(width, height):
            return False
        self.drawn.lines.append(box)
        return True

    def _path(self, item: Handle, matrix: Matrix) -> None:
        import pypdfium2.raw as pdfium

        fill, stroke = self.modes
        if not pdfium.FPDFPath_GetDrawMode(item, *self.to_modes):
            return
        if not fill.value and not stroke.value:
            return
        box = self._bounds(item, matrix)
        if box is None:
            return
        count = pdfium.FPDFPath_CountSegments(item)
        if count <= _SIMPLE and self._thin(box):
            return
        if count > self.segments:
            self.drawn.complete = False
            return
        self.segments -= count
        dark = bool(fill.value) and _is_dark(item)
        for points, closed in _subpaths(item, count, combined(_matrix(item), matrix)):
            if stroke.value:
                self._strokes(points, closed=closed)
            if fill.value:
                self._fill(points, dark=dark, stroked=bool(stroke.value))

    def _strokes(self, points: list[tuple[float, float]], *, closed: bool) -> None:
        ends = [*points[1:], points[0]] if closed else points[1:]
        for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
            if abs(y1 - y0) <= _STRAIGHT or abs(x1 - x0) <= _STRAIGHT:
                box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if box[2] - box[0] > 0.5 or box[3] - box[1] > 0.5:
                    self.drawn.lines.append(box)

    def _fill(self, points: list[tuple[float, float]], *, dark: bool, stroked: bool) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if not stroked and self._thin(box):
            return
        if not _is_rectangle(points):
            return
        if dark:
            self.drawn.dark.append(box)
        if not stroked:
            self.drawn.fills.append(box)


def _matrix(item: Handle) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _is_dark(item: Handle) -> bool:
    import pypdfium2.raw as pdfium

    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, parts)):
        return True  # a pattern
    red, green, blue, alpha = (part.value for part in parts)
    return alpha > 0 and min(red, green, blue) < _DARK


def _subpaths(item: Handle, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The points of each part of a path, and whether it is closed. Curves count by their end."""
    import pypdfium2.raw as pdfium

    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    points: list[tuple[float, float]] = []
    closed = False
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or closed:
            if len(points) > 1:
                yield points, closed
            points, closed = [], False
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            closed = True
    if len(points) > 1:
        yield points, closed


def _is_rectangle(points: list[tuple[float, float]]) -> bool:
    corners = points[:-1] if len(points) > 1 and points[0] == points[-1] else points
    if len(corners) != 4:
        return False
    return all(
        abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True)
    )
