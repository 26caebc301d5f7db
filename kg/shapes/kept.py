"""What was seen in each named graph, kept beside the graph: only documents that changed are looked at again.

``structure.json`` lies in the directory of the graph, where it outlives the version that was looked at, and names
statements by their digest (`kg.store.dumps`). It is written whole or not at all.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.shapes.contract import Said
from kg.shapes.looking import Look
from kg.vocabulary import ontology_dir

FILE: Final = "structure.json"


class KeptLooks:
    """The looks that are kept beside a version of a graph (its directory), by a digest of what was looked at."""

    def __init__(self, version: Path | None) -> None:
        self._path = None if version is None else version.parent / FILE
        self._kept = _read_looks(self._path) if self._path else {}
        self._found: dict[str, Look] = {}

    def find(self, digest: str | None, make: Callable[[], Look]) -> Look:
        """The look that is kept, else a new one. ``digest``: None where what is looked at has none."""
        if digest is None:
            return make()
        if digest not in self._found:
            kept = self._kept.get(digest)
            self._found[digest] = make() if kept is None else kept
        return self._found[digest]

    def keep(self) -> None:
        """Keep what was found in place of what was kept."""
        if self._path is None or self._found.keys() == self._kept.keys():
            return
        found = {digest: (look.suspects, look.wanted, look.elsewhere) for digest, look in self._found.items()}
        beside = self._path.with_suffix(f".{os.getpid()}.new")
        with suppress(OSError):  # a graph that may not be written is looked at each time
            with beside.open("w", encoding="utf-8", newline="\n") as file:
                json.dump({"key": program_digest(), "looks": found}, file, ensure_ascii=False, separators=(",", ":"))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)


def digest_with(digest: str | None, added: Mapping[str, list[Said]]) -> str | None:
    """A digest of statements and of what is added to some of their nodes."""
    if digest is None:
        return None
    text = json.dumps(added, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return hashlib.sha256(digest.encode("ascii") + text).hexdigest()


@lru_cache(maxsize=1)
def program_digest() -> str:
    """A digest of the shapes and of the program that looks."""
    digest = hashlib.sha256((ontology_dir() / "shapes" / "basic.ttl").read_bytes())
    for path in sorted(Path(__file__).resolve().parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read_looks(path: Path) -> dict[str, Look]:
    """None where there is no file, one of other shapes or of another program, or a broken one."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["key"] != program_digest():
            return {}
        return {digest: _read_look(*look) for digest, look in kept["looks"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _read_look(suspects: list[str], wanted: list[tuple[str, str]], elsewhere: list[tuple[str, Said]]) -> Look:
    return Look(suspects, [(node, name) for node, name in wanted], [(node, said) for node, said in elsewhere])
