"""The words of questions (ontology/vocab/questions.ttl) and of the other schemes that a question may use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.namespaces import PREFIXES
from kg.text import key
from kg.vocabulary import Concept, load_scheme

_NOTATION: Final = PREFIXES["skos"] + "notation"
_SIGN: Final = re.compile(r"[≥≤<>=≮≯]{1,2}")
_SIGN_NAME: Final = re.compile("[大小]于(?:或?等于)?|等于")
_PARTS: Final = ("thing", "attribute", "condition", "code-level", "quarter")
ALL: Final = ("所有", "全部", "所有的", "全部的")
"""Words before what is meant without exception."""
PLAIN: Final = frozenset({"which", "what", "is", "with", "naming", "and", "or"})
"""Words that need no place of their own in the form once everything else has one."""
LEADS: Final = ("number-lead", "granting")
"""Concepts whose words stand before 多少 only; alone they are other words or none."""
_KIND_ENDINGS: Final = ("类指标", "类的指标", "方面的指标", "指标", "类目标", "类", "这类指标")
_ALONE: Final = frozenset({"satisfaction"})
_SHORT: Final = frozenset(
    {
        *("economic-cost", "social-cost", "eco-cost", "economic-benefit", "social-benefit", "eco-benefit"),
        "sustained-impact",
    }
)
"""Kinds whose bare word (满意度) is the kind too; 数量, 质量, 成本 … alone say something else."""
_SHORT_BY_NAME: Final = frozenset({"service-satisfaction"})
"""Kinds of which only the first spelling is the kind when bare; 用户满意度 is an indicator."""
_OWN_KINDS: Final = frozenset({"satisfaction", "cost"})
_NOT_ALONE: Final = frozenset({"其他", "其它", "合计", "总计", "总额", "财政专户"})
"""Spellings of sources that are no names outside a table."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a run of characters may mean: ``role`` is the part it plays, ``value`` what it names.

    Roles of words: ``thing``, ``attribute``, ``condition`` (value: name of the concept) and the names of the other
    concepts of the scheme (``which``, ``each`` …, value empty); ``kind``, ``source``, ``phase`` (value: spelling of
    the concept's name); ``sign`` (value: the sign). Roles of names are those of `kg.ask.names`.
    """

    role: str
    value: str = ""


@lru_cache(maxsize=1)
def income_headings() -> frozenset[str]:
    """The folded headings of budget tables that name a kind of income. Raises VocabularyError."""
    names = ("-income", "carried-over")
    concepts = (concept for concept in load_scheme("budget") if concept.name.endswith(names))
    return frozenset(label for concept in concepts for label in _printed(concept))


@lru_cache(maxsize=1)
def question_words() -> Mapping[str, Sense]:
    """Folded spelling → sense, of every word that needs no graph. Raises VocabularyError."""
    found: dict[str, Sense] = {}
    for concept in load_scheme("kinds"):
        for label in _printed(concept):
            found.setdefault(label, Sense("kind", concept.name))
    found = dict(_kinds(found))
    for role, scheme in (("source", "funding"), ("phase", "phases")):
        for concept in load_scheme(scheme):
            for label in _printed(concept):
                if label not in _NOT_ALONE and ":" not in label:
                    found[label] = Sense(role, concept.name)
                    if role == "source":  # 财政拨款数
                        found.setdefault(f"{label}数", Sense(role, concept.name))
    for concept in load_scheme("operators"):
        sense = Sense("sign", (concept.first(_NOTATION) or "").strip())
        for label in map(key, concept.labels if sense.value else ()):
            if _SIGN.fullmatch(label):
                found.setdefault(label, sense)
            elif _SIGN_NAME.fullmatch(label):
                found.setdefault(label + "号", sense)
    for concept in load_scheme("questions"):
        parents = [parent.rsplit("/", 1)[-1] for parent in concept.broader]
        sense = Sense(parents[0], concept.name) if parents else Sense(concept.name)
        if concept.name not in {*_PARTS, *LEADS}:
            found |= dict.fromkeys(_printed(concept), sense)
    return found


@lru_cache(maxsize=1)
def signs_named() -> Mapping[str, Sense]:
    """Folded name of a sign (大于等于, 不低于, ≥) → what it is where nothing is compared. Raises VocabularyError."""
    found: dict[str, Sense] = {}
    for concept in load_scheme("operators"):
        sense = Sense("sign", (concept.first(_NOTATION) or "").strip())
        for label in concept.labels if sense.value else ():
            if not label.isascii() or _SIGN.fullmatch(key(label)):
                found |= dict.fromkeys((key(label), f"{key(label)}号"), sense)
    return found


@lru_cache(maxsize=1)
def longest_word() -> int:
    """Characters of the longest word."""
    return max(map(len, question_words()))


@lru_cache(maxsize=128)
def label_of(scheme: str, name: str) -> str:
    """The Chinese label of a concept."""
    return next((concept.label for concept in load_scheme(scheme) if concept.name == name), name)


@lru_cache(maxsize=8)
def purchase_letter(name: str) -> str:
    """With which letter the codes of goods, works and services begin."""
    concept = next(concept for concept in load_scheme("questions") if concept.name == name)
    return concept.first(_NOTATION) or ""


def amount_label(side: tuple[str, str]) -> str:
    """An amount by its phase and source: 年初资金总额."""
    source, phase = side
    return (label_of("phases", phase) if phase else "") + label_of("funding", source)


@lru_cache(maxsize=128)
def narrower_kinds(name: str) -> tuple[str, ...]:
    """The names of the kinds that count as this kind, itself first; satisfaction and cost are no part of others."""
    broader = {
        concept.name: [iri.rsplit("/", 1)[-1] for iri in concept.broader] for concept in load_scheme("kinds")
    }
    found = [name]
    for kind in found:
        found += [one for one, wide in broader.items() if kind in wide and one not in {*found, *_OWN_KINDS}]
    return tuple(found)


@lru_cache(maxsize=128)
def level1_labels(name: str) -> tuple[str, ...]:
    """The spellings of a kind that forms print at level 1 only; none for other kinds."""
    concept = next(concept for concept in load_scheme("kinds") if concept.name == name)
    levels = concept.properties.get("level", ())
    return tuple(label for label in concept.labels if not label.isascii()) if levels == ("1",) else ()


def _kinds(spelled: Mapping[str, Sense]) -> Mapping[str, Sense]:
    """A kind is named by its word with 指标 behind it."""
    found: dict[str, Sense] = {}
    for label, sense in spelled.items():
        stem = label.removesuffix("类指标").removesuffix("指标")
        for ending in _KIND_ENDINGS:
            found.setdefault(stem + ending, sense)
        if sense.value in _ALONE:
            found.setdefault(label, sense)
        if sense.value in _SHORT or (sense.value in _SHORT_BY_NAME and label == key(label_of("kinds", sense.value))):
            found.setdefault(stem, sense)
    for label, sense in spelled.items():  # a spelling of its own is stronger than one put together
        if label.endswith("指标"):
            found[label] = sense
    return found


def _printed(concept: Concept) -> list[str]:
    return [key(label) for label in concept.labels if not (label.isascii() and label[:1].isalpha())]
