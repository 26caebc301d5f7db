"""The page 查询: a sentence in Chinese, a named question, SPARQL; answers with links and downloads."""

import csv
import io
import json
import threading
import zipfile
from decimal import Decimal

import pytest
from explored_graph import SCRIPT
from library_graph import ASKED, build_library
from page_runner import choice_of, html_of, run_page, text_of

from kg.errors import QueryError
from kg.explorer import ahead
from kg.explorer.nodes import full
from kg.explorer.opened import Graph, open_graph
from kg.explorer.questions import named
from kg.explorer.questions.answers import PAGE, links_of_row
from kg.explorer.questions.console import EXAMPLES
from kg.explorer.questions.terms import find_terms
from kg.explorer.rows.filed import table_to_jsonl, table_to_workbook
from kg.query import Answer, list_queries, run_query

EMPTY = Answer([], [], ())
PEOPLE = 'SELECT ?t ?c ?p { ?t kg:ofConcept ?c ; kg:ofProject ?p ; kg:subject "用户满意度" } ORDER BY ?t'


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build_library(tmp_path_factory.mktemp("questions"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch) -> Graph:
    monkeypatch.setenv("KG_GRAPH", str(directory))
    monkeypatch.setattr(ahead, "PATIENCE", 60)
    return open_graph()


# a sentence in Chinese


def test_a_question_is_answered_with_its_meaning_rows_and_sparql():
    app = run_page("questions", ask="满意度指标低于95%的项目有哪些")
    shown = text_of(app)
    assert "理解为：" in shown
    assert "共 2 行" in shown
    assert shown.index("≥90%") < shown.index("≥92%")
    assert "SELECT" in shown
    assert "way=sparql" in html_of(app).replace("&#61;", "=")


def test_an_answer_without_rows_of_its_own_shows_where_it_comes_from():
    app = run_page("questions", ask="各部门有多少个项目")
    assert any("出处：7 份文件" in expander.label for expander in app.expander)
    assert "p1.txt" in text_of(app)


def test_what_is_not_understood_is_said_with_other_questions():
    app = run_page("questions", ask="哪些项目最[美丽](u)")
    assert "没有看懂，不作猜测" in app.warning[0].value
    assert "\\[" in app.warning[0].value
    assert "没有看懂的词" in text_of(app)
    suggested = app.get("button_group")[-1] if not app.pills else app.pills(key="ask-suggested")
    assert suggested.options


def test_an_example_becomes_the_question():
    app = run_page("questions")
    app.pills(key="ask-examples").select("一共有多少份文件").run()
    assert choice_of(app, "ask") == "一共有多少份文件"
    assert "共 1 行" in text_of(app)


@pytest.mark.parametrize("question", ["？？？", "哪些" * 400, SCRIPT, '"} UNION { ?s ?p ?o } #'])
def test_hostile_questions_are_refused_in_chinese(question):
    app = run_page("questions", ask=question)
    assert app.error or app.warning
    assert "<script" not in html_of(app)


def test_names_are_read_once_for_a_version_and_again_after_an_error(graph, monkeypatch):
    calls = []

    def read(_):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("not now")
        return "names"

    monkeypatch.setattr(ahead, "_begun", type(ahead._begun)())
    monkeypatch.setattr(ahead, "_read_names", read)
    with pytest.raises(ValueError, match="not now"):
        ahead.names_of(graph)
    assert [ahead.names_of(graph), ahead.names_of(graph)] == ["names", "names"]
    assert len(calls) == 2


def test_a_slow_answer_is_waited_for_without_holding_up_the_page(monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(ahead, "PATIENCE", 0.05)
    monkeypatch.setattr(named, "_ask", lambda *_: go_on.wait(60) and named.Shown(EMPTY, EMPTY))
    waiting = run_page("questions", question="evaluability")
    assert "正在查询" in text_of(waiting)
    assert "kg-answer" not in html_of(waiting)
    go_on.set()
    monkeypatch.setattr(ahead, "PATIENCE", 60)
    assert "没有结果" in text_of(run_page("questions", question="evaluability"))


def test_an_error_of_a_slow_answer_is_said_once_and_tried_again(monkeypatch):
    def refuse(*_):
        raise QueryError("超过时间 [x](u)")

    with monkeypatch.context() as refusing:
        refusing.setattr(named, "_ask", refuse)
        assert "超过时间 \\[x\\]" in run_page("questions", question="unit-distribution").error[0].value
    assert not run_page("questions", question="unit-distribution").error


# named questions


def test_every_named_question_stands_under_a_theme():
    html = html_of(run_page("questions", way="named")).replace("&#45;", "-")
    assert [query.name for query in list_queries() if f"question&#61;{query.name}" not in html] == []


def test_a_theme_narrows_the_questions():
    app = run_page("questions", way="named", theme="资金")
    titles = {query.title for query in list_queries() if query.group == "money"}
    assert set(app.selectbox(key="pick-question").options) == titles


def test_departments_are_chosen_from_a_list_or_typed():
    app = run_page("questions", question="projects-without-satisfaction")
    box = app.selectbox(key="projects-without-satisfaction-department")
    assert "西山市第2局" in box.options
    assert box.label == "部门名称"
    box.set_value("西山市第2局").run()
    assert choice_of(app, "p.department") == "西山市第2局"
    assert '"西山市第2局"' in text_of(app)
    typed = run_page("questions", question="projects-without-satisfaction", **{"p.department": "没有的部门"})
    assert "没有结果" in text_of(typed)


def test_an_emptied_field_is_a_choice_of_its_own():
    app = run_page("questions", question="peer-targets")
    assert app.text_input(key="peer-targets-indicator").value == "满意度"
    app.text_input(key="peer-targets-indicator").input("").run()
    assert app.query_params["p.indicator"] in ("", [""])
    assert "办件量" in text_of(app)


# SPARQL


def test_console_answers_refuses_and_names_the_line():
    app = run_page("questions", way="sparql")
    app.text_area(key="console").input("SELECT (COUNT(*) AS ?n) { ?t a kg:PerformanceTarget }")
    app.button[0].click().run()
    assert "共 1 行" in text_of(app)
    assert "COUNT" in choice_of(app, "sparql")
    app.text_area(key="console").input("DELETE WHERE { ?s ?p ?o }")
    app.button[0].click().run()
    assert "只能查询" in app.error[0].value
    app.text_area(key="console").input("SELECT ?s\nWHERE { ?s ?p }")
    app.button[0].click().run()
    assert "语法错误" in app.error[0].value
    assert "2 行" in app.error[0].value


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_the_console_gives_rows(graph, name):
    assert run_query(graph.store, EXAMPLES[name]).rows


def test_an_example_is_put_into_the_console():
    app = run_page("questions", way="sparql")
    name = list(EXAMPLES)[1]
    app.selectbox(key="console-example").select(name).run()
    assert app.text_area(key="console").value == EXAMPLES[name]


def test_vocabulary_has_every_class_and_property_in_chinese(graph):
    terms = {term.name: term for term in find_terms(graph)}
    assert terms["kg:targetText"].kind == "属性"
    assert (terms["kg:PerformanceTarget"].kind, terms["kg:ofConcept"].kind) == ("类", "关系")
    assert [term.name for term in terms.values() if term.label.isascii()] == []
    shown = text_of(run_page("questions", way="sparql", term="targetText"))
    assert "kg:targetText" in shown
    assert "kg:operator " not in shown
    assert "词表里没有这个词" in text_of(run_page("questions", way="sparql", term="没有这个"))


# answers


def test_a_picked_row_leads_to_its_print_project_department_and_nodes(graph):
    asked = "SELECT ?document ?line ?departmentName { VALUES (?document ?line ?departmentName) { "
    answer = run_query(graph.store, asked + '("p3.txt" 22 "西山市第3局") } }')
    links = dict(links_of_row(graph, answer, answer.rows[0]))
    assert list(links) == [f"原文：{ASKED}", "部门：西山市第3局"]
    assert links[f"原文：{ASKED}"].startswith("search?row=")
    form = run_query(graph.store, asked + '("p3.txt" 10 "西山市第3局") } }')
    found = links_of_row(graph, form, form.rows[0])
    nodes = run_query(graph.store, PEOPLE)
    pages = [link.partition("?")[0] for _, link in links_of_row(graph, nodes, nodes.rows[0])]
    assert pages == ["search", "library", "project"]
    assert all("evil" not in link for _, link in found)


def test_the_picked_row_is_part_of_the_address():
    app = run_page("questions", ask="满意度指标低于95%的项目有哪些", line="0")
    assert "第 1 行 原文：用户满意度" in text_of(app)
    for line in ("99999", "-1", "x"):
        assert "原文：" not in text_of(run_page("questions", ask="满意度指标低于95%的项目有哪些", line=line))


def test_a_long_answer_is_turned_over_by_pages():
    sparql = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {PAGE + 1}"
    app = run_page("questions", way="sparql", sparql=sparql)
    assert f"共 {PAGE + 1} 行 ，现在是第 1～{PAGE} 行" in text_of(app)
    assert html_of(app).count("<tr>") >= PAGE
    last = run_page("questions", way="sparql", sparql=sparql, **{"from": str(PAGE)})
    assert f"现在是第 {PAGE + 1}～{PAGE + 1} 行 上一页" in text_of(last)
    for start in ("-1", "x", "99999999"):
        assert f"共 {PAGE + 1} 行" in text_of(
            run_page("questions", way="sparql", sparql=sparql, **{"from": start})
        )


def test_an_answer_is_sorted_by_size_with_what_is_empty_behind():
    sparql = "SELECT ?n { VALUES ?n { 10 9 UNDEF 100 } }"
    for given, expected in (("0", "9 10 100"), ("-0", "100 10 9"), ("7", "10 9")):
        app = run_page("questions", way="sparql", sparql=sparql, sorted=given)
        shown = text_of(app).partition("相关页面。")[2].replace("出处和相关", "")
        assert expected in " ".join(shown.split())


def test_hostile_answers_are_texts():
    app = run_page("questions", way="sparql", sparql="SELECT ?name { ?t kg:name ?name }", line="0")
    assert "<script" not in html_of(app)
    assert SCRIPT in text_of(app)


def test_answers_as_files_are_neither_formulas_nor_links():
    headings, rows = (
        ("名称", "数", "数"),
        [("=1+1", Decimal("0.50"), None), ("http://evil.example/a", 3, True)],
    )
    book = zipfile.ZipFile(io.BytesIO(table_to_workbook(headings, rows, "问：[a]/b*?")))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<v>0.5" in sheet
    lines = [json.loads(line) for line in table_to_jsonl(headings, rows).decode().splitlines()]
    assert lines[0] == {"名称": "=1+1", "数": 0.5, "数 3": None}


def test_downloads_have_all_rows(graph):
    from kg.explorer.rows.downloads import table_to_csv

    answer = run_query(graph.store, PEOPLE)
    text = table_to_csv(answer.headings, answer.rows).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 6
    assert full("indicator/") in text
