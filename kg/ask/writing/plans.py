"""Plans of money by quarter, read out of the text that forms print: 1.甲：第二季度500万元，第三季度800万元；2.乙：……"""

import re
from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import GROUP_COLUMNS, compare, of, order_by, restrict

_FOLDED: Final = (("（", "("), ("）", ")"), ("：", ":"), ("；", ";"), ("，", ","), ("．", "."))
_QUARTERS: Final = {
    1: ("第一季度", "一1首"), 2: ("第二季度", "二2"), 3: ("第三季度", "三3"), 4: ("第四季度", "四4"),
}  # fmt: skip
_ITEMS: Final = 9
_BEGIN: Final = "(^|[;；。])"
_WHOLE: Final = "^()(.+)$"
_NEXT: Final = "[;。]?([0-9]+[.、][^0-9]|\\\\([0-9]+\\\\)).*$"
"""Where the next item begins; 3044.85 is none."""


def write_plan(form: Form) -> Query:
    """The plan of each project, or of each item of it, as printed; with quarters a row for each that it names."""
    query = Query()
    query.need(
        "?form a kg:Form ; kg:year ?year ; kg:line ?line ; kg:inDocument ?file ; kg:fundingPlan ?plan .",
        "?file dct:title ?document .",
    )
    restrict(query, form, owner="form")
    query.need("?form kg:ofProject ?p . ?p rdfs:label ?projectName .")
    for name in ("department", "year", "project"):
        query.column(*GROUP_COLUMNS[name])
    if form.plan_item:
        _item(query, form.plan_item)
    elif form.quarters:
        _items(query)
    if form.plan_item or form.quarters:
        query.column("item", "分项")
    if form.quarters:
        _quarters(query, form)
    elif form.plan_item:
        query.column("body", "投入计划")
    else:
        query.column("plan", "资金投入计划")
    if form.shows and not form.quarters:
        raise Unread("请写明是哪个季度")
    if form.groups or form.aggregate:
        raise Unread("资金投入计划只能列出")
    query.column("document", "文件")
    query.column("line", "行")
    query.order = ["?departmentName", "?year", "?line"]
    if form.plan_item or form.quarters:
        query.order.append("?item")
    if form.quarters:
        query.order.append("?place")
    if form.order:
        order_by(query, form, "tenThousands")
    return query


def _folded(expression: str) -> str:
    for printed, plain in _FOLDED:
        expression = f'REPLACE({expression}, "{printed}", "{plain}")'
    return expression


def _item(query: Query, item: str) -> None:
    """The item that is named so, or whose name holds the text: what stands behind its colon, up to the next item."""
    named = f"{re.escape(item)}[^:;。,]*:"
    query.where(
        f"BIND({_folded('?plan')} AS ?folded)",
        f'FILTER(REGEX(?folded, {text_term(named)}, "i"))',
        f'BIND(REPLACE(?folded, {text_term(f"^.*?([^.、:;。,()0-9]*{named}).*$")}, "$1", "si") AS ?head)',
        'BIND(REPLACE(?head, ":$", "") AS ?item)',
        f'BIND(REPLACE(STRAFTER(?folded, ?head), "{_NEXT}", "", "s") AS ?body)',
    )


def _items(query: Query) -> None:
    """Each item with a number and each part (1) of one; the whole plan where it has no items."""
    items, parts = (
        " ".join(f"({number} {text_term(pattern(number) if number else _WHOLE)})" for number in range(_ITEMS + 1))
        for pattern in (_numbered, _in_brackets)
    )
    query.where(
        f"VALUES (?number ?asItem) {{ {items} }}",
        f"VALUES (?part ?asPart) {{ {parts} }}",
        'FILTER(REGEX(?plan, ?asItem, "s"))',
        f'FILTER(?number > 0 || !REGEX(?plan, "{_BEGIN}1[.．、][^0-9]"))',
        'BIND(REPLACE(?plan, ?asItem, "$2", "s") AS ?own)',
        'FILTER(REGEX(?own, ?asPart, "s"))',
        'FILTER(?part > 0 || !REGEX(?own, "[(（]1[)）]"))',
        'BIND(REPLACE(?own, ?asPart, "$2", "s") AS ?body)',
        'BIND(IF(REGEX(?body, "^[^:：;；。,，]*[:：]") && !REGEX(?body, "^[^:：]*季度"), '
        'REPLACE(?body, "[:：].*$", "", "s"), "") AS ?item)',
    )


def _numbered(number: int) -> str:
    """A plan whose second group is the item of a number, up to the next."""
    return f"^(.*?[;；。])?{number}[.．、]([^0-9].*?)([;；。]?{number + 1}[.．、][^0-9].*)?$"


def _in_brackets(number: int) -> str:
    """An item whose second group is its part of a number, up to the next."""
    return f"^(.*?[(（]{number}[)）])(.*?)([(（]{number + 1}[)）].*)?$"


def _quarters(query: Query, form: Form) -> None:
    """What the plan says of each quarter: as printed, and in money where it is an amount or a share of the budget.

    Each pattern is a constant: Virtuoso takes one that is put together byte by byte.
    """
    signs = {number: f"第?[{_QUARTERS[number][1]}]季度[:：]?" for number in form.quarters}
    rows = " ".join(
        f'({number} "{_QUARTERS[number][0]}" "{sign}" "^.*?{sign}([^,，、;；。]*).*$")'
        for number, sign in signs.items()
    )
    query.where(
        f"VALUES (?place ?quarter ?sign ?asShare) {{ {rows} }}",
        "FILTER(REGEX(?body, ?sign))",
        'BIND(REPLACE(?body, ?asShare, "$1", "s") AS ?share)',
        'BIND(xsd:decimal(REPLACE(?share, "^[^0-9]*([0-9]+([.][0-9]+)?).*$", "$1")) AS ?stated)',
    )
    query.need("OPTIONAL { ?form kg:budget ?budget }")
    query.where(
        'BIND(IF(CONTAINS(?share, "%"), ?stated * ?budget / 1000000, '
        'IF(CONTAINS(?share, "万元"), ?stated, IF(CONTAINS(?share, "亿元"), ?stated * 10000, ?none))) '
        "AS ?tenThousands)"
    )
    if form.comparisons:
        query.where("FILTER(?tenThousands > 0)")
    if shares := of(form, "percentage"):  # of a part, or of all up to a quarter, it would be another share
        query.where(
            "BIND(ROUND(100000000 * ?tenThousands / ?budget) / 100 AS ?percent)",
            'FILTER(?item = "" && !CONTAINS(?share, "累计"))',
        )
        compare(query, "percent", shares)
    if form.shows:
        query.where('FILTER(CONTAINS(?share, "%"))')
    query.column("quarter", "季度")
    query.column("share", "投入计划")
    query.column("tenThousands", "金额（万元）")
