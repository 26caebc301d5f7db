"""Questions about what forms print of indicators: two columns compared, both horizons, bases, two forms beside."""

from dataclasses import replace
from functools import lru_cache

import asked_graph
import pytest
from asked_graph import EAST, FOSTER, NORTH, PLATFORM, WEST

from kg.ask import ask, load_names
from kg.graph import derived_quads, extraction_to_quads
from kg.store import memory_store, ontology_quads


@lru_cache(maxsize=1)
def quads():
    """The small graph; one indicator also in the form of the department and for the long term, two with a basis."""
    last, this, review, accounts = asked_graph.extractions()
    whole, own = (next(one for one in this.heads if one.project == name) for name in (None, PLATFORM))
    heads = [replace(one, attribute="跨年性项目", start_year=None) if one is own else one for one in this.heads]
    plans = {PLATFORM: "第一季度30%，第二季度70%。", FOSTER: "第一季度50万元。", "机房租赁": "第一季度累计100%。"}
    heads = [replace(one, funding_plan=plans.get(one.project or "")) for one in heads]
    rows = [
        replace(one, basis={"群众满意度": "立项批复", "网站数量": "历史数据"}.get(one.name)) for one in this.indicators
    ]
    rows.append(asked_graph.row(own, 301, "产出指标/数量指标", "网站数量", "≥20个", 20, "个", horizon="长期"))
    rows.append(asked_graph.row(whole, 302, "产出指标/数量指标", "网站数量", "=15个", 15, "个"))
    rows.append(asked_graph.row(whole, 303, "产出指标/数量指标", "培训场次", "≥3次", 3, "次", value_last_year="3次"))
    parts = (last, replace(this, heads=tuple(heads), indicators=tuple(rows)), review, accounts)
    found = [quad for part in parts for quad in extraction_to_quads(part)]
    return [*found, *derived_quads(found), *ontology_quads()]


@lru_cache(maxsize=1)
def store():
    return memory_store(quads())


@lru_cache(maxsize=1)
def names():
    return load_names(store())


def reply(question):
    return ask(store(), question, names())


def column(question, heading):
    found = reply(question)
    assert found.understood, found.message
    assert found.answer.headings, found.message
    place = found.answer.headings.index(heading)
    return sorted(str(row[place]) for row in found.answer.rows)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (f"{WEST}实际完成值小于年度指标值的指标有哪些", ["18", "3"]),
        (f"{WEST}哪些指标的实际完成值大于目标值", ["5"]),
        (f"{NORTH}哪些指标的实际完成值大于目标值", ["150分钟", "92.5%"]),
        (f"{WEST}实际完成值比目标值高的指标", ["5"]),
        (f"{WEST}目标值高于实际完成值的指标", ["18", "3"]),
        (f"{WEST}实际完成值与目标值不同的指标", ["18", "3", "5"]),
        (f"{WEST}实际完成值没有达到目标值的指标", ["18", "5"]),
    ],
)
def test_actual_values_are_compared_by_their_numbers(question, values):
    assert column(question, "实际完成值") == values


@pytest.mark.parametrize(
    ("question", "names_found"),
    [
        (f"{WEST}哪些指标的得分等于分值", ["故障响应时间", "质量指标"]),
        (f"{WEST}自评得分低于指标分值的指标", ["故障响应时间", "网站数量"]),
        (f"{WEST}自评表中指标分值为25分的指标有哪些", ["网站数量"]),
        (f"{EAST}目标值与上年值相同的指标", ["培训场次"]),
        (f"{EAST}哪些指标的目标值和上年值不一致", ["系统可用率", "群众满意度"]),
        (f"{EAST}上年值高于目标值的指标有哪些", ["系统可用率"]),
        (f"{EAST}上年值低于目标值的指标有哪些", ["群众满意度"]),
        (f"{EAST}目标值高于上年值的长期指标", []),
        (f"{EAST}2026年单位是个的指标", ["网站数量", "网站数量", "网站数量"]),
    ],
)
def test_two_columns_of_one_row(question, names_found):
    assert column(question, "指标") == sorted(names_found)


