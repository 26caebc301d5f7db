"""Lists of all projects of a department in one table: project, unit and money stand in the rows, not in a head."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from kg.model import Cell, FormRow
from kg.rows.columns import HEAD
from kg.rows.decoded import DecodedForm
from kg.tables import FormTable
from kg.text import is_blank, squeeze

_IDENTITY: Final = ("project", "project_code", "department", "implementing_unit")
_OF_UNIT: Final = frozenset({"department", "implementing_unit", "supervising_department"})
_NEVER: Final = "contact"


@dataclass(slots=True)
class Carried:
    """The head cells in force while a list is read down: a merged cell covers the rows below it."""

    cells: dict[str, Cell] = field(default_factory=dict)

    def read(self, parts: Mapping[str, Cell]) -> bool:
        """Take over the head cells of a row; whether another project (or unit) begins with it."""
        listed = {
            name.removeprefix(HEAD): cell
            for name, cell in parts.items()
            if name.startswith(HEAD) and name != HEAD + _NEVER and not is_blank(cell.text)
        }
        new = any(name in listed and self._text(name) != squeeze(listed[name].text) for name in _IDENTITY)
        if new:
            self.cells = {name: cell for name, cell in self.cells.items() if name in _OF_UNIT}
        self.cells.update(listed)
        return new

    def _text(self, name: str) -> str:
        return squeeze(self.cells[name].text) if name in self.cells else ""

    def added(self, row: FormRow) -> FormRow:
        """The row with the head cells in force, under their fields behind ``head.``; contact persons left out."""
        own = {name: text for name, text in row.cells.items() if not name.startswith(HEAD)}
        places = {name: spans for name, spans in row.sources.items() if not name.startswith(HEAD)}
        return replace(
            row,
            cells={**own, **{HEAD + name: cell.text for name, cell in self.cells.items()}},
            sources={**places, **{HEAD + name: cell.spans for name, cell in self.cells.items()}},
        )


def split_listing(form: FormTable, decoded: DecodedForm) -> list[tuple[FormTable, DecodedForm]]:
    """A list of projects as one form for each project; any other form as it is.

    The account and the findings go to the project whose rows they stand among, what stands above to the first.
    """
    if not any(name.startswith(HEAD) for row in decoded.rows for name in row.cells):
        return [(form, decoded)]
    groups = [list(rows) for _, rows in groupby(decoded.rows, key=_identity)]
    starts = [min(_first_line(row) for row in rows) for rows in groups]
    bounds = [0, *starts[1:], None]
    return list(_parts(form, decoded, groups, bounds))


def _parts(
    form: FormTable,
    decoded: DecodedForm,
    groups: Sequence[Sequence[FormRow]],
    bounds: Sequence[int | None],
) -> Iterator[tuple[FormTable, DecodedForm]]:
    for number, rows in enumerate(groups):
        start, end = bounds[number] or 0, bounds[number + 1]
        line = form.line if number == 0 else start
        yield (
            replace(form, line=line),
            replace(
                decoded,
                rows=tuple(rows),
                goals=decoded.goals if number == 0 else (),
                account=tuple(
                    replace(note, form_line=line)
                    for note in decoded.account
                    if start <= note.line and (end is None or note.line < end)
                ),
                findings=tuple(
                    f for f in decoded.findings if start <= f.line and (end is None or f.line < end)
                ),
                given=_given(rows[0]),
            ),
        )


def _identity(row: FormRow) -> tuple[str, ...]:
    return tuple(squeeze(row.cells.get(HEAD + name, "")) for name in _IDENTITY)


def _first_line(row: FormRow) -> int:
    own = [span.line for name, spans in row.sources.items() if not name.startswith(HEAD) for span in spans]
    return min(own, default=row.line)


def _given(row: FormRow) -> Mapping[str, Cell]:
    return {
        name.removeprefix(HEAD): Cell(text, row.sources.get(name, ()))
        for name, text in row.cells.items()
        if name.startswith(HEAD)
    }
