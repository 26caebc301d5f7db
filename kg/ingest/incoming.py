"""Files that people hand in: kept apart until they agree that they enter the graph, then beside the graph.

``DIRECTORY/.incoming/<batch>/`` holds what was handed in together, with what was read of it; ``DIRECTORY/documents/``
the files of the documents that entered, a folder that `kg build` can be given. No reading of folders enters the
first, or the directory of a graph below the folder it was given.
"""

import json
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Self

from kg.errors import UnreadableDocumentError, reason_of
from kg.ingest.kinds import document_kind
from kg.ingest.limits import MEBIBYTE

INCOMING: Final = ".incoming"
DOCUMENTS: Final = "documents"
MOST_BYTES: Final = 100 * MEBIBYTE
"""Of one file."""
MOST_FILES: Final = 50
MOST_TOGETHER: Final = 400 * MEBIBYTE
"""Of a batch."""

_BATCH: Final = re.compile(r"[0-9a-f]{16}")
_LIST: Final = "batch.json"
_OLDEST: Final = 3 * 24 * 3600.0
"""Seconds after which a batch that nobody took is thrown away."""
_LONGEST: Final = 180
"""Bytes of a file name in UTF-8; systems take 255."""
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file of a batch: a number, the name people gave it (made safe), bytes; ``problem``: why it is not read."""

    number: int
    name: str
    size: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of reading a file: counts (`kg.ingest.task.Outcome`) or the problem in Chinese."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were handed in together."""

    folder: Path
    files: tuple[Incoming, ...]

    @classmethod
    def open(cls, directory: Path, token: str) -> Self | None:
        """The batch of this name; None where there is none (a name can be typed by hand)."""
        folder = directory / INCOMING / token
        if not _BATCH.fullmatch(token):
            return None
        try:
            found = json.loads((folder / _LIST).read_text(encoding="utf-8"))
            return cls(folder, tuple(Incoming(**one) for one in found))
        except (OSError, ValueError, TypeError):
            return None

    @property
    def token(self) -> str:
        """The name of the batch."""
        return self.folder.name

    def path(self, file: Incoming) -> Path:
        """Where a file lies, under its own name: the suffix tells readers something."""
        return self.folder / str(file.number) / file.name

    def out(self, file: Incoming) -> Path:
        """Where what was read of it lies (`kg.ingest.work.preview`)."""
        return self.folder / f"{file.number}.read.json"

    def reading(self, file: Incoming) -> Reading | None:
        """What became of reading a file; None where it has not been read yet."""
        if file.problem:
            return Reading(problem=file.problem)
        try:
            found = json.loads((self.folder / f"{file.number}.json").read_text(encoding="utf-8"))
            return Reading(**found)
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, file: Incoming, reading: Reading) -> None:
        """Write down what became of reading a file."""
        _write(self.folder / f"{file.number}.json", json.dumps(asdict(reading), ensure_ascii=False))

    def content(self, file: Incoming) -> dict[str, Any]:
        """What was read, numbers as Decimal where they are no whole numbers; empty where nothing was."""
        try:
            text = self.out(file).read_text(encoding="utf-8")
            found: dict[str, Any] = json.loads(text, parse_float=Decimal)
        except (OSError, ValueError):
            return {}
        return found

    def waiting(self) -> list[Incoming]:
        """The files that are to be read yet."""
        return [file for file in self.files if self.reading(file) is None]

    def remove(self) -> None:
        """Throw the batch away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def receive(directory: Path, files: Iterator[tuple[str, bytes]]) -> Batch:
    """Keep files that were handed in, by name and content, as a new batch. Old batches that nobody took go.

    Raises UnreadableDocumentError where nothing can be kept.
    """
    sweep(directory)
    folder = directory / INCOMING / secrets.token_hex(8)
    kept: list[Incoming] = []
    together = 0
    try:
        folder.mkdir(parents=True)
        for number, (name, data) in enumerate(files, 1):
            together += len(data)
            file = Incoming(number, safe_name(name), len(data))
            problem = _refused(file, together)
            if not problem:
                path = folder / str(number) / file.name
                path.parent.mkdir()
                path.write_bytes(data)
                kind, is_document = document_kind(path)
                problem = "" if is_document else f"不是能读的文件（{kind}）。"
            kept.append(Incoming(file.number, file.name, file.size, problem))
        text = json.dumps([asdict(file) for file in kept], ensure_ascii=False)
        _write(folder / _LIST, text)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        reason = reason_of(error)
        raise UnreadableDocumentError(
            f"文件存不到 {folder.parent}：{reason}。请检查磁盘空间和权限。"
        ) from error
    return Batch(folder, tuple(kept))


def sweep(directory: Path) -> None:
    """Throw away the batches that nobody took for some days."""
    now = time.time()
    for folder in (directory / INCOMING).glob("*"):
        try:
            old = now - folder.stat().st_mtime > _OLDEST
        except OSError:
            continue
        if old and _BATCH.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file name that any system takes and that leads nowhere else; the suffix is kept.

    >>> safe_name("../../etc/目标 表.xlsx"), safe_name("con.txt"), safe_name("a<b>.pdf")
    ('目标 表.xlsx', '_con.txt', 'a_b_.pdf')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = _UNSAFE.sub(
        "_", "".join(sign for sign in last if unicodedata.category(sign) not in ("Cf", "Cs"))
    )
    cleaned = cleaned.strip().strip(".").strip()
    stem, dot, suffix = cleaned.rpartition(".")
    if not dot:
        stem, suffix = cleaned, ""
    suffix = f".{suffix}"[:12] if suffix else ""
    room = _LONGEST - len(suffix.encode("utf-8"))
    stem = stem.encode("utf-8")[:room].decode("utf-8", "ignore").strip() or "未命名"
    return f"_{stem}{suffix}" if _RESERVED.fullmatch(stem) or stem.startswith("~$") else stem + suffix


def free_name(name: str, taken: Mapping[str, object] | set[str], folder: Path) -> str:
    """The name, or with a number where a document (folded by `kg.text.key`) or a file of the folder has it."""
    from kg.text import key

    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    number, tried = 1, name
    while key(tried) in taken or (folder / tried).exists():
        number += 1
        tried = f"{stem}（{number}）{dot}{suffix}"
    return tried


def _refused(file: Incoming, together: int) -> str:
    if file.number > MOST_FILES:
        return f"一次最多导入 {MOST_FILES} 个文件，这个文件没有收下。请下次再导入。"
    if file.size > MOST_BYTES:
        return f"文件超过 {MOST_BYTES // MEBIBYTE} MB，没有收下。请拆分后再导入。"
    if together > MOST_TOGETHER:
        return f"这批文件合计超过 {MOST_TOGETHER // MEBIBYTE} MB，这个文件没有收下。请下次再导入。"
    return "" if file.size else "文件是空的。"


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
