"""How alike two departments or units are by their names, place, codes and superior department."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.link import own_unit_of, place_name
from kg.linking.likeness import Description, Likeness, likeness
from kg.linking.naming import read_name
from kg.text import key
from kg.vocabulary import load_scheme

_SECOND_NAME: Final = re.compile(r"\(([^()]*)\)")
_LEVELS: Final = "省市区县州旗"

_ALL_BUT_PLACE: Final = 0.9
_PLACE_UNKNOWN: Final = 0.75
_SECOND: Final = 0.9
_ABBREVIATED: Final = 0.8
_SHORTEST: Final = 3
_RENAMED: Final = 0.85
_OTHER_KIND: Final = 0.4
_SUPERIOR: Final = 0.3
_SIDE_BY_SIDE: Final = 0.6
_OTHER_CODE: Final = 0.6


@dataclass(frozen=True, slots=True)
class OrganizationSide:
    """What is known of a department or unit; ``superior`` is the name of the department a unit belongs to."""

    name: str
    superior: str | None = None
    codes: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The place in its own name, else in that of its superior department; empty where neither has one."""
        return place_name(self.name) or (place_name(self.superior) if self.superior else "")

    @property
    def second_names(self) -> tuple[str, ...]:
        """The names in brackets, without the place."""
        return _taken_apart(self.name).second


@dataclass(frozen=True, slots=True)
class _Name:
    """A name without place, second names and the words for a department's own unit."""

    core: str
    second: tuple[str, ...]
    own_unit: bool
    kind: str


def organization_likeness(one: OrganizationSide, other: OrganizationSide) -> Likeness:
    """How alike two organisations are; 0 where they cannot be one (other places, other numbers in the name)."""
    if _differ_in_place(one.place, other.place) or _are_parts_of_others(one, other):
        return Likeness(0.0)
    ours, theirs = _taken_apart(one.name), _taken_apart(other.name)
    if _are_own_and_whole(one, ours, other, theirs):
        return Likeness(0.0)
    if _numbers(one.name) != _numbers(other.name):
        return Likeness(0.0)
    score, said = _named_alike(one, ours, other, theirs)
    if not score:
        return Likeness(0.0)
    for factor, words in _doubts(one, ours, other, theirs, sure=score >= _SECOND):
        score *= factor
        said.append(words)
    return Likeness(round(score, 3), tuple(said))


def bare_name(name: str) -> str:
    """A name without its place, second names and the words for a department's own unit.

    >>> bare_name("某某市数据局本级"), bare_name("市数据局")
    ('数据局', '数据局')
    """
    return _taken_apart(name).core


def _named_alike(
    one: OrganizationSide, ours: _Name, other: OrganizationSide, theirs: _Name
) -> tuple[float, list[str]]:
    if ours.core == theirs.core:
        if ours.own_unit and theirs.own_unit:
            return _SECOND, [f"都是“{ours.core}”的本级"]
        if ours.second or theirs.second:
            return _SECOND, [f"括号外的名称相同：{ours.core}"]
        if one.place and other.place:
            return _ALL_BUT_PLACE, [f"除地名外相同：{ours.core}"]
        if len(ours.core) >= _SHORTEST:
            return _PLACE_UNKNOWN, [f"除地名外相同：{ours.core}", "一方没有写地名"]
        return 0.0, []
    names = {ours.core, *ours.second} & {theirs.core, *theirs.second}
    if names:
        return _SECOND, [f"一方的另一个名称相同：{'、'.join(sorted(names))}"]
    short, long = sorted((ours, theirs), key=lambda name: len(name.core))
    if _abbreviates(short, long):
        known = one.place and other.place
        said = [f"“{short.core}”是“{long.core}”的简称"]
        return (_ABBREVIATED, said) if known else (_ABBREVIATED * _ALL_BUT_PLACE, [*said, "一方没有写地名"])
    found = likeness(_described(ours), _described(theirs))
    return found.score * _RENAMED, list(found.evidence)


