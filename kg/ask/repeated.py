"""An amount that several tables of a document print for one thing: of its rows only the one that is printed first.

Done with the rows: an engine would have to look for every line once more for each of them.
"""

import re
from dataclasses import replace
from typing import Final

from kg.ask.form import Form
from kg.query import Answer

_ORDINAL: Final = re.compile(
    r"^(?:其中[：:]?)?(?:[一二三四五六七八九十]+、|\d+ *[.、] *|（[^）]*）|\([^)]*\))"
)
_WHOLE: Final = re.compile("·(?:小计|合计|金额|决算数|预算数)$")
_NEEDED: Final = ("departmentName", "document", "line", "column", "lineName", "tenThousands")


def first_places(form: Form, answer: Answer) -> Answer:
    """The answer without rows that print again what a row above them prints."""
    at = {name: place for place, name in enumerate(answer.variables)}
    if not form.once or not set(_NEEDED) <= set(at):
        return answer
    columns = {*form.columns, *(form.beside.columns if form.beside else ())}
    kept: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(answer.rows):
        item = _item(row[at["column"]], row[at["lineName"]], columns)
        key = (row[at["document"]], row[at["departmentName"]], item, row[at["tenThousands"]])
        best = kept.get(key)
        if best is None or _line(row[at["line"]]) < _line(answer.rows[best][at["line"]]):
            kept[key] = number
    places = set(kept.values())
    return replace(answer, rows=[row for number, row in enumerate(answer.rows) if number in places])


def _item(column: object, name: object, columns: set[str]) -> str:
    """What the amount is of: the column where it is named, else the line without its number."""
    if str(column) in columns:
        return _WHOLE.sub("", str(column)).rsplit("·", 1)[-1]
    return _ORDINAL.sub("", str(name))


def _line(cell: object) -> int:
    return cell if isinstance(cell, int) else 0
