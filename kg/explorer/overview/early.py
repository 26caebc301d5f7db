"""The first page as plain markup, sent with the front page: its figures and links stand before Streamlit's program is
there, at the same places, and go when the page itself is drawn (`look`)."""

from collections.abc import Iterable, Mapping, Sequence

from kg.explorer.address import OVERVIEW, QUESTIONS, SEARCH, TITLES, href
from kg.explorer.figures.charts import kinds_chart, money_chart
from kg.explorer.figures.owners import find_figures, find_money, row_figures
from kg.explorer.figures.reasons import reasons_blocks
from kg.explorer.looks.markup import STYLE, Block, Heading
from kg.explorer.looks.wording import escape
from kg.explorer.opened import Graph
from kg.explorer.overview import blocks
from kg.explorer.overview.look import LOOK, SCRIPT
from kg.explorer.overview.page import BOX, COLUMNS, EXAMPLE, NAME, NAME_EXAMPLE, ORDER, YEAR
from kg.explorer.program import NO_SCRIPT, Early

_ARROWS = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 17.6 11.6 12 6 6.4l1.4-1.4 7 7-7 7zM12.6 17.6l5.6'
_ARROWS += '-5.6-5.6-5.6L14 5l7 7-7 7z" transform="translate(-1.5)"/></svg>'


def early_screen(graph: Graph) -> Early:
    """What belongs into the head and the body of the front page; every text of a document is escaped."""
    rows, figures, money = row_figures(graph), find_figures(graph), find_money(graph)
    shown = blocks.narrow(figures, money, {})
    main = [
        _box(),
        *_stacked([blocks.examples(), blocks.cards(graph, rows)]),
        _columns(
            COLUMNS["halves"],
            [
                _column([*reasons_blocks(rows), *blocks.against_direction(graph)]),
                _column(kinds_chart(rows)),
            ],
            "kg-apart",
        ),
        *_stacked([blocks.OWNERS_TITLE]),
        _narrowing(blocks.years_of(figures)),
        *_stacked(blocks.owners(shown, money, {})),
        *_stacked(money_chart({owner: money[owner].budget for owner in shown if owner in money})),
        *_stacked(blocks.documents(graph, {})),
    ]
    body = (
        f'<div id="kg-early"><header>{_navigation()}</header><main><div class="stMainBlockContainer">{NO_SCRIPT}'
        f'<div class="kg-stack kg-first">{"".join(main)}</div></div></main></div>'
    )
    return Early(head=f"{STYLE}{LOOK}", body=body, script=SCRIPT)


def _navigation() -> str:
    links = "".join(
        f'<a href="{escape(href(name))}"{_now(name)}>{escape(title)}</a>' for name, title in TITLES.items()
    )
    return (
        f'<nav class="kg-wide-nav" aria-label="页面">{links}</nav>'
        f'<details class="kg-narrow-nav"><summary aria-label="页面">{_ARROWS}</summary>'
        f'<nav aria-label="页面">{links}</nav></details>'
    )


def _now(name: str) -> str:
    return ' aria-current="page"' if name == OVERVIEW else ""


def _box() -> str:
    text = _text_field(BOX, "q", EXAMPLE)
    buttons = [
        '<button class="kg-first-button">检索</button>',
        f'<button formaction="{QUESTIONS}">提问</button>',
    ]
    return f'<form class="kg-ask" action="{SEARCH}">{_columns(COLUMNS["ask"], [text, *buttons], "kg-low")}</form>'


def _narrowing(years: Iterable[str]) -> str:
    """The controls above the departments, whose address shows what they say."""
    name = _text_field(NAME, "find", NAME_EXAMPLE)
    year = _select(YEAR, "year", {"": "全部", **{one: blocks.year_text(int(one)) for one in years}})
    order = _select(ORDER, "order", blocks.ORDERS)
    return f'<form action="{href(OVERVIEW)}">{_columns(COLUMNS["narrow"], [name, year, order])}</form>'


def _text_field(label: str, name: str, example: str) -> str:
    return (
        f'<label class="kg-field-box"><span>{label}</span><b><input type="text" aria-label="{label}" name="{name}"'
        f' autocomplete="off" placeholder="{escape(example)}"></b></label>'
    )


def _select(label: str, name: str, options: Mapping[str, str]) -> str:
    choices = "".join(
        f'<option value="{escape(key)}">{escape(words)}</option>' for key, words in options.items()
    )
    return (
        f'<label class="kg-field-box"><span>{label}</span>'
        f'<b><select aria-label="{label}" name="{name}">{choices}</select></b>'
        '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6z"/></svg>'
        "</label>"
    )


def _columns(widths: Sequence[float], columns: Sequence[str], look: str = "") -> str:
    """Columns beside one another, below one another on a narrow screen."""
    gap = 64 if look == "kg-apart" else 16
    parts = (
        f'<div style="flex:1 1 calc({width * 100 / sum(widths):.4f}% - {gap}px)">{column}</div>'
        for width, column in zip(widths, columns, strict=True)
    )
    return f'<div class="kg-columns {look}">{"".join(parts)}</div>'


def _column(given: Iterable[Block]) -> str:
    return f'<div class="kg-stack">{"".join(_stacked(given))}</div>'


def _stacked(given: Iterable[Block]) -> list[str]:
    return [
        f'<div class="kg-heading"><h5>{escape(block.text)}</h5></div>'
        if isinstance(block, Heading)
        else f'<div class="kg-element"><div class="kg">{block}</div></div>'
        for block in given
    ]
