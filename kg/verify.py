"""Re-read the files and match the source of every literal: the printed characters against the graph."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.graph.spans import text_to_spans
from kg.model import Span
from kg.read.encoding import decode
from kg.store import GraphStore
from kg.text import squeeze

_ROWS: Final = """
SELECT ?title ?sha256 ?line ?name ?target ?description ?basis ?spans WHERE {
  ?row a kg:PerformanceTarget ; prov:wasQuotedFrom ?document ; kg:line ?line ; kg:sourceSpans ?spans .
  ?document dct:title ?title ; kg:sha256 ?sha256 .
  OPTIONAL { ?row kg:name ?name } OPTIONAL { ?row kg:targetText ?target }
  OPTIONAL { ?row kg:description ?description } OPTIONAL { ?row kg:basis ?basis }
} ORDER BY ?title ?line
"""
_TARGET_PARTS: Final = ("operator", "target", "unit")


@dataclass(frozen=True, slots=True)
class Verification:
    """How many literals were matched against their source, and what did not match."""

    matched: int
    findings: tuple[Finding, ...]


def verify_graph(store: GraphStore, files: Iterable[Path]) -> Verification:
    """Match name, target, description and basis of every row against the characters of its file.

    A file that is missing, or that changed since the build (SHA-256), is a finding, and so is each literal
    whose characters are no longer where the graph says.
    """
    by_name = {path.name: path for path in files}
    lines: dict[str, Sequence[str] | None] = {}
    findings: list[Finding] = []
    matched = 0
    for title, sha256, line, *texts, spans in store.select(_ROWS).rows:
        document = str(title)
        if document not in lines:
            lines[document] = _read(document, str(sha256), by_name, findings)
        source = lines[document]
        if source is None:
            continue
        places = text_to_spans(str(spans))
        quoted = {field: _quote(source, spans) for field, spans in places.items()}
        for field, expected in _literals(texts, quoted):
            if squeeze(quoted[field]) == squeeze(expected):
                matched += 1
            else:
                message = (
                    f"第 {line} 行的“{field}”与原文不符：图谱“{expected[:30]}”，原文“{quoted[field][:30]}”。"
                )
                findings.append(Finding(document, int(str(line)), "source-mismatch", message, "violation"))
    return Verification(matched, tuple(findings))


def _literals(texts: Sequence[object], quoted: dict[str, str]) -> list[tuple[str, str]]:
    name, target, description, basis = (None if text is None else str(text) for text in texts)
    parts = [quoted[part] for part in _TARGET_PARTS if part in quoted]
    if "target" not in quoted and parts:
        quoted["target"] = parts[0]
    elif len(parts) > 1 and target is not None and squeeze("".join(parts)) == squeeze(target):
        quoted["target"] = " ".join(parts)
    found = {"name": name, "target": target, "description": description, "basis": basis}
    return [(field, text) for field, text in found.items() if text and field in quoted]


def _read(
    document: str, sha256: str, by_name: Mapping[str, Path], findings: list[Finding]
) -> Sequence[str] | None:
    path = by_name.get(document)
    if path is None:
        findings.append(Finding(document, 0, "source-missing", f"找不到原文件“{document}”，无法核对。"))
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        message = f"“{document}”在生成图谱后改过，请重新运行 kg build。"
        findings.append(Finding(document, 0, "source-changed", message, "violation"))
        return None
    try:
        text, _ = decode(data, document)
    except UnreadableDocumentError as error:
        findings.append(Finding(document, 0, "unreadable-document", str(error), "violation"))
        return None
    return [line.rstrip("\r") for line in text.split("\n")]


def _quote(lines: Sequence[str], spans: Iterable[Span]) -> str:
    return "".join(
        lines[span.line - 1][span.start : span.end] if 0 < span.line <= len(lines) else "" for span in spans
    )
