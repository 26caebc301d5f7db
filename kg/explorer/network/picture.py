"""The picture of a network as SVG: columns from left to right, a row a box, so that every name can be read and the same
input is always drawn alike. A force layout of Chinese names is a heap of overlapping words.

Written as one block of HTML without a line break, so that Markdown leaves it alone; all text passes `escape`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.explorer.looks.fitting import fit, measure, wrap
from kg.explorer.looks.signs import SIGNS
from kg.explorer.looks.wording import count_text, escape, one_line
from kg.explorer.network.outline import Branch, Shelf
from kg.network.nodes import NODE_KINDS, Node

_ROW: Final = 31
_BOX: Final = 26
_HEAD: Final = 25
_GAP: Final = 58
_CENTER: Final = 214
_FONT: Final = 13
_INK: Final = "#1b2733"
_GREY: Final = "#52606d"
_LINE: Final = "#9fb0c3"
_WIDTHS: Final = {1: 700, 2: 434}
_NARROWEST: Final = 380
_LOWEST_CENTER: Final = 250
_SPINES: Final = (0, 8, -8, 16, -16)
"""How far from the middle between two columns the lines of one node run, so that those of two do not meet."""

Address = Callable[[str], str]
"""From an IRI or a mark to where a click leads."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where clicks lead: ``center`` of an IRI, ``toggle`` of a mark (open it, or fold it again)."""

    center: Address
    toggle: Address


