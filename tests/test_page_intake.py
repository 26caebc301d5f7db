"""Files handed in: kept safely, read apart, looked at, and let into the graph; nothing good is ever lost."""

import shutil
import socket
from pathlib import Path

import pytest
from page_runner import html_of, run_page, text_of

from kg.build import build_graph
from kg.build.writing import remove_documents
from kg.errors import StoreError
from kg.explorer.intake.entering import Choice, Entered, enter, read_batch, take_out
from kg.explorer.intake.jobs import find_job, forget_job, start_job
from kg.explorer.intake.looking import known_documents, likeness
from kg.explorer.opened import open_graph
from kg.ingest.incoming import DOCUMENTS, INCOMING, MOST_BYTES, Batch, Incoming, receive, safe_name, sweep
from kg.ingest.ledger import read_ledger
from kg.sources import find_source
from kg.store import open_store
from kg.vocabulary import data_dir

SHIPPED = sorted(data_dir().glob("*.txt"))
FIRST, SECOND = sorted(SHIPPED, key=lambda path: path.stat().st_size)[:2]
SCRIPT = "<script>alert(1)</script>"


def titles(directory: Path) -> set[str]:
    rows = open_store(directory).select("SELECT ?t { ?d a kg:Document ; dct:title ?t }").rows
    return {str(title) for (title,) in rows}


def indicators(directory: Path) -> int:
    return int(
        open_store(directory).select("SELECT (COUNT(*) AS ?n) { ?t a kg:PerformanceTarget }").rows[0][0]
    )


def changed(data: bytes) -> bytes:
    """The same document with one target made another."""
    text = data.decode("utf-8")
    assert "99" in text
    return text.replace("99", "98", 1).encode("utf-8")


def handed_in(directory: Path, *files: tuple[str, bytes], jobs: int | None = 0) -> Batch:
    batch = receive(directory, iter(files))
    read_batch(batch, lambda *_: None, jobs=jobs)
    return batch


def take_in(directory: Path, batch: Batch, choices: list[Choice]) -> list[Entered]:
    return enter(directory, batch, choices, jobs=0)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("built") / "g"
    build_graph([FIRST], directory)
    return directory


@pytest.fixture
def graph(built, tmp_path, monkeypatch) -> Path:
    directory = tmp_path / "g"
    shutil.copytree(built, directory)
    monkeypatch.setenv("KG_GRAPH", str(directory))
    forget_job("entering")
    return directory


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\表\\目标表.xlsx", "目标表.xlsx"),
        (".htaccess", "htaccess"),
        ("a\0b\n.pdf", "a_b_.pdf"),
        ("con.txt", "_con.txt"),
        ("~$表.docx", "_~$表.docx"),
        ("", "未命名"),
        ("...", "未命名"),
        ("目标\u202efdp.exe", "目标fdp.exe"),
        (f"{SCRIPT}.pdf", "script_.pdf"),
    ],
)
def test_names_are_made_safe(given, kept):
    assert safe_name(given) == kept


def test_long_names_keep_their_suffix():
    name = safe_name("目" * 300 + ".xlsx")
    assert name.endswith("目.xlsx")
    assert len(name.encode("utf-8")) <= 180


def test_what_is_too_large_too_much_or_no_document_is_refused_and_the_others_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.ingest.incoming.MOST_BYTES", 100)
    monkeypatch.setattr("kg.ingest.incoming.MOST_TOGETHER", 200)
    monkeypatch.setattr("kg.ingest.incoming.MOST_FILES", 5)
    files = [
        ("a.txt", b"x" * 90),
        ("b.txt", b"x" * 101),
        ("c.txt", b""),
        ("d.zip", b"PK\x03\x04"),
        ("e.txt", b"y" * 50),
    ]
    batch = receive(tmp_path, iter([*files, ("f.txt", b"z")]))
    problems = [file.problem for file in batch.files]
    assert problems[0] == ""
    assert "超过" in problems[1]
    assert "空" in problems[2]
    assert "压缩包" in problems[3]
    assert "合计" in problems[4]
    assert "最多" in problems[5]
    assert [path.name for path in batch.folder.rglob("*.txt")] == ["a.txt"]
    assert Batch.open(tmp_path, batch.token) == batch


