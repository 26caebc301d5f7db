"""Targets of goals tied to the rows that carry them, or that differ; as facts and as records."""

from decimal import Decimal

import pytest
from asked_graph import EAST, head, row

from kg.goals import goal_targets, goals_to_records
from kg.graph import extraction_to_quads
from kg.model import Document, Extraction, Goal, Span
from kg.namespaces import KG
from kg.query import run_query
from kg.store import memory_store, ontology_quads

NAME = "目标.txt"


def extraction(goal, *rows, label=None, heads=()):
    """One form with one goal and rows given as (name, target, value, unit) with further fields."""
    form = head(
        NAME,
        10,
        "项目支出绩效目标表",
        EAST,
        2026,
        "平台运维",
        goals=(Goal(label, "年度", goal, (Span(12, 0, 9),)),),
    )
    read = [
        row(form, 20 + index, "产出指标/数量指标", name, target, value, unit, **other)
        for index, (name, target, value, unit, other) in enumerate(rows)
    ]
    document = Document(NAME, "0" * 64, "text/plain", ())
    return Extraction(document, EAST, 2026, None, (form, *heads), tuple(read), (), (), ())


def ties(*args, **other):
    return [
        (one.target.subject, one.carried_by, one.differs) for one in goal_targets(extraction(*args, **other))
    ]


def indicator(name, target, value, unit, **other):
    return name, target, value, unit, other


@pytest.mark.parametrize(
    "goal, rows, expected",
    [
        ("系统可用率达到99%以上。", [("系统可用率", "≥99%", 99, "%")], (0, None)),
        ("系统可用率100%。", [("系统可用率", "≥95%", 95, "%")], (None, 0)),
        ("系统可用率100%。", [("用户满意度", "≥95%", 95, "%")], (None, None)),
        ("形成检查报告不少于2份。", [("检查报告数量", "≥2", 2, None)], (0, None)),
        ("新建平台节点10个。", [("平台节点数", "≥12个", 12, "个")], (None, 0)),
        ("新建平台节点10个。", [("平台节点数", "≥10人", 10, "人")], (None, None)),
        ("新建平台节点10个。", [("机房数量", "=10个", 10, "个")], (None, None)),
        ("处理数据0.5万个。", [("数据", "≥5000个", 5000, "个")], (0, None)),
        ("服务企业60家。", [("规上企业数", "≥100家", 100, "家")], (None, None)),
        ("系统可用率达到95%以上。", [("系统可用率", "≤95%", 95, "%")], (None, 0)),
        ("系统可用率达到95%以上。", [("系统可用率", "<95%", 95, "%")], (None, 0)),
        ("故障恢复时间不超过2小时。", [("故障恢复时间", ">2小时", 2, "小时")], (None, 0)),
        ("系统可用率达到95%以上。", [("系统可用率", "=95%", 95, "%")], (0, None)),
        ("系统可用率达到95%以上。", [("系统可用率", "95%", 95, "%")], (0, None)),
        ("系统可用率达到95%以上。", [("系统可用率", ">95%", 95, "%")], (0, None)),
        ("系统可用率95%。", [("系统可用率", "≤95%", 95, "%")], (0, None)),
    ],
)  # fmt: skip
def test_a_goal_target_is_tied_by_name_value_and_unit(goal, rows, expected):
    ((_, *tie),) = ties(goal, *(indicator(*each) for each in rows))
    assert tuple(tie) == expected


def test_a_row_may_count_in_another_unit():
    count = indicator("培训会次数", "≥3次", 3, "次", quantity_kind="count")
    assert ties("举办培训会3场。", count) == [("培训会", 0, None)]


def test_the_row_of_the_same_goal_is_taken():
    same = [indicator("检查报告", "≥2份", 2, "份", goal=f"年度目标{number}") for number in (1, 2)]
    assert ties("形成检查报告2份。", *same, label="年度目标2") == [("检查报告", 1, None)]


