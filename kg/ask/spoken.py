"""What people say around the words of a question, put into plain characters before the question is cut."""

import re
from functools import lru_cache
from typing import Final

from kg.ask.words import Sense, question_words, signs_named
from kg.segment.numbers import read_number
from kg.segment.view import make_view

_MEASURED: Final = re.compile("(?<=[一二两三四五六七八九十百千\\d])个(?=[亿万](?![\u4e00-\u9fff]元))")
_NUMERAL: Final = re.compile(
    "(?<![一二两三四五六七八九十百千几数\\d])[一二两三四五六七八九十百千]{1,7}(?=[亿万](?:以|$))"
)
_LITERAL: Final = '([^“”"《》「」‘’,.?!;:()的]{2,14}?)(?=的|[,.?!;:)]|吗|呢|$)'
_GAP: Final = "…"
_NUMBERED: Final = re.compile("(目标\\d{1,2})(?=对应)")
"""年度目标2对应的指标 has no 2对."""


def spell_out(question: str) -> str:
    """The folded question with 一个亿 as 一亿 and with quotation marks around what a text is said to mention."""
    words = (word for word, sense in question_words().items() if sense.role == "mention")
    mention = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    question = _NUMERAL.sub(_in_digits, _MEASURED.sub("", question))
    question = _NUMBERED.sub(r"\1的", question)
    question = _either_sign().sub("的运算符是什么", question)
    question = _sign_behind().sub(r"\1“\2”", question)
    for frame in _frames():
        question = frame.sub(r"\1,", question)
    return re.sub(f"({mention})(?!了){_LITERAL}", r"\1“\2”", question)


def _in_digits(numeral: re.Match[str]) -> str:
    number = read_number(make_view(numeral[0]), 0)
    return str(number.value) if number and number.end == len(numeral[0]) else numeral[0]


@lru_cache(maxsize=1)
def _frames() -> tuple[re.Pattern[str], ...]:
    """Words around a name that carry nothing: 拿…来说, 去…办事."""
    words = sorted(word for word, sense in question_words().items() if sense.role == "frame")
    halves = (word.split(_GAP) for word in words)
    return tuple(
        re.compile(f"{re.escape(one)}([^,.?!]{{2,24}}?){re.escape(other)},?") for one, other in halves
    )


@lru_cache(maxsize=1)
def _either_sign() -> re.Pattern[str]:
    """指标要求是大于等于还是小于等于: the sign is asked for."""
    signs, aspects, verbs = _alternatives()
    asked = f"的?(?:指标要求|目标要求|要求|{aspects})?(?:{verbs})?(?:要求)?"
    return re.compile(f"{asked}(?:{signs})还是(?:{signs})")


@lru_cache(maxsize=1)
def _sign_behind() -> re.Pattern[str]:
    """指标方向是小于等于的: the sign behind what it is called, with no number behind it."""
    signs, aspects, verbs = _alternatives()
    return re.compile(f"((?:{aspects})(?:{verbs}|用)?)({signs})号?(?=的|[,.?!;:()、]|和|且|$)")


def _alternatives() -> tuple[str, str, str]:
    """The signs, what a sign is called, and the verbs between the two, each as one pattern."""
    found = sorted(question_words().items(), key=lambda word: (-len(word[0]), word))
    signs = sorted(signs_named(), key=lambda sign: (-len(sign), sign))
    aspects = (word for word, sense in found if sense == Sense("attribute", "operator"))
    verbs = (word for word, sense in found if sense.role == "is" and word not in signs)
    return "|".join(map(re.escape, signs)), "|".join(map(re.escape, aspects)), "|".join(map(re.escape, verbs))
