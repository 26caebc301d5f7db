"""What a cell says by its content alone: a label of the form, a level, an operator, a number."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from kg.text import key
from kg.vocabulary import Concept, find_concept, load_scheme, spellings

_BEFORE_LEVEL: Final = re.compile(
    r"(?:\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十\d]{1,2}\)[.、]?)"
)
_BEHIND_LEVEL: Final = re.compile(
    r"(?:\((?:权重|分值)?:?\d+(?:\.\d+)?[分%]?\)|\d{1,2}(?:[,、.]\d{1,2})*[分%]?|[:：])+$"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)$")
_INNER: Final = re.compile(r"\([^()]*\)")
_AND: Final = re.compile(r"以及|与|和")
_LEADING_YEAR: Final = re.compile(r"^20\d\d年?度?")
_MARKUP: Final = re.compile(r"</?[a-z]{1,6}>", re.IGNORECASE)
_GOAL_LABEL: Final = re.compile(
    r"(?P<horizon>长期|中长期|实施期|年度|本年度|当年)?(?:整体|总体)?(?:绩效)?(?:目标|指标)(?:表)?(?P<number>\d{1,2})?:?"
    r"(?:[(（].*[)）])?"
)
_GOAL_PIECES: Final = re.compile(r"[长期中年度绩效目标指表整总体实施]{1,9}\d{0,2}:?|\d{1,2}:")
_TARGET: Final = re.compile(
    r"[≥≤=<>≯≮±~]|\$?\\(?:geq?|leq?|g?t|l?t)|(?:约|累计|力争)?[≥≤=<>]|文字描述:|[+-]?[\d.,]*\d(?:[^\d]{0,6}|[年月].*[前底末日])$"
)
_NUMBER: Final = re.compile(r"[+-]?\d[\d,\s]*(?:\.\d+)?")
_MONEY: Final = re.compile(r"(?P<amount>-?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元)?")
_PAGE_NUMBER: Final = re.compile(
    r"第\d{1,4}页(?:[,/]?共\d{1,4}页)?|[-—–─]{1,2}\d{1,4}[-—–─]{1,2}|[-—–─·]\d{1,4}[-—–─·]|page\d{1,4}(?:of\d{1,4})?"
    r"|\d{1,4}/\d{1,4}页",
    re.IGNORECASE,
)
_LONGEST_QUALITY: Final = 20
_MOST_PARTS: Final = 6
_LONGEST_PART: Final = 4


def plain(text: str) -> str:
    """The text without simple markup that some converters leave in cells (``<p>``)."""
    return _MARKUP.sub("", text)


@lru_cache(maxsize=8192)
def level_of(text: str) -> Concept | None:
    """The kind of indicator a cell prints as a level label, ordinals and a weight in brackets aside
    (``数量指标 1、2``, ``一、产出指标（50分）``)."""
    return find_concept("kinds", label_text(text))


def label_text(text: str) -> str:
    """The level label as printed, without white space, ordinals and the weight in brackets behind it."""
    squeezed = "".join(text.split())
    folded = key(squeezed)  # of the same length: folding keeps offsets
    before = _BEFORE_LEVEL.match(folded)
    start = before.end() if before else 0
    behind = _BEHIND_LEVEL.search(folded, start)
    return squeezed[start : behind.start() if behind else len(squeezed)]


@lru_cache(maxsize=8192)
def column_of(text: str) -> str | None:
    """The field of an indicator column with this heading, or None; a year before the heading and a bracket
    behind it are no part of it (``2024年指标值``, ``分值（100分）``)."""
    bare, found = key(text), spellings("headers")
    for text in (bare, _BRACKETS.sub("", bare), _LEADING_YEAR.sub("", bare)):
        if text in found:
            return found[text].first("field")
    joined = _AND.sub("及", bare)
    return _joined_headings()[joined].first("field") if joined in _joined_headings() else None


@lru_cache(maxsize=1)
def _joined_headings() -> Mapping[str, Concept]:
    """The headings that name two things, whichever word for "and" stands between (偏差原因分析与改进措施)."""
    found = {_AND.sub("及", text): concept for text, concept in spellings("headers").items()}
    return {text: concept for text, concept in found.items() if "及" in text}


@lru_cache(maxsize=8192)
def head_of(text: str) -> Concept | None:
    """The head label a cell prints (项目名称, 其中：财政拨款, 实施期目标（2024年—2026年） …), or None."""
    bare, found = key(text).rstrip(":"), spellings("heads")
    unnumbered = re.sub(r"^(?:\d+|[一二三四五六七八九十]+|\([一二三四五六七八九十\d]+\))[.、)]?", "", bare)
    for text in (
        bare,
        unnumbered,
        _BRACKETS.sub("", bare),
        _LEADING_YEAR.sub("", bare),
        _INNER.sub("", bare),
    ):
        if text.rstrip(":") in found:
            return found[text.rstrip(":")]
    opening, colon, rest = unnumbered.partition(":")
    if colon and opening in found and found[opening].first("valueType") == "section":
        return head_of(rest)  # 资金来源：财政拨款, a part and its first line in one cell
    return None


def rejoined(words: Sequence[str]) -> list[list[str]]:
    """The words of a line in groups, those together again that a gap inside a label had parted (``数 量 指标``)."""
    groups: list[list[str]] = []
    start = 0
    while start < len(words):
        length = next(
            (n for n in range(_MOST_PARTS, 1, -1) if _is_parted_label(tuple(words[start : start + n]), n)), 1
        )
        groups.append(list(words[start : start + length]))
        start += length
    return groups


@lru_cache(maxsize=8192)
def _is_parted_label(words: tuple[str, ...], length: int) -> bool:
    if len(words) < length or any(len(word) > _LONGEST_PART or not word.isalpha() for word in words):
        return False
    if all(column_of(word) for word in words):
        return False  # 分值 and 权重 are two columns
    joined = "".join(words)
    return bool(column_of(joined) or level_of(joined) or head_of(joined))


def goal_label(text: str) -> tuple[str | None, int | None] | None:
    """Horizon and number of a goal label (``年度绩效目标 5``), or None for other text."""
    match = _GOAL_LABEL.fullmatch(key(text))
    if match is None:
        return None
    horizon = match["horizon"]
    if horizon in ("中长期", "实施期"):
        horizon = "长期"
    elif horizon in ("本年度", "当年"):
        horizon = "年度"
    return horizon, int(match["number"]) if match["number"] else None


@lru_cache(maxsize=8192)
def is_goal_piece(text: str) -> bool:
    """Whether a cell can be a goal label or a piece of one that was printed downwards."""
    folded = key(text)
    return _GOAL_PIECES.fullmatch(folded) is not None and level_of(text) is None


@lru_cache(maxsize=8192)
def is_operator(text: str) -> bool:
    """Whether a cell holds a sign or operator word and nothing else."""
    return find_concept("operators", text) is not None


def is_nature(text: str) -> bool:
    """Whether a cell of the operator column only says that the target is a number or a text (定量, 定性)."""
    concept = find_concept("qualities", text)
    return concept is not None and concept.name == "nature"


def is_polarity(text: str) -> bool:
    """Whether a cell only says that more of the indicator is better, or less (正向指标, 反向)."""
    return find_concept("directions", text) is not None


def is_number(text: str) -> bool:
    """Whether a cell holds one printed number and nothing else."""
    return _NUMBER.fullmatch(key(text)) is not None


@lru_cache(maxsize=8192)
def is_target(text: str) -> bool:
    """Whether a cell looks like a target: a sign or operator word before a value, or a bare quantity."""
    folded = key(text)
    if _TARGET.match(folded):
        return True
    return _operator_start().match(folded) is not None


def is_signed(text: str) -> bool:
    """Whether a cell begins with a sign or operator word and its value follows."""
    folded = key(text)
    return re.match(r"(?:[≥≤=<>≯≮])+.", folded) is not None or _operator_start().match(folded) is not None


def is_quality(text: str) -> bool:
    """Whether a short text can be a target without numbers (明显提升, 达到规范要求): it holds a word of degree."""
    folded = key(text)
    return len(folded) <= _LONGEST_QUALITY and _qualities().search(folded) is not None


def is_money(text: str) -> bool:
    """Whether a cell holds an amount: a number with or without 元, 万元, 亿元."""
    return _MONEY.fullmatch(key(text)) is not None


def names_target(text: str) -> bool:
    """Whether a sentence speaks of a target by one of the words that head its column (目标值, 年度指标值)."""
    return _target_words().search(key(text)) is not None


def is_unit(text: str) -> bool:
    """Whether a cell holds a known unit, or known units with ``/`` between them, and nothing else."""
    return all(
        find_concept("units", part) is not None
        or re.fullmatch(r"[十百千万亿]+\w{1,4}", key(part)) is not None
        for part in text.split("/")
    )


def is_page_number(text: str) -> bool:
    """Whether a line or row is a page number: ``- 12 -``, ``第 3 页 共 8 页``."""
    return _PAGE_NUMBER.fullmatch(key(text)) is not None


@lru_cache(maxsize=1)
def long_goal_labels() -> frozenset[str]:
    """The keys of the labels of a goal of several years (中期目标, 实施期目标)."""
    return frozenset(
        key(label)
        for concept in load_scheme("heads")
        if concept.first("field") == "long_goal"
        for label in concept.labels
    )


@lru_cache(maxsize=1)
def _operator_start() -> re.Pattern[str]:
    words = sorted(map(re.escape, spellings("operators")), key=len, reverse=True)
    leading = r"(?:累计|力争|达到|每[年月季天日周次]度?|全年|年均|年度)?"
    return re.compile(rf"{leading}(?:{'|'.join(words)})\s*[\d一二三四五六七八九十百千万两半]")


@lru_cache(maxsize=1)
def _qualities() -> re.Pattern[str]:
    words = {
        key(label)
        for concept in load_scheme("qualities")
        if concept.name != "nature"
        for label in concept.labels
        if not label.isascii()
    }
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))


@lru_cache(maxsize=1)
def _target_words() -> re.Pattern[str]:
    words = {
        key(label)
        for concept in load_scheme("headers")
        if concept.first("field") == "target"
        for label in concept.labels
        if label.endswith(("目标值", "指标值", "计划值"))
    }
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))