def test_a_row_of_another_form_of_the_project_counts():
    other = head(NAME, 40, "绩效自评表", EAST, 2026, "平台运维")
    found = ties("形成检查报告2份。", indicator("检查报告", "=2份", 2, "份", form_line=40), heads=(other,))
    assert found == [("检查报告", 0, None)]
    stranger = head(NAME, 40, "绩效自评表", EAST, 2026, "别的项目")
    found = ties("形成检查报告2份。", indicator("检查报告", "=2份", 2, "份", form_line=40), heads=(stranger,))
    assert found == [("检查报告", None, None)]


def test_a_range_is_carried_by_the_same_range():
    ends = (Decimal(3), Decimal(5))
    whole = indicator("培训会", "3-5场", ends, "场", kind="range", base_unit="场", quantity_kind="count")
    assert ties("举办培训会3至5场。", whole) == [("培训会", 0, None)]


@pytest.mark.parametrize(
    "target, value, expected",
    [
        ("≥3场", 3, (0, None)),
        ("≤5场", 5, (0, None)),
        ("≤3场", 3, (None, 0)),
        ("≥5场", 5, (None, 0)),
        ("=3场", 3, (None, 0)),
        ("4场", 4, (None, 0)),
    ],
)
def test_one_end_of_a_range_is_asked_for_as_that_end_bounds_it(target, value, expected):
    ((_, *tie),) = ties("举办培训会3至5场。", indicator("培训会", target, value, "场"))
    assert tuple(tie) == expected


def test_a_goal_printed_twice_is_read_once():
    made = extraction("系统可用率达到99%以上。")
    (form,) = made.heads
    twice = Extraction(
        made.document, EAST, 2026, None, (head(NAME, 10, form.form, EAST, 2026, "平台运维", goals=form.goals * 2),),
        (), (), (), (),
    )  # fmt: skip
    assert len(goal_targets(twice)) == 1
    records = goals_to_records(twice.heads[0], goal_targets(twice), twice)
    assert [len(record["targets"]) for record in records] == [1, 1]


def test_records_name_the_row():
    made = extraction("系统可用率100%，检查4次。", indicator("系统可用率", "≥95%", 95, "%"))
    (record,) = goals_to_records(made.heads[0], goal_targets(made), made)
    differs, alone = record["targets"]
    assert list(record) == ["label", "horizon", "text", "targets"]
    assert differs == {
        "subject": "系统可用率", "operator": None, "value": 100, "unit": "%", "start": 5, "end": 9, "carried": False,
        "row": {"line": 20, "place": None, "name": "系统可用率", "target_text": "≥95%"}, "likeness": 1.0,
    }  # fmt: skip
    assert (alone["subject"], alone["carried"], alone["row"]) == ("检查", False, None)


def test_facts_of_a_goal_target():
    made = extraction("系统可用率99%。", indicator("系统可用率", "≥99%", 99, "%"))
    quads = [quad for quad in extraction_to_quads(made) if "/goal-target/" in quad.subject]
    facts = {quad.predicate[1:-1].removeprefix(KG): quad.object for quad in quads}
    assert len({quad.subject for quad in quads}) == 1
    assert facts["text"] == '"99%"'
    assert facts["goalSpan"] == '"5-8"'
    assert facts["line"].startswith('"12"')
    assert facts["isCarried"].startswith('"true"')
    assert "/target/" in facts["carriedBy"]
    assert facts["baseValue"].startswith('"0.99"')
    assert "differsFrom" not in facts


def audit(made, query):
    store = memory_store([*ontology_quads(), *extraction_to_quads(made)])
    return run_query(store, query, {}, time_limit=60).rows


@pytest.mark.parametrize(
    "target, words", [("≤95%", "“≤95%”，比较方向相反。"), ("≥90%", "“≥90%”。"), ("≥95%", None)]
)
def test_the_audit_tells_an_opposite_operator(target, words):
    value = int(target[1:3])
    made = extraction("系统可用率达到95%以上。", indicator("系统可用率", target, value, "%"))
    messages = ["".join(map(str, row)) for row in audit(made, "goal-target-differs")]
    assert bool(messages) is (words is not None)
    assert all(message.endswith(f"指标“系统可用率”却是{words}") for message in messages)
