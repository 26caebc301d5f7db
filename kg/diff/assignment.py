"""The best one-to-one pairing by scores: all pairs together score the most (Kuhn's method on each group of candidates
that hang together), not each row its own favourite."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

Pair = tuple[int, int]
_LARGE: Final = 4_000_000
"""Steps, some two seconds, beyond which the best scores of a group are taken one after the other: exact pairing takes
as many as the square of the smaller side times the larger one."""


def best_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """One-to-one pairs (position left, position right) of the candidates whose scores, above 0, add up to the most;
    sorted. A side without a candidate stays alone.

    >>> best_pairs({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8})
    [(0, 1), (1, 0)]
    """
    pairs: list[Pair] = []
    for group in _groups(scores):
        rows = sorted({left for left, _ in group})
        columns = sorted({right for _, right in group})
        if len(group) == 1:
            pairs.append(group[0])
        elif min(len(rows), len(columns)) * len(rows) * len(columns) > _LARGE:
            pairs += _one_by_one(group, scores)
        else:
            pairs += _assigned(rows, columns, scores)
    return sorted(pairs)


def _groups(scores: Mapping[Pair, float]) -> list[list[Pair]]:
    """The candidates that share a member, directly or over others."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    candidates = sorted(pair for pair, score in scores.items() if score > 0)
    for left, right in candidates:
        parent[root(("r", right))] = root(("l", left))
    groups: dict[tuple[str, int], list[Pair]] = defaultdict(list)
    for pair in candidates:
        groups[root(("l", pair[0]))].append(pair)
    return list(groups.values())


def _one_by_one(group: list[Pair], scores: Mapping[Pair, float]) -> list[Pair]:
    left_taken: set[int] = set()
    right_taken: set[int] = set()
    pairs = []
    for left, right in sorted(group, key=lambda pair: (-scores[pair], pair)):
        if left not in left_taken and right not in right_taken:
            left_taken.add(left)
            right_taken.add(right)
            pairs.append((left, right))
    return pairs


def _assigned(rows: list[int], columns: list[int], scores: Mapping[Pair, float]) -> list[Pair]:
    if len(rows) > len(columns):
        swapped = {(right, left): score for (left, right), score in scores.items()}
        return [(left, right) for right, left in _assigned(columns, rows, swapped)]
    gains = [[scores.get((left, right), 0.0) for right in columns] for left in rows]
    matched = _matched([[-gain for gain in line] for line in gains])
    return [(rows[at], columns[to]) for at, to in enumerate(matched) if gains[at][to] > 0]


def _matched(costs: list[list[float]]) -> list[int]:
    """For each line the column of the cheapest assignment; no more lines than columns (Kuhn and Munkres, with the
    potentials of Jonker and Volgenant)."""
    height, width = len(costs), len(costs[0])
    line_price, column_price = [0.0] * (height + 1), [0.0] * (width + 1)
    line_of = [0] * (width + 1)
    for line in range(1, height + 1):
        line_of[0] = line
        column = 0
        least = [float("inf")] * (width + 1)
        before = [0] * (width + 1)
        seen = [False] * (width + 1)
        while line_of[column]:
            seen[column] = True
            at = line_of[column]
            step, nearest = float("inf"), 0
            for other in range(1, width + 1):
                if seen[other]:
                    continue
                price = costs[at - 1][other - 1] - line_price[at] - column_price[other]
                if price < least[other]:
                    least[other], before[other] = price, column
                if least[other] < step:
                    step, nearest = least[other], other
            for other in range(width + 1):
                if seen[other]:
                    line_price[line_of[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = nearest
        while column:
            line_of[column] = line_of[before[column]]
            column = before[column]
    matched = [0] * height
    for column in range(1, width + 1):
        if line_of[column]:
            matched[line_of[column] - 1] = column - 1
    return matched