@pytest.mark.parametrize("token", ["", "..", "../..", "0" * 16, "g" * 16, "/etc"])
def test_a_batch_that_is_not_there(tmp_path, token):
    assert Batch.open(tmp_path, token) is None


def test_old_batches_are_swept_and_nothing_else(tmp_path, monkeypatch):
    old = receive(tmp_path, iter([("a.txt", b"x")]))
    other = tmp_path / INCOMING / "mine"
    other.mkdir()
    monkeypatch.setattr("kg.ingest.incoming._OLDEST", -1.0)
    sweep(tmp_path)
    assert not old.folder.exists()
    assert other.exists()


def test_a_batch_is_read_before_it_enters(graph):
    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()), ("坏.pdf", b"%PDF-1.4 broken"), jobs=1)
    good, bad = batch.files
    content = batch.content(good)
    reading = batch.reading(good)
    assert reading.facts["rows"] == len(content["rows"]) > 0
    assert all(row["printed"] for row in content["rows"])
    assert batch.reading(bad).problem
    assert titles(graph) == {FIRST.name}
    assert batch.waiting() == []


def test_a_file_enters_beside_the_others_and_its_source_is_found(graph):
    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()))
    (entered,) = take_in(graph, batch, [Choice(batch.files[0])])
    assert not entered.problem
    assert entered.rows > 0
    assert titles(graph) == {FIRST.name, SECOND.name}
    entry = next(entry for entry in read_ledger(graph) if entry.name == SECOND.name)
    assert find_source(graph, entry.name, entry.sha256) == (graph / DOCUMENTS / SECOND.name).resolve()
    report = build_graph([graph / DOCUMENTS], graph)
    assert [document.status for document in report.documents] == ["unchanged"]


def test_a_file_of_the_same_title_replaces_or_stands_beside(graph):
    data = FIRST.read_bytes()
    batch = handed_in(graph, (FIRST.name, changed(data)))
    before = indicators(graph)
    (entered,) = take_in(graph, batch, [Choice(batch.files[0], FIRST.name)])
    assert entered.title == FIRST.name
    assert titles(graph) == {FIRST.name}
    assert indicators(graph) == before
    entry = read_ledger(graph)[0]
    assert Path(entry.path).parent == (graph / DOCUMENTS).resolve()
    again = handed_in(graph, (FIRST.name, changed(changed(data))))
    (entered,) = take_in(graph, again, [Choice(again.files[0])])
    assert entered.title == f"{FIRST.stem}（2）.txt"
    assert titles(graph) == {FIRST.name, entered.title}
    third = handed_in(graph, (FIRST.name, data))
    take_in(graph, third, [Choice(third.files[0], FIRST.name)])
    assert (graph / DOCUMENTS / FIRST.name).read_bytes() == data
    assert (graph / DOCUMENTS / ".replaced" / FIRST.name).read_bytes() == changed(data)


def test_a_file_of_another_title_takes_the_place_of_a_document(graph):
    batch = handed_in(graph, ("修订稿.txt", changed(FIRST.read_bytes())))
    take_in(graph, batch, [Choice(batch.files[0], FIRST.name)])
    assert titles(graph) == {"修订稿.txt"}
    assert FIRST.is_file()


def test_a_file_that_cannot_be_read_replaces_nothing_and_the_others_enter(graph):
    batch = handed_in(graph, (FIRST.name, b"\0\1\2 broken"), (SECOND.name, SECOND.read_bytes()))
    bad, good = take_in(graph, batch, [Choice(batch.files[0], FIRST.name), Choice(batch.files[1])])
    assert bad.problem
    assert not good.problem
    assert titles(graph) == {FIRST.name, SECOND.name}
    assert {path.name for path in (graph / DOCUMENTS).iterdir()} == {SECOND.name}
    assert {entry.name for entry in read_ledger(graph)} == titles(graph)


def test_where_a_file_cannot_be_copied_everything_stays(graph):
    """A full disk, or a batch swept meanwhile, at the second file: the first is not left in the place of another."""
    data = FIRST.read_bytes()
    first = handed_in(graph, (FIRST.name, data))
    take_in(graph, first, [Choice(first.files[0], FIRST.name)])
    files = ((FIRST.name, changed(data)), (SECOND.name, SECOND.read_bytes()))
    for lost in (0, 1):
        batch = handed_in(graph, *files)
        batch.path(batch.files[lost]).unlink()
        with pytest.raises(StoreError, match="文件存不到"):
            take_in(graph, batch, [Choice(batch.files[0], FIRST.name), Choice(batch.files[1])])
        assert (graph / DOCUMENTS / FIRST.name).read_bytes() == data
        assert not (graph / DOCUMENTS / SECOND.name).exists()


