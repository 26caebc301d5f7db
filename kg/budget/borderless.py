"""Tables printed as lines of text: headings and names wrapped over lines, and no trace of blank columns."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from kg.budget.amounts import parse_amount
from kg.budget.headings import SCHEME, Column, heading_of, is_text_role, is_total, role_of, to_column
from kg.budget.raw import RawRow
from kg.model import Line, Span
from kg.text import key, squeeze
from kg.vocabulary import Concept, find_concept

_AMOUNT: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+|0")
_CODE: Final = re.compile(r"\d{3,9}|(?=[0-9A-Z]*\d)[0-9A-Z]{12,}")
_MAX_WRAPS: Final = 4

Piece = tuple[str, Span]


def lines_to_rows(lines: Sequence[Line], unit: str | None) -> tuple[list[tuple[Column, ...]], list[RawRow]]:
    """The columns of each block side by side, as far as the headings tell, and the rows without places.

    No columns where the lines are no table: no amount, or no known heading above the first one.
    """
    pieces = [_pieces(line) for line in lines]
    start = next((i for i, line in enumerate(pieces) if _opens_body(line)), len(pieces))
    head = [text for line in pieces[:start] for text, _ in line]
    names = _tokens(head)
    if not any(role_of(name) for name in names):
        return [], []
    sides = [name for name in names if role_of(name) == "item"]
    if len(sides) == 2:
        return _two_sided(names, pieces[start:], unit)
    columns = _columns(names)
    words = [column.role for column in columns if column.role != "amount"]
    return [columns], list(_rows(pieces[start:], words, unit))


def _pieces(line: Line) -> list[Piece]:
    return [
        (
            match[0],
            Span(
                line.span.line, line.span.start + match.start(), line.span.start + match.end(), line.span.page
            ),
        )
        for match in re.finditer(r"\S+", line.text)
    ]


def _opens_body(pieces: Sequence[Piece]) -> bool:
    texts = [text for text, _ in pieces]
    if any(_AMOUNT.fullmatch(text) for text in texts) or _CODE.fullmatch(texts[0]):
        return True
    return is_total(texts[0]) and texts[0].endswith((":", "："))


def _tokens(pieces: Sequence[str]) -> list[str]:
    """Headings from pieces that are wrapped anywhere: the longest run of pieces that is a known heading."""
    found: list[str] = []
    at = 0
    while at < len(pieces):
        for count in range(min(_MAX_WRAPS, len(pieces) - at), 0, -1):
            run = pieces[at : at + count]
            if count == 1 or (_is_heading("".join(run)) and not _is_pair(run)):
                found.append(squeeze("".join(run)))
                at += count
                break
    return found


def _is_heading(text: str) -> bool:
    return find_concept(SCHEME, text) is not None


def _is_pair(run: Sequence[str]) -> bool:
    """本年支出 with 合计 below it are two headings, though 本年支出合计 is one elsewhere."""
    return any(_is_heading("".join(run[:at])) and _is_heading("".join(run[at:])) for at in range(1, len(run)))


def _columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Words first, then the amounts in the order of the upper storey, each group replaced by its parts.

    Where the storeys cannot be told apart no amount has a column: the rows keep theirs numbered.
    """
    words = [name for name in names if is_text_role(role_of(name)) and role_of(name) != "classification"]
    money = [
        name for name in names if name not in words and role_of(name) not in ("classification", "ordinal")
    ]
    paths = _paths(money)
    return (*(to_column([name]) for name in words), *(to_column(path) for path in paths or ()))


def _paths(money: Sequence[str]) -> list[list[str]] | None:
    concepts = [heading_of(name) for name in money]
    starts = [
        i for i, concept in enumerate(concepts) if concept is not None and concept.first("part") == "subtotal"
    ]
    if not starts:
        return _flat(money, concepts)
    upper = list(range(starts[0]))
    groups = [range(start, end) for start, end in zip(starts, [*starts[1:], len(money)], strict=True)]
    parents = _parents(upper, groups, concepts)
    if parents is None:
        return None
    paths: list[list[str]] = []
    for index in upper:
        if index in parents:
            paths += [[money[index], money[part]] for part in groups[parents.index(index)]]
        else:
            paths.append([money[index]])
    return paths


def _flat(money: Sequence[str], concepts: Sequence[Concept | None]) -> list[list[str]]:
    """No 小计: a heading before 合计 stands above everything."""
    total = next((i for i, name in enumerate(money) if is_total(name)), 0)
    above = money[:total] if all(_role(concepts[i]) == "parent" for i in range(total)) else []
    return [[*above, name] for name in money[len(above) :]]


