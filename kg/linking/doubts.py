"""What speaks against two names meaning the same: each a factor on the score, and Chinese words for it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kg.linking.naming import Reading
from kg.vocabulary import load_scheme

_OTHER_MARK: Final = 0.35
_LACKING_MARK: Final = 0.9
_OTHER_WORD: Final = 0.4
_LACKING_WORD: Final = 0.95
_NEGATED: Final = 0.4
_OTHER_PEOPLE: Final = 0.5
_LACKING_PEOPLE: Final = 0.8
_OTHER_MEASURE: Final = 0.5
_NEAR_MEASURE: Final = 0.85
_OTHER_STEM: Final = 0.6
_VAGUE: Final = frozenset({None, "quality", "none"})

Doubt = tuple[float, str]
"""A factor (1 where something is only worth saying) and the words."""


def of_marks(one: Reading, other: Reading) -> Iterator[Doubt]:
    """Numbers, grades and years that differ."""
    kinds = sorted({kind for kind, _ in one.marks | other.marks})
    for kind in kinds:
        ours = {value for name, value in one.marks if name == kind}
        theirs = {value for name, value in other.marks if name == kind}
        if ours == theirs:
            continue
        words = f"{kind}：{'、'.join(sorted(ours)) or '无'}／{'、'.join(sorted(theirs)) or '无'}"
        if kind == "年份":  # the same indicator is set for one year after the other
            yield 1.0, f"年份不同，不计（{words}）"
        elif ours and theirs:
            yield _OTHER_MARK, f"数字或等级不同（{words}）"
        else:
            yield _LACKING_MARK, f"只有一方有数字或等级（{words}）"


def of_contrasts(one: Reading, other: Reading) -> Iterator[Doubt]:
    """Words that exclude each other, and negations."""
    for dimension in sorted({*one.contrasts, *other.contrasts}):
        ours = one.contrasts.get(dimension, frozenset())
        theirs = other.contrasts.get(dimension, frozenset())
        if ours == theirs:
            continue
        if ours and theirs and not ours & theirs:
            yield _OTHER_WORD, f"{dimension}不同：{'、'.join(sorted(ours))}／{'、'.join(sorted(theirs))}"
        elif not ours or not theirs:
            yield _LACKING_WORD, f"只有一方写明{dimension}：{'、'.join(sorted(ours or theirs))}"
    if one.negated != other.negated:
        yield _NEGATED, "一方是否定的说法"


def of_people(one: str, other: str, named: tuple[str, str]) -> Iterator[Doubt]:
    """Whether others are asked or counted; ``named``: how each side prints them."""
    ours, theirs = one, other
    if ours == theirs:
        return
    words = "／".join(name or "未写明" for name in named)
    if ours and theirs:
        yield _OTHER_PEOPLE, f"人群不同：{words}"
    else:
        yield _LACKING_PEOPLE, f"只有一方写明人群：{words}"


def of_measures(one: Reading, other: Reading) -> Iterator[Doubt]:
    """Ways of measuring that differ: a rate is no number, 合格率 no 及时率."""
    ours, theirs = one.measure_kind, other.measure_kind
    if ours == theirs:
        if one.stem not in other.stem and other.stem not in one.stem:
            yield _OTHER_STEM, f"计量词不同：{one.stem}／{other.stem}"
        return
    factor = measure_factor(ours, theirs)
    if factor < 1:
        yield factor, f"计量方式不同：{_measure(ours)}／{_measure(theirs)}"


@lru_cache(maxsize=1000)
def measure_factor(ours: str | None, theirs: str | None) -> float:
    """What it counts against two names that they measure in these ways (names of ontology/vocab/measures.ttl)."""
    if ours == theirs or ours is None or theirs is None:
        return 1.0
    near = ours in _VAGUE or theirs in _VAGUE or _quantities(ours) & _quantities(theirs)
    return _NEAR_MEASURE if near else _OTHER_MEASURE


def _quantities(measure: str | None) -> frozenset[str]:
    concept = next((concept for concept in load_scheme("measures") if concept.name == measure), None)
    return frozenset(concept.properties.get("quantityKind", ())) if concept else frozenset()


def _measure(measure: str | None) -> str:
    return next((concept.label for concept in load_scheme("measures") if concept.name == measure), "无")
