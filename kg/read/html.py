"""Web pages: paragraphs and tables as they are shown, from HTML files and single-file pages (MHTML)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.read.archives import check_tags
from kg.read.encoding import read_text
from kg.read.flow import Flow, Paragraph, flow_parts, raised
from kg.read.guard import only_unreadable
from kg.read.html_tables import TableBuilder
from kg.read.parts import Reading

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_BYTES: Final = 32 * 1024 * 1024
_MAX_TAGS: Final = 800_000
_MAX_ATTRIBUTES: Final = 2_000_000
_HEAD: Final = 8192
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHINESE: Final = frozenset(
    {"gb2312", "gbk", "gb_2312", "gb_2312-80", "x-gbk", "cp936", "gb18030", "hz-gb-2312"}
)
_MOST_DAMAGE: Final = 500
"""One broken character in so many is read over, with a finding; more are refused."""
_UNSEEN: Final = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "title", "xml", "object", "applet", "datalist"),
        *("rp", "rt", "svg", "area", "map"),
    }
)
_INLINE: Final = frozenset(
    {
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
        ),
        *(
            "i",
            "ins",
            "kbd",
            "label",
            "mark",
            "nobr",
            "output",
            "q",
            "rb",
            "ruby",
            "s",
            "samp",
            "small",
            "span",
        ),
        *("strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "button"),
    }
)
_HIDDEN: Final = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE
)
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAPPED: Final = re.compile(rf"(?<={_WIDE})[ \t]*\r\s*(?={_WIDE})")
_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SHOWN_INPUTS: Final = frozenset({"", "text", "number", "date", "month", "search", "tel"})


def read_html(data: bytes, name: str) -> Reading:
    """The lines and tables of a web page, with paragraph numbers counted over the page.

    What is hidden by its own style is left out. Raises UnreadableDocumentError, in Chinese, for a page in no known
    encoding and for one beyond the limits on tags, depth and cells.
    """
    with only_unreadable(name, "网页"):
        text, charset, damage = _page_text(data, name)
        flow = _Page(name).read(text)
        parts = tuple(flow_parts(flow, name))
    return Reading(f"text/html; charset={charset}", parts, _damage_findings(damage, name))


def read_mhtml(data: bytes, name: str) -> Reading:
    """The pages inside a single-file page, one behind the other, as `read_html` reads them."""
    from email import message_from_bytes, policy

    with only_unreadable(name, "单个文件网页"):
        _check_length(data, name)
        message = message_from_bytes(data, policy=policy.compat32)
        page, damage = _Page(name), 0
        flow: list[Flow] = []
        for part in message.walk():
            if part.get_content_type() != "text/html":
                continue
            payload = part.get_payload(decode=True)
            declared = part.get_content_charset() or ""
            text, _, broken = _page_text(payload if isinstance(payload, bytes) else b"", name, declared)
            flow, damage = page.read(text), damage + broken
        parts = tuple(flow_parts(flow, name))
    return Reading("multipart/related", parts, _damage_findings(damage, name))


def _page_text(data: bytes, name: str, declared: str = "") -> tuple[str, str, int]:
    """The text, its charset, and how many characters are broken. Bytes that are whole UTF-8 are UTF-8 whatever the
    page says; then counts the byte order mark, what the page declares, and what the bytes look like."""
    _check_length(data, name)
    check_tags(data.count(b"<"), _MAX_TAGS, name)
    check_tags(data.count(b"="), _MAX_ATTRIBUTES, name, "标签属性")
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"\x00" in data[:_HEAD]:
        return read_text(data, name).text, "utf-16" if b"\x00" in data[:_HEAD] else "utf-8", 0
    try:
        return data.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        pass
    match = _CHARSET.search(data[:_HEAD])
    charset = declared or (match[1].decode("ascii") if match else "")
    charset = "gb18030" if charset.lower() in _CHINESE else charset.lower()
    try:
        if charset:
            text = data.decode(charset, "replace")
            broken = text.count("\ufffd")
            if broken * _MOST_DAMAGE <= len(text):
                return text, charset, broken
    except LookupError:
        pass
    decoded = read_text(data, name)
    return decoded.text, decoded.media_type.rpartition("=")[2], 0


def _check_length(data: bytes, name: str) -> None:
    if len(data) > _MAX_BYTES:
        raise UnreadableDocumentError(
            f"“{name}”有 {len(data) // 1048576} MB，超过网页的上限 {_MAX_BYTES // 1048576} MB。请拆分后再读。"
        )


def _damage_findings(damage: int, name: str) -> tuple[Finding, ...]:
    if not damage:
        return ()
    message = f"文件里有 {damage} 处字节读不成字，已用“\ufffd”代替。"
    return (Finding(name, 0, "damaged-characters", message),)


class _Page:
    """One walk over the tree of a page; further pages go on with its numbers."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._flow: list[Flow] = []
        self._targets: list[list[Flow]] = [self._flow]
        self._tables: list[TableBuilder] = []
        self._text: list[str] = []
        self._raised: list[int] = []
        self._number = 0

    def read(self, text: str) -> list[Flow]:
        """Everything read so far, this page last."""
        for event, element in _walk(text, self._name):
            kind = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._open(kind, element)
                self._text.append(_source(element.text, kind))
            else:
                if event == "end":
                    self._close(kind)
                self._text.append(_source(element.tail, ""))
        self._flush()
        return self._flow

    def _open(self, kind: str, element: "_Element") -> None:
        if kind == "br":
            self._text.append("\n")
        elif kind == "sup":
            self._raised.append(len(self._text))
        elif kind in ("input", "select"):
            self._text.append(_value(kind, element))
        elif kind not in _INLINE:
            self._flush()
        if kind == "table":
            builder = TableBuilder(self._name, len(self._tables))
            self._targets[-1].append(builder.table)
            self._tables.append(builder)
        elif self._tables and kind == "tr":
            self._tables[-1].next_row()
        elif self._tables and kind in ("thead", "tbody", "tfoot"):
            self._tables[-1].end_section()
        elif kind in ("td", "th"):
            cell = self._tables[-1].next_cell(element.attrib) if self._tables else None
            self._targets.append(cell.content if cell else self._targets[-1])

    def _close(self, kind: str) -> None:
        if kind == "sup" and self._raised:
            start = self._raised.pop()
            self._text[start:] = [raised("".join(self._text[start:]))]
        elif kind not in _INLINE and kind not in ("br", "input", "select"):
            self._flush()
        if kind in ("td", "th"):
            self._targets.pop()
        elif self._tables and kind in ("thead", "tbody", "tfoot"):
            self._tables[-1].end_section()
        elif self._tables and kind == "table":
            self._tables.pop().end_section()

    def _flush(self) -> None:
        text = _INVISIBLE.sub("", _WRAPPED.sub("", "".join(self._text)).replace("\r", " "))
        self._text.clear()
        self._raised.clear()
        if text.strip() or ("\xa0" in text and self._targets[-1] is self._flow):  # <p>&nbsp;</p> is a gap
            self._number += 1
            self._targets[-1].append(Paragraph(text.strip(), self._number))


