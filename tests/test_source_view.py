"""The source of a row in the explorer: pages with outlined cells, tables with marked cells, and what is left without
the file; the page of rows in doubt."""

import html as html_module
import io
import re
from dataclasses import replace

import pyoxigraph
import pytest
from explored_graph import IMAGE, LINK, SCRIPT
from explored_graph import build as build_store
from placed_documents import box_of, pdf_extraction, write_pdf, write_xlsx, xlsx_document
from sample_extraction import sample
from test_explorer import html_of, parse_links, run_page, text_of

from kg.build import build_graph
from kg.explorer.looks.wording import escape
from kg.explorer.nodes import short
from kg.explorer.opened import open_graph
from kg.explorer.rows.excerpt import Window, lines_html, printed_html, window_html
from kg.explorer.rows.source import boxes_by_page, crop, field_word, page_picture
from kg.extract import extract_document
from kg.findings import Finding
from kg.model import Cell, Place, Span, Table

TEXT = "^一级指标^二级指标^三级指标^口径出处栏^指标值\n^产出指标^鉴赏指标^展览场次^按年^≥10蘑\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("files")
    write_pdf(made / "图书馆.pdf")
    write_xlsx(made / "文化馆.xlsx")
    head = "云岭市美术馆2026年部门预算\n项目支出绩效目标表\n项目名称^画展\n"
    (made / "美术馆.txt").write_text((head + TEXT).replace("^", "\t"), encoding="utf-8")
    # one form of one department in two files is one node: the workbook gets a department of its own
    import openpyxl

    book = openpyxl.load_workbook(made / "文化馆.xlsx")
    book["封面"]["A1"] = "云岭市文化馆2026年部门预算"
    book.save(made / "文化馆.xlsx")
    return made


@pytest.fixture(scope="module")
def directory(folder, tmp_path_factory):
    made = tmp_path_factory.mktemp("graph")
    report = build_graph([folder], made)
    assert report.directory is not None
    return made


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def row_of(graph, document, name):
    """Row and project, as addresses name them."""
    rows = graph.select(
        f'SELECT ?t ?p {{ ?t kg:name "{name}" ; prov:wasQuotedFrom/dct:title "{document}" ; kg:ofProject ?p }}'
    ).rows
    return short(str(rows[0][0])), short(str(rows[0][1]))


def project_page(graph, document, name):
    row, project = row_of(graph, document, name)
    return run_page("project", project=project, row=row)


def images_of(app):
    return [*app.get("image"), *app.get("imgs")]  # its name depends on the version of Streamlit


# pages


def test_the_page_of_a_pdf_is_shown_on_the_project_page(graph):
    app = project_page(graph, "图书馆.pdf", "读者书评数量")
    (image,) = images_of(app)
    assert "第 2 页" in image.proto.imgs[0].caption
    assert not app.error
    shown = text_of(app)
    assert "第 2 页" in shown
    assert not re.search(r"第 \d+ 行", shown)


def test_the_cells_of_the_row_are_outlined_and_no_others(folder):
    from PIL import Image

    data = (folder / "图书馆.pdf").read_bytes()
    box, other = box_of(4, 2), box_of(3, 2)
    png = page_picture(data, 2, [box])
    with Image.open(io.BytesIO(png)) as picture:
        scale = picture.width / 595

        def reds(edges):
            left, top, right, _ = (round(edge * scale) for edge in edges)
            band = picture.convert("RGB").crop((left + 4, top - 3, right - 4, top + 4))
            return sum(r > 150 and g < 90 and b < 90 for r, g, b in band.getdata())

        assert reds(box) > 100
        assert reds(other) == 0


@pytest.mark.parametrize("dpi", [100, 200])
def test_a_picture_file_is_shown_with_its_boxes_where_they_stand(dpi):
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (round(595 * dpi / 72), round(842 * dpi / 72)), 255).save(buffer, "PNG", dpi=(dpi, dpi))
    png = page_picture(buffer.getvalue(), 1, [(100.0, 200.0, 300.0, 240.0)])
    with Image.open(io.BytesIO(png)) as picture:
        scale = picture.width / 595
        inside = [picture.getpixel((round(200 * scale), round(y * scale))) for y in (200, 220, 400)]
    assert [red > 150 and green < 90 for red, green, _ in inside] == [True, False, False]