def _doubts(
    one: OrganizationSide, ours: _Name, other: OrganizationSide, theirs: _Name, *, sure: bool
) -> Iterator[tuple[float, str]]:
    if ours.kind != theirs.kind:
        yield _OTHER_KIND, f"机构种类不同：{ours.kind or '无'}／{theirs.kind or '无'}"
    if one.superior and other.superior and key(one.superior) != key(other.superior):
        yield 1.0, f"上级部门不同：{one.superior}／{other.superior}"
    elif {key(one.superior or ""), key(other.superior or "")} & {key(one.name), key(other.name)}:
        yield _SUPERIOR, "一方是另一方的上级"
    elif one.superior and other.superior:
        yield 1.0, f"上级部门相同：{one.superior}"
        if not sure and one.documents & other.documents:
            yield _SIDE_BY_SIDE, "同一文件里分别列出"
    if one.codes and other.codes:
        if one.codes & other.codes:
            yield 1.0, f"代码相同：{'、'.join(sorted(one.codes & other.codes))}"
        elif one.documents & other.documents:
            yield _OTHER_CODE, f"代码不同：{'、'.join(sorted(one.codes))}／{'、'.join(sorted(other.codes))}"


@lru_cache(maxsize=100_000)
def _taken_apart(name: str) -> _Name:
    whole = key(name)
    own = own_unit_of(whole)
    if own is not None:
        whole = own
    second = tuple(_without_place(found) for found in _SECOND_NAME.findall(whole))
    core = _without_place(_SECOND_NAME.sub("", whole))
    return _Name(core, second, own is not None, _kind_of(core))


def _without_place(name: str) -> str:
    place = place_name(name)
    rest = name.removeprefix(place)
    return (
        rest.removeprefix(rest[:1]) if not place and rest[:1] in _LEVELS and len(rest) > _SHORTEST else rest
    )


def _kind_of(core: str) -> str:
    """The word at the end that says what kind of organisation it is; 委 is 委员会, 办 is 办公室."""
    kinds = next(concept for concept in load_scheme("organizations") if concept.name == "kind").labels
    word = max((kind for kind in kinds if core.endswith(kind)), key=len, default="")
    return next((kind for kind in kinds if word and kind != word and kind[: len(word)] == word), word)


def _abbreviates(short: _Name, long: _Name) -> bool:
    """Whether the characters of one name stand in the other in this order, its kind of organisation among them."""
    if not _SHORTEST <= len(short.core) < len(long.core) or short.kind != long.kind:
        return False
    if short.core[0] != long.core[0]:
        return False
    rest = iter(long.core)
    return all(letter in rest for letter in short.core)


def _differ_in_place(one: str, other: str) -> bool:
    """Whether two places cannot be one: a city is within its province, whose name may be left out."""
    return bool(one and other) and not (one.endswith(other) or other.endswith(one))


def _are_parts_of_others(one: OrganizationSide, other: OrganizationSide) -> bool:
    """Whether both are offices inside of different departments: 办公室 is a name only there."""
    if not one.superior or not other.superior or key(one.superior) == key(other.superior):
        return False
    return not any(place_name(side.name) or key(side.name)[:1] in _LEVELS for side in (one, other))


def _are_own_and_whole(one: OrganizationSide, ours: _Name, other: OrganizationSide, theirs: _Name) -> bool:
    """Whether one is the department and the other its own unit: that is stated, and no question."""
    return (
        ours.core == theirs.core
        and ours.own_unit != theirs.own_unit
        and not (one.superior and other.superior)
    )


def _numbers(name: str) -> frozenset[tuple[str, str]]:
    found = read_name(name, "", "none").marks
    ordinals = re.findall(r"第([一二三四五六七八九十\d]+)", key(name))
    return found | {("第", number) for number in ordinals}


def _described(name: _Name) -> Description:
    return Description(name.core, measure="", measure_kind="none")
