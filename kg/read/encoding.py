"""Bytes to text: told by byte order mark, then UTF-8, UTF-16 without mark, and GB 18030."""

import codecs
from dataclasses import dataclass
from typing import Final

from kg.errors import UnreadableDocumentError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES: Final = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "Word、Excel 或压缩文件"),
    (b"PK\x05\x06", "空的压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x7fELF", "程序文件"),
    (b"MZ", "程序文件"),
    (b"\x1f\x8b", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"SQLite format 3", "数据库文件"),
)
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\v")
_SAMPLE: Final = 20000
_LONGEST_CHARACTER: Final = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, its media type with charset, and whether its last character was cut off."""

    text: str
    media_type: str
    truncated: bool = False


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of the bytes and its media type. Raises UnreadableDocumentError as `read_text` does."""
    decoded = read_text(data, name)
    return decoded.text, decoded.media_type


def read_text(data: bytes, name: str) -> Decoded:
    """The text of the bytes. A file cut off inside its last character is read up to there.

    Raises UnreadableDocumentError, in Chinese, for bytes that are another format, no text, or damaged.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (len(signature) == 2 and _reads_as(data, "utf-8")):
            raise UnreadableDocumentError(f"“{name}”是{kind}，这个版本只读文本文件。请先另存为文本。")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, encoding, name)
    damage = _utf8_damage(data)
    if damage is not None:
        if damage < len(data) - _LONGEST_CHARACTER:
            raise _damaged(name, "UTF-8", damage)
        return Decoded(data[:damage].decode("utf-8"), _media_type("utf-8"), truncated=True)
    for encoding in _candidates(data):
        text = _reads_as(data, encoding)
        if text is not None:
            return Decoded(text, _media_type(encoding))
    raise UnreadableDocumentError(f"“{name}”不是文本文件，或用了不认识的编码。请另存为 UTF-8 文本。")


def _reads_as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _is_text(text) else None


def _candidates(data: bytes) -> tuple[str, ...]:
    # UTF-16 text of ASCII and Chinese has zero bytes on one side only; GB 18030 and UTF-8 text has none.
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if sample.count(0) == 0:
        return ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _utf8_damage(data: bytes) -> int | None:
    """Where text that is UTF-8 for a good part stops being it; None for text that is whole, or never was UTF-8:
    GB 18030 does not hold many Chinese characters that happen to be valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        wide = sum(1 for character in before if character > "\u2000")
        return error.start if wide >= min(20, max(1, error.start // 6)) else None
    return None


def _marked(data: bytes, encoding: str, name: str) -> Decoded:
    label = encoding.removesuffix("-sig")
    try:
        return Decoded(data.decode(encoding), _media_type(label))
    except UnicodeDecodeError as error:
        if error.start < len(data) - _LONGEST_CHARACTER:
            raise _damaged(name, label, error.start) from error
        return Decoded(data[: error.start].decode(encoding), _media_type(label), truncated=True)


def _damaged(name: str, encoding: str, place: int) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"“{name}”是 {encoding} 编码，但第 {place} 字节处读不下去，可能已损坏。请重新取得原文件。"
    )


def _media_type(encoding: str) -> str:
    return f"text/plain; charset={encoding}"


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = sum(1 for character in sample if character < " " and character not in _ALLOWED_CONTROLS)
    # A wrong UTF-16 guess gives rare characters; real text of a form has Chinese, digits and line ends.
    common = sum(1 for character in sample if character.isascii() or "\u3000" <= character <= "\u9fff")
    return controls * 100 <= len(sample) and common * 2 >= len(sample)
