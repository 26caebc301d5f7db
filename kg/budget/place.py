"""Amounts to columns by arithmetic: each row obeys its sums, and each column adds up from level to level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from kg.budget.headings import Column, Equation, to_equations
from kg.budget.known import Totals
from kg.budget.raw import RawRow

Placement = tuple[int | None, ...]
"""For each amount of a row its column, or None where none is certain."""

_MAX_CANDIDATES: Final = 3000
_MAX_PARENTS: Final = 50
_MAX_NODES: Final = 40_000
_MAX_STEPS: Final = 300_000
"""Steps of search for one table: a table that needs more keeps its amounts numbered."""
_ROUNDING: Final = Decimal("0.01")
_ROUNDS: Final = 4
_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class _State:
    row: RawRow
    candidates: list[Placement]
    printed: Placement | None


def place_amounts(
    columns: Sequence[Column], rows: Sequence[RawRow], step: Decimal, known: Sequence[Totals] = ()
) -> list[Placement]:
    """The column of each amount of each row, None where the sums leave a choice or contradict the place.

    ``step`` is one printed unit in 万元 (1 for 万元, 0.0001 for 元): sums may be off by half a hundredth of
    it for each amount, as each was rounded alone; below a blank cell nothing may stand. ``known`` are the sums
    that other tables of the document print: they settle the total row, and through it the rows below.
    """
    solver = _Solver(columns, rows, step * _ROUNDING, known)
    return solver.run()


class _Solver:
    def __init__(
        self, columns: Sequence[Column], rows: Sequence[RawRow], cent: Decimal, known: Sequence[Totals]
    ) -> None:
        self.cent = cent
        self.known = known
        self.columns = columns
        self.steps = 0
        self.money = [i for i, column in enumerate(columns) if column.role == "amount" and column.path]
        self.equations = self._trusted(to_equations(columns), rows)
        self.states = [self._state(row) for row in rows]
        self.families = self._families(rows)

    def run(self) -> list[Placement]:
        for _ in range(_ROUNDS):
            before = [len(state.candidates) for state in self.states]
            for parent, children in (*self.families.items(), *reversed(self.families.items())):
                self._family(self.states[parent], [self.states[child] for child in children])
            if before == [len(state.candidates) for state in self.states]:
                break
        return [self._agreed(state) for state in self.states]

    # Rows

    def _trusted(self, equations: Sequence[Equation], rows: Sequence[RawRow]) -> list[Equation]:
        """The sums to hold the rows to: within a group, unless its parts are only some of it (其中); over the
        whole table, if most rows keep it where they are printed; all sums where no place is printed."""
        placed = [(row, row.columns) for row in rows if row.columns is not None]
        if not placed:
            return list(equations)
        kept = []
        for equation in equations:
            vectors = [_vector(row.values, columns) for row, columns in placed]
            used = [vector for vector in vectors if vector.get(equation.total)]
            holds = sum(self._holds(equation, vector) for vector in used)
            if equation.is_group:
                trusted = holds > 0 or not any(_is_partial(equation, vector) for vector in used)
            else:
                trusted = holds > 0 and holds * 2 >= len(used)
            if trusted:
                kept.append(equation)
        return kept

    def _holds(self, equation: Equation, vector: dict[int, Decimal]) -> bool:
        parts = [vector.get(term, _ZERO) for term in equation.terms]
        count = sum(1 for part in parts if part)
        return abs(sum(parts, _ZERO) - vector.get(equation.total, _ZERO)) <= self._slack(count)

    def _slack(self, count: int) -> Decimal:
        """How far a sum of ``count`` amounts may be off: each, and the sum, was rounded to half a hundredth."""
        return self.cent * (count + 1) / 2

    def _state(self, row: RawRow) -> _State:
        if row.columns is None:
            return _State(row, self._as_known(row, self._orders(row.values)), None)
        broken = self._broken(_vector(row.values, row.columns))
        if not broken and None not in row.columns:
            return _State(row, [row.columns], row.columns)
        others = self._orders(row.values) if broken else []
        if others:
            same = [sum(a == b for a, b in zip(order, row.columns, strict=True)) for order in others]
            return _State(
                row, [o for o, count in zip(others, same, strict=True) if count == max(same)], row.columns
            )
        bad = {column for equation in broken for column in (equation.total, *equation.terms)}
        kept: Placement = tuple(None if column in bad else column for column in row.columns)
        return _State(row, [kept], kept)

    def _as_known(self, row: RawRow, orders: list[Placement]) -> list[Placement]:
        totals = next((known for known in self.known if row.values and row.values[0] in known.sums), None)
        if totals is None or row.level(first=False) != 0:
            return orders
        fitting = [order for order in orders if totals.allows(row.values, order, self.columns)]
        return fitting or orders

    def _broken(self, vector: dict[int, Decimal]) -> list[Equation]:
        return [equation for equation in self.equations if not self._holds(equation, vector)]

    def _orders(self, values: Sequence[Decimal]) -> list[Placement]:
        """Every way to put the amounts into columns, in order, that keeps all sums."""
        if len(values) > len(self.money) or (not self.equations and len(values) < len(self.money)):
            return []
        found: list[Placement] = []
        for chosen in combinations(self.money, len(values)):
            self.steps += 1
            if self.steps > _MAX_STEPS or len(found) > _MAX_CANDIDATES:
                return []
            if not self._broken(dict(zip(chosen, values, strict=True))):
                found.append(chosen)
        return found

    def _alternatives(self, state: _State) -> list[Placement]:
        """For a row whose column sums fail: its other placements (of those amounts that have one)."""
        if state.printed is None:
            return state.candidates
        certain = [i for i, column in enumerate(state.printed) if column is not None]
        found: list[Placement] = [state.printed]
        for order in self._orders([state.row.values[i] for i in certain]):
            placement: list[int | None] = [None] * len(state.printed)
            for i, column in zip(certain, order, strict=True):
                placement[i] = column
            if tuple(placement) not in found:
                found.append(tuple(placement))
        return found

    # Families: a row and the rows it sums up

    def _families(self, rows: Sequence[RawRow]) -> dict[int, list[int]]:
        families: dict[int, list[int]] = {}
        stack: list[tuple[int, int]] = []
        for index, row in enumerate(rows):
            level = row.level(first=index == 0)
            if level is None or not row.values:
                continue
            while stack and stack[-1][0] >= level:
                stack.pop()
            if stack and _belongs(rows[stack[-1][1]], row):
                families.setdefault(stack[-1][1], []).append(index)
            stack.append((level, index))
        return families

    def _family(self, parent: _State, children: Sequence[_State]) -> None:
        crowded = len(parent.candidates) > _MAX_PARENTS
        if not parent.candidates or crowded or any(not child.candidates for child in children):
            return
        if len(parent.candidates) == 1 and all(len(child.candidates) == 1 for child in children):
            vectors = [_vector(child.row.values, child.candidates[0]) for child in children]
            total = _vector(parent.row.values, parent.candidates[0])
            if self._adds_up(total, vectors):
                return
            options = [self._alternatives(child) for child in children]
        else:
            options = [child.candidates for child in children]
        searched = [self._solutions(parent, candidate, children, options) for candidate in parent.candidates]
        found = [solution for solutions in searched for solution in solutions or ()]
        # A search given up could have found another way: nothing is certain then.
        if not found or None in searched:
            return
        least = min(self._changes(solution, children) for solution in found)
        best = [s for s in found if self._changes(s, children) == least]
        parent.candidates = _in_order(parent.candidates, {solution[0] for solution in best})
        for number, child in enumerate(children):
            child.candidates = _in_order(options[number], {solution[1 + number] for solution in best})

    def _changes(self, solution: Sequence[Placement], children: Sequence[_State]) -> int:
        pairs = zip(solution[1:], children, strict=True)
        return sum(
            1 for placement, child in pairs if child.printed is not None and placement != child.printed
        )

    def _solutions(
        self,
        parent: _State,
        candidate: Placement,
        children: Sequence[_State],
        options: Sequence[Sequence[Placement]],
    ) -> list[tuple[Placement, ...]] | None:
        """Every choice for the children whose columns add up to the parent's; None if there are too many."""
        total = _vector(parent.row.values, candidate)
        slack = self._slack(len(children))
        known = set(total) if None in candidate else set(self.money)
        nodes = 0
        found: list[tuple[Placement, ...]] = []
        chosen: list[Placement] = []

        def search(at: int, left: dict[int, Decimal]) -> bool:
            nonlocal nodes
            nodes += 1
            self.steps += 1
            if nodes > _MAX_NODES or self.steps > _MAX_STEPS or len(found) > _MAX_CANDIDATES:
                return False
            if at == len(children):
                if all(left.get(column, _ZERO) <= slack for column in known):
                    found.append((candidate, *chosen))
                return True
            for option in options[at]:
                rest = dict(left)
                for column, value in _vector(children[at].row.values, option).items():
                    rest[column] = rest.get(column, _ZERO) - value
                if all(
                    rest.get(column, _ZERO) >= (-slack if total.get(column) else _ZERO) for column in known
                ):
                    chosen.append(option)
                    if not search(at + 1, rest):
                        return False
                    chosen.pop()
            return True

        return found if search(0, total) else None

    def _adds_up(self, total: dict[int, Decimal], parts: Sequence[dict[int, Decimal]]) -> bool:
        slack = self._slack(len(parts))
        for column in self.money:
            below, above = sum((part.get(column, _ZERO) for part in parts), _ZERO), total.get(column, _ZERO)
            if abs(below - above) > (slack if above else _ZERO):
                return False
        return True

    def _agreed(self, state: _State) -> Placement:
        count = len(state.row.values)
        if not state.candidates:
            return (None,) * count
        return tuple(
            first if all(candidate[i] == first for candidate in state.candidates) else None
            for i, first in enumerate(state.candidates[0])
        )


def _is_partial(equation: Equation, vector: dict[int, Decimal]) -> bool:
    parts = sum((vector.get(term, _ZERO) for term in equation.terms), _ZERO)
    return _ZERO < parts < vector.get(equation.total, _ZERO)


def _in_order(options: Sequence[Placement], chosen: set[Placement]) -> list[Placement]:
    return [option for option in options if option in chosen]


def _vector(values: Sequence[Decimal], placement: Placement) -> dict[int, Decimal]:
    return {column: value for column, value in zip(placement, values, strict=True) if column is not None}


def _belongs(parent: RawRow, child: RawRow) -> bool:
    """Codes of items and units nest by their digits; categories and projects stand below the row before them."""
    above, below = parent.code or "", child.code or ""
    if above.isdigit() and below.isdigit() and 3 <= len(above) < len(below) < 12:
        return below.startswith(above)
    return True
