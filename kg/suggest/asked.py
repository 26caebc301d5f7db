"""What a person typed, taken apart: a name, some words, an object only, or a whole row with its target."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.errors import QueryError
from kg.model import Segments, SubjectParts
from kg.segment import find_measure, find_unit, segment_prose
from kg.text import key, squeeze
from kg.vocabulary import find_concept

LONGEST: Final = 500
"""The longest text that is looked at, in characters; no name of an indicator is longer."""
_KIND_ENDING: Final = "指标"
_MEASURING: Final = frozenset({"satisfaction", "money"})
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """``name`` is the subject, empty where only a level 2 was typed, ``words`` its pieces between blanks; ``kinds`` are
    concepts of ontology/vocab/kinds (names) that the suggestions should stand under; ``unit`` is a unit typed as a
    word, or that of the target."""

    text: str
    name: str
    words: tuple[str, ...]
    parts: SubjectParts
    segments: Segments | None = None
    kinds: tuple[str, ...] = ()
    unit: str | None = None

    @property
    def has_target(self) -> bool:
        """Whether a target was typed with the name."""
        return self.segments is not None and self.segments.kind != "missing"


def read_asked(text: str, level2: str | None = None) -> Asked:
    """Take a typed text apart by the segmenter of the rows. ``level2`` is a kind of indicator in any spelling.

    Raises QueryError for a text without any character to look for, one that is too long, and an unknown level 2.
    """
    clean = _CONTROL.sub(" ", text).strip(" \r\n")
    if not re.search(r"\w", clean):
        raise QueryError("没有写要找什么。请写指标名称、几个词，或“名称<TAB>目标”，例如：政务云服务 可用率。")
    if len(clean) > LONGEST:
        raise QueryError(f"文字太长（{len(clean)} 个字，最多 {LONGEST} 个）。请只写指标名称和目标。")
    kinds = [_kind(level2)] if level2 is not None else []
    name, tab, target = clean.partition("\t")
    if tab:
        if not re.search(r"\w", name):
            raise QueryError("制表符前没有指标名称。请写成“名称<TAB>目标”，例如：平台故障率<TAB>≤1%。")
        target, _, hint = target.partition("\t")
        if hint.strip() and (found := find_concept("kinds", hint)):
            kinds.append(found.name)
        return _asked(text, name, target.strip() or None, kinds, None)
    words, hinted, unit = _hints(_kind_apart(name.split()))
    return _asked(text, " ".join(words), None, [*kinds, *hinted], unit)


def _kind(level2: str) -> str:
    found = find_concept("kinds", level2) or find_concept("kinds", f"{level2}{_KIND_ENDING}")
    if found is None:
        raise QueryError(
            f"不认识指标类别“{level2[:40]}”。请写数量指标、质量指标、时效指标、成本指标、满意度指标等。"
        )
    return found.name


def _hints(words: Iterable[str]) -> tuple[list[str], list[str], str | None]:
    """The words that name something, the kinds of indicator among the others (数量指标), and a unit (万元)."""
    kept: list[str] = []
    kinds: list[str] = []
    unit = None
    for word in words:
        found = find_concept("kinds", word) if word.endswith(_KIND_ENDING) else None
        if found is not None:
            kinds.append(found.name)
        elif kept and _is_unit(word):
            unit = word
        else:
            kept.append(word)
    return kept, kinds, unit


def _kind_apart(words: list[str]) -> list[str]:
    """A kind of indicator at the end of the last word apart: 政务云质量指标, 政务外网的成本指标.

    Without 的 a satisfaction or a cost is the measure and stays: 用户满意度指标.
    """
    last = words[-1]
    if not last.endswith(_KIND_ENDING) or find_concept("kinds", last):
        return words
    for at in range(1, len(last) - len(_KIND_ENDING)):
        before, kind = last[:at], last[at:]
        measure = find_measure(kind.removesuffix(_KIND_ENDING))
        is_measure = measure is not None and measure.concept.name in _MEASURING and not before.endswith("的")
        if find_concept("kinds", kind) and not is_measure:
            return [*words[:-1], before.removesuffix("的"), kind]
    return words


def _is_unit(word: str) -> bool:
    # 人次 and 时间 are measures before they are units
    return find_concept("measures", word) is None and find_unit(word) is not None


def _asked(text: str, name: str, target: str | None, kinds: list[str], unit: str | None) -> Asked:
    from kg.segment.pipeline import segment_rows  # loads spaCy

    if target is None:
        name, target = _target_in(name)
    segments, parts = next(iter(segment_rows([(name, target or "", None)])))
    subject = segments.subject or squeeze(name)
    words = tuple(map(key, name.split())) if squeeze(name) == subject else (key(subject),)
    return Asked(
        text,
        key(subject),
        words,
        parts,
        segments if target else None,
        tuple(dict.fromkeys(kinds)),
        unit or segments.unit,
    )


def _target_in(name: str) -> tuple[str, str | None]:
    """A name with its target behind it in one text: 平台故障率 ≤1%."""
    found = segment_prose(name)
    if len(found) != 1 or not found[0].subject:
        return name, None
    start = found[0].start
    return name[:start], name[start:]
