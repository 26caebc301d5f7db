"""The indicator part of a form: a header, level labels merged downwards, and one row for every indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from samples.make.grid import Grid
from samples.make.spec import FormSpec, Row, Target, Truth
from samples.make.truth import record
from samples.make.wording import SIGNS, header, in_one_cell, levels, sign_cell

Columns = Sequence[tuple[str, int]]
"""Keys of wording.HEADERS with the number of grid columns each takes."""
REASONS = ("无", "", "部分任务因天气原因顺延，下年补齐", "统计口径调整", "/")


@dataclass(slots=True)
class Style:
    """How one form spells and merges; drawn once for every form."""

    rng: Random
    new: bool
    labels: dict[str, tuple[str, str]]
    signs: str = "plain"
    merge: str = "merge"
    """merge: level labels cover their rows; blank: printed once, blank below; repeat: printed in every row."""
    percent_unit: str = "%"
    nothing: str = ""
    """The unit cell of a target without a unit."""
    down: bool = False
    """Level labels printed one character a line."""
    heads: dict[str, str] = field(default_factory=dict)

    def head(self, key: str) -> str:
        """The header of a column, the same all over the form."""
        return self.heads.setdefault(key, header(key, self.rng))


def style(rng: Random, *, new: bool, merge: str = "merge", **heads: str) -> Style:
    """A style drawn at random; ``new`` forms have cost as a level 1 of its own."""
    signs = rng.choice(("plain", "plain", "wide", "words"))
    nothing = rng.choice(("", "", "/", "无"))
    return Style(rng, new, levels(rng, new=new), signs, merge, nothing=nothing, heads=dict(heads))


def print_header(
    grid: Grid, columns: Columns, look: Style, *, row: int, left: int = 0, storeys: int = 1
) -> None:
    """The header row."""
    at = left
    for key, width in columns:
        grid.put(row, at, look.head(key), rows=storeys, columns=width, label=True)
        at += width


def print_rows(
    grid: Grid,
    spec: FormSpec,
    rows: Sequence[Row],
    columns: Columns,
    look: Style,
    *,
    row: int,
    left: int = 0,
    facts: Mapping[str, object],
    weights: Sequence[Decimal] | None = None,
    first: int = 1,
) -> list[Truth]:
    """Prints ``rows`` from grid row ``row`` on; ``facts`` are the truth's fields that the head of the form settles."""
    keys = [key for key, _ in columns]
    shares = list(weights or spread(len(rows), Decimal(90)))
    truths = []
    for number, item in enumerate(rows):
        cells, printed = _cells(item, keys, look, shares[number], first + number)
        at = left
        for key, width in columns:
            if key not in {"level1", "level2"}:
                cell = cells.get(key, "")
                box = grid.put(row + number, at, cell, columns=width)
                box.number = as_number(key, cell, item.target, look.rng)
            at += width
        one, two = look.labels[item.key]
        truths.append(
            record(
                spec,
                item,
                **{
                    "level1": one if "level1" in keys else None,
                    "level2": two if "level2" in keys else None,
                    **printed,
                    **facts,
                },  # type: ignore[arg-type]
            )
        )
    at = left
    for key, width in columns:
        if key in {"level1", "level2"}:
            place = 0 if key == "level1" else 1
            _labels(grid, [look.labels[item.key][: place + 1] for item in rows], look, row, at, width)
        at += width
    return truths


def _labels(
    grid: Grid, labels: list[tuple[str, ...]], look: Style, row: int, column: int, width: int
) -> None:
    """One column of level labels, merged over equal neighbours."""
    start = 0
    for number in range(1, len(labels) + 1):
        if number < len(labels) and labels[number] == labels[start] and look.merge != "repeat":
            continue
        text, count = labels[start][-1], number - start
        if look.merge == "merge":
            grid.put(row + start, column, text, count, width, label=True, down=look.down and count > 2)
        else:
            for at in range(start, number):
                first = at == start or look.merge == "repeat"
                grid.put(row + at, column, text if first else "", columns=width, label=True)
        start = number


