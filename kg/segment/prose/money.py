"""Amounts and shares of money: what is put in or planned is no target, what comes of the work is."""

import re
from typing import Final

from kg.segment.prose.clauses import sentence_start
from kg.segment.prose.expressions import Expression
from kg.segment.prose.standing import Surroundings
from kg.segment.prose.words import words_of

_PERIOD: Final = re.compile("第?[一二三四1-4]季度|[上下]半年|\\d{4}年")
_NEAR: Final = 14
_PLANNED: Final = 4
"""Characters behind a share in which a word of planned money counts (30%尾款)."""


def is_input(one: Expression, where: Surroundings) -> bool:
    """Whether an amount is money put in or given away, not what comes of the work."""
    text, whole, grant = where.text, where.whole, words_of("grant")
    if grant.begin(text, where.end, where.clause_end) > where.end or words_of("giving").find(
        whole, 0, len(whole)
    ):
        return True
    near = min(where.end + _NEAR, where.clause_end)
    if not one.signed and words_of("money-name").find(text, where.end, near):
        return True
    if words_of("outcome").find(whole, 0, len(whole)):
        return False
    spent = words_of("spent").find(text, where.clause, where.start)
    if spent is None and _speaks_of_budget(where):
        return True
    if one.signed:
        return spent is not None and words_of("appropriation").find(whole, 0, len(whole)) is not None
    return spent is not None or words_of("spent").begin(text, where.end, where.clause_end) > where.end


def is_rate_of_something(where: Surroundings) -> bool:
    """Whether a share has something it is the share of, other than money planned or a period."""
    if words_of("money-plan").find(where.text, where.clause, min(where.end + _PLANNED, where.clause_end)):
        return False
    if not (where.before or where.after):
        return False
    if words_of("ratio-use").begin(where.after, 0, len(where.after)):
        return False
    changes = words_of("markers:change")
    if changes.close(where.text, where.piece, where.start) == where.piece and _speaks_of_budget(where):
        return False
    return not _PERIOD.fullmatch(where.before.lstrip("、"))


def _speaks_of_budget(where: Surroundings) -> bool:
    """Whether the sentence so far reports on money: 预算为80万元，比上年增加5万元."""
    start = sentence_start(where.text, where.start)
    return words_of("appropriation").find(where.text, start, where.start) is not None
