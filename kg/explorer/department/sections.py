"""The sections of the page of a department: money by source, budget lines, findings, units, peers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import streamlit as st

from kg.explorer.address import AUDIT, DEPARTMENT, href, pick
from kg.explorer.audited import findings_of, is_audited, rule_of, rule_title
from kg.explorer.department.peers import find_peers, read_uses
from kg.explorer.figures.directory import department_names, iri_of_department
from kg.explorer.figures.owners import money_by_source
from kg.explorer.looks.bars import Bar, Part, bars_html, legend_html
from kg.explorer.looks.markup import Cell, Line, note, number, severity_html, show, table_html
from kg.explorer.looks.wording import SEVERITIES, count_text, money_text, one_line
from kg.explorer.opened import Graph
from kg.findings import Severity
from kg.graph.summaries import NO_PHASE
from kg.query import run_query
from kg.vocabulary import find_concept, load_scheme

_MOST_PEERS: Final = 10
_PER: Final = 10_000
_DOCUMENTS: Final = """
SELECT DISTINCT ?file ?title ?department ?year WHERE {
  ?file a kg:Document ; kg:department ?department ; kg:year ?year ; dct:title ?title
} ORDER BY ?title ?file"""
_SPENDING: Final = "项目支出"
_CLASS_CODE: Final = 3
"""How many digits the code of a budget line of the highest level (类) has."""


def documents_of(graph: Graph, department: str, year: int) -> dict[str, str]:
    """The documents of a department (its name) and year: IRI to name."""
    iri = iri_of_department(graph, department)
    if not iri:
        return {}
    # all documents, once: asked for one department, the engine reads all that hangs on it
    rows = graph.select(_DOCUMENTS).rows
    return {str(file): str(title) for file, title, of, when in rows if of == iri and int(when or 0) == year}


def read_ahead(graph: Graph) -> None:
    """Read what the page of every department takes: all documents, and what the rows share."""
    graph.select(_DOCUMENTS)
    read_uses(graph)


def sources_section(graph: Graph, department: str, year: int) -> None:
    """Money of the projects by source and phase, in 万元, the sources in the order of the vocabulary."""
    st.markdown("##### 资金来源和阶段（万元）")
    money = money_by_source(graph, department).get(year, {})
    if not money:
        note("绩效表里没有印出资金。")
        return
    order = {concept.label: place for place, concept in enumerate(load_scheme("funding"))}

    def rank(source: str) -> tuple[int, str]:
        concept = find_concept("funding", source)
        return order.get(concept.label, len(order)) if concept else len(order), source

    sources = sorted(money, key=rank)
    phases = sorted({phase for of in money.values() for phase in of}, key=_phase_rank)
    bars = [
        Bar(
            source if len(phases) == 1 else f"{source}　{phase}",
            money_text(money[source][phase] * _PER),
            [
                Part(
                    money[source][phase],
                    phases.index(phase),
                    f"{source}{phase} {money_text(money[source][phase] * _PER)} 万元",
                )
            ],
        )
        for source in sources
        for phase in phases
        if phase in money[source] and money[source][phase]
    ]
    legend = legend_html((phase, number) for number, phase in enumerate(phases)) if len(phases) > 1 else ""
    show(bars_html(bars) + legend)
    note("各项目绩效表印出的金额之和；一般公共预算等下级来源含在财政拨款、资金总额之内，不可再相加。")


def functions_section(graph: Graph, department: str, year: int) -> None:
    """The lines of one budget table by function, in 万元; which table stands in the address."""
    tables = _function_tables(graph, department, year)
    if not tables:
        return
    st.markdown("##### 预算表的功能科目（万元）")
    options = sorted(
        tables,
        key=lambda key: (not _has_projects(tables[key]), -_total(tables[key]), -_columns(tables[key]), key),
    )
    keys = ["｜".join(key) for key in options]
    picked = pick(
        "预算表", "table", keys, shown=lambda key: one_line(key.replace("｜", "（") + "）"), required=True
    )
    lines = tables[next(key for key in options if "｜".join(key) == picked)]
    columns = list(dict.fromkeys(column for amounts in lines.values() for column in amounts))
    columns.sort(key=lambda column: -sum(amounts.get(column, Decimal(0)) for amounts in lines.values()))
    shown: list[Line] = []
    for (code, name), amounts in sorted(lines.items()):
        shown.append(
            [
                Cell(code, look="n g"),
                Cell(name, look="w"),
                *(number(money_text(amounts[column]) if column in amounts else "") for column in columns),
            ]
        )
    show(table_html(["科目", "名称", *columns], shown))


def _function_tables(
    graph: Graph, department: str, year: int
) -> dict[tuple[str, str], dict[tuple[str, str], dict[str, Decimal]]]:
    """Title of a table and document to code and name of its lines of the highest level, to column and yuan."""
    lines: dict[str, tuple[str, str, str, str]] = {}
    # one document at a time: of several at once the engine would read all lines there are
    for file, document in documents_of(graph, department, year).items():
        rows = graph.select(
            f"SELECT DISTINCT ?row ?title ?code ?name WHERE {{ GRAPH ?g {{ ?row kg:inDocument <{file}> ;"
            ' kg:tableKind "function" ; kg:code ?code ; kg:tableTitle ?title ; rdfs:label ?name'
            f" FILTER(STRLEN(?code) = {_CLASS_CODE}) }} }} ORDER BY ?title ?code ?row"
        ).rows
        lines |= {str(row): (str(table), document, str(code), str(name)) for row, table, code, name in rows}
    if not lines:
        return {}
    # the cells of the lines found: asked for together, the engine would start from all cells there are
    cells = graph.select(
        f"SELECT DISTINCT ?row ?cell ?column ?amount WHERE {{ VALUES ?row {{ {_terms(lines)} }}"
        " ?cell kg:ofLine ?row ; kg:column ?column ; kg:amount ?amount } ORDER BY ?row ?column ?amount"
    ).rows
    found: dict[tuple[str, str], dict[tuple[str, str], dict[str, Decimal]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row, _, column, amount in cells:
        table, document, code, name = lines[str(row)]
        if isinstance(amount, (Decimal, int)):
            found[table, document][code, name][str(column)] = Decimal(amount)
    return found


def _terms(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _total(lines: dict[tuple[str, str], dict[str, Decimal]]) -> Decimal:
    """The sum of the column that has most."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for amounts in lines.values():
        for column, amount in amounts.items():
            sums[column] += amount
    return max(sums.values(), default=Decimal(0))


