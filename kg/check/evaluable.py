"""How many targets of each department and year can be checked against an actual value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg.query import run_query
from kg.query.run import Askable


@dataclass(frozen=True, slots=True)
class Evaluability:
    """How many targets of a department and year can be checked against an actual value.

    ``reasons`` counts the others by Chinese reason: 定性, 未填, 缺单位, 缺运算符.
    """

    department: str
    year: int
    targets: int
    evaluable: int
    reasons: Mapping[str, int]

    @property
    def share(self) -> Decimal:
        """Evaluable targets as a share of all, four decimals."""
        return (Decimal(self.evaluable) / Decimal(self.targets or 1)).quantize(Decimal("0.0001"))


def evaluability(store: Askable) -> list[Evaluability]:
    """Share of evaluable targets of every department and year (question ``evaluability``), by name and year."""
    answer = run_query(store, "evaluability")
    names = dict(zip(answer.variables, answer.headings, strict=True))
    reasons = [name for name in answer.variables if name.endswith("Count")]
    found = []
    for row in answer.rows:
        values = dict(zip(answer.variables, row, strict=True))
        counts = {name: int(values[name] or 0) for name in reasons}
        targets, evaluable = counts.pop("targetCount"), counts.pop("evaluableCount")
        why = {names[name]: count for name, count in counts.items() if count}
        found.append(
            Evaluability(str(values["departmentName"]), int(values["year"] or 0), targets, evaluable, why)
        )
    return found