def test_of_two_files_that_replace_one_document_none_is_lost(graph):
    data = FIRST.read_bytes()
    batch = handed_in(graph, (FIRST.name, changed(data)), (FIRST.name, changed(changed(data))))
    entered = take_in(graph, batch, [Choice(file, FIRST.name) for file in batch.files])
    assert not any(one.problem for one in entered)
    assert titles(graph) == {one.title for one in entered} == {FIRST.name, f"{FIRST.stem}（2）.txt"}


def test_while_another_build_writes_everything_stays(graph):
    from kg.store import open_writer

    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()))
    with open_writer(graph), pytest.raises(StoreError, match="另一个 kg build"):
        take_in(graph, batch, [Choice(batch.files[0])])
    assert list((graph / DOCUMENTS).iterdir()) == []
    assert not take_in(graph, batch, [Choice(batch.files[0])])[0].problem


def test_a_document_leaves_and_its_file_is_kept_aside(graph):
    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()))
    take_in(graph, batch, [Choice(batch.files[0])])
    assert take_out(graph, SECOND.name)
    assert titles(graph) == {FIRST.name}
    assert (graph / DOCUMENTS / ".removed" / SECOND.name).is_file()
    assert not take_out(graph, "没有这份文件.txt")
    assert remove_documents([FIRST.name], graph) == [FIRST.name]
    assert titles(graph) == set()
    assert FIRST.is_file()


@pytest.mark.usefixtures("graph")
def test_what_the_graph_has_already_is_told():
    known = known_documents(open_graph())
    facts = {"sha256": known[0].sha256, "department": known[0].department, "year": known[0].year}
    assert likeness(Incoming(1, "别名.txt", 1), facts, known).same_bytes == FIRST.name
    like = likeness(Incoming(1, FIRST.name, 1), {**facts, "sha256": ""}, known)
    assert (like.same_title, like.kin) == (FIRST.name, ())
    assert likeness(Incoming(1, "别名.txt", 1), {**facts, "sha256": ""}, known).kin == (FIRST.name,)


def test_the_page_shows_what_was_read_and_asks_what_to_do_with_a_known_title(graph):
    batch = handed_in(graph, (FIRST.name, changed(FIRST.read_bytes())), (f"{SCRIPT}.pdf", b"%PDF-1.4 broken"))
    app = run_page("intake", batch=batch.token)
    shown = text_of(app)
    assert "图谱里已有同名文件" in shown
    assert "没有读成" in shown
    assert "<script" not in html_of(app)
    table = app.dataframe[0].value
    assert len(table) == batch.reading(batch.files[0]).facts["rows"]
    assert set(table.columns) >= {"三级指标", "目标值（原文）", "读成", "原文"}
    button = next(button for button in app.button if button.label == "加入图谱")
    assert button.disabled
    app.radio[0].set_value(1).run()
    assert next(button for button in app.button if button.label == "加入图谱").disabled
    app.checkbox(key=f"sure-{batch.token}").check().run()
    next(button for button in app.button if button.label == "加入图谱").click().run()
    assert not app.exception
    find_job("entering").thread.join(60)
    app = run_page("intake", batch=batch.token)
    assert "已加入图谱" in app.success[0].value
    assert "98" in str(open_store(graph).select("SELECT ?t { ?x kg:targetText ?t }").rows)
    assert not batch.folder.exists()


def test_the_page_lists_the_documents_and_takes_one_out(graph):
    app = run_page("intake")
    assert list(app.dataframe[0].value["文件"]) == [FIRST.name]
    app.selectbox(key="remove-title").select(FIRST.name).run()
    assert next(button for button in app.button if button.label == "移除").disabled
    app.checkbox(key=f"remove-sure-{FIRST.name}").check().run()
    next(button for button in app.button if button.label == "移除").click().run()
    find_job("entering").thread.join(60)
    assert titles(graph) == set()


