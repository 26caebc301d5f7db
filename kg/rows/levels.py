"""Level-1 and level-2 labels carried down merged and lost cells, and level 1 inferred where level 2 fixes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.model import Cell
from kg.tables.labels import label_text, level_of
from kg.vocabulary import Concept, load_scheme


@dataclass(frozen=True, slots=True)
class LevelReading:
    """The levels of one row. ``mismatch`` is a Chinese sentence or None; ``new_unknown`` the label printed on the
    row that the vocabulary does not know; ``unknown`` whether such a label is in force."""

    level1: str | None
    level2: str | None
    inferred: bool
    mismatch: str | None
    new_unknown: str | None
    unknown: bool


@dataclass(slots=True)
class Levels:
    """The labels in force while a form is read from top to bottom."""

    level1: str | None = None
    level2: str | None = None
    inferred: bool = False

    def reset(self) -> None:
        """Forget the labels: a new header opens a new part of the form."""
        self.level1, self.level2, self.inferred = None, None, False

    def placed(self, parts: Mapping[str, Cell]) -> Mapping[str, Cell]:
        """The cells of a row whose places mean nothing, a label that may stand on both levels on its own: below a
        level 1 that comes later in the order of forms it is level 2 (成本指标 under 产出指标)."""
        label = parts.get("level1")
        if label is None or "level2" in parts or self.level1 is None:
            return parts
        order = [concept.iri for concept in load_scheme("kinds")]
        kind, above = level_of(label.text), level_of(self.level1)
        if kind is None or above is None or above.iri not in kind.broader:
            return parts
        if order.index(kind.iri) > order.index(above.iri):
            return parts
        return {"level2": label, **{name: cell for name, cell in parts.items() if name != "level1"}}

    def read(self, parts: Mapping[str, Cell], *, held: bool = False) -> LevelReading:
        """The levels of a row with these cells, which stay in force for the rows below.

        A level-2 label whose own level 1 is not the one carried over means that a cell was lost: level 1 is
        then inferred from ontology/vocab/kinds.ttl. Printed side by side the two stay as printed, and so they do
        where the cell of level 1 is ``held``, merged down over the row, and stands one kind higher (社会效应 over
        服务对象满意度).
        """
        mismatch = None
        if "level1" in parts:
            self.level1, self.level2, self.inferred = label_text(parts["level1"].text), None, False
        if "level2" in parts:
            self.level2 = label_text(parts["level2"].text)
            own = _parents(level_of(parts["level2"].text))
            above = level_of(self.level1) if self.level1 else None
            if own and (above is None or above.iri not in {concept.iri for concept in own}):
                if "level1" in parts and above is not None:
                    mismatch = f"二级指标“{self.level2}”通常不属于一级指标“{self.level1}”。"
                elif held and above is not None and any(above.iri in concept.broader for concept in own):
                    pass
                elif "level1" not in parts and (self.level1 is None or above is not None):
                    self.level1, self.inferred = own[0].label, True
        printed = [parts[name].text for name in ("level1", "level2") if name in parts]
        return LevelReading(
            self.level1,
            self.level2,
            self.inferred,
            mismatch,
            next((text for text in printed if level_of(text) is None), None),
            any(label is not None and level_of(label) is None for label in (self.level1, self.level2)),
        )


def _parents(concept: Concept | None) -> list[Concept]:
    """The level-1 kinds a level-2 kind may stand under; a kind that is both levels stands under itself too."""
    if concept is None or not concept.broader:
        return []
    both = [concept] if "1" in concept.properties["level"] else []
    return [*(kind for kind in load_scheme("kinds") if kind.iri in concept.broader), *both]
