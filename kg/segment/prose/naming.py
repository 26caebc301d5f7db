"""What a target of a goal text measures: the name before it or behind it."""

import re
from typing import Final

from kg.segment.prose.clauses import FILLER, SENTENCE_ENDS, clause_start
from kg.segment.prose.standing import Surroundings
from kg.segment.prose.words import Words, words_of

Place = tuple[int, int]

_LONGEST: Final = 40
_SHORTEST: Final = 2
_RATE: Final = re.compile("(?:率|度|性|比例|占比|比重|时间|时限|时长|周期|成本|指数|得分)〓*$")
_OF_NAME: Final = re.compile(
    "率|性|情况|后|的|数量|[占比](?=[比重例])|时[间限长效]|(?:度|[人次户件]?数|量|面|面积|人次|成本|费|费用)$"
)
_COMPARED: Final = re.compile(
    r"(?:较|比|与|同|在)(?:\d{4}年|上年|上一年|去年|往年|基期|前年|上季度|上期)[^,;。、]{0,6}$"
)
_FROM: Final = re.compile(r"(?:由|从)[^,;。、]{0,6}\d[^,;。、]{0,8}$")
_YEAR: Final = re.compile(
    r"(?:到|至|截至|截止)?(?:\d{4}年(?:度|底|末|内|初|上半年|下半年)?(?:\d{1,2}月(?:\d{1,2}日|底|末|份)?)?"
    r"|\d{1,2}月(?:\d{1,2}日|底|末|份)?)(?:之?前|内)?"
)
_EVERY: Final = re.compile("(?<=..)每(?:年|月|季度?|周|天|日|半年|学期)[\u4e00-\u9fff]{0,4}$")
_NAME_ENDS: Final = frozenset("率速幅度额")
"""Endings of measures: 增速, 节约率 are names, not words of change."""
_BETWEEN: Final = "、和及与/的"
_JOINING: Final = frozenset("和及与")
_JOINT: Final = re.compile("[、和及与]|以及")


def name_before(where: Surroundings, *, rate: bool = False) -> Place | None:
    """The noun phrase that ends before a value, without what only leads to the value.

    Before a ``rate`` verbs belong to the name (新建绿色建筑占比) unless they only urge.
    """
    text = where.text
    start, end = _list_item(text, where.piece, where.start), where.start
    end = _strip_right(text, start, end)
    rate = rate or _RATE.search(text, start, end) is not None
    start = _after_verb(text, start, end, rate=rate)
    of = text.rfind("的", start, end)
    if of >= 0 and end - of > _SHORTEST and not rate:
        start = of + 1  # 2000年底前建成的老旧小区
    start = _strip_left(text, start, end, rate=rate)
    name = text[start:end]
    if _is_condition(name) or name in words_of("scope").words or _is_bare_verb(name):
        return None
    return _checked(text, start, end)


def name_behind(where: Surroundings, end: int) -> Place | None:
    """The noun phrase that begins behind a value (举办3场培训活动) and ends at ``end`` at the latest."""
    text, start = where.text, where.end
    if text.startswith("的", start, end):
        start += 1
    if start >= end or words_of("stop").begin(text, start, end) > start or text[start] in "、/":
        return None
    end = _phrase_end(text, start, end)
    of = text.rfind("的", start, end)
    if of >= 0:
        start = of + 1
    if _is_bare_verb(text[start:end]) or text[start:end] in words_of("stop").words:
        return None
    if text[start:end] in words_of("short-noun").words:
        return start, end
    return _checked(text, start, end)


def ends_with_verb(where: Surroundings) -> bool:
    """Whether a verb stands right before the value: the name is behind it."""
    text, verbs = where.text, words_of("doing")
    end = where.start
    while True:
        if verbs.close(text, where.piece, end) < end:
            return True
        cut = words_of("right-edge", "setting", "markers:approximate").close(text, where.piece, end)
        if cut == end:
            return end == where.piece
        end = cut


def name_of_clause_before(where: Surroundings) -> Place | None:
    """The noun phrase of the clause before, where this one has no words of its own (开展专题培训，每年不少于2次)."""
    text, clause = where.text, where.clause
    if clause < 1 or text[clause - 1] != "," or _strip_right(text, clause, where.start) > clause:
        return None
    start, end = clause_start(text, clause - 1), clause - 1
    level = words_of("reach", "markers:change").pattern.search(text, start + _SHORTEST, end)
    end = level.start() if level else end
    start = _after_verb(text, start, end)
    start = _strip_left(text, start, end)
    place = _checked(text, start, end)
    return place if place and place[1] - place[0] <= 20 else None


def names_listed(text: str, start: int, end: int) -> list[Place]:
    """The names of a list (优秀率、合格率), each without edges."""
    end = _strip_right(text, start, end)
    start = _strip_left(text, _after_verb(text, start, end), end)
    places: list[Place] = []
    at = start
    joints = [
        mark for mark in _JOINT.finditer(text, start, end) if not _is_in_word(text, mark.start(), start, end)
    ]
    for mark in [*joints, None]:
        stop = mark.start() if mark else end
        if stop - at >= _SHORTEST:
            places.append((at, stop))
        at = mark.end() if mark else end
    return places


