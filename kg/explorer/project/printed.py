"""A form laid out as it is printed: head, money, goals, and the rows with their levels in merged cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kg.explorer.address import PROJECT, SEARCH, href
from kg.explorer.looks.markup import anchor, scroll_html
from kg.explorer.looks.wording import Value, escape, money_text, value_text
from kg.explorer.nodes import Node, first, first_text, short
from kg.explorer.rows.facets import concept_label
from kg.explorer.rows.targets import Row
from kg.vocabulary import load_scheme

_NAME: Final = 2
"""The place of the column with the names of the indicators, behind their two levels."""
_FEWEST: Final = 5
"""Columns that the head and the money are laid out on at least."""
_VERDICTS: Final = {True: "✓ 达到", False: "✗ 未达到"}


@dataclass(frozen=True, slots=True)
class Printed:
    """What one form prints: its node, money, goals and rows, and what self-evaluations say of these (by row)."""

    form: Node
    funding: Sequence[Node]
    goals: Mapping[str, Node]
    rows: Sequence[Row]
    results: Mapping[str, Node]


def form_html(printed: Printed) -> str:
    """The whole form as one table, in a box that scrolls where the screen is narrow."""
    columns = _columns(printed)
    width = 1 + sum(_spans(columns))
    year = value_text(first(printed.form, "year"))
    caption = f"{first_text(printed.form, 'formKind')}（{year} 年度）"
    lines = [f'<th class="kg-caption" colspan="{width}">{escape(caption)}</th>']
    lines += _head(printed.form, width)
    lines += _money(printed.funding, width)
    for word, name in (("资金计划", "fundingPlan"), ("资金用途", "fundingScope")):
        lines += _long(word, value_text(first(printed.form, name)), width)
    lines += _goals_and_rows(printed, columns, width)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    least = 92 * len(columns) + 92
    return scroll_html(f'<table class="kg-form" style="min-width:{least}px"><tbody>{body}</tbody></table>')


def money_table(funding: Sequence[Node]) -> dict[str, dict[str, Value]]:
    """Yuan by source (in the order of the vocabulary) and Chinese phase ("" where none is printed)."""
    order = {concept.label: place for place, concept in enumerate(load_scheme("funding"))}
    phases = [concept.name for concept in load_scheme("phases")]
    names = {concept.name: concept.label for concept in load_scheme("phases")}
    table: dict[str, dict[str, Value]] = {}
    for node in funding:
        concept = first_text(node, "fundingSource")
        source = concept_label("funding", concept) if concept else first_text(node, "sourceText")
        table.setdefault(source, {})[first_text(node, "phase").rsplit("/", 1)[-1]] = first(node, "amount")
    return {
        source: {
            names.get(phase, ""): table[source][phase] for phase in ("", *phases) if phase in table[source]
        }
        for source in sorted(table, key=lambda source: (order.get(source, len(order)), source))
    }


def amount_text(amount: Value) -> str:
    """An amount of the graph in 万元, empty where there is none."""
    return "" if amount is None or isinstance(amount, (str, bool)) else money_text(amount)


_Column = tuple[str, str, Callable[[Row], str]]
"""Heading, look, and what stands in the cell of a row, as markup."""


def _columns(printed: Printed) -> list[_Column]:
    """Level 1, level 2, and of the others those that say something of any row."""

    def result(row: Row, name: str) -> str:
        return escape(value_text(first(printed.results.get(row.iri, {}), name)))

    def verdict(row: Row) -> str:
        met = first(printed.results.get(row.iri, {}), "isMet")
        return escape(_VERDICTS[met]) if isinstance(met, bool) else ""

    def name(row: Row) -> str:
        mark = ' <span class="kg-warning">待核</span>' if first(row.node, "confident") is False else ""
        return anchor(row.text("name") or "（没有名称）", href(SEARCH, row=short(row.iri))) + mark

    def place(row: Row) -> str:
        owner = first_text(row.node, "ofProject") or first_text(row.node, "inForm")
        return anchor(row.where, href(PROJECT, project=short(owner), row=short(row.iri)))

    def text(name: str) -> Callable[[Row], str]:
        return lambda row: escape(row.text(name))

    given: list[_Column] = [
        ("一级指标", "m l", text("level1")),
        ("二级指标", "m l", text("level2")),
        ("三级指标", "w", name),
        ("指标说明", "w", text("description")),
        ("前年值", "m", text("valueYearBeforeLast")),
        ("上年值", "m", text("valueLastYear")),
        ("指标值", "m t", text("targetText")),
        ("确定依据", "", text("basis")),
        ("实际完成值", "m", lambda row: result(row, "actualText")),
        ("达到", "n m", verdict),
        ("分值", "r", text("weight")),
        ("得分", "r", lambda row: result(row, "score")),
        ("原件", "n m", place),
    ]
    return [
        column for at, column in enumerate(given) if at < 2 or any(column[2](row) for row in printed.rows)
    ]


def _spans(columns: Sequence[_Column]) -> list[int]:
    """How wide each column is in those that the form is laid out on: the name takes two, the last what is left."""
    spans = [2 if at == _NAME else 1 for at in range(len(columns))]
    spans[-1] += max(0, _FEWEST - sum(spans))
    return spans


def _head(form: Node, width: int) -> Iterator[str]:
    start, end = (value_text(first(form, name)) for name in ("startYear", "endYear"))
    project = first_text(form, "projectText")
    yield from _long(
        "项目名称" if project else "部门名称", project or first_text(form, "departmentText"), width
    )
    pairs = [
        ("项目编码", first_text(form, "projectCodeText")),
        ("部门", first_text(form, "departmentText") if project else ""),
        ("主管部门", first_text(form, "supervisingDepartmentText")),
        ("实施单位", first_text(form, "implementingUnitText")),
        ("项目属性", first_text(form, "attribute")),
        ("起止年度", "～".join(filter(None, (start, end)))),
        ("执行率", f"{rate}%" if (rate := value_text(first(form, "executionRate"))) else ""),
        ("自评总分", " ".join(filter(None, (value_text(first(form, n)) for n in ("totalScore", "grade"))))),
    ]
    known = [pair for pair in pairs if pair[1]]
    left = _NAME  # so that the second word stands above the names, which leave it room
    for at in range(0, len(known), 2):
        two = known[at : at + 2]
        if len(two) == 1:
            yield from _long(*two[0], width)
        else:
            spans = left, width - 2 - left
            yield "".join(
                f'<th>{escape(word)}</th><td colspan="{span}">{escape(value)}</td>'
                for (word, value), span in zip(two, spans, strict=True)
            )


def _money(funding: Sequence[Node], width: int) -> Iterator[str]:
    table = money_table(funding)
    phases = list(dict.fromkeys(phase for amounts in table.values() for phase in amounts))
    if not table:
        return
    spans = _spread(width - 1, len(phases) + 1)
    lines = []
    if phases != [""]:
        headings = ["来源", *(phase or "金额" for phase in phases)]
        lines.append(
            "".join(
                f'<th colspan="{span}">{escape(word)}</th>'
                for word, span in zip(headings, spans, strict=True)
            )
        )
    for source, amounts in table.items():
        cells = [f'<td colspan="{spans[0]}">{escape(source)}</td>']
        cells += [
            f'<td class="r" colspan="{span}">{escape(amount_text(amounts.get(phase)))}</td>'
            for phase, span in zip(phases, spans[1:], strict=True)
        ]
        lines.append("".join(cells))
    yield f'<th rowspan="{len(lines)}">资金<br>（万元）</th>{lines[0]}'
    yield from lines[1:]


def _goals_and_rows(printed: Printed, columns: Sequence[_Column], width: int) -> Iterator[str]:
    """Goals that rows hang on stand above their rows, all others before."""
    hung = {first_text(row.node, "ofGoal") for row in printed.rows}
    for iri, goal in printed.goals.items():
        if iri not in hung or len(printed.goals) == 1:
            yield from _long(_goal_word(goal), first_text(goal, "text"), width)
    if not printed.rows:
        return
    spans = _spans(columns)
    named = any(row.text("goalLabel") for row in printed.rows)
    yield f"<th>{'对应目标' if named else ''}</th>" + "".join(
        f'<th colspan="{span}">{escape(heading)}</th>'
        for (heading, _, _), span in zip(columns, spans, strict=True)
    )
    for (iri, label), group in groupby(
        printed.rows, key=lambda row: (first_text(row.node, "ofGoal"), row.text("goalLabel"))
    ):
        rows = list(group)
        goal = printed.goals.get(iri, {})
        if goal and len(printed.goals) > 1:
            yield from _long(_goal_word(goal), first_text(goal, "text"), width)
        yield from _rows(rows, label or "绩效指标", columns, spans)


def _rows(rows: Sequence[Row], side: str, columns: Sequence[_Column], spans: Sequence[int]) -> Iterator[str]:
    """Rows below one goal; equal levels one below the other are one cell."""
    for at, row in enumerate(rows):
        cells = [f'<th rowspan="{len(rows)}">{escape(side)}</th>'] if at == 0 else []
        for level in (1, 2):
            names = [f"level{number}" for number in range(1, level + 1)]
            if at and _alike(rows[at - 1], row, names):
                continue
            span = (
                next((n for n in range(at + 1, len(rows)) if not _alike(row, rows[n], names)), len(rows)) - at
            )
            cells.append(f'<td class="m l" rowspan="{span}">{columns[level - 1][2](row)}</td>')
        for (_, look, content), span in zip(columns[_NAME:], spans[_NAME:], strict=True):
            cells.append(f'<td class="{look}" colspan="{span}">{content(row)}</td>')
        yield "".join(cells)


def _alike(one: Row, other: Row, names: Sequence[str]) -> bool:
    return all(one.text(name) == other.text(name) for name in names)


def _goal_word(goal: Node) -> str:
    return first_text(goal, "goalLabel") or f"{first_text(goal, 'horizon')}目标"


def _long(word: str, value: str, width: int) -> Iterator[str]:
    if value:
        yield f'<th>{escape(word)}</th><td class="t" colspan="{width - 1}">{escape(value)}</td>'


def _spread(columns: int, cells: int) -> list[int]:
    """So many columns for so many cells, as evenly as can be."""
    return [columns * (at + 1) // cells - columns * at // cells for at in range(cells)]
