"""Targets as checks: verdicts with their reasons, deviations, points, files of actual values, SHACL shapes."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import asked_graph
import pytest
import rdflib
from asked_graph import head, row
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import EvaluationError
from kg.evaluate import (
    compile_check,
    evaluate_actuals,
    evaluate_results,
    read_actuals,
    read_targets,
    target_shapes,
    template_records,
)
from kg.export.delimited import write_csv
from kg.model import Grade
from kg.store import write_store

FORM = head("a.txt", 1, "绩效自评表", "东山市数据局", 2025, "平台运维")


def check(target, value, unit, *, direction=None, **other):
    indicator = row(FORM, 2, "产出指标/质量指标", "指标", target, value, unit)
    return compile_check(replace(indicator, **other), direction=direction)


@pytest.mark.parametrize(
    "target, value, unit, actual, met",
    [
        ("≥95%", 95, "%", "96%", True),
        ("≥95%", 95, "%", "95%", True),
        ("≥95%", 95, "%", "94.9%", False),
        ("≥95%", 95, "%", "96", True),
        ("≥95%", 95, "%", Decimal(96), True),
        ("≥95%", 95, "%", Decimal("0.96"), False),
        (">95%", 95, "%", "95%", False),
        ("≤2小时", 2, "小时", "150分钟", False),
        ("≤2小时", 2, "小时", "90分钟", True),
        ("<2小时", 2, "小时", 2, False),
        ("=12个", 12, "个", "12个", True),
        ("=12个", 12, "个", 13, False),
        ("≥100万元", 100, "万元", "1200000元", True),
        ("≥20", 20, None, "18", False),
        ("≥95%", 95, "%", "98%以上", True),
    ],
)
def test_numbers(target, value, unit, actual, met):
    assert check(target, value, unit).of(actual).met is met


@pytest.mark.parametrize(
    "target, value, unit, actual, reason",
    [
        ("100%", 100, "%", "100%", "没有写运算符，不猜测"),
        ("≥95%", 95, "%", "0.96", "没有写百分号"),
        ("≥95%", 95, "%", "96天", "单位“天”与目标的单位“%”不能换算"),
        ("≥95%", 95, "%", "已完成", "实际值“已完成”不是数值"),
        ("≥95%", 95, "%", "90%以上", "只给出范围"),
        ("≥95%", 95, "%", "", "没有实际完成值"),
        ("≥95%", 95, "%", None, "没有实际完成值"),
        ("≥95%", 95, "%", "/", "没有实际完成值"),
        ("持续提升", "持续提升", None, "98%", "是定性的"),
    ],
)
def test_what_cannot_be_judged_says_why(target, value, unit, actual, reason):
    verdict = check(target, value, unit).of(actual)
    assert verdict.met is None
    assert verdict.word == "无法判断"
    assert reason in verdict.reason
    assert verdict.deviation is None


def test_targets_without_a_number():
    assert check("/", None, None, kind="missing").of("5").reason == "目标没有填写。"
    several = check("10/20", (Decimal(10), Decimal(20)), None, kind="multi")
    assert "有几个数值" in several.of("10").reason


@pytest.mark.parametrize(
    "actual, met, deviation", [("15天", True, 0), ("20天", True, 0), ("21天", False, 1), ("8天", False, -2)]
)
def test_ranges(actual, met, deviation):
    between = check(
        "10-20天",
        (Decimal(10), Decimal(20)),
        "天",
        kind="range",
        base_unit="秒",
        quantity_kind="duration",
    )
    assert (between.bounds.minimum, between.bounds.maximum) == (Decimal(864000), Decimal(1728000))
    verdict = between.of(actual)
    assert (verdict.met, verdict.deviation, verdict.percent) == (met, deviation, None)


@pytest.mark.parametrize(
    "actual, met, days",
    [
        ("6月28日", True, -2),
        ("2025年6月28日", True, -2),
        ("2025年7月3日", False, 3),
        ("2024年6月28日", None, None),
        ("已完成", None, None),
        (5, None, None),
    ],
)
def test_dates(actual, met, days):
    in_time = check("6月30日前", "06-30", None, kind="date", operator="≤")
    verdict = in_time.of(actual)
    assert (verdict.met, verdict.deviation) == (met, days)
    assert verdict.unit == ("天" if days is not None else None)
    assert check("6月30日", "06-30", None, kind="date").of("6月1日").met is None


@pytest.mark.parametrize("actual, met", [("优秀", True), ("良好", True), ("合格等次", False), ("显著", None)])
def test_grades_compare_on_one_scale(actual, met):
    good = check("良好及以上", "良好及以上", None, grade=Grade("assessment", "良好", 2, 4))
    assert good.of(actual).met is met
    assert good.of("98%").met is None


def test_deviation_is_in_the_printed_unit():
    verdict = check("≤2小时", 2, "小时").of("150分钟")
    assert (verdict.deviation, verdict.unit, verdict.percent) == (Decimal("0.5"), "小时", 25)
    verdict = check("≥95%", 95, "%").of("90.25%")
    assert (verdict.deviation, verdict.unit, verdict.percent) == (Decimal("-4.75"), "个百分点", -5)
    assert check("=0个", 0, "个").of("3个").percent is None


def test_a_number_printed_for_a_unit_never_touches_another_number():
    known = {"direction": "lower-is-better", "weight": Decimal(10)}
    glued = check("=101", 10, "1", operator="=", base_unit=None, base_value=None, quantity_kind=None, **known)
    verdict = glued.of("9")
    assert (verdict.met, verdict.deviation, verdict.unit, verdict.score) == (False, -1, None, None)
    assert verdict.reason == "实际“9”不符合目标“=101”（读作 =10，单位印作“1”）。"


@pytest.mark.parametrize(
    "target, value, actual, direction, score",
    [
        ("≥80个", 80, "60个", "higher-is-better", "7.50"),
        ("≥80个", 80, "100个", "higher-is-better", "10"),
        ("≤80个", 80, "100个", "lower-is-better", "8.00"),
        ("≤80个", 80, "0个", "lower-is-better", "10"),
        ("80个", 80, "60个", "higher-is-better", "7.50"),
        ("≤80个", 80, "60个", "higher-is-better", None),
        ("≥80个", 80, "60个", None, None),
        ("≥80个", 80, "60天", "higher-is-better", None),
        ("≥0个", 0, "60个", "higher-is-better", None),
        ("=80个", 80, "60个", "higher-is-better", "7.50"),
        ("=80个", 80, "80个", "lower-is-better", "10"),
        ("=80个", 80, "60个", "lower-is-better", None),
    ],
)
def test_points(target, value, actual, direction, score):
    verdict = check(target, value, "个", direction=direction, weight=Decimal(10)).of(actual)
    assert verdict.score == (None if score is None else Decimal(score))


def test_no_points_without_a_weight():
    assert check("≥80个", 80, "个", direction="higher-is-better").of("60个").score is None


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_text_breaks_a_check(actual):
    for one in (check("≥95%", 95, "%"), check("6月30日前", "06-30", None, kind="date", operator="≤")):
        assert one.of(actual).reason


def test_huge_and_tiny_numbers():
    one = check("≥1个", 1, "个", direction="higher-is-better", weight=Decimal(10))
    assert one.of("9" * 300 + "个").met in {True, None}
    assert one.of(Decimal("1e-40")).met is False


def test_verdicts_agree_with_the_graph():
    store = asked_graph.embedded()
    rows = store.select("SELECT ?t ?met { ?r kg:ofTarget ?t ; kg:isMet ?met }").rows
    known = dict(rows)
    found = {
        one.target.iri: one.verdict.met for one in evaluate_results(store) if one.verdict.met is not None
    }
    assert found == known
    assert sorted(found.values()) == [False, False, False, True, True]


def test_targets_come_once_however_often_they_are_printed():
    once = [target.iri for target in read_targets(asked_graph.embedded())]
    again = [target.iri for target in read_targets(asked_graph.repeated())]
    assert len(set(again)) == len(again)
    assert sorted(once) == sorted(again)


def test_part_of_the_graph():
    found = list(evaluate_results(asked_graph.embedded(), department="北河"))
    assert [one.record()["指标"] for one in found] == ["数据准确率", "归集用时"]
    assert not list(evaluate_results(asked_graph.embedded(), project="没有这个项目"))


def filled(path, values, **part):
    records = list(template_records(asked_graph.embedded(), **part))
    for record in records:
        record["实际值"] = values.get(record["指标名称"])
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(records, stream)
    return records


def test_a_template_filled_in_and_read_back(tmp_path):
    path = tmp_path / "a.csv"
    rows = filled(path, {"网站数量": "12个", "系统可用率": "98%"}, department="东山", project="平台")
    assert len(rows) == 8
    verdicts = {
        (one.target.row.year, one.target.row.name): one.verdict
        for one in evaluate_actuals(asked_graph.embedded(), read_actuals(path))
    }
    assert len(verdicts) == 8
    assert verdicts[2026, "网站数量"].met is True
    assert verdicts[2025, "系统可用率"].met is False
    assert verdicts[2026, "群众满意度"].reason == "没有实际完成值。"


def test_rows_named_by_department_project_and_name(tmp_path):
    path = tmp_path / "b.csv"
    path.write_bytes(
        "部门,年度,项目,三级指标,实际完成值\n"
        "东山市数据局,2026,政务平台运维,系统可用率,99.2%\n"
        "东山市数据局,,政务平台运维,系统可用率,99.2%\n"
        "东山市数据局,,政务平台运维,没有的指标,1\n".encode("gb18030")
    )
    met, several, none = evaluate_actuals(asked_graph.embedded(), read_actuals(path))
    assert (met.verdict.met, met.record()["年度"]) == (True, 2026)
    assert several.verdict.reason == "图谱里有 2 行符合，请填标识。"
    assert none.verdict.reason == "图谱里没有这一行。"
    assert none.record()["位置"] == "所给文件第 4 行"


def test_identifiers_and_names_that_disagree_are_not_judged(tmp_path):
    store = asked_graph.embedded()
    known, other = list(read_targets(store, department="东山", project="平台"))[:2]

    def row_of(identifier, name, actual):
        row = known.row
        return f"{identifier},{row.department},{row.year},{row.project},{name},{row.target_text},{actual}\n"

    path = tmp_path / "d.csv"
    path.write_text(
        "标识;部门;年度;项目;指标名称;目标;实际值\n".replace(";", ",")
        + row_of(known.identifier, other.row.name, "1")
        + row_of("4.2E+19", known.row.name, "2")
        + row_of("", known.row.name, "3"),
        encoding="utf-8",
    )
    moved, mangled, named = evaluate_actuals(store, read_actuals(path))
    assert moved.target is None
    assert moved.verdict.reason == f"标识是“{known.row.name}”的，与这一行的指标名称不符，可能错了行。"
    assert [one.target.iri for one in (mangled, named)] == [known.iri] * 2


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "首行应有“实际值”一栏"),
        ("部门,实际值\n".encode(), "首行应有“实际值”一栏"),
        (b"PK\x03\x04", "请在表格软件里另存为 CSV"),
        (b"a" * 200_000 + b",b\n", "不是 CSV"),
    ],
)
def test_files_that_hold_no_actual_values(tmp_path, data, message):
    path = tmp_path / "c.csv"
    path.write_bytes(data)
    with pytest.raises(EvaluationError, match=message):
        read_actuals(path)
    with pytest.raises(EvaluationError, match="读不了"):
        read_actuals(tmp_path / "none.csv")


def test_shapes_refuse_the_results_that_miss_their_targets():
    import pyshacl

    store = asked_graph.embedded()
    shapes = rdflib.Graph().parse(data=lines(target_shapes(store)), format="nt")
    data = rdflib.Graph().parse(
        data=lines(
            quad for quad in asked_graph.quads() if "/target/" in quad.subject or "/result/" in quad.subject
        ),
        format="nt",
    )
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    focus = {str(node) for node in report.objects(None, rdflib.SH.focusNode)}
    missed = {str(result) for (result,) in store.select("SELECT ?r { ?r kg:isMet false }").rows}
    assert focus == missed
    messages = {str(message) for message in report.objects(None, rdflib.SH.resultMessage)}
    assert "网站数量：没有达到目标“≥20”（西河2025自评.txt 第 21 行）。" in messages


def test_only_bounded_targets_have_a_shape():
    names = [
        quad.object for quad in target_shapes(asked_graph.embedded()) if quad.predicate.endswith("#name>")
    ]
    assert '"网站数量"' in names
    assert '"培育能力"' not in names
    assert '"完成归集"' not in names


def lines(quads):
    return "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads)


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graph")
    documents = [quad for quad in asked_graph.quads() if "/graph/ontology>" not in quad.graph]
    write_store(folder, documents)
    return folder


def test_command_prints_a_table(graph, capsys):
    assert main(["evaluate", "--graph", str(graph), "--department", "北河"]) == 0
    out, err = capsys.readouterr()
    head_line, _, first, second = out.splitlines()
    assert head_line.split()[:6] == ["部门", "项目", "指标", "目标", "实际", "判断"]
    assert "+2.5个百分点（+2.78%）" in first
    assert "未达到" in second
    assert "+0.5小时（+25%）" in second
    assert err.strip() == "2 行，达到 1，未达到 1，无法判断 0。"


def test_command_writes_csv_template_and_shapes(graph, capsys, tmp_path):
    template, shapes = tmp_path / "t.csv", tmp_path / "s.ttl"
    assert (
        main(["evaluate", "--graph", str(graph), "--template", str(template), "--shapes", str(shapes)]) == 0
    )
    rows = list(csv.DictReader(io.StringIO(template.read_text("utf-8-sig"))))
    assert len(rows) == 22
    assert set(rows[0]) == {"标识", "部门", "年度", "项目", "指标名称", "目标", "实际值"}
    assert len(rdflib.Graph().parse(shapes)) > 100
    capsys.readouterr()
    assert main(["evaluate", str(template), "--graph", str(graph), "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 23
    assert "无法判断 22" in err
    assert main(["evaluate", str(template), "--graph", str(graph), "--department", "北河"]) == 0
    out, err = capsys.readouterr()
    assert {line.split()[0] for line in out.splitlines()[2:]} == {"北河市数据局"}
    template.write_text(template.read_text("utf-8") * 2, encoding="utf-8")
    assert main(["evaluate", str(template), "--graph", str(graph)]) == 0
    assert "22 个目标填了不止一次，每一次都单独判断" in capsys.readouterr().err


def test_command_says_what_is_wrong(graph, capsys, tmp_path):
    assert main(["evaluate", str(tmp_path / "none.csv"), "--graph", str(graph)]) == 2
    assert "读不了" in capsys.readouterr().err
    assert main(["evaluate", "--graph", str(graph), "--template", str(tmp_path / "no" / "t.csv")]) == 2
    assert "写不了" in capsys.readouterr().err
