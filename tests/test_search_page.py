"""The page 指标检索: chips, values to narrow by, sorting, the open row, empty answers, downloads."""

import csv
import html
import io
import re
import shutil
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import asked_graph
import page_runner
import pytest
from explored_graph import build
from sample_extraction import INDICATOR, next_year, sample
from streamlit.testing.v1 import AppTest

from kg.check import evaluability
from kg.explorer.looks.search_style import SEARCH_STYLE
from kg.explorer.nodes import short
from kg.explorer.opened import open_graph
from kg.explorer.rows.downloads import columns_to_csv, columns_to_workbook, rows_to_csv
from kg.explorer.rows.index import row_index
from kg.explorer.rows.targets import page_of_targets, read_targets
from kg.explorer.rows.wanted import Filter, find_rows, order_rows
from kg.explorer.search import found as found_module
from kg.explorer.search.elsewhere import group_of, spread_html
from kg.explorer.walking import walk_by_links

EAST = asked_graph.EAST


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return asked_graph.build(tmp_path_factory.mktemp("asked"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def run(**choices: str) -> AppTest:
    return page_runner.run_page("search", **choices)


def markup_of(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def shown(app):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup_of(app))).split())


def links_of(app, words):
    """The choices of the links with these words."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', markup_of(app))
    hrefs = [html.unescape(link) for link, inner in found if words == plain(inner)]
    assert hrefs, (words, [plain(inner) for _, inner in found])
    return [{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()} for link in hrefs]


def plain(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def total(app):
    return int(re.search(r"共 ([\d,]+) 条指标", shown(app))[1].replace(",", ""))


def names_in_order(app):
    table = re.search(r'<table class="kg-table kg-rows">.*?</table>', markup_of(app), re.S)[0]
    return [plain(row) for row in re.findall(r"<tbody>.*</tbody>", table, re.S)[0].split("</tr>")[:-1]]


def test_chips_say_what_was_understood_and_take_it_away():
    app = run(q="东山 2026 数量 甲", kind="number")
    words = shown(app)
    for chip in (f"部门：{EAST}（“东山”）", "年度：2026", "类别：数量指标", "文字：甲", "取值类型：数值"):
        assert chip in words
    removed = [link.get("q") for link in links_of(app, "✕")]
    assert removed == ["2026 数量 甲", "东山 数量 甲", "东山 2026 甲", "东山 2026 数量", "东山 2026 数量 甲"]
    assert [link.get("kind") for link in links_of(app, "✕")] == ["number"] * 4 + [None]
    assert links_of(app, "按文字找")[1]["q"] == "东山 “2026” 数量 甲"
    assert links_of(app, "清除条件") == [{}]


def test_every_value_leaves_as_many_rows_as_it_says():
    app = run(q="2026")
    sides = re.search(r'<nav class="kg-sides".*?</nav>', markup_of(app), re.S)[0]
    items = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)<span>([\d,]+)</span>', sides)
    assert len(items) > 15
    for link, words, count in items:
        choices = {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(link)).query).items()}
        assert total(run(**choices)) == int(count), html.unescape(words)


def test_a_chosen_value_is_marked_and_leads_back():
    app = run(year="2026")
    assert 'class="kg-now" aria-current="true"' in markup_of(app)
    assert {} in links_of(app, f"✓ 2026 {total(app)}")


@pytest.mark.parametrize(
    "reason, name", [("缺单位", "unit"), ("unit", "unit"), ("any", None), ("定性", "number")]
)
def test_reasons_of_the_first_page_lead_to_their_rows(graph, reason, name):
    titles = {"unit": "缺单位", "number": "定性"}
    counts = {
        item.department: sum(
            count for title, count in item.reasons.items() if name is None or titles[name] == title
        )
        for item in evaluability(graph.store)
    }
    department = max(counts, key=counts.__getitem__)
    years = [item for item in evaluability(graph.store) if item.department == department]
    expected = sum(
        count
        for item in years
        for title, count in item.reasons.items()
        if name is None or titles[name] == title
    )
    app = run(department=department, reason=reason)
    assert total(app) == expected > 0
    assert f"部门：{department}" in shown(app)


def test_headings_sort_the_whole_result(graph, monkeypatch):
    monkeypatch.setattr(found_module, "PAGE_ROWS", 4)
    up, down = run(order="value-up", kind="number"), run(order="value-down", kind="number")
    assert 'aria-sort="ascending"' in markup_of(up)
    assert 'aria-sort="descending"' in markup_of(down)
    index = row_index(graph)
    rows = order_rows(graph, Filter(kind="number"), "value-up").tolist()
    measures = [
        (index.text("quantityKind", row), float(index.text("baseValue", row) or "inf")) for row in rows
    ]
    known = [pair for pair in measures if pair[1] != float("inf")]
    assert known == sorted(known) == measures[: len(known)]
    assert names_in_order(up)[0].startswith(index.text("name", rows[0]))
    assert len(names_in_order(up)) == 4
    assert links_of(up, "读作 ▲")[0]["order"] == "value-down"
    assert "order" not in links_of(down, "读作 ▼")[0]


def test_pages_join(graph, monkeypatch):
    monkeypatch.setattr(found_module, "PAGE_ROWS", 7)
    monkeypatch.setattr("kg.explorer.search.page.PAGE_ROWS", 7)
    seen, choices = [], {}
    while True:
        app = run(**choices)
        seen += names_in_order(app)
        if "下一页" not in shown(app):
            break
        choices = links_of(app, "下一页 ›")[0]
    assert len(seen) == total(app) == len(row_index(graph))
    assert links_of(app, "« 首页")[0] == {}


def test_a_row_opens_above_the_table_with_its_neighbours(graph):
    index = row_index(graph)
    rows = find_rows(graph, Filter(year="2026")).nonzero()[0].tolist()
    targets = [short(index.targets[row]) for row in rows]
    app = run(year="2026", row=targets[1])
    markup = markup_of(app)
    assert markup.index("✕ 关闭".replace("✕ ", "")) < markup.index('<table class="kg-table kg-rows">')
    assert "第 2 条，共" in shown(app)
    assert links_of(app, "‹ 上一条")[0] == {"year": "2026", "row": targets[0]}
    assert links_of(app, "下一条 ›")[0] == {"year": "2026", "row": targets[2]}
    assert links_of(app, "✕ 关闭")[0] == {"year": "2026"}
    assert '<tr class="kg-own" aria-current="true">' in markup
    assert all(links_of(app, index.text("name", row))[-1]["row"] for row in rows[:3])


def test_a_row_that_the_filter_leaves_out_still_opens(graph):
    row = short(row_index(graph).targets[0])
    app = run(q="没有这样的字", row=row)
    assert "原文和出处" in " ".join(element.value for element in app.markdown)
    assert "没有符合条件的指标" in shown(app)


def test_an_empty_answer_says_how_to_widen():
    app = run(q="满意度 没有这样的字", year="2026")
    words = shown(app)
    assert "没有符合条件的指标" in words
    widened = links_of(app, "去掉“没有这样的字”")[0]
    count = int(re.search(r"去掉“没有这样的字” ：(\d+) 条", words)[1])
    assert total(run(**widened)) == count > 0
    assert "去掉“年度：2026”" not in words  # it would not help
    assert not app.get("download_button")


def test_words_that_begin_with_a_place_are_offered_apart(graph):
    name = next(
        row_index(graph).text("name", row)
        for row in find_rows(graph, Filter(department=EAST)).nonzero()[0].tolist()
        if row_index(graph).text("name", row).isalpha()
    )
    app = run(q=f"东山{name}")
    assert links_of(app, f"写成“东山 {name}”")[0]["q"] == f"东山 {name}"


def test_a_graph_without_rows_says_what_to_do(tmp_path, monkeypatch):
    from dataclasses import replace

    empty = replace(sample(), indicators=(), findings=())
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, empty)))
    assert "还没有指标行" in shown(run())


def test_an_older_graph_says_so_and_answers(directory, tmp_path, monkeypatch):
    copy = tmp_path / "old"
    shutil.copytree(directory, copy)
    for part in (copy / "graphs").glob("*.arrow"):
        part.unlink()
    expected = names_in_order(run(q="满意度 ≥90%"))
    monkeypatch.setenv("KG_GRAPH", str(copy))
    app = run(q="满意度 ≥90%")
    assert names_in_order(app) == expected
    assert "kg build" in shown(app)


def test_the_strip_marks_this_row_among_the_values_measured_alike(tmp_path, monkeypatch):
    from dataclasses import replace

    def row(number, percent):
        text = f"≥{percent}%"
        return replace(
            INDICATOR, line=60 + number, name="抽查合格率", subject="抽查合格率", target_text=text, operator="≥",
            value=Decimal(percent), unit="%", base_value=Decimal(percent) / 100, base_unit="1", quantity_kind="ratio",
            sources={}, places={}, spans={}, printed=text, findings=(), project=f"项目{number}",
        )  # fmt: skip

    made = sample()
    values = (80, 90, 95, 95, 99)
    rows = tuple(row(number, value) for number, value in enumerate(values))
    heads = (
        made.heads[0],
        *(replace(made.heads[0], project=f"项目{n}", line=60 + n) for n in range(len(values))),
    )
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, replace(made, indicators=rows, heads=heads))))
    graph = open_graph()
    index = row_index(graph)
    places = list(range(len(index)))
    assert len({group_of(index, place) for place in places}) == 1
    own = next(place for place in places if index.text("value", place) == "90")
    words = plain(spread_html(index, own, places))
    assert "的 5 行：最小 80%，四分之一处 90%，中位 95%，四分之三处 95%，最大 99%" in words
    assert "本行 90%：比它小的 1 行，相同的 1 行，比它大的 3 行" in words
    assert spread_html(index, own, places).count("<circle") == 4
    assert "就是本行" in plain(spread_html(index, own, [own]))


def test_last_year_stands_in_the_panel(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, sample(), next_year())))
    graph = open_graph()
    index = row_index(graph)
    place = next(
        p for p in range(len(index)) if index.text("year", p) == "2027" and "受理" in index.text("name", p)
    )
    app = run(row=short(index.targets[place]))
    assert "上一年（2026）同部门：" in " ".join(element.value for element in app.markdown)


def test_downloads_have_the_rows_that_are_shown_in_their_order(graph):
    wanted = Filter(reason="any")
    rows = read_targets(graph, page_of_targets(graph, wanted, order="name-down", limit=1000))
    places = order_rows(graph, wanted, "name-down")
    full = list(csv.DictReader(io.StringIO(rows_to_csv(graph, rows).decode("utf-8-sig"))))
    short_ = list(csv.DictReader(io.StringIO(columns_to_csv(graph, places).decode("utf-8-sig"))))
    assert len(full) == len(short_) == len(places) > 3
    for whole, part in zip(full, short_, strict=True):
        if whole["取值类型"] != "数值":  # the index knows no words and ranges
            assert part.pop("取值") == ""
        assert {name: whole[name] for name in part} == part
        assert part["能否评价"] in {"未填", "定性", "缺单位", "缺运算符"}
    assert {"部门", "年度", "三级指标", "目标值（原文）", "取值", "文件", "行号"} <= set(short_[0])
    with ZipFile(io.BytesIO(columns_to_workbook(graph, places))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert sheet.count("<row ") == len(places) + 1
        assert "<f>" not in sheet


def test_a_formula_in_a_document_is_text_in_downloads(tmp_path, monkeypatch):
    from dataclasses import replace

    bad = '=HYPERLINK("http://evil.example","x")'
    rows = (replace(INDICATOR, name=bad, target_text=bad, findings=()),)
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, replace(sample(), indicators=rows))))
    graph = open_graph()
    places = order_rows(graph, Filter())
    with ZipFile(io.BytesIO(columns_to_workbook(graph, places))) as book:
        assert not any("<f>" in book.read(name).decode("utf-8", "replace") for name in book.namelist())
        assert not any("hyperlink" in name for name in book.namelist())
    line = columns_to_csv(graph, places).decode("utf-8-sig").splitlines()[1]
    assert ",=HYPER" not in line
    assert ',"=HYPER' not in line


def test_style_and_script_say_nothing_of_documents():
    assert "{{" not in SEARCH_STYLE

    def script():
        from kg.explorer.walking import walk_by_links

        walk_by_links()

    assert walk_by_links is not None
    app = AppTest.from_function(script).run()
    assert len(app.get("html")) == 1
