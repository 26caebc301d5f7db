"""The page of a department and the page of a project: the form as printed, money, changes, peers."""

import html as html_module
import re
from collections import OrderedDict
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from explored_graph import HOSTILE, build, hostile
from page_runner import choice_of, html_of, run_page, text_of
from sample_extraction import next_year, sample

from kg.errors import QueryError
from kg.explorer import ahead
from kg.explorer.address import href
from kg.explorer.ahead import Begun
from kg.explorer.audit.desk import desk_of
from kg.explorer.department import sections
from kg.explorer.department.peers import find_peers
from kg.explorer.department.sections import documents_of
from kg.explorer.figures import changes
from kg.explorer.figures.directory import iri_of_department
from kg.explorer.figures.owners import money_by_source
from kg.explorer.looks.wording import escape
from kg.explorer.nodes import short
from kg.explorer.opened import Graph, open_graph
from kg.query import Answer

DEPARTMENT = "青山市数据管理局"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch) -> Graph:
    monkeypatch.setattr(changes, "_SOON", 60)  # the pages of tests wait for the comparison
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def project_of(graph: Graph, name: str, year: int) -> str:
    rows = graph.select(
        f"SELECT ?p {{ ?p a kg:Project ; kg:year {year} ; rdfs:label ?n FILTER(?n = '{name}') }}"
    ).rows
    return short(str(rows[0][0]))


def test_list_of_departments_and_its_filter():
    app = run_page("department")
    assert escape(href("department", department=DEPARTMENT)) in html_of(app)
    assert "2026～2027" in text_of(app)
    app.text_input(key="text-find").input("没有的").run()
    assert "没有名称里有“没有的”的部门" in app.info[0].value
    assert choice_of(app, "find") == "没有的"


def test_department_of_the_last_year_unless_the_address_says():
    app = run_page("department", department=DEPARTMENT)
    assert f"{DEPARTMENT} 2027 年" in text_of(app)
    markup = html_of(app)
    assert escape(href("compare", department=DEPARTMENT, old=2026, new=2027)) in markup
    assert escape(href("search", department=DEPARTMENT, year=2027)) in markup
    app = run_page("department", department=DEPARTMENT, year="2026")
    shown = text_of(app)
    assert f"{DEPARTMENT} 2026 年" in shown
    assert "2026 年的项目（2 个）" in " ".join(element.value for element in app.markdown)
    assert "（部门整体）" in shown
    assert "与 2025 年" not in shown


def test_department_money_is_that_of_the_named_question(graph):
    money = money_by_source(graph, DEPARTMENT)[2026]
    assert money["资金总额"]
    assert all(isinstance(amount, Decimal) for amount in money["资金总额"].values())
    shown = text_of(run_page("department", department=DEPARTMENT, year="2026"))
    assert "120.50 万元项目预算" in shown
    assert "— 万元整体支出" in shown


def test_findings_of_a_department_are_those_of_its_documents(graph):
    assert list(documents_of(graph, DEPARTMENT, 2027).values()) == ["b.txt"]
    assert documents_of(graph, "没有的部门", 2027) == {}
    markup = html_of(run_page("department", department=DEPARTMENT, year="2026"))
    choices = {"year": 2026, "code": "number-without-operator", "severity": "info"}
    link = escape(href("audit", department=DEPARTMENT, **choices))
    assert link in markup


def test_counts_of_findings_lead_to_as_many_in_the_audit(graph):
    app = run_page("department", department=DEPARTMENT, year="2026")
    links = re.findall(r'href="([^"]*)" target="_self">(\d+)</a>', html_of(app))
    asked = [(parse_qs(urlsplit(html_module.unescape(link)).query), int(count)) for link, count in links]
    asked = [(choices, count) for choices, count in asked if "code" in choices]
    assert asked
    for choices, count in asked:
        wanted = {name: values[0] for name, values in choices.items()}
        assert len(desk_of(graph).find(wanted)) == count, wanted


