"""The list of projects to choose from: money, indicators, what is missing, findings."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg.explorer.address import PROJECT, href
from kg.explorer.audited import findings_of
from kg.explorer.looks.markup import Cell, Line, note, number, show, table_html
from kg.explorer.looks.wording import Value, count_text, money_text, value_text
from kg.explorer.nodes import Node, find_nodes, first, first_text, label_of, linked, short
from kg.explorer.opened import Graph

_MOST: Final = 60
KINDS: Final = (
    ("hasQuantityIndicator", "数量"),
    ("hasQualityIndicator", "质量"),
    ("hasTimelinessIndicator", "时效"),
    ("hasCostIndicator", "成本"),
    ("hasBenefitIndicator", "效益"),
    ("hasSatisfactionIndicator", "满意度"),
)
"""Flag of a project to the Chinese name of the kind of indicator."""


def missing_kinds(node: Node) -> str:
    """The kinds of indicator that a project has no row of, empty where none is missing."""
    return "、".join(word for name, word in KINDS if first(node, name) is False)


def project_list(graph: Graph, iris: Iterable[str], *, of_one: bool = False) -> None:
    """A table of projects and whole-department forms, the first ones where there are very many; ``of_one``: all of one
    department and year, which are then not said."""
    wanted = list(iris)
    nodes = find_nodes(graph, wanted[:_MOST])
    names = {
        iri: label_of(node) for iri, node in find_nodes(graph, linked(nodes.values(), "department")).items()
    }
    budgets = _budgets(graph, nodes)
    findings = _findings(graph, nodes)
    lines: list[Line] = []

    def rank(item: tuple[str, Node]) -> tuple[str, str, bool, str, str]:
        iri, node = item
        department = names.get(first_text(node, "department"), "")
        return department, first_text(node, "year"), "rdfs:label" in node, label_of(node), iri

    for iri, node in sorted(nodes.items(), key=rank):
        budget = first(node, "budget") or budgets.get(iri)
        lines.append(
            [
                "" if of_one else names.get(first_text(node, "department"), ""),
                Cell("" if of_one else value_text(first(node, "year")), look="n"),
                Cell(label_of(node) or "（部门整体）", href(PROJECT, project=short(iri)), "w"),
                number(money_text(None if isinstance(budget, str) else budget)),
                number(value_text(first(node, "indicatorCount"))),
                number(value_text(first(node, "quantifiedCount"))),
                Cell(missing_kinds(node) if "rdfs:label" in node else "", look="s"),
                number(count_text(findings[iri])),
            ]
        )
    if len(wanted) > _MOST:
        note(f"共 {count_text(len(wanted))} 个，只列前 {_MOST} 个；请选部门、年度，或输入名称的一部分。")
    show(
        table_html(["部门", "年度", "项目", "当年预算（万元）", "指标", "定量", "没有的指标", "问题"], lines)
    )


def _terms(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _budgets(graph: Graph, projects: Iterable[str]) -> dict[str, Value]:
    rows = graph.select(
        f"SELECT ?p (MAX(?budget) AS ?most) WHERE {{ VALUES ?p {{ {_terms(projects)} }}"
        " ?f kg:ofProject ?p ; a kg:Form ; kg:budget ?budget } GROUP BY ?p"
    ).rows
    return {str(project): amount for project, amount in rows}


def _findings(graph: Graph, owners: Iterable[str]) -> Counter[str]:
    """Findings of each project or form: those at the lines of its forms and rows."""
    given = f"VALUES ?o {{ {_terms(owners)} }}"
    # graph by graph: a form that two documents print is one node with the lines of both
    target = (
        "GRAPH ?g { ?x a kg:PerformanceTarget ; kg:line ?line ; prov:wasQuotedFrom ?d . ?d dct:title ?title }"
    )
    form = "GRAPH ?g { ?x a kg:Form ; kg:line ?line ; kg:inDocument ?d . ?d dct:title ?title }"
    rows = graph.select(
        f"SELECT DISTINCT ?o ?title ?line WHERE {{ {{ {given} ?x kg:ofProject ?o . {target} }}"
        f" UNION {{ {given} ?x kg:inForm ?o . {target} }} UNION {{ {given} ?x kg:ofProject ?o . {form} }}"
        f" UNION {{ {given} {form.replace('?x', '?o')} }} }}"
    ).rows
    documents = {str(title) for _, title, _ in rows}
    at = Counter((one.document, one.line) for title in documents for one in findings_of(graph, title))
    found: Counter[str] = Counter()
    for owner, title, line in rows:
        found[str(owner)] += at.get((str(title), int(line or 0)), 0)
    return found