def _cells(
    item: Row, keys: Sequence[str], look: Style, weight: Decimal, number: int
) -> tuple[dict[str, str], dict[str, object]]:
    """What the columns of one row hold, and what of that goes into the truth."""
    target, rng = item.target, look.rng
    cells: dict[str, str] = {"name": item.name, "order": str(number), "note": ""}
    printed: dict[str, object] = {}
    shown = split_target(target, keys, look)
    cells |= shown
    if "name_unit" in keys:
        cells["name_unit"], cells["value"] = named_unit(item, rng)
    if "name_sign" in keys:
        cells["name_sign"], cells["value"] = named_sign(item)
    name = next(cells[key] for key in ("name", "name_unit", "name_sign") if key in keys)
    order = ("target", "sign", "value", "signed", "unit")
    printed["target_text"] = " ".join(cells[key] for key in order if key in keys and cells.get(key))
    printed["name"] = name
    if "weight" in keys:
        cells["weight"] = f"{weight.normalize():f}"
        printed["weight"] = weight
    for key in ("description", "basis", "standard"):
        if key in keys:
            cells[key] = getattr(item, key)
    if "description" in keys:
        printed["description"] = item.description or None
    if "basis" in keys:
        printed["basis"] = item.basis or None
    if "actual" in keys:
        cells["actual"] = printed["actual"] = done(target, rng)
        earned = weight if rng.random() < 0.7 else weight - Decimal(rng.choice(("0.5", "1", "0.3")))
        cells["score"], printed["score"] = f"{earned.normalize():f}", earned
        cells["reason"] = "" if earned == weight else rng.choice(REASONS)
        printed["basis"] = (
            cells["reason"] if "reason" in keys and cells["reason"] not in {"", "/", "无"} else None
        )
    for key, name_of in (("last", "value_last_year"), ("before", "value_year_before_last")):
        if key in keys:
            value = earlier(target, rng)
            cells[key], printed[name_of] = value, None if value in {"", "/", "无"} else value
    cells["source"] = rng.choice(("统计报表", "工作台账", "验收资料", "问卷调查", "年度工作计划"))
    cells["core"] = rng.choice(("是", "否"))
    cells["attribute"] = "定性" if target.kind in {"text", "date"} else "定量"
    cells["direction"] = "反向指标" if target.operator in {"≤", "<"} else "正向指标"
    return cells, printed


def split_target(target: Target, keys: Sequence[str], look: Style) -> dict[str, str]:
    """The target over the columns that the form has for it."""
    if "target" in keys:
        whole = in_one_cell(target, look.rng)
        if "unit" in keys:  # a target column with sign and number, the unit apart
            whole = in_one_cell(replace(target, unit="", printed=""), look.rng)
        return {"target": whole, "unit": target.unit or look.nothing}
    unit = "" if target.whole else target.unit
    value = target.number
    sign = sign_cell(target, look.signs)
    if "signed" in keys:
        shape = SIGNS[target.sign][0] if target.kind == "number" and not target.whole else "{v}{u}"
        return {"signed": shape.format(v=value, u=""), "unit": unit or look.nothing}
    return {"sign": sign, "value": value, "unit": unit or look.nothing}


def named_unit(item: Row, rng: Random) -> tuple[str, str]:
    """``培训人数（人）`` and the rest of the target."""
    target = item.target
    if target.kind != "number" or target.whole or not target.unit:
        return item.name, in_one_cell(target, rng)
    brackets = rng.choice(("（{}）", "({})"))
    bare = Target(target.sign, target.number, "", "number", None, None)
    return item.name + brackets.format(target.unit), in_one_cell(bare, rng, plain=True)


def named_sign(item: Row) -> tuple[str, str]:
    """``场地硬化(≥**平方米)`` and the number."""
    target = item.target
    if target.kind != "number" or target.whole or not target.unit or not target.sign:
        return item.name, target.number if target.whole else target.sign + target.number + target.unit
    return f"{item.name}({target.sign}**{target.unit})", target.number


def spread(count: int, total: Decimal) -> list[Decimal]:
    """``total`` points over ``count`` rows, halves allowed."""
    if not count:
        return []
    share = (total / count * 2).to_integral_value(rounding="ROUND_FLOOR") / 2
    return [share] * (count - 1) + [total - share * (count - 1)]


def done(target: Target, rng: Random) -> str:
    """An actual value as a self-evaluation prints it."""
    if target.kind == "number" and not target.whole:
        value = Decimal(target.number.replace(",", ""))
        if rng.random() < 0.5 and target.unit not in {"%", "％"}:
            value += 1 if target.operator != "≤" else 0
        return f"{value}{target.unit}"
    if target.kind == "date":
        return rng.choice(("已按期完成", target.number.removesuffix("前")))
    return full(target)


def earlier(target: Target, rng: Random) -> str:
    """The value of an earlier year."""
    if rng.random() < 0.2:
        return rng.choice(("/", "", "无"))
    return done(target, rng) if target.kind == "number" else full(target)


def full(target: Target) -> str:
    """Figure and unit without a sign."""
    return target.number if target.whole else target.number + target.unit


def as_number(key: str, cell: str, target: Target, rng: Random) -> tuple[float, str] | None:
    """The number and format under which a workbook would hold the cell."""
    plain = cell.replace(",", "")
    if key in {"weight", "score"} and plain:
        return float(plain), "General"
    if (
        key == "value"
        and target.kind == "number"
        and not target.whole
        and plain.replace(".", "", 1).isdigit()
    ):
        if "," in cell:
            return float(plain), "#,##0"
        digits = len(plain.partition(".")[2])
        return float(plain), "0." + "0" * digits if digits else "General"
    if key not in {"target", "actual"} or target.kind != "number" or target.whole:
        return None
    if cell == target.number + "%" and rng.random() < 0.6:
        digits = len(plain.removesuffix("%").partition(".")[2])
        return float(plain.removesuffix("%")) / 100, "0." + "0" * digits + "%" if digits else "0%"
    return None