def test_the_part_around_the_row_is_shown_until_the_whole_page_is_asked_for(graph):
    app = project_page(graph, "图书馆.pdf", "读者书评数量")
    before = images_of(app)[0].proto.imgs[0].url
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert images_of(app)[0].proto.imgs[0].url != before


def test_the_part_holds_the_boxes_and_is_smaller_than_the_page(folder):
    from PIL import Image

    boxes = [box_of(4, 1), box_of(4, 3)]
    whole = page_picture((folder / "图书馆.pdf").read_bytes(), 2, boxes)
    part = crop(whole, boxes)
    sizes = [Image.open(io.BytesIO(png)).size for png in (whole, part)]
    assert sizes[1][0] <= sizes[0][0]
    assert sizes[1][1] < sizes[0][1] / 2
    assert crop(whole, [(0, 5000, 10, 5010)]) == whole


def test_boxes_are_grouped_by_page_each_once():
    one, two = Place(page=3, box=(0, 0, 1, 1)), Place(page=2, box=(0, 0, 2, 2))
    places = {"name": (one, two), "target": (one,), "unit": (Place(page=9),), "goal": (Place(paragraph=1),)}
    assert boxes_by_page(places) == {2: [(0, 0, 2, 2)], 3: [(0, 0, 1, 1)], 9: []}


def test_other_files_have_no_pages():
    assert page_picture(b"PK\x03\x04", 1, []) is None


# tables


def test_the_sheet_is_shown_as_a_table_with_the_cells_marked(graph):
    app = project_page(graph, "文化馆.xlsx", "读者书评数量")
    markup = html_of(app)
    marked = [
        html_module.unescape(cell)
        for cell in re.findall(r'<td class="kg-mark">(.*?) <span class="kg-field">', markup)
    ]
    assert marked == ["鉴赏指标", "读者书评数量", "≥20万缕"]
    assert '<td rowspan="3">产出指标</td>' in markup
    assert "工作表“绩效;目标@1”C7" in text_of(app)
    assert not images_of(app)


def test_a_text_file_is_shown_with_its_line_numbers(graph):
    markup = html_of(project_page(graph, "美术馆.txt", "展览场次"))
    assert re.search(r'<td class="g r">5</td>.*?<td class="kg-mark">展览场次 ', markup)


def test_the_row_panel_of_the_search_page_shows_the_source_too(graph):
    row, _ = row_of(graph, "文化馆.xlsx", "图书完好率")
    app = run_page("search", row=row)
    assert "工作表“绩效;目标@1”C6" in text_of(app)
    assert 'class="kg-mark"' in html_of(app)


def test_without_the_file_the_text_kept_in_the_graph_is_shown(folder, graph):
    path = folder / "文化馆.xlsx"
    data = path.read_bytes()
    try:
        path.write_bytes(data + b"changed")
        app = project_page(graph, "文化馆.xlsx", "图书完好率")
    finally:
        path.write_bytes(data)
    assert "已经改动" in text_of(app)
    marked = re.findall(r'<td class="kg-mark">(.*?)</td>', html_of(app))
    assert [html_module.unescape(cell) for cell in marked] == ["质量指标", "图书完好率", "≥95%", "抽查"]


def test_a_row_of_another_project_is_not_shown(graph):
    row, _ = row_of(graph, "图书馆.pdf", "读者书评数量")
    _, project = row_of(graph, "文化馆.xlsx", "读者书评数量")
    app = run_page("project", project=project, row=row)
    assert not images_of(app)
    assert 'class="kg-mark"' not in html_of(app)


def test_a_cell_that_begins_above_the_stretch_leaves_its_place_blank():
    made = xlsx_document()
    lines = sorted(made.places)
    window = Window(made, lines[-2], lines[-1], {"name": (Span(lines[-2], 0, 99),)}, {"name": "三级指标"})
    markup = window_html(window)
    assert markup.startswith('<div class="kg-scroll kg-sheet"')
    first = markup.split("<tr>")[1]
    assert first.startswith("<td></td><td")
    assert "产出指标" not in markup
    assert markup.count("<tr>") == 2


def test_a_merged_cell_is_cut_at_the_end_of_the_stretch():
    made = xlsx_document()
    line = next(n for n, stretches in made.places.items() if len(stretches) == 5 and n > 5)
    markup = window_html(Window(made, line, line + 1, {}, {}))
    assert '<td rowspan="2">产出指标</td>' in markup