def test_a_unit_of_a_department_with_two_codes_is_one_unit(monkeypatch):
    rows = [(DEPARTMENT, code, "数据中心", "311002", 2) for code in ("311", "311001")]
    answer = Answer([], [*rows, (DEPARTMENT, "311", "信息中心", None, 1)], ())
    monkeypatch.setattr(sections, "run_query", lambda *_: answer)
    app = run_page("department", department=DEPARTMENT)
    assert any("下属单位（2 个）" in element.value for element in app.markdown)


def test_changes_since_the_year_before(graph):
    shown = text_of(run_page("department", department=DEPARTMENT, year="2027"))
    assert "处变化，逐条对比" in shown
    assert "取消" in shown
    project = project_of(graph, "数据平台运行维护", 2027)
    shown = text_of(run_page("project", project=project))
    assert "处变化，逐条对比" in shown
    assert "其他年度 2026 年" in shown


def test_a_slow_comparison_does_not_hold_the_page(monkeypatch):
    from concurrent.futures import Future

    never: Future[object] = Future()
    monkeypatch.setattr(changes, "_SOON", 0.01)
    monkeypatch.setattr(changes, "begin_years", lambda *_: Begun("", "", never))
    app = run_page("department", department=DEPARTMENT, year="2027")
    assert "正在比较" in text_of(app)


def test_what_cannot_be_compared_is_said(monkeypatch):
    from concurrent.futures import Future

    refused: Future[object] = Future()
    refused.set_exception(QueryError("超过时间 [x](u)"))
    monkeypatch.setattr(changes, "begin_years", lambda *_: Begun("", "", refused))
    app = run_page("department", department=DEPARTMENT, year="2027")
    assert "\\[x\\]" in app.error[0].value


def test_the_page_it_leads_to_shows_the_same_comparison(monkeypatch):
    import kg.diff

    asked: list[object] = []
    compare = kg.diff.compare_years
    monkeypatch.setattr(kg.diff, "compare_years", lambda *a, **k: asked.append(a) or compare(*a, **k))
    monkeypatch.setattr(ahead, "_begun", OrderedDict())
    run_page("department", department=DEPARTMENT, year="2027")
    app = run_page("compare", department=DEPARTMENT, old="2026", new="2027")
    assert "新旧对调" in text_of(app)
    assert len(asked) == 1


def test_what_failed_is_said_once_and_then_begun_again(graph, monkeypatch):
    monkeypatch.setattr(ahead, "_begun", OrderedDict())
    answers = [QueryError("超过时间"), None]

    def work(_: object) -> str:
        if problem := answers.pop(0):
            raise problem
        return "好"

    with pytest.raises(QueryError):
        ahead.begin(graph, "一件事", work).result()
    begun = ahead.begin(graph, "一件事", work)
    assert begun.result() == "好"
    assert begun.is_there()


def test_unknown_department_in_the_address():
    app = run_page("department", department="没有的部门")
    assert "找不到" in app.info[0].value
    assert DEPARTMENT in text_of(app)


def test_hostile_department():
    app = run_page("department", department=HOSTILE["department"])
    markup = html_of(app) + "".join(element.value for element in app.markdown)
    for bad in ("<script", "<img", "javascript:", "](http", "onerror="):
        assert bad not in markup.lower()


def form_of(app) -> str:
    return next(element.proto.body for element in app.get("html") if "kg-form" in element.proto.body)


def test_form_stands_as_printed(graph):
    app = run_page("project", project=project_of(graph, "数据平台运行维护", 2026))
    form = form_of(app)
    shown = " ".join(re.sub(r"<[^>]*>", " ", form).split())
    shown = shown.replace("&#45;", "-")
    assert "项目支出绩效目标表（2026 年度）" in shown
    assert "项目名称 数据平台 运行维护" in shown
    for row in graph.select(
        f"SELECT ?t ?n {{ ?t kg:ofProject <{project_iri(graph)}> ; kg:name ?n ; a kg:PerformanceTarget }}"
    ).rows:
        assert escape(href("search", row=short(str(row[0])))) in form
        assert escape(row[1]) in form
    rows = re.findall(r"<tr>(.*?)</tr>", form)
    assert widths(rows) == {max(widths(rows))}
    assert "待核" in shown


