"""The first page: its box, its figures and where they lead, its lists with more, its plots."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from explored_graph import build, hostile
from page_runner import html_of, run_page, text_of
from sample_extraction import next_year, sample

from kg.explorer.address import TITLES, href
from kg.explorer.figures.directory import find_entries
from kg.explorer.figures.owners import Figures, class_of, find_figures, find_money, sum_figures
from kg.explorer.figures.reasons import reasons_blocks
from kg.explorer.looks.bars import Bar, Part, bars_html, legend_html
from kg.explorer.looks.markup import note_html, scroll_html, table_html
from kg.explorer.looks.wording import escape
from kg.explorer.opened import Graph, open_graph
from kg.explorer.overview import blocks
from kg.explorer.overview import page as overview
from kg.explorer.overview.page import is_question
from kg.explorer.rows.targets import Filter, count_targets
from kg.graph.gaps import NOTHING
from kg.query import run_query

ROOT = Path(__file__).resolve().parent.parent
DEPARTMENT = "青山市数据管理局"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch) -> Graph:
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def test_figures_are_those_of_the_named_question_and_of_the_filters(graph):
    figures = find_figures(graph)
    answer = run_query(graph.store, "evaluability")
    at = {name: place for place, name in enumerate(answer.variables)}
    for row in answer.rows:
        one = figures[str(row[at["departmentName"]]), int(row[at["year"]])]
        assert one.targets == row[at["targetCount"]]
        assert one.evaluable == row[at["evaluableCount"]]
        assert one.reasons["number"] == row[at["qualitativeCount"]]
        assert one.reasons["target"] == row[at["missingCount"]]
        assert one.reasons["unit"] == row[at["withoutUnitCount"]]
        assert one.reasons["operator"] == row[at["withoutOperatorCount"]]
    for (department, year), one in figures.items():
        place = {"department": department, "year": str(year)}
        assert one.targets == count_targets(graph, Filter(**place)) == sum(one.kinds.values())
        assert one.doubts == count_targets(graph, Filter(**place, sure="no"))
        for reason, count in one.reasons.items():
            assert count == count_targets(graph, Filter(**place, reason=reason))
    total = sum_figures(figures.values())
    assert total.targets == count_targets(graph, Filter()) == 13
    assert total.projects == graph.select("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a kg:Project }").rows[0][0]


def test_money_counts_a_project_once_and_the_whole_form_apart(tmp_path, monkeypatch):
    made = sample()
    heads = tuple(head if head.project else replace(head, budget=Decimal(300)) for head in made.heads)
    again = replace(made.heads[0], line=900, form="项目绩效自评表", budget=Decimal("130.5"))
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, replace(made, heads=(*heads, again)))))
    money = find_money(open_graph())[DEPARTMENT, 2026]
    assert money.budget == Decimal("1305000")
    assert money.whole == Decimal("3000000")


def test_every_project_and_whole_form_can_be_chosen(graph):
    entries = find_entries(graph)
    projects = {str(row[0]) for row in graph.select("SELECT ?p { ?p a kg:Project }").rows}
    assert {entry.iri for entry in entries if entry.name} == projects
    whole = [entry for entry in entries if not entry.name]
    assert [(entry.department, entry.year) for entry in whole] == [(DEPARTMENT, 2026)]
    assert entries[0].year == max(entry.year for entry in entries)
    assert [entry.name for entry in find_entries(graph, name="网站 集约")] == ["网站集约化"]
    assert find_entries(graph, department=DEPARTMENT, year="2027", whole=False)
    assert find_entries(graph, department="没有") == []


def test_a_project_without_rows_stands_among_the_others(tmp_path, monkeypatch):
    made = sample()
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, replace(made, indicators=(), findings=()))))
    names = [entry.name for entry in find_entries(open_graph(), whole=False)]
    assert "数据平台运行维护" in names
    app = run_page("overview")
    assert "还没有指标" in text_of(app)


@pytest.mark.parametrize(
    "words, expected",
    [
        ("哪些项目没有满意度指标", True),
        ("指标里有没有培训？", True),
        ("培训人数有多少", True),
        ("今年放宽了吗", True),
        ("满意度 ≥95%", False),
        ("数据吗啡", False),
        ("", False),
    ],
)
def test_is_question(words, expected):
    assert is_question(words) is expected


def press(words: str, button: int):
    app = run_page("overview")
    app.text_input(key="ask-words").input(words)
    app.button[button].click().run()
    return app


def test_box_leads_words_to_the_search_and_questions_to_the_answer(monkeypatch):
    gone = []
    monkeypatch.setattr(overview, "open_page", lambda page, **choices: gone.append((page, choices)))
    press(" 满意度 ≥95% ", 0)
    press("满意度", 1)
    assert gone == [("search", {"q": "满意度 ≥95%"}), ("questions", {"ask": "满意度"})]
    app = press("哪些项目没有<b>满意度</b>指标？", 0)
    assert len(gone) == 2
    assert escape(href("questions", ask="哪些项目没有<b>满意度</b>指标？")) in html_of(app)
    assert escape(href("search", q="哪些项目没有<b>满意度</b>指标？")) in html_of(app)
    assert "<b>满意度" not in html_of(app)


def test_search_from_the_front_door_opens_the_other_page():
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "kg/explorer/front.py"), default_timeout=60).run()
    app.text_input(key="ask-words").input("群众满意度")
    app.button[0].click().run()
    assert not app.exception
    value = app.query_params["q"]
    assert (value if isinstance(value, str) else value[0]) == "群众满意度"
    assert "个部门" not in text_of(app)


def test_reasons_lead_to_their_rows(graph):
    app = run_page("overview")
    markup = html_of(app)
    for (department, year), one in find_figures(graph).items():
        for reason in one.reasons:
            if reason != NOTHING:
                assert escape(href("search", reason=reason)) in markup
                assert escape(href("search", department=department, year=year, reason=reason)) in markup
    place = {"department": DEPARTMENT, "year": 2027}
    assert escape(href("department", **place)) in markup
    assert escape(href("project", **place)) in markup
    assert "13 条指标里 7 条（53.8%）可以评价" in text_of(app)


def test_where_all_can_be_evaluated_there_is_no_rest():
    _, said = reasons_blocks({(DEPARTMENT, 2026): Figures(targets=7, reasons=Counter({NOTHING: 7}))})
    assert said == note_html("7 条指标都可以评价：有日期，或数值、单位、运算符三样齐全。")


def test_lists_are_narrowed_and_ordered_by_the_address(monkeypatch):
    app = run_page("overview", find="数据管理", year="2027")
    table = next(
        element.proto.body for element in app.get("html") if "整体支出（万元）" in element.proto.body
    )
    assert table.count("<tr>") == 2
    assert "2026" not in re.sub(r"<[^>]*>", " ", table)
    assert "没有这样的部门" in run_page("overview", find="没有").info[0].value
    monkeypatch.setattr(blocks, "PAGE", 1)
    app = run_page("overview", order="name")
    assert "只列前 1 个" in text_of(app)
    assert escape(href("overview", order="name", more=1 + blocks.MORE)) in html_of(app)
    assert "只列前 1 个" not in text_of(run_page("overview", more="50"))
    for order in blocks.ORDERS:
        assert not run_page("overview", order=order).exception


def test_page_stands_while_the_audit_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, sample())))
    monkeypatch.setattr(blocks, "is_audited", lambda _: False)
    monkeypatch.setattr(overview, "audit_state", lambda _: None)
    shown = text_of(run_page("overview"))
    assert "…… 审核中" in shown
    assert "可以评价" in shown


def test_bars_share_one_scale_and_every_part_has_words():
    bars = [
        Bar("甲", "30", [Part(10, 0, "甲一"), Part(20, 1, "甲二", "search?a=1&b=2")], "department"),
        Bar("<b>乙</b>", "15", [Part(Decimal("15"), 9, '"乙'), Part(0, 2, "没有"), Part(-1, 3, "负")]),
    ]
    markup = bars_html(bars)
    assert re.findall(r"width:([\d.]+)%", markup) == ["33.333", "66.667", "50.000"]
    assert "没有" not in markup
    assert "负" not in markup
    assert "<b>" not in markup
    assert f'href="{escape("search?a=1&b=2")}"' in markup
    assert 'class="kg-c1" style="width:50.000%"' in markup
    assert markup.count("kg-unseen") == 3
    assert bars_html([]) == '<div class="kg-bars"></div>'
    assert bars_html([Bar("零", "0", [Part(0, 0, "零")])]).count("width") == 0
    assert "&#60;i&#62;" in legend_html([("<i>", 0)])


def test_classes_of_kinds():
    assert class_of("") == ""
    assert class_of("https://performance-targets.example/vocab/kinds/quantity") == "output"
    assert class_of("https://performance-targets.example/vocab/kinds/satisfaction") == "satisfaction"
    assert class_of("https://performance-targets.example/vocab/kinds/economic-cost") == "cost"
    assert class_of("https://elsewhere.example/x") == ""


def test_wide_tables_scroll_in_their_own_box_with_the_keyboard():
    few = table_html(["甲", "乙"], [["1", "2"]])
    many = table_html(list("甲乙丙丁戊"), [list("12345")])
    assert "min-width" not in few
    assert "min-width:420px" in many
    for markup in (few, many, scroll_html("")):
        assert markup.startswith('<div class="kg-scroll" tabindex="0"')


def test_hostile_names_in_bars_and_tables(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, hostile(), next_year())))
    markup = html_of(run_page("overview"))
    assert "<img" not in markup
    assert "http://evil" not in re.sub(r"&#47;", "/", markup).replace("&#58;", ":").split("href")[0]
    assert set(TITLES) >= {"overview", "department", "project"}