def test_without_a_graph_every_page_offers_to_hand_in_files(tmp_path, monkeypatch):
    forget_job("entering")
    monkeypatch.setenv("KG_GRAPH", str(tmp_path / "none"))
    for name in ("overview", "audit", "intake"):
        app = run_page(name)
        assert "先生成图谱" in text_of(app)
        assert app.get("file_uploader")
        assert any("用自带文件生成图谱" in button.label for button in app.button)
    batch = handed_in(tmp_path / "none", (FIRST.name, FIRST.read_bytes()))
    take_in(tmp_path / "none", batch, [Choice(batch.files[0])])
    assert titles(tmp_path / "none") == {FIRST.name}
    app = run_page("intake")
    assert "先生成图谱" not in text_of(app)


def test_the_explorer_starts_where_there_is_no_graph(tmp_path, monkeypatch):
    from kg.cli import main

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = []

    class Done:
        returncode = 0

    def start(*arguments, **options):
        started.append((arguments, options))
        return Done()

    monkeypatch.setattr("kg.explorer.launch.subprocess.run", start)
    assert main(["app", "--graph", str(tmp_path / "missing"), "--port", str(port)]) == 0
    assert started[0][1]["env"]["KG_GRAPH"] == str(tmp_path / "missing")


def test_a_job_that_fails_says_so_and_one_that_runs_is_not_started_twice():
    def fail(_):
        raise StoreError("写不了。")

    job = start_job("test-fail", fail)
    job.thread.join(5)
    assert (job.problem, job.is_running) == ("写不了。", False)
    import threading

    go_on = threading.Event()
    first = start_job("test-run", lambda _: go_on.wait(5))
    assert start_job("test-run", lambda _: None) is first
    go_on.set()
    first.thread.join(5)
    forget_job("test-run")
    assert find_job("test-run") is None


def test_the_server_takes_files_up_to_the_limit():
    from kg.explorer.launch import OPTIONS

    assert int(OPTIONS["server.maxUploadSize"]) * 1024 * 1024 >= MOST_BYTES


def test_a_row_of_contacts_among_the_indicators_stops_no_document_and_is_not_kept(tmp_path):
    mark = "| 年度绩效指标 | 成本指标 |"
    text = next(text for path in SHIPPED if mark in (text := path.read_text(encoding="utf-8")))
    before, _, behind = text.partition(mark)
    row, _, behind = behind.partition("\n")
    contact = "| | | 质量指标 | 联系人：某某某 电话 0592-0000000 | | |"
    batch = handed_in(tmp_path, ("a.txt", f"{before}{mark}{row}\n{contact}\n{behind}".encode()))
    reading = batch.reading(batch.files[0])
    assert reading is not None
    assert not reading.problem
    assert reading.facts["rows"]
    assert "0592-0000000" not in batch.out(batch.files[0]).read_text(encoding="utf-8")


def test_a_batch_that_is_given_up_is_read_no_further(tmp_path):
    batch = receive(tmp_path, iter([("a.txt", b"x"), ("b.txt", b"y")]))
    seen = []

    def progress(done, _total, _rows, names):
        seen.append((done, names))
        batch.remove()

    read_batch(batch, progress, jobs=0)
    assert seen == [(0, ("a.txt",))]


@pytest.mark.parametrize(
    "tampered",
    [
        '{"rows": 3}',
        '{"rows": [1], "review": [{}]}',
        '{"rows": [{}], "unread": 5}',
        "[]",
        '{"rows": ["x"], "findings": [7]}',
    ],
)
def test_what_was_read_and_changed_by_hand_is_a_message(graph, tampered):
    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()))
    batch.out(batch.files[0]).write_text(tampered, encoding="utf-8")
    app = run_page("intake", batch=batch.token)
    assert any("读出的内容已经损坏" in error.value for error in app.error)


@pytest.mark.parametrize(
    "tampered", ['{"facts": 3}', '{"facts": {"rows": "x"}}', '{"facts": {}, "problem": 7}']
)
def test_facts_changed_by_hand_are_a_message(graph, tampered):
    batch = handed_in(graph, (SECOND.name, SECOND.read_bytes()))
    (batch.folder / f"{batch.files[0].number}.json").write_text(tampered, encoding="utf-8")
    assert not run_page("intake", batch=batch.token).exception