def test_what_decides_is_shown():
    assert column(f"{WEST}自评表中得分为0的指标", "得分") == ["0"]
    assert column(f"{WEST}自评表中得分为0的指标", "分值") == ["20"]
    assert reply(f"{WEST}上年值、实际完成值和目标值都相同的指标").understood is False


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        (f"2026年{PLATFORM}网站数量的长期目标值和年度目标值分别是多少", ["=12个", "≥20个"]),
        (f"2026年{PLATFORM}网站数量，年度指标值和长期指标值各是多少", ["=12个", "≥20个"]),
        (f"{PLATFORM}网站数量指标的长期目标值和2026年目标值分别是多少", ["=12个", "≥20个"]),
        (f"{PLATFORM}网站数量的长期目标值是多少", ["≥20个"]),
        (f"{EAST}2026年{PLATFORM}的年度数量指标", ["=12个"]),
        (f"{PLATFORM}的长期指标有哪些", ["≥20个"]),
    ],
)
def test_long_term_and_annual_values(question, targets):
    assert column(question, "目标") == targets


def test_a_value_of_no_horizon_beside_a_long_term_one_is_not_guessed():
    assert "哪个期限" in reply(f"{PLATFORM}网站数量的长期目标值和目标值分别是多少").message


@pytest.mark.parametrize(
    ("question", "names_found"),
    [
        ("指标值确定依据为立项批复的指标有哪些", ["群众满意度", "群众满意度"]),
        ("以历史数据为依据的指标有哪些", ["网站数量"]),
        (f"{EAST}哪些指标的确定依据是历史数据", ["网站数量"]),
    ],
)
def test_bases(question, names_found):
    assert column(question, "指标") == names_found


@pytest.mark.parametrize(
    "question", ["依据为批复的指标", "依据不是立项批复的指标", "依据为立项批复或历史数据的指标"]
)
def test_a_basis_that_is_not_named_whole_is_not_guessed(question):
    assert not reply(question).understood


@pytest.mark.parametrize(
    "question",
    [
        f"{EAST}网站数量在整体支出绩效目标表和{PLATFORM}项目中的年度目标值是否一致",
        f"{EAST}网站数量的年度目标值，整体支出绩效目标表与{PLATFORM}项目是不是一样",
        f"{EAST}网站数量的年度目标值，{PLATFORM}项目和整体支出绩效目标表中相同吗",
    ],
)
def test_whether_two_forms_agree_is_seen_from_both_values(question):
    assert {"=12个", "=15个"} <= {*column(question, "目标")}
    assert {*column(question, "表")} == {"整体支出绩效目标表", "项目支出绩效目标表"}


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("目标值以小时为单位的指标有哪些", ["≤2小时", "≤2小时", "≤4小时", "≤4小时"]),
        (f"{EAST}目标值的单位是万元的指标", ["≥100万元", "≥10万元"]),
        (f"{PLATFORM}的系统可用率目标值，2025年和2026年分别是多少", ["≥99%", "≥99.5%"]),
        ("归集用时的目标值是多少，属于哪个项目", ["≤2小时"]),
        ("目标值为50人的指标有哪些，分别属于哪个部门、哪个项目", ["≥50人", "≥50人"]),
        ("哪些指标重复填报", ["≤4小时", "≤4小时"]),
    ],
)
def test_what_rows_say_anyhow_and_where_the_words_stand(question, targets):
    assert column(question, "目标") == targets


def test_nothing_is_printed_twice_in_another_department():
    found = reply(f"{EAST}有没有重复填报的指标")
    assert found.understood
    assert found.answer.rows == []