def project_iri(graph: Graph) -> str:
    from kg.explorer.nodes import full

    return full(project_of(graph, "数据平台运行维护", 2026))


def widths(rows: list[str]) -> set[int]:
    """How wide each line of a table is, cells that hang down from above counted."""
    hanging: list[list[int]] = []
    found = set()
    for row in rows:
        width = sum(columns for columns, left in hanging)
        hanging = [[columns, left - 1] for columns, left in hanging if left > 1]
        for attributes in re.findall(r"<t[hd]([^>]*)>", row):
            columns = int((re.search(r'colspan="(\d+)"', attributes) or [0, 1])[1])
            lines = int((re.search(r'rowspan="(\d+)"', attributes) or [0, 1])[1])
            width += columns
            if lines > 1:
                hanging.append([columns, lines - 1])
        found.add(width)
    return found


def test_levels_alike_are_one_cell(tmp_path, monkeypatch):
    made = sample()
    first = made.indicators[0]
    rows = tuple(
        replace(first, name=f"指标{n}", subject=f"指标{n}", line=100 + n, level2=level2, goal=None)
        for n, level2 in enumerate(("数量指标", "数量指标", "质量指标", "数量指标"))
    )
    head = replace(made.heads[0], goals=())
    one = replace(made, heads=(head,), indicators=rows, findings=(), tables=())
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, one)))
    project = project_of(open_graph(), "数据平台运行维护", 2026)
    form = form_of(run_page("project", project=project))
    assert form.count("产出指标</td>") == 1
    assert form.count("数量指标</td>") == 2
    assert re.findall(r'rowspan="(\d)">(?:产出|数量|质量)指标', form) == ["4", "2", "1", "1"]


def test_project_page_without_a_choice_finds_by_name(monkeypatch):
    from kg.explorer.project import page as project

    monkeypatch.setattr(project, "_MOST_LISTED", 1)
    app = run_page("project")
    app.text_input(key="text-find").input("网站").run()
    assert "网站集约化" in text_of(app)
    assert "数据平台运行维护" not in text_of(app)


def test_peers_are_projects_of_other_departments(tmp_path, monkeypatch):
    other = next_year()
    elsewhere = replace(
        other,
        department="白石市财政局",
        heads=tuple(replace(head, department="白石市财政局") for head in other.heads),
        indicators=tuple(replace(row, department="白石市财政局") for row in other.indicators),
    )
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, sample(), elsewhere)))
    graph = open_graph()
    app = run_page("project", project=project_of(graph, "数据平台运行维护", 2026))
    shown = text_of(app)
    assert "白石市财政局 2027" in shown
    app = run_page("department", department=DEPARTMENT)
    assert escape(href("department", department="白石市财政局")) in html_of(app)
    mine, others = (iri_of_department(graph, name) for name in (DEPARTMENT, "白石市财政局"))
    shared = graph.select(
        "SELECT (COUNT(DISTINCT ?c) AS ?n)"
        f" {{ ?x kg:ofConcept ?c ; kg:department <{mine}> . ?y kg:ofConcept ?c ; kg:department <{others}> }}"
    )
    assert find_peers(graph, mine, 5) == [(others, shared.rows[0][0])]
    assert find_peers(graph, mine, 0) == find_peers(graph, "urn:none", 5) == []


def test_hostile_form(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, hostile())))
    graph = open_graph()
    project = short(str(graph.select("SELECT ?p { ?p a kg:Project }").rows[0][0]))
    form = form_of(run_page("project", project=project))
    for bad in ("<script", "<img", "javascript:", "](http", "onerror=", "<a href='"):
        assert bad not in form.lower()
    assert escape(HOSTILE["description"]) in form
