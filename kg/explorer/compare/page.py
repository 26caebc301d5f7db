"""Two years of a department, or two documents, beside one another: what is new, gone, harder, easier, reworded."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import COMPARE, DEPARTMENT, choose, chosen, chosen_number, href, pick
from kg.explorer.compare.tables import SIGNS, differences_html, kind_html
from kg.explorer.figures.compared import begin_documents, begin_years
from kg.explorer.figures.owners import find_figures
from kg.explorer.looks.markup import Cell, Line, links_html, note, number, problem, show, table_html
from kg.explorer.looks.wording import WHOLE_DEPARTMENT, count_text, escape
from kg.explorer.opened import Graph
from kg.explorer.rows.filed import WORKBOOK

if TYPE_CHECKING:
    from kg.diff import Comparison, Difference

_BY: Final = {"": "两个年度", "documents": "两份文件"}
_PAGE_ROWS: Final = 100
_HANGING: Final = ("kind", "project", "start")
_MOST: Final = 60
_ALL: Final = ""
_TITLES: Final = (
    "SELECT DISTINCT ?name WHERE { GRAPH ?g { ?x a kg:Document ; dct:title ?name } } ORDER BY ?name"
)


def compare_page(graph: Graph) -> None:
    """The whole page."""
    by = chosen("by") if chosen("by") in _BY else ""
    _choose_way(by)
    sides = _choose_documents(graph) if by else _choose_years(graph)
    if sides is None:
        return
    try:
        found = _compare(graph, *sides)
    except KgError as error:
        problem(str(error))
        return
    _result(found, by, sides)


def _choose_way(by: str) -> None:
    key = "compare-by"
    st.session_state[key] = by
    st.segmented_control(
        "比较什么",
        list(_BY),
        format_func=lambda name: _BY[name],
        key=key,
        on_change=lambda: choose("by", st.session_state[key], drop=("old", "new", *_HANGING)),
    )


def _choose_years(graph: Graph) -> tuple[str, str, str, str] | None:
    counts = _rows_by_year(graph)
    first, second, third = st.columns([2.4, 1, 1])
    with first:
        department = pick(
            "部门（可输入名称的一部分）", "department", list(counts), drop=("old", "new", *_HANGING)
        )
    years = sorted(counts.get(department or "", ()))
    options = [str(year) for year in reversed(years)]
    _default_years(years)
    with second:
        old = pick("旧年度", "old", options, drop=_HANGING)
    with third:
        new = pick("新年度", "new", options, drop=_HANGING)
    if department is None:
        if chosen("department"):
            st.info("地址里的部门在图谱里找不到。请在上面选择。")
        _overview(counts)
        return None
    if old is None or new is None:
        if len(years) < 2:
            st.info(f"图谱里这个部门只有 {'、'.join(options)} 年，没有可以比较的另一年。可以改比两份文件。")
        else:
            st.info("请选择两个年度。")
        return None
    return "", department, old, new


def _default_years(years: Sequence[int]) -> None:
    """The two last years where none is chosen."""
    if len(years) > 1 and not chosen("old") and not chosen("new"):
        choose("old", years[-2])
        choose("new", years[-1])


def _choose_documents(graph: Graph) -> tuple[str, str, str, str] | None:
    titles = [str(name) for (name,) in graph.select(_TITLES).rows]
    first, second = st.columns(2)
    with first:
        old = pick("旧文件（可输入名称的一部分）", "old", titles, drop=_HANGING)
    with second:
        new = pick("新文件（可输入名称的一部分）", "new", titles, drop=_HANGING)
    if old is None or new is None:
        st.info("请选择两份文件。" if len(titles) > 1 else "图谱里只有一份文件，没有可以比较的另一份。")
        return None
    return "documents", "", old, new


def _rows_by_year(graph: Graph) -> dict[str, dict[int, int]]:
    """How many indicators each department has in each year."""
    found: dict[str, dict[int, int]] = {}
    for (name, year), figures in find_figures(graph).items():
        if figures.targets:
            found.setdefault(name, {})[year] = figures.targets
    return found


def _overview(counts: Mapping[str, Mapping[int, int]]) -> None:
    """Where there are two years to compare, and how many rows each has."""
    several = {name: years for name, years in counts.items() if len(years) > 1}
    if not several:
        st.info("图谱里每个部门都只有一个年度。可以在上面改比两份文件，或再导入一个年度的文件。")
        return
    note(f"{count_text(len(several))} 个部门有两个以上的年度。点一个部门，比较它最近的两年。")
    lines: list[Line] = []
    for name, years in list(several.items())[:_MOST]:
        old, new = sorted(years)[-2:]
        each = "　".join(f"{year} 年 {count_text(years[year])} 条" for year in sorted(years))
        lines.append(
            [
                Cell(name, href(COMPARE, department=name, old=old, new=new)),
                Cell(f"{old} → {new}", look="n"),
                number(f"{years[new] - years[old]:+,}"),
                each,
            ]
        )
    show(table_html(["部门", "最近两年", "指标增减", "各年指标"], lines))
    if len(several) > _MOST:
        note(f"只列前 {_MOST} 个部门；请在上面输入部门名称的一部分。")


def _result(found: "Comparison", by: str, sides: tuple[str, str, str, str]) -> None:
    choices = {"by": by, "department": sides[1], "old": sides[2], "new": sides[3]}
    show(
        f'<div class="kg-title">{escape(found.old_name)} <span>→</span> {escape(found.new_name)}</div>'
        + links_html(_links(choices))
    )
    if not found.differences:
        st.success("没有变化：两方的指标、金额和目标都相同。")
        _account(found)
        return
    kind, project = _kinds(found), chosen("project")
    projects = list(dict.fromkeys(one.project or WHOLE_DEPARTMENT for one in found.differences))
    left, right = st.columns([2.4, 2], vertical_alignment="bottom")
    with left:
        pick(f"项目（{len(projects)} 个有变化）", "project", projects, drop=("start",))
    shown = [
        one
        for one in found.differences
        if (not kind or kind in one.kinds)
        and (project not in projects or (one.project or WHOLE_DEPARTMENT) == project)
    ]
    with right:
        _download(found, shown)
    _table(shown, one_project=project in projects)
    _account(found)


def _links(choices: Mapping[str, str]) -> list[tuple[str, str]]:
    turned = {**choices, "old": choices["new"], "new": choices["old"]}
    links = [("新旧对调", href(COMPARE, **turned))]
    if choices["department"]:
        links.append(("部门", href(DEPARTMENT, department=choices["department"], year=choices["new"])))
        links.append(("全部部门", href(COMPARE)))
    return links


def _kinds(found: "Comparison") -> str:
    """How many changes there are of each kind, to choose one from; the choice, empty for all."""
    from kg.diff import KINDS, MEANINGS

    summary, key = found.summary(), "compare-kind"
    now = chosen("kind")
    st.session_state[key] = now if now in summary else _ALL
    words: dict[str, str] = {_ALL: f"全部 **{count_text(len(found.differences))}**"}
    for name, count in summary.items():
        words[name] = f"{SIGNS[name]} {KINDS[name]} **{count_text(count)}**"
    st.pills(
        "变化的种类",
        list(words),
        format_func=lambda name: words[name],
        key=key,
        on_change=lambda: choose("kind", st.session_state[key] or "", drop=("start",)),
    )
    for kind in summary:
        if kind == now:
            show(f"{kind_html(kind, KINDS[kind])}：{escape(MEANINGS[kind])}")
            return kind
    return _ALL


def _table(shown: Sequence["Difference"], *, one_project: bool) -> None:
    if not shown:
        st.info("没有这样的变化。请选“全部”，或换一个项目。")
        return
    total = len(shown)
    start = min(chosen_number("start"), max(total - 1, 0) // _PAGE_ROWS * _PAGE_ROWS)
    show(differences_html(shown[start : start + _PAGE_ROWS], one_project=one_project))
    if total <= _PAGE_ROWS:
        return
    left, right, words = st.columns([1, 1, 4])
    with left:
        before = max(start - _PAGE_ROWS, 0)
        st.button("上一页", disabled=not start, on_click=choose, args=("start", before), width="stretch")
    with right:
        after = start + _PAGE_ROWS
        st.button("下一页", disabled=after >= total, on_click=choose, args=("start", after), width="stretch")
    with words:
        note(f"第 {start + 1}～{min(after, total)} 处，共 {count_text(total)} 处")


def _download(found: "Comparison", shown: Sequence["Difference"]) -> None:
    def write() -> bytes:
        from dataclasses import replace

        from kg.export.differences import differences_to_workbook

        return differences_to_workbook(replace(found, differences=tuple(shown)))

    st.download_button(
        f"下载 Excel（{count_text(len(shown))} 处）", write, "对比.xlsx", WORKBOOK, on_click="ignore"
    )


def _account(found: "Comparison") -> None:
    account = found.account
    lines = [*account.in_words().split("\n")]
    lines.append(
        f"配对的 {account.paired} 行里没有变化 {account.unchanged} 行，配对有疑问 {account.doubtful} 行。"
    )
    st.markdown("##### 各行的去向")
    show("<br>".join(map(escape, lines)))


def _compare(graph: Graph, by: str, department: str, old: str, new: str) -> "Comparison":
    asked = begin_documents(graph, old, new) if by else begin_years(graph, int(old), int(new), department)
    if asked.is_there():
        return asked.result()
    with st.spinner("正在比较……"):
        return asked.result()