def _walk(text: str, name: str) -> "Iterator[tuple[str, _Element]]":
    """``start`` and ``end`` of every element that is shown, ``behind`` for one that is not."""
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    source = text.replace("\x00", "").encode("utf-8", "replace")
    if not source.strip():
        return
    root = html.document_fromstring(source, parser=parser, ensure_head_body=False)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocumentError(f"“{name}”的标签嵌套超过上限 2048 层，没有读。请检查文件。")
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not _is_unseen(element):
            yield event, element
        elif event == "start":
            walker.skip_subtree()
        else:
            yield "behind", element


def _is_unseen(element: "_Element") -> bool:
    return (
        element.tag in _UNSEEN
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _source(text: str | None, kind: str) -> str:
    """Text of the page; line feeds of its source become carriage returns, those of a <pre> stay."""
    if not text:
        return ""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain if kind == "pre" else plain.replace("\n", "\r")


def _value(kind: str, element: "_Element") -> str:
    """What a field of a page form shows."""
    if kind == "input":
        return (element.get("value") or "") if (element.get("type") or "").lower() in _SHOWN_INPUTS else ""
    options = list(element.iter("option"))
    shown = next((option for option in options if option.get("selected") is not None), None)
    chosen = shown if shown is not None else (options[0] if options else None)
    text = "" if chosen is None else "".join(chosen.itertext())
    for option in options:
        option.clear()
    return text
