"""Whether a file of a folder is worth handing to a reader: a look at its first and last bytes.

The reader tells the type by all of the content (`kg.read.kinds`), in a process of its own. Here only what is
certainly no document is left out, so that photographs of a trip or the programs of a colleague are no failures. A
file with the suffix of a document is always handed on: if it is none, somebody wants to know.
"""

from pathlib import Path
from typing import Final

_LOOK: Final = 8192
_TAIL: Final = 1 << 18

_DOCUMENTS: Final = frozenset(
    {
        "txt", "text", "md", "tsv", "csv", "tab", "pdf", "ofd", "doc", "docx", "docm", "dot", "dotx",
        "dotm", "wps", "wpt", "rtf", "odt", "fodt", "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx",
        "xltm", "et", "ett", "ods", "fods", "htm", "html", "xhtml", "shtml", "mht", "mhtml", "png",
        "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "bmp", "dib",
    }
)  # fmt: skip
_NO_TEXTS: Final = frozenset(
    {
        "bat", "c", "cfg", "cmd", "conf", "cpp", "cs", "css", "db", "go", "h", "ics", "ini", "ipynb",
        "java", "js", "json", "jsonl", "jsonld", "lock", "log", "lua", "map", "n3", "nq", "nt", "php",
        "pl", "properties", "ps1", "py", "r", "rb", "reg", "rq", "rs", "rst", "scss", "sh", "sparql",
        "sql", "srt", "svg", "tex", "toml", "ts", "ttl", "url", "vbs", "vue", "xsd", "xsl", "yaml",
        "yml",
    }
)  # fmt: skip
"""Suffixes of text that is written for machines."""

_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_ZIPPED_DOCUMENTS: Final = (b"word/", b"xl/", b"OFD.xml", b"opendocument.text", b"opendocument.spreadsheet")
_SIGNATURES: Final = (b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_UNICODE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b")) + b"\x7f"


def document_kind(path: Path) -> tuple[str, bool]:
    """What the file is, in a few words of Chinese, and whether a reader should try it."""
    suffix = path.suffix.lower().lstrip(".")
    try:
        head, tail = _ends(path)
    except (OSError, ValueError):
        return suffix, True  # the reader says why it cannot be opened
    if head.startswith(_ARCHIVES[:2]) and any(
        mark in part for mark in _ZIPPED_DOCUMENTS for part in (head, tail)
    ):
        return suffix, True
    if suffix in _DOCUMENTS or any(mark in head[:1024] for mark in _SIGNATURES) or head.startswith(_PICTURES):
        return suffix, True
    if head.startswith(_ARCHIVES):
        slides = b"ppt/" in head or b"ppt/" in tail
        return ("幻灯片", False) if slides else ("压缩包，需先解压", False)
    if suffix in _NO_TEXTS or not _is_text(head):
        return f".{suffix}" if suffix else "无后缀", False
    return "文本", True


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_LOOK)
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        return head, file.read(_TAIL) if head.startswith(b"PK") else b""


def _is_text(head: bytes) -> bool:
    """Whether bytes may be text in an encoding that Chinese files have."""
    if not head.strip():
        return False
    return head.startswith(_UNICODE_MARKS) or head.translate(None, delete=_CONTROLS) == head
