"""What a tool is given and what it says: the two shapes that a baseline works with."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple


class Row(NamedTuple):
    """One indicator row as printed."""

    name: str | None
    target: str
    level2: str | None


@dataclass(frozen=True)
class Reading:
    """What a tool made of a row: None where it says nothing.

    ``value`` is a number, a date (``MM-DD`` or ISO) or the text of a target in words; ``several`` are all numbers
    in order, where the tool finds more than one. A tool that reads no name leaves ``subject`` as it is: the name
    as printed then counts as its subject.
    """

    operator: str | None = None
    value: Decimal | str | None = None
    unit: str | None = None
    several: tuple[Decimal, ...] = ()
    subject: str | None = ""


def decimal(text: object) -> Decimal | None:
    """A number as a tool prints it, or None."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
