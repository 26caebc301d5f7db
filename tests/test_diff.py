"""Comparing two sides: what is said of a changed row, which rows are paired, and that every row is accounted for."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from diff_records import head, record
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.diff import KINDS, MEANINGS, Known, compare_records
from kg.diff.assignment import best_pairs
from kg.diff.changes import row_changes
from kg.diff.lines import by_project, difference_to_cells, difference_to_record
from kg.extract import extract_file
from kg.records import head_to_record, indicator_to_record, record_to_json
from kg.vocabulary import data_dir

CASES = json.loads((Path(__file__).parent / "cases" / "diff.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_what_is_said_of_a_changed_row(case):
    old = record(*case["old"], year=case.get("old_year", 2025))
    new = record(*case["new"], year=case.get("new_year", 2025))
    changes = row_changes(old, new, case.get("direction"))
    kinds = [change.kind for change in changes if change.kind != "other"]
    assert kinds == case["kinds"], [(change.kind, change.words) for change in changes]
    if case.get("words"):
        assert any(case["words"] in change.words for change in changes), changes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_the_other_way_round_the_opposite_is_said(case):
    mirror = {"tightened": "loosened", "loosened": "tightened"}
    old = record(*case["old"], year=case.get("old_year", 2025))
    new = record(*case["new"], year=case.get("new_year", 2025))
    there = {change.kind for change in row_changes(old, new, case.get("direction"))}
    back = {change.kind for change in row_changes(new, old, case.get("direction"))}
    assert back == {mirror.get(kind, kind) for kind in there}


def test_the_cases_say_something_of_every_kind_that_a_target_can_have():
    met = {kind for case in CASES for kind in case["kinds"]}
    assert met >= {"tightened", "loosened", "value", "operator", "unit", "type", "reworded"}


def test_every_kind_has_a_word_and_a_meaning():
    assert list(KINDS) == list(MEANINGS)
    assert len(set(KINDS.values())) == len(KINDS)


def test_levels_weights_and_remarks():
    old = record("培训人次", "≥5人次", weight=5, basis="按计划", actual="6")
    new = record("培训人次", "≥5人次", weight=Decimal("7.5"), level2="质量指标", basis="按合同", actual="4")
    kinds = [change.kind for change in row_changes(old, new)]
    assert kinds == ["level", "weight", "other", "other"]
    later = {**new, "year": 2026}
    assert [change.kind for change in row_changes(old, later)] == ["level", "weight"], (
        "results differ every year"
    )


def test_new_and_dropped_rows_and_projects():
    old = [
        record("甲类设备采购数量", "≥5台"),
        record("满意度", "≥90%"),
        record("食堂数量", "=2个", project="老食堂"),
    ]
    new = [
        record("满意度", "≥90%"),
        record("教师人数", "≥8人"),
        record("操场面积", "=9平方米", project="新操场"),
    ]
    found = compare_records(old, new)
    assert found.summary() == {"project-dropped": 1, "project-new": 1, "dropped": 2, "new": 2}
    assert found.account.paired == found.account.unchanged == 1
    assert "旧：3 行 = 配对 1 + 取消 2" in found.account.in_words()
    names = {(one.kind, one.project, (one.new or one.old).get("name")) for one in found.differences}
    assert ("dropped", "校园建设", "甲类设备采购数量") in names
    assert ("new", "新操场", "操场面积") in names


def test_the_best_assignment_is_taken_not_each_rows_favourite():
    assert best_pairs({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}) == [(0, 1), (1, 0)]
    assert best_pairs({(0, 5): 0.4, (7, 5): 0.5}) == [(7, 5)]
    assert best_pairs({}) == []
    square = {(row, column): 1.0 / (1 + abs(row - column)) for row in range(40) for column in range(40)}
    assert best_pairs(square) == [(at, at) for at in range(40)]


def test_a_group_too_large_for_that_is_paired_by_the_best_scores():
    wide = {(row, column): 1.0 / (1 + abs(row - column)) for row in range(170) for column in range(170)}
    assert best_pairs(wide) == [(at, at) for at in range(170)]


def test_hundreds_of_rows_of_one_name_are_paired_in_order_and_doubted():
    old = [record("设备数量", "≥5台", line=at) for at in range(3)]
    many = [{**old[0], "target_text": f"≥{at + 1}台", "value": at + 1} for at in range(210)]
    more = [{**row, "weight": 2} for row in many]
    account = compare_records(many, more).account
    assert account.is_balanced()
    assert account.paired == 210
    assert account.doubtful


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(0.01, 1)))
@settings(max_examples=80, deadline=None)
def test_no_assignment_scores_more(scores):
    from itertools import permutations

    pairs = best_pairs(scores)
    assert len({left for left, _ in pairs}) == len({right for _, right in pairs}) == len(pairs)
    best = max(
        sum(scores.get((row, column), 0.0) for row, column in enumerate(columns))
        for columns in permutations(range(6))
    )
    assert sum(scores[pair] for pair in pairs) == pytest.approx(best)


def test_a_reworded_row_is_paired_by_likeness_and_said_to_be_doubtful_where_it_is():
    old = [record("三级等保测评服务覆盖信息化系统个数", "=40个")]
    new = [record("等保三级测评系统数量", "≥60个")]
    found = compare_records(old, new)
    assert [one.kinds[-1] for one in found.differences] == ["reworded"]
    far = compare_records(
        [record("办公场地租赁面积", "≥320平方米")], [record("租用办公用房面积", "≥320平方米")]
    )
    assert far.differences[0].doubt
    assert "相似度" in far.differences[0].doubt
    assert far.account.doubtful == 1


def test_rows_that_have_nothing_in_common_are_not_paired():
    found = compare_records([record("植树数量", "≥500棵")], [record("投诉办结率", "≥98%")])
    assert found.summary() == {"dropped": 1, "new": 1}


def test_rows_of_one_name_are_told_apart_by_level_goal_and_target_and_doubted():
    old = [record("设备数量", "≥5台", goal="年度目标1"), record("设备数量", "≥50台", goal="年度目标2")]
    new = [record("设备数量", "≥60台", goal="年度目标2"), record("设备数量", "≥5台", goal="年度目标1")]
    found = compare_records(old, new)
    (one,) = found.differences
    assert (one.old["target_text"], one.new["target_text"], one.kind) == ("≥50台", "≥60台", "tightened")
    twice = compare_records(
        [record("设备数量", "≥5台"), record("设备数量", "≥6台")],
        [record("设备数量", "≥7台"), record("设备数量", "≥8台")],
    )
    assert all("不止一行" in one.doubt for one in twice.differences)


def test_a_renamed_project_is_found_by_its_name_and_its_rows():
    rows = [("教学楼建筑面积", "≥900平方米"), ("新增学位数量", "≥300个"), ("消防验收合格率", "=100%")]
    old = [record(name, target, project="第一小学新建工程") for name, target in rows]
    new = [record(name, target, project="第一小学新建项目（一期）", year=2026) for name, target in rows]
    found = compare_records(old, new)
    assert [one.kind for one in found.differences] == ["project-renamed"]
    assert found.account.unchanged == 3


def test_projects_decided_to_be_two_are_not_paired():
    old = [record("甲", "≥1个", project_id="x:1")]
    new = [record("甲", "≥2个", project_id="x:2")]
    assert compare_records(old, new).account.paired == 1
    known = Known(apart=frozenset({("x:1", "x:2")}))
    assert compare_records(old, new, known=known).account.paired == 0


def test_a_link_pairs_projects_of_any_name():
    old = [record("甲", "≥1个", project="暖心行动", project_id="x:1")]
    new = [record("甲", "≥2个", project="关爱老人", project_id="x:2")]
    assert compare_records(old, new).account.paired == 0
    linked = compare_records(old, new, known=Known(same=frozenset({("x:1", "x:2")})))
    assert [one.kind for one in linked.differences] == ["project-renamed", "tightened"]
    assert not linked.differences[0].doubt


def test_one_name_in_two_departments_is_doubted():
    old = [record("甲", "≥1个", project="专项业务费")]
    new = [record("甲", "≥2个", project="专项业务费", department="某某市数据局", year=2026)]
    (one,) = compare_records(old, new).differences
    assert "不同部门的同名项目" in one.doubt


def test_several_years_are_compared_year_by_year():
    old = [record("甲", "≥1个", year=2024), record("甲", "≥2个", year=2025)]
    new = [record("甲", "≥1个", year=2024), record("甲", "≥3个", year=2025)]
    found = compare_records(old, new)
    assert [(one.kind, one.new["year"]) for one in found.differences] == [("tightened", 2025)]


def test_a_self_evaluation_is_not_compared_with_targets_where_both_sides_have_targets():
    rows = [record("甲", "≥1个"), record("甲", "≥1个", form="绩效自评表", actual="2个")]
    found = compare_records(rows, [record("甲", "≥1个", year=2026)])
    assert not found.differences
    assert found.account.aside_old == 1
    assert found.account.is_balanced()
    across = compare_records([record("甲", "≥1个")], [record("甲", "≥2个", form="绩效自评表")])
    assert across.account.paired == 1, "where a side has nothing else, the two forms are compared"


def test_a_row_that_two_documents_print_counts_once():
    rows = [record("甲", "≥1个", id="x:1"), record("甲", "≥1个", id="x:1", document="乙.pdf")]
    account = compare_records(rows, [record("甲", "≥1个", id="x:9")]).account
    assert (account.old_rows, account.repeated_old, account.paired) == (2, 1, 1)
    assert account.is_balanced()


def test_money_by_source():
    rows = [record("甲", "≥1个")]
    old = head(funding={"资金总额": 100, "财政拨款": Decimal("99.5"), "其他": 0})
    new = head(funding={"资金总额": Decimal("120.25"), "财政拨款": Decimal("99.50"), "上年结转": 20})
    found = compare_records(rows, rows, old_heads=[old], new_heads=[new])
    assert found.summary() == {"money": 2}
    first, second = found.differences
    assert first.words == "资金总额 100.00 → 120.25 万元（+20.25，+20.2%）"
    assert second.words == "上年结转 新列出 20.00 万元"
    assert second.old is None
    assert not compare_records(rows, rows, old_heads=[old], new_heads=[head()]).differences, (
        "no money is printed"
    )


def test_goals_in_words():
    rows = [record("甲", "≥1个")]
    goals = [
        {"label": "年度目标1", "horizon": "年度", "text": "2025年完成校舍改造"},
        {"label": "年度目标2", "horizon": "年度", "text": "培训教师"},
    ]
    moved = [
        {"label": "年度目标1", "horizon": "年度", "text": "2026年完成校舍改造"},
        {"label": "年度目标3", "horizon": "年度", "text": "开展全民阅读活动和竞赛"},
    ]
    later = [record("甲", "≥1个", year=2026)]
    found = compare_records(
        rows, later, old_heads=[head(goals=goals)], new_heads=[head(goals=moved, year=2026)]
    )
    assert [one.words for one in found.differences] == ["年度目标2取消", "年度目标3新增"]
    edited = [{**goals[0], "text": "2025年完成校舍改造和验收"}, goals[1]]
    (one,) = compare_records(
        rows, rows, old_heads=[head(goals=goals)], new_heads=[head(goals=edited)]
    ).differences
    assert (one.kind, one.words) == ("goal", "年度目标1文字改写")


def test_lines_for_terminals_and_programs():
    found = compare_records([record("满意度", "≥90%")], [record("满意度", "≥95%", line=7)])
    cells = difference_to_cells(found.differences[0])
    assert (cells["kind"], cells["old"], cells["new"], cells["place_new"]) == (
        "收紧",
        "≥90%",
        "≥95%",
        "第 7 行",
    )
    told = json.loads(record_to_json(difference_to_record(found.differences[0])))
    assert told["kind"] == "tightened"
    assert told["old"]["value"] == 90
    assert [project for project, _ in by_project(found)] == [("某某市教育局", "校园建设")]


def test_only_some_kinds_are_kept_and_the_account_stays():
    found = compare_records([record("甲", "≥9%"), record("乙", "1个")], [record("甲", "≥8%")])
    kept = found.only(["loosened"])
    assert [one.kind for one in kept.differences] == ["loosened"]
    assert kept.account == found.account


@pytest.mark.parametrize("path", sorted(data_dir().glob("*.txt")), ids=lambda path: path.stem)
def test_a_document_does_not_differ_from_itself(path):
    rows, heads = read(path)
    found = compare_records(rows, rows, old_heads=heads, new_heads=heads)
    assert not found.differences
    assert found.account.paired == found.account.unchanged == len(rows)
    assert found.account.is_balanced()


def test_known_changes_of_a_real_document_are_found_and_nothing_else():
    path = next(path for path in sorted(data_dir().glob("*.txt")) if "工业和信息化局" in path.name)
    rows, heads = read(path)
    edited = [dict(row) for row in rows]
    plain = [
        at
        for at, row in enumerate(edited)
        if row["kind"] == "number" and row["operator"] == "≥" and row["project"]
    ]
    loosened, dropped, moved = plain[:5], plain[5:8], plain[8]
    for at in loosened:
        changed = record(
            edited[at]["name"], str(edited[at]["target_text"]).replace(str(edited[at]["value"]), "1")
        )
        edited[at] |= {name: changed[name] for name in ("target_text", "value", "base_value")}
    kept = [row for at, row in enumerate(edited) if at not in dropped]
    found = compare_records(rows, kept[::-1], old_heads=heads, new_heads=heads)
    assert found.summary() == {"dropped": 3, "loosened": 5}, [one.words for one in found.differences]
    assert {one.new["name"] for one in found.differences if one.new} == {rows[at]["name"] for at in loosened}
    assert {one.old["name"] for one in found.differences if not one.new} == {
        rows[at]["name"] for at in dropped
    }
    assert moved not in dropped


def read(path):
    extraction = extract_file(path, tables=False)
    heads = [head_to_record(one, extraction.document) for one in extraction.heads]
    return [indicator_to_record(one) for one in extraction.indicators], heads


NAMES = st.sampled_from(
    ["满意度", "培训人次", "设备数量", "2025年推广量", "系统可用率", "云系统可用率", "办结时限", ""]
)
TARGETS = st.sampled_from(
    ["≥90%", "≥95%", "5个", "≥6个", "≤30天", "1个月", "逐步提升", "/", "2025年底前", "18-26℃", "5/6"]
)
ROWS = st.lists(
    st.builds(
        lambda name, target, project, level2, year: record(
            name or None, target, project=project, level2=level2, year=year
        ),
        NAMES, TARGETS, st.sampled_from(["校园建设", "校园建设工程", None]), st.sampled_from(["数量指标", "质量指标"]),
        st.sampled_from([2025, 2025, 2026]),
    ),
    max_size=9,
)  # fmt: skip


@given(ROWS, ROWS)
@settings(max_examples=60, deadline=None)
def test_accounts_add_up_and_the_mirror_shows_the_same(old, new):
    there, back = compare_records(old, new), compare_records(new, old)
    assert there.account.is_balanced()
    rows = [one for one in there.differences if "target_text" in (one.new or one.old)]
    assert sum(one.old is None for one in rows) == there.account.new
    assert sum(one.new is None for one in rows) == there.account.dropped
    assert (there.account.paired, there.account.new) == (back.account.paired, back.account.dropped)
    mirror = {"tightened": "loosened", "loosened": "tightened", "new": "dropped", "dropped": "new",
              "project-new": "project-dropped", "project-dropped": "project-new"}  # fmt: skip
    assert {mirror.get(kind, kind): count for kind, count in there.summary().items()} == back.summary()


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_nothing_differs_from_itself(rows):
    found = compare_records(rows, rows)
    assert not found.differences
    assert found.account.unchanged == len(rows)
