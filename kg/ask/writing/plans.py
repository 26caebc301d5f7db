"""Plans of money by quarter, read out of the text that forms print: 1.甲：第二季度500万元，第三季度800万元；2.乙：……"""

import re
from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import GROUP_COLUMNS, order_by, restrict

_FOLDED: Final = (("（", "("), ("）", ")"), ("：", ":"), ("；", ";"), ("，", ","), ("．", "."))
_QUARTERS: Final = {
    1: ("第一季度", "一1首"), 2: ("第二季度", "二2"), 3: ("第三季度", "三3"), 4: ("第四季度", "四4"),
}  # fmt: skip
_ITEMS: Final = 9
_BEGIN: Final = "(^|[;。])"
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
    query.where(f"BIND({_folded('?plan')} AS ?folded)")
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
        f'FILTER(REGEX(?folded, {text_term(named)}, "i"))',
        f'BIND(REPLACE(?folded, {text_term(f"^.*?([^.、:;。,()0-9]*{named}).*$")}, "$1", "si") AS ?head)',
        'BIND(REPLACE(?head, ":$", "") AS ?item)',
        f'BIND(REPLACE(STRAFTER(?folded, ?head), "{_NEXT}", "", "s") AS ?body)',
    )


def _items(query: Query) -> None:
    """Each item with a number and each part (1) of one; the whole plan where it has no items."""
    numbers = " ".join(map(str, range(_ITEMS + 1)))
    query.where(
        f"VALUES ?number {{ {numbers} }}",
        f"VALUES ?part {{ {numbers} }}",
        f'BIND(CONCAT("{_BEGIN}", STR(?number), "[.、][^0-9]") AS ?begin)',
        f'FILTER(IF(?number = 0, !REGEX(?folded, "{_BEGIN}1[.、][^0-9]"), REGEX(?folded, ?begin)))',
        'BIND(IF(?number = 0, ?folded, REPLACE(?folded, CONCAT("^(.*?[;。])?", STR(?number), "[.、]([^0-9].*)$"), '
        '"$2", "s")) AS ?behind)',
        'BIND(REPLACE(?behind, CONCAT("[;。]?", STR(?number + 1), "[.、][^0-9].*$"), "", "s") AS ?own)',
        'BIND(CONCAT("(", STR(?part), ")") AS ?mark)',
        'FILTER(IF(?part = 0, !CONTAINS(?own, "(1)"), CONTAINS(?own, ?mark)))',
        "BIND(IF(?part = 0, ?own, STRAFTER(?own, ?mark)) AS ?after)",
        'BIND(CONCAT("(", STR(?part + 1), ")") AS ?nextMark)',
        "BIND(IF(CONTAINS(?after, ?nextMark), STRBEFORE(?after, ?nextMark), ?after) AS ?segment)",
        'BIND(REGEX(?segment, "^[^:;。,]*:") && !REGEX(?segment, "^[^:]*季度") AS ?hasName)',
        'BIND(IF(?hasName, STRBEFORE(?segment, ":"), "") AS ?item)',
        'BIND(IF(?hasName, STRAFTER(?segment, ":"), ?segment) AS ?body)',
    )


def _quarters(query: Query, form: Form) -> None:
    """What the plan says of each quarter: as printed, and in money where it is an amount or a share of the budget."""
    rows = " ".join(
        f'({number} "{_QUARTERS[number][0]}" "第?[{_QUARTERS[number][1]}]季度:?")' for number in form.quarters
    )
    query.where(
        f"VALUES (?place ?quarter ?sign) {{ {rows} }}",
        "FILTER(REGEX(?body, ?sign))",
        'BIND(REPLACE(?body, CONCAT("^.*?", ?sign, "([^,、;。]*).*$"), "$1", "s") AS ?share)',
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
    if form.shows:
        query.where('FILTER(CONTAINS(?share, "%"))')
    query.column("quarter", "季度")
    query.column("share", "投入计划")
    query.column("tenThousands", "金额（万元）")