def test_texts_of_a_document_are_text():
    cells = (Cell(SCRIPT, (Span(1, 0, 30),)), Cell(IMAGE, (Span(1, 31, 90),)))
    made = replace(xlsx_document(), blocks=(Table((cells,)),))
    for window in (
        Window(made, 1, 1, {"name": (Span(1, 0, 9),)}, {"name": LINK}),
        Window(made, 1, 1, {}, {}),
    ):
        for markup in (window_html(window), lines_html(window), printed_html([SCRIPT, IMAGE], SCRIPT)):
            assert "<script" not in markup
            assert "<img" not in markup
            assert "](" not in markup
            assert escape(SCRIPT) in markup


@pytest.mark.parametrize(
    "field, word",
    [
        ("target", "目标值"),
        ("unknown", "没有认出的列"),
        ("basis", "确定依据或偏差原因"),
        ("head.project", "项目名称"),
        ("nowhere", "nowhere"),
    ],
)
def test_fields_have_chinese_names(field, word):
    assert field_word(field) == word


# rows in doubt


def test_rows_in_doubt_come_with_reasons_and_lead_to_their_source(graph):
    app = run_page("review")
    shown = " ".join(text_of(app).split())
    assert "共 3 行待核" in shown
    assert "级别“鉴赏指标”不在词表里" in shown
    row, project = row_of(graph, "图书馆.pdf", "读者书评数量")
    assert escape(f"project?project={project.replace('/', '%2F')[:9]}") in html_of(app)
    assert any(row.replace("/", "%2F") in link for link in parse_links(html_of(app)))
    assert "看原件：第 2 页" in shown
    assert "看原件：工作表“绩效;目标@1”C7" in shown
    assert "看原件：第 5 行" in shown


@pytest.mark.parametrize(
    "choices, count",
    [
        ({"document": "图书馆.pdf"}, 1),
        ({"reason": "unknown-level"}, 3),
        ({"reason": "unknown-unit"}, 3),
        ({"document": "图书馆.pdf", "reason": "unknown-unit"}, 1),
        ({"document": "没有这个文件"}, 3),
    ],
)
def test_rows_in_doubt_are_filtered_by_document_and_reason(choices, count):
    app = run_page("review", **choices)
    assert f"共 {count} 行待核" in " ".join(text_of(app).split())
    assert html_of(app).count('class="kg-review"') == count


def test_unknown_spellings_are_shown_with_turtle_to_copy():
    app = run_page("review", part="spellings")
    shown = text_of(app)
    for spelling in ("业务口径", "口径出处栏", "鉴赏指标", "蘑"):
        assert spelling in shown
    assert len(app.code) >= 8
    for code in app.code:
        assert list(pyoxigraph.parse(code.value, format=pyoxigraph.RdfFormat.TURTLE))


def test_without_doubts_the_page_says_so(tmp_path, monkeypatch):
    sure = tuple(replace(row, confident=True) for row in sample().indicators)
    made = replace(sample(), indicators=sure, heads=sample().heads[:1])
    monkeypatch.setenv("KG_GRAPH", str(build_store(tmp_path, made)))
    shown = text_of(run_page("review"))
    assert "没有待核的行" in shown


def test_hostile_spellings_never_become_markup(tmp_path, monkeypatch):
    finding = Finding("a.txt", 24, "unknown-header", f"表头“{SCRIPT}{LINK}”不认识。")
    made = replace(sample(), findings=(finding,))
    monkeypatch.setenv("KG_GRAPH", str(build_store(tmp_path, made)))
    app = run_page("review", part="spellings")
    markup = html_of(app) + "".join(element.value for element in app.markdown)
    assert "<script" not in markup
    assert "](http" not in markup
    assert any("\\[x\\]" in expander.label for expander in app.expander)


def test_the_audit_of_a_file_without_lines_shows_places(tmp_path, monkeypatch):
    monkeypatch.setenv(
        "KG_GRAPH", str(build_store(tmp_path, pdf_extraction(), extract_document(xlsx_document())))
    )
    shown = text_of(run_page("audit"))
    assert "第 2 页" in shown
    assert not re.search(r"第 \d+ 行", shown)
