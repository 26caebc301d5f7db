"""The page 指标库: finding an indicator, how others set it, and a set of indicators for a new project."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from explored_graph import SCRIPT
from library_graph import ASKED, PLATFORM, build_library
from page_runner import choice_of, html_of, run_page, text_of

from kg.decisions import Decision, as_pair, write_decisions
from kg.explorer import ahead
from kg.explorer.address import href
from kg.explorer.ahead import library_of
from kg.explorer.library import concepts, picks
from kg.explorer.library.spreads import find_dots
from kg.explorer.looks.wording import escape
from kg.explorer.nodes import full
from kg.explorer.opened import Graph, open_graph
from kg.suggest import suggest
from kg.suggest.library import CLASSES, class_of, read_library
from kg.suggest.near import near_concepts
from kg.suggest.sets import suggest_set
from kg.suggest.usage import read_usage

CONCEPT = f"indicator/{ASKED}"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch) -> Graph:
    monkeypatch.setenv("KG_GRAPH", str(directory))
    monkeypatch.setattr(ahead, "PATIENCE", 60)
    return open_graph()


@pytest.fixture(scope="module")
def library(directory):
    from kg.store import open_store

    return read_library(open_store(directory))


# what the pages are made of


def test_library_counts_rows_and_departments_and_knows_the_kind(library):
    by_label = {one.label: one for one in library.entries}
    assert (by_label[ASKED].rows, by_label[ASKED].departments, by_label[ASKED].kind) == (5, 5, "satisfaction")
    assert by_label[PLATFORM].kind == "quality"
    assert [one.departments for one in library.entries] == sorted(
        (one.departments for one in library.entries), reverse=True
    )


def test_library_finds_by_all_words_the_very_name_first(library):
    assert [one.label for one in library.named("满意度 用户")] == [ASKED]
    assert next(one.label for one in library.named("群众满意度")) == "群众满意度"
    assert {one.label for one in library.named("满意度")} >= {ASKED, "群众满意度"}
    assert list(library.named("满意度", "quality")) == []
    assert list(library.named("！？")) == []


@pytest.mark.parametrize("text", ["政务云", "用户 满意度", "满意度 ≥85%", "办件量", "数量指标", "没有的事"])
def test_suggestions_are_the_same_with_and_without_the_names_read_before(graph, library, text):
    assert suggest(graph.store, text, library=library) == suggest(graph.store, text)


def test_usage_gathers_rows_groups_and_words(graph):
    usage = read_usage(graph.store, full(CONCEPT))
    assert [use.printed for use in usage.uses] == ["≥90%", "≥92%", "≥95%", "≥95%", "≥98%"]
    group = usage.groups[0]
    assert group.counts() == [(Decimal(90), 1), (Decimal(92), 1), (Decimal(95), 2), (Decimal(98), 1)]
    assert (group.values.spread.median, group.values.unit) == (Decimal("0.95"), "%")
    assert read_usage(graph.store, full("indicator/协同水平")).words() == [("较上年显著提升", 5)]
    assert read_usage(graph.store, full("indicator/没有")) is None
    assert read_usage(graph.store, "x> ?p ?o } #") is None


def test_usage_agrees_with_the_distribution_in_the_graph(graph):
    for (concept,) in graph.select("SELECT DISTINCT ?c WHERE { ?c kg:distribution ?d }").rows:
        rows = graph.select(
            f"SELECT ?n ?low ?median ?high WHERE {{ <{concept}> kg:distribution ?d . ?d kg:count ?n ; "
            "kg:lowerQuartile ?low ; kg:median ?median ; kg:upperQuartile ?high }"
        ).rows
        usage = read_usage(graph.store, str(concept))
        spreads = [one.values.spread for one in usage.groups if one.values.spread.count > 1]
        found = {(s.count, s.lower_quartile, s.median, s.upper_quartile) for s in spreads}
        assert found == {tuple(row) for row in rows}


def test_set_has_every_kind_and_says_what_only_stands_in(graph, library):
    found = suggest_set(graph.store, "政务云服务", library)
    parts = {part.kind: part for part in found.parts}
    assert list(parts)[: len(CLASSES)] == list(CLASSES)
    assert PLATFORM in [one.family.name for one in parts["quality"].found]
    assert parts["quality"].like
    assert all(class_of(one.peers.level2) == "cost" for one in parts["cost"].found)
    assert not parts["cost"].like
    nothing = suggest_set(graph.store, "食堂餐饮", library)
    assert not nothing.is_like
    assert any(part.found for part in nothing.parts)


def test_near_are_others_best_first(graph, library):
    near = near_concepts(graph.store, full(CONCEPT), ASKED, library)
    assert near[0].label == "群众满意度"
    assert full(CONCEPT) not in [one.concept for one in near]
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)


# the list


def test_list_shows_the_most_used_first_with_what_they_usually_say():
    app = run_page("library")
    shown = text_of(app)
    assert f"{ASKED} ≥ … % 95% 90～98% 5 5 5 服务对象满意度指标" in shown
    assert "个指标" in shown
    assert f'href="{escape(href("library", concept=CONCEPT))}"' in html_of(app)


def test_first_page_without_the_library_is_the_first_page_of_the_library(graph, monkeypatch):
    monkeypatch.setattr(concepts, "PAGE", 2)
    found, total = concepts._most_used(graph)
    entries = library_of(graph).entries
    assert (found, total) == ([one.concept for one in entries[:2]], len(entries))


def test_list_by_words_kind_and_page(monkeypatch):
    assert "名称里有“用户 满意”的 1 个指标" in text_of(run_page("library", words="用户 满意"))
    assert "群众满意度" not in text_of(run_page("library", kind="quality"))
    assert "没有找到" in text_of(run_page("library", words="没有这个指标"))
    monkeypatch.setattr(concepts, "PAGE", 3)
    first, second = run_page("library", order="name"), run_page("library", order="name", start="3")
    assert "第 1～3 个" in text_of(first)
    assert "第 4～6 个" in text_of(second)
    assert "上一页" in text_of(second)


@pytest.mark.parametrize("start", ["-1", "x", "999999999", "49"])
def test_list_stands_at_any_start(start):
    assert "个指标" in text_of(run_page("library", words="满意", start=start))


# one indicator


def test_concept_shows_values_users_and_sources(graph):
    app = run_page("library", concept=CONCEPT)
    shown = text_of(app)
    assert "年度下限 5 个：90～98%，四分位 92、95、95%" in shown
    assert "5 个部门在用" in shown
    assert "西山市第3局 2026 政务云服务第3期 ≥95%" in shown
    target = graph.select(f"SELECT ?t WHERE {{ ?t kg:ofConcept <{full(CONCEPT)}> }} ORDER BY ?t").rows[0][0]
    assert escape(href("search", row=str(target).removeprefix(full("")))) in html_of(app)
    assert html_of(app).count('class="kg-dot"') == 4
    assert html_of(app).count('class="kg-box"') == 1
    assert 'class="kg-mine"' not in html_of(app)
    assert "群众满意度" in shown


def test_dots_say_how_many_and_who(graph):
    spreading = read_usage(graph.store, full(CONCEPT)).groups[0]
    dots = find_dots(spreading, spreading.counts())
    assert [(str(dot.value), dot.rows) for dot in dots] == [("90", 1), ("92", 1), ("95", 2), ("98", 1)]
    assert dots[2].words == "95%：2 行　西山市第3局、西山市第4局"


def test_concept_sorts_who_uses_it_by_value():
    shown = text_of(run_page("library", concept=CONCEPT, by="high"))
    assert shown.index("≥98%") < shown.index("≥95%") < shown.index("≥92%") < shown.index("≥90%")


def test_concept_compares_a_typed_target():
    app = run_page("library", concept=CONCEPT, mine="≥85%")
    assert "比它小的 0 行，相等的 0 行，比它大的 5 行。目标值比同类都松" in text_of(app)
    assert 'class="kg-mine"' in html_of(app)
    assert "越高越好" in text_of(run_page("library", concept=CONCEPT, mine="≤95%"))
    assert "没有读出数值" in text_of(run_page("library", concept=CONCEPT, mine="很好"))
    assert "计量单位“天”与同类不同" in text_of(run_page("library", concept=CONCEPT, mine="≥3天"))


def test_concept_of_words_counts_them():
    shown = text_of(run_page("library", concept="indicator/协同水平"))
    assert "文字目标 5 行，不能用数值评价" in shown
    assert "较上年显著提升" in shown


def test_concept_shows_decisions_and_asks_for_others(directory):
    one = Decision(
        "indicator",
        full(CONCEPT),
        ASKED,
        full("indicator/群众满意度"),
        "群众满意度",
        "different",
        "人群不同 [x](u)",
    )
    path = write_decisions(directory, [as_pair(one)])
    try:
        shown = text_of(run_page("library", concept=CONCEPT))
    finally:
        path.unlink()
    assert "群众满意度 不同 人群不同 [x](u)" in shown
    assert "还没有人判断过" in text_of(run_page("library", concept=CONCEPT))


@pytest.mark.parametrize(
    "concept", ["indicator/没有", 'x> ?p ?o } #"', "http://evil.example/a", "project/2026"]
)
def test_unknown_concept_is_said(concept):
    app = run_page("library", concept=concept)
    assert any("找不到" in info.value for info in app.info)


def test_hostile_texts_are_texts(graph):
    rows = graph.select("SELECT ?c ?n WHERE { ?c a kg:IndicatorConcept ; skos:prefLabel ?n }").rows
    concept = next(str(iri) for iri, name in rows if SCRIPT in str(name))
    for app in (
        run_page("library"),
        run_page("library", words="script"),
        run_page("library", concept=concept.removeprefix(full(""))),
        run_page("library", plan="script alert", picks=concept.removeprefix(full("indicator/"))),
    ):
        assert "<script" not in html_of(app)
        assert "<img" not in html_of(app)
        assert 'href="http://evil' not in html_of(app)
        assert all("[x](" not in box.label for box in app.checkbox)


# a set for a new project


def test_plan_lists_every_kind_with_values_and_an_example_with_its_place():
    app = run_page("library", plan="政务云服务")
    headings = [element.value for element in app.markdown]
    assert [one for one in headings if "指标" in one][:6] == [
        f"##### {label}"
        for label in ("数量指标", "质量指标", "时效指标", "成本指标", "效益指标", "满意度指标")
    ]
    shown = text_of(app)
    assert "年度下限 5 个：90～98%，四分位 92、95、95%" in shown
    assert f"例：{ASKED} ≥90% 西山市第1局 2026 政务云服务第1期，p1.txt 第 22 行" in shown
    assert "没有相近的，这里列出各部门最常用的" in shown


def test_picks_are_kept_in_the_address_and_counted_by_kind():
    app = run_page("library", plan="政务云服务")
    next(box for box in app.checkbox if box.label == PLATFORM).check().run()
    assert choice_of(app, "picks") == PLATFORM
    next(box for box in app.checkbox if box.label == ASKED).check().run()
    assert choice_of(app, "picks") == f"{PLATFORM},{ASKED}"
    assert "已选 2 个指标 质量指标 1 满意度指标 1 ● 还缺：数量指标、时效指标、成本指标、效益指标" in text_of(
        app
    )
    next(box for box in app.checkbox if box.label == PLATFORM).uncheck().run()
    assert choice_of(app, "picks") == ASKED
    app.button(key="picks-none").click().run()
    assert "picks" not in app.query_params
    assert "已选 0 个指标 ● 还缺：数量指标、" in text_of(app)
    assert all(button.disabled for button in (app.button(key="picks-none"),))


def test_picked_rows_are_ready_to_fill_in(graph):
    rows = list(picks._rows(picks._kept(graph.version, (full(CONCEPT), full("indicator/" + PLATFORM)))))
    assert [row[:6] for row in rows] == [
        ("产出指标", "质量指标", PLATFORM, "≥", Decimal(99), "%"),
        ("满意度指标", "服务对象满意度指标", ASKED, "≥", Decimal(95), "%"),
    ]
    assert rows[1][7:] == (5, 5, f"{ASKED} ≥90%", "西山市第1局 2026 政务云服务第1期，p1.txt 第 22 行")
    text = picks.table_to_csv(picks.HEADINGS, rows).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[:3] == ["一级指标", "二级指标", "三级指标"]
    book = zipfile.ZipFile(io.BytesIO(picks.table_to_workbook(picks.HEADINGS, rows, "绩效指标")))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_picks_of_a_forged_address_are_left_out():
    app = run_page("library", picks='没有,x> ?p ?o } #",http://evil.example/a,' + ",".join("甲" * 3000))
    assert "已选" not in text_of(app)


def test_plan_without_words_says_what_to_write():
    app = run_page("library", plan="！！！")
    assert "没有写要找什么" in app.error[0].value
