"""Money by source and phase, and goals in words, of a project that stands on both sides."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from kg.diff.assignment import best_pairs
from kg.diff.differences import Change, Difference
from kg.diff.rows import year_of
from kg.diff.sides import ProjectGroup, is_result
from kg.diff.texts import is_same, shown, undated, without_years
from kg.records import Record, number_text
from kg.text import key
from kg.vocabulary import find_concept, load_scheme

_ALIKE: Final = 0.5
_SAME_LABEL: Final = 0.3
_LONGEST: Final = 2000
"""Characters of a goal that are compared for likeness."""
_MOST_GOALS: Final = 60

Source = tuple[str, str]
"""The source as the vocabulary calls it, and the phase, empty where none is printed."""


def money_differences(old: ProjectGroup, new: ProjectGroup, families: Iterable[bool]) -> Iterator[Difference]:
    """Amounts (万元) that are not the same; ``families`` are the kinds of form that both sides have."""
    wanted = set(families)
    amounts = [
        _amounts([head for head in side.heads if is_result(head) in wanted], side) for side in (old, new)
    ]
    if not all(amounts):
        return  # a form that prints no money says nothing about it
    order = {concept.label: place for place, concept in enumerate(load_scheme("funding"))}
    keys = sorted({*amounts[0], *amounts[1]}, key=lambda found: (order.get(found[0], len(order)), found))
    for source in keys:
        ours, theirs = amounts[0].get(source), amounts[1].get(source)
        if ours == theirs or (ours or 0) == (theirs or 0):
            continue
        words = f"{source[0]}{f'（{source[1]}）' if source[1] else ''} {_change_in_words(ours, theirs)}"
        change = Change("money", _amount_text(ours), _amount_text(theirs), words)
        yield Difference(new.department, new.name, _record(source, ours), _record(source, theirs), (change,))


def goal_differences(old: ProjectGroup, new: ProjectGroup, families: Iterable[bool]) -> Iterator[Difference]:
    """Goals whose text is another one, is gone, or is new."""
    ours, theirs = _goals(old, families), _goals(new, families)
    if not ours or not theirs:
        return
    pairs = _pair_goals(ours, theirs)
    taken = {at for at, _ in pairs}, {to for _, to in pairs}
    for at, to in pairs:
        if not is_same(ours[at]["text"], theirs[to]["text"], (old.year, new.year)):
            yield _goal(new, ours[at], theirs[to], "文字改写")
    for at, goal in enumerate(ours):
        if at not in taken[0]:
            yield _goal(new, goal, None, "取消")
    for to, goal in enumerate(theirs):
        if to not in taken[1]:
            yield _goal(new, None, goal, "新增")


def budget_of(project: ProjectGroup) -> Decimal | None:
    """The budget of the project in 万元 as its forms print it, the greatest of several."""
    amounts = _amounts(project.heads, project)
    totals = [amount for (source, _), amount in amounts.items() if source == _total()]
    return max(totals) if totals else None


def amount_text(amount: Decimal | int | None) -> str:
    """万元 with two decimals or more, thousands apart; empty for None."""
    return _amount_text(None if amount is None else Decimal(amount))


def _amounts(heads: Sequence[Record], project: ProjectGroup) -> dict[Source, Decimal]:
    found: dict[Source, Decimal] = {}

    def add(source: str, phase: str, amount: object) -> None:
        if isinstance(amount, (int, Decimal)) and not isinstance(amount, bool):
            known = found.get((source, phase))
            value = Decimal(amount)
            found[source, phase] = value if known is None else max(known, value)

    for head in heads:
        funding = head.get("funding")
        for money in funding if isinstance(funding, (list, tuple)) else ():
            name = str(money.get("source") or "")
            concept = find_concept("funding", name)
            add(concept.label if concept else name, str(money.get("phase") or ""), money.get("amount"))
    if not found:
        for row in project.rows:
            add(_total(), "", row.get("budget"))
    return found


def _total() -> str:
    return next(concept.label for concept in load_scheme("funding") if concept.name == "total")


def _change_in_words(old: Decimal | None, new: Decimal | None) -> str:
    if old is None or new is None:
        return f"{'新列出' if old is None else '没有再列出'} {_amount_text(new if old is None else old)} 万元"
    gap = new - old
    sign = "+" if gap > 0 else "−"
    share = f"，{sign}{abs(gap) * 100 / abs(old):.1f}%" if old else ""
    return f"{_amount_text(old)} → {_amount_text(new)} 万元（{sign}{_amount_text(abs(gap))}{share}）"


def _amount_text(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    whole, _, rest = number_text(amount).partition(".")
    return (
        f"{int(whole):,}.{rest.ljust(2, '0')}"
        if not whole.startswith("-0")
        else f"{whole}.{rest.ljust(2, '0')}"
    )


def _record(source: Source, amount: Decimal | None) -> Record | None:
    if amount is None:
        return None
    return {"source": source[0], "phase": source[1] or None, "amount": amount}


def _goals(project: ProjectGroup, families: Iterable[bool]) -> list[Record]:
    wanted = set(families)
    found: dict[tuple[str, str], Record] = {}
    for head in project.heads:
        goals = head.get("goals")
        if is_result(head) not in wanted or not isinstance(goals, (list, tuple)):
            continue
        for goal in goals:
            record = {name: goal.get(name) for name in ("label", "horizon", "text")}
            text = undated(str(record["text"] or ""), year_of(head))
            if text:
                found.setdefault((str(record["horizon"]), text), record)
    return list(found.values())[:_MOST_GOALS]


def _pair_goals(old: Sequence[Record], new: Sequence[Record]) -> list[tuple[int, int]]:
    scores: dict[tuple[int, int], float] = {}
    pairs = [[_character_pairs(str(goal["text"])) for goal in side] for side in (old, new)]
    for at, one in enumerate(old):
        for to, other in enumerate(new):
            if one["horizon"] != other["horizon"]:
                continue
            shared, total = pairs[0][at] & pairs[1][to], len(pairs[0][at]) + len(pairs[1][to])
            score = 2 * len(shared) / total if total else 1.0
            if one["label"] and one["label"] == other["label"]:
                score += _SAME_LABEL
            if score >= _ALIKE or (len(old) == len(new) == 1):
                scores[at, to] = score + 1e-6
    return best_pairs(scores)


def _character_pairs(text: str) -> set[str]:
    folded = without_years(key(text))[:_LONGEST]
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _goal(project: ProjectGroup, old: Record | None, new: Record | None, what: str) -> Difference:
    goal = new or old or {}
    name = str(goal.get("label") or f"{goal.get('horizon') or ''}目标")
    before, after = (shown(side["text"], "") if side else "" for side in (old, new))
    return Difference(
        project.department, project.name, old, new, (Change("goal", before, after, f"{name}{what}"),)
    )
