"""The benchmark of segmentation: its sets, its scorer, and that it runs."""

import json
import subprocess
import sys
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.segment import run  # noqa: E402
from benchmarks.segment.cases import Case, load_sets, read_gold  # noqa: E402
from benchmarks.segment.reading import Reading, Row  # noqa: E402
from benchmarks.segment.score import mark, shares  # noqa: E402
from benchmarks.segment.speed import distinct, rows_a_second  # noqa: E402

SETS = load_sets()


def case(target, name=None, **expect):
    return Case("", Row(name, target, None), expect)


def number(value, unit, operator=None):
    return {"operator": operator, "kind": "number", "value": value, "unit": unit}


@pytest.mark.parametrize(
    "expect, reading, right",
    [
        (number(30, "万件", "≥"), Reading("≥", Decimal(30), "万件"), (1, 1, 1)),
        (number(30, "万件", "≥"), Reading("≥", Decimal(300000), "件"), (1, 1, 1)),
        (number(30, "万件", "≥"), Reading(None, Decimal(30), "件"), (0, 1, 0)),
        (number(Decimal("99.9"), "百分比"), Reading(None, Decimal("99.90"), "Percentage"), (1, 1, 1)),
        (number(2, "小时", "≤"), Reading("≥", Decimal(2), "hour"), (0, 1, 1)),
        (number(3, None), Reading(None, Decimal(3), None, (Decimal(3), Decimal(4))), (1, 1, 1)),
        (number(3, None), Reading(None, None, None, (Decimal(3), Decimal(4))), (1, 0, 1)),
        ({"kind": "range", "value": [8, 9]}, Reading(None, None, "%", (Decimal(8), Decimal(9))), (1, 1, 1)),
        ({"kind": "range", "value": [8, 9]}, Reading(None, Decimal(8), "%"), (1, 0, 1)),
        ({"kind": "date", "value": "12-31", "operator": "≤"}, Reading("≤", "2026-12-31"), (1, 1, 1)),
        ({"kind": "date", "value": "2026-12-31"}, Reading(value="12-31"), (1, 0, 1)),
        ({"kind": "date", "value": "12-31"}, Reading(), (1, 0, 1)),
        ({"kind": "text", "value": "持续提升", "unit": None}, Reading(), (1, 1, 1)),
        ({"kind": "text", "value": "持续提升", "unit": None}, Reading(value="持续 提升"), (1, 1, 1)),
        ({"kind": "text", "value": "7×24小时", "unit": None}, Reading(value=Decimal(7)), (1, 0, 1)),
        ({"kind": "missing", "value": None}, Reading(), (1, 1, 1)),
        ({"kind": "multi", "value": ["100G", "400G"]}, Reading(value="100G、400G"), (1, 1, 1)),
        ({}, Reading(">", Decimal(1), "个"), (1, 1, 1)),
    ],
)  # fmt: skip
def test_parts_are_judged_by_themselves(expect, reading, right):
    marks = mark(case("", **expect), reading)
    assert (marks.operator, marks.value, marks.unit) == tuple(map(bool, right))


@pytest.mark.parametrize(
    "reading, right",
    [(Reading(), False), (Reading(subject="培训人数"), True), (Reading(subject=None), False)],
)
def test_a_tool_that_reads_no_name_has_the_printed_one(reading, right):
    assert mark(case("", "培训人数（人）", subject="培训人数"), reading).subject is right


def test_shares():
    marks = [
        mark(case("", "次数", **number(3, "次")), Reading(None, value, "次")) for value in (Decimal(3), None)
    ]
    assert shares(marks) == (2, 1.0, 0.5, 1.0, 0.5, 0.5)
    assert shares([])[0] == 0


def test_the_sets_are_those_of_the_readme():
    sizes = {one.name: len(one.cases) for one in SETS}
    readme = (ROOT / "benchmarks" / "segment" / "README.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in readme for name in sizes if not name.startswith("other offices"))
    assert f"| gold | {sizes['gold']} rows" in readme
    for half, size in (("seen", 600), ("unseen", 258)):
        assert sum(sizes[f"other offices, {half}, {part}"] for part in ("plain", "hard")) == size
    pages = [c.label for one in SETS[5:] for c in one.cases if not c.label.startswith(("a-", "b-", "c-"))]
    assert f"the {len(pages)} rows labelled" in readme


def test_other_offices_are_well_formed():
    text = (ROOT / "tests/cases/segment/other-offices.json").read_text(encoding="utf-8")
    cases = json.loads(text)
    assert [list(one) for one in cases] == [
        ["label", "name", "target", "level2", "part", "half", "expect"] for _ in cases
    ]
    assert len(text.splitlines()) == len(cases) + 2
    assert len({one["label"] for one in cases}) == len(cases)
    assert len({(one["name"], one["target"]) for one in cases}) >= len(cases) - 1


def test_gold_rows_name_documents_that_are_here():
    rows = read_gold()
    assert len(rows) == 272
    assert all((ROOT / "data" / row["document"]).is_file() for row in rows)
    for row in rows:
        if row["alone"] and row["expect"]["unit"]:
            assert row["expect"]["unit"] in "".join(row["target"].split())


def test_tools_that_are_not_there_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "quantulum3", None)
    monkeypatch.delitem(sys.modules, "benchmarks.segment.baselines.quantulum3", raising=False)
    tool = run.load_tool("quantulum3")
    assert (tool.title, tool.read) == ("quantulum3", None)
    assert tool.missing == "not installed (quantulum3)"


def test_every_baseline_has_a_name_of_its_own():
    names = run.tool_names()
    assert len({run.title_of(name) for name in names}) == len(names) >= 7
    assert names[:2] == ["ours_pipeline", "ours_grammar"]
    assert not run.load_tool("plain_regex").floor


def test_rows_for_speed_never_repeat():
    rows = list(islice(distinct([Row("比率", "≥95%", None), Row(None, "12月底前", None)]), 40))
    assert len({(row.name, row.target) for row in rows}) == 40
    assert rows[:4:2] == [Row("乙比率", "≥16%", None), Row("丙比率", "≥27%", None)]
    assert {row.target for row in rows[1::2]} == {"12月底前"}
    assert rows_a_second(lambda chunk: [Reading() for _ in chunk], rows, 0.001) > 0


@pytest.mark.parametrize("name, least", [("ours_pipeline", 1.0), ("ours_grammar", 0.99)])
def test_ours_reads_the_gold(name, least):
    tool = run.load_tool(name)
    gold = next(one for one in SETS if one.name == "gold")
    marks = [mark(c, r) for c, r in zip(gold.cases, tool.read(c.row for c in gold.cases), strict=True)]
    assert shares(marks).four >= least


def test_it_prints_tables():
    command = [sys.executable, str(ROOT / "benchmarks" / "segment"), "--tools", "ours_grammar,plain_regex"]
    done = subprocess.run(
        [*command, "--quick", "--seconds", "0.05"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.count("| this program, target grammar alone |") == 4
    assert done.stdout.count("| plain regex |") == 4
    assert "gold: 158 targets" in done.stdout


def test_percents_are_not_rounded_up_to_all():
    assert [run.percent(share) for share in (1.0, 0.9999, 0.5)] == ["100.0 %", "99.9 %", "50.0 %"]
