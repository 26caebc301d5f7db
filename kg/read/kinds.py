"""What a file is, told by its content; the suffix is only a hint, and a wrong one is a finding."""

import re
from typing import Final, Literal

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.read import compound
from kg.read.archives import Archive
from kg.read.csv_text import looks_delimited
from kg.read.encoding import read_text

Kind = Literal[
    "text", "pdf", "docx", "xlsx", "html", "csv", "rtf", "doc", "xls", "xlsb", "wps", "et", "odt", "ods",
    "image", "mhtml", "sheet-xml", "word-xml",
]  # fmt: skip

_REFUSED: Final = (
    (b"GIF8", "GIF 图片", "请另存为 PNG 或 JPEG"),
    (b"\x7fELF", "程序文件", "请检查文件"),
    (b"MZ", "程序文件", "请检查文件"),
    (b"\x1f\x8b", "压缩文件", "请先解压"),
    (b"Rar!", "压缩文件", "请先解压"),
    (b"7z\xbc\xaf", "压缩文件", "请先解压"),
    (b"SQLite format 3", "数据库文件", "请先导出为表格"),
)
_IMAGES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BITMAP_HEADERS: Final = (12, 40, 52, 56, 64, 108, 124)
_HEAD: Final = 8192
_PDF_WITHIN: Final = 1024
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|style|table|div|center|p|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL: Final = re.compile(r"(?:^|\n)(?:MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE)
_SUFFIXES: Final[dict[Kind, frozenset[str]]] = {
    "pdf": frozenset({"pdf"}),
    "docx": frozenset({"docx", "docm", "dotx", "dotm", "wps"}),
    "xlsx": frozenset({"xlsx", "xlsm", "xltx", "xltm", "et"}),
    "xlsb": frozenset({"xlsb"}),
    "html": frozenset({"html", "htm", "xhtml", "shtml", "jhtml", "asp", "aspx", "jsp", "php"}),
    "mhtml": frozenset({"mht", "mhtml", "eml"}),
    "csv": frozenset({"csv", "tsv", "tab", "txt"}),
    "rtf": frozenset({"rtf"}),
    "doc": frozenset({"doc", "dot"}),
    "wps": frozenset({"wps", "wpt"}),
    "xls": frozenset({"xls", "xlt"}),
    "et": frozenset({"et", "ett"}),
    "odt": frozenset({"odt", "ott", "fodt"}),
    "ods": frozenset({"ods", "ots", "fods"}),
    "image": frozenset({"png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "bmp", "dib", "webp"}),
    "sheet-xml": frozenset({"xml"}),
    "word-xml": frozenset({"xml"}),
}
_NAMES: Final[dict[Kind, str]] = {
    "text": "纯文本",
    "pdf": "PDF",
    "docx": "Word 文档（docx）",
    "xlsx": "Excel 工作簿（xlsx）",
    "xlsb": "Excel 二进制工作簿（xlsb）",
    "html": "网页（HTML）",
    "mhtml": "单个文件网页（MHTML）",
    "csv": "分隔文本（CSV）",
    "rtf": "RTF 文档",
    "doc": "旧版 Word 文档（doc）",
    "wps": "WPS 文字文档",
    "xls": "旧版 Excel 工作簿（xls）",
    "et": "WPS 表格",
    "odt": "ODF 文本文档",
    "ods": "ODF 表格",
    "image": "图片",
    "sheet-xml": "XML 表格（Excel 2003）",
    "word-xml": "XML 文档（Word）",
}


def sniff(data: bytes, name: str) -> Kind:
    """What the bytes are. The name only decides between kinds that share one format (doc and wps, csv and text).

    Raises UnreadableDocumentError, in Chinese with what to do, for what no reader takes: encrypted files, OFD,
    slides, archives, programs, damaged containers, bytes that are no text in any encoding.
    """
    suffix = _suffix(name)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, name)
    if data.startswith(compound.SIGNATURE[:4]):
        return _compound(data, name, suffix)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if is_picture(data):
        return "image"
    for signature, what, advice in _REFUSED:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:_HEAD]):
            raise UnreadableDocumentError(f"“{name}”是{what}，不是文档。{advice}。")
    return _marked_up(data, name) or _plain(data, name, suffix)


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a picture file that can be read: PNG, JPEG, TIFF, BMP, WebP."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith(_IMAGES) or is_webp or _is_bitmap(data)


def kind_in_words(kind: Kind) -> str:
    """A kind in Chinese."""
    return _NAMES[kind]


