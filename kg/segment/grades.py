"""Targets in words: which step of which scale a short text names, and which way a worded change goes.

Scales and words are those of ontology/vocab/scales.ttl. Only a text that is nothing but a step with the words
around it (达到良好及以上, 验收合格, 效果显著) or a change with its degree (营商环境显著改善) has a grade; a sentence
that merely holds such a word (保障系统稳定运行) has none, and neither has a text that prints a whole scale
(优良中低差, 是/否): it says by what the target is judged, not what it is. `read_scale` names that scale.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from kg.model import Grade
from kg.namespaces import PREFIXES
from kg.segment.lexicon import any_of
from kg.text import key
from kg.vocabulary import Concept, load_scheme

Change = Literal["increase", "decrease"]

_LONGEST: Final = 40
_NOTATION: Final = PREFIXES["skos"] + "notation"
_HIDDEN: Final = PREFIXES["skos"] + "hiddenLabel"
_NO_SCALES: Final = frozenset({"change", "wording"})
_ADVERBS: Final = frozenset({"degree", "continuity"})
_EDGE: Final = "。.;,、:!“”\"'≥≤=><"
_NOUN: Final = r"[\u4e00-\u9fff]{0,14}?"
_BETWEEN: Final = r"[/、,;或|]"
_NOT: Final = "不(?!断)|未|没有|无"


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a scale; ``rank`` is None where the word has none (持续)."""

    scale: str
    word: str
    rank: int | None
    of: int


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The spellings of all steps, and the shapes of a text that they stand in.

    ``alone``: the steps that need no change; ``worded``: a step among the words around it; ``changed``: a change
    with an adverb, and what changes before or behind it; ``moved``: the same without adverb; ``denied``: a change
    that does not come about.
    """

    steps: Mapping[str, _Step]
    alone: frozenset[str]
    directions: Mapping[str, Change]
    worded: re.Pattern[str]
    changed: re.Pattern[str]
    moved: re.Pattern[str]
    denied: re.Pattern[str]


def read_grade(text: str) -> Grade | None:
    """The step that a text target names, None where it names none; never raises.

    ``word`` is the preferred label of the step, so that 大幅提升 and 显著提高 both are 显著. A change that merely goes
    on (持续提升) has no rank and so no grade.

    >>> read_grade("良好及以上"), read_grade("保障系统稳定运行")
    (Grade(scale='assessment', word='良好', rank=2, of=4), None)
    """
    step = _read_step(_core(text))
    if step is None or step.rank is None:
        return None
    return Grade(step.scale, step.word, step.rank, step.of)


def read_scale(text: str) -> str | None:
    """The scale of a text target: that of its step, also of one without rank, or the one it prints as a whole.

    >>> read_scale("定性优良中低差"), read_scale("持续提升"), read_scale("是/否"), read_scale("建设平台")
    ('excellence', 'continuity', 'yes-no', None)
    """
    core = _core(text)
    step = _read_step(core)
    if step is not None:
        return step.scale
    return next((scale for scale, shape in _whole_scales().items() if shape.fullmatch(core)), None)


def read_change(text: str) -> Change | None:
    """Which way a worded change goes; None for a text without one, with one denied, or with two that part.

    >>> read_change("显著提升"), read_change("有效降低企业成本"), read_change("降低成本，提高效率")
    ('increase', 'decrease', None)
    """
    core, grammar = _core(text), _grammar()
    if not grammar.changed.fullmatch(core) and not grammar.moved.fullmatch(core):
        return None
    directions = {way for word, way in grammar.directions.items() if word in core}
    return directions.pop() if len(directions) == 1 and not grammar.denied.search(core) else None


def _core(text: str) -> str:
    """The text without white space and the signs around it; empty where it is too long for a grade."""
    core = key(text[: 4 * _LONGEST]).strip(_EDGE)
    return core if len(core) <= _LONGEST and len(text) <= 4 * _LONGEST else ""


@lru_cache(maxsize=4096)
def _read_step(core: str) -> _Step | None:
    grammar = _grammar()
    if core in grammar.alone:
        return grammar.steps[core]
    match = grammar.worded.fullmatch(core) or grammar.changed.fullmatch(core)
    if match is None:
        return None
    words = [word for word in match.groups() if word]
    ranked = [word for word in words if grammar.steps[word].rank is not None]
    found = (ranked or words)[:1]
    return grammar.steps[found[0]] if found else None


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    named = {concept.name: concept for concept in load_scheme("scales")}
    scales = _scales()
    directions: dict[str, Change] = dict.fromkeys(_words([named["increase"]]), "increase")
    directions |= dict.fromkeys(_words([named["decrease"]]), "decrease")
    steps: dict[str, _Step] = {}
    for scale in scales:
        ranked = [step for step in scales[scale] if _NOTATION in step.properties]
        for concept in scales[scale]:
            rank = concept.first(_NOTATION)
            step = _Step(scale, concept.label, int(rank) if rank else None, len(ranked))
            steps |= dict.fromkeys(_words([concept], hidden=True), step)
    alone = [word for scale in scales.keys() - {"continuity"} for word in _words(scales[scale])]
    adverbs = [word for scale in _ADVERBS for word in _words(scales[scale], hidden=True)]
    said_of = _some(_words([named["said-of"]]))
    before = _before()
    behind = rf"(?:{_some(_words([named['behind']]))}){{0,2}}"
    manner = rf"(?:{_some(_words([named['manner'], named['leading']]))}){{0,2}}?"
    change = rf"{_some(directions)}(?:[、和与]?{_some(directions)})?"
    adverb = rf"{manner}({_some(adverbs)}){manner}"
    return _Grammar(
        steps=steps,
        alone=frozenset(alone),
        directions=directions,
        worded=re.compile(
            rf"{before}({_some(alone)}){behind}|{_NOUN}{said_of}({_some(_words(scales['degree']))})"
        ),
        changed=re.compile(rf"{_NOUN}:?{adverb}({_some(adverbs)})?{change}{_NOUN}|{_NOUN}{change}{adverb}"),
        moved=re.compile(rf"{before}{manner}{change}{_NOUN}|{_NOUN}{manner}{change}"),
        denied=re.compile(rf"(?:{_NOT})(?:{_some(adverbs)})?{change}"),
    )


@lru_cache(maxsize=1)
def _whole_scales() -> Mapping[str, re.Pattern[str]]:
    """For each scale the pattern of its name, or of several of its steps with nothing but signs between them."""
    labels = {concept.name: _words([concept]) for concept in load_scheme("scales")}
    shapes = {}
    for scale, steps in _scales().items():
        names = "|".join(rf"{_BETWEEN}?".join(map(re.escape, name)) for name in labels[scale])
        step = _some(_words(steps))
        shapes[scale] = re.compile(rf"{_before()}(?:{names}|{step}(?:{_BETWEEN}?{step})+)")
    return shapes


def _scales() -> dict[str, list[Concept]]:
    """The steps of each scale."""
    concepts = {concept.iri: concept for concept in load_scheme("scales")}
    scales: dict[str, list[Concept]] = {}
    for concept in concepts.values():
        for above in concept.broader:
            scales.setdefault(concepts[above].name, []).append(concept)
    return {scale: steps for scale, steps in scales.items() if scale not in _NO_SCALES}


def _before() -> str:
    """The words that may lead to a step."""
    words = [concept for concept in load_scheme("scales") if concept.name in {"leading", "said-of"}]
    return rf"(?:{_some(_words(words))}:?){{0,4}}"


def _words(concepts: Iterable[Concept], *, hidden: bool = False) -> list[str]:
    """The Chinese spellings; ``hidden`` ones, which only stand before a change, where they are asked for."""
    words = []
    for concept in concepts:
        covert = set() if hidden else set(concept.properties.get(_HIDDEN, ()))
        words += [key(label) for label in concept.labels if not label.isascii() and label not in covert]
    return words


def _some(words: Iterable[str]) -> str:
    return rf"(?:{any_of(words).pattern})"