@pytest.mark.parametrize(
    ("question", "projects"),
    [
        ("实施期限为跨年性项目的项目有哪些，预算资金多少", [PLATFORM]),
        ("跨年性项目的预算是多少", [PLATFORM]),
        (f"{NORTH}各项目的实施期限", ["数据归集"]),
        (f"{EAST}2026年3个项目中，设置了满意度指标的有哪些", [FOSTER, PLATFORM]),
        (f"{EAST}2026年的项目中，没有设置成本指标的有哪些", ["政务平台运维", "机房租赁"]),
        ("绩效目标表或自评表中年度预算不足50万元的项目有哪些", ["数据归集", "机房改造"]),
        ("各部门预算最大的项目是哪个", [PLATFORM, "政务网站运维", "数据归集"]),
        ("哪些项目由归集处执行", ["数据归集"]),
    ],
)
def test_projects(question, projects):
    assert {*column(question, "项目")} == {*projects}


def test_projects_are_counted_and_not_their_indicators():
    assert column(f"{EAST}2026年3个项目中，设置了满意度指标的有几个", "项目数") == ["2"]
    assert "图谱里是 3 个" in reply(f"{EAST}2026年4个项目中，设置了满意度指标的有几个").message


def test_the_row_with_the_most_says_how_many():
    assert column(f"{EAST}2026年哪个项目的指标最多，有几个", "项目") == [FOSTER]


@pytest.mark.parametrize(
    ("question", "heading", "values"),
    [
        (f"{PLATFORM}2026年设有几个数量指标，分别是什么", "目标", ["=12个", "≥20个"]),
        (f"{EAST}2026年3个项目各设置了多少个指标", "指标行数", ["0", "4", "6"]),
        (f"{FOSTER}的各项指标的目标值是多少", "目标", ["≥100%", "≥100万元", "≥50人", "≥50人", "建成平台", "持续提升"]),
        ("哪些项目的绩效指标中包含“归集”", "项目", ["数据归集", "数据归集"]),
        (f"{EAST}2026年以“个”为单位的指标中目标值最大的是哪个", "目标", ["≥20个"]),
        (f"{EAST}指标中金额最高的是哪个", "目标", ["≥100万元"]),
        (f"{NORTH}自评中存在什么问题，改进建议是什么", "改进建议", ["按月支付。"]),
        ("同时设置了成本指标和满意度指标的项目有哪些", "项目", [FOSTER]),
        ("既有质量指标又有时效指标的项目", "项目", [PLATFORM, "政务网站运维", "数据归集"]),
        (f"{EAST}2026年设置了满意度指标但没有设置成本指标的项目", "项目", [PLATFORM]),
    ],
)
def test_projects_and_their_indicators(question, heading, values):
    assert column(question, heading) == sorted(values)


@pytest.mark.parametrize("question", ["哪些项目同时设置了成本指标", "设置了成本指标和满意度指标的项目"])
def test_both_kinds_are_said_to_be_meant(question):
    assert not reply(question).understood


@pytest.mark.parametrize(
    "question",
    [
        f"{EAST}目标值比上年值低5%以上的指标",
        f"{WEST}实际完成值低于目标值50%的指标",
        f"{WEST}实际完成值不小于目标值的指标",
        f"{EAST}目标值不是以个为单位的指标",
        f"{EAST}没有重复填报的指标有哪些",
        "实施期限不是跨年性项目的项目",
        "哪些项目同时没有成本指标和满意度指标",
        "各部门预算最大的三个项目",
        "哪个项目的满意度指标最多，目标值是多少",
        "自评等级为差的项目有哪些",
    ],
)
def test_what_is_denied_or_measured_otherwise_is_not_answered_as_if_it_were_not(question):
    assert not reply(question).understood


def test_a_grade_that_no_project_has():
    found = reply("有没有自评等级为中的项目")
    assert found.understood
    assert "自评等级：中" in found.meaning
    assert found.answer.rows == []


