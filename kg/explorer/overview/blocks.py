"""What the first page says, as markup: cards, departments by year, documents. Nothing here is Streamlit's, so that the
same markup stands on the page and in what is sent before the page's program (`early`)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kg.explorer.address import AUDIT, DEPARTMENT, OVERVIEW, PROJECT, QUESTIONS, SEARCH, href
from kg.explorer.audited import count_by_document, count_of_code, find_findings, is_audited
from kg.explorer.figures.money import Owner
from kg.explorer.figures.owners import REASONS, Figures, Money, sum_figures
from kg.explorer.looks.markup import (
    Block,
    Cell,
    Heading,
    Line,
    anchor,
    cards_html,
    links_html,
    note_html,
    number,
    table_html,
)
from kg.explorer.looks.wording import NOTHING, Value, count_text, escape, money_text, share_text
from kg.explorer.opened import Graph
from kg.explorer.rows.wanted import NO_DEPARTMENT
from kg.graph import gaps

PAGE: Final = 20
"""Lines of a list at first."""
MORE: Final = 3
"""Pages of lines that come with each click on more."""
QUESTION: Final = "哪些项目没有满意度指标？"
"""The example of a question; its answer is read ahead."""
ORDERS: Final = {
    "recent": "最近年度、指标多的在前", "name": "部门名称", "share": "可评价的比例从低到高",
    "budget": "项目预算从大到小", "doubts": "待核从多到少",
}  # fmt: skip
OWNERS_TITLE: Final = Heading("部门和年度")
_EXAMPLES: Final = ("满意度 ≥95%", "及时率", "成本 ≤")
_ALL: Final = "SELECT DISTINCT ?x WHERE {{ ?x a kg:{} }}"
_DOCUMENTS: Final = """
SELECT DISTINCT ?title ?department ?year ?forms ?indicators ?quantified WHERE {
  ?file a kg:Document ; dct:title ?title ; kg:formCount ?forms ; kg:indicatorCount ?indicators ;
    kg:quantifiedCount ?quantified .
  OPTIONAL { ?file kg:year ?year }
  OPTIONAL { ?file kg:department ?d . ?d rdfs:label ?department }
} ORDER BY ?department ?year ?title"""


def examples() -> str:
    """What can be typed into the box, as links."""
    links = [(words, href(SEARCH, q=words)) for words in _EXAMPLES]
    return links_html([*links, (QUESTION, href(QUESTIONS, ask=QUESTION))])


def find_documents(graph: Graph) -> Sequence[Sequence[Value]]:
    """Title, department, year, forms, indicators and quantified indicators of each document."""
    return graph.select(_DOCUMENTS).rows


def count_all(graph: Graph) -> tuple[int, int]:
    """How many documents and projects there are."""
    documents, projects = (len(graph.select(_ALL.format(kind)).rows) for kind in ("Document", "Project"))
    return documents, projects


def cards(graph: Graph, rows: Mapping[Owner, Figures]) -> str:
    """The large figures; those of the audit once it is done."""
    total = sum_figures(rows.values())
    documents, projects = count_all(graph)
    done = is_audited(graph)
    findings = find_findings(graph) if done else []
    severe = bisect_right(findings, 0, key=lambda one: one.severity != "violation")  # they stand first
    return cards_html(
        [
            ("份文件", count_text(documents), None),
            ("个部门", count_text(len({name for name, _ in rows})), href(DEPARTMENT)),
            ("个项目", count_text(projects), href(PROJECT)),
            ("条指标", count_text(total.targets), href(SEARCH)),
            ("指标可评价", share_text(total.evaluable, total.targets), href(SEARCH, reason=gaps.NOTHING)),
            ("条指标待核", count_text(total.doubts), href(SEARCH, sure="no")),
            (
                f"个问题（严重 {count_text(severe)}）" if done else "审核中",
                count_text(len(findings)) if done else "……",
                href(AUDIT),
            ),
        ]
    )


def against_direction(graph: Graph) -> list[Block]:
    """Rows that have all that is needed but whose sign speaks against what is better."""
    count = count_of_code(graph, "operator-against-direction")
    if not count:
        return []
    link = anchor(f"{count_text(count)} 条", href(AUDIT, code="operator-against-direction"))
    return [f'<span class="kg-note">另有符号与指标方向相反（越高越好却写“≤”等）：{link}。</span>']


def narrow(
    figures: Mapping[Owner, Figures], money: Mapping[Owner, Money], choices: Mapping[str, str]
) -> dict[Owner, Figures]:
    """The departments and years that the address wants (find, year, order), in the order wanted."""
    name, year = choices.get("find", ""), choices.get("year", "")
    found = [
        (owner, one)
        for owner, one in figures.items()
        if name in owner[0] and (not year or str(owner[1]) == year)
    ]
    ranks: dict[str, Callable[[Owner, Figures], tuple[Any, ...]]] = {
        "recent": lambda owner, one: (-owner[1], -one.targets, owner),
        "name": lambda owner, _: (owner[0], -owner[1]),
        "share": lambda owner, one: (Decimal(one.evaluable) / (one.targets or 1), owner),
        "budget": lambda owner, _: (-(money.get(owner, Money()).budget or 0), owner),
        "doubts": lambda owner, one: (-one.doubts, owner),
    }
    rank = ranks[choices.get("order") or "recent"]
    return dict(sorted(found, key=lambda item: rank(*item)))


def years_of(figures: Mapping[Owner, Figures]) -> list[str]:
    """The years to choose from, the last first."""
    return sorted({str(year) for _, year in figures}, reverse=True)


def owners(
    figures: Mapping[Owner, Figures], money: Mapping[Owner, Money], choices: Mapping[str, str]
) -> list[Block]:
    """Departments by year, a few at first (more)."""
    most = _most(choices, "more")
    lines: list[Line] = []
    for (department, year), one in list(figures.items())[:most]:
        place = {"department": department, "year": year}
        printed = money.get((department, year), Money())
        lines.append(
            [
                Cell(department, href(DEPARTMENT, **place) if year else href(SEARCH, **place), "s"),
                Cell(year_text(year), look="n"),
                number(count_text(one.projects), href(PROJECT, **place)),
                number(count_text(one.targets), href(SEARCH, **place)),
                number(share_text(one.evaluable, one.targets)),
                Cell(_reasons(one, place), look="w", safe=True),
                number(count_text(one.doubts), href(SEARCH, **place, sure="no") if one.doubts else None),
                number(money_text(printed.budget)),
                number(money_text(printed.whole)),
            ]
        )
    headings = [
        "部门", "年度", "项目", "指标", "可评价", "其余原因", "待核", "项目预算（万元）", "整体支出（万元）",
    ]  # fmt: skip
    words = (
        "项目预算：各项目绩效表印出的当年预算之和，一个项目只算一次；整体支出：部门整体表印出的总额。"
        f"没有印出的写作 {NOTHING}。"
    )
    more = _more("more", most, len(figures), "个部门年度", choices)
    return [table_html(headings, lines), *more, note_html(words)]


def documents(graph: Graph, choices: Mapping[str, str]) -> list[Block]:
    """The documents of the departments and year wanted, a few at first (files)."""
    name, year, most = choices.get("find", "").strip(), choices.get("year", ""), _most(choices, "files")
    found = [
        row
        for row in find_documents(graph)
        if name in str(row[1] or NO_DEPARTMENT) and year in ("", str(row[2] or 0))
    ]
    done = is_audited(graph)
    problems = count_by_document(graph) if done else {}
    lines: list[Line] = [
        [
            Cell(str(title), look="s"),
            Cell(str(department or NO_DEPARTMENT), _way_to(department, year_), "s"),
            Cell(year_text(year_), look="n"),
            number(str(forms)),
            number(count_text(int(indicators or 0)), href(SEARCH, document=title)),
            number(share_text(int(quantified or 0), int(indicators or 0))),
            number(count_text(problems.get(str(title), 0)) if done else "", href(AUDIT, document=title)),
        ]
        for title, department, year_, forms, indicators, quantified in found[:most]
    ]
    table = table_html(["文件", "部门", "年度", "绩效表", "指标", "其中定量", "问题"], lines)
    return [Heading("文件"), table, *_more("files", most, len(found), "份文件", choices)]


def year_text(year: Value) -> str:
    """A year in words."""
    return str(year) if year else "年度不明"


def _reasons(figures: Figures, place: dict[str, object]) -> str:
    """What the other rows lack, each with its link."""
    return "，".join(
        anchor(f"{word} {figures.reasons[name]}", href(SEARCH, **place, reason=name))
        for name, word in REASONS.items()
        if figures.reasons[name]
    )


def _way_to(department: Value, year: Value) -> str:
    """The page of a department and year; the rows where one is not known."""
    if department and year:
        return href(DEPARTMENT, department=department, year=year)
    return href(SEARCH, department=department or NO_DEPARTMENT, year=year or 0)


def _most(choices: Mapping[str, str], name: str) -> int:
    text = choices.get(name, "")
    return max(int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0, PAGE)


def _more(name: str, shown: int, total: int, words: str, choices: Mapping[str, str]) -> list[Block]:
    """A link to more of a list, where there is more."""
    if total <= shown:
        return []
    more = anchor(f"再列 {PAGE * MORE} {words[0]}", href(OVERVIEW, **{**choices, name: shown + PAGE * MORE}))
    everything = f"共 {count_text(total)} {words}，只列前 {count_text(shown)} {words[0]}。"
    return [f'<div class="kg-links"><span>{escape(everything)}</span>{more}</div>']
