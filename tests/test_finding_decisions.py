"""Decisions on findings: kept in a file that people may edit, tied to what is printed, and minded by the audit."""

import subprocess
import sys
from dataclasses import replace

import pytest
from explored_graph import build
from sample_extraction import next_year, sample

from kg.check import decide, find_audit, read_audit, state_of, tie_findings, without_dismissed
from kg.cli import main
from kg.errors import DecisionError
from kg.finding_decisions import (
    FILE,
    FindingDecision,
    merge_finding_decisions,
    read_finding_decisions,
    write_finding_decisions,
)
from kg.store import open_store


def one(mark="ab12", verdict="dismissed", **fields) -> FindingDecision:
    return FindingDecision(mark, verdict, **fields)


def findings_of(directory):
    return find_audit(open_store(directory)).findings


DECIDE_MANY = """
import sys
from pathlib import Path
from kg.decisions import deciding
from kg.finding_decisions import (
    FindingDecision, merge_finding_decisions, read_finding_decisions, write_finding_decisions,
)
directory, name = Path(sys.argv[1]), sys.argv[2]
for number in range(20):
    with deciding(directory):
        new = [FindingDecision(f"{name}{number}", "dismissed", reason="甲")]
        known = read_finding_decisions(directory)
        write_finding_decisions(directory, merge_finding_decisions(known, new).values())
"""


def test_two_programs_lose_none_of_each_other(tmp_path):
    people = [subprocess.Popen([sys.executable, "-c", DECIDE_MANY, str(tmp_path), name]) for name in "ab"]
    assert [person.wait(60) for person in people] == [0, 0]
    assert len(read_finding_decisions(tmp_path)) == 40


def test_a_file_is_read_as_it_was_written(tmp_path):
    decisions = [
        one(reason="=按规定，可以", date="2026-01-05", digest="00", message="a\nb", document="乙.txt"),
        one("ff", "accepted", document="甲.txt", code="x"),
    ]
    path = write_finding_decisions(tmp_path, decisions)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "'=按规定" in path.read_text(encoding="utf-8-sig")
    found = read_finding_decisions(tmp_path)
    assert found == {decision.mark: decision for decision in decisions}
    again = path.read_bytes()
    write_finding_decisions(tmp_path, reversed(list(found.values())))
    assert path.read_bytes() == again


def test_no_file_is_no_decision(tmp_path):
    assert read_finding_decisions(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("处理,别的\n采纳,x\n", "缺少“标识”列"),
        ("处理,标识\n驳回,ab\n", "第 2 行的处理“驳回”不认识"),
        ("处理,标识\n采纳,../ab\n", "第 2 行的标识"),
    ],
)
def test_a_file_that_was_spoilt_is_named(tmp_path, text, says):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DecisionError, match=says):
        read_finding_decisions(tmp_path)


def test_a_new_decision_takes_the_place_of_the_old_and_open_takes_it_away():
    known = {"ab12": one(reason="旧")}
    assert merge_finding_decisions(known, [one(reason="新")])["ab12"].reason == "新"
    assert merge_finding_decisions(known, [one(verdict="open")]) == {}
    assert merge_finding_decisions(known, [one(verdict="open", reason="问过了")])["ab12"].verdict == "open"


def test_marks_tell_findings_apart_and_survive_a_new_build(tmp_path):
    first = findings_of(build(tmp_path / "a", sample(), next_year()))
    assert len({found.mark for found in first}) == len(first)
    second = findings_of(build(tmp_path / "b", next_year(), sample()))
    assert [found.mark for found in first] == [found.mark for found in second]


def test_a_changed_source_is_asked_again(tmp_path):
    made = sample()
    found = next(
        found for found in findings_of(build(tmp_path / "a", made)) if found.code == "number-without-operator"
    )
    assert found.is_row
    decisions = {found.mark: decide(found, "dismissed", "表外说明", "2026-01-05")}
    assert state_of(found, decisions) == "dismissed"
    rows = tuple(
        replace(row, printed=f"{row.printed}\t（改）") if row.line == found.line else row
        for row in made.indicators
    )
    changed = findings_of(build(tmp_path / "b", replace(made, indicators=rows)))
    again = next(other for other in changed if other.mark == found.mark)
    assert again.digest != found.digest
    assert state_of(again, decisions) == "again"
    assert again in without_dismissed(changed, decisions)


