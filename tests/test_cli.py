"""The command line as a person uses it: exit codes, streams, messages, start-up."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import main
from kg.cli.reading import ProgressBar
from kg.vocabulary import data_dir

DOCUMENTS = sorted(data_dir().glob("*.txt"))


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    directory = tmp_path_factory.mktemp("graph") / "build"
    assert main(["build", "--out", str(directory)]) == 0
    return directory


@pytest.fixture(autouse=True)
def no_workers(monkeypatch):
    """A command whose test does not name a number of workers reads in this process. The graph of all tests above is
    made before, as a person makes it."""
    monkeypatch.setattr("kg.ingest.reading.default_jobs", lambda *_: 0)


def run(*arguments, capsys):
    code = main(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def test_help_imports_neither_spacy_nor_streamlit():
    script = (
        "import sys; from kg.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'streamlit', 'jieba', 'rdflib', 'networkx', 'pyoxigraph'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "kg" in done.stdout


def test_build_prints_what_was_found_and_what_to_do_next(tmp_path, capsys):
    code, out, err = run("build", DOCUMENTS[0], "--out", tmp_path / "g", capsys=capsys)
    assert code == 0
    assert DOCUMENTS[0].name in out
    for word in ("条指标", "kg app", "kg query", "kg export"):
        assert word in out
    assert "正在读取" in err


@pytest.mark.parametrize(
    "content, reason", [(None, "找不到"), (b"", "空文件"), (b"\x89PNG\r\n\x1a\n\x00", "图片")]
)
def test_build_of_nothing_readable_is_2_with_the_reason(tmp_path, capsys, content, reason):
    path = tmp_path / "x.txt"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("build", path, "--out", tmp_path / "g", capsys=capsys)
    assert code == 2
    assert reason in out + err
    assert "Traceback" not in out + err


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number, path in enumerate(DOCUMENTS[:2]):
        (folder / f"{number}.txt").write_bytes(path.read_bytes())
    (folder / "copy.txt").write_bytes(DOCUMENTS[0].read_bytes())
    (folder / "bad.txt").write_bytes(b"")
    return folder


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv"])
def test_build_reports_every_file(folder, tmp_path, capsys, suffix):
    report = tmp_path / f"report.{suffix}"
    code, _, err = run("build", folder, "--out", tmp_path / "g", "--report", report, capsys=capsys)
    assert code == 0
    for words in ("读了 2 份文档", "1 个文件没有读成", "空文件", "内容相同"):
        assert words in err
    text = report.read_text(encoding="utf-8")
    found = {
        "json": lambda: json.loads(text)["files"],
        "jsonl": lambda: records(text),
        "csv": lambda: list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))),
    }[suffix]()
    assert {row["document"]: row["status"] for row in found} == {
        "0.txt": "read",
        "1.txt": "read",
        "copy.txt": "duplicate",
        "bad.txt": "failed",
    }
    assert sum(int(row["rows"]) for row in found) > 50


def test_build_again_says_what_did_not_change(folder, tmp_path, capsys):
    run("build", folder, "--out", tmp_path / "g", capsys=capsys)
    code, _, err = run("build", folder, "--out", tmp_path / "g", capsys=capsys)
    assert code == 0
    assert "2 份文档没有变化" in err
    assert "正在写入图谱" not in err
    code, out, err = run("build", folder, "--out", tmp_path / "g", "--重读", capsys=capsys)
    assert "没有变化" not in err
    assert out.count("✓") == 2


@pytest.mark.parametrize(
    "options", [["--jobs", "x"], ["--jobs", "-1"], ["--timeout", "0"], ["--memory", "1.5"]]
)
def test_options_that_are_no_numbers_are_refused(options, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["build", *options])
    assert caught.value.code == 2
    assert options[1] in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_said(folder, tmp_path, capsys):
    code, _, err = run("extract", folder, "--report", tmp_path / "no" / "r.json", capsys=capsys)
    assert code == 2
    assert "写不了" in err


def test_extract_gives_the_same_in_workers_and_without(folder, capsys):
    outputs = [run("extract", folder, "--jobs", jobs, capsys=capsys)[1] for jobs in (0, 1, 2)]
    assert outputs[0] == outputs[1] == outputs[2]
    assert records(outputs[0])[0]["document"] == "0.txt"
    tables = [run("extract", folder, "--format", "csv", "--jobs", jobs, capsys=capsys)[1] for jobs in (0, 2)]
    assert tables[0] == tables[1]


def test_the_progress_bar_is_for_terminals_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("kg.cli.reading._PAUSE", 0)
    piped, terminal = io.StringIO(), Terminal()
    for stream in (piped, terminal):
        bar = ProgressBar(stream)
        bar(1, 4, 20, ("甲.pdf",))
        bar(2, 4, 30, ("一份名字特别长的文件" * 20,))
        bar.close()
    assert piped.getvalue() == ""
    assert "1/4" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")


def test_build_of_a_folder_without_documents_is_2(tmp_path, capsys):
    code, _, err = run("build", tmp_path, "--out", tmp_path / "g", capsys=capsys)
    assert code == 2
    assert "没有可读的" in err


def test_extract_prints_one_record_a_row(capsys):
    code, out, _ = run("extract", *DOCUMENTS, capsys=capsys)
    rows = records(out)
    assert code == 0
    assert len(rows) == 590
    assert {row["document"] for row in rows} == {path.name for path in DOCUMENTS}
    assert all(row["department"] and row["year"] for row in rows)


def test_extract_csv_starts_with_the_mark_excel_needs(capsys):
    _, out, _ = run("extract", DOCUMENTS[0], "--format", "csv", capsys=capsys)
    assert out.startswith("\ufeffdocument,line")


@pytest.mark.parametrize(
    "option, field", [("--account", "fate"), ("--heads", "funding"), ("--tables", "lines")]
)
def test_extract_prints_account_heads_and_tables(capsys, option, field):
    code, out, _ = run("extract", DOCUMENTS[0], option, capsys=capsys)
    assert code == 0
    assert all(field in record for record in records(out))


def test_extract_goes_on_behind_a_bad_file(tmp_path, capsys):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    code, out, err = run("extract", bad, DOCUMENTS[0], capsys=capsys)
    assert code == 0
    assert records(out)
    assert "bad.txt" in err


def test_segment_reads_json_lines(capsys, monkeypatch):
    lines = (
        '{"name": "培训覆盖率", "target": "≥95%", "level2": null}\n{"name": null, "target": "10月30日前"}\n'
    )
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, _ = run("segment", "-", capsys=capsys)
    first, second = records(out)
    assert code == 0
    assert (first["operator"], first["value"], first["unit"]) == ("≥", 95, "%")
    assert (second["kind"], second["value"], second["operator"]) == ("date", "10-30", "≤")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        '{"name": ["甲"], "target": "≥1"}',
        '{"taget": "≥1"}',
        "[" * 100_000,
        '{"target": {"a": 1}}',
    ],
    ids=["text", "list", "name", "misspelt", "nested", "target"],
)
def test_segment_names_the_line_that_is_wrong(capsys, monkeypatch, line):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": null, "target": "1"}\n' + line))
    code, _, err = run("segment", capsys=capsys)
    assert code == 2
    assert "第 2 行" in err


def test_segment_takes_numbers_as_printed_and_a_byte_order_mark(capsys, monkeypatch):
    lines = '\ufeff{"name": null, "target": 5.50}\n{"name": null, "target": ' + "9" * 5000 + "}\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, _ = run("segment", "-", capsys=capsys)
    first, second = records(out)
    assert (code, first["value"], second["kind"]) == (0, 5.5, "text")


def test_segment_explains_each_step(capsys, monkeypatch):
    code, out, _ = run("segment", "--explain", "★培训人数\t不少于 50 人", capsys=capsys)
    assert code == 0
    assert "“不少于” → 运算符 ≥　〔前置比较符〕" in out
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": "★培训人数", "target": "不少于 50 人"}'))
    (record,) = records(run("segment", "-", "--explain", capsys=capsys)[1])
    assert [(step["rule"], step["printed"]) for step in record["steps"]][:2] == [
        ("star", "★"),
        ("one-signed", "50"),
    ]
    assert run("segment", "--prose", "--explain", "x", capsys=capsys)[0] == 2


def test_segment_takes_a_name_and_a_target(capsys):
    _, out, _ = run("segment", "设备故障响应时间\t小于等于 4 小时", capsys=capsys)
    record = json.loads(out)
    assert (record["subject"], record["operator"], record["base_value"]) == ("设备故障响应时间", "≤", 14400)


def test_explain_shows_cells_rules_and_triples(capsys):
    code, out, _ = run("explain", DOCUMENTS[0], "--row", 3, capsys=capsys)
    assert code == 0
    for title in ("原文", "单元格", "读成", "规则", "三元组"):
        assert f"── {title} ──" in out
    assert "targetText" in out


def test_explain_of_a_row_that_is_not_there(capsys):
    code, _, err = run("explain", DOCUMENTS[0], "--row", 9999, capsys=capsys)
    assert code == 2
    assert "9999" in err


def test_query_by_name_and_from_standard_input(graph, capsys, monkeypatch):
    code, out, _ = run("query", "document-overview", "--graph", graph, "--format", "json", capsys=capsys)
    assert code == 0
    assert len(records(out)) == len(DOCUMENTS)
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("SELECT (COUNT(*) AS ?n) WHERE { ?t a kg:PerformanceTarget }")
    )
    code, out, _ = run("query", "-", "--graph", graph, "--format", "json", capsys=capsys)
    assert records(out) == [{"n": 590}]


@pytest.mark.parametrize(
    "text",
    ["DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "SELEC ?x {}"],
)
def test_query_refuses_what_writes_leaves_or_is_broken(graph, capsys, monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, err = run("query", "-", "--graph", graph, capsys=capsys)
    assert code == 2
    assert not out
    assert err.startswith("错误：")


def test_query_with_a_wrong_name_says_what_there_is(graph, capsys):
    code, _, err = run("query", "project-by-department", "--graph", graph, capsys=capsys)
    assert code == 2
    assert "projects-by-department" in err


def test_commands_without_a_graph_say_how_to_build_one(tmp_path, capsys):
    for command in (
        ["query", "document-overview"],
        ["check"],
        ["verify"],
        ["export", "nq", str(tmp_path / "x.nq")],
    ):
        code, _, err = run(*command, "--graph", tmp_path / "none", capsys=capsys)
        assert code == 2
        assert "kg build" in err


def test_check_prints_findings_and_its_exit_code_says_violation(graph, capsys):
    code, out, err = run("check", "--graph", graph, "--format", "jsonl", capsys=capsys)
    findings = records(out)
    assert code == (1 if any(finding["severity"] == "violation" for finding in findings) else 0)
    assert {finding["document"] for finding in findings} <= {path.name for path in DOCUMENTS} | {""}
    assert "共" in err


def test_verify_matches_every_literal(graph, capsys):
    code, _, err = run("verify", "--graph", graph, capsys=capsys)
    assert code == 0, err
    assert "0 处有问题" in err


def test_verify_sees_a_changed_file(graph, tmp_path, capsys):
    copy = tmp_path / DOCUMENTS[0].name
    copy.write_text(DOCUMENTS[0].read_text(encoding="utf-8") + "\n改", encoding="utf-8")
    code, out, _ = run("verify", copy, "--graph", graph, capsys=capsys)
    assert code == 1
    assert "改过" in out
    assert "找不到原文件" in out


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl", "ttl", "nq", "jsonld", "graphml"])
def test_export_writes_every_format(graph, tmp_path, capsys, form):
    path = tmp_path / f"out.{form}"
    code, _, err = run("export", form, path, "--graph", graph, capsys=capsys)
    assert code == 0
    assert path.stat().st_size > 1000
    assert str(path) in err


def test_export_into_a_folder_is_refused(graph, tmp_path, capsys):
    code, _, err = run("export", "xlsx", tmp_path, "--graph", graph, capsys=capsys)
    assert code == 2
    assert "文件夹" in err


def test_network_lists_bridges_and_neighbours(graph, capsys):
    code, out, _ = run("network", "--graph", graph, capsys=capsys)
    assert code == 0
    assert "部门" in out
    code, out, _ = run("network", "--around", "信息化专项资金", "--graph", graph, capsys=capsys)
    assert code == 0
    assert "信息化专项资金" in out


def test_network_tells_the_ways_between_two_names(graph, capsys):
    code, out, err = run(
        "network", "--around", "信息化专项资金", "--to", "数据管理局", "--graph", graph, capsys=capsys
    )
    assert code == 0
    assert "项目属于这个部门" in out
    assert "最短 1 步" in err
    code, _, err = run("network", "--to", "数据管理局", "--graph", graph, capsys=capsys)
    assert code == 2
    assert "--around" in err
    code, _, err = run("network", "--around", "没有的", "--to", "数据管理局", "--graph", graph, capsys=capsys)
    assert code == 2
    assert "没有名称含“没有的”" in err


def test_the_whole_documents_and_the_shipped_parts_hold_the_same_forms():
    assert len(DOCUMENTS) == 5
    assert Path(data_dir() / "README.md").is_file()
