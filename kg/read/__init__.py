"""Documents in: each reader yields tables of cells and lines with their places, and knows nothing of forms."""

import hashlib
from dataclasses import replace
from pathlib import Path

from kg.errors import UnreadableDocumentError, reason_of
from kg.findings import Finding
from kg.model import Document
from kg.read.csv_text import csv_to_blocks
from kg.read.encoding import read_text
from kg.read.formats import read_parts
from kg.read.kinds import Kind, sniff, wrong_suffix
from kg.read.parts import Wanted, to_blocks
from kg.read.privacy import without_contacts
from kg.read.text import text_to_blocks

_MAX_BYTES = 256 * 1024 * 1024
_BLANK = "\ufeff \t\r\n\f\v\u3000"


def read_document(path: Path, *, wanted: Wanted | None = None) -> Document:
    """Read one file of any kind; contact persons are blanked before anything else sees them.

    ``wanted`` tells of which pages of a paged document the tables are needed; without it, of all.
    Raises UnreadableDocumentError, with the reason in Chinese, for a file that is missing, empty, too
    large, encrypted, damaged, or no document.
    """
    data = _read_bytes(path)
    kind = sniff(data, path.name)
    plain = kind in ("text", "csv")
    document = _plain(data, path.name, kind) if plain else _formatted(data, path.name, kind, wanted)
    suffix = wrong_suffix(kind, path.name)
    findings = document.findings if suffix is None else (suffix, *document.findings)
    digest = hashlib.sha256(data).hexdigest()
    return replace(document, sha256=digest, blocks=without_contacts(document.blocks), findings=findings)


def _plain(data: bytes, name: str, kind: Kind) -> Document:
    decoded = read_text(data, name)
    if not decoded.text.strip(_BLANK):
        raise UnreadableDocumentError(f"“{name}”里没有文字。")
    blocks = (csv_to_blocks if kind == "csv" else text_to_blocks)(decoded.text, name)
    findings = []
    if decoded.truncated:
        last = decoded.text.count("\n") + 1
        message = f"文件在第 {last} 行断开，最后一个字不完整。"
        findings.append(Finding(name, last, "truncated-document", message))
    return Document(name, "", decoded.media_type, blocks, tuple(findings))


def _formatted(data: bytes, name: str, kind: Kind, wanted: Wanted | None) -> Document:
    reading = read_parts(kind, data, name, wanted)
    blocks, places = to_blocks(reading.parts)
    if not blocks and not reading.findings:
        raise UnreadableDocumentError(f"“{name}”里没有文字。")
    return Document(name, "", reading.media_type, blocks, reading.findings, places)


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise UnreadableDocumentError(f"找不到文件“{path}”。请检查路径和文件名。")
        if path.is_dir():
            raise UnreadableDocumentError(f"“{path}”是文件夹，这里需要文件。")
        if not path.is_file():
            raise UnreadableDocumentError(f"“{path.name}”不是普通文件。")
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise UnreadableDocumentError(
                f"“{path.name}”有 {size // 1048576} MB，超过上限 {_MAX_BYTES // 1048576} MB。请拆分后再读。"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = reason_of(error) if isinstance(error, OSError) else "路径里有不能用的字符"
        raise UnreadableDocumentError(f"“{path.name}”打不开（{reason}）。请检查路径和权限。") from error
    if not data.strip():
        raise UnreadableDocumentError(f"“{path.name}”是空文件，或只有空白。")
    return data
