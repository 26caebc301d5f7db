"""Many files: what is walked and named, what is read again, and what one bad file costs the others (nothing)."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.build import build_graph
from kg.errors import VocabularyError
from kg.ingest.folder import find_documents, survey
from kg.ingest.kinds import document_kind
from kg.ingest.ledger import Entry, read_ledger
from kg.ingest.limits import MEBIBYTE, Limits, limit_memory
from kg.ingest.naming import name_documents
from kg.ingest.plan import plan_reading
from kg.ingest.pool import default_jobs, run_tasks
from kg.ingest.report import report_records, report_totals, summary
from kg.ingest.task import Task
from kg.store import dump_path, open_store

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is enforced on Linux only")
HOSTILE = "hostile_readers:read"
PREPARE = "kg.ingest.work:prepare"
FORM = """2025年度
某某市示例局
部门预算

项目支出绩效目标表
（2025年度）

项目名称\t示例项目{number}\t\t主管部门\t某某市示例局
预算资金\t{number}0.00\t万元\t其中：财政拨款数\t{number}0.00
一级指标\t二级指标\t三级指标\t指标方向\t目标值\t计量单位
产出指标\t数量指标\t培训人数\t大于等于\t{number}00\t人
满意度指标\t服务对象满意度指标\t参训人员满意度\t大于等于\t95\t%
"""


def write(folder, name, number):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FORM.format(number=number), encoding="utf-8")
    return path


@pytest.fixture
def forms(tmp_path):
    folder = tmp_path / "forms"
    for number in range(1, 4):
        write(folder, f"form-{number}.txt", number)
    return folder


def statuses(report):
    return {document.name: document.status for document in report.documents}


# folders


def test_a_folder_is_walked_and_what_is_no_document_is_left_out(tmp_path):
    for name in ("a.txt", "b/c.md", "b/d/e.tsv", "b/d/无后缀"):
        write(tmp_path, name, 1)
    for name in (
        ".hidden.txt",
        ".git/x.txt",
        "__MACOSX/y.txt",
        "~$a.docx",
        "Thumbs.db",
        ".DS_Store",
        "README.md",
    ):
        write(tmp_path, name, 2)
    write(tmp_path, "program.py", 3)
    write(tmp_path, "rows.jsonl", 3)
    (tmp_path / "photos.zip").write_bytes(b"PK\x03\x04" + b"photo.png" * 50)
    (tmp_path / "film.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)))
    found = survey([tmp_path])
    names = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert names == ["a.txt", "b/c.md", "b/d/e.tsv", "b/d/无后缀"]
    assert {passed.path.name: passed.kind for passed in found.passed} == {
        "program.py": ".py",
        "rows.jsonl": ".jsonl",
        "photos.zip": "压缩包，需先解压",
        "film.mp4": ".mp4",
    }


@pytest.mark.parametrize(
    "name, content, expected",
    [
        ("scan.dat", b"%PDF-1.7\n", True),
        ("old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("table.zip", b"PK\x03\x04....word/document.xml", True),
        ("table.zip", b"PK\x03\x04....xl/workbook.xml", True),
        ("slides.bin", b"PK\x03\x04....ppt/slides/1.xml", False),
        ("damaged.pdf", b"\x00\x01\x02", True),
        ("empty.docx", b"", True),
        ("empty", b"", False),
        ("page", b"\xff\xfe" + "表".encode("utf-16-le"), True),
        ("page", "绩效目标表".encode("gb18030"), True),
        ("disk.img", b"\x00" * 100, False),
    ],
)
def test_a_look_at_the_content_tells_what_is_worth_reading(tmp_path, name, content, expected):
    path = tmp_path / name
    path.write_bytes(content)
    assert document_kind(path)[1] is expected


@POSIX
def test_links_are_followed_and_loops_end(tmp_path):
    write(tmp_path, "real/a.txt", 1)
    write(tmp_path, "elsewhere/b.txt", 2)
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "real" / "other").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "real" / "same.txt").symlink_to(tmp_path / "real" / "a.txt")
    (tmp_path / "real" / "nowhere.txt").symlink_to(tmp_path / "missing")
    assert sorted(path.name for path in find_documents([tmp_path / "real"])) == ["a.txt", "b.txt"]


def test_the_graph_itself_is_no_input(forms):
    build_graph([forms], forms / "build")
    assert [path.name for path in find_documents([forms])] == ["form-1.txt", "form-2.txt", "form-3.txt"]


def test_a_file_named_twice_is_one_file(forms):
    assert len(find_documents([forms, forms / "form-1.txt", forms / ".." / "forms"])) == 3


# names


@pytest.mark.parametrize(
    "paths, names",
    [
        (["/d/a.txt", "/d/b.txt"], ["a.txt", "b.txt"]),
        (["/d/x/a.txt", "/d/y/a.txt"], ["x/a.txt", "y/a.txt"]),
        (["/d/x/1/a.txt", "/d/y/1/a.txt", "/d/y/2/a.txt"], ["x/1/a.txt", "y/1/a.txt", "2/a.txt"]),
        (["/d/表 一.txt", "/e/表一.txt"], ["d/表 一.txt", "e/表一.txt"]),
        (["/d/表 一.txt", "/d/表一.txt"], ["表 一.txt", "表一.txt（2）"]),
        (["/a.txt", "/d/a.txt"], ["a.txt", "d/a.txt"]),
    ],
)
def test_documents_are_named_by_the_shortest_end_that_tells_them_apart(paths, names):
    assert name_documents([Path(path) for path in paths]) == names
    assert name_documents([Path(path) for path in paths[::-1]]) == names[::-1]


def test_a_name_in_the_graph_stays_with_its_file():
    here, other = Path("/d/x/a.txt"), Path("/d/y/a.txt")
    assert name_documents([here, other], known={here: "a.txt"}) == ["a.txt", "y/a.txt"]
    assert name_documents([other], taken=frozenset({"a.txt"})) == ["y/a.txt"]


@POSIX
def test_a_name_that_is_not_utf8_becomes_text(tmp_path):
    try:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "目标表.txt".encode("gb18030")))
        path.write_text(FORM.format(number=1), encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    report = build_graph([tmp_path], tmp_path / "graph", jobs=1)
    assert statuses(report) == {"目标表.txt": "read"}


# plans


def entry(path, name, reader="r", **changes):
    from kg.ingest.fingerprint import file_digest

    digest = changes.pop("sha256", None) or file_digest(path, 1 << 30)
    return Entry(name, str(path), digest, reader, **changes)


def test_the_same_bytes_are_read_once(tmp_path):
    paths = [write(tmp_path, name, 1) for name in ("b/copy.txt", "a/first.txt")]
    plan = plan_reading(paths)
    assert [source.name for source in plan.reads] == ["first.txt"]
    assert plan.duplicates == ((paths[0], "first.txt"),)


def test_of_two_copies_the_one_in_the_graph_stays(tmp_path):
    paths = [write(tmp_path, name, 1) for name in ("a.txt", "b.txt")]
    plan = plan_reading(paths, entries=[entry(paths[1], "b.txt")], reader="r")
    assert not plan.reads
    assert plan.duplicates == ((paths[0], "b.txt"),)
    assert [known.name for _, known in plan.unchanged] == ["b.txt"]


def test_a_copy_of_a_document_elsewhere_is_not_read(tmp_path):
    there, here = write(tmp_path, "there/a.txt", 1), write(tmp_path, "here/copy.txt", 1)
    plan = plan_reading([here], entries=[entry(there, "a.txt")], reader="r")
    assert plan.duplicates == ((here, "a.txt"),)
    there.write_text("changed since", encoding="utf-8")
    plan = plan_reading([here], entries=[entry(there, "a.txt", sha256=entry(here, "x").sha256)], reader="r")
    assert [source.name for source in plan.reads] == ["copy.txt"]


@pytest.mark.parametrize(
    "reader, limits, again, stopped, is_read",
    [
        ("r", "", False, "", False),
        ("new", "", False, "", True),
        ("r", "", True, "", True),
        ("r", "30", False, "停止", False),
        ("r", "60", False, "停止", True),
    ],
)
def test_what_did_not_change_is_not_read(tmp_path, reader, limits, again, stopped, is_read):
    path = write(tmp_path, "a.txt", 1)
    known = entry(path, "a.txt", stopped=stopped, limits="30")
    plan = plan_reading([path], entries=[known], reader=reader, limits=limits, again=again)
    assert bool(plan.reads) is is_read


def test_a_renamed_file_takes_the_place_of_its_old_name(tmp_path):
    path = write(tmp_path, "new.txt", 1)
    old = entry(path, "old.txt")
    plan = plan_reading(
        [path], entries=[Entry("old.txt", str(tmp_path / "old.txt"), old.sha256, "r")], reader="r"
    )
    assert plan.replaced == (("old.txt", "new.txt"),)


# workers


def tasks_of(folder, out, work=HOSTILE):
    out.mkdir(exist_ok=True)
    return [
        Task(str(path), path.name, str(out / f"{number}"), work, path.stat().st_size)
        for number, path in enumerate(sorted(folder.iterdir()))
    ]


def test_good_files_beside_every_disaster_are_read(tmp_path):
    folder = tmp_path / "many"
    for number in range(60):
        write(folder, f"good-{number:02}.txt", number + 1)
    disasters = {"hang": "timeout", "crash": "crash", "quit": "crash", "locked": "unreadable", "bug": "error"}
    if sys.platform == "linux":
        disasters |= {"memory": "memory", "hanginc": "timeout"}
    for name in (*disasters, "noise", "recursion"):
        write(folder, f"{name}-{name}.txt", f"9{len(name)}{ord(name[0])}")
    limits = Limits(timeout=5, memory=300 * MEBIBYTE)
    start = time.monotonic()
    tasks = tasks_of(folder, tmp_path / "out")
    outcomes = {o.task.name: o for o in run_tasks(tasks, jobs=2, limits=limits, prepare=PREPARE)}
    assert time.monotonic() - start < 150  # each that hangs would for ten minutes
    failures = {name.partition("-")[0]: o.failure for name, o in outcomes.items() if o.failure}
    assert failures == {**disasters, "recursion": "error"}
    assert all(o.problem and o.task.name.partition(".")[0] for o in outcomes.values() if o.failure)
    good = [o for name, o in outcomes.items() if name.startswith(("good", "noise"))]
    assert len(good) == 61
    assert all(o.facts["rows"] == 2 and o.out.stat().st_size > 1000 for o in good)


@LINUX
def test_a_worker_stays_within_its_memory(tmp_path):
    folder = tmp_path / "one"
    write(folder, "memory-1.txt", 1)
    write(folder, "good-1.txt", 2)
    limits = Limits(timeout=30, memory=200 * MEBIBYTE)
    tasks = tasks_of(folder, tmp_path / "out")
    outcomes = {o.task.name: o for o in run_tasks(tasks, jobs=1, limits=limits, prepare=PREPARE)}
    assert outcomes["memory-1.txt"].failure == "memory"
    assert "内存" in outcomes["memory-1.txt"].problem
    assert outcomes["memory-1.txt"].memory < 260 * MEBIBYTE
    assert outcomes["good-1.txt"].failure is None


def test_signs_of_life_keep_a_long_reading_alive(tmp_path, monkeypatch):
    folder = tmp_path / "one"
    write(folder, "long-1.txt", 1)
    monkeypatch.setattr(Limits, "silence", lambda *_: 1.2)
    (outcome,) = run_tasks(tasks_of(folder, tmp_path / "out"), jobs=1, limits=Limits(), prepare=PREPARE)
    assert outcome.failure is None
    assert outcome.seconds > 2


def test_what_no_document_is_guilty_of_stops_the_run(tmp_path):
    folder = tmp_path / "one"
    write(folder, "vocabulary-1.txt", 1)
    for jobs in (0, 1):
        with pytest.raises(VocabularyError if jobs == 0 else Exception, match="词表"):
            list(run_tasks(tasks_of(folder, tmp_path / "out"), jobs=jobs, limits=Limits()))


def test_in_the_own_process_a_bug_costs_one_document(tmp_path):
    folder = tmp_path / "some"
    for name in ("bug-1.txt", "good-1.txt", "locked-1.txt"):
        write(folder, name, 1)
    found = [o.failure for o in run_tasks(tasks_of(folder, tmp_path / "out"), jobs=0, limits=Limits())]
    assert found == ["error", None, "unreadable"]


def test_leaving_the_iteration_ends_the_workers(tmp_path):
    folder = tmp_path / "some"
    write(folder, "good-1.txt", 1)
    write(folder, "hang-1.txt", 2)
    running = run_tasks(tasks_of(folder, tmp_path / "out"), jobs=2, limits=Limits())
    next(running)
    start = time.monotonic()
    running.close()
    assert time.monotonic() - start < 30  # what hangs does so for minutes


@pytest.mark.parametrize("files, size, most", [(1, 10**9, 1), (3, 10_000, 1), (500, 10**8, 8), (0, 0, 1)])
def test_small_folders_are_not_worth_a_second_worker(files, size, most):
    assert 1 <= default_jobs(files, size) <= most


@pytest.mark.parametrize("size, seconds", [(0, 25), (2 * MEBIBYTE, 35), (10**9, 120)])
def test_small_files_are_given_less_time_than_large_ones(size, seconds):
    assert Limits().silence(size) == seconds
    assert Limits(timeout=7).silence(size) == Limits(timeout=7).whole() == 7


@LINUX
def test_the_memory_limit_fails_allocations_and_nothing_else():
    code = "from kg.ingest.limits import limit_memory; limit_memory(200 << 20); bytearray(100 << 20)\n"
    code += "try: bytearray(300 << 20)\nexcept MemoryError: print('refused')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"
    assert limit_memory is not None


# builds


def test_any_number_of_workers_gives_the_same_bytes(tmp_path):
    folder = tmp_path / "many"
    for number in range(12):
        write(folder, f"{number % 3}/form-{number // 3}.txt", number + 1)
    dumps = []
    for jobs in (0, 1, 2):
        build_graph([folder], tmp_path / f"g{jobs}", jobs=jobs)
        dumps.append(dump_path(tmp_path / f"g{jobs}").read_bytes())
    assert dumps[0] == dumps[1] == dumps[2]
    titles = open_store(tmp_path / "g2").select("SELECT ?t { ?d a kg:Document ; dct:title ?t }").rows
    assert len({title for (title,) in titles}) == 12


def test_unchanged_documents_are_skipped_and_forced(forms, tmp_path):
    graph = tmp_path / "graph"
    build_graph([forms], graph)
    before = dump_path(graph)
    write(forms, "form-2.txt", 77)
    assert statuses(build_graph([forms], graph)) == {
        "form-1.txt": "unchanged",
        "form-2.txt": "read",
        "form-3.txt": "unchanged",
    }
    build_graph([forms], tmp_path / "fresh")
    assert dump_path(graph).read_bytes() == dump_path(tmp_path / "fresh").read_bytes() != before.read_bytes()
    assert set(statuses(build_graph([forms], graph, again=True)).values()) == {"read"}
    pointer = (graph / "current.json").stat().st_mtime_ns
    report = build_graph([forms], graph)
    assert set(statuses(report).values()) == {"unchanged"}
    assert report.directory == graph
    assert (graph / "current.json").stat().st_mtime_ns == pointer


def test_another_program_reads_again(forms, tmp_path, monkeypatch):
    build_graph([forms], tmp_path / "graph")
    monkeypatch.setattr("kg.build.program_fingerprint", lambda: "another")
    assert set(statuses(build_graph([forms], tmp_path / "graph")).values()) == {"read"}


def test_a_document_that_has_gone_stays_until_it_is_pruned(forms, tmp_path):
    graph = tmp_path / "graph"
    build_graph([forms], graph)
    (forms / "form-3.txt").unlink()
    report = build_graph([forms], graph)
    assert statuses(report)["form-3.txt"] == "gone"
    assert any("--prune" in line for line in summary(report))
    assert len(open_store(graph).select("SELECT ?d { ?d a kg:Document }").rows) == 3
    assert statuses(build_graph([forms], graph, prune=True))["form-3.txt"] == "removed"
    build_graph([forms], tmp_path / "fresh")
    assert dump_path(graph).read_bytes() == dump_path(tmp_path / "fresh").read_bytes()


def test_pruning_one_folder_leaves_the_documents_of_others(forms, tmp_path):
    other = tmp_path / "other"
    write(other, "other.txt", 50)
    write(other, "more.txt", 51)
    build_graph([forms, other], tmp_path / "graph")
    (other / "other.txt").unlink()
    report = build_graph([forms], tmp_path / "graph", prune=True)
    assert "other.txt" not in statuses(report)
    assert len(open_store(tmp_path / "graph").select("SELECT ?d { ?d a kg:Document }").rows) == 5


def test_a_moved_folder_is_not_read_again(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    moved = forms.rename(tmp_path / "moved")
    report = build_graph([moved], tmp_path / "graph", prune=True)
    assert set(statuses(report).values()) == {"unchanged"}
    assert {Path(known.path).parent for known in read_ledger(tmp_path / "graph")} == {moved}


def test_a_renamed_document_is_there_once(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    (forms / "form-1.txt").rename(forms / "renamed.txt")
    build_graph([forms], tmp_path / "graph")
    titles = open_store(tmp_path / "graph").select("SELECT ?t { ?d a kg:Document ; dct:title ?t }").rows
    assert sorted(titles) == [("form-2.txt",), ("form-3.txt",), ("renamed.txt",)]


def test_a_document_that_cannot_be_read_any_more_keeps_its_graph(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    before = dump_path(tmp_path / "graph").read_bytes()
    (forms / "form-1.txt").write_bytes(b"")
    assert statuses(build_graph([forms], tmp_path / "graph"))["form-1.txt"] == "failed"
    assert dump_path(tmp_path / "graph").read_bytes() == before


def test_a_document_that_hung_is_not_waited_for_each_morning(forms, tmp_path, monkeypatch):
    build_graph([forms], tmp_path / "graph")  # without a limit: a busy machine may stop the good ones, too
    write(forms, "hang-1.txt", 9)
    limits = Limits(timeout=1.5)
    report = build_graph([forms], tmp_path / "graph", jobs=2, limits=limits, work=HOSTILE)
    assert statuses(report)["hang-1.txt"] == "stopped"
    read = []

    def noting(tasks, **rest):
        read.extend(task.name for task in tasks)
        return run_tasks(tasks, **rest)

    with monkeypatch.context() as patch:
        patch.setattr("kg.ingest.reading.run_tasks", noting)
        report = build_graph([forms], tmp_path / "graph", jobs=2, limits=limits, work=HOSTILE)
    assert read == []
    (hung,) = report.with_status("stopped")
    assert "--again" in hung.problem
    longer = Limits(timeout=1.6)
    (hung,) = build_graph([forms], tmp_path / "graph", jobs=1, limits=longer, work=HOSTILE).with_status(
        "stopped"
    )
    assert "--again" not in hung.problem


def test_a_broken_graph_is_built_again_and_said_so(forms, tmp_path):
    build_graph([forms], tmp_path / "graph")
    (tmp_path / "graph" / "current.json").write_text("{", encoding="utf-8")
    report = build_graph([forms], tmp_path / "graph")
    assert set(statuses(report).values()) == {"read"}
    assert any("从头" in note for note in report.notes)


def test_nothing_readable_leaves_nothing_behind(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    assert build_graph([tmp_path / "in"], tmp_path / "graph").directory is None
    assert not (tmp_path / "graph").exists()


def test_the_report_names_every_file_and_adds_up(forms, tmp_path):
    write(forms, "copy.txt", 1)
    (forms / "bad.txt").write_bytes(b"")
    (forms / "words.txt").write_text("没有表格的文字。\n", encoding="utf-8")
    (forms / "x.py").write_text("pass\n", encoding="utf-8")
    report = build_graph([forms], tmp_path / "graph", jobs=1)
    totals = report_totals(report)
    assert (totals["files"], totals["read"], totals["rows"], totals["failed"]) == (7, 4, 6, 1)
    assert (totals["duplicates"], totals["not_documents"]) == (1, 1)
    records = report_records(report)
    assert json.loads(json.dumps(records)) == records
    assert {Path(record["path"]).name for record in records} == {path.name for path in forms.iterdir()}
    words = "\n".join(summary(report))
    for word in ("4 份文档", "6 条指标", "1 个文件没有读成", "空文件", "内容相同", "不是文档", "words.txt"):
        assert word in words


# stopped from outside


def started(folder, graph, *options):
    code = "import sys; from kg.cli import build, main; import kg.build as b\n"
    code += f"b.build_graph.__kwdefaults__['work'] = {HOSTILE!r}; sys.exit(main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, "build", str(folder), "--out", str(graph), *options]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        # a shell starts its background jobs with Ctrl-C ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def workers_of(process):
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := is_so():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return (
        "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        if Path("/proc").exists()
        else False
    )


@LINUX
def test_ctrl_c_ends_the_workers_and_leaves_the_graph(forms, tmp_path):
    graph = tmp_path / "graph"
    build_graph([forms], graph)
    before = dump_path(graph).read_bytes()
    write(forms, "hang-1.txt", 9)
    process = started(forms, graph, "--jobs", "2", "--again")
    workers = wait_until(lambda: (found := workers_of(process)) and len(found) == 2 and found)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "已中断" in err
    assert "Traceback" not in err
    assert all(map(is_gone, workers))
    assert dump_path(graph).read_bytes() == before
    assert not list(graph.glob("writing-*"))


@LINUX
def test_a_build_killed_while_reading_leaves_the_graph_and_no_worker(forms, tmp_path):
    graph = tmp_path / "graph"
    build_graph([forms], graph)
    before = dump_path(graph).read_bytes()
    write(forms, "hang-1.txt", 9)
    process = started(forms, graph, "--jobs", "2", "--again")
    workers = wait_until(lambda: (found := workers_of(process)) and len(found) == 2 and found)
    time.sleep(0.5)
    process.kill()
    process.communicate()
    assert dump_path(graph).read_bytes() == before
    assert len(open_store(graph)) > 0
    wait_until(lambda: any(map(is_gone, workers)))  # the idle one; the alarm of the system ends the other
    (forms / "hang-1.txt").unlink()
    build_graph([forms], graph)
    assert not list(graph.glob("writing-*"))
    for worker in workers:
        if not is_gone(worker):
            os.killpg(worker, signal.SIGKILL)
