"""Lines of budget tables with the amounts of their columns."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.ask.form import Comparison, Form, Match
from kg.ask.tokens import Unread
from kg.ask.words import label_of, purchase_letter
from kg.ask.writing.query import Query, text_term
from kg.ask.writing.shared import compare, contains, of, order_by

_WAN: Final = "金额（万元）"
_INCOME: Final = "收入"
_OWN: Final = "本级"
_TOTAL_LINES: Final = ("合计", "总计")
_TOTALS: Final = ("合计", "预算数", "决算数", "金额")
_FUNDS: Final = ("government-managed-funds", "state-capital")
_PARTS_OF_MONEY: Final = ("general-public-budget", *_FUNDS, "fiscal-appropriation")
"""Sources that tables of one kind of money name in their title."""
_ITEM_CODE: Final = 7
"""Codes of units and subtotals have fewer digits than those of projects and purchases."""
_COLUMNS: Final = (
    ("departmentName", "部门"), ("year", "年度"), ("tableTitle", "表名"), ("code", "编码"), ("lineName", "科目"),
    ("column", "栏目"), ("tenThousands", _WAN), ("document", "文件"), ("line", "行"),
)  # fmt: skip


def write_lines(form: Form) -> Query:
    """Lines of budget tables with the amounts of their columns; the total column where none is asked for."""
    if form.lacks and form.lacks[0] != "line":
        raise Unread("预算表里没有印的不能这样问，请改问哪些有")
    if form.lacks:
        return _without(form)
    query = Query()
    query.need(
        "?cell kg:ofLine ?row ; kg:column ?column ; kg:amount ?amount .",
        "?row kg:tableTitle ?tableTitle ; kg:line ?line ; kg:inDocument ?file .",
        "?file dct:title ?document ; kg:year ?year .",
    )
    if form.departments:
        query.only("departmentName", map(text_term, form.departments))
    query.need("?file kg:department ?d . ?d rdfs:label ?departmentName .")
    if form.years:
        query.only("year", map(str, form.years))
    if form.of_units and form.table_part == "支出" and not form.tables:
        raise Unread("预算单位的支出印在不止一张表里，请写明表名")
    _which_lines(query, form)
    _which_tables(query, form)
    _which_columns(query, form)
    if len(of(form, "money")) < len(form.comparisons):
        raise Unread("预算表里只能与金额比较")
    compare(query, "amount", form.comparisons)
    _check_form(form)
    if form.whole or _adds_up(form):
        _only_totals(query, form)
    if form.aggregate == "count":
        query.column("howMany", "项数", "COUNT(DISTINCT ?row)")
        return query
    for name, heading in _COLUMNS:
        query.column(name, heading)
    if form.columns:
        query.column("shortColumn", "栏目简称")
        query.where('BIND(REPLACE(?column, "^.*·", "") AS ?shortColumn)')
    query.where("BIND(?amount / 10000 AS ?tenThousands)")
    query.order = ["?document", "?line", "?column"]
    if form.order:
        order_by(query, form, "tenThousands")
    return query


def _without(form: Form) -> Query:
    """Departments of whose documents with tables none prints more than nothing for the lines named."""
    query = Query()
    query.need(
        "?file a kg:Document ; dct:title ?document ; kg:year ?year ; kg:department ?d .",
        "?d rdfs:label ?departmentName .",
    )
    if form.departments:
        query.only("departmentName", map(text_term, form.departments))
    if form.years:
        query.only("year", map(str, form.years))
    more = Comparison("money", ">", Decimal(0), "")
    lines = write_lines(replace(form, lacks=None, groups=[], comparisons=[more]))
    lines.columns = []
    inner = "\n".join(lines.body(3, frozenset({"file"})))
    query.where(
        "FILTER EXISTS { ?printed kg:tableTitle ?title ; kg:inDocument ?file }",
        f"MINUS {{\n    SELECT DISTINCT ?file\n    WHERE {{\n{inner}\n    }}\n  }}",
    )
    for name, heading in (("departmentName", "部门"), ("year", "年度"), ("document", "文件")):
        query.column(name, heading)
    query.order = ["?departmentName", "?year"]
    return query


def _check_form(form: Form) -> None:
    """Raises Unread for what lines of tables cannot be asked for."""
    named = form.codes or form.lines or form.columns or (form.tables and form.whole)  # one thing everywhere
    by_place = bool(named) and set(form.groups) <= {"department", "year"} and form.aggregate is None
    if (
        (form.groups and not by_place)
        or form.order not in {"", "money"}
        or form.aggregate not in {None, "sum", *({"count"} if form.items else ())}
    ):
        raise Unread("预算表的金额只能列出")
    one_table = form.items or (form.level and (len(form.tables) == 1 or form.all_money or form.table_kind))
    if form.limit is not None and len(form.departments) == 1 and not form.of_units and not one_table:
        raise Unread("一个部门的预算表里不排名次")


def _adds_up(form: Form) -> bool:
    placed = form.lines or form.codes or form.items or any("合计" in name for name in form.columns)
    return bool(form.aggregate) and not placed


def _which_lines(query: Query, form: Form) -> None:
    if form.of_units:
        query.where("FILTER(STRLEN(?code) = 6)")  # codes of functions have three, five or seven digits
    if form.level:
        query.where(f"FILTER(STRLEN(?code) = {form.level})")
    if form.under:
        _below(query, form.under)
    for text in form.excluded:
        own = " && ?lineName != ?departmentName" if text.endswith(_OWN) else ""
        query.where(f"FILTER(!CONTAINS(?lineName, {text_term(text)}){own})")
    if form.codes or form.of_units or form.level or form.under or form.purchase_class:
        if form.codes:
            query.only("code", map(text_term, form.codes))
        query.need("?row kg:code ?code .")
    else:
        query.need("OPTIONAL { ?row kg:code ?code }")
    if form.lines and not form.either:
        if form.lines.part:
            query.where(contains("lineName", form.lines.part))
        else:
            query.only("lineName", map(text_term, form.lines.names))
        query.need("?row rdfs:label ?lineName .")
    elif form.items:
        query.need("?row rdfs:label ?lineName .")
        _only_items(query)
    else:
        query.need("OPTIONAL { ?row rdfs:label ?lineName }")
    if form.purchase_class:
        query.where(f"FILTER(STRSTARTS(?code, {text_term(purchase_letter(form.purchase_class))}))")


def _only_items(query: Query) -> None:
    """Neither totals nor the units and kinds that the items are listed under."""
    totals = ", ".join(map(text_term, _TOTAL_LINES))
    query.where(
        f"FILTER(?lineName NOT IN ({totals}) && !STRSTARTS(?lineName, ?departmentName))",
        f"FILTER(!BOUND(?code) || STRLEN(?code) > {_ITEM_CODE})",
        "MINUS { SELECT DISTINCT ?lineName WHERE { ?unit org:identifier ?identifier ; rdfs:label ?lineName } }",
    )


def _which_tables(query: Query, form: Form) -> None:
    if form.tables:
        query.only("tableTitle", map(text_term, form.tables))
    if form.table_kind:
        query.need(f"?row kg:tableKind {text_term(form.table_kind)} .")
    if form.table_part:
        query.where(f"FILTER({_titled(form.table_part)})")
    of_income = any(_INCOME in text for text in (form.table_part, *form.columns, *form.tables))
    if not (of_income or form.of_units or form.codes):
        # what is received for a kind of expenditure is not what is spent on it
        query.where(
            f'FILTER(!STRENDS(COALESCE(?lineName, ""), "支出") || !CONTAINS(?tableTitle, "{_INCOME}") '
            '|| CONTAINS(?tableTitle, "支出"))'
        )
    if form.not_of_table:
        query.where(f"FILTER(!CONTAINS(?tableTitle, {text_term(form.not_of_table)}))")
    if form.all_money or form.no_funds:
        kinds = _PARTS_OF_MONEY if form.all_money else _FUNDS
        parts = "|".join(label_of("funding", name) for name in kinds)
        query.where(f'FILTER(!REGEX(?tableTitle, "{parts}"))')


def _which_columns(query: Query, form: Form) -> None:
    ends = " || ".join(f"STRENDS(?column, {text_term(total)})" for total in _TOTALS)
    this_year = '(STRSTARTS(?column, "本年") && STRENDS(?column, "小计"))'
    is_total = f"({ends})" if form.of_units else f"({ends} || {this_year})"
    if form.either and form.lines:
        columns, lines = (", ".join(map(text_term, names)) for names in (form.columns, form.lines.names))
        table = "" if not form.titled else f" || ({_titled(form.titled)} && {is_total} && {_is_total_line()})"
        query.where(f"FILTER(?column IN ({columns}) || (?lineName IN ({lines}) && {is_total}){table})")
    elif form.columns and form.titled and form.lines:  # a column of one form, the table of another
        columns = ", ".join(map(text_term, form.columns))
        query.where(f"FILTER(?column IN ({columns}) || ({_titled(form.titled)} && {is_total}))")
    elif form.columns:
        query.only("column", map(text_term, form.columns))
    elif (
        form.codes
        or form.lines
        or form.of_units
        or form.under
        or form.items
        or form.all_money
        or (form.table_part and form.whole)
        or (form.tables and (form.whole or form.level))
        or (form.table_kind and form.level)
    ):
        query.where(f"FILTER{is_total}")
    else:
        raise Unread("请写明预算表的哪一行（科目名称或编码）")


def _only_totals(query: Query, form: Form) -> None:
    """The lines of totals, of which some tables leave the name empty and others name the column: 人员经费合计."""
    named = form.lines.names if form.either and form.lines else ()
    of_columns = dict.fromkeys(f"{part}合计" for name in form.columns for part in name.split("·"))
    totals = ", ".join(map(text_term, dict.fromkeys((*_TOTAL_LINES, *named, *of_columns))))
    query.where(f"FILTER(COALESCE(?lineName, ?code, {text_term(_TOTAL_LINES[0])}) IN ({totals}))")


def _below(query: Query, line: Match) -> None:
    """Lines of the same table whose code begins with that of the line named."""
    query.need(
        "?parent kg:code ?parentCode ; rdfs:label ?parentName ; kg:tableTitle ?tableTitle ; kg:inDocument ?file ."
    )
    if line.names:
        query.only("parentName", map(text_term, line.names))
    else:
        query.where(contains("parentName", line.part))
    query.where("FILTER(STRSTARTS(?code, ?parentCode) && ?code != ?parentCode)")


def _titled(part: str) -> str:
    """Whether the title of the table holds the name, quotation marks aside."""
    return f'CONTAINS(REPLACE(?tableTitle, "[“”]", ""), {text_term(part)})'


def _is_total_line() -> str:
    return f"COALESCE(?lineName, ?code, {text_term(_TOTAL_LINES[0])}) IN ({', '.join(map(text_term, _TOTAL_LINES))})"
