"""A look at a PDF before PDFium opens it: PDFium reads a page in one go and cannot be stopped in the middle."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.errors import UnreadableDocumentError

MAX_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of one unpacked stream of drawing; a page of text has a few thousand."""
MAX_DRAWN: Final = 200_000
"""Times that drawings inside drawings are drawn, if every one draws as often as it says."""
_RATIO: Final = 1032
"""Bytes that one byte of Flate can unpack to."""
_STEP: Final = 1 << 18
_HEAD: Final = 4096
_MOST_FORMS: Final = 20_000

_STREAM: Final = re.compile(rb"stream\r?\n")
_OBJECT: Final = re.compile(rb"(\d{1,8})\s+\d{1,5}\s+obj\b")
_LENGTH: Final = re.compile(rb"/Length\s+(\d{1,12})(?!\s+\d+\s+R)")
_IMAGE: Final = re.compile(rb"/Subtype\s*/Image\b")
_FORM: Final = re.compile(rb"/Subtype\s*/Form\b")
_PAGE: Final = re.compile(rb"/Type\s*/Pages?\b")
_FLATE: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_REFERENCE: Final = re.compile(rb"(\d{1,8})\s+\d{1,5}\s+R\b")
_DRAW: Final = re.compile(rb"\bDo\b")


@dataclass(slots=True)
class _Form:
    """A drawing that others draw: how many drawings it draws, and which objects it names."""

    draws: int
    names: frozenset[int]


def check_limits(data: bytes, name: str) -> None:
    """Raises UnreadableDocumentError for a file that unpacks to far more than any document holds."""
    forms: dict[int, _Form] = {}
    for number, head, body in _streams(data):
        is_form = _FORM.search(head) is not None
        if _IMAGE.search(head) or not (is_form or len(body) > MAX_UNPACKED // _RATIO):
            continue
        unpacked = _unpacked(body) if _FLATE.search(head) else body
        if len(unpacked) > MAX_UNPACKED:
            raise UnreadableDocumentError(
                f"“{name}”有一部分展开后超过 {MAX_UNPACKED // 1048576} MB，不像正常文件，没有读。"
                "请在阅读器里打印成新的 PDF，再读。"
            )
        if is_form and len(forms) < _MOST_FORMS:
            names = frozenset(int(found) for found in _REFERENCE.findall(head))
            forms[number] = _Form(len(_DRAW.findall(unpacked)), names)
    if (
        any(form.draws > 1 for form in forms.values())
        and _most_drawn(_with_resources(forms, data)) > MAX_DRAWN
    ):
        raise UnreadableDocumentError(
            f"“{name}”里的图形层层嵌套，展开后超过 {MAX_DRAWN} 个，不像正常文件，没有读。"
            "请在阅读器里打印成新的 PDF，再读。"
        )


def _streams(data: bytes) -> Iterator[tuple[int, bytes, memoryview]]:
    """The number of each stream object, the dictionary before it, and its packed bytes."""
    view = memoryview(data)
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() < end or data[match.start() - 3 : match.start()] == b"end":
            continue
        head = data[max(end, match.start() - _HEAD) : match.start()]
        found = list(_OBJECT.finditer(head))
        if not found:
            continue
        head = head[found[-1].start() :]
        length = _LENGTH.search(head)
        stop = match.end() + int(length[1]) if length else -1
        if stop < 0 or stop > len(data):
            stop = data.find(b"endstream", match.end())
            stop = len(data) if stop < 0 else stop
        end = stop
        yield int(found[-1][1]), head, view[match.end() : stop]


def _unpacked(body: memoryview) -> bytes:
    """Flate unpacked, cut off a little beyond the limit; what cannot be unpacked is left out."""
    worker = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    packed = bytes(body)
    while packed and size <= MAX_UNPACKED:
        try:
            piece = worker.decompress(packed, _STEP)
        except zlib.error:
            break
        if not piece and worker.eof:
            break
        pieces.append(piece)
        size += len(piece)
        packed = worker.unconsumed_tail
    return b"".join(pieces)


def _with_resources(forms: dict[int, _Form], data: bytes) -> dict[int, _Form]:
    """The drawings, and the lists of resources between them, which draw nothing of their own."""
    places = {int(match[1]): match.end() for match in _OBJECT.finditer(data)}
    found = dict(forms)
    waiting = [name for form in forms.values() for name in form.names]
    while waiting and len(found) < _MOST_FORMS:
        number = waiting.pop()
        if number in found or number not in places:
            continue
        body = data[places[number] : places[number] + _HEAD].partition(b"endobj")[0]
        if _PAGE.search(body) or b"stream" in body:
            continue
        found[number] = _Form(1, frozenset(int(name) for name in _REFERENCE.findall(body)))
        waiting += found[number].names
    return found


def _most_drawn(forms: dict[int, _Form]) -> int:
    """How many drawings the one that draws most comes to; without end for one that draws itself twice."""
    known: dict[int, int] = {}
    for start in forms:
        stack = [(start, False)]
        around: set[int] = set()
        while stack:
            number, done = stack.pop()
            inner = [name for name in forms[number].names if name in forms]
            if done:
                most = max((known[name] for name in inner), default=0)
                known[number] = min(1 + forms[number].draws * most, MAX_DRAWN + 1)
                around.discard(number)
            elif number in around:
                if any(forms[name].draws > 1 for name in around):
                    return MAX_DRAWN + 1
                known[number] = 1
            elif number not in known:
                around.add(number)
                stack.append((number, True))
                stack += [(name, False) for name in inner]
    return max(known.values())
