"""A table for a terminal, in which a Chinese character is two columns wide."""

import unicodedata
from collections.abc import Sequence
from typing import Final

_WIDEST: Final = 40


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, widest: int = _WIDEST) -> None:
    """Print headings and rows, columns aligned, cells beyond ``widest`` columns cut with an ellipsis."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [
        min(widest, max([width_of(heading), *(width_of(row[index]) for row in texts)]))
        for index, heading in enumerate(headings)
    ]
    print(
        "  ".join(_padded(heading, width) for heading, width in zip(headings, widths, strict=True)).rstrip()
    )
    print("  ".join("─" * width for width in widths))
    for row in texts:
        print("  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "".join(c if c.isprintable() else " " for c in str(value))


def width_of(text: str) -> int:
    """The columns a text takes in a terminal: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    if width_of(text) > width:
        kept = ""
        for character in text:
            if width_of(kept + character) > width - 2:
                break
            kept += character
        text = kept + "…"
    return text + " " * (width - width_of(text))
