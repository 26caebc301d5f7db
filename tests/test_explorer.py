"""The pages of the explorer run by Streamlit's own test runner, over hand-made and hostile documents."""

import csv
import html as html_module
import io
import re
import socket
import threading
import tomllib
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from explored_graph import HOSTILE, IMAGE, LINK, MARKS, SCRIPT, build, hostile
from page_runner import html_of, run_page
from sample_extraction import next_year, sample
from streamlit.testing.v1 import AppTest

from kg.errors import KgError, QueryError
from kg.explorer.address import TITLES, href
from kg.explorer.intake.jobs import find_job
from kg.explorer.launch import OPTIONS, command, run
from kg.explorer.looks.markup import Cell, table_html
from kg.explorer.looks.wording import escape, money_text, plain_label, share_text, shorten
from kg.explorer.nodes import full, literal, short, term
from kg.explorer.opened import Graph, open_graph
from kg.explorer.rows.targets import ORDERS, Filter, count_targets, page_of_targets, read_targets
from kg.explorer.search.row import place_text
from kg.explorer.search.segments import mark, part_spans
from kg.model import Span

ROOT = Path(__file__).resolve().parent.parent
PAGES = list(TITLES)


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return build(tmp_path_factory.mktemp("graph"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch) -> Graph:
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def choice_of(app: AppTest, name: str) -> str:
    """A choice of the address; some versions of Streamlit give it as a list of one."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def text_of(app: AppTest) -> str:
    """What a reader sees: markup dropped, character references resolved."""
    return html_module.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html_of(app)))


def rows_named(graph: Graph, text: str) -> list[str]:
    return page_of_targets(graph, Filter(text=text))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_has_no_english_or_iri(name):
    app = run_page(name)
    assert not app.error
    shown = text_of(app)
    assert "performance-targets.example" not in shown
    assert "None" not in shown
    if name not in ("library", "questions"):  # a list of indicators, and examples to ask
        assert "青山市数据管理局" in shown + "".join(table.value.to_string() for table in app.dataframe)


def test_front_door_shows_the_first_page():
    app = AppTest.from_file(str(ROOT / "kg/explorer/front.py"), default_timeout=60).run()
    assert not app.exception
    assert "份文件" in text_of(app)


def test_overview_counts_and_links_to_the_filtered_search(graph):
    app = run_page("overview")
    shown = " ".join(text_of(app).split())
    assert "13 条指标" in shown
    assert f"青山市数据管理局 2027 1 {count_targets(graph, Filter('青山市数据管理局', '2027'))}" in shown
    link = escape(href("search", department="青山市数据管理局", year=2027))
    assert f'href="{link}"' in html_of(app)
    assert "定性 1 ， 未填 1" in shown


@pytest.mark.parametrize(
    "wanted, expected",
    [
        (Filter(), 13),
        (Filter(department="青山市数据管理局"), 11),
        (Filter(department="没有这个部门"), 0),
        (Filter(year="2027"), 2),
        (Filter(year="二〇二七"), 0),
        (Filter(level2="经济成本指标"), 2),
        (Filter(level1="满意度指标"), 2),
        (Filter(operator="≤"), 1),
        (Filter(operator="none", year="2027"), 1),
        (Filter(operator="⊂"), 0),
        (Filter(kind="date"), 1),
        (Filter(unit="%"), 1),
        (Filter(sure="no"), 4),
        (Filter(sure="yes"), 9),
        (Filter(text="满意 群众"), 1),
        (Filter(text="30万件"), 4),
        (Filter(text="网站集约化"), 1),
        (Filter(text=SCRIPT.upper()), 2),
        (Filter(text='"} UNION { ?t ?a ?b } #'), 0),
        (Filter(unit='万件" ; kg:line 20 ; kg:unitText "万件'), 0),
        (Filter(level1="\\"), 0),
    ],
    ids=str,
)
def test_filters(graph, wanted, expected):
    assert count_targets(graph, wanted) == expected
    found = page_of_targets(graph, wanted)
    assert len(found) == len(set(found)) == expected


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_gives_every_row_once_and_pages_join(graph, order):
    everything = page_of_targets(graph, Filter(), order=order)
    pages = [page_of_targets(graph, Filter(), order=order, start=at, limit=5) for at in (0, 5, 10)]
    assert [iri for page in pages for iri in page] == everything
    assert len(set(everything)) == 13


def test_order_by_value(graph):
    rows = read_targets(graph, page_of_targets(graph, Filter(unit="万件"), order="value-down"))
    values = [row.number for row in rows]
    assert values == sorted(values, reverse=True)
    assert all(isinstance(value, Decimal) for value in values)


def test_search_keeps_its_filters_in_the_address():
    app = run_page("search", department="青山市数据管理局", year="2026", kind="range")
    assert "共 1 条指标" in text_of(app)
    assert "2-3 万元" in text_of(app)
    app.text_input(key="text-q").input("没有的字").run()
    assert choice_of(app, "q") == "没有的字"
    assert choice_of(app, "department") == "青山市数据管理局"
    assert "没有符合条件的指标" in text_of(app)


def test_row_panel_shows_place_parts_findings_and_the_same_indicator_elsewhere(graph):
    row = rows_named(graph, "受理办件量 30")[0]
    app = run_page("search", row=short(row))
    shown = " ".join(text_of(app).split())
    assert "第 20 行第 6～10 字" in shown
    assert "第 20 行第 12 字；第 21 行第 1～4 字" in shown
    assert "受理办件量 │ ≥ │ 30 │ 万件" in shown
    assert "上年值 25万件" in shown
    assert "300000 件（个数）" in shown
    assert "不低于 300000" in shown
    assert '<span class="kg-operator">≥</span> <span class="kg-value">30</span>' in html_of(app)
    assert "还有 3 条" in shown + "".join(element.value for element in app.markdown)
    assert "2027" in shown


def test_row_panel_shows_findings_with_advice(graph):
    row = rows_named(graph, "群众满意度")[0]
    shown = text_of(run_page("search", row=short(row)))
    assert "目标“95%”没有写明方向。" in shown
    assert "A07 数值没有运算符" in shown


@pytest.mark.parametrize("row", ["target/none", "x", "> } DELETE", "https://elsewhere.example/y"])
def test_unknown_row_in_the_address(row):
    app = run_page("search", row=row)
    assert any("找不到" in info.value for info in app.info)


def test_project_page(graph):
    project = next(
        str(row[0])
        for row in graph.select("SELECT ?p { ?p a kg:Project ; rdfs:label ?n } ORDER BY ?n").rows
        if "2026" in str(row[0]) and "数据平台" in str(row[0])
    )
    app = run_page("project", project=short(project))
    shown = " ".join(text_of(app).split())
    assert choice_of(app, "department") == "青山市数据管理局"
    assert "120.50" in shown
    assert "年度目标1 保障平台稳定运行。" in shown
    assert "信息中心" in shown
    assert "其他年度 2027 年" in shown
    assert "第 10～40 行" in app.expander[0].label
    assert "项目名称 │ 数据平台运行维护" in shown


def test_whole_department_form_stands_among_the_projects(graph):
    form = str(graph.select("SELECT ?f { ?f kg:formKind '整体支出绩效目标表' }").rows[0][0])
    assert escape(href("project", project=short(form))) in html_of(run_page("project"))
    shown = text_of(run_page("project", project=short(form)))
    assert "人员支出" in shown
    assert "300.00" in shown


def test_project_list_counts_findings_of_each_project():
    lines = text_of(run_page("project", department="青山市数据管理局", year="2027"))
    assert "满意度" in lines
    assert "数据平台运行维护" in lines


def test_audit_page_filters_and_links_to_the_row(graph):
    app = run_page("audit", code="number-without-unit")
    assert "A06" in text_of(app)
    assert "第 90 行未能识别" in text_of(run_page("audit", code="row-unread"))
    app = run_page("audit", severity="violation", department="青山市数据管理局")
    assert "● 警告" in text_of(app)
    assert "读不了" not in text_of(app)
    row = rows_named(graph, "群众满意度")[0]
    assert escape(href("search", row=short(row))) in html_of(
        run_page("audit", code="number-without-operator")
    )


def test_question_with_parameter_in_the_address():
    app = run_page("questions", question="projects-without-satisfaction")
    assert "共 2 行" in text_of(app)
    assert "SELECT" in text_of(app)
    app = run_page("questions", question="projects-without-satisfaction", **{"p.department": "没有的部门"})
    assert "没有结果" in text_of(app)
    assert '"没有的部门"' in text_of(app)


def test_question_refuses_a_bad_number_in_chinese():
    app = run_page("questions", question="rate-targets-below", **{"p.percent": "[九十](u)"})
    assert "应是数字" in app.error[0].value
    assert "\\[九十\\]" in app.error[0].value


def test_console_answers_and_refuses():
    app = run_page("questions", way="sparql")
    app.text_area(key="console").input("SELECT (COUNT(*) AS ?n) { ?t a kg:PerformanceTarget }")
    app.button[0].click().run()
    assert not app.error
    assert "sparql" in app.query_params
    app.text_area(key="console").input("DELETE WHERE { ?s ?p ?o }")
    app.button[0].click().run()
    assert "只能查询" in app.error[0].value
    app.text_area(key="console").input("SELECT * {")
    app.button[0].click().run()
    assert "语法错误" in app.error[0].value


@pytest.mark.parametrize("name", ["project", "network"])
def test_unknown_node_in_the_address(name):
    app = run_page(name, **{"project" if name == "project" else "node": "project/没有"})
    assert any("找不到" in info.value for info in app.info)


HOSTILE_TEXTS = [SCRIPT, LINK, IMAGE, MARKS, *HOSTILE.values()]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_texts_never_become_markup(graph, name):
    project = str(
        graph.select("SELECT ?p { ?p a kg:Project ; rdfs:label ?n FILTER(STRSTARTS(?n, ':')) }").rows[0][0]
    )
    row = rows_named(graph, "script")[0]
    choices = {
        "search": {"row": short(row)},
        "project": {"project": short(project)},
        "network": {"node": short(project)},
    }
    app = run_page(name, **choices.get(name, {}))
    markup = html_of(app) + "".join(element.value for element in app.markdown)
    for bad in ("<script", "<img", "javascript:", "](http", ":material", "onerror="):
        assert bad not in markup.lower()
    for link in parse_links(markup):
        assert urlsplit(link).scheme == ""
        assert urlsplit(link).path in {*PAGES, "."}


def parse_links(markup: str) -> list[str]:
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag in {
                "div", "b", "span", "a", "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "svg", "path",
                "rect", "text", "tspan", "title", "ul", "li", "g", "circle", "br", "nav", "details", "summary", "p",
                "line",
            }  # fmt: skip
            assert not [name for name, _ in attrs if name.startswith("on")]
            found.extend(value or "" for name, value in attrs if name in {"href", "src", "xlink:href"})

    Links().feed(markup)
    return found


def test_labels_of_openers_are_escaped(graph):
    project = str(
        graph.select("SELECT ?p { ?p a kg:Project ; rdfs:label ?n FILTER(STRSTARTS(?n, ':')) }").rows[0][0]
    )
    label = run_page("project", project=short(project)).expander[0].label
    assert "\\[x\\]\\(" in label


def test_downloads_hold_the_filtered_rows_and_no_formula(graph):
    from openpyxl import load_workbook

    from kg.explorer.rows.downloads import rows_to_csv, rows_to_workbook, table_to_csv

    rows = read_targets(graph, page_of_targets(graph, Filter(year="2026", department="青山市数据管理局")))
    sheet = load_workbook(io.BytesIO(rows_to_workbook(graph, rows))).active
    assert sheet.max_row == 10
    heading = [cell.value for cell in sheet[1]]
    first = dict(zip(heading, [cell.value for cell in sheet[2]], strict=True))
    assert (first["三级指标"], first["运算符"], first["取值"], first["单位"]) == (
        "受理办件量",
        "≥",
        30,
        "万件",
    )
    reported = [row for row in sheet.iter_rows(min_row=2, values_only=True) if "32万件" in row]
    assert len(reported) == 1
    lines = list(csv.reader(io.StringIO(rows_to_csv(graph, rows).decode("utf-8-sig"), newline="")))
    assert len(lines) == 10
    assert lines[0][:3] == ["年度", "部门", "项目"]
    answer = table_to_csv(["甲", "甲"], [("=1+1", Decimal("2.50"))]).decode("utf-8-sig")
    assert answer == "甲,甲 2\n'=1+1,2.5\n"


def test_without_a_graph_the_page_says_how_to_build_and_builds(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(tmp_path / "empty"))
    app = run_page("overview")
    assert "kg build" in app.warning[0].value + app.code[0].value
    assert str(tmp_path / "empty") in app.code[0].value
    app.button[0].click().run(timeout=120)
    assert not app.exception
    if (job := find_job("first-build")) is not None:
        job.thread.join(120)
    assert "份文件" in text_of(run_page("overview"))


def test_broken_pointer_is_named(tmp_path, monkeypatch):
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    monkeypatch.setenv("KG_GRAPH", str(tmp_path))
    assert "已损坏" in run_page("search").warning[0].value


def test_a_new_graph_is_shown_without_a_restart(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, sample())))
    assert "共 9 条指标" in text_of(run_page("search"))
    build(tmp_path, sample(), next_year())
    assert "共 11 条指标" in text_of(run_page("search"))


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_escape_leaves_no_ascii_sign(text):
    escaped = escape(text)
    assert not set("<>\"'[]()*$:`_\\") & set(escaped.replace("&#", ""))
    assert html_module.unescape(escaped) == text


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_plain_label_keeps_the_visible_text(text):
    assert plain_label(text).replace("\\", "").replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize(
    "yuan, shown",
    [
        (None, "—"),
        (Decimal(0), "0.00"),
        (Decimal("12345678.9"), "1,234.56789"),
        (10_000, "1.00"),
        (Decimal(-5000), "-0.50"),
    ],
)
def test_money_text(yuan, shown):
    assert money_text(yuan) == shown


def test_small_words():
    assert share_text(1, 3) == "33.3%"
    assert share_text(0, 0) == "—"
    assert shorten("甲\n乙  丙", 3) == "甲 …"
    assert place_text((Span(3, 0, 1), Span(4, 2, 5, page=2))) == "第 3 行第 1 字；第 2 页第 4 行第 3～5 字"
    assert term("project/x") is None
    assert term("https://a/<b>") is None
    assert full(short("https://elsewhere.example/y")) == "https://elsewhere.example/y"
    assert literal('a"\\\n') == '"a\\"\\\\\\n"'


def test_parts_in_colour_and_overlaps():
    assert part_spans("name.unit:0-2;value:2-4") == [("name.unit", 0, 2), ("value", 2, 4)]
    marked = mark("≥<30", [("operator", 0, 1), ("value", 0, 3), ("unit", 3, 99), ("other", 1, 2)])
    assert marked == '<span class="kg-value">≥&#60;3</span>0'


def test_table_drops_columns_without_text():
    markup = table_html(["甲", "乙"], [[Cell("1"), ""], ["2", ""]])
    assert "甲" in markup
    assert "乙" not in markup


def test_addresses():
    assert href("overview") == "."
    assert parse_qs(urlsplit(href("search", text="a&b #c", year=None, row="")).query) == {"text": ["a&b #c"]}


def test_options_on_the_command_line_and_in_the_file_agree():
    configured = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flat = {
        f"{section}.{name}": value for section, values in configured.items() for name, value in values.items()
    }
    assert {name: str(value).lower() for name, value in flat.items()} == {
        n: v.lower() for n, v in OPTIONS.items()
    }


def test_command_serves_this_machine_only():
    line = command(8600, headless=True)
    assert "--server.address=127.0.0.1" in line
    assert "--browser.gatherUsageStats=false" in line
    assert "--server.headless=true" in line
    assert Path(line[4]).is_file()


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(KgError, match="--port"):
            run(Path("build"), taken.getsockname()[1], headless=True)


def test_pages_stand_where_the_audit_cannot_be_run(tmp_path, monkeypatch):
    from kg.explorer import audited

    def refuse(*_, **__):
        raise QueryError("超过时间 [x](u)")

    monkeypatch.setattr(audited, "find_audit", refuse)
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, next_year(), hostile())))
    app = run_page("audit")
    assert "审核规则没有执行完" in app.error[0].value
    assert "\\[x\\]" in app.error[0].value
    assert "有单元格没有读" in text_of(app)


def test_pages_do_not_wait_for_a_long_audit(tmp_path, monkeypatch):
    from kg.check import Audit
    from kg.explorer import audited

    go_on = threading.Event()
    monkeypatch.setattr(audited, "find_audit", lambda *_, **__: go_on.wait(60) and Audit([]))
    monkeypatch.setattr(audited, "_PATIENCE", 0.05)
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path, hostile())))
    app = run_page("overview")
    assert "审核还在进行" in text_of(app)
    assert "2 条指标" in " ".join(text_of(app).split())
    go_on.set()
    audited._audit(open_graph().version).thread.join(10)
    assert "审核还在进行" not in text_of(run_page("overview"))
