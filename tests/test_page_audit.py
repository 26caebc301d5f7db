"""The page of the audit: filters with counts, pages, decisions that are written down, the workbook that goes back."""

import io

import pytest
from explored_graph import SCRIPT, build, hostile
from page_runner import choice_of, html_of, run_page, text_of
from sample_extraction import next_year, sample

from kg.check import find_audit
from kg.explorer.address import href
from kg.explorer.audit.desk import desk_of
from kg.explorer.looks.wording import escape
from kg.explorer.nodes import short
from kg.explorer.opened import open_graph
from kg.export.returned import letter, returned_workbook
from kg.finding_decisions import FILE, read_finding_decisions
from kg.store import open_store

DEPARTMENT = "青山市数据管理局"


@pytest.fixture
def directory(tmp_path, monkeypatch):
    made = build(tmp_path, sample(), next_year(), hostile())
    monkeypatch.setenv("KG_GRAPH", str(made))
    return made


def findings_of(directory):
    return list(find_audit(open_store(directory)).findings)


def test_counts_are_those_of_the_findings_under_the_other_choices(directory):
    found = findings_of(directory)
    desk = desk_of(open_graph())
    assert desk.count("severity", {})["warning"] == sum(one.severity == "warning" for one in found)
    chosen = {"severity": "warning", "department": DEPARTMENT}
    own = [one for one in found if one.department == DEPARTMENT]
    assert desk.count("severity", chosen)["info"] == sum(one.severity == "info" for one in own)
    assert len(desk.find(chosen)) == sum(one.severity == "warning" for one in own)
    assert desk.find({"code": "没有的代码"}) == []


def test_filters_stand_in_the_address(directory):
    app = run_page("audit", severity="warning")
    assert app.selectbox(key="pick-severity").value == "warning"
    app.selectbox(key="pick-department").select(DEPARTMENT).run()
    assert choice_of(app, "department") == DEPARTMENT
    own = [
        one for one in findings_of(directory) if one.severity == "warning" and one.department == DEPARTMENT
    ]
    assert any(f"逐条（{len(own)}）" in element.value for element in app.markdown)


def test_the_list_comes_in_pages(directory, monkeypatch):
    monkeypatch.setattr("kg.explorer.audit.page._PAGE", 2)
    count = len(findings_of(directory))
    app = run_page("audit")
    assert f"第 1～2 条，共 {count} 条" in text_of(app)
    assert escape(href("audit", start=2)) in html_of(app)
    assert f"第 {count - (count - 1) % 2} ～".replace(" ～", "～") in text_of(
        run_page("audit", start="99999")
    )


def test_each_finding_leads_to_its_own_row_and_source(directory):
    markup = html_of(run_page("audit", code="number-without-operator"))
    rows = [one for one in findings_of(directory) if one.code == "number-without-operator"]
    assert rows
    for row in rows:
        assert escape(href("search", row=short(row.node))) in markup
        assert escape(href("project", project=short(row.owner), row=short(row.node))) in markup


def test_a_form_printed_in_two_documents_leads_each_finding_to_its_own_line(directory):
    """The same row IRI stands in two graphs, at another line in each."""
    for found in findings_of(directory):
        if found.is_row:
            answer = open_store(directory).select(
                f"SELECT ?line {{ GRAPH ?g {{ <{found.node}> kg:line ?line ; prov:wasQuotedFrom ?d . ?d dct:title ?t }}"
                f' FILTER(STR(?t) = "{found.document}") }}'.replace("\\", "")
            )
            assert found.line >= min(int(str(line)) for (line,) in answer.rows)


def test_a_decision_is_written_down_at_once(directory):
    found = next(one for one in findings_of(directory) if one.code == "number-without-operator")
    app = run_page("audit", code=found.code)
    app.button_group[0].set_value("accepted").run()
    assert not app.exception
    decision = read_finding_decisions(directory)[found.mark]
    assert (decision.verdict, decision.document, decision.message) == (
        "accepted",
        found.document,
        found.message,
    )
    assert decision.date
    assert (directory / FILE).is_file()
    app = run_page("audit", decision="accepted")
    assert any("逐条（1）" in element.value for element in app.markdown)


def test_dismissing_needs_a_reason(directory):
    found = next(one for one in findings_of(directory) if one.code == "number-without-operator")
    app = run_page("audit", code=found.code)
    app.button_group[0].set_value("dismissed").run()
    assert "要写明理由" in text_of(app)
    assert not (directory / FILE).exists()
    app.text_input[1].input("表外说明了方向").run()
    assert read_finding_decisions(directory)[found.mark].reason == "表外说明了方向"
    assert "要写明理由" not in text_of(app)
    app.button_group[0].set_value("open").run()
    assert read_finding_decisions(directory)[found.mark].verdict == "open"


def test_all_of_a_filter_are_decided_behind_a_confirmation(directory):
    app = run_page("audit", severity="info")
    wanted = [one for one in findings_of(directory) if one.severity == "info"]
    app.selectbox(key="bulk-verdict").select("dismissed")
    app.text_input(key="bulk-reason").input("参考即可").run()
    button = next(button for button in app.button if button.label == "确定处理")
    assert button.disabled
    app.checkbox(key="bulk-sure").check().run()
    next(button for button in app.button if button.label == "确定处理").click().run()
    assert not app.exception
    decisions = read_finding_decisions(directory)
    assert set(decisions) == {one.mark for one in wanted}
    assert {decision.reason for decision in decisions.values()} == {"参考即可"}


def test_a_spoilt_file_of_decisions_is_named_and_kept(directory):
    (directory / FILE).write_text("处理,标识\n驳回,ab\n", encoding="utf-8")
    app = run_page("audit")
    assert "不认识" in app.error[0].value
    assert "驳回" in (directory / FILE).read_text(encoding="utf-8")


def test_the_workbook_that_goes_back(directory):
    from openpyxl import load_workbook

    found = findings_of(directory)
    data = returned_workbook(found, {})
    assert data == returned_workbook(found, {})
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["退回意见", "问题清单"]
    rows = list(book["问题清单"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(found)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    words = letter(DEPARTMENT, [one for one in found if one.department == DEPARTMENT])
    assert words.startswith(f"{DEPARTMENT}：\n贵单位2026、2027 年度")
    assert "请对照“问题清单”" in words
    assert SCRIPT in "".join(str(row) for row in rows)


def test_a_page_shows_the_doubts_of_the_reader_while_a_large_graph_is_audited(directory, monkeypatch):
    from kg.explorer import audited

    monkeypatch.setattr(audited, "_SMALL", 0)
    monkeypatch.setattr(audited, "_PATIENCE", 0.05)
    run_page("audit")
    audited._audit(open_graph().version).thread.join(60)
    app = run_page("audit")
    assert any(f"逐条（{len(findings_of(directory))}）" in element.value for element in app.markdown)


@pytest.mark.usefixtures("directory")
def test_the_graph_of_a_server_is_read_only(monkeypatch):
    monkeypatch.setattr("kg.explorer.audit.page.is_read_only", lambda: True)
    app = run_page("audit")
    assert "只能看" in text_of(app)
    assert not app.button_group