def _list_item(text: str, start: int, end: int) -> int:
    """Where the last item of a list begins: behind a 、 that follows a value or leads a verb."""
    if text[start : start + 1] in {"、", "和", "及", "与", "/"} and not _is_unjoined(text, start, end):
        start += 1
    at = text.rfind("、", start, end)
    while at >= 0:
        if words_of("clear-verb").begin(text, at + 1, end) > at + 1:
            return at + 1
        at = text.rfind("、", start, at)
    return start


def _strip_right(text: str, start: int, end: int) -> int:
    while True:
        compared = _COMPARED.search(text, start, end) or _FROM.search(text, max(start, end - 16), end)
        year = next((m for m in _YEAR.finditer(text, max(start, end - 10), end) if m.end() == end), None)
        every = _EVERY.search(text, start, end)
        if cut_at := compared or year or every:
            end = cut_at.start()
            continue
        cut = words_of("right-edge", "markers:change", "markers:approximate").close(text, start, end)
        if cut == end or text[end - 1] in _NAME_ENDS:
            return end
        end = cut


def _after_verb(text: str, start: int, end: int, *, rate: bool = False) -> int:
    """Behind the last verb inside the phrase that is no part of a name."""
    last = start
    for match in words_of("urging" if rate else "clear-verb").pattern.finditer(text, start, end):
        rest = end - match.end()
        if words_of("not-cause").begin(text, match.start(), end) > match.start():
            continue
        if (
            rest >= _SHORTEST
            and not _OF_NAME.match(text, match.end(), end)
            and not _is_whole(text, match.start(), end)
        ):
            last = match.end()
    return last


def _strip_left(text: str, start: int, end: int, *, rate: bool = False) -> int:
    verbs = words_of("urging", "urging-edge") if rate else words_of("doing")
    while start < end:
        if _is_word(text, start, end):
            cut = _after_adverb(text, start, end, verbs)
            if cut == start:
                return start
            start = cut
            continue
        if _is_unjoined(text, start, end):
            return start
        year = _YEAR.match(text, start, end)
        if year or text[start] in _BETWEEN:
            start = year.end() if year else start + 1
            continue
        cut = words_of("left-edge", "setting").begin(text, start, end)
        if cut == start:
            cut = _after_adverb(text, start, end, verbs)
        if cut == start and not _is_whole(text, start, end):
            cut = verbs.begin(text, start, end)
            if end - cut < _SHORTEST or (cut > start and _OF_NAME.match(text, cut, end)):
                return start
        if cut == start:
            return start
        start = cut
    return start


def _after_adverb(text: str, start: int, end: int, verbs: Words) -> int:
    """Behind an adverb that a verb follows (及时处置), not one that is part of a name (及时完成率)."""
    cut = words_of("adverb").begin(text, start, end)
    behind = verbs.begin(text, cut, end)
    return cut if behind > cut and not _OF_NAME.match(text, behind, end) else start


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether what begins like a particle or verb is a word of its own: 及时率, 获奖项目, but not 获奖牌."""
    whole = words_of("not-edge").begin(text, start, end)
    return whole > start and words_of("verb-and-noun").begin(text, start, end) <= whole


def _is_unjoined(text: str, start: int, end: int) -> bool:
    """Whether 及, 与 or 和 joins nothing: it begins a word, or the sentence."""
    begins = start == 0 or text[start - 1] in SENTENCE_ENDS
    return _is_word(text, start, end) or (begins and text[start] in _JOINING)


def _is_in_word(text: str, at: int, start: int, end: int) -> bool:
    """Whether the joining word is part of another: 参与率, 及时率."""
    return _is_word(text, at, end) or words_of("joint-inside").close(text, start, at + 1) <= at


def _is_condition(name: str) -> bool:
    size = len(name)
    ends = words_of("condition-end").close(name, 0, size) < size
    return ends and words_of("not-condition").close(name, 0, size) == size


def _is_bare_verb(name: str) -> bool:
    return name in words_of("doing").words and name not in words_of("event").words


def _is_whole(text: str, start: int, end: int) -> bool:
    return words_of("whole-event").begin(text, start, end) > start


def _phrase_end(text: str, start: int, end: int) -> int:
    """Where the noun phrase that begins at ``start`` ends."""
    mark = text.find("、", start, end)
    if (
        mark >= 0 and text.find("的", mark, end) < 0
    ):  # 具有示范性、带动性的场景: the list belongs to the modifier
        end = mark
    for match in words_of("stop").pattern.finditer(text, start + _SHORTEST, end):
        if not _OF_NAME.match(text, match.end(), end):
            return match.start()
    return end


def _checked(text: str, start: int, end: int) -> Place | None:
    while start < end and text[start] in "的、/·-":
        start += 1
    while start < end and text[end - 1] in "的、/·-":
        end -= 1
    while end - start > _SHORTEST and text[end - 1] in "和及与":
        end -= 1
    if end - start < _SHORTEST or end - start > _LONGEST or set(text[start:end]) == {FILLER}:
        return None
    return start, end
