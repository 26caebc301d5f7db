"""How alike two projects are by their names, department, unit, years, codes and money."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.link import place_name
from kg.linking.likeness import Description, Likeness, Weights, likeness

_SAME_NAME: Final = 0.97
_OTHER_DEPARTMENT: Final = 0.85
_OTHER_PLACE: Final = 0.4
_AT_ONCE: Final = 0.6
"""A project goes from one department to another from one year to the next, not within one."""
_COMMON_NAME: Final = 0.6
"""A name that several departments use says little: 专项业务费."""
_COMMON: Final = 3
_SIDE_BY_SIDE: Final = 0.75
_OTHER_CODE: Final = 0.7
_SAME_MONEY: Final = 0.15
_SAME_UNIT: Final = 0.05
_BOOSTED: Final = 0.4


@dataclass(frozen=True, slots=True)
class ProjectSide:
    """What is known of a project. ``departments`` are names, one for all names of a department that was renamed;
    ``amounts`` are in yuan as text; ``bearers`` counts the departments that have a project of this name."""

    name: str
    departments: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    bearers: int = 1

    def description(self) -> Description:
        """The name to be compared; names of projects have no measure."""
        return Description(self.name, measure="", measure_kind="none")


def project_likeness(one: ProjectSide, other: ProjectSide, weights: Weights | None = None) -> Likeness:
    """How alike two projects are, with the evidence."""
    found = likeness(one.description(), other.description(), weights)
    score, said = found.score, list(found.evidence)
    if not score:
        return Likeness(0.0)
    for factor, words in _doubts(one, other):
        score *= factor
        said.append(words)
    if score >= _BOOSTED:
        for share, words, ours, theirs in (
            (_SAME_MONEY, "金额相同（元）", one.amounts, other.amounts),
            (_SAME_UNIT, "实施单位相同", one.units, other.units),
        ):
            if both := (ours & theirs) - {"0"}:
                score += share * (1 - score)
                said.append(f"{words}：{'、'.join(sorted(both))}")
    return Likeness(round(min(score, _SAME_NAME), 3), tuple(said))


def _doubts(one: ProjectSide, other: ProjectSide) -> Iterator[tuple[float, str]]:
    if one.departments and other.departments:
        if both := one.departments & other.departments:
            yield 1.0, f"部门相同：{'、'.join(sorted(both))}"
        else:
            named = f"{'、'.join(sorted(one.departments))}／{'、'.join(sorted(other.departments))}"
            places = [{place_name(name) for name in side.departments} - {""} for side in (one, other)]
            if places[0] & places[1]:
                yield _OTHER_DEPARTMENT, f"同一地方的不同部门：{named}"
            else:
                yield _OTHER_PLACE, f"部门不同：{named}"
            if one.years & other.years:
                yield _AT_ONCE, "同一年度里两个部门各有一个"
            if max(one.bearers, other.bearers) >= _COMMON:
                yield _COMMON_NAME, f"{max(one.bearers, other.bearers)} 个部门有同名项目"
    if one.years and other.years:
        if one.years & other.years:
            yield 1.0, f"年度相同：{'、'.join(map(str, sorted(one.years & other.years)))}"
            if one.documents & other.documents:
                yield _SIDE_BY_SIDE, "同一文件里分别列出"
        else:
            years = ("、".join(map(str, sorted(side.years))) for side in (one, other))
            yield 1.0, f"年度不同：{'／'.join(years)}"
    if one.codes and other.codes and not one.codes & other.codes and one.years & other.years:
        yield _OTHER_CODE, f"编码不同：{'、'.join(sorted(one.codes))}／{'、'.join(sorted(other.codes))}"