def _has_projects(lines: dict[tuple[str, str], dict[str, Decimal]]) -> bool:
    """Whether a table says what projects spend, as tables of income do not."""
    return any(column.endswith(_SPENDING) for amounts in lines.values() for column in amounts)


def _columns(lines: dict[tuple[str, str], dict[str, Decimal]]) -> int:
    return len({column for amounts in lines.values() for column in amounts})


def findings_section(graph: Graph, department: str, year: int) -> None:
    """Findings in the documents of a year by rule, the severe first, each leading to the audit."""
    st.markdown("##### 问题")
    if not is_audited(graph):
        note("审核还在进行。")
        return
    documents = set(documents_of(graph, department, year).values())
    counts = Counter[tuple[Severity, str]](
        (finding.severity, finding.code) for document in documents for finding in findings_of(graph, document)
    )
    if not counts:
        note("没有发现问题。")
        return
    order = list(SEVERITIES)
    lines: list[Line] = []
    for (severity, code), count in sorted(
        counts.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1])
    ):
        rule = rule_of(code)
        lines.append(
            [
                Cell(severity_html(severity), look="n", safe=True),
                Cell(rule_title(code), look="w"),
                number(
                    count_text(count),
                    href(AUDIT, department=department, year=year, code=code, severity=severity),
                ),
                Cell(rule.advice if rule else "", look="w g"),
            ]
        )
    show(table_html(["程度", "问题", "次数", "建议"], lines))


def units_section(graph: Graph, department: str) -> None:
    """The units under a department with their codes and projects (question `department-units`)."""
    answer = run_query(graph.store, "department-units", {"department": department})
    # a department with two codes of its own is answered twice
    units = dict.fromkeys(
        (str(unit), str(code or ""), int(count or 0))
        for name, _, unit, code, count in answer.rows
        if name == department and unit is not None
    )
    lines: list[Line] = [
        [unit, Cell(code, look="n"), number(count_text(count))] for unit, code, count in units
    ]
    if lines:
        st.markdown(f"##### 下属单位（{len(lines)} 个）")
        show(table_html(["单位", "编码", "实施的项目"], lines, height=360))


def peers_section(graph: Graph, department: str) -> None:
    """The departments that use most of the same library entries."""
    st.markdown("##### 用相同指标最多的部门")
    iri = iri_of_department(graph, department)
    if not iri:
        return
    names = department_names(graph)
    peers = [(names.get(other, ""), count) for other, count in find_peers(graph, iri, _MOST_PEERS)]
    if not peers:
        note("没有别的部门用到相同的指标。")
        return
    bars = [
        Bar(
            name,
            f"{count} 个",
            [Part(count, 7, f"{name}：{count} 个相同的指标")],
            href(DEPARTMENT, department=name),
        )
        for name, count in peers
    ]
    show(bars_html(bars))


def _phase_rank(phase: str) -> tuple[int, str]:
    order = [concept.label for concept in load_scheme("phases")]
    concept = find_concept("phases", phase)
    if phase == NO_PHASE or concept is None:
        return -1, phase
    return order.index(concept.label), phase
