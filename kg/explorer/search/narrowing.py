"""The ways to narrow a search: chips of what is asked for now, and the values that rows have with their counts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kg.explorer.address import SEARCH, href
from kg.explorer.looks.markup import anchor
from kg.explorer.looks.wording import VALUE_KINDS, count_text, escape
from kg.explorer.nodes import full, labels
from kg.explorer.opened import Graph
from kg.explorer.rows.facets import facet_counts, reason_words
from kg.explorer.rows.wanted import ANY, NONE, Filter
from kg.explorer.search.said import Said, parted, read_line
from kg.graph.gaps import NOTHING
from kg.vocabulary import find_concept

FIELDS: Final[Mapping[str, str]] = {
    "department": "部门", "year": "年度", "level1": "一级指标", "level2": "二级指标", "reason": "能否评价",
    "kind": "取值类型", "operator": "运算符", "unit": "单位", "sure": "把握", "document": "文件", "project": "项目",
    "concept": "同一指标", "text": "文字",
}  # fmt: skip
"""Choices of the address beside the box, and what people call them."""
_SHOWN: Final = ("department", "year", "level1", "level2", "reason", "kind", "operator", "unit", "sure")
_FIRST: Final = 6
_MOST: Final = 300
_NOT_GIVEN: Final = {"department": "（部门不明）", "operator": "（没有写）", "unit": "（没有写）"}


@dataclass(frozen=True, slots=True)
class View:
    """What the address of the page asks for: the line of the box, the choices beside it, the order."""

    said: Said
    choices: Mapping[str, str]
    order: str = ""

    def link(self, **changes: object) -> str:
        """The address of this view with changes; the page and the row are those of the changes only."""
        return href(SEARCH, **{"q": self.said.line, **self.choices, "order": self.order, **changes})


def chips_html(graph: Graph, view: View) -> str:
    """What is asked for, each with a link that takes it away; empty where nothing is."""
    parts = []
    for piece in view.said.pieces:
        words = piece.words if piece.is_condition else f"文字：{piece.words}"
        links = [("✕", f"去掉“{words}”", view.link(q=view.said.without(piece)))]
        if piece.is_condition:
            links.insert(0, ("按文字找", f"把“{words}”改为按文字找", view.link(q=view.said.as_words(piece))))
        parts.append(_chip(words, links, plain=not piece.is_condition))
    for name, value in view.choices.items():
        words = f"{FIELDS[name]}：{value_words(graph, name, value)}"
        parts.append(_chip(words, [("✕", f"去掉“{words}”", view.link(**{name: ""}))], plain=name == "text"))
    if parts:
        parts.append(anchor("清除条件", href(SEARCH, order=view.order)))
    return (
        f'<div class="kg-chips" role="group" aria-label="现在的条件">{"".join(parts)}</div>' if parts else ""
    )


def facets_html(graph: Graph, view: View, wanted: Filter) -> str:
    """The values of each field with how many rows they would leave, twice: beside the table, and for narrow screens
    folded above it."""
    sides = "".join(_sides(graph, view, wanted))
    return (
        f'<nav class="kg-sides" aria-label="缩小范围">{sides}</nav>'
        f'<details class="kg-narrow"><summary>缩小范围（部门、年度、类别……）</summary>{sides}</details>'
    )


def value_words(graph: Graph, name: str, value: str) -> str:
    """A value of a field as people say it."""
    if value == NONE:
        return _NOT_GIVEN.get(name, "（没有写）")
    if name == "reason":
        return reason_words(value)
    if name == "sure":
        return {"yes": "可靠", "no": "待核"}.get(value, value)
    if name == "kind":
        return VALUE_KINDS.get(value, value)
    if name in ("project", "concept"):
        return labels(graph, [full(value)]).get(full(value), value)
    return value


def hints(graph: Graph, view: View, count: Callable[[View], int]) -> Iterator[tuple[str, int, str]]:
    """Where nothing was found: what to take away, how many rows are left then, and the address."""
    for piece in view.said.pieces:
        if line := parted(graph, view.said, piece):
            wider = View(read_line(graph, line), view.choices, view.order)
            yield f"写成“{line}”", count(wider), wider.link()
        wider = View(read_line(graph, view.said.without(piece)), view.choices, view.order)
        yield f"去掉“{piece.words}”", count(wider), wider.link()
        if piece.is_condition:
            wider = View(read_line(graph, view.said.as_words(piece)), view.choices, view.order)
            yield f"把“{view.said.line[piece.start : piece.end].strip()}”按文字找", count(wider), wider.link()
    for name, value in view.choices.items():
        rest = {other: kept for other, kept in view.choices.items() if other != name}
        wider = View(view.said, rest, view.order)
        yield f"去掉“{FIELDS[name]}：{value_words(graph, name, value)}”", count(wider), wider.link()


def _chip(words: str, links: list[tuple[str, str, str]], *, plain: bool) -> str:
    buttons = "".join(
        f'<a href="{escape(link)}" target="_self" title="{escape(title)}" aria-label="{escape(title)}">'
        f"{escape(word)}</a>"
        for word, title, link in links
    )
    look = "kg-chip kg-plain" if plain else "kg-chip"
    return f'<span class="{look}"><span>{escape(words)}</span>{buttons}</span>'


def _sides(graph: Graph, view: View, wanted: Filter) -> Iterator[str]:
    for name in _SHOWN:
        counts = facet_counts(graph, wanted, name)
        now = view.choices.get(name, "")
        if name == "reason":
            now = _reason_name(now)
            bad = sum(count for value, count in counts if value not in (NOTHING, NONE))
            counts = [*counts, (ANY, bad)] if bad else counts
        if now and now not in {value for value, _ in counts}:
            counts = [(now, 0), *counts]
        if len(counts) < 2 and not now:
            continue
        if name == "year":
            counts = sorted(counts, reverse=True)
        counts.sort(key=lambda pair: pair[0] != now)
        items = [
            _item(graph, view, name, value, count, is_now=value == now) for value, count in counts[:_MOST]
        ]
        more = ""
        if len(items) > _FIRST + 1:
            more = (
                f"<details><summary>还有 {count_text(len(counts) - _FIRST)} 个</summary>"
                f"<ul>{''.join(items[_FIRST:])}</ul></details>"
            )
            items = items[:_FIRST]
        yield f'<div class="kg-side"><b>{escape(FIELDS[name])}</b><ul>{"".join(items)}</ul>{more}</div>'


def _reason_name(value: str) -> str:
    found = find_concept("states", value) if value else None
    return found.name if found else value


def _item(graph: Graph, view: View, name: str, value: str, count: int, *, is_now: bool) -> str:
    words = value_words(graph, name, value)
    link = view.link(**{name: "" if is_now else value})
    look = ' class="kg-now" aria-current="true"' if is_now else ""
    sign = "✓ " if is_now else ""
    return (
        f'<li><a{look} href="{escape(link)}" target="_self">{sign}{escape(words)}'
        f"<span>{count_text(count)}</span></a></li>"
    )
