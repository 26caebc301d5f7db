"""Zip containers and the XML inside them, with limits on entries, sizes, ratio, depth and entities."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from kg.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_ENTRIES: Final = 10_000
_MAX_DIRECTORY: Final = 4 * 1024 * 1024
_MAX_TOTAL: Final = 512 * 1024 * 1024
_MAX_PART: Final = 64 * 1024 * 1024
_RATIO_FROM: Final = 32 * 1024 * 1024
_MAX_RATIO: Final = 300
_MEGABYTE: Final = 1024 * 1024
_CHUNK: Final = 64 * 1024
_PIECE: Final = 1024 * 1024
_LARGE_PART: Final = 4 * 1024 * 1024
_MAX_TAGS: Final = 3_000_000
_MAX_ATTRIBUTES: Final = 2_500_000
_REVISIONS: Final = re.compile(rb' w(?:14)?:(?:rsid\w{0,9}|paraId|textId)="[0-9A-Fa-f]{0,8}"')
"""Word's marks of who typed when: half of all attributes."""
_MAX_STREAMED_TAGS: Final = 4_000_000
_DIRECTORY_END: Final = b"PK\x05\x06"
_LONGEST_END: Final = 65_557
_DECLARATIONS: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


class Archive:
    """A zip container whose limits were checked: names and sizes before, the bytes while they are unpacked."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises UnreadableDocumentError for a damaged or encrypted container and for one beyond the limits."""
        self._name = name
        _check_directory(data, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged(name) from error
        entries = self._zip.infolist()
        self._sizes = {entry.filename: entry.file_size for entry in entries}
        self._left = _MAX_TOTAL
        _check_sizes(entries, len(data), name)

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._sizes)

    def stream(self, part: str) -> io.BufferedReader:
        """A part as a stream that stops with UnreadableDocumentError at the limit. KeyError: no such part."""
        return io.BufferedReader(_Limited(self, self._zip.open(part)), _CHUNK)

    def read(self, part: str) -> bytes:
        """The bytes of a part that is held in memory as a whole. Raises KeyError where there is no such part."""
        if self._sizes[part] > _MAX_PART:
            raise UnreadableDocumentError(
                f"“{self._name}”中的 {part} 展开有 {self._sizes[part] // _MEGABYTE} MB，"
                f"超过上限 {_MAX_PART // _MEGABYTE} MB。请拆分后再读。"
            )
        with self.stream(part) as opened:
            return opened.read()

    def root(self, part: str) -> "_Element":
        """The root of an XML part. Raises KeyError where there is no such part."""
        return parse_xml(self.read(part), self._name)

    def elements(
        self,
        part: str,
        tags: tuple[str, ...],
        *,
        drop: re.Pattern[bytes] | None = None,
        most_tags: int = _MAX_STREAMED_TAGS,
    ) -> Iterator["_Element"]:
        """The elements with the given local names, as each of them ends while the part is unpacked. The caller
        clears what it has read. Of large parts the pieces that ``drop`` matches are left out unread."""
        from lxml import etree

        dropped = drop if self._sizes[part] > _LARGE_PART else None
        with io.BufferedReader(_Thinned(self.stream(part), dropped, self._name, most_tags), _CHUNK) as opened:
            head = opened.peek(_CHUNK)
            refuse_entities(head, self._name)
            events = etree.iterparse(
                opened,
                events=("end",),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            try:
                for _, element in events:
                    yield element
            except etree.XMLSyntaxError as error:
                raise _bad_xml(error, self._name) from error

    def spend(self, count: int) -> None:
        """Count unpacked bytes against the limit of the whole container."""
        self._left -= count
        if self._left < 0:
            raise UnreadableDocumentError(
                f"“{self._name}”展开后超过上限 {_MAX_TOTAL // _MEGABYTE} MB，像是压缩炸弹，没有读。请检查文件来源。"
            )


class _Limited(io.RawIOBase):
    def __init__(self, archive: Archive, opened: IO[bytes]) -> None:
        self._archive = archive
        self._opened = opened

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        piece = self._opened.read(len(buffer))
        self._archive.spend(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._opened.close()
        super().close()


class _Thinned(io.RawIOBase):
    """A stream without some of its pieces, that stops at too many tags."""

    def __init__(
        self, opened: io.BufferedReader, drop: re.Pattern[bytes] | None, name: str, most_tags: int
    ) -> None:
        self._opened = opened
        self._drop = drop
        self._name = name
        self._most_tags = most_tags
        self._waiting = b""
        self._ready = b""
        self._tags = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._ready:
            piece = self._opened.read(_PIECE)
            if not piece:
                self._ready, self._waiting = self._waiting, b""
                break
            # no piece that is left out goes on behind the end of its tag
            whole, end, rest = (self._waiting + piece).rpartition(b">")
            self._waiting = rest
            self._ready = whole + end if self._drop is None else self._drop.sub(b"", whole + end)
            self._tags += self._ready.count(b"<")
            check_tags(self._tags, self._most_tags, self._name)
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        self._opened.close()
        super().close()


def check_tags(count: int, limit: int, name: str, what: str = "标签") -> None:
    """Raises UnreadableDocumentError for more tags than a tree in memory or a walk in time can have."""
    if count > limit:
        raise UnreadableDocumentError(f"“{name}”的{what}超过上限 {limit} 个，没有读。请拆分后再读。")


def parse_xml(data: bytes, name: str) -> "_Element":
    """The root of an XML document without entities. Raises UnreadableDocumentError for one that is broken,
    declares entities, or is nested deeper than libxml2 takes (256)."""
    from lxml import etree

    refuse_entities(data, name)
    data = _REVISIONS.sub(b"", data)
    check_tags(data.count(b"<"), _MAX_TAGS, name)
    check_tags(data.count(b"="), _MAX_ATTRIBUTES, name, "标签属性")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _bad_xml(error, name) from error


def forget(element: "_Element") -> None:
    """Let go of an element that was read, and of what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: "_Element") -> str:
    """The name of an element without its namespace: strict and transitional files differ in it only."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: "_Element", name: str) -> str | None:
    """An attribute by its local name, in whatever namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def main_part(archive: Archive, usual: str) -> str:
    """The name of the part that a package says is its document; the usual name where it says none."""
    documents = (part for kind, part in relations(archive, "").values() if kind == "officeDocument")
    return next(documents, usual)


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id → the last word of the type, the name of the target part."""
    folder, _, last = part.rpartition("/")
    path = f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"
    if path not in archive.names:
        return {}
    found = {}
    for element in archive.root(path):
        target = element.get("Target", "")
        if element.get("TargetMode") == "External":
            continue
        kind = element.get("Type", "").rpartition("/")[2]
        found[element.get("Id", "")] = (kind, _resolved(folder, target))
    return found


def _resolved(folder: str, target: str) -> str:
    """The name of the part a relation points to: absolute, or relative to the folder of its source."""
    if target.startswith("/"):
        return target[1:]
    pieces = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece != ".":
            pieces.append(piece)
    return "/".join(pieces)


def _check_directory(data: bytes, name: str) -> None:
    # before zipfile makes an object of every entry
    at = data.rfind(_DIRECTORY_END, max(0, len(data) - _LONGEST_END))
    if at < 0 or at + 22 > len(data):
        raise _damaged(name)
    entries = int.from_bytes(data[at + 10 : at + 12], "little")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if entries > _MAX_ENTRIES or size > _MAX_DIRECTORY:
        raise UnreadableDocumentError(
            f"“{name}”里的条目超过上限 {_MAX_ENTRIES} 个，不像办公文档，没有读。请检查文件来源。"
        )


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocumentError(f"“{name}”加了密码。请先去掉密码再读。")
    total = sum(entry.file_size for entry in entries)
    if total > _MAX_TOTAL:
        raise UnreadableDocumentError(
            f"“{name}”展开有 {total // _MEGABYTE} MB，超过上限 {_MAX_TOTAL // _MEGABYTE} MB，"
            "像是压缩炸弹，没有读。请检查文件来源。"
        )
    if total > _RATIO_FROM and total > packed * _MAX_RATIO:
        raise UnreadableDocumentError(
            f"“{name}”的压缩比是 {total // packed}，超过上限 {_MAX_RATIO}，像是压缩炸弹，没有读。请检查文件来源。"
        )


def refuse_entities(data: bytes, name: str) -> None:
    """Raises UnreadableDocumentError for XML that declares entities or a document type."""
    if any(mark in data for mark in _DECLARATIONS):
        raise UnreadableDocumentError(
            f"“{name}”的 XML 里有实体声明，办公文档不应有，没有读。请检查文件来源。"
        )


def _bad_xml(error: SyntaxError, name: str) -> UnreadableDocumentError:
    if "depth" in str(error):
        return UnreadableDocumentError(f"“{name}”的 XML 嵌套超过上限 256 层，没有读。请检查文件来源。")
    if "entity" in str(error).lower():
        return UnreadableDocumentError(f"“{name}”的 XML 里有实体，没有读。请检查文件来源。")
    return UnreadableDocumentError(
        f"“{name}”里的 XML 已损坏（第 {error.lineno or 0} 行）。请重新取得原文件，或用办公软件打开后另存一份。"
    )


def _damaged(name: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        f"“{name}”是 Word、Excel 或别的压缩文件，但结构已损坏，可能没有下载完整。请重新取得原文件。"
    )
