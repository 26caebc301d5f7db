"""Which files the documents of a graph came from, and what read them: ``documents.jsonl`` beside the quads.

It says what need not be read again. A graph without one is read again as a whole.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import StoreError

LEDGER: Final = "documents.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: its name in the graph, the file it was read from (an absolute path), and what read it.

    ``stopped`` has the reason where reading was stopped, and the graph holds nothing of this file.
    """

    name: str
    path: str
    sha256: str
    reader: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    stopped: str = ""
    limits: str = ""


def read_ledger(directory: Path) -> tuple[Entry, ...]:
    """The entries of the current graph of ``directory``; none where there is no graph or no ledger."""
    from kg.store.pointer import current_version  # with it comes the whole graph package

    try:
        path = current_version(directory) / LEDGER
        with path.open(encoding="utf-8") as lines:
            return tuple(Entry(**json.loads(line)) for line in lines)
    except (StoreError, OSError, ValueError, TypeError):
        return ()


def ledger_text(entries: Iterable[Entry]) -> str:
    """The file, sorted by name."""
    ordered = sorted(entries, key=lambda entry: (entry.name, entry.path))
    return "".join(json.dumps(asdict(entry)) + "\n" for entry in ordered)  # a path may be no UTF-8
