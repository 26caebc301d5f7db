"""Many descriptions: those like another one, and all pairs that are alike, without comparing all with all.

Names are found by the pairs of characters they share, rows of a sparse matrix: what is shared bounds the score from
above, and only what may reach the wanted score is compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kg.linking.doubts import measure_factor
from kg.linking.likeness import (
    Description,
    Likeness,
    Name,
    Weights,
    compare,
    least_shared,
    ready,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COMMON: Final = 20_000
"""Names with one pair of characters: a pair that more have is not looked for."""
_SHORTLIST: Final = 60


class LikenessIndex:
    """Descriptions by position, to be asked for those like another one, or for all pairs that are alike."""

    def __init__(self, descriptions: Iterable[Description]) -> None:
        import numpy as np

        self.descriptions: Sequence[Description] = tuple(descriptions)
        self.weights = Weights.of(one.reading().core for one in self.descriptions)
        self._names = [ready(one, self.weights) for one in self.descriptions]
        self._totals = np.array([name.total for name in self._names], dtype=np.float64)
        places: dict[str, list[int]] = {}
        for at, name in enumerate(self._names):
            for pair in name.pairs:
                places.setdefault(pair, []).append(at)
        self._weights = {pair: sum(map(self.weights.character, pair)) for pair in places}
        self._places = {pair: np.array(found, dtype=np.int32) for pair, found in places.items()}

    def nearest(
        self, description: Description, count: int = 10, at_least: float = 0.0
    ) -> list[tuple[int, Likeness]]:
        """The positions of at most ``count`` descriptions that are most alike, best first.

        A description that is in the index finds itself. ``at_least`` is the least score.
        """
        import numpy as np

        name = ready(description, self.weights)
        most = self._most_shared(name)
        order = np.argsort(-most, kind="stable")[: max(_SHORTLIST, 4 * count)]
        found = []
        for at in order.tolist():
            score = compare(name, self._names[at], with_evidence=False).score if most[at] else 0.0
            if score and score >= at_least:
                found.append((-score, at))
        found.sort()
        return [(at, compare(name, self._names[at])) for _, at in found[:count]]

    def compare(self, one: int, other: int) -> Likeness:
        """How alike the descriptions at two positions are."""
        return compare(self._names[one], self._names[other])

    def pairs(self, at_least: float) -> Iterator[tuple[int, int, Likeness]]:
        """All pairs of positions that score ``at_least``, the first below the second, in order."""
        import numpy as np

        needed = max(least_shared(at_least), 1e-6)
        kinds = sorted({name.reading.measure_kind or "" for name in self._names})
        kind_at = np.array([kinds.index(name.reading.measure_kind or "") for name in self._names])
        factors = np.array([[measure_factor(a or None, b or None) for b in kinds] for a in kinds])
        for at, name in enumerate(self._names):
            start = at + 1
            most = self._most_shared(name, start) * factors[kind_at[at]][kind_at[start:]]
            for other in (np.flatnonzero(most >= needed) + start).tolist():
                theirs = self._names[other]
                if compare(name, theirs, with_evidence=False, at_least=at_least).score >= at_least:
                    yield at, other, compare(name, theirs)

    def _most_shared(self, name: Name, start: int = 0) -> "NDArray[np.float64]":
        """For every position from ``start``, the most that its name and this one can score by what they share.

        A shared pair covers at most its two characters in either name.
        """
        import numpy as np

        totals = self._totals[start:]
        ours: list[NDArray[np.float64]] = []
        places: list[NDArray[np.int32]] = []
        for pair in name.pairs:
            found = self._places.get(pair)
            if found is None or len(found) > _COMMON:
                continue
            here = found[np.searchsorted(found, start) :]
            places.append(here - start)
            ours.append(np.repeat(self._weights[pair], len(here)))
        if not places:
            return np.zeros(len(totals))
        shared = np.bincount(np.concatenate(places), weights=np.concatenate(ours), minlength=len(totals))
        covered = np.minimum(shared, name.total) + np.minimum(shared, totals)
        most: NDArray[np.float64] = covered / np.maximum(totals + name.total, 1e-9)
        return most
