"""Rows of a budget table before their amounts have columns for certain."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.budget.headings import is_total
from kg.model import Span
from kg.text import key

_CATEGORY: Final = 50
_PROJECT: Final = 100
_LONG_CODE: Final = 12


@dataclass(slots=True)
class RawRow:
    """What one row prints. ``values`` are the amounts in printed order, in 万元; ``columns`` the column of each
    as its place says (None where the text keeps no places, or the place has no column). ``block`` counts the
    blocks of columns that stand side by side (收入 and 支出).
    """

    line: int
    code: str | None
    name: str | None
    unit: str | None
    values: tuple[Decimal, ...]
    columns: tuple[int | None, ...] | None
    spans: tuple[Span, ...] = ()
    block: int = 0

    def level(self, first: bool) -> int | None:  # noqa: FBT001
        """How deep the row stands: 0 the total, then by length of code; None for a row outside the tree."""
        code = key(self.code or "")
        if not code:
            if self.name is not None:
                return 0 if is_total(self.name) else None
            return 0 if first else 1
        if len(code) >= _LONG_CODE:
            return _PROJECT
        if not code.isdigit():
            return None
        return _CATEGORY if len(code) < 3 else len(code)
