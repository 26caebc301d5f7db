"""What the cells of a row tell of it: an indicator, a template left blank, a remark, a target out of its place."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kg.model import Cell
from kg.rows.columns import Column
from kg.rows.emit import Reading
from kg.rows.splitting import Placed
from kg.tables.labels import column_of, head_of, is_operator, is_signed, is_target, is_unit, level_of
from kg.text import fold, key

_ORDINAL: Final = re.compile(r"(?:指标|目标)?\d{0,2}[:.、]?")
_DOTS: Final = re.compile(r"[.…·。/\-—]*")
_CORE: Final = frozenset({"name", "operator", "target"})


def target_moved_alone(
    cells: Sequence[Placed], fields: Sequence[str | None], columns: Sequence[Column]
) -> bool:
    """Whether the target stands out of its column though the cells on both sides of it do not, nor does a sign
    confirm it: where a target is lost, the cell beside it looks like one."""
    home = {column.field: column.index for column in columns}
    shifts = [
        None if name is None or home.get(name) is None else index - (home[name] or 0)
        for (index, _), name in zip(cells, fields, strict=True)
    ]
    if "target" not in fields:
        return False
    at = fields.index("target")
    beside = [
        shift for shift in (*shifts[max(0, at - 1) : at], *shifts[at + 1 : at + 2]) if shift is not None
    ]
    return bool(shifts[at]) and shifts[at] not in beside and not is_signed(cells[at][1].text)


def levelled(columns: Sequence[Column]) -> bool:
    """Whether the header prints columns of levels."""
    return any(column.printed and column.field in ("level1", "level2") for column in columns)


def is_indicator(reading: Reading) -> bool:
    """Whether what was read of a row is an indicator: a name or a target, and no template left blank."""
    core = _CORE & set(reading.parts)
    if is_template(reading.parts):
        return False
    lone = core == {"name"}
    stray = lone and (not reading.row.columns or is_stray(reading.parts["name"].text))
    return bool(core) and not stray


def is_template(parts: Mapping[str, Cell]) -> bool:
    """Whether a row is one of the template left blank: ``指标1：`` or ``……`` without a target."""
    texts = [_ORDINAL.sub("", key(parts[name].text)) for name in _CORE if name in parts]
    return bool(texts) and all(_DOTS.fullmatch(text) is not None for text in texts)


def sounds_like_a_row(texts: list[str]) -> bool:
    """Whether words that read as no row still hold what a row holds: a level, or a sign with its value."""
    return any(level_of(text) for text in texts) or any(is_signed(t) or is_operator(t) for t in texts[1:])


def is_remark(texts: list[str]) -> bool:
    """Whether a row below the indicators is a remark on the whole form (说明 | …, 注：…): a label and one text; or
    only sums it up (自评得分：98分)."""
    label, colon, _ = fold(texts[0]).partition(":")
    noted = colon and (label.strip() == "注" or column_of(label) in ("remark", "score"))
    if noted and not any(is_operator(text) for text in texts):
        return True
    return len(texts) in (1, 2) and column_of(texts[0]) == "remark" and not has_target(texts[1:])


def has_target(texts: list[str]) -> bool:
    """Whether one of the texts is a target or a sign."""
    return any(is_target(text) or is_operator(text) for text in texts)


def is_stray(text: str) -> bool:
    """Whether a lone text is a lost piece of the header or of a unit column, and no name of an indicator."""
    return column_of(text) is not None or head_of(text) is not None or is_unit(text)