def test_findings_know_their_row_form_department_and_project(tmp_path):
    found = findings_of(build(tmp_path, sample()))
    row = next(one for one in found if one.code == "number-without-operator")
    assert (row.department, row.year) == ("青山市数据管理局", 2026)
    assert "/target/" in row.node
    assert row.owner
    form = next(one for one in found if "/form/" in one.node)
    assert not form.is_row


def test_the_audit_is_kept_beside_the_version_and_read_back(tmp_path, monkeypatch):
    store = open_store(build(tmp_path, sample()))
    version = store.version_directory
    assert read_audit(version) is None
    audit = find_audit(store)
    kept = (version / "audit.json").read_bytes()
    monkeypatch.setattr("kg.check.kept.run_check", None)
    assert find_audit(open_store(tmp_path)) == audit == read_audit(version)
    monkeypatch.undo()
    (version / "audit.json").unlink()
    find_audit(store)
    assert (version / "audit.json").read_bytes() == kept


@pytest.mark.parametrize("spoil", [b"", b"{", b"[]", b'{"key": 1}', b"[" * 100_000])
def test_a_kept_audit_that_is_broken_or_of_other_rules_is_run_again(tmp_path, spoil, monkeypatch):
    store = open_store(build(tmp_path, sample()))
    audit = find_audit(store)
    path = store.version_directory / "audit.json"
    path.write_bytes(spoil)
    assert read_audit(store.version_directory) is None
    assert find_audit(store) == audit
    monkeypatch.setattr("kg.check.kept.rules_digest", lambda: "other rules")
    assert read_audit(store.version_directory) is None


def test_a_graph_that_may_not_be_written_is_audited_all_the_same(tmp_path, monkeypatch):
    store = open_store(build(tmp_path, sample()))

    def refuse(*_):
        raise OSError("read-only")

    monkeypatch.setattr("kg.check.kept._write", refuse)
    assert find_audit(store).findings
    assert read_audit(store.version_directory) is None


def test_another_process_audits_and_hands_over(tmp_path):
    from kg.check.process import audit_apart

    directory = build(tmp_path, sample())
    heard = []
    found = audit_apart(directory, lambda done, of: heard.append((done, of)))
    assert heard[-1][0] == heard[-1][1] >= 22
    assert found == list(find_audit(open_store(directory)).findings)


def test_check_leaves_out_what_was_dismissed(tmp_path, capsys):
    directory = build(tmp_path, sample())
    options = ["check", "--no-shapes", "--graph", str(directory)]
    main(options)
    before = capsys.readouterr()
    everything = findings_of(directory)
    assert f"共 {len(everything)} 个问题" in before.err
    severe = [found for found in everything if found.severity == "violation"]
    gone = severe or everything[:2]
    write_finding_decisions(directory, [decide(found, "dismissed", "不是问题", "") for found in gone])
    assert main(options) == 0
    after = capsys.readouterr()
    assert f"共 {len(everything) - len(gone)} 个问题，其中严重 0 个" in after.err
    assert f"另有 {len(gone)} 个已不采纳" in after.err
    main([*options, "--all", "--format", "jsonl"])
    assert capsys.readouterr().out.count("不采纳") == len(gone)


def test_findings_that_say_the_same_of_one_node_are_told_apart(tmp_path):
    found = findings_of(build(tmp_path, sample()))[0]
    findings = [replace(found.finding(), line=0, message="同一句。") for _ in range(2)]
    marks = {one.mark for one in tie_findings(open_store(tmp_path), findings)}
    assert len(marks) == 2


def test_the_workbook_carries_the_decisions(tmp_path):
    from openpyxl import load_workbook

    from kg.export import write_export

    directory = build(tmp_path / "g", sample())
    found = findings_of(directory)
    write_finding_decisions(directory, [decide(found[0], "dismissed", "表外说明", "")])
    write_export("xlsx", open_store(directory), tmp_path / "a.xlsx")
    heads, *rows = load_workbook(tmp_path / "a.xlsx")["问题"].iter_rows(values_only=True)
    verdict, note = heads.index("处理"), heads.index("理由")
    assert [row[note] for row in rows if row[verdict] == "不采纳"] == ["表外说明"]
    assert sum(row[verdict] is None for row in rows) == len(found) - 1
