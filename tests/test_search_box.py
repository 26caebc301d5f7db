"""The box of the search page: what a line is understood as, and what that finds."""

from decimal import Decimal

import asked_graph
import pytest
from explored_graph import HOSTILE, SCRIPT, build
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.explorer.opened import open_graph
from kg.explorer.rows.index import row_index
from kg.explorer.rows.wanted import Choice, Comparison, Filter, find_rows
from kg.explorer.search.said import parted, read_line
from kg.namespaces import VOCAB
from kg.vocabulary import find_concept, load_scheme

EAST, WEST, NORTH = asked_graph.EAST, asked_graph.WEST, asked_graph.NORTH


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return asked_graph.build(tmp_path_factory.mktemp("asked"))


@pytest.fixture(autouse=True)
def graph(directory, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(directory))
    return open_graph()


def pieces(graph, line):
    return [
        piece.words if piece.is_condition else f"字 {piece.words}" for piece in read_line(graph, line).pieces
    ]


@pytest.mark.parametrize(
    "line, expected",
    [
        ("", []),
        ("满意度 ≥95%", ["类别：满意度指标", "目标值 ≥ 95%（含换算）"]),
        ("满意度≥95％", ["类别：满意度指标", "目标值 ≥ 95%（含换算）"]),
        ("满意度达到95%以上", ["类别：满意度指标", "目标值 ≥ 95%（含换算）"]),
        ("响应时间 不超过1小时", ["字 响应时间", "目标值 ≤ 1小时（含换算）"]),
        ("响应时间 低于 10 天", ["字 响应时间", "目标值 < 10天（含换算）"]),
        ("资金 大于1,000万元", ["字 资金", "目标值 > 1000万元（含换算）"]),
        (">=5个 培训", ["目标值 ≥ 5个（含换算）", "字 培训"]),
        ("至少3", ["数值 ≥ 3（没有写单位，按印出的数）"]),
        ("满意度 ≥0.95", ["类别：满意度指标", "比率 ≥ 95%；别的数值 ≥ 0.95（没有写单位）"]),
        ("≥0.5", ["比率 ≥ 50%；别的数值 ≥ 0.5（没有写单位）"]),
        ("成本 ≤300万", ["类别：成本指标", "换算值 ≤ 300万（没有写单位）"]),
        (
            "东山 2026 数量 缺单位",
            [f"部门：{EAST}（“东山”）", "年度：2026", "类别：数量指标", "状况：缺单位"],
        ),
        ("东山市数据局2026年数量指标", [f"部门：{EAST}", "年度：2026", "类别：数量指标"]),
        ("东山2026年响应时间", [f"部门：{EAST}（“东山”）", "年度：2026", "字 响应时间"]),
        ("数据局 定性", ["部门：3 个（“数据局”）", "状况：定性"]),
        ("待核 ≥", ["状况：待核", "运算符 ≥"]),
        ("“95%” 满意", ["字 95%", "字 满意"]),
        ("“满意度”", ["字 满意度"]),
        ("满意度90%~95%", ["类别：满意度指标", "目标值 ≥ 90%（含换算），目标值 ≤ 95%（含换算）"]),
        ("满意度 介于90%和95%之间", ["类别：满意度指标", "目标值 ≥ 90%（含换算），目标值 ≤ 95%（含换算）"]),
        ("响应 3至5天", ["字 响应", "目标值 ≥ 3天（含换算），目标值 ≤ 5天（含换算）"]),
        ("30分钟-2小时", ["目标值 ≥ 30分钟（含换算），目标值 ≤ 2小时（含换算）"]),
        ("10和20之间", ["数值 ≥ 10（没有写单位，按印出的数），数值 ≤ 20（没有写单位，按印出的数）"]),
        # from the greater to the less, of two kinds, and what may be a number of a document, are none
        ("95%~90%", ["字 95%~90%"]),
        ("3天至5%", ["字 3天至5%"]),
        ("30天-2个月", ["字 30天-2个月"]),
        ("10-20", ["字 10-20"]),
        ("2024-2026年", ["字 2024-2026年"]),
        # a number without a comparison, and known words inside others, are words
        ("95%", ["字 95%"]),
        ("5G基站", ["字 5G基站"]),
        ("数量众多", ["字 数量众多"]),
        ("迎接2026年亚运会", ["字 迎接2026年亚运会"]),
        ("东山数据中心", ["字 东山数据中心"]),
        (SCRIPT, [f"字 {SCRIPT}"]),
    ],
)
def test_a_line_is_understood_as(graph, line, expected):
    assert pieces(graph, line) == expected


def names_found(graph, line):
    index = row_index(graph)
    rows = find_rows(graph, read_line(graph, line).apply(Filter())).nonzero()[0]
    return [(index.text("name", row), index.text("targetText", row)) for row in rows.tolist()]


def expected_of(graph, condition):
    """Name and target of the rows that a SPARQL condition on ?t holds for."""
    answer = graph.store.select(
        "SELECT DISTINCT ?t ?n ?x { ?t a kg:PerformanceTarget ; kg:name ?n ; kg:targetText ?x . "
        + condition
        + " }"
    )
    return sorted((str(name), str(text)) for _, name, text in answer.rows)


