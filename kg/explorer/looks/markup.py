"""Tables and small pieces of HTML; every text goes through `escape`, so documents cannot add markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from kg.explorer.looks.wording import SEVERITIES, escape, plain_label

STYLE: Final = """<style>
[data-testid="stElementToolbar"], [data-testid="InputInstructions"], [data-testid="stDataFrameColumnMenuTarget"],
[data-testid="stMainMenu"], [data-testid="stHeaderActionElements"], [data-testid="stAppDeployButton"],
[data-testid="stStatusWidget"] { display: none; }
:root { --kg-ink: #1b2733; --kg-grey: #52606d; --kg-link: #1a5490; --kg-line: #dce3ea; --kg-soft: #f4f7fa;
  --kg-focus: #a34a06; }
.stMainBlockContainer { padding: 4.2rem 2rem 3rem; max-width: 1400px; color: var(--kg-ink); }
.stMainBlockContainer h5, .stMainBlockContainer h3 { margin-top: 14px; padding: 0 0 6px; font-size: 18px;
  font-weight: 600; line-height: 1.4; border-bottom: 2px solid var(--kg-line); color: var(--kg-ink); }
.stMainBlockContainer h6 { font-size: 15px; color: var(--kg-ink); padding-bottom: 2px; }
.kg { color: var(--kg-ink); line-height: 1.6; }
.kg a { color: var(--kg-link); text-decoration: none; } .kg a:hover { text-decoration: underline; }
.kg a:focus-visible, .kg-scroll:focus-visible { outline: 3px solid var(--kg-focus); outline-offset: 1px;
  border-radius: 3px; }
.kg-title { font-size: 24px; font-weight: 700; line-height: 1.35; overflow-wrap: anywhere; }
.kg-title span { font-size: 15px; font-weight: 400; color: var(--kg-grey); }
.kg-lead { font-size: 15px; color: var(--kg-grey); } .kg-note { font-size: 14px; color: var(--kg-grey); }
.kg-links { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
.kg-table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.5; }
.kg-table th { text-align: left; font-weight: 600; color: #3b4a5a; background: #eef2f7; white-space: nowrap;
  border-bottom: 2px solid #cbd5e0; }
.kg-table th, .kg-table td { padding: 6px 10px; vertical-align: top; }
.kg-table td { border-bottom: 1px solid var(--kg-line); }
.kg-table .r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.kg-table .n { white-space: nowrap; } .kg-table .g { color: var(--kg-grey); } .kg-table .w { min-width: 14em; }
.kg-table .s { min-width: 8.5em; } .kg-nowrap { white-space: nowrap; }
.kg-table tbody tr:hover td { background: var(--kg-soft); }
.kg-scroll { overflow: auto; max-width: 100%; } .kg-scroll thead th { position: sticky; top: 0; z-index: 1; }
.kg-cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(138px, 1fr)); gap: 12px; margin: 4px 0 8px; }
.kg-card { border: 1px solid var(--kg-line); border-top: 3px solid var(--kg-link); border-radius: 6px;
  padding: 10px 14px; background: #fff; height: 100%; }
.kg-card b { display: block; font-size: 25px; font-weight: 600; line-height: 1.3; color: var(--kg-ink);
  font-variant-numeric: tabular-nums; }
.kg-card span { font-size: 13px; color: var(--kg-grey); } .kg a .kg-hover:hover { background: var(--kg-soft); }
.kg-cards a:hover { text-decoration: none; } .kg-cards a:hover .kg-card { background: var(--kg-soft);
  border-color: var(--kg-link); }
.kg-facts { display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content minmax(0, 1fr);
  gap: 4px 16px; font-size: 14px; }
.kg .kg-facts { margin: 6px 0; padding: 0; } .kg-facts dt, .kg-facts dd { margin: 0; padding: 0; }
.kg-facts dd, .kg-table td { overflow-wrap: anywhere; } .kg-facts dt { color: var(--kg-grey); }
.kg-bars { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr) max-content; gap: 7px 12px;
  align-items: center; font-size: 14px; }
