"""The segments of one target while the rules fill them in, and what each doubt costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from kg.model import Grade, Kind, Operator, Value
from kg.segment.scan import Deadline, Opaque, Quantity, Sign, Token
from kg.segment.steps import Step
from kg.segment.units import Unit
from kg.segment.view import View
from kg.vocabulary import load_scheme

MISSING: Final = ("missing-target", "没有印出目标值。")
NO_VALUE: Final = frozenset({"missing-target", "lost-value"})
"""The doubts of a target without a value: none printed, or only its sign."""

_COST: Final = {"info": 5, "warning": 20, "violation": 40}


@dataclass(slots=True)
class Draft:
    """What is known of a target. ``start`` to ``end`` are the characters of ``view`` still to be explained."""

    view: View
    tokens: tuple[Token, ...]
    name: str = ""
    level2: str = ""
    start: int = 0
    end: int = 0
    kind: Kind | None = None
    operator: Operator | None = None
    value: Value = None
    unit: Unit | None = None
    unit_text: str | None = None
    rules: list[str] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    change: Literal["increase", "decrease"] | None = None
    qualifiers: list[str] = field(default_factory=list)
    per: tuple[str, ...] = ()
    grade: Grade | None = None
    rule: str = ""
    """The rule at work."""
    steps: list[Step] = field(default_factory=list)

    @property
    def quantities(self) -> list[Quantity]:
        return [token for token in self.tokens if isinstance(token, Quantity)]

    @property
    def deadlines(self) -> list[Deadline]:
        return [token for token in self.tokens if isinstance(token, Deadline)]

    @property
    def signs(self) -> list[Sign]:
        return [token for token in self.tokens if isinstance(token, Sign)]

    @property
    def opaque(self) -> list[Opaque]:
        return [token for token in self.tokens if isinstance(token, Opaque)]

    def fired(self, rule: str) -> None:
        """Record that a rule changed something."""
        if rule not in self.rules:
            self.rules.append(rule)

    def step(
        self, name: str, result: Value, start: int, end: int, rule: str | None = None
    ) -> tuple[int, int]:
        """Record that a rule read ``result`` for field ``name`` at these characters of the view; their span."""
        first, last = self.view.span(start, end)
        self.steps.append(
            Step(rule or self.rule, name, "target", first, last, self.view.printed[first:last], result)
        )
        return first, last

    def step_elsewhere(self, name: str, result: Value, printed: str, rule: str) -> None:
        """Record that a rule took ``result`` for field ``name`` from a separate cell."""
        self.steps.append(Step(rule, name, "elsewhere", 0, len(printed), printed, result))

    def doubt(self, code: str, message: str) -> None:
        """Record what could not be taken at face value: a code of findings-segment.ttl and a Chinese sentence."""
        if all(known != code for known, _ in self.doubts):
            self.doubts.append((code, message))

    def set_operator(self, sign: Sign | None, *, rule: str | None = None) -> None:
        """Take a sign as the operator of the target; ``rule`` where another than the one at work found it."""
        if sign is not None:
            if rule:
                self.fired(rule)
            self.operator = sign.operator
            self.spans["operator"] = self.step("operator", sign.operator, sign.start, sign.end, rule)

    def set_unit(self, unit: Unit | None) -> None:
        """Take a printed unit; its text is as printed, without white space."""
        self.unit = unit
        if unit is not None:
            self.unit_text = self.view.part(unit.start, unit.end)
            self.spans["unit"] = self.step("unit", self.unit_text, unit.start, unit.end)

    def set_value(self, value: Value, start: int, end: int) -> None:
        """Take a value and the place it is printed at."""
        self.value = value
        self.spans["value"] = self.step("value", value, start, end)


Rule = Callable[[Draft], bool]


@lru_cache(maxsize=1)
def _costs() -> dict[str, int]:
    """What a doubt takes from the confidence, in hundredths: by severity, unless the vocabulary says (kg:doubt).

    A severe finding need not be a doubtful reading: a target printed as ``/`` is surely missing.
    """
    return {
        concept.name: int(concept.first("doubt") or _COST[concept.first("severity") or "info"])
        for concept in load_scheme("findings-segment")
    }


def confidence(doubts: Sequence[tuple[str, str]]) -> float:
    """1.0 less the cost of each doubt, in steps of 0.01; never below 0."""
    return max(0, 100 - sum(_costs()[code] for code, _ in doubts)) / 100
