"""The audit in a process of its own at low priority: a server that shows pages has both cores for its readers.

Run as ``python -m kg.check.process DIRECTORY`` (of a graph): audits the current version and keeps the result beside
it. Lines of JSON come on standard output: the doubts of the reader one by one and ``reader``, then ``done`` and ``of``
for each rule, then ``kept``, or the findings one by one where nothing can be kept. It goes on where nobody reads them
any more, until the result is kept.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from kg.check.kept import Audit, find_audit, read_audit
from kg.check.running import Tell, reader_findings
from kg.check.tying import Audited, tie_to_documents
from kg.errors import KgError, QueryError
from kg.processes import start_gently, step_back
from kg.store import open_store


def audit_apart(
    directory: Path, tell: Tell, first: Callable[[list[Audited]], None] = lambda _: None
) -> Sequence[Audited]:
    """The audit of the current graph of a directory, run by another process; ``tell`` hears of each rule, ``first``
    of what the reader doubted, as soon as that is there. Raises QueryError where that process fails."""
    found: list[Audited] = []
    problem = ""
    kept: Audit | None = None
    with start_gently(__name__, str(directory), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - for mypy
        for line in process.stdout:
            message = json.loads(line)
            if isinstance(message, list):
                found.append(Audited._make(message))
            elif "problem" in message:
                problem = message["problem"]
            elif "reader" in message:
                first(found)
                found = []
            elif "kept" in message:
                kept = read_audit(Path(message["kept"]))
            else:
                tell(message["done"], message["of"])
    if process.returncode:
        raise QueryError(
            problem or f"审核进程意外结束（退出码 {process.returncode}）。请运行 kg check 看原因。"
        )
    return found if kept is None else kept.findings


def main() -> int:
    """Audit, and say what was found."""
    step_back()

    def tell(done: int, of: int) -> None:
        _say({"done": done, "of": of})

    try:
        store = open_store(Path(sys.argv[1]))
        version = store.version_directory
        if version is not None and read_audit(version) is None:
            _say_all(tie_to_documents(store, reader_findings(store)))
            _say({"reader": True})
        audit = find_audit(store, tell=tell)
        if version is not None and read_audit(version) is not None:
            _say({"kept": str(version)})
        else:
            _say_all(audit.findings)
    except KgError as error:
        _say({"problem": str(error)})
        return 1
    return 0


def _say_all(findings: Iterable[Audited]) -> None:
    for finding in findings:
        _say(finding)


def _say(message: object) -> None:
    with suppress(OSError):  # nobody reads any more
        sys.stdout.write(json.dumps(message) + "\n")
        if isinstance(message, dict):
            sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