.kg-bar { display: contents; }
.kg-bar-figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.kg-bar-label { overflow-wrap: anywhere; line-height: 1.35; }
.kg-track { display: flex; height: 18px; background: #eef2f7; border-radius: 3px; overflow: hidden; }
.kg-track > * { display: block; height: 100%; min-width: 2px; box-shadow: inset -1px 0 0 #fff; }
.kg-track > a:hover, .kg-track > a:focus-visible { filter: brightness(.8); outline-offset: -3px; }
.kg-unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.kg-c0 { background: #2a67a5; } .kg-c1 { background: #b9651b; } .kg-c2 { background: #37815a; }
.kg-c3 { background: #7850a5; } .kg-c4 { background: #5b6876; } .kg-c5 { background: #a3afbb; }
.kg-c6 { background: #9b2c3f; } .kg-c7 { background: #1f7a8c; }
.kg-legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; color: var(--kg-grey); margin-top: 8px; }
.kg-legend b { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 5px;
  vertical-align: -1px; }
.kg-gone { background: #fbe3e0; color: #7a1a12; } .kg-come { background: #dff0e0; color: #14501b; font-weight: 600;
  text-decoration: none; } .kg-tightened { color: #14501b; font-weight: 600; }
.kg-violation { color: #8a1c12; font-weight: 600; } .kg-warning { color: #8a5200; } .kg-info { color: #1f5a96; }
.kg-tag { display: inline-block; padding: 0 8px; border-radius: 9px; background: #e8eef5; font-size: 13px; }
.kg-source { margin: 0 0 6px; padding: 10px 12px; background: var(--kg-soft); border: 1px solid var(--kg-line);
  border-radius: 6px; overflow: auto; max-height: 420px; font: 13px/1.5 Consolas, "DejaVu Sans Mono", monospace; }
.kg-answer th a { color: #3b4a5a; } .kg-own > td { background: #fff3d6; }
.kg-strip { position: relative; height: 84px; margin: 2px 0 6px; } .kg-strip > span { position: absolute; }
.kg-axis { left: 3%; right: 3%; top: 60px; border-top: 1px solid #7b8794; }
.kg-tick { top: 60px; padding-top: 4px; font-size: 12px; color: var(--kg-grey); transform: translateX(-50%);
  white-space: nowrap; background: linear-gradient(#7b8794, #7b8794) center top / 1px 5px no-repeat; }
.kg-box { top: 13px; height: 34px; background: #cfe0f2; border: 1px solid #7fa6cf; }
.kg-median { top: 13px; height: 34px; width: 3px; margin-left: -1px; background: #1a5490; }
.kg-dot { top: 30px; border-radius: 50%; background: rgba(26, 84, 144, .75); border: 1px solid #fff;
  transform: translate(-50%, -50%); }
.kg-mine { top: 2px; height: 58px; border-left: 3px dashed #b45309; margin-left: -1px; }
.kg-plan { font-size: 14px; } .kg-plan span { color: var(--kg-grey); }
.kg-text { white-space: pre-wrap; overflow-wrap: anywhere; }
.kg-operator { background: #fde2c4; } .kg-value { background: #cfe8cf; } .kg-unit { background: #d3e3f8; }
.kg-subject { background: #ece3f7; } .kg-key span { padding: 0 6px; margin-right: 8px; border-radius: 3px; }
.kg-sheet { border: 1px solid #dde4ec; border-radius: 6px; padding: 6px; background: #fff; }
.kg-sheet table { border-collapse: collapse; font-size: 13px; line-height: 1.45; min-width: 100%; }
.kg-sheet td { border: 1px solid #cfd8e3; padding: 3px 8px; vertical-align: middle; overflow-wrap: anywhere; }
.kg-sheet .kg-mark { outline: 2px solid #c0392b; outline-offset: -2px; background: #fff6e0; }
.kg-form { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.55; background: #fff;
  border: 2px solid #4a5a6a; }
.kg-form th, .kg-form td { border: 1px solid #9aa7b4; padding: 5px 9px; vertical-align: middle;
  overflow-wrap: anywhere; }
.kg-form th { background: var(--kg-soft); font-weight: 600; text-align: center; min-width: 6.6em; }
.kg-form .kg-caption { font-size: 17px; background: #fff; padding: 10px; }
.kg-form .r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.kg-form .n { white-space: nowrap; } .kg-form .m { text-align: center; } .kg-form .w { min-width: 11em; }
.kg-form .l { min-width: 6.6em; }
.kg-form .t { white-space: pre-wrap; }
.kg-review { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); gap: 4px 24px; padding: 10px 2px;
  border-bottom: 1px solid #e3e8ee; font-size: 14px; line-height: 1.6; overflow-wrap: anywhere; }
.kg-review ul { margin: 0; padding-left: 18px; } .kg-review li { font-size: 14px; margin: 0; }
.kg-review .kg-note, .kg-advice { color: var(--kg-grey); font-size: 13px; }
.kg-field { color: #8a5200; font-size: 12px; white-space: nowrap; }
.kg-printed td { font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; padding: 2px 10px; }
[data-testid="stFileUploaderDropzone"] { min-height: 96px; align-items: center; }
[data-testid="stFileUploaderDropzoneInstructions"], [data-testid="stFileUploaderDropzoneInstructions"] *,
[data-testid="stFileUploaderDropzone"] button, [data-testid="stFileUploaderDropzone"] button * {
  font-size: 0 !important; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { content: "把文件拖到这里"; font-size: 15px; }
[data-testid="stFileUploaderDropzone"] button::after { content: "选择文件"; font-size: 15px; }
@media (max-width: 760px) {
  .stMainBlockContainer { padding: 4rem 1rem 2rem; }
  .kg-review, .kg-facts, .kg-facts dt { grid-template-columns: minmax(0, 1fr); }
  .kg-facts { grid-template-columns: max-content minmax(0, 1fr); }
  .kg-cards { grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 8px; }
  .kg-card { padding: 8px 10px; } .kg-card b { font-size: 20px; } .kg-title { font-size: 20px; }
  .kg-bars { grid-template-columns: minmax(0, 1fr) max-content; grid-auto-flow: dense; gap: 3px 12px; }
  .kg-bar .kg-track { grid-column: 1 / -1; margin-bottom: 6px; } .kg-bar-figure { grid-column: 2; }
}
@media print {
  [data-testid="stHeader"], [data-testid="stForm"], [data-testid="stSelectbox"], [data-testid="stTextInput"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], .kg-links { display: none !important; }
  .stApp, .stMain, [data-testid="stAppViewContainer"], [data-testid="stMain"] { position: static !important;
    overflow: visible !important; height: auto !important; }
  .stMainBlockContainer { padding: 0; max-width: none; } .kg a { color: inherit; }
  .kg-scroll { overflow: visible; max-height: none !important; }
  .kg-table, .kg-form { font-size: 10.5px; min-width: 0 !important; } tr, .kg-card { break-inside: avoid; }
  .kg-track, .kg-legend b, .kg-table th, .kg-form th { print-color-adjust: exact; }
}
.kg-picture { overflow: auto; max-height: min(1000px, 85vh); border: 1px solid #dce3ea; border-radius: 8px;
  padding: 8px; background: #fff; }
.kg-picture a, .kg-picture a text { text-decoration: none !important; }
.kg-picture svg { display: block; max-width: none; }
.kg-picture a:hover rect, .kg-picture a:hover circle { stroke: #1a5490; }
.kg-picture a:focus-visible rect, .kg-picture a:focus-visible circle { stroke: #b45309; stroke-width: 3; }
.kg-picture a:focus-visible, .kg-picture a { outline: none; }
.kg-outline, .kg-outline ul { margin: 2px 0 4px; padding-left: 18px; list-style: none; font-size: 14px; }
.kg-outline li { margin: 2px 0; font-size: 14px; overflow-wrap: anywhere; }
.kg-wide > .kg-outline { columns: 30em 2; column-gap: 36px; padding-left: 0; }
.kg-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 760px) { .kg-picture { max-height: 55vh; } }
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


_COLUMN: Final = 84
_FEW: Final = 3
_MOST_WIDE: Final = 11

Line = list[Cell | str]
"""A row of a table; a text is a plain cell."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section: words of the program itself."""

    text: str


Block = Heading | str
"""An element of a page: a heading, or markup made by this module."""


def title(text: str, after: str = "") -> None:
    """The large line at the top of a page; ``after`` in small grey letters beside it."""
    beside = f" <span>{escape(after)}</span>" if after else ""
    show(f'<div class="kg-title">{escape(text)}{beside}</div>')


def links_html(links: Iterable[tuple[str, str]]) -> str:
    """Words and where they lead, beside one another."""
    return f'<div class="kg-links">{"".join(anchor(words, link) for words, link in links)}</div>'


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
    # on a narrow screen the table keeps a width that can be read, and scrolls in its box
    wide = f' style="min-width:{min(len(kept), _MOST_WIDE) * _COLUMN}px"' if len(kept) > _FEW else ""
    body = (
        f'<table class="kg-table"{wide}><thead><tr>{head}</tr></thead><tbody>{"".join(parts)}</tbody></table>'
    )
    return scroll_html(body, height=height)


def scroll_html(body: str, *, height: int | None = None) -> str:
    """Markup made here in a box that scrolls by itself, with the keyboard too; ``height`` in pixels at most."""
    limit = f' style="max-height:{height}px"' if height else ""
    return f'<div class="kg-scroll" tabindex="0"{limit}>{body}</div>'


def source_html(text: str) -> str:
    """A text of a program, line by line, in a box that scrolls by itself."""
    return f'<pre class="kg-source" tabindex="0">{escape(text)}</pre>'


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


def show_all(blocks: Iterable[Block]) -> None:
    """Put these one below another on the page."""
    for block in blocks:
        if isinstance(block, Heading):
            st.markdown(f"##### {block.text}")
        else:
            show(block)


def problem(text: str) -> None:
    """What went wrong, in words that may quote documents or what a reader typed."""
    st.error(plain_label(text))


def note(text: str) -> None:
    """A grey line of words of the program itself."""
    show(note_html(text))


def note_html(text: str) -> str:
    """A grey line."""
    return f'<span class="kg-note">{escape(text)}</span>'


def _inner(text: str, *, safe: bool) -> str:
    return text if safe else escape(text)
