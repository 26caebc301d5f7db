"""Column headings of budget tables: what each column holds, and which columns are sums of which others."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.text import key, squeeze
from kg.vocabulary import Concept, find_concept, load_scheme

SCHEME: Final = "budget"
_TEXT_ROLES: Final = frozenset(
    {"code", "name", "unit-code", "unit-name", "project-code", "project-unit", "project-name", "item", "text"}
)
_UNIT_SUFFIX: Final = re.compile(r"\(?(?:单位:)?(?:亿元|万元|元)\)?$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the printed headings above it, top first, and its role (budget.ttl; ``amount`` for money).

    ``path`` is empty where nothing is printed or the headings of two pages disagree.
    """

    path: tuple[str, ...]
    role: str
    kind: str | None = None

    @property
    def heading(self) -> str:
        """The storeys joined by ``·``."""
        return "·".join(self.path)


@dataclass(frozen=True, slots=True)
class Equation:
    """The column ``total`` is the sum of the columns ``terms``, as their headings say; ``is_group`` where all
    stand below one heading (财政拨款: 小计, 基本支出, 项目支出).
    """

    total: int
    terms: tuple[int, ...]
    is_group: bool = False


def heading_of(text: str) -> Concept | None:
    """The concept of a heading: its spelling, or for the columns without money a spelling it ends with."""
    bare = _UNIT_SUFFIX.sub("", key(text)) or key(text)
    found = find_concept(SCHEME, text) or find_concept(SCHEME, bare)
    if found is not None:
        return found
    return next((concept for label, concept in _text_labels() if bare.endswith(label)), None)


def role_of(text: str) -> str | None:
    """The role of a heading (kg:role), or None for an unknown one."""
    concept = heading_of(text)
    return concept.first("role") if concept else None


def is_total(text: str) -> bool:
    """Whether a cell names a sum (合计, 收入总计 …) and no item."""
    concept = find_concept(SCHEME, key(text).rstrip(":"))
    return concept is not None and concept.first("role") == "total"


def is_subtotal(text: str) -> bool:
    """Whether a heading is a sum within a group (小计), which opens the group."""
    concept = find_concept(SCHEME, text)
    return concept is not None and concept.first("part") == "subtotal"


def is_text_role(role: str | None) -> bool:
    """Whether a column of this role says what a line is, and holds no money."""
    return role in _TEXT_ROLES or role == "classification"


def to_column(path: Iterable[str]) -> Column:
    """The column below these headings; spellings of nothing in between are dropped."""
    parts = tuple(dict.fromkeys(squeeze(text) for text in path if text))
    concept = heading_of(parts[-1]) if parts else None
    role = (concept.first("role") if concept else None) or "amount"
    if role == "classification" and parts:
        role = "name"
    if not is_text_role(role) and role != "ordinal":
        return Column(parts, "amount")
    return Column(parts, role, _kind_of(parts))


def _kind_of(parts: Sequence[str]) -> str | None:
    text = key("".join(parts))
    return "economic" if "经济" in text else "function" if "功能" in text else None


def to_equations(columns: Sequence[Column]) -> tuple[Equation, ...]:
    """What the headings promise: each 合计 or 小计 is the sum of the columns beside it, groups by their 小计."""
    money = [index for index, column in enumerate(columns) if column.role == "amount" and column.path]
    found: list[Equation] = []
    _walk(columns, money, 0, found)
    return tuple(sorted(found, key=lambda equation: equation.total))


def _walk(
    columns: Sequence[Column], group: Sequence[int], depth: int, found: list[Equation]
) -> tuple[int, ...]:
    """The columns that stand for the group in the sum above it: its total, or else its parts."""
    total: int | None = None
    terms: list[int] = []
    at = 0
    while at < len(group):
        index = group[at]
        path = columns[index].path
        if len(path) > depth + 1:
            end = at
            while end < len(group) and columns[group[end]].path[: depth + 1] == path[: depth + 1]:
                end += 1
            terms += _walk(columns, group[at:end], depth + 1, found)
            at = end
            continue
        at += 1
        if total is None and is_total(path[-1]):
            total = index
        elif not _is_outside(path):
            terms.append(index)
    if total is None:
        return tuple(terms)
    if terms:
        found.append(Equation(total, tuple(terms), is_group=depth > 0))
    return (total,)


def _is_outside(path: Sequence[str]) -> bool:
    return any((concept := heading_of(part)) is not None and concept.first("outside") for part in path)


@lru_cache(maxsize=1)
def _text_labels() -> tuple[tuple[str, Concept], ...]:
    labels = [
        (key(label), concept)
        for concept in load_scheme(SCHEME)
        if concept.first("role") in _TEXT_ROLES - {"item", "text"}
        for label in concept.labels
        if len(key(label)) >= 4
    ]
    return tuple(sorted(labels, key=lambda pair: (-len(pair[0]), pair[0])))
