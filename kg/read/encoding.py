"""Bytes to text: told by byte order mark, then UTF-8, UTF-16 and UTF-32 without mark, GB 18030, and Big5."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from kg.errors import UnreadableDocumentError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\v")
_SAMPLE: Final = 20000
_MAX_TEXT: Final = 64 * 1024 * 1024
_MAX_LINE: Final = 8 * 1024 * 1024
_LONGEST_CHARACTER: Final = 4
_PAIR: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_FEWEST_PAIRS: Final = 8
_RARE: Final = 0.2
_MOSTLY: Final = 0.95


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

    Raises UnreadableDocumentError, in Chinese, for bytes that are no text, or damaged. Other formats are told by
    `kg.read.kinds.sniff`.
    """
    _check_length(data, name)
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


def _check_length(data: bytes, name: str) -> None:
    """Refuse what would fill the memory, before it is decoded. The reader of lines has finer limits."""
    if len(data) > _MAX_TEXT:
        raise UnreadableDocumentError(
            f"“{name}”是 {len(data) // 1048576} MB 的文本，超过上限 {_MAX_TEXT // 1048576} MB。请拆分后再读。"
        )
    start = 0
    while len(data) - start > _MAX_LINE:
        end = max(data.rfind(b"\n", start, start + _MAX_LINE), data.rfind(b"\r", start, start + _MAX_LINE))
        if end < 0:
            number = data.count(b"\n", 0, start) + 1
            raise UnreadableDocumentError(
                f"“{name}”第 {number} 行超过上限 {_MAX_LINE // 1048576} MB，不像表格文本。请检查文件。"
            )
        start = end + 1


def _reads_as(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _is_text(text) else None


def _candidates(data: bytes) -> tuple[str, ...]:
    # UTF-16 text of ASCII and Chinese has zero bytes on one side only; GB 18030 and UTF-8 text has none.
    sample = data[: _SAMPLE - _SAMPLE % 4]
    if sample.count(0) == 0:
        chinese = ("big5hkscs", "gb18030") if _is_big5(sample) else ("gb18030",)
        return ("utf-8", *chinese, "utf-16-le", "utf-16-be")
    quarters = [sample[start::4].count(0) * 4 >= len(sample) * _MOSTLY for start in range(4)]
    if quarters[3] and quarters[2]:
        return ("utf-32-le",)
    if quarters[0] and quarters[1]:
        return ("utf-32-be",)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _is_big5(sample: bytes) -> bool:
    """Whether the pairs of bytes are Big5's common characters. Read as GB 18030 they give characters, too, but
    rare ones: of GB 2312 no second byte is below A1, of Big5 two in five are."""
    pairs = [(match[0][0], match[0][1]) for match in _PAIR.finditer(sample)]
    if len(pairs) < _FEWEST_PAIRS:
        return False
    low = sum(1 for _, second in pairs if second < 0xA1)
    common = sum(1 for first, _ in pairs if 0xA1 <= first <= 0xC6)
    return low > len(pairs) * _RARE and common >= len(pairs) * _MOSTLY


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
