"""Why a target was read so: which rule took which characters for which field, as steps that can be replayed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from kg.model import Value

Source = Literal["name", "target", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Step:
    """``rule`` took the characters ``start`` to ``end`` of ``source`` for ``field``, and read ``result`` there.

    ``printed`` are those characters. A step that takes from a separate cell has the source ``elsewhere`` and no
    place; a step whose result is None only sets characters aside (a star, a heading).
    """

    rule: str
    field: str
    source: Source
    start: int
    end: int
    printed: str
    result: Value


def replay(steps: Iterable[Step], *, name: str | None, target: str) -> Mapping[str, Value]:
    """The fields that the steps set, one after the other, on this name and target.

    Raises ValueError where a step does not find its characters: the text is not the one that was explained.
    """
    fields: dict[str, Value] = {}
    for step in steps:
        text = {"name": name or "", "target": target, "elsewhere": step.printed}[step.source]
        if text[step.start : step.end] != step.printed:
            found = text[step.start : step.end]
            raise ValueError(f"{step.rule}: {step.printed!r} expected at {step.start}, found {found!r}")
        if step.field in {"operator", "value", "unit", "subject"}:
            fields[step.field] = step.result
    return fields