def _parents(
    upper: Sequence[int], groups: Sequence[range], concepts: Sequence[Concept | None]
) -> list[int] | None:
    """The upper heading of each group: the one its parts belong to (skos:broader), or one for one in order."""
    possible = [i for i in upper if _role(concepts[i]) == "parent"]
    if len(possible) == len(groups):
        return possible
    found: list[int] = []
    for group in groups:
        broader = {iri for i in group if (concept := concepts[i]) is not None for iri in concept.broader}
        match = [i for i in possible if (concept := concepts[i]) is not None and concept.iri in broader]
        if len(match) != 1:
            return None
        found += match
    return found if len(set(found)) == len(found) else None


def _role(concept: Concept | None) -> str | None:
    return concept.first("role") if concept else None


def _rows(lines: Sequence[Sequence[Piece]], words: Sequence[str], unit: str | None) -> Iterator[RawRow]:
    """A row ends with the line of its amounts; a code opens the next one if a row has none."""
    waiting: list[Piece] = []
    for pieces in lines:
        count = len(pieces)
        while count and _AMOUNT.fullmatch(pieces[count - 1][0]):
            count -= 1
        if (
            waiting
            and pieces
            and _CODE.fullmatch(pieces[0][0])
            and any(_CODE.fullmatch(t) for t, _ in waiting)
        ):
            yield _row(waiting, [], words, unit)
            waiting = []
        waiting += pieces[:count]
        if count < len(pieces):
            yield _row(waiting, pieces[count:], words, unit)
            waiting = []
    if waiting and _CODE.fullmatch(waiting[0][0]):
        yield _row(waiting, [], words, unit)


def _row(texts: Sequence[Piece], amounts: Sequence[Piece], words: Sequence[str], unit: str | None) -> RawRow:
    values = [value for text, _ in amounts if (value := parse_amount(text, unit)) is not None]
    spans = tuple(span for _, span in (*texts, *amounts))
    code, name, owner = _words([text for text, _ in texts], words)
    return RawRow(min(span.line for span in spans), code, name, owner, tuple(values), None, spans)


def _words(texts: Sequence[str], roles: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    if len(texts) == len(roles) and len(roles) > 2:
        cells = dict(zip(roles, texts, strict=True))
        name = cells.get("project-name") or cells.get("name") or cells.get("unit-name")
        code = cells.get("project-code") or (None if "project-name" in cells else cells.get("code"))
        owner = cells.get("project-unit") or cells.get("unit-name")
        return code, name, owner if owner != name else None
    code = next((text for text in texts[:1] if _CODE.fullmatch(text)), None)
    rest = texts[1:] if code else texts
    name = squeeze("".join(rest)).rstrip(":：")
    return code, name or None, None


def _two_sided(
    names: Sequence[str], lines: Sequence[Sequence[Piece]], unit: str | None
) -> tuple[list[tuple[Column, ...]], list[RawRow]]:
    """收入 and 支出 side by side. Of two names in a line the first is income; a name alone tells by its words."""
    sides = [name for name in names if _side(heading_of(name)) is not None]
    amounts = [name for name in names if not is_text_role(role_of(name)) and name not in sides]
    if len(sides) != 2 or not amounts:
        return [], []
    blocks = [(to_column(["项目"]), to_column([side, amounts[0]])) for side in sides]
    single = (to_column(["项目"]), to_column([amounts[0]]))
    rows: list[RawRow] = []
    for pieces in lines:
        entries = list(_entries(pieces, unit))
        for index, (name, value, spans) in enumerate(entries):
            block = index if len(entries) == 2 else _side_of(name, sides)
            values = () if value is None else (value,)
            rows.append(RawRow(spans[0].line, None, name, None, values, (1,) * len(values), spans, block))
    return [*blocks, single], rows


def _entries(
    pieces: Sequence[Piece], unit: str | None
) -> Iterator[tuple[str, Decimal | None, tuple[Span, ...]]]:
    for text, span in pieces:
        if _AMOUNT.fullmatch(text):
            continue
        after = next((p for p in pieces if p[1].start > span.start and p[1].line == span.line), None)
        value = parse_amount(after[0], unit) if after and _AMOUNT.fullmatch(after[0]) else None
        spans = (span, after[1]) if value is not None and after else (span,)
        yield key(text).rstrip(":") if is_total(text) else text, value, spans


def _side(concept: Concept | None) -> str | None:
    return concept.first("side") if concept else None


def _side_of(name: str, sides: Sequence[str]) -> int:
    """The side whose word the name of an item carries; 2 (no side) where both or neither do."""
    match = [index for index, side in enumerate(sides) if squeeze(side) in squeeze(name)]
    return match[0] if len(match) == 1 else 2
