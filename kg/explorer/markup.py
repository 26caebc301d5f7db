"""Tables and small pieces of HTML; every text goes through `escape`, so documents cannot add markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from kg.explorer.wording import SEVERITIES, escape, plain_label

STYLE: Final = """<style>
[data-testid="stElementToolbar"], [data-testid="InputInstructions"], [data-testid="stDataFrameColumnMenuTarget"],
[data-testid="stMainMenu"], [data-testid="stAppDeployButton"], [data-testid="stStatusWidget"] { display: none; }
.stMainBlockContainer { padding: 4.2rem 2rem 3rem; max-width: 1500px; }
.kg a { color: #1f5a96; text-decoration: none; } .kg a:hover { text-decoration: underline; }
.kg-table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.5; }
.kg-table th { text-align: left; font-weight: 600; color: #44546a; background: #f3f6fa; white-space: nowrap; }
.kg-table th, .kg-table td { padding: 5px 10px; border-bottom: 1px solid #e3e8ee; vertical-align: top; }
.kg-table .r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.kg-table .n { white-space: nowrap; } .kg-table .g { color: #7b8794; }
.kg-table tbody tr:hover td { background: #f8fafc; }
.kg-scroll { overflow: auto; } .kg-scroll thead th { position: sticky; top: 0; }
.kg-cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 2px 0 6px; }
.kg-card { flex: 1 1 130px; border: 1px solid #dde4ec; border-radius: 8px; padding: 10px 14px; background: #fff; }
.kg-card b { display: block; font-size: 25px; font-weight: 600; line-height: 1.3; color: #1f2a37; }
.kg-card span { font-size: 13px; color: #5b6876; } .kg a .kg-hover:hover { background: #f3f6fa; }
.kg-facts { display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content minmax(0, 1fr);
  gap: 4px 16px; font-size: 14px; }
.kg .kg-facts { margin: 6px 0; padding: 0; } .kg-facts dt, .kg-facts dd { margin: 0; padding: 0; }
.kg-facts dd, .kg-table td { overflow-wrap: anywhere; } .kg-facts dt { color: #5b6876; }
.kg-picture a, .kg-picture a text { text-decoration: none !important; }
.kg-picture a:hover rect { stroke: #1f5a96; stroke-width: 2; }
.kg-violation { color: #8a1c12; font-weight: 600; } .kg-warning { color: #8a5200; } .kg-info { color: #1f5a96; }
.kg-tag { display: inline-block; padding: 0 8px; border-radius: 9px; background: #eef2f7; font-size: 13px; }
.kg-plan { font-size: 14px; } .kg-plan span { color: #5b6876; }
.kg-text { white-space: pre-wrap; overflow-wrap: anywhere; }
.kg-operator { background: #fde2c4; } .kg-value { background: #cfe8cf; } .kg-unit { background: #d3e3f8; }
.kg-subject { background: #ece3f7; } .kg-key span { padding: 0 6px; margin-right: 8px; border-radius: 3px; }
.kg-sheet { border: 1px solid #dde4ec; border-radius: 6px; padding: 6px; background: #fff; }
.kg-sheet table { border-collapse: collapse; font-size: 13px; line-height: 1.45; min-width: 100%; }
.kg-sheet td { border: 1px solid #cfd8e3; padding: 3px 8px; vertical-align: middle; overflow-wrap: anywhere; }
.kg-sheet .kg-mark { outline: 2px solid #c0392b; outline-offset: -2px; background: #fff6e0; }
.kg-review { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); gap: 4px 24px; padding: 10px 2px;
  border-bottom: 1px solid #e3e8ee; font-size: 14px; line-height: 1.6; overflow-wrap: anywhere; }
.kg-review ul { margin: 0; padding-left: 18px; } .kg-review li { font-size: 14px; margin: 0; }
.kg-review .kg-note, .kg-advice { color: #5b6876; font-size: 13px; }
@media (max-width: 760px) { .kg-review { grid-template-columns: minmax(0, 1fr); } }
.kg-field { color: #8a5200; font-size: 12px; white-space: nowrap; }
.kg-printed td { font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; padding: 2px 10px; }
</style>"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, where it leads, and its CSS classes (r right, n one line, g grey)."""

    text: str
    link: str | None = None
    look: str = ""
    safe: bool = False
    """Whether ``text`` is markup made here already."""

    def html(self) -> str:
        """The cell as markup."""
        inner = (
            anchor(self.text, self.link, safe=self.safe) if self.link else _inner(self.text, safe=self.safe)
        )
        return f'<td class="{self.look}">{inner}</td>'


Line = list[Cell | str]
"""A row of a table; a text is a plain cell."""


def number(text: object, link: str | None = None) -> Cell:
    """A cell whose text stands at the right."""
    return Cell(str(text), link, "r")


def anchor(text: str, link: str, *, safe: bool = False) -> str:
    """A link that opens in the same window."""
    return f'<a href="{escape(link)}" target="_self">{_inner(text, safe=safe)}</a>'


def severity_html(severity: str) -> str:
    """A severity with its sign, so that colour is never the only mark."""
    look = severity if severity in SEVERITIES else "info"
    return f'<span class="kg-{look}">{escape(SEVERITIES.get(severity, severity))}</span>'


def table_html(headings: Sequence[str], rows: Iterable[Line], *, height: int | None = None) -> str:
    """A table; a text is a plain cell. ``height`` in pixels makes it scroll. Columns without any text are left out."""
    table = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    kept = [at for at in range(len(headings)) if not table or any(row[at].text for row in table)]
    right = {at for at in kept if any("r" in row[at].look.split() for row in table)}
    parts = [f"<tr>{''.join(row[at].html() for at in kept)}</tr>" for row in table]
    head = "".join(f'<th class="{"r" if at in right else ""}">{escape(headings[at])}</th>' for at in kept)
    body = f'<table class="kg-table"><thead><tr>{head}</tr></thead><tbody>{"".join(parts)}</tbody></table>'
    scroll = f' style="max-height:{height}px"' if height else ""
    return f'<div class="kg-scroll"{scroll}>{body}</div>'


def cards_html(cards: Iterable[tuple[str, str, str | None]]) -> str:
    """Large figures: words, figure and where it leads."""
    parts = []
    for words, figure, link in cards:
        inner = f"<b>{escape(figure)}</b><span>{escape(words)}</span>"
        parts.append(f'<div class="kg-card">{anchor(inner, link, safe=True) if link else inner}</div>')
    return f'<div class="kg-cards">{"".join(parts)}</div>'


def facts_html(facts: Iterable[tuple[str, str | Cell]]) -> str:
    """Pairs of a word and what is known, two pairs a line; those without a text are left out."""
    parts = []
    for word, fact in facts:
        cell = fact if isinstance(fact, Cell) else Cell(fact)
        if cell.text:
            inner = (
                anchor(cell.text, cell.link, safe=cell.safe)
                if cell.link
                else _inner(cell.text, safe=cell.safe)
            )
            parts.append(f"<dt>{escape(word)}</dt><dd>{inner}</dd>")
    return f'<dl class="kg-facts">{"".join(parts)}</dl>'


def show(html: str) -> None:
    """Put markup made by this module on the page."""
    st.html(f'<div class="kg">{html}</div>')


def problem(text: str) -> None:
    """What went wrong, in words that may quote documents or what a reader typed."""
    st.error(plain_label(text))


def note(text: str) -> None:
    """A grey line of words of the program itself."""
    show(f'<span style="color:#5b6876;font-size:14px">{escape(text)}</span>')


def _inner(text: str, *, safe: bool) -> str:
    return text if safe else escape(text)
