"""Rules that set numbers aside which say of what the target is, how often or since when, not how much."""

import re
from itertools import pairwise
from typing import Final

from kg.segment.draft import Draft
from kg.segment.lexicon import lexicon
from kg.segment.lists import COUNTED
from kg.segment.ranges import LINKS
from kg.segment.scan import Opaque, Quantity, Token, only_glue, skip_notes

_CLAUSE: Final = re.compile("[,;。、:/+]|并|且|同时|以及|其中")
_WORD: Final = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_ONE: Final = re.compile("^[一1](?=[^\\d十百千万])个?")
_SCORED: Final = re.compile("每(?:低|少|多|高|超|降|增|减|下降|降低|增加|减少|提高|超过|延迟|逾期|差)于?$")
_REACH: Final = 8
_MOST_DENOMINATORS: Final = 8
_FROM: Final = frozenset("由从自")


def attribute(draft: Draft) -> bool:
    """15日内办结率100%, 500万元以上项目10个, 由80%提高到95%: the number before a noun belongs to the noun."""
    tokens = list(draft.tokens)
    found = False
    for index, (token, following) in enumerate(pairwise(tokens)):
        if not isinstance(token, Quantity) or not isinstance(following, Quantity):
            continue
        if _is_scoring(draft, following) or _counts_the_others(draft, index, token, following):
            tokens[index + 1] = Opaque(following.start, following.end, "attribute")
            found = True
        elif _is_attribute(draft, token, following):
            tokens[index] = Opaque(token.start, token.end, "attribute")
            found = True
    draft.tokens = tuple(tokens)
    return found


def _is_scoring(draft: Draft, quantity: Quantity) -> bool:
    """得10分, 每低1%扣1分: what the target is worth."""
    before = draft.view.text[max(0, quantity.start - 5) : quantity.start]
    return _SCORED.search(before) is not None or (
        quantity.unit is not None
        and quantity.unit.text == "分"
        and before.endswith(("得", "扣", "加", "计", "减"))
    )


def _counts_the_others(draft: Draft, index: int, token: Quantity, following: Quantity) -> bool:
    """1200元、1000元、800元三档."""
    return (
        following.number.chinese and not token.number.chinese
        and token.end == following.start and following.value == index + 1
        and skip_notes(draft.view.text, following.end) >= draft.end
    )  # fmt: skip


def _is_attribute(draft: Draft, token: Quantity, following: Quantity) -> bool:
    text = draft.view.text
    gap = text[token.end : following.start]
    if not gap:  # 一期50%
        return (
            token.number.chinese and not following.number.chinese
            and token.unit is not None and token.unit.kind != "duration"
        )  # fmt: skip
    if gap in LINKS or _CLAUSE.search(gap) or not _WORD.search(gap):
        return False
    if lexicon().reached.search(gap) and _is_origin(text, token.start):
        return True
    if not token.operator and lexicon().change.fullmatch(gap) and _ends_clause(draft, following):
        return True  # 比上年93%提高2个百分点
    if not (following.operator or _ends_clause(draft, following)):
        return False
    if token.unit and following.unit and following.unit.kind == "ratio" and token.unit.kind == "duration":
        return True  # 五年累计下降13.5%
    if only_glue(text, token.end, following.start) is not None:
        return False
    if gap[0] == "的" or token.unit is None or following.unit is None:
        return True
    if token.unit.text == following.unit.text:
        return False
    if not token.operator and not following.operator and {token.unit.kind, following.unit.kind} <= COUNTED:
        return False  # 2场培训150人
    return token.unit.kind != following.unit.kind or (token.after is not None and following.after is None)


def _is_origin(text: str, at: int) -> bool:
    """由80%, 从上年的80%: where a change begins."""
    for start in range(at - 1, max(-1, at - _REACH), -1):
        if text[start] in _FROM:
            return start + 1 == at or only_glue(text, start + 1, at, lexicon().between) is not None
    return False


def _ends_clause(draft: Draft, quantity: Quantity) -> bool:
    text = draft.view.text
    return skip_notes(text, quantity.end) >= draft.end or text[quantity.end] in ",;。、("


def frequency(draft: Draft) -> bool:
    """一年两次, 每3年1次, 每10万人≤3人: a number that says how often or among how many is the denominator."""
    tokens: list[Token] = list(draft.tokens)
    per: list[str] = []
    for index, (token, following) in enumerate(pairwise(tokens)):
        if not isinstance(token, Quantity) or not isinstance(following, Quantity) or token.operator:
            continue
        if _is_denominator(draft, token, following):
            per.append(_ONE.sub("", draft.view.part(token.start, token.end)))
            tokens[index] = Opaque(token.start, token.end, "per")
    draft.tokens, draft.per = tuple(tokens), tuple(per[:_MOST_DENOMINATORS])
    return bool(per)


def _is_denominator(draft: Draft, token: Quantity, following: Quantity) -> bool:
    text, unit = draft.view.text, token.unit
    if unit is None or following.unit is None or unit.rate:
        return False
    if token.start and text[token.start - 1] == "每":
        return True
    return (
        unit.kind == "duration" and following.unit.kind == "count"
        and only_glue(text, token.end, following.start) is not None
        and (following.operator is not None or _ends_clause(draft, following))
    )  # fmt: skip
