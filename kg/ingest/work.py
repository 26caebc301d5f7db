"""What workers do: one document to its quads, or to records; the result goes to a file, counts come back."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.extract import extract_document
from kg.goals import goal_targets, goals_to_records
from kg.graph import extraction_to_quads
from kg.graph.terms import sorted_lines
from kg.ingest.task import Task
from kg.link import target_fields
from kg.model import Document, Extraction
from kg.namespaces import BASE
from kg.proposals import findings_to_records
from kg.read import read_document
from kg.records import (
    Record,
    account_to_record,
    head_to_record,
    indicator_to_record,
    record_to_json,
    table_to_record,
)
from kg.review import review_rows, review_to_record
from kg.tables import form_pages
from kg.text import key


def prepare() -> None:
    """Load what takes long to load: the pipeline of subjects."""
    from kg.segment.pipeline import pipeline  # loads spaCy

    pipeline()


def quads(task: Task) -> Mapping[str, str | int]:
    """The sorted N-Quads of the document's graph; ``options``: ``base``, the base IRI."""
    extraction = _extract(task)
    lines = sorted_lines(extraction_to_quads(extraction, task.options.get("base", BASE)))
    with Path(task.out).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    return _facts(extraction)


def records(task: Task) -> Mapping[str, str | int]:
    """Records as JSON lines; ``options``: ``what``, a key of `RECORDS`."""
    what = task.options.get("what", "rows")
    extraction = _extract(task, tables=what == "tables")
    of = RECORDS[what]
    with Path(task.out).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{record_to_json(record)}\n" for record in of(extraction))
    return _facts(extraction)


def preview(task: Task) -> Mapping[str, str | int]:
    """What a person looks at before a document enters a graph, as one JSON object: ``rows`` (with what is ``printed``)
    and ``heads`` as records, ``review`` (the rows in doubt), ``findings``, and ``unread`` (printed rows of forms that
    became nothing)."""
    extraction = _extract(task)
    unread = [line for line in extraction.account if line.fate == "ignored" and line.printed.strip()]
    found = {
        "rows": [
            {**indicator_to_record(indicator), "printed": indicator.printed}
            for indicator in extraction.indicators
        ],
        "heads": list(_heads(extraction)),
        "review": list(_review(extraction)),
        "findings": [
            {
                "place": finding.where,
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message,
            }
            for finding in (*extraction.document.findings, *extraction.findings)
        ],
        "unread": [account_to_record(line, document=extraction.document) for line in unread],
    }
    Path(task.out).write_text(record_to_json(found), encoding="utf-8", newline="\n")
    return _facts(extraction)


def _rows(extraction: Extraction) -> Iterator[Record]:
    return map(indicator_to_record, extraction.indicators)


def _account(extraction: Extraction) -> Iterator[Record]:
    return (account_to_record(line, document=extraction.document) for line in extraction.account)


def _heads(extraction: Extraction) -> Iterator[Record]:
    found = goal_targets(extraction)
    return (
        head_to_record(head, extraction.document) | {"goals": goals_to_records(head, found, extraction)}
        for head in extraction.heads
    )


def _tables(extraction: Extraction) -> Iterator[Record]:
    return (table_to_record(table, extraction.document) for table in extraction.tables)


def _review(extraction: Extraction) -> Iterator[Record]:
    return map(review_to_record, review_rows(extraction))


RECORDS: Final[Mapping[str, Callable[[Extraction], Iterator[Record]]]] = {
    "rows": _rows,
    "account": _account,
    "heads": _heads,
    "tables": _tables,
    "review": _review,
    "vocabulary": findings_to_records,
}
"""What `kg extract` can print of a document."""


def _extract(task: Task, *, tables: bool = True) -> Extraction:
    """As `kg.extract.extract_file`, under the name of the task."""
    document = read_document(Path(task.path), wanted=None if tables else form_pages)
    return extract_document(_named(document, task.name), tables=tables)


def _named(document: Document, name: str) -> Document:
    """The document under the name that tells it from others of the same file name."""
    if document.name == name:
        return document
    findings = tuple(replace(finding, document=name) for finding in document.findings)
    return replace(document, name=name, findings=findings)


def _facts(extraction: Extraction) -> Mapping[str, str | int]:
    notes = [] if extraction.heads else [finding.message for finding in extraction.document.findings]
    return {
        "note": "".join(notes[:3]),
        "sha256": extraction.document.sha256,
        "format": extraction.document.media_type,
        "department": extraction.department,
        "year": extraction.year,
        "forms": len(extraction.heads),
        "rows": len(extraction.indicators),
        "confident": sum(indicator.confident for indicator in extraction.indicators),
        "findings": len(extraction.findings),
        "rows_digest": _digest(extraction),
    }


def _digest(extraction: Extraction) -> str:
    """The same for documents that print the same rows, whatever their format; empty without rows."""
    if not extraction.indicators:
        return ""
    rows = sorted(
        "\x1f".join("" if field is None else key(str(field)) for field in target_fields(row, row.department))
        for row in extraction.indicators
    )
    return hashlib.sha256("\x1e".join(rows).encode("utf-8")).hexdigest()[:20]
