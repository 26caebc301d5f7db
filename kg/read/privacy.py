"""Contact persons, their telephones and addresses are blanked here, before any stage can store them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from kg.model import Block, Cell, Line
from kg.text import fold, key
from kg.vocabulary import load_scheme, spellings

_SIGNATURE: Final = r"(?:[(（][^()（）]{0,8}[)）])?"
_LANDLINE: Final = re.compile(r"(?<!\d)(?:0\d{2,3}\s?[-—]\s?|\(0\d{2,3}\)\s?)\d{7,8}(?!\d)")
_MOBILE: Final = re.compile(r"(?<!\d)(?<!\d[.,])1[3-9]\d{9}(?!\d|[.,]\d|[元万亿])")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FEWEST_HEADINGS: Final = 3
_LONGEST: Final = 200


def without_contacts(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with every cell or run of text behind, and every column below, a contact label (填报人,
    联系电话 …) emptied, and telephone numbers and mail addresses inside texts taken out.

    Blanks take their place, so that the places of the characters behind them stay true. The labels are the
    concepts of ontology/vocab/heads.ttl with ``kg:valueType "contact"``.
    """
    cleaned: list[Block] = []
    columns: frozenset[int] = frozenset()
    width = 0
    for block in blocks:
        if isinstance(block, Line):
            text = _clean_text(block.text)
            if text.strip():
                cleaned.append(block if text == block.text else replace(block, text=text))
            continue
        rows = []
        for row in block.rows:
            # a table goes on behind a break of page with as many cells, or is another table
            columns = _contact_columns(row, columns if len(row) == width else frozenset())
            width = len(row)
            rows.append(_clean_row(row, columns))
        cleaned.append(replace(block, rows=tuple(rows)))
    return tuple(cleaned)


def _contact_columns(row: Sequence[Cell], above: frozenset[int]) -> frozenset[int]:
    """The columns that hold contacts from this row on: those that a row of headings names, until the next one."""
    labels = {index: _label(cell.text) for index, cell in enumerate(row) if cell.text}
    headings = sum(label is not None for label in labels.values())
    if len(labels) >= _FEWEST_HEADINGS and headings == len(labels):
        return frozenset(index for index, label in labels.items() if label == "contact")
    return frozenset() if labels.get(0) is not None else above


def _clean_row(row: Sequence[Cell], columns: frozenset[int]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    behind_label = False
    for index, cell in enumerate(row):
        label = _label(cell.text)
        if cell.text and label is None and (behind_label or index in columns):
            cells.append(replace(cell, text="", spans=()))
            continue
        if label is not None:
            behind_label = label == "contact"
        cleaned = _clean_text(cell.text)
        if cell.text and not cleaned.strip():
            cells.append(replace(cell, text="", spans=()))
        else:
            cells.append(cell if cleaned == cell.text else replace(cell, text=cleaned))
    return tuple(cells)


@lru_cache(maxsize=4096)
def _label(text: str) -> str | None:
    """``contact`` for a contact label, ``other`` for another label of a form, None for a value."""
    bare = key(text).rstrip(":")
    if bare in _contact_labels() or re.sub(r"\([^()]*\)$", "", bare) in _contact_labels():
        return "contact"
    return "other" if bare in spellings("heads") or bare in spellings("headers") else None


def _clean_text(text: str) -> str:
    match = _inline().search(text)
    if match is None:
        return _clean_numbers(text)
    # Up to the next label; a label with neither colon nor gap behind it is a word of a sentence.
    start, end = match.span(match.lastgroup or 0)
    return _clean_numbers(text[:start]) + " " * (end - start) + _clean_text(text[end:])


def _clean_numbers(text: str) -> str:
    if not any(character.isdigit() or character == "@" for character in text):
        return text
    folded = fold(text)  # of the same length
    found = [match.span() for pattern in (_LANDLINE, _MAIL) for match in pattern.finditer(folded)]
    if not folded.strip().isdigit():  # alone in a cell eleven digits may be an amount
        found += [match.span() for match in _MOBILE.finditer(folded)]
    for start, end in sorted(found, reverse=True):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=1)
def _contact_labels() -> frozenset[str]:
    return frozenset(
        key(label)
        for concept in load_scheme("heads")
        if concept.first("valueType") == "contact"
        for label in concept.labels
    )


@lru_cache(maxsize=1)
def _inline() -> re.Pattern[str]:
    """A contact label with its value, up to the next label: behind a colon, or behind a gap where no target can
    follow."""
    labels = _spaced(_contact_labels())
    stop = _spaced(frozenset(spellings("heads")))
    another = r"[，,](?=[\u4e00-\u9fff·]{2,4}(?:[，,、;；。\s]|$)|[\d\-—()（） ]+(?:[，,;；。\s]|$))"
    value = rf"(?:(?!(?<=\s)(?:{stop}))(?:[^，,;；。\n\t]|{another})){{1,{_LONGEST}}}"
    return re.compile(
        rf"(?:^|(?<=[\s，,;；。、(（|:：]))(?:{labels}){_SIGNATURE}"
        rf"(?:\s*[:：]\s*(?P<named>{value})|\s+(?P<behind>(?!.*[≥≤=<>%％]){value}))"
    )


def _spaced(labels: frozenset[str]) -> str:
    ordered = sorted(labels, key=lambda label: (-len(label), label))
    return "|".join(r"[ \u3000]{0,2}".join(map(re.escape, label)) for label in ordered)
