"""The source of a row: the page of a PDF with its cells outlined, or the table that it was read from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import chosen
from kg.explorer.looks.markup import note, problem, show
from kg.explorer.nodes import Node, find_nodes, first, first_text
from kg.explorer.opened import Graph, graph_directory
from kg.explorer.rows.excerpt import Window, lines_html, printed_html, window_html
from kg.explorer.rows.targets import Row
from kg.graph.spans import text_to_places, text_to_spans
from kg.model import Box, Document, Place, Span
from kg.sources import find_source
from kg.vocabulary import load_scheme

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "level1": ("一级指标", "level1"),
    "level2": ("二级指标", "level2"),
    "name": ("三级指标", "name"),
    "description": ("指标说明", "description"),
    "operator": ("运算符", ""),
    "target": ("目标值", "targetText"),
    "unit": ("计量单位", "unitText"),
    "value_last_year": ("上年值", "valueLastYear"),
    "value_year_before_last": ("前年值", "valueYearBeforeLast"),
    "actual": ("实际完成值", "actualText"),
    "weight": ("分值", "weight"),
    "score": ("得分", "score"),
    "basis": ("确定依据或偏差原因", "basis"),
    "goal": ("对应目标", "goalLabel"),
    "goal_label": ("对应目标", "goalLabel"),
    "level_weight": ("级别权重", ""),
    "ignored": ("不入目录的列", ""),
    "unknown": ("没有认出的列", ""),
}
"""A field that a row prints: its Chinese name and the property that holds its text."""

_KEPT: Final = "head."
"""Before the fields that a list of projects prints in each row, and other forms in their head."""
_DPI: Final = 120
_POINTS: Final = 72
_AROUND: Final = 110.0
"""Points of the page shown above and below the row."""
_BESIDE: Final = 80.0
_LEAST_WIDTH: Final = 0.85
_ROWS_AROUND: Final = 4
_WHOLE: Final = "whole"


def source_section(graph: Graph, row: Row) -> None:
    """Where the row stands in its file, drawn; from the text kept in the graph where the file is not at hand."""
    st.markdown("###### 原件")
    document = _document_of(graph, row)
    path = find_source(graph_directory(), row.document, first_text(document, "sha256"))
    places = places_of_row(row)
    pages = boxes_by_page(places)
    if path is not None and pages:
        if _pages(path, first_text(document, "sha256"), pages, row.document):
            return
    elif path is not None and _table(path, first_text(document, "sha256"), graph, row):
        return
    if path is None:
        note(
            f"文件 {row.document} 不在生成图谱时的地方，或内容已经改动，这里显示图谱里保存的原文。"
            "把文件放回原处，或重新运行 kg build，就能看到原件。"
        )
    form = _form_of(graph, row)
    show(printed_html(first_text(form, "printedText").split("\n"), row.text("printedText")))


def places_of_row(row: Row) -> dict[str, tuple[Place, ...]]:
    """The places of the fields of a row; none of a text file."""
    try:
        return text_to_places(row.text("sourcePlaces"))
    except ValueError:
        return {}


def spans_of_row(row: Row) -> dict[str, tuple[Span, ...]]:
    """The characters that the fields of a row were read from."""
    try:
        return text_to_spans(row.text("sourceSpans"))
    except ValueError:
        return {}


def field_word(field: str) -> str:
    """The Chinese name of a field: ours, or the heading that the vocabulary prefers for it."""
    if field in FIELDS:
        return FIELDS[field][0]
    scheme, name = ("heads", field.removeprefix(_KEPT)) if field.startswith(_KEPT) else ("headers", field)
    return next((c.label for c in load_scheme(scheme) if c.first("field") == name), field)


def boxes_by_page(places: Mapping[str, Sequence[Place]]) -> dict[int, list[Box]]:
    """The boxes to outline on each page, each once."""
    found: dict[int, list[Box]] = {}
    for place in dict.fromkeys(place for several in places.values() for place in several):
        if place.page is not None:
            boxes = found.setdefault(place.page, [])
            if place.box is not None:
                boxes.append(place.box)
    return dict(sorted(found.items()))


def _document_of(graph: Graph, row: Row) -> Node:
    iri = first_text(row.node, "prov:wasQuotedFrom")
    return find_nodes(graph, [iri]).get(iri, {})


def _form_of(graph: Graph, row: Row) -> Node:
    iri = first_text(row.node, "inForm")
    return find_nodes(graph, [iri]).get(iri, {})


def _pages(path: Path, sha256: str, pages: Mapping[int, Sequence[Box]], name: str) -> bool:
    """Show the pages of a PDF or scan; whether that could be done."""
    whole = st.toggle("显示整页", key=f"{_WHOLE}-{chosen('row')}")
    for page, boxes in pages.items():
        try:
            image = _picture(str(path), sha256, page, tuple(boxes), whole=whole)
        except KgError as error:
            problem(f"这一页画不出来：{error}")
            return False
        except ImportError:
            note("没有安装画 PDF 的部件，这里显示图谱里保存的原文。")
            return False
        if image is None:
            note("这种文件画不出页面，这里显示图谱里保存的原文。")
            return False
        st.image(image, caption=f"{name}，第 {page} 页；红框是读到的单元格", width="stretch")
    return True


@st.cache_data(max_entries=32, show_spinner="正在画原件……")
def _picture(path: str, sha256: str, page: int, boxes: tuple[Box, ...], *, whole: bool) -> bytes | None:  # noqa: ARG001
    image = page_picture(Path(path).read_bytes(), page, boxes)
    return image if whole or not boxes or image is None else crop(image, boxes)


def page_picture(data: bytes, page: int, boxes: Sequence[Box]) -> bytes | None:
    """One page of a PDF, or a scan that is an image, as PNG with these boxes outlined; None for other files."""
    if b"%PDF-" in data[:1024]:
        from kg.read.pdf_images import page_image

        return page_image(data, page, boxes, dpi=_DPI)
    from kg.read.kinds import is_picture

    if is_picture(data):
        from kg.read.ocr import picture_page

        return picture_page(data, page, boxes, dpi=_DPI)
    return None


def crop(image: bytes, boxes: Sequence[Box]) -> bytes:
    """The part of a page picture around the boxes, wide enough to read the columns beside them."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(image)) as picture:
        scale = _DPI / _POINTS
        top = max(0, int((min(box[1] for box in boxes) - _AROUND) * scale))
        bottom = min(picture.height, int((max(box[3] for box in boxes) + _AROUND) * scale))
        left = int((min(box[0] for box in boxes) - _BESIDE) * scale)
        right = int((max(box[2] for box in boxes) + _BESIDE) * scale)
        missing = max(0, int(picture.width * _LEAST_WIDTH) - (right - left)) // 2
        left, right = max(0, left - missing), min(picture.width, right + missing)
        if bottom - top < 1 or right - left < 1:
            return image
        buffer = io.BytesIO()
        picture.crop((left, top, right, bottom)).save(buffer, format="PNG")
        return buffer.getvalue()


def _table(path: Path, sha256: str, graph: Graph, row: Row) -> bool:
    """Show the rows around in their table, the cells of the row marked; whether the file could be read."""
    document = _document(str(path), sha256)
    if isinstance(document, str):
        problem(document)
        return False
    spans = spans_of_row(row)
    lines = [span.line for found in spans.values() for span in found]
    if not lines:
        return False
    form = _form_of(graph, row)
    first_line, last_line = first(form, "line"), first(form, "lastLine")
    start = max(min(lines) - _ROWS_AROUND, first_line if isinstance(first_line, int) else 0)
    end = max(lines) + _ROWS_AROUND
    if isinstance(last_line, int) and last_line >= max(lines):
        end = min(end, last_line)
    marks = {field: spans[field] for field in spans}
    words = {field: field_word(field) for field in spans}
    window = Window(document, start, end, marks, words)
    show(window_html(window) if document.places else lines_html(window))
    return True


@st.cache_resource(max_entries=4, show_spinner="正在读原件……")
def _document(path: str, sha256: str) -> Document | str:  # noqa: ARG001 - a changed file is another entry
    from kg.read import read_document

    try:
        return read_document(Path(path))
    except KgError as error:
        return str(error)