@pytest.mark.parametrize(
    "line, condition",
    [
        ("≥95%", '?t kg:baseValue ?b ; kg:quantityKind "ratio" FILTER(?b >= 0.95)'),
        ("不超过1小时", '?t kg:baseValue ?b ; kg:quantityKind "duration" FILTER(?b <= 3600)'),
        ("不超过60分钟", '?t kg:baseValue ?b ; kg:quantityKind "duration" FILTER(?b <= 3600)'),
        ("90%~95%", '?t kg:baseValue ?b ; kg:quantityKind "ratio" FILTER(?b >= 0.9 && ?b <= 0.95)'),
        ("大于20", "?t kg:value ?b FILTER(?b > 20)"),
        ("2026", "?t kg:year 2026"),
        ("2025 2026", "?t kg:year ?y FILTER(?y IN (2025, 2026))"),
        ("西河市", f'?t kg:department ?d . ?d rdfs:label "{WEST}"'),
        ("西河 北河", f'?t kg:department ?d . ?d rdfs:label ?l FILTER(?l IN ("{WEST}", "{NORTH}"))'),
        ("≥", "?t kg:operator <" + VOCAB + "operators/at-least>"),
        ("缺单位", '?t kg:lacks "unit"'),
        ("待核", "?t kg:confident false"),
        ("不可评价", "?t kg:lacks ?what"),
    ],
)
def test_conditions_find_what_sparql_finds(graph, line, condition):
    found = sorted(names_found(graph, line))
    assert found == expected_of(graph, condition)


def test_conditions_and_words_hold_together(graph):
    everything = names_found(graph, "")
    both = names_found(graph, "满意度 ≥95%")
    assert 0 < len(both) < len(everything)
    assert set(both) <= set(names_found(graph, "满意度")) & set(names_found(graph, "≥95%"))


def test_a_piece_can_be_taken_away_or_be_words(graph):
    said = read_line(graph, "东山 满意度 ≥95%  响应")
    kind = next(piece for piece in said.pieces if piece.words.startswith("类别"))
    assert said.without(kind) == "东山 ≥95% 响应"
    assert said.as_words(kind) == "东山 “满意度” ≥95% 响应"
    assert "字 满意度" in pieces(graph, said.as_words(kind))
    assert [piece.words for piece in read_line(graph, said.without(kind)).pieces] == [
        piece.words for piece in said.pieces if piece is not kind
    ]


def test_a_word_that_begins_with_a_place_can_be_parted(graph):
    said = read_line(graph, "东山数据中心 2026")
    assert parted(graph, said, said.pieces[0]) == "东山 数据中心 2026"
    other = read_line(graph, "数据中心")
    assert parted(graph, other, other.pieces[0]) == ""


def test_what_is_said_joins_the_filter(graph):
    wanted = read_line(graph, "2025 2026 产出 ≥5个 甲").apply(Filter(text="乙", year="2026"))
    assert (wanted.text, wanted.year) == ("乙 甲", "2026")
    assert wanted.comparisons == (Comparison("≥", Decimal(5), "count", "个"),)
    assert Choice("year", ("2025", "2026")) in wanted.choices_said
    level = next(choice for choice in wanted.choices_said if choice.column == "kind")
    assert level.other == "level1"
    assert "产出指标" in level.other_values


@pytest.mark.parametrize(
    "text", [*HOSTILE.values(), "“”", "“", '"', "\\", "$x$", "]" * 400, "年", "2026" * 50, "的"]
)
def test_odd_lines_are_read(tmp_path, monkeypatch, text):
    monkeypatch.setenv("KG_GRAPH", str(build(tmp_path)))
    graph = open_graph()
    said = read_line(graph, text)
    assert all(said.line[piece.start : piece.end] for piece in said.pieces)
    find_rows(graph, said.apply(Filter()))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='东山市数据局2026年 ≥≤%小时不超过满意度数量缺单位“”"的个,，.万元\n\t甲', max_size=30))
def test_pieces_stand_in_order_and_cover_the_line(directory, text):
    graph = _graph(directory)
    said = read_line(graph, text)
    at = 0
    for piece in said.pieces:
        assert at <= piece.start < piece.end <= len(said.line)
        assert not set("年度部门满意缺≥≤甲") & set(said.line[at : piece.start])
        at = piece.end
        assert bool(piece.word) != bool(piece.choices or piece.comparisons)
    find_rows(graph, said.apply(Filter()))


def _graph(directory):
    import os

    os.environ["KG_GRAPH"] = str(directory)
    return open_graph()


def test_states_are_named_as_the_audit_names_them():
    titles = {
        "number": "定性",
        "target": "未填",
        "unit": "缺单位",
        "operator": "缺运算符",
        "nothing": "可评价",
    }
    assert {name: find_concept("states", title).name for name, title in titles.items()} == {
        n: n for n in titles
    }
    assert len(load_scheme("states")) == 8


def test_a_share_without_a_sign_of_per_cent_finds_shares(graph):
    shares = find_rows(graph, read_line(graph, "≥95%").apply(Filter()))
    found = find_rows(graph, read_line(graph, "≥0.95").apply(Filter()))
    assert shares.any()
    assert found[shares].all()
    ratios = row_index(graph).coded("quantityKind").is_any(("ratio",))
    assert (found & ratios).tolist() == shares.tolist()


def test_rows_without_department_or_year_are_found_as_figures_name_them(graph):
    index = row_index(graph)
    for wanted, column in ((Filter(department="（部门不明）"), "departmentName"), (Filter(year="0"), "year")):
        assert find_rows(graph, wanted).tolist() == index.coded(column).is_none().tolist()
