"""Re-read the files and match the source of every literal: the printed characters against the graph."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.graph.spans import text_to_spans
from kg.model import Document, Line, Span
from kg.read import read_document
from kg.read.encoding import decode
from kg.store import Store
from kg.text import squeeze

_ROWS: Final = """
SELECT ?title ?sha256 ?line ?name ?target ?description ?basis ?spans ?place WHERE {
  GRAPH ?graph {
    ?row a kg:PerformanceTarget ; prov:wasQuotedFrom ?document ; kg:line ?line ; kg:sourceSpans ?spans .
    ?document dct:title ?title ; kg:sha256 ?sha256 .
    OPTIONAL { ?row kg:name ?name } OPTIONAL { ?row kg:targetText ?target }
    OPTIONAL { ?row kg:description ?description } OPTIONAL { ?row kg:basis ?basis }
    OPTIONAL { ?row kg:place ?place }
  }
} ORDER BY ?title ?line
"""
"""Graph by graph: a form that two documents print is one node with the lines of both."""
_TARGET_PARTS: Final = ("operator", "target", "unit")

Source = Mapping[int, str]
"""Lines of a text file, or counted lines of another one, by number from 1."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How many literals were matched against their source, and what did not match."""

    matched: int
    findings: tuple[Finding, ...]


def verify_graph(store: Store, files: Iterable[Path]) -> Verification:
    """Match name, target, description and basis of every row against the characters of its file.

    A file that is missing, or that changed since the build (SHA-256), is a finding, and so is each literal
    whose characters are no longer where the graph says. A file without lines is read again, and its characters
    are those of its counted lines (`kg.model.Span`).
    """
    known = list(files)
    sources: dict[str, Source | None] = {}
    findings: list[Finding] = []
    matched = 0
    for title, sha256, line, *texts, spans, place in store.select(_ROWS).rows:
        document = str(title)
        if document not in sources:
            sources = {document: _read(document, str(sha256), known, findings, counted=place is not None)}
        source = sources[document]
        if source is None:
            continue
        quoted = {field: _quote(source, spans) for field, spans in text_to_spans(str(spans)).items()}
        for field, expected in _literals(texts, quoted):
            if squeeze(quoted[field]) == squeeze(expected):
                matched += 1
            else:
                where = str(place) if place else f"第 {line} 行"
                message = f"{where}的“{field}”与原文不符：图谱“{expected[:30]}”，原文“{quoted[field][:30]}”。"
                number, words = int(str(line)), str(place or "")
                findings.append(
                    Finding(document, number, "source-mismatch", message, "violation", place=words)
                )
    return Verification(matched, tuple(findings))


def counted_lines(document: Document) -> dict[int, str]:
    """The characters of every line and table row, each at the place that spans give it; the rest are blanks."""
    pieces: dict[int, list[tuple[Span, str]]] = {}
    for block in document.blocks:
        if isinstance(block, Line):
            pieces.setdefault(block.span.line, []).append((block.span, block.text))
            continue
        for row in block.rows:
            for cell in row:
                if len(cell.spans) == 1:  # of formats without lines a cell has one
                    pieces.setdefault(cell.spans[0].line, []).append((cell.spans[0], cell.text))
    lines = {}
    for number, found in pieces.items():
        characters = [" "] * max(span.end for span, _ in found)
        for span, text in found:
            characters[span.start : span.end] = text[: span.end - span.start]
        lines[number] = "".join(characters)
    return lines


def _literals(texts: Sequence[object], quoted: dict[str, str]) -> list[tuple[str, str]]:
    name, target, description, basis = (None if text is None else str(text) for text in texts)
    if target is not None:
        quoted["target"] = _quoted_target(target, quoted)
    found = {"name": name, "target": target, "description": description, "basis": basis}
    return [(field, text) for field, text in found.items() if text and quoted.get(field)]


def _quoted_target(target: str, quoted: Mapping[str, str]) -> str:
    """The characters of the target: those of its value cell alone, or with sign and unit where they stand in cells
    of their own (a sign for nothing, or 定性 in the column of operators, is no part of it)."""
    parts = [quoted[part] for part in _TARGET_PARTS if part in quoted]
    some = [parts[start:end] for start in range(len(parts)) for end in range(len(parts), start, -1)]
    whole = next((" ".join(part) for part in some if squeeze("".join(part)) == squeeze(target)), None)
    return whole or quoted.get("target") or (parts[0] if parts else "")


def _read(
    document: str, sha256: str, files: Sequence[Path], findings: list[Finding], *, counted: bool
) -> Source | None:
    found = [
        (path, data) for path in files if is_named(path, document) and (data := _bytes(path)) is not None
    ]
    if not found:
        message = f"找不到原文件“{document}”，或打不开，无法核对。"
        findings.append(Finding(document, 0, "source-missing", message))
        return None
    path, data = next((pair for pair in found if _digest(pair[1]) == sha256), found[0])
    if _digest(data) != sha256:
        message = f"“{document}”在生成图谱后改过，请重新运行 kg build。"
        findings.append(Finding(document, 0, "source-changed", message, "violation"))
        return None
    try:
        if counted:
            return counted_lines(read_document(path))
        text, _ = decode(data, document)
    except UnreadableDocumentError as error:
        findings.append(Finding(document, 0, "unreadable-document", str(error), "violation"))
        return None
    return dict(enumerate((line.rstrip("\r") for line in text.split("\n")), 1))


def is_named(path: Path, document: str) -> bool:
    """Whether a file may be the document of this name: its file name, led by folders where names repeat."""
    return path.name == document or path.as_posix().endswith(f"/{document}")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _quote(source: Source, spans: Iterable[Span]) -> str:
    return "".join(source.get(span.line, "")[span.start : span.end] for span in spans)
