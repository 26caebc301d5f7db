"""What became of every printed row of a form: each line once, with its fate and the reason."""

from dataclasses import dataclass, field
from typing import Final, Literal

from kg.model import AccountLine, Line
from kg.tables import FormTable, Item, PrintedRow, line_of, printed_text

Fate = Literal["emitted", "head", "header", "continued", "ignored", "finding"]
Place = tuple[int, int]
"""Page (0 for files without pages) and line."""
_READ: Final = frozenset({"emitted", "finding"})


@dataclass(slots=True)
class Account:
    """The notes taken while a form is decoded, by page and line."""

    form_line: int
    notes: dict[Place, AccountLine] = field(default_factory=dict)
    members: dict[Place, int] = field(default_factory=dict)
    between: str = "表内的说明文字"
    behind: str = "表后的文字"

    def note(self, row: Item, fate: Fate, reason: str) -> None:
        """Note a row under its own line; the other lines its cells stand on are noted when the form is done."""
        self.notes[_place(row)] = AccountLine(line_of(row), self.form_line, fate, reason, printed_text(row))
        if isinstance(row, PrintedRow):
            for cell in row.cells:
                for span in cell.spans:
                    self.members.setdefault((span.page or 0, span.line), row.line)

    def finished(self, form: FormTable) -> tuple[AccountLine, ...]:
        """The account in printed order: every line of the form from its title to its last row, exactly once."""
        lines = dict(self.notes)
        pages = {_place(item) for item in form.furniture}
        above = {_place(line) for line in form.preamble}
        for item in (*form.preamble, *form.items, *form.furniture):
            place = _place(item)
            if place in lines or (place in above and line_of(item) < form.line):
                continue
            fate, reason = self._other(place, pages, above)
            lines[place] = AccountLine(line_of(item), self.form_line, fate, reason, printed_text(item))
        return tuple(lines[place] for place in sorted(lines))

    def _other(self, place: Place, pages: set[Place], above: set[Place]) -> tuple[Fate, str]:
        if place in pages:
            return "ignored", "页码、页眉或重复的表名"
        if place in above:
            return "head", "表名和表注"
        if place in self.members:
            return "continued", f"属于第 {self.members[place]} 行"
        last = max((at for at, note in self.notes.items() if note.fate in _READ), default=(0, 0))
        return "ignored", self.between if place < last else self.behind


def _place(item: Item) -> Place:
    if isinstance(item, Line):
        return item.span.page or 0, item.span.line
    return next((span.page or 0 for cell in item.cells for span in cell.spans), 0), item.line
