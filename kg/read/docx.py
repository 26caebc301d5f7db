"""Word documents (docx): paragraphs and tables in printed order, from the XML of the body."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.errors import UnreadableDocumentError
from kg.findings import Finding
from kg.read.archives import Archive, attribute, local, main_part, relations
from kg.read.docx_runs import RunReader
from kg.read.docx_tables import laid_out
from kg.read.flow import MAX_DEPTH, Flow, FlowTable, Paragraph, flow_parts
from kg.read.guard import only_unreadable
from kg.read.parts import Reading

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRAPPERS: Final = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body", "Choice"}
)


def read_docx(data: bytes, name: str) -> Reading:
    """The lines and tables of a Word document, with paragraph numbers counted over the body.

    Inserted text is in and deleted text out; running heads are lines once where their section begins, text
    boxes follow the paragraph they hang on, notes follow the text. Raises UnreadableDocumentError, in Chinese, for
    a damaged or encrypted file and for one beyond the limits.
    """
    with only_unreadable(name, " Word 文档"):
        archive = Archive(data, name)
        main = main_part(archive, "word/document.xml")
        if main not in archive.names:
            raise UnreadableDocumentError(f"“{name}”里没有正文（{main}），可能已损坏。请重新取得原文件。")
        body = _Body(archive, name, relations(archive, main))
        body.read(archive.root(main))
        parts = tuple(flow_parts(body.flow, name))
    return Reading(MEDIA_TYPE, parts, tuple(body.findings()))


@dataclass(slots=True)
class _Body:
    """One pass over the body."""

    archive: Archive
    name: str
    relations: dict[str, tuple[str, str]]
    flow: list[Flow] = field(default_factory=list)
    number: int = 0
    runs: RunReader = field(default_factory=RunReader)
    running: set[str] = field(default_factory=set)
    feet: list[str] = field(default_factory=list)
    foreign: int = 0

    def read(self, root: "_Element") -> None:
        sections = [element for element in root.iter("{*}sectPr") if not _inside(element, "sectPrChange")]
        pending = iter(sections)
        self._heads(next(pending, None))
        for block in _blocks(root):
            self._block(block, self.flow, 0)
            if local(block) == "p" and any(
                element in sections for element in block.iterfind("{*}pPr/{*}sectPr")
            ):
                self._heads(next(pending, None))
        self._notes()
        for text in self.feet:
            self._paragraph(text, self.flow)

    def findings(self) -> Iterator[Finding]:
        if self.runs.hidden:
            sample = "".join(self.runs.hidden)[:30]
            message = f"文档里有设为隐藏、不会印出来的文字（“{sample}”），没有读。"
            yield Finding(self.name, 0, "hidden-text", message, "info")
        if self.foreign:
            message = f"文档里嵌有 {self.foreign} 份别的文件（altChunk），没有读。"
            yield Finding(self.name, 0, "unread-part", message, "warning")

    def _block(self, block: "_Element", into: list[Flow], depth: int) -> None:
        kind = local(block)
        if kind == "p":
            self._read_paragraph(block, into, depth)
        elif kind == "tbl":
            into.append(self._table(block, depth + 1))
        elif kind == "altChunk":
            self.foreign += 1

    def _read_paragraph(self, element: "_Element", into: list[Flow], depth: int) -> None:
        text, boxes = self.runs.paragraph(element)
        self._paragraph(text, into)
        for box in boxes:
            for block in _blocks(box):
                self._block(block, into, depth + 1)

    def _paragraph(self, text: str, into: list[Flow]) -> None:
        self.number += 1
        if text.strip() or into is self.flow:  # an empty paragraph of the body is a gap between two others
            into.append(Paragraph(text, self.number))

    def _table(self, table: "_Element", depth: int) -> FlowTable:
        if depth > MAX_DEPTH:
            raise UnreadableDocumentError(
                f"“{self.name}”的表格嵌套超过上限 {MAX_DEPTH} 层，没有读。请检查文件。"
            )
        made = FlowTable()
        for cell, element in laid_out(table):
            for block in _blocks(element):
                self._block(block, cell.content, depth)
            made.cells.append(cell)
        return made

    def _heads(self, section: "_Element | None") -> None:
        """Yield the running heads of a section as lines, each text once in the document; keep its feet for the end."""
        if section is None:
            return
        has_first = section.find("{*}titlePg") is not None
        for reference in section:
            kind, place = local(reference), attribute(reference, "type") or "default"
            if kind not in ("headerReference", "footerReference") or (place == "first" and not has_first):
                continue
            _, part = self.relations.get(attribute(reference, "id") or "", ("", ""))
            if part not in self.archive.names:
                continue
            for text in self._texts(self.archive.root(part)):
                if text in self.running or not any(character.isalpha() for character in text):
                    continue
                self.running.add(text)
                if kind == "headerReference":
                    self._paragraph(text, self.flow)
                else:
                    self.feet.append(text)

    def _notes(self) -> None:
        for kind, part in sorted(self.relations.values()):
            if kind in ("footnotes", "endnotes") and part in self.archive.names:
                for note in self.archive.root(part):
                    if attribute(note, "type") in (None, "normal"):
                        for text in self._texts(note):
                            self._paragraph(text, self.flow)

    def _texts(self, root: "_Element") -> Iterator[str]:
        for element in root.iter("{*}p"):
            text, _ = self.runs.paragraph(element)
            if text.strip():
                yield text.strip()


def _blocks(parent: "_Element") -> Iterator["_Element"]:
    """The paragraphs and tables of a body, cell or text box, those inside content controls and insertions too."""
    stack = list(parent)[::-1]
    while stack:
        element = stack.pop()
        kind = local(element)
        if kind in _WRAPPERS:
            stack += list(element)[::-1]
        elif kind == "AlternateContent":
            stack += list(element)[:1]
        elif kind in ("p", "tbl", "altChunk"):
            yield element


def _inside(element: "_Element", kind: str) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == kind
