"""What the table of income and expenditure says of a department's income, to read tables that lost their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.budget.headings import Column, heading_of, is_total
from kg.budget.raw import RawRow
from kg.text import key

_ORDINAL: Final = re.compile(r"^(?:[一二三四五六七八九十廿]+、|\([一二三四五六七八九十廿]+\)|\d+[.、])")
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of one table of income, and its amount (0 where blank) for each kind of income (concept IRI)."""

    sums: frozenset[Decimal]
    amounts: Mapping[str, Decimal]

    def allows(
        self, values: Sequence[Decimal], placement: Sequence[int | None], columns: Sequence[Column]
    ) -> bool:
        """Whether no amount of a total row contradicts this table: the outermost known heading decides."""
        for value, place in zip(values, placement, strict=True):
            known = _outermost(columns[place].path, self.amounts) if place is not None else None
            if known is not None and (known == 0 if len(columns[place or 0].path) > 1 else known != value):
                return False
            leaf = heading_of(columns[place].path[-1]) if place is not None else None
            if leaf is not None and leaf.iri in self.amounts and self.amounts[leaf.iri] != value:
                return False
        return True


def _outermost(path: Sequence[str], amounts: Mapping[str, Decimal]) -> Decimal | None:
    concept = heading_of(path[0]) if path else None
    return amounts.get(concept.iri) if concept else None


def to_totals(blocks: Sequence[Sequence[Column]], rows: Sequence[RawRow]) -> Iterator[Totals]:
    """The totals of a two-sided table: items whose names are headings of income elsewhere, each printed once."""
    if len(blocks) < 2 or not all(any(column.role == "item" for column in block) for block in blocks):
        return
    sums: set[Decimal] = set()
    amounts: dict[str, list[Decimal]] = {}
    for row in rows:
        value = row.values[0] if row.values else _ZERO
        name = _ORDINAL.sub("", key(row.name or ""))
        if row.block == 0 and is_total(name) and row.values:
            sums.add(value)
        elif row.block != 1 and (concept := heading_of(name)) is not None:
            amounts.setdefault(concept.iri, []).append(value)
    yield Totals(frozenset(sums), {iri: found[0] for iri, found in amounts.items() if len(found) == 1})