def test_indicators_are_counted_by_horizon():
    assert column(f"{PLATFORM}2026年长期指标和年度指标各有几条", "指标行数") == ["1", "3"]
    assert column(f"{PLATFORM}2026年年度指标值为12个的指标", "目标") == ["=12个"]
    assert column(f"{PLATFORM}2026年年度指标值为20个的指标", "目标") == []


@pytest.mark.parametrize(
    ("question", "targets"),
    [
        ("目标值为“≤4小时”的指标有哪些，分别属于哪个部门", ["≤4小时", "≤4小时"]),
        ("目标值为≤2小时的指标", ["≤2小时", "≤2小时"]),
        (f"{EAST}目标值以万元为单位且超过50的指标", ["≥100万元"]),
        (f"{EAST}目标值以万元为单位且不低于10的指标", ["≥100万元", "≥10万元"]),
        (f"{WEST}{'政务网站运维'}项目中，响应时间不超过5小时的指标", ["≤4小时", "≤4小时"]),
    ],
)
def test_a_printed_target_a_number_in_a_unit_and_a_name_behind_a_comma(question, targets):
    assert column(question, "目标") == targets


@pytest.mark.parametrize(
    ("question", "heading", "values"),
    [
        (f"{EAST}2026年哪些项目设置了满意度指标，各有几项", "指标行数", ["1", "1"]),
        (f"{PLATFORM}2026年的年度目标和长期目标各有几个", "目标数", ["1", "1"]),
        ("哪些部门设置了成本指标，各有几条", "指标行数", ["1"]),
    ],
)
def test_each_is_counted_apart(question, heading, values):
    assert column(question, heading) == values


@pytest.mark.parametrize(
    "question",
    [
        "满意度指标都在95%以上的项目",
        "依据都是历史数据的项目",
        f"{EAST}2026年哪些指标的目标值是50人，各有几个",
        "平均满意度指标目标值为95%的项目有哪些",
        "用小时作单位的指标目标值最高是多少",
        f"{EAST}2026年新增的指标",
    ],
)
def test_what_is_said_of_all_rows_or_counted_of_nothing_is_not_answered(question):
    assert not reply(question).understood


@pytest.mark.parametrize(
    "question",
    [
        f"{NORTH}哪些指标的实际完成值大于目标值",
        f"{WEST}哪些指标的得分等于分值",
        "哪些指标重复填报",
        f"{NORTH}各项目的实施期限",
        "同时设置了成本指标和满意度指标的项目有哪些",
        "各部门预算最大的项目是哪个",
        f"{PLATFORM}2026年长期指标和年度指标各有几条",
        f"{PLATFORM}2026年的年度目标和长期目标各有几个",
        f"{EAST}网站数量在整体支出绩效目标表和{PLATFORM}项目中的年度目标值是否一致",
    ],
)
def test_the_other_engine_finds_the_same_rows(question):
    here, there = reply(question), ask(plain(), question, names())
    assert here.answer.rows, "a question that finds something tells more"
    assert there.answer.rows == here.answer.rows
    assert set(there.sources) == set(here.sources)


@lru_cache(maxsize=1)
def plain():
    return asked_graph.PlainRdflib(quads())


@pytest.mark.parametrize(
    ("question", "projects"),
    [
        (f"{EAST}哪些项目的资金计划在第一季度全部投入", [FOSTER]),
        (f"{EAST}哪些项目第一季度资金投入计划达到30%及以上", [PLATFORM, FOSTER]),
        (f"{EAST}哪些项目第二季度计划投入超过30%", [PLATFORM]),
    ],
)
def test_quarters_as_shares_of_the_budget(question, projects):
    assert {*column(question, "项目")} == {*projects}


def test_all_projects_in_a_quarter_are_not_all_money_in_it():
    assert {*column(f"{EAST}第一季度全部项目计划投入多少", "项目")} >= {PLATFORM, FOSTER}
