"""Documents in: each reader yields tables of cells and lines with their places, and knows nothing of forms."""

import hashlib
from pathlib import Path

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.model import Document
from kg.read.encoding import read_text
from kg.read.privacy import without_contacts
from kg.read.text import text_to_blocks

_MAX_BYTES = 64 * 1024 * 1024


def read_document(path: Path) -> Document:
    """Read one text file; contact persons are blanked before anything else sees them.

    Raises UnreadableDocumentError, with the reason in Chinese, for a file that is missing, empty, too
    large, or no text.
    """
    data = _read_bytes(path)
    decoded = read_text(data, path.name)
    if not decoded.text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise UnreadableDocumentError(f"“{path.name}”里没有文字。")
    blocks = without_contacts(text_to_blocks(decoded.text, path.name))
    findings = []
    if decoded.truncated:
        last = decoded.text.count("\n") + 1
        message = f"文件在第 {last} 行断开，最后一个字不完整。"
        findings.append(Finding(path.name, last, "truncated-document", message))
    digest = hashlib.sha256(data).hexdigest()
    return Document(path.name, digest, decoded.media_type, blocks, tuple(findings))


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
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableDocumentError(f"“{path.name}”打不开（{reason}）。请检查路径和权限。") from error
    if not data.strip():
        raise UnreadableDocumentError(f"“{path.name}”是空文件，或只有空白。")
    return data