@dataclass(frozen=True, slots=True)
class Box:
    """A node on the picture, in pixels."""

    x: float
    y: float
    width: float
    height: float = _BOX

    @property
    def middle(self) -> float:
        """The height at which lines begin and end."""
        return self.y + self.height / 2


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, lines below boxes."""

    links: Links | None
    widths: Sequence[float]
    boxes: dict[str, Box]
    lines: list[str]
    shapes: list[str]
    right: float = 0

    def left_of(self, depth: int) -> float:
        return sum(self.widths[:depth]) + _GAP * depth + 2


def outline_svg(center: Branch, links: Links | None) -> str:
    """The tree; without ``links`` a picture that stands alone, for a file."""
    depth = _depth(center)
    width = _WIDTHS.get(depth, _NARROWEST)
    sheet = _Sheet(links, [_CENTER, *[width] * depth], {}, [], [])
    wrapped = wrap(one_line(center.node.label), int((_CENTER - 20) / _FONT), 4)
    height = 34 + 18 * len(wrapped)
    bottom = _place(sheet, [center], 1)
    first = _heights(center) + 4
    top = max(4.0, min((first - height) / 2, _LOWEST_CENTER))
    sheet.boxes[center.node.iri] = Box(2, top, _CENTER, height)
    _center_shape(sheet, center.node, wrapped)
    _connect(sheet, center, 1, 0)
    _crossings(sheet, center)
    return _svg(sheet, max(bottom, top + height) + 6)


def ways_svg(ways: Sequence[Sequence[Node]], links: Links | None) -> str:
    """Ways of equal length between two nodes: a column a step, and each node once in it."""
    columns: list[list[Node]] = []
    for at in range(len(ways[0])):
        columns.append(list(dict.fromkeys(way[at] for way in ways)))
    width = max(190.0, (1180 - 40 * (len(columns) - 1)) / len(columns))
    height = max(len(column) for column in columns) * 44
    sheet = _Sheet(links, [], {}, [], [], right=len(columns) * (width + 40) - 38)
    for at, column in enumerate(columns):
        top = 6 + (height - len(column) * 44) / 2
        for place, node in enumerate(column):
            box = Box(2 + at * (width + 40), top + place * 44, width)
            sheet.boxes[node.iri] = box
            sheet.shapes.append(_node_shape(sheet, node, "", box, ""))
    drawn = dict.fromkeys((one.iri, other.iri) for way in ways for one, other in pairwise(way))
    for one, other in drawn:
        a, b = sheet.boxes[one], sheet.boxes[other]
        sheet.lines.append(
            f'<path d="M{a.x + a.width:g} {a.middle:g}L{b.x:g} {b.middle:g}" stroke="{_LINE}" stroke-width="1.6"/>'
        )
    return _svg(sheet, height + 12)


def _depth(branch: Branch) -> int:
    below = [_depth(member) for shelf in branch.shelves for member in shelf.members]
    return 1 + max(below, default=0) if branch.shelves else 0


def _heights(branch: Branch) -> float:
    """The height of all that stands right of a node, in the next column alone."""
    return sum(_HEAD + 6 + _ROW * (len(shelf.members) + shelf.has_fold) for shelf in _drawn(branch))


def _drawn(branch: Branch) -> list[Shelf]:
    """The groups with boxes; of the others all stands elsewhere on the picture."""
    return [shelf for shelf in branch.shelves if shelf.members or shelf.has_fold]


def _place(sheet: _Sheet, parents: Sequence[Branch], depth: int) -> float:
    """Draw a column: what stands right of each parent, beside it where there is room, else below what stands there;
    then the columns further right. Tells where the lowest ends."""
    top, opened = 4.0, []
    for number, parent in enumerate(parents):
        if depth > 1:
            top = max(top, sheet.boxes[parent.node.iri].y - _HEAD)
        for shelf in _drawn(parent):
            opened += [member for member in shelf.members if member.shelves]
            top = _place_shelf(sheet, shelf, depth, top)
        if depth > 1:
            _connect(sheet, parent, depth, number)
        top += 8
    return max(top, _place(sheet, opened, depth + 1)) if opened else top


def _place_shelf(sheet: _Sheet, shelf: Shelf, depth: int, top: float) -> float:
    x, width = sheet.left_of(depth), sheet.widths[depth]
    sheet.right = max(sheet.right, x + width)
    sheet.shapes.append(_heading(sheet, shelf, x, top))
    top += _HEAD
    for member in shelf.members:
        box = Box(x, top, width)
        sheet.boxes[member.node.iri] = box
        sheet.shapes.append(
            _node_shape(sheet, member.node, member.remark, box, member.mark, is_open=member.is_open)
        )
        top += _ROW
    if shelf.has_fold:
        sheet.boxes[shelf.mark] = Box(x, top, width)
        sheet.shapes.append(_fold(sheet, shelf, Box(x, top, width)))
        top += _ROW
    return top + 6


def _connect(sheet: _Sheet, branch: Branch, depth: int, number: int) -> None:
    """One line from a node to all that stands right of it: out, down a spine of its own, and to every box."""
    ends = [
        sheet.boxes[name].middle
        for shelf in branch.shelves
        for name in (*(member.node.iri for member in shelf.members), shelf.mark)
        if name in sheet.boxes
    ]
    if not ends:
        return
    own = sheet.boxes[branch.node.iri]
    right = sheet.left_of(depth)
    spine = right - _GAP / 2 + _SPINES[number % len(_SPINES)]
    start, low, high = own.middle, min([own.middle, *ends]), max([own.middle, *ends])
    path = f"M{own.x + own.width:g} {start:g}H{spine:g}M{spine:g} {low:g}V{high:g}"
    path += "".join(f"M{spine:g} {end:g}H{right:g}" for end in ends)
    sheet.lines.append(f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="1.3"/>')


def _crossings(sheet: _Sheet, branch: Branch) -> None:
    """Dashed lines to nodes that stand elsewhere on the picture, but not back to where the node hangs."""
    for shelf in branch.shelves:
        for member in shelf.members:
            for inner in member.shelves:
                for other in inner.known:
                    if other.node.iri != branch.node.iri and other.node.iri in sheet.boxes:
                        sheet.lines.append(_dashed(sheet.boxes[member.node.iri], sheet.boxes[other.node.iri]))
            _crossings(sheet, member)


def _dashed(one: Box, other: Box) -> str:
    a = one.x + one.width
    b = other.x + other.width if other.x >= one.x else other.x
    bend = max(a, b) + _GAP / 3
    return (
        f'<path d="M{a:g} {one.middle:g}C{bend:g} {one.middle:g} {bend:g} {other.middle:g} {b:g} {other.middle:g}" '
        'fill="none" stroke="#a9822f" stroke-width="1.2" stroke-dasharray="5 3"/>'
    )


def _heading(sheet: _Sheet, shelf: Shelf, x: float, y: float) -> str:
    count = "" if shelf.total is None else f"（{count_text(shelf.total)}）"
    known = f"，其中 {len(shelf.known)} 个已在图中" if shelf.known else ""
    title = escape(shelf.title + count + known)
    words = f'<text x="{x:g}" y="{y + 17:g}" fill="{_GREY}" font-weight="600">{title}</text>'
    if sheet.links is None or not shelf.is_open:
        return words
    at = x + measure(shelf.title + count + known) * _FONT + 14
    fold = f'<text x="{at:g}" y="{y + 17:g}" fill="#1a5490">－ 收起</text>'
    return words + _anchor(sheet.links.toggle(shelf.mark), f"收起{shelf.title}", fold)


def _fold(sheet: _Sheet, shelf: Shelf, box: Box) -> str:
    kind = NODE_KINDS[shelf.kind]
    words = f"还有 {count_text(shelf.hidden)} 个{kind}" if shelf.hidden else f"列出{shelf.title}"
    sign = "＋ " if shelf.can_open else ""
    tail = "" if shelf.can_open else "，没有画出"
    inner = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{min(box.width, 230):g}" height="{_BOX}" rx="5" fill="#fff" '
        f'stroke="{_LINE}" stroke-dasharray="4 3"/>'
        f'<text x="{box.x + 10:g}" y="{box.y + 18:g}" fill="{_GREY}">{escape(sign + words + tail)}</text>'
    )
    if sheet.links is None or not shelf.can_open:
        return inner
    return _anchor(sheet.links.toggle(shelf.mark), f"{shelf.title}：{words}", inner)


def _node_shape(sheet: _Sheet, node: Node, remark: str, box: Box, mark: str, *, is_open: bool = False) -> str:
    """A box: a click on it opens the node, one on the ring at its right end makes it the center."""
    sign, colour, fill = SIGNS[node.kind]
    label = one_line(node.label)
    year = f"{node.year}年" if node.year and node.kind == "project" else ""
    remark = one_line(f"{year} {remark}")
    ring = 24 if sheet.links else 0
    words, tail = fit(label, remark, (box.width - 40 - ring - (16 if mark else 0)) / _FONT)
    rest = f'<tspan fill="{_GREY}">{escape(tail)}</tspan>' if tail else ""
    inner = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width - ring:g}" height="{_BOX}" rx="5" fill="{fill}"/>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="24" height="{_BOX}" rx="5" fill="{colour}"/>'
        f'<text x="{box.x + 5.5:g}" y="{box.y + 18:g}" fill="#fff">{sign}</text>'
        f'<text x="{box.x + 31:g}" y="{box.y + 18:g}" fill="{_INK}">{escape(words)}{rest}</text>'
    )
    full = "　".join(filter(None, (f"{NODE_KINDS[node.kind]}：{label}", remark)))
    if sheet.links is None:
        return inner
    if not mark:
        return _anchor(sheet.links.center(node.iri), full, inner) + _ring(sheet, node, box)
    arrow = box.x + box.width - ring - 17
    sign = "▼" if is_open else "▶"
    inner += f'<text x="{arrow:g}" y="{box.y + 17:g}" fill="{_GREY}" font-size="10">{sign}</text>'
    does = "点一下收起" if is_open else "点一下展开"
    return _anchor(sheet.links.toggle(mark), f"{full}　（{does}）", inner) + _ring(sheet, node, box)


def _ring(sheet: _Sheet, node: Node, box: Box) -> str:
    assert sheet.links is not None  # noqa: S101 - asked before
    x = box.x + box.width - 11
    inner = f'<circle cx="{x:g}" cy="{box.middle:g}" r="7" fill="#fff" stroke="#66788a" stroke-width="3"/>'
    return _anchor(sheet.links.center(node.iri), f"以它为中心：{one_line(node.label)}", inner)


def _center_shape(sheet: _Sheet, node: Node, wrapped: Sequence[str]) -> None:
    sign, colour, fill = SIGNS[node.kind]
    box = sheet.boxes[node.iri]
    year = f" {node.year}年" if node.year and node.kind == "project" else ""
    lines = "".join(
        f'<text x="14" y="{box.y + 44 + 18 * at:g}" fill="{_INK}" font-weight="600">{escape(text)}</text>'
        for at, text in enumerate(wrapped)
    )
    sheet.shapes.append(
        f"<g><title>{escape(one_line(node.label))}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="7" fill="{fill}" '
        f'stroke="{colour}" stroke-width="2.5"/>'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="25" rx="7" fill="{colour}"/>'
        f'<text x="14" y="{box.y + 18:g}" fill="#fff">{sign}　{escape(NODE_KINDS[node.kind] + year)}</text>{lines}</g>'
    )


def _anchor(link: str, title: str, inner: str) -> str:
    return f'<a href="{escape(link)}" target="_self"><title>{escape(title)}</title>{inner}</a>'


def _svg(sheet: _Sheet, height: float) -> str:
    right = sheet.right + 8
    alone = sheet.links is None
    back = f'<rect width="{right:g}" height="{height:g}" fill="#fff"/>' if alone else ""
    look = ' font-family="sans-serif"' if alone else ' role="group" aria-label="关系图"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right:g}" height="{height:g}" '
        f'viewBox="0 0 {right:g} {height:g}" font-size="{_FONT}"{look}>'
        f"{back}{''.join(sheet.lines)}{''.join(sheet.shapes)}</svg>"
    )
