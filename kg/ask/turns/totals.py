"""合计 beside a list: 项目有哪些，预算合计多少 is answered with the rows and their sum."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ask.form import Form
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense, label_of

_PAUSES: Final = frozenset(",;?。")
_ADDED: Final = ("合计", "总计", "共计")
_EACH: Final = ("各", "每", "分别")
_ALL: Final = "各"
_PROJECT: Final = "项目"
_LISTED: Final = ("project", "money", "part")
_PARTS: Final = ("procurement", "activity")
"""Parts whose amounts add up: a structure of expenditure has whole and parts side by side."""
_WHOLE: Final = "总"
_AND: Final = "及"
_EXTREMES: Final = ("most", "least", "top", "average", "than", "share")
_APART: Final = "清单和它的合计不能一起回答，请分开问"


def without_sum(spans: Sequence[Span]) -> tuple[Span, ...] | None:
    """项目有哪些，预算合计多少: the question for the list alone; None where it is no such sentence. Raises Unread."""
    tokens = Tokens.of(spans)
    clauses = _clauses(tokens)
    if any(map(tokens.all, ("how-many", *_EXTREMES))):
        return None
    summing = [clause for clause in clauses if any(map(adds, clause)) and not _lists(tokens, clause)]
    listing = [clause for clause in clauses if _lists(tokens, clause)]
    _check_sums_each(clauses)
    if not summing or not listing:
        return None
    if len(summing) > 1 or len(listing) > 1 or not _names_things(clauses[0]):
        raise Unread(_APART, [span.text for clause in summing for span in clause if adds(span)])
    _check_source(summing[0], listing[0])
    added = [span for span in summing[0] if adds(span)]
    rest = [span for span in summing[0] if span not in added or not span.has("sum")]
    silent = all(span.has("what") and not _asks_money(span) for span in rest)
    dropped = {*summing[0]} if silent else {span for span in added if span.has("sum")}
    return tuple(_plain(span) if span in added else span for span in spans if span not in dropped)


def with_sum(form: Form) -> Form:
    """The form of the list, to be answered with the sum of its amounts. Raises Unread where it has none."""
    compared = any(one.attribute == "money" for one in form.comparisons)
    asks_money = form.subject != "project" or "money" in form.shows or compared
    plain = not (form.beside or form.minus or form.order or form.aggregate or form.limit or form.repeated)
    groups = form.groups in ([], ["project"])
    one_amount = len(form.sources) < 2 and len(form.phases) < 2 and not {"source", "phase"} & {*form.shows}
    if form.subject == "part" and form.part_kind not in _PARTS:
        raise Unread(_APART)
    if form.subject not in _LISTED or not (asks_money and plain and groups and one_amount):
        raise Unread(_APART)
    if "whole-department" in form.conditions:
        raise Unread(_APART)
    return replace(form, with_total=True)


def sums_all(tokens: Tokens) -> bool:
    """各项目预算合计是多少: what they add up to, as 各项目预算的合计 is; 分别 asks for each."""
    totals = [span for span in tokens.spans if adds(span) and span.text.endswith(_ADDED)]
    spans = [span for span in (*tokens.spans, *tokens.fillers) if not span.has("each")]
    return bool(totals) and not tokens.all("which") and not any(map(says_each, spans))


def check_each_and_sum(tokens: Tokens) -> None:
    """Raises Unread for 各项目及其预算合计: each of them, or what they add up to?"""
    for index in tokens.all("thing", "project"):
        behind = index + 1
        if not index or not tokens[index - 1].has("each") or behind >= len(tokens):
            continue
        if tokens[behind].has("and") or tokens.between(index, behind).startswith(_AND):
            raise Unread("看不出要各项目的金额还是它们的合计，请分开问", [tokens[index].text])


def _check_sums_each(clauses: Sequence[Sequence[Span]]) -> None:
    """Raises Unread for 项目有哪些，全年预算数和执行数合计各多少: the list would be left out."""
    for clause in clauses[1:]:
        said = [span for span in clause if span.has("sum") or (adds(span) and span.text.endswith(_ADDED))]
        each = any(span.has("what") and span.text.startswith(_ALL) for span in clause)
        if said and each and any(span.has("which") for span in clauses[0]):
            raise Unread(_APART, [said[0].text])


def _check_source(summing: Sequence[Span], listing: Sequence[Span]) -> None:
    """Raises Unread for 项目有哪些，财政拨款合计多少: projects without such money would be left out of the list."""
    for span in summing:
        if span.has("source") and not adds(span) and not any(one.has("source") for one in listing):
            raise Unread(_APART, [span.text])


def _clauses(tokens: Tokens) -> list[list[Span]]:
    found: list[list[Span]] = [[]]
    for index, span in enumerate(tokens.spans):
        if index and _PAUSES & set(tokens.between(index - 1, index)):
            found.append([])
        found[-1].append(span)
    return [clause for clause in found if clause]


def adds(span: Span) -> bool:
    """Whether the word asks for a sum: 合计, 预算合计."""
    amount = span.has("attribute", "money") or span.has("source", "total")
    return span.has("sum") or (amount and (span.text.endswith(_ADDED) or _WHOLE in span.text))


def _lists(tokens: Tokens, clause: Sequence[Span]) -> bool:
    """Whether the clause asks which there are, or of each of several."""
    start, end = clause[0].start, clause[-1].end
    fillers = [span for span in tokens.fillers if start <= span.start < end]
    return any(span.has("which") or span.has("each") or says_each(span) for span in (*clause, *fillers))


def says_each(span: Span) -> bool:
    """各是多少, 分别."""
    asked = span.has("what") or span.has("filler") or span.has("each")
    return asked and span.text.startswith(_EACH)


def _names_things(clause: Sequence[Span]) -> bool:
    """Whether it is said first of what the sum is: 预算合计多少，各项目多少 may mean all money of an office."""
    return any(
        (span.has("thing") and not span.has("thing", "department")) or (_PROJECT in span.text and adds(span))
        for span in clause
    )


def _asks_money(span: Span) -> bool:
    return span.text.endswith(("钱", "元"))


def _plain(span: Span) -> Span:
    """预算合计 as 预算."""
    return replace(span, text=label_of("questions", "money"), senses=(Sense("attribute", "money"),), names=())
