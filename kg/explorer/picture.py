"""The surroundings of a node as an SVG: an outline in columns by distance, a box a node, always drawn alike.

A force layout of Chinese names is a heap of overlapping words; in columns every name can be read. Written as one
HTML block without a line break, so that Markdown leaves it alone; all text passes `escape`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.explorer.address import NETWORK, href
from kg.explorer.nodes import short
from kg.explorer.wording import escape, one_line

if TYPE_CHECKING:
    import networkx as nx

MOST_NODES: Final = 300
COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "department": ("#1f4e79", "#ffffff"),
    "project": ("#d6e6f5", "#1f2a37"),
    "indicator": ("#dcefdc", "#1f2a37"),
    "funding": ("#fbe9c8", "#1f2a37"),
}
"""Kind of a node to the colours of its box and its words."""

_ORDER: Final = ("project", "indicator", "funding", "department")
"""Kinds from the top: a department, which brings along all it has, comes last."""
_WIDTH: Final = 1200
_GAP: Final = 90
_ROW: Final = 30
_BOX: Final = 24
_FONT: Final = 13


@dataclass(frozen=True, slots=True)
class Box:
    """A node on the picture: left, top and width in pixels."""

    node: str
    x: float
    y: float
    width: float


def tree_of(part: "nx.Graph[str]", center: str) -> dict[str, list[str]]:
    """The children of every node: each node hangs on the first node before it on a shortest way to the center."""

    def rank(node: str) -> tuple[int, str, str]:
        attributes = part.nodes[node]
        return _ORDER.index(attributes["kind"]), attributes["label"], node

    children: dict[str, list[str]] = {}
    layer, seen = [center], {center}
    while layer:
        for node in layer:
            children[node] = sorted((other for other in part[node] if other not in seen), key=rank)
            seen.update(children[node])
        layer = [child for node in layer for child in children[node]]
    return children


def layout(children: Mapping[str, Sequence[str]], center: str) -> tuple[dict[str, Box], float]:
    """A box for every node and the height of the picture: an outline, a node stands beside its first child."""
    depth, top, rows = {center: 0}, {center: 0}, 0
    waiting = [center]
    while waiting:
        node = waiting.pop()
        top[node] = rows
        if children[node]:
            depth.update(dict.fromkeys(children[node], depth[node] + 1))
            waiting.extend(reversed(children[node]))
        else:
            rows += 1
    columns = max(depth.values()) + 1
    width = min((_WIDTH - _GAP * (columns - 1)) / columns, 460)
    boxes = {node: Box(node, depth[node] * (width + _GAP), 4 + top[node] * _ROW, width) for node in depth}
    return boxes, rows * _ROW + 8


def network_svg(part: "nx.Graph[str]", center: str, remarks: Mapping[str, str]) -> str:
    """The picture; ``remarks`` are words behind the name of a node (targets, amounts)."""
    children = tree_of(part, center)
    boxes, height = layout(children, center)
    branches = {(parent, child) for parent, found in children.items() for child in found}
    right = max(box.x + box.width for box in boxes.values())
    lines = [
        _line(boxes[one], boxes[other], is_branch=bool({(one, other), (other, one)} & branches))
        for one, other in sorted(part.edges)
    ]
    shapes = [
        _shape(part, box, remarks.get(node, ""), is_center=node == center) for node, box in boxes.items()
    ]
    drawn = "".join([*lines, *shapes])
    return (
        f'<div class="kg-picture" style="overflow:auto;max-height:900px">'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right:g}" height="{height:g}" '
        f'viewBox="0 0 {right:g} {height:g}" font-size="{_FONT}" role="img">{drawn}</svg></div>'
    )


def legend_html(kinds: Mapping[str, str]) -> str:
    """What the colours mean; ``kinds`` maps kinds to their Chinese names."""
    return "　".join(
        f'<span style="background:{COLOURS[kind][0]};color:{COLOURS[kind][1]};padding:2px 10px;border-radius:4px">'
        f"{escape(name)}</span>"
        for kind, name in kinds.items()
    )


def _line(one: Box, other: Box, *, is_branch: bool) -> str:
    left, right = sorted((one, other), key=lambda box: box.x)
    start, end = left.y + _BOX / 2, right.y + _BOX / 2
    a, b = left.x + left.width, right.x
    middle = a + _GAP / 2
    if is_branch:
        path, look = (
            f"M{a:g} {start:g}L{middle:g} {start:g}L{middle:g} {end:g}L{b:g} {end:g}",
            'stroke="#9fb0c3"',
        )
    else:
        # between two branches: on the right side of both where they stand in one column
        ends = a if left.x == right.x else b
        path = f"M{a:g} {start:g}C{middle:g} {start:g} {middle:g} {end:g} {ends:g} {end:g}"
        look = 'stroke="#c9b48a" stroke-dasharray="4 3"'
    return f'<path d="{path}" fill="none" {look} stroke-width="1.2"/>'


def _shape(part: "nx.Graph[str]", box: Box, remark: str, *, is_center: bool) -> str:
    attributes = part.nodes[box.node]
    fill, ink = COLOURS.get(attributes["kind"], ("#eeeeee", "#1f2a37"))
    label = one_line(attributes["label"])
    year = str(attributes.get("year", "")) if attributes["kind"] == "project" else ""
    remark = one_line(f"{year} {remark}")
    room = int((box.width - 16) / _FONT)
    words, tail = fit(label, remark, room)
    rest = f'<tspan fill="#5b6876">{escape(tail)}</tspan>' if tail else ""
    tip = escape("　".join(filter(None, (label, remark))))
    border = ' stroke="#c0392b" stroke-width="2"' if is_center else ""
    inner = (
        f"<title>{tip}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{_BOX}" rx="4" fill="{fill}"{border}/>'
        f'<text x="{box.x + 8:g}" y="{box.y + 17:g}" fill="{ink}">{escape(words)}{rest}</text>'
    )
    return f'<a href="{escape(href(NETWORK, node=short(box.node)))}" target="_self">{inner}</a>'


def fit(label: str, remark: str, room: int) -> tuple[str, str]:
    """A label and the words behind it cut to ``room`` Chinese characters; the label has the right of way.

    >>> fit("群众满意度", "≥ 95%", 20), fit("很长的指标名称", "≥ 95%", 5)
    (('群众满意度', '　≥ 95%'), ('很长的指…', ''))
    """
    least = room - min(len(remark), room // 3) - 1 if remark else room
    if _measure(label) > room or (_measure(label) > least and len(label) < 12):
        least = room
    words = _cut(label, least)
    left = room - _measure(words) - 1
    tail = _cut(remark, left) if remark and left >= 3 else ""
    return words, f"　{tail}" if tail else ""


def _cut(text: str, room: float) -> str:
    if _measure(text) <= room:
        return text
    while text and _measure(text) > room - 1:
        text = text[:-1]
    return text + "…"


def _measure(text: str) -> float:
    """Width in Chinese characters."""
    return sum(0.55 if character < "\u0250" else 1 for character in text)
