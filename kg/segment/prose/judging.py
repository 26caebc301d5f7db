"""Which expressions of a goal text are targets that it sets."""

import re
from decimal import Decimal
from typing import Final

from kg.segment.prose.clauses import SENTENCE_ENDS, sentence_start
from kg.segment.prose.exclusions import is_excluded
from kg.segment.prose.expressions import Expression
from kg.segment.prose.money import is_input, is_rate_of_something
from kg.segment.prose.standing import Surroundings
from kg.segment.prose.words import words_of

_COUNTED_KINDS: Final = frozenset({"people", "area", "length", "money", "mass"})
_LATIN_NAMES: Final = frozenset("AGDKMVT")
"""Letters behind a number that make a name of it (5G, 4A) where no sign says otherwise."""
_FOR: Final = re.compile(r"为(?:\d+[个家][^,]{1,10}[和及、])?$")
_LOCATED: Final = re.compile("(?<![定持制现])在$")
_MARK: Final = re.compile("[,、]")
_TWO: Final = 2
_LONGEST_OBJECT: Final = 20
_LONGEST_SERVED: Final = 48
_LARGE_NUMERAL: Final = 10


def is_target(one: Expression, where: Surroundings) -> bool:
    """Whether the text sets this quantity as a target."""
    unit = one.unit
    if is_excluded(one, where):
        return False
    kind = unit.kind if unit else None
    if unit is None:
        return one.operator is not None or _is_level(where)
    if kind == "money" and is_input(one, where):
        return False
    if kind == "duration" and _is_time(one, where):
        return False
    if one.chinese and not _counts(one, where):
        return False
    if unit.stem == "级" and one.operator is None:
        return False
    if one.signed:
        return True
    if unit.concept is None or unit.text in _LATIN_NAMES:
        return False
    if kind == "ratio":
        return is_rate_of_something(where)
    return _is_brought_about(where)


def _is_level(where: Surroundings) -> bool:
    """事故数为0: a number without a unit after a word of reaching, behind the name of a measure."""
    text = where.text
    at = words_of("reach").close(text, where.piece, where.start)
    if at == where.start or text[where.end : where.end + 1] not in {"", *SENTENCE_ENDS, ",", "、", ")"}:
        return False
    return words_of("measure-end").close(text, where.piece, at) < at


def _is_time(one: Expression, where: Surroundings) -> bool:
    """Whether a duration is a time of service or a period, not a time to be kept."""
    if words_of("service-time").begin(where.text, where.end, where.clause_end) > where.end:
        return True
    led = words_of("time-noun").find(where.before, 0, len(where.before)) is not None
    if one.unit is not None and one.unit.stem in words_of("month").words and not one.signed:
        return not words_of("markers:change").find(where.before, 0, len(where.before))
    if one.unit is not None and one.unit.stem in words_of("year").words:
        return not led
    return not one.signed and not led


def _counts(one: Expression, where: Surroundings) -> bool:
    """Whether a Chinese numeral counts (不少于三次, 两千余人) and does not enumerate (四大类, 一个平台)."""
    unit = one.unit
    if unit is None or unit.stem == "级":
        return False
    if one.signed or unit.kind == "ratio":
        return True
    low = one.value if isinstance(one.value, Decimal) else one.value[0]
    if one.approximate or low > _LARGE_NUMERAL or unit.scale > 1:
        return True
    verbs, last = words_of("doing", "reach"), unit.stem[-1:]
    led = verbs.close(where.text, where.piece, where.start) < where.start
    counted = last in words_of("counted").words
    if not led and (counted or last in words_of("enumerated").words):
        # 新建水库三座: behind its name even 项 counts, where nothing follows (not 五个到位)
        closed = _is_closed(where) if counted else where.after[:1] in {"", "、"}
        return closed and verbs.find(where.text, where.piece, where.start) is not None
    counts = counted or unit.kind in _COUNTED_KINDS
    return led and counts and low >= _TWO


def _is_brought_about(where: Surroundings) -> bool:
    """Whether a bare count is what a verb brings about, or ends a clause behind its name."""
    text, verbs = where.text, words_of("doing", "reach", "markers:change")
    if _describes_served(where) or _LOCATED.search(where.before):
        return False
    start = sentence_start(text, where.start)
    descriptions = words_of("description").last(text, start, where.start)
    described = max((match.end() for match in descriptions), default=-1)
    if verbs.find(text, max(described, where.clause), where.start) or _is_treated(where):
        return True
    if described >= 0 or _is_described_behind(where):
        return False
    return _is_closed(where) and (where.shares or len(where.before) >= _TWO)


def _is_closed(where: Surroundings) -> bool:
    """Whether no noun follows the unit."""
    return where.after[:1] in {"", "、"} or words_of("stop").begin(where.after, 0, len(where.after)) > 0


def _is_treated(where: Surroundings) -> bool:
    """对全市200名网格员开展轮训: the verb stands behind what it is done to."""
    end = words_of("scope").close(where.text, where.piece, where.start)
    if where.text[max(where.piece, end - 1) : end] not in {"对", "为"}:
        return False
    verb = words_of("treatment").find(where.after, _TWO, min(len(where.after), _LONGEST_OBJECT))
    return verb is not None and not _MARK.search(where.after, 0, verb.start())


def _describes_served(where: Surroundings) -> bool:
    """满足172家单位的使用需求: the count tells whom the work serves."""
    after = where.after.partition("、")[0]
    if _FOR.search(where.before):
        provided = words_of("provision").find(after, 0, min(len(after), _LONGEST_SERVED))
        if provided and words_of("body").find(after, 0, provided.start()):
            return True
    if "的" not in after or words_of("relative").begin(after, 0, len(after)):
        return False
    return words_of("support").close(where.text, where.piece, where.start) < where.start


def _is_described_behind(where: Surroundings) -> bool:
    """项目4个，涉及资金…: the sentence goes on to describe what was counted."""
    at = where.clause_end + 1
    return words_of("description").begin(where.text, at, len(where.text)) > at
