"""Where forms begin and end: titles, header rows and chapter headings; the rows of one form in one list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.model import Document, Line
from kg.tables.items import Item, PrintedRow, document_items, furniture, item_texts, line_of
from kg.tables.labels import column_of, head_of, is_signed, level_of, names_target
from kg.tables.titles import TITLE_LENGTH, is_caption, is_other_title, title_core, title_of
from kg.text import fold, key
from kg.vocabulary import Concept, load_scheme

_PREAMBLE_LINES: Final = 8
_LONGEST_HEAD: Final = 60
_CHAPTER: Final = re.compile(
    r"第[一二三四五六七八九十\d]+(?:部分|章)|附件\d*$|表\d+[-－—]?\d*$|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)"
)
_IDENTITY: Final = frozenset(
    {
        "project",
        "project_code",
        "department",
        "implementing_unit",
        "filling_unit",
        "supervising_department",
        "year",
    }
)
_LABELLED: Final = re.compile(r"(?:^|\s)([^\s:]{2,12}):")
_CAPTIONS: Final = frozenset({"money_unit", "date", "year"})
_RESULTS: Final = frozenset({"actual", "score"})


@dataclass(frozen=True, slots=True)
class FormTable:
    """One form: the concept of ontology/vocab/forms.ttl, the lines above it, and its rows or lines.

    ``furniture`` are page numbers, running headings and repeated titles between them. ``titled`` is False where
    no title says what the form is, so that its kind is told by its columns.
    """

    kind: str
    form: str
    line: int
    preamble: tuple[Line, ...]
    items: tuple[Item, ...]
    furniture: tuple[Item, ...] = ()
    titled: bool = True


Region = list[Item]


def find_forms(document: Document) -> tuple[FormTable, ...]:
    """The performance-target forms of a document, in order.

    A form begins at a title line (ontology/vocab/forms.ttl) or, without one, at a row that prints 项目名称
    after the indicators of the form before; it counts only when it has a header row of indicator columns, so
    that tables of contents fall away. An evaluation report counts when a sentence names a target (目标值). A title
    printed again on the next page, with no head below it, goes on with the form above.
    """
    everything = document_items(document.blocks)
    pages = furniture(everything)
    regions = list(_regions(item for item in everything if line_of(item) not in pages))
    forms = [form for form in map(_to_form, _joined(_merge_titles(regions))) if form is not None]
    aside = [item for item in everything if line_of(item) in pages]
    return tuple(_set_apart(forms, aside))


def _set_apart(forms: Sequence[FormTable], aside: Sequence[Item]) -> Iterator[FormTable]:
    """The forms with the page furniture between their lines; two that share a title begin on lines of their own."""
    last = 0
    for form in forms:
        line = form.line if form.line > last else line_of(form.items[0])
        last = line_of(form.items[-1])
        between = tuple(item for item in aside if line < line_of(item) <= last)
        yield replace(form, line=line, furniture=(*form.furniture, *between))


def _regions(items: Iterator[Item]) -> Iterator[Region]:
    region: Region = []
    has_indicators = False
    for item in items:
        title = title_of(item)
        again = has_indicators and _opens_head(item)
        if title is not None or again:
            head: Region = []
            while again and title is None and len(region) > 1 and _heads(region[-1]):
                head.insert(0, region.pop())
            if region:
                yield region
            inherited = region[:1] if title is None else []
            region = [*(line for line in inherited if isinstance(line, Line) and title_of(line)), *head]
            has_indicators = False
        has_indicators = has_indicators or is_header(item_texts(item))
        region.append(item)
    if region:
        yield region


def _merge_titles(regions: list[Region]) -> Iterator[Region]:
    """A title with only a few lines below it belongs to the title that follows (form name, then project)."""
    pending: Region = []
    for region in regions:
        short = len(region) <= _PREAMBLE_LINES and all(isinstance(item, Line) for item in region)
        titled = title_of(region[0]) is not None
        if short and titled and not any(is_header(item_texts(item)) for item in region):
            pending = [*pending, *region]
            continue
        yield [*pending, *region] if titled else region
        pending = []
    if pending:
        yield pending


def _joined(regions: Iterator[Region]) -> Iterator[Region]:
    """The regions, those put together that a title repeated on a new page had cut apart."""
    last: Region = []
    for region in regions:
        if last and _goes_on(last, region):
            last = [*last, *region]
            continue
        if last:
            yield last
        last = region
    if last:
        yield last


def _goes_on(last: Region, region: Region) -> bool:
    title = title_core(region[0])
    if not title or title not in {title_core(item) for item in last if title_of(item) is not None}:
        return False
    if not any(is_header(item_texts(item)) for item in last):
        return False
    goes_on = any(
        isinstance(item, PrintedRow) or any(level_of(text) or is_signed(text) for text in item_texts(item))
        for item in region[1:]
    )
    for item in region[1:]:
        if is_header(item_texts(item)):
            break
        if _heads(item):
            return False
    return goes_on


def _to_form(region: Region) -> FormTable | None:
    titles = [
        (index, concept) for index, item in enumerate(region) if (concept := title_of(item)) is not None
    ]
    if not titles:
        return _untitled(region)
    # Of two titles above one form the later names the project, the earlier the kind: both are titles of one kind.
    above = [title for title in titles if not any(is_header(item_texts(i)) for i in region[: title[0]])]
    last, concept = above[-1] if above else titles[-1]
    is_report = concept.name == "evaluation-report"
    start = next((i for i, item in enumerate(region) if i > last and (is_report or _is_content(item))), None)
    if start is None:
        return None
    items = region[start:] if is_report else _until_chapter(region[start:])
    if not is_report and not any(is_header(item_texts(item)) for item in items):
        return None
    if is_report and not any(names_target(item.text) for item in items if isinstance(item, Line)):
        return None
    top = last
    while top > max(0, last - _PREAMBLE_LINES) and not _is_apart(region[top - 1]):
        top -= 1
    first = next(index for index, _ in titles if index >= top)
    return _form(concept, line_of(region[first]), region[top:start], items, titled=True)


def _is_apart(item: Item) -> bool:
    """Whether a line above a title belongs to something else: a sentence, a chapter, an entry of the contents."""
    if isinstance(item, PrintedRow):
        return False
    return item.text.endswith("。") or _CHAPTER.match(fold(item.text)) is not None


def _untitled(region: Region) -> FormTable | None:
    header = next((i for i, item in enumerate(region) if is_header(item_texts(item))), None)
    if header is None:
        return None
    start = header
    for index in range(header - 1, max(-1, header - _LONGEST_HEAD), -1):
        if isinstance(region[index], Line) and not _is_content(region[index]):
            break
        item = region[index]
        over = isinstance(item, PrintedRow) and _reaches(item, region[index + 1])
        start = index if over or _heads(item) else start
    items = _until_chapter(region[start:])
    fields = {column_of(text) for text in item_texts(region[header])}
    name = "self-evaluation" if fields & _RESULTS else "project-target"
    concept = next(concept for concept in load_scheme("forms") if concept.name == name)
    above = region[max(0, start - _PREAMBLE_LINES) : start]
    return _form(concept, line_of(region[start]), above, items, titled=False)


def _reaches(row: PrintedRow, below: Item) -> bool:
    """Whether merged cells of a row reach down over the next: two storeys of one header."""
    covering = below.covering if isinstance(below, PrintedRow) else ()
    over = {id(cell) for cell in covering if cell is not None and cell.text}
    return sum(id(cell) in over for cell in row.cells) > 1


def _form(concept: Concept, line: int, above: Region, items: Region, *, titled: bool) -> FormTable:
    preamble = tuple(item if isinstance(item, Line) else _as_line(item) for item in above)
    repeated = _repeated_titles(items) if concept.name != "evaluation-report" else frozenset()
    return FormTable(
        concept.name,
        concept.first("form") or concept.label,
        line,
        preamble,
        tuple(item for item in items if line_of(item) not in repeated),
        tuple(item for item in items if line_of(item) in repeated),
        titled,
    )


def _repeated_titles(items: Region) -> frozenset[int]:
    """The lines of titles printed again inside a form, and of the captions right below them."""
    found: set[int] = set()
    below = False
    for item in items:
        below = title_of(item) is not None or (below and is_caption(item))
        if below:
            found.add(line_of(item))
    return frozenset(found)


def _as_line(row: PrintedRow) -> Line:
    cells = [cell for cell in row.cells if cell.text]
    return Line(" ".join(cell.text for cell in cells), cells[0].spans[0])


def _is_content(item: Item) -> bool:
    if isinstance(item, PrintedRow):
        return True
    labels = [
        head_of(leading_label(item)),
        *(head_of(match[1]) for match in _LABELLED.finditer(fold(item.text))),
    ]
    is_label = any(label is not None and label.first("field") not in _CAPTIONS for label in labels)
    return is_label or is_header(item.text.split()) or len(key(item.text)) > TITLE_LENGTH


def leading_label(item: Item) -> str:
    """What an item prints first, up to a colon or, in a cell, a gap: where its label stands, if it has one."""
    text = item_texts(item)[0]
    whole = item.text if isinstance(item, Line) else text
    before, colon, _ = fold(whole).partition(":")
    if colon and head_of(before) is not None:
        return whole[: len(before)]
    first, gap, _ = text.partition(" ")
    return first if gap and head_of(text) is None and head_of(first) is not None else text


def _until_chapter(items: Region) -> Region:
    """The items up to the first chapter heading or table of another kind behind the last indicator row."""
    headers = (index for index, item in enumerate(items) if is_header(item_texts(item)))
    last = max(headers, default=len(items))
    for index in range(last + 1, len(items)):
        item = items[index]
        heading = isinstance(item, Line) and len(item.text) < TITLE_LENGTH and _CHAPTER.match(fold(item.text))
        if heading or is_other_title(item):
            return items[:index]
    return items


def is_header(texts: Sequence[str]) -> bool:
    """Whether the pieces are the heading of indicator columns: at least a level and the indicator, or the
    indicator and its target."""
    fields = {field for text in texts if (field := column_of(text)) is not None}
    if len(texts) > 2 * len(fields) + 2:
        return False
    levels = fields & {"level1", "level2"}
    return len(levels) == 2 or bool("name" in fields and (levels or "target" in fields))


def _opens_head(item: Item) -> bool:
    texts = item_texts(item)
    label = leading_label(item)
    concept = head_of(label)
    if concept is None or concept.first("field") != "project":
        return False
    if label != texts[0] and label + ":" != fold(texts[0]):
        return True  # 项目名称：… in one cell or line
    if len(texts) < 2:
        return False
    return head_of(texts[1]) is None and column_of(texts[1]) is None


def _heads(item: Item) -> bool:
    """Whether an item prints whose form it is: project, department, unit, year."""
    texts = item_texts(item)
    concept = head_of(leading_label(item))
    return (
        concept is not None
        and concept.first("field") in _IDENTITY
        and not is_header(texts)
        and not any(column_of(text) in ("name", "target") for text in texts)
    )
