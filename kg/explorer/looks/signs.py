"""The kinds of nodes as signs and colours: a sign in a coloured square, so that colour is never the only mark."""

from collections.abc import Mapping, Sequence
from typing import Final

from kg.explorer.looks.wording import escape
from kg.network.nodes import NODE_KINDS

SIGNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "department": ("部", "#1f4e79", "#e6eef7"),
    "project": ("项", "#24618f", "#eaf3fa"),
    "indicator": ("指", "#236b2c", "#eaf5ea"),
    "funding": ("资", "#8a5200", "#fbf1de"),
    "goal": ("目", "#6a3d9a", "#f2ecf9"),
    "unit": ("处", "#48606f", "#eef2f4"),
    "document": ("文", "#7a3b2e", "#f8ede9"),
}
"""Kind of a node to its sign, the colour of the sign and that of its box."""


def legend_html(kinds: Sequence[str]) -> str:
    """What signs and colours mean."""
    parts = (
        f'<span style="white-space:nowrap">{sign_html(kind)} {escape(NODE_KINDS[kind])}</span>'
        for kind in kinds
    )
    return "　".join(parts)


def sign_html(kind: str) -> str:
    """The sign of a kind, white on its colour."""
    sign, colour, _ = SIGNS[kind]
    return (
        f'<span style="background:{colour};color:#fff;padding:1px 4px;border-radius:4px;font-size:12px" '
        f'aria-hidden="true">{sign}</span>'
    )