def wrong_suffix(kind: Kind, name: str) -> Finding | None:
    """The finding for a file whose suffix belongs to another kind; None for the right one, for none, and for text
    under any name."""
    suffix = _suffix(name)
    known = {one for suffixes in _SUFFIXES.values() for one in suffixes}
    if not suffix or (kind == "text" and suffix not in known - _SUFFIXES["csv"]):
        return None
    if suffix in _SUFFIXES.get(kind, ()):
        return None
    message = f"文件内容是 {_NAMES[kind]}，后缀却是 .{suffix}，已按内容读取。"
    return Finding(name, 0, "wrong-suffix", message, "info")


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _zipped(data: bytes, name: str) -> Kind:
    archive = Archive(data, name)
    names = archive.names
    if "xl/workbook.bin" in names:
        return "xlsb"
    for folder, kind in _FOLDERS:
        if any(part.startswith(folder) for part in names):
            return kind
    if any(part.startswith("ppt/") for part in names):
        raise UnreadableDocumentError(f"“{name}”是幻灯片（PowerPoint）。请另存为 PDF 再读。")
    if any(part.endswith("OFD.xml") for part in names):
        raise UnreadableDocumentError(
            f"“{name}”是 OFD 版式文件（GB/T 33190），还不能读。请在 OFD 阅读器里打印或导出为 PDF 再读。"
        )
    if "mimetype" in names:
        return _open_document(archive, name)
    if not names:
        raise UnreadableDocumentError(f"“{name}”是空的压缩文件。请重新取得原文件。")
    raise UnreadableDocumentError(f"“{name}”是压缩文件，不是文档。请先解压，再读里面的文件。")


_FOLDERS: Final[tuple[tuple[str, Kind], ...]] = (("word/", "docx"), ("xl/", "xlsx"))


def _open_document(archive: Archive, name: str) -> Kind:
    mimetype = archive.read("mimetype")
    encrypted = "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    )
    if encrypted:
        raise _encrypted(name)
    if b"opendocument.text" in mimetype:
        return "odt"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    raise UnreadableDocumentError(f"“{name}”不是文本文档或表格（{mimetype[:60]!r}）。请另存为 PDF 再读。")


def _compound(data: bytes, name: str, suffix: str) -> Kind:
    streams = compound.top_streams(data)
    if "EncryptedPackage" in streams:
        raise _encrypted(name)
    if "WordDocument" in streams:
        flags = streams["WordDocument"][10:12]
        if flags and flags[1] & 1:
            raise _encrypted(name)
        return "wps" if suffix in _SUFFIXES["wps"] else "doc"
    for stream in ("Workbook", "Book", "ETExtData"):
        if stream in streams:
            if _has_password_record(streams[stream]):
                raise _encrypted(name)
            return "et" if suffix in _SUFFIXES["et"] else "xls"
    if "PowerPoint Document" in streams:
        raise UnreadableDocumentError(f"“{name}”是幻灯片（PowerPoint）。请另存为 PDF 再读。")
    if not streams:
        raise UnreadableDocumentError(
            f"“{name}”是旧版 Word 或 Excel 文件，但已损坏，可能没有下载完整。请重新取得原文件。"
        )
    raise UnreadableDocumentError(
        f"“{name}”是旧版 Office 的容器文件，但里面没有文档或表格。请另存为 PDF 再读。"
    )


def _has_password_record(stream: bytes) -> bool:
    at = 0
    while at + 4 <= len(stream):
        record, size = (
            int.from_bytes(stream[at : at + 2], "little"),
            int.from_bytes(stream[at + 2 : at + 4], "little"),
        )
        if record == 0x2F:  # FILEPASS
            return True
        at += 4 + size
    return False


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS


def _marked_up(data: bytes, name: str) -> Kind | None:
    head = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith("<"):
        start = head[:2000]
        return "mhtml" if _MAIL.search(start) and "multipart/" in head.lower() else None
    if "schemas-microsoft-com:office:spreadsheet" in head and re.search(r"<(?:\w+:)?Workbook\b", head):
        return "sheet-xml"
    if re.search(r"<(?:w:wordDocument|pkg:package)\b", head):
        return "word-xml"
    if "<office:document" in head:
        return "ods" if "opendocument.spreadsheet" in head else "odt"
    if _HTML.match(head) or re.search(r"<html\b", head, re.IGNORECASE):
        return "html"
    if head.startswith("<?xml"):
        raise UnreadableDocumentError(f"“{name}”是 XML 数据，不是文档。请导出为表格或 PDF 再读。")
    return None


def _plain(data: bytes, name: str, suffix: str) -> Kind:
    if suffix == "csv":
        return "csv"
    return "csv" if looks_delimited(read_text(data, name).text) else "text"


def _encrypted(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(f"“{name}”加了密码。请先去掉密码再读。")
