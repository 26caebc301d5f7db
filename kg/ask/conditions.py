"""Numbers to compare with, what must be absent, what is largest."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.ask.form import Comparison, Form
from kg.ask.spans import Amount, Span
from kg.ask.tokens import Tokens, Unread

_PERCENT: Final = Decimal(100)
_EQUALS: Final = "="
_OVER: Final = frozenset({"and", "or", "is", "with", "naming", "which", "what", "each"})
_SCALES: Final = frozenset({"千", "万", "千万", "亿"})
"""预算超过2亿 says 元 by what it is an amount of; a bare number of 元 is asked back."""
_LARGE: Final = frozenset({"千万", "亿"})
_SHARES: Final = ("率", "度", "比例", "占比", "比重")
_PRINTED_SIGNS: Final = frozenset("≤≥<>=")
_OF: Final = ("", "中的", "里的", "的", "中")
_DIFFERS: Final = ("below-last-year", "above-last-year", "unmet", "met", "below-weight")
_SIDES: Final = frozenset({"income", "expenditure"})
_REACHED: Final = frozenset({"达到"})
_ORDERED: Final = {
    "money": "money",
    "execution-rate": "execution-rate",
    "total-score": "total-score",
    "score": "total-score",
    "execution-score": "execution-score",
    "value": "value",
    "weight": "weight",
}


def read_comparisons(tokens: Tokens, form: Form) -> None:
    """Each number with its comparison, for the aspect that stands before it. Raises Unread."""
    for index, span in list(tokens.unused()):
        if span.amount is None:
            continue
        _check_apart(tokens, index)
        about = _about(tokens, index, span.amount, form)
        printed = _is_printed(tokens, index, span, about)
        if printed:
            form.operator = span.amount.operator  # 写成“≥95%”: as printed, and ≥96% is another
        for amount in filter(None, (span.amount, span.amount.upper)):
            one = replace(amount, operator=_EQUALS) if printed else amount
            form.comparisons.append(_comparison(about, span, one, tokens, index))
        tokens.used.add(index)
        if about == "count":
            form.counted = "target"


def _is_printed(tokens: Tokens, index: int, span: Span, about: str) -> bool:
    """Whether the target itself is named: “≥95%”, 目标值为≤4小时."""
    if not span.amount or not span.amount.operator or span.amount.upper or about != "value":
        return False
    named = index > 0 and tokens[index - 1].has("is") and span.text[:1] in _PRINTED_SIGNS
    return span.quoted or named


def _check_apart(tokens: Tokens, index: int) -> None:
    """Raises Unread for a number that says by how much two columns differ, or which of the projects are meant."""
    before = tokens[index - 1] if index else None
    between = tokens.between(index - 1, index) if index else ""
    if before is None or between not in _OF:
        return
    differs = not between and (before.has("columns") or any(before.has("condition", one) for one in _DIFFERS))
    amount = tokens[index].amount
    of_them = amount is not None and amount.counting and amount.operator is None and before.has("thing", "project")
    if differs or of_them:
        words = before.text + tokens[index].text
        raise Unread(f"看不出“{words}”里的数是与什么相比的", [words])


def _about(tokens: Tokens, index: int, amount: Amount, form: Form) -> str:
    """What the number at ``index`` is a number of."""
    if amount.counting:
        after, before = tokens.next(index), tokens.before(index, over=_OVER)
        for place in (after, before):
            if (
                place is not None
                and tokens[place].has("thing", "target")
                and form.subject in {"project", "department"}
            ):
                tokens.used.add(place)
                return "count"
    place = tokens.before(index, over=_OVER)
    if place is not None:
        span = tokens[place]
        if span.has("attribute"):
            aspect = span.value("attribute").replace("quantity", "value")
            if aspect == "money" and form.subject == "target" and amount.kind == "money":
                aspect = "value"
            if aspect == "value" and form.subject == "part" and amount.kind == "money":
                aspect = "money"  # 单笔金额超过100万元的采购品目
            if aspect in {"score"}:
                aspect = "score" if form.subject == "target" else "total-score"
            if aspect in {
                "value",
                "money",
                "execution-rate",
                "total-score",
                "score",
                "weight",
                "execution-score",
            }:
                tokens.used.add(place)
                return aspect
            if aspect in _SIDES and form.subject == "line" and (form.lines or form.codes or form.columns):
                return "money"  # 住房公积金支出在200万元以上
            raise Unread(f"“{span.text}”不能与数比较", [span.text])
        if span.has("source") or span.has("phase"):
            return "money"
        if amount.unit == "分":
            return "score" if form.subject == "target" else "total-score"
        if span.has("kind") or span.part or span.named("indicator") or span.has("thing", "target"):
            return "value"
    if amount.kind == "money" and form.subject in {"project", "money", "line"}:
        return "money"
    if form.subject == "target":
        return "value"
    raise Unread(f"看不出“{tokens[index].text}”说的是什么", [tokens[index].text])


def _comparison(about: str, span: Span, amount: Amount, tokens: Tokens, index: int) -> Comparison:
    operator = amount.operator or _operator_before(tokens, index, span, about=about)
    if amount.value is None and about in {"value", "money", "execution-rate"}:
        raise Unread(f"“{span.text}”的单位不能换算", [span.text])
    value = amount.value or Decimal(0)
    before = tokens.before(index, over=_OVER)
    if about == "value" and amount.unit is None and before is not None and _is_share(tokens[before]):
        raise Unread(f"“{span.text}”没有写单位，是百分比请写 %", [span.text])
    if about == "value":
        if amount.kind is None and amount.unit is not None:
            raise Unread(f"“{span.text}”的单位不能比较", [span.text])
        kind = None if amount.unit in _SCALES else amount.kind
        if amount.unit in _SCALES and before is not None and _is_sum(tokens[before]):
            kind = "money"
        elif amount.unit in _LARGE:
            raise Unread(f"“{span.text}”没有写单位，是金额请写亿元", [span.text])
        return Comparison(
            "value", operator, value, span.text, kind, amount.base_unit if kind == "count" else None
        )
    if about == "money":
        nothing = amount.printed == 0 and amount.unit is None
        if amount.kind != "money" and amount.unit not in _SCALES and not nothing:
            raise Unread(f"“{span.text}”没有写明多少元或多少万元", [span.text])
        return Comparison("money", operator, value, span.text)
    if about == "execution-rate":
        if amount.kind != "ratio":
            raise Unread(f"“{span.text}”应写成百分比", [span.text])
        return Comparison(about, operator, value * _PERCENT, span.text)
    if amount.unit is not None and amount.unit != "分" and about != "count":
        raise Unread(f"“{span.text}”的单位不是分", [span.text])
    return Comparison(about, operator, amount.printed, span.text)


def _is_sum(span: Span) -> bool:
    """Whether 目标金额 stands before the number."""
    return span.has("attribute", "quantity") and "金额" in span.text


def _is_share(span: Span) -> bool:
    return span.has("kind", "satisfaction") or span.text.endswith(_SHARES)


def _operator_before(tokens: Tokens, index: int, span: Span, *, about: str) -> str:
    before = tokens.before(index, over=frozenset({"with"}))
    if before is not None and tokens[before].text in _REACHED:
        return "≥"
    if before is not None and (tokens[before].has("is") or about != "count"):
        return _EQUALS
    if about == "count":
        return _EQUALS
    raise Unread(f"看不出怎样与“{span.text}”比较（高于、不低于、等于……）", [span.text])


def read_without(tokens: Tokens, form: Form) -> None:
    """没有满意度指标, 没有单位, 没有上年值: one thing that must be absent. Raises Unread."""
    places = [index for index in tokens.all("without") if index not in tokens.used]
    if not places:
        return
    if len(places) > 1:
        raise Unread("一次只能问缺一样东西", [tokens[place].text for place in places])
    index = places[0]
    before = tokens.before(index, over=frozenset())
    after = tokens.next(index, over=frozenset({"with", "each"}))
    if before is not None and tokens[before].has("phase") and after is not None:  # 年初没有安排预算
        if not tokens[after].has("attribute", "money"):
            raise Unread(f"“{tokens[index].text}”后面要写缺什么", [tokens[index].text])
        form.lacks = "phase", tokens[before].value("phase")
        tokens.used |= {before, index, after}
        return
    if after is None:
        after = tokens.before(index, over=frozenset({"is"}))  # 满意度指标一条都没有
    if after is None:
        raise Unread(f"“{tokens[index].text}”后面要写缺什么", [tokens[index].text])
    span = tokens[after]
    following = tokens.next(after, over=frozenset())
    later = following is not None and following + 1 < len(tokens) and tokens[following].has("and")
    if later and following is not None and tokens[following + 1].has("condition", "added"):
        following = None  # 年初预算为0、后来才安排了预算
    if following is not None and (
        tokens[following].has("and") or tokens[following].has("or") or tokens[following].amount
    ):
        raise Unread(
            f"“{tokens[index].text}{span.text}{tokens[following].text}”有几种理解，请分开问", [span.text]
        )
    form.lacks = _lacked(span)
    tokens.used |= {index, after}
    if following is None or form.lacks[0] == "attribute" or not tokens[following].has("thing", "target"):
        return
    others = any(tokens[place].has("thing") for place in range(len(tokens)) if place != following)
    if following == len(tokens) - 1 and others:
        tokens.used.add(following)  # 没有“网络”的指标


def _lacked(span: Span) -> tuple[str, str]:
    if span.has("kind"):
        return "kind", span.value("kind")
    if span.has("source"):
        return "source", span.value("source")
    if span.has("phase"):
        return "phase", span.value("phase")
    if span.has("thing", "problem"):
        return "problem", ""
    if span.named("problemType"):
        return "problem", span.named("problemType")[0]
    if span.has("attribute") and span.value("attribute") in {
        "unit",
        "operator",
        "last-year",
        "before-last",
        "actual",
        "value",
        "code",
        "organization",
    }:
        return "attribute", span.value("attribute")
    if span.has("thing", "target"):
        return "attribute", "target"
    for thing, horizon in (("long-term-goal", "长期"), ("annual-goal", "年度")):
        if span.has("thing", thing):
            return "goal", horizon
    for condition in ("whole-department", "self-evaluated"):
        if span.has("condition", condition):
            return "form", condition
    if span.part or span.named("indicator"):
        return "indicator", span.text
    raise Unread(f"看不出缺的“{span.text}”是什么", [span.text])


def read_order(tokens: Tokens, form: Form) -> None:
    """预算最大的5个项目, 得分最低, 从高到低. Raises Unread."""
    for role, ascending in (("most", False), ("least", True), ("longest", False), ("shortest", True)):
        for index in tokens.all(role):
            order = _ordered_by(tokens, index, form)
            if form.order and (form.order, form.ascending) != (order, ascending):
                raise Unread(f"一次只能按一样东西排序：“{tokens[index].text}”", [tokens[index].text])
            form.order, form.ascending = order, ascending
            tokens.used.add(index)
            if role in {"most", "least"}:
                form.limit = 1
                _limit(tokens, index, form)
    for index in tokens.all("top"):
        if index in tokens.used:
            continue
        first = int(tokens[index].value("top"))
        if form.limit not in {None, first}:
            raise Unread(f"“{tokens[index].text}”和另一个个数不一致", [tokens[index].text])
        form.limit = first
        tokens.used.add(index)
        if not form.order:
            form.order = _ordered_by(tokens, index, form)
    for index in tokens.take("sorted"):
        if not form.order:
            form.order = _ordered_by(tokens, index, form)
    _which_ones(tokens, form)


def _which_ones(tokens: Tokens, form: Form) -> None:
    """最大的是哪三个: so many of them. Raises Unread where nothing says of which, or another number was asked for."""
    for index in tokens.all("which-top"):
        most = int(tokens[index].value("which-top"))
        if form.subject == "unit":
            form.stated = most
            continue
        if not form.order or form.limit not in {None, 1, most}:
            raise Unread(f"看不出“{tokens[index].text}”按什么选", [tokens[index].text])
        form.limit = most


def _limit(tokens: Tokens, index: int, form: Form) -> None:
    after = tokens.next(index, over=frozenset({"is", "with", "which"}))
    for place in (after, tokens.before(index)):
        span = tokens[place] if place is not None else None
        if place is None or span is None:
            continue
        if span.has("top"):
            form.limit = int(span.value("top"))
            tokens.used.add(place)
        elif span.amount and span.amount.counting and span.amount.operator is None and place == after:
            form.limit = int(span.amount.printed)
            tokens.used.add(place)


def _ordered_by(tokens: Tokens, index: int, form: Form) -> str:
    place = tokens.before(index, over=frozenset({"count", "is", "top", "most", "sorted"}))
    span = tokens[place] if place is not None else None
    tokens.used.update(i for i in tokens.all("count") if place is not None and place < i < index)
    if span is not None and place is not None:
        if span.has("attribute") and span.value("attribute") in _ORDERED:
            tokens.used.add(place)
            aspect = _ORDERED[span.value("attribute")]
            return (
                "score"
                if aspect == "total-score" and span.value("attribute") == "score" and form.subject == "target"
                else aspect
            )
        if span.has("thing", "target") and form.subject in {"project", "department"}:
            tokens.used.add(place)
            return "count"
        if span.has("thing", "project") and form.subject == "department":
            tokens.used.add(place)
            return "projects"
        if span.has("kind") and form.subject in {"project", "department"}:
            return "count"
        if span.has("source") or span.has("phase"):
            return "money"
    if form.subject in {"project", "money", "line"}:
        return "money"
    raise Unread(f"看不出“{tokens[index].text}”比的是什么", [tokens[index].text])
