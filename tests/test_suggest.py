"""`kg suggest`: what others measure for a typed text, with their values, places and warnings."""

import contextlib
import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import asked_graph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_library import EAST, LATER, PEOPLE, QUALITY, WEST, extraction, five_extractions, graph_of

from kg.cli import main
from kg.errors import QueryError
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.terms import iri
from kg.link import concept_iri
from kg.namespaces import PREFIXES
from kg.records import record_to_json
from kg.store import memory_store, write_store
from kg.suggest import suggest
from kg.suggest.asked import LONGEST, read_asked
from kg.suggest.candidates import kinds_within
from kg.suggest.communities import communities, neighbours
from kg.suggest.wanted import cut_words, pattern_of, words_of
from kg.suggest.wording import suggestions_to_record, understood, values_in_words
from kg.vocabulary import data_dir

CASES = json.loads((Path(__file__).parent / "cases" / "suggest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def five_quads():
    quads = [quad for one in five_extractions() for quad in extraction_to_quads(one)]
    return [*quads, *derived_quads(quads)]


@pytest.fixture(scope="module")
def five(five_quads):
    return memory_store(five_quads)


def first(store, text, **options):
    return suggest(store, text, **options).found[0]


def names(found):
    return [one.family.name for one in found.found]


@pytest.mark.parametrize("case", CASES["tuned"] + CASES["unseen"], ids=lambda case: case["text"])
def test_the_wanted_indicator_is_among_the_first_three(five, case):
    found = suggest(five, case["text"], limit=3)
    shown = {member.label for one in found.found for member in one.family.members}
    assert shown & set(case["wanted"])


def test_there_are_enough_cases():
    assert len(CASES["tuned"]) >= 25
    assert len(CASES["unseen"]) >= 10


# what was typed


@pytest.mark.parametrize(
    "text, name, target, unit, kinds",
    [
        ("政务云服务 可用率", "政务云服务可用率", False, None, ()),
        ("平台故障率 ≤1%", "平台故障率", True, "%", ()),
        ("平台故障率\t≤1%", "平台故障率", True, "%", ()),
        ("运维费用 万元", "运维费用", False, "万元", ()),
        ("培训 人次", "培训人次", False, None, ()),
        ("政务云 数量指标", "政务云", False, None, ("quantity",)),
        ("政务云\t3个\t数量指标", "政务云", True, "个", ("quantity",)),
        ("数量指标 质量指标", "", False, None, ("quantity", "quality")),
        ("政务云质量指标", "政务云", False, None, ("quality",)),
        ("政务外网的成本指标", "政务外网", False, None, ("cost",)),
        ("参训人员满意度指标", "参训人员满意度指标", False, None, ()),
        ("服务对象满意度指标", "", False, None, ("service-satisfaction",)),
    ],
)
def test_a_text_is_taken_apart(text, name, target, unit, kinds):
    asked = read_asked(text)
    assert (asked.name, asked.has_target, asked.unit, asked.kinds) == (name, target, unit, kinds)


@pytest.mark.parametrize("text", ["", "  ", "\t", "\t≥95%", "……", "？！", "\x00\x1f", "的" * (LONGEST + 1)])
def test_nothing_to_look_for_is_said(text):
    with pytest.raises(QueryError, match=r"。$"):
        read_asked(text)


def test_an_unknown_level_is_named():
    with pytest.raises(QueryError, match="不认识指标类别“甲乙”"):
        read_asked("满意度", "甲乙")
    assert (
        read_asked("满意度", "满意度").kinds == read_asked("满意度", "满意度指标").kinds == ("satisfaction",)
    )


def test_what_was_understood_is_said():
    said = understood(read_asked("2026年全市政务云平台可用率 ≥99.9% 质量指标"))
    for words in ("对象“政务云平台”", "计量词“可用率”", "范围“全市”", "时段“2026年”"):
        assert words in said
    assert "目标 ≥99.9%" in understood(read_asked("政务云平台可用率\t≥99.9%"))


def test_words_of_one_meaning_are_looked_for():
    words = words_of(read_asked("群众满意度"))
    assert words[0].held("市民满意度") == 1
    assert cut_words("政务云") == [["政务", "云"]]
    assert cut_words("2024年新能源汽车")[0] == ["2024"]
    pattern = pattern_of(words_of(read_asked("（首台）套.*+?\"'\\ 装备")))
    assert set('"\\*+') & set(pattern) == set()


# what is said of a family


@pytest.fixture(scope="module")
def small():
    return graph_of(EAST, WEST, LATER)


def test_the_values_of_others(small):
    peers = first(small, "云可用率").peers
    assert (peers.rows, peers.years) == (13, (2023, 2025, 2026))
    assert peers.departments == (asked_graph.EAST, asked_graph.WEST)
    assert (peers.operator, peers.operator_share) == ("≥", Decimal("0.62"))
    assert (peers.unit, peers.unit_share) == ("%", Decimal("0.62"))
    assert (peers.level2, peers.direction) == ("质量指标", "higher-is-better")
    largest = peers.groups[0]
    assert (largest.group.side, largest.group.horizon, largest.spread.count) == ("minimum", "年度", 3)
    assert values_in_words(largest) == "年度下限 3 个：90～99%"
    assert "持续提高" in peers.wordings


def test_a_number_in_the_column_of_units_is_no_unit():
    rows = [(QUALITY, "云可用率", "=1001", 100, "1")] * 2
    store = graph_of(extraction("南.txt", asked_graph.EAST, 2025, *rows))
    peers = first(store, "云可用率").peers
    assert (peers.rows, peers.unit, peers.unit_share) == (2, "", 0)


def test_the_values_are_those_of_the_derived_graph(five):
    """Counted from the rows here, from the facts there."""
    rows = five.select(
        "SELECT ?label ?side ?unit ?horizon ?change ?n ?median WHERE { ?c kg:distribution ?d ; skos:prefLabel ?label . "
        "?d kg:boundSide ?side ; kg:baseUnit ?unit ; kg:horizon ?horizon ; kg:count ?n ; kg:median ?median "
        "OPTIONAL { ?d kg:change ?change } }"
    ).rows
    seen = 0
    for label, side, unit, horizon, change, count, median in rows:
        found = first(five, label)
        if [member.label for member in found.family.members] != [label]:
            continue
        group = next(
            values
            for values in found.peers.groups
            if (values.group.side, values.group.base_unit, values.group.horizon, values.group.change or None)
            == (side, unit, horizon, change)
        )
        assert (group.spread.count, group.spread.median) == (count, median)
        seen += 1
    assert seen > 30


def test_examples_have_their_places(five):
    found = first(five, "云资源可用率")
    (example,) = found.peers.examples
    assert (example.target, example.year) == ("≥99.9%", 2024)
    line = int(example.place.removeprefix("第 ").removesuffix(" 行"))
    printed = (data_dir() / example.document).read_text("utf-8").splitlines()[line - 1]
    assert "云资源可用率" in printed


def test_every_department_comes_before_the_second_row_of_one(five):
    examples = first(five, "服务对象满意度", examples=2).peers.examples
    assert len({example.department for example in examples}) == 2


def test_names_that_differ_by_period_are_one_family(five):
    family = first(five, "专项检查报告数").family
    assert {member.label for member in family.members} == {"专项检查报告数", "三年专项检查报告数"}
    assert {member.why for member in family.members} == {"", "名称只差时段或范围"}
    assert family.name == "专项检查报告数"


def test_names_that_a_person_decided_to_be_one_are_one_family(five_quads):
    one, other = concept_iri("系统故障修复时间"), concept_iri("一级故障恢复时间")
    same = PREFIXES["skos"] + "exactMatch"
    decided = [
        Quad(iri(one), iri(same), iri(other), iri("https://performance-targets.example/graph/decisions"))
    ]
    apart = first(memory_store(five_quads), "系统故障修复时间").family
    family = first(memory_store([*five_quads, *decided]), "系统故障修复时间").family
    assert [member.label for member in apart.members] == ["系统故障修复时间"]
    assert [(member.label, member.why) for member in family.members] == [
        ("系统故障修复时间", ""),
        ("一级故障恢复时间", "经人工确认为同一指标"),
    ]


def test_level2_narrows(five):
    found = suggest(five, "政务云", level2="成本指标")
    assert names(found)
    kinds = kinds_within(("cost",))
    assert any(kind.endswith("/economic-cost") for kind in kinds)
    assert {one.peers.level1 for one in found.found} == {"成本指标"}
    assert "成本指标" in suggest(five, "成本指标").found[0].peers.level1


def test_suggestions_are_grouped_by_level(five):
    found = suggest(five, "政务云服务 可用率")
    groups = list(found.by_level())
    assert groups[0][1] == "质量指标"
    assert sorted(one.rank for _, _, members in groups for one in members) == list(
        range(1, len(found.found) + 1)
    )


def test_an_object_alone_also_finds_what_projects_of_its_name_use(five):
    found = suggest(five, "政务云", limit=30)
    by_name = {one.family.name: one for one in found.found}
    assert by_name["统一政务云监管项目数量"].family.best.projects == ()
    assert by_name["云主机采购数"].family.best.projects == ("政务云服务项目",)
    assert by_name["云主机采购数"].family.evidence == ("名称相近的项目在用：政务云服务项目",)
    assert by_name["统一政务云监管项目数量"].rank < by_name["云主机采购数"].rank
    levels = {level2 for _, level2, _ in found.by_level()}
    assert {"数量指标", "质量指标", "时效指标", "经济成本指标", "服务对象满意度指标"} <= levels
    costs = suggest(five, "政务云 成本指标").found
    assert "资源类服务成本" in [one.family.name for one in costs]
    assert suggest(five, "政务云数量").found[-1].family.best.projects == ()


def test_words_apart_are_cut_apart(five):
    # 企业 家数, not 企业家 数
    assert [word.text for word in words_of(read_asked("服务企业 家数"))] == ["服务", "企业", "家数"]
    assert "服务企业数" in names(suggest(five, "服务企业 家数"))


# warnings


@pytest.mark.parametrize(
    "target, words",
    [
        ("≥80%", "比同类都松：同类下限共 3 个，为 90～99%"),
        ("≥99.9%", "比同类都严"),
        ("≥95%", None),
        ("≥90%", None),
        ("≥500人", "比同类都严：同类下限共 2 个，为 300～400人"),
        ("≥5台", "计量单位“台”与同类不同"),
        ("95%", "没有写符号；同类多用“≥”"),
        ("≥95", "没有写计量单位；同类多用“%”"),
        ("持续提高", None),
    ],
)
def test_a_typed_target_is_compared_with_others(small, target, words):
    warnings = first(small, f"云可用率\t{target}").warnings
    assert (words is None and not warnings) or any(words in warning for warning in warnings)


@pytest.mark.parametrize(
    "text, words",
    [
        ("云可用率\t≤95%", "越高越好（依据“可用率”）"),
        ("平台故障率\t≥1%", "越低越好"),
        ("平台故障率\t≤1%", None),
        ("云可用率\t≥95%", None),
        ("能耗\t下降≥5%", None),
        ("服务及时性\t≤30分钟", None),
    ],
)
def test_a_sign_against_the_direction(small, text, words):
    warnings = suggest(small, text).warnings
    assert (words is None and not warnings) or any(words in warning for warning in warnings)


def test_values_are_not_compared_with_those_of_other_things(five):
    found = suggest(five, "用户满意度\t≥20%")
    assert all(one.family.score >= Decimal("0.6") for one in found.found if one.warnings)


# hostile and empty


@pytest.mark.parametrize(
    "text",
    [
        '满意度" } DELETE WHERE { ?s ?p ?o } #',
        "满意度\\",
        "'满意度'；DROP",
        "满意度\x00\ud800",
        "[[[((({{{满意度",
        "满意度\t≥≥≥99999999999999999999999999999999%%%",
        "满意度\t" + "9" * 300 + "%",
        "?x .*+^$|满意度",
        "<https://a> 满意度",
        "PUE",
        "一",
    ],
)
def test_hostile_text_is_only_text(five, text):
    found = suggest(five, text)
    assert record_to_json(suggestions_to_record(found))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(text):
    # what is refused is refused in test_nothing_to_look_for_is_said; nothing else may be raised
    with contextlib.suppress(QueryError):
        assert record_to_json(suggestions_to_record(suggest(asked_graph.embedded(), text)))


def test_an_empty_graph_has_nothing_to_suggest():
    store = memory_store([])
    assert suggest(store, "满意度").found == ()
    assert suggest(store, "数量指标").found == ()
    assert communities(store) == []


def test_rdflib_gives_the_same_suggestions():
    text = "网站数量\t≥3个"
    one, other = suggest(asked_graph.embedded(), text), suggest(asked_graph.plain(), text)
    assert suggestions_to_record(one) == suggestions_to_record(other)
    assert one.found[0].family.name == "网站数量"


# communities and neighbours


def test_communities_share_their_words(five):
    found = communities(five)
    assert [one.size for one in found] == sorted((one.size for one in found), reverse=True)
    reports = next(one for one in found if "出具绩效评价报告" in one.labels)
    assert "出具年度绩效评价报告数量" in reports.labels
    assert "绩效评价" in reports.name
    everyone = [concept for one in found for concept in one.concepts]
    assert len(everyone) == len(set(everyone))
    assert communities(five) == found


def test_communities_among_the_most_used_concepts_only(five):
    rows = five.select("SELECT ?c ?l ?n { ?c kg:targetCount ?n ; skos:prefLabel ?l }").rows
    most = sorted(rows, key=lambda row: (-row[2], str(row[1])))[:100]
    found = {concept for one in communities(five, most=100) for concept in one.concepts}
    assert found
    assert found <= {str(concept) for concept, _, _ in most}


def test_neighbours_say_what_is_shared(five):
    near = neighbours(five, concept_iri("系统故障修复时间"), limit=5)
    assert "系统故障恢复时间" in [one.label for one in near]
    assert all(one.words for one in near)
    assert [one.weight for one in near] == sorted((one.weight for one in near), reverse=True)
    with pytest.raises(QueryError, match="指标库里没有"):
        neighbours(five, "https://nowhere.example/x")


def test_same_level_and_unit_bring_concepts_nearer():
    store = graph_of(
        extraction(
            "甲.txt",
            asked_graph.EAST,
            2025,
            (QUALITY, "路灯维护及时率", "≥9%", 9, "%"),
            (QUALITY, "路灯维护达标率", "≥9%", 9, "%"),
            (PEOPLE, "路灯维护投诉数", "≥9个", 9, "个"),
            (PEOPLE, "公园游客满意度", "≥9%", 9, "%"),
        )
    )
    near = neighbours(store, concept_iri("路灯维护及时率"))
    assert [(one.label, one.same_level, one.same_unit) for one in near] == [
        ("路灯维护达标率", True, True),
        ("路灯维护投诉数", False, False),
    ]


# the command


@pytest.fixture(scope="module")
def graph(tmp_path_factory, five_quads):
    directory = tmp_path_factory.mktemp("suggest") / "build"
    write_store(directory, five_quads)
    return directory


def run(*arguments, capsys):
    code = main(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_table(graph, capsys):
    code, out, err = run("suggest", "云平台资源可用性\\t≤98%", "--graph", graph, capsys=capsys)
    assert code == 0
    assert "【产出指标 / 质量指标】" in out
    assert "取值　长期下限 2 个：99.95%" in out
    assert "武汉市数据局-2026-部门预算.txt 第" in out
    assert err.splitlines()[0].startswith("理解为：对象“云平台资源”")
    assert "注意：这个指标越高越好" in err


def test_json_and_csv(graph, capsys):
    code, out, _ = run("suggest", "满意度", "--format", "json", "--limit", 2, "--graph", graph, capsys=capsys)
    record = json.loads(out)
    assert code == 0
    assert [one["rank"] for one in record["suggestions"]] == [1, 2]
    assert record["suggestions"][0]["values"][0]["unit"] == "%"
    code, out, _ = run("suggest", "满意度", "--format", "csv", "--limit", 2, "--graph", graph, capsys=capsys)
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
    assert [row["指标"] for row in rows] == [one["name"] for one in record["suggestions"]]


def test_nothing_found_says_what_was_understood(graph, capsys):
    code, out, err = run("suggest", "zzzz", "--graph", graph, capsys=capsys)
    assert (code, out) == (0, "")
    assert "理解为：对象“zzzz”" in err
    assert "没有相近的指标" in err


@pytest.mark.parametrize("arguments", [["。"], ["满意度", "--limit", "0"], ["满意度", "--level2", "甲"]])
def test_errors_are_one_line(graph, capsys, arguments):
    code, out, err = run("suggest", *arguments, "--graph", graph, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("错误：")
    assert len(err.splitlines()) == 1


def test_communities_on_the_command_line(graph, capsys):
    code, out, err = run("network", "--communities", "--limit", 3, "--graph", graph, capsys=capsys)
    assert code == 0
    assert len(out.splitlines()) == 5
    assert "群" in err
    code, out, _ = run(
        "network", "--communities", "--around", "云资源可用率", "--graph", graph, capsys=capsys
    )
    assert code == 0
    assert "云资源利用率" in out
