"""The findings of a version of the graph, kept beside it: audited once, read in well under a second ever after.

``audit.json`` and ``audit-shapes.json`` lie in the directory of the version (`kg.store.writing`), are written whole
or not at all, and go with it. Their key tells the statements of the version and the rules that were put to them.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.check.running import Tell, run_check
from kg.check.tying import Audited, tie_findings
from kg.store.dumps import CONTENTS
from kg.store.locking import in_turn
from kg.vocabulary import ontology_dir

if TYPE_CHECKING:
    from kg.store import Store

_FILE: Final = "audit.json"
_SHAPES: Final = "audit-shapes.json"
_LOCK: Final = "audit.lock"
_COLUMNS: Final = (
    "document", "code", "message", "severity", "field", "place", "department", "project", "node", "owner", "digest",
)  # fmt: skip
"""Texts; they stand in the file once, and as numbers in each finding."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings of a version, by document, line, code and message. Not to be changed."""

    findings: Sequence[Audited]


def find_audit(store: "Store", *, shapes: bool = False, tell: Tell = lambda *_: None) -> Audit:
    """The audit of a graph as kept, else run and kept where the graph lies in a directory that can be written.

    ``shapes``: with what the SHACL check refuses. Where another process audits the same version its result is
    waited for. Raises QueryError where a rule cannot be run.
    """
    version = getattr(store, "version_directory", None)
    rules = _kept(version, _FILE, lambda: tie_findings(store, run_check(store, shapes=False, tell=tell)))
    if not shapes:
        return Audit(rules)
    refused = _kept(version, _SHAPES, lambda: _refused(store))
    together = sorted({*rules, *refused}, key=lambda f: (f.document, f.line, f.code, f.message, f.field))
    return Audit(together)


def read_audit(version: Path) -> Audit | None:
    """The audit of the rules as kept beside a version (its directory); None where it has not been run yet."""
    found = _read(version, _FILE)
    return None if found is None else Audit(found)


def audit_key(version: Path) -> str:
    """A digest of the statements of a version and of the rules. Raises OSError where the version is gone."""
    return hashlib.sha256((version / CONTENTS).read_bytes() + rules_digest().encode("ascii")).hexdigest()


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """A digest of the rules, of what is known of them, of the shapes, and of the program that runs them."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent
    ontology = ontology_dir()
    for root, pattern in (
        *((package, name) for name in ("kept.py", "rules.py", "running.py", "tying.py")),
        (ontology, "queries/audit/*.rq"),
        (ontology, "vocab/findings*.ttl"),
        (ontology, "shapes/basic.ttl"),
        (package.parent, "shapes/*.py"),
    ):
        for path in sorted(root.glob(pattern)):
            digest.update(path.name.encode("utf-8") + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _refused(store: "Store") -> list[Audited]:
    from kg.shapes import validate_shapes  # rdflib takes a while to import

    found = validate_shapes(store)
    return tie_findings(store, found) if found else []


def _kept(version: Path | None, name: str, audit: Callable[[], list[Audited]]) -> list[Audited]:
    if version is None:
        return audit()
    if (found := _read(version, name)) is not None:
        return found
    with in_turn(version / _LOCK):
        if (found := _read(version, name)) is not None:  # another process was quicker
            return found
        findings = audit()
        with suppress(OSError):  # a graph that may not be written is audited each time
            _write(version, name, findings)
        return findings


def _read(version: Path, name: str) -> list[Audited] | None:
    """The findings of a file; None where there is none, or one of other rules, or a broken one."""
    try:
        kept = json.loads((version / name).read_bytes())
        if kept["key"] != audit_key(version):
            return None
        texts = kept["texts"]
        columns = {column: kept[column] for column in Audited._fields}
        for column in _COLUMNS:
            columns[column] = [texts[number] for number in columns[column]]
        return list(map(Audited._make, zip(*columns.values(), strict=True)))
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None


def _write(version: Path, name: str, findings: Iterable[Audited]) -> None:
    found = list(findings)
    numbers: dict[str, int] = {}
    kept: dict[str, object] = {"key": audit_key(version)}
    for column in Audited._fields:
        values = [getattr(finding, column) for finding in found]
        if column in _COLUMNS:
            values = [numbers.setdefault(value, len(numbers)) for value in values]
        kept[column] = values
    kept["texts"] = list(numbers)
    beside = version / f"{name}.new"
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(kept, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(version / name)
