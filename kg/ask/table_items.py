"""What a budget table lists: its projects or purchases without totals, and the lines of its units."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from kg.ask.alike import bare_line
from kg.ask.form import Comparison, Form
from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.words import Sense, question_words
from kg.text import key

_OF_PROJECTS: Final = ("项目", "转移支付")
_PURCHASES: Final = "采购"
_INCOME: Final = "收入"
_DEPARTMENT: Final = "部门"
_AMONG: Final = ("中", "里")
_ABOVE_NOTHING: Final = Comparison("money", ">", Decimal(0), "大于0")


def lists_items(form: Form, tokens: Tokens, span: Span) -> bool:
    """Whether what the table that is named lists is asked for: 项目支出情况表中哪些项目, 政府采购预算表里的品目."""
    titles = span.named("table")
    if form.part_kind == "procurement" or tokens.all("purchase-class"):
        return any(_PURCHASES in title for title in titles)
    listed = any(word in title for title in titles for word in _OF_PROJECTS)
    return listed and form.subject == "project" and bool(tokens.all("thing", "project"))


def of_each_department(tokens: Tokens) -> None:
    """各部门收支总表: the table of each department, of whose title 部门 is a part."""
    for index in tokens.all("each"):
        table = index + 1
        if table < len(tokens) and tokens[table].named("table") and tokens[table].text.startswith(_DEPARTMENT):
            start = tokens[table].start
            department = Span(start, start, _DEPARTMENT, (Sense("thing", "department"),))
            tokens.spans = [*tokens.spans[:table], department, *tokens.spans[table:]]
            return


def projects_of_table(tokens: Tokens) -> None:
    """有哪些对下转移支付项目, 对下转移支付项目及预算数: which projects the table lists."""
    for table in range(len(tokens) - 1):
        project = table + 1
        titles = tokens[table].named("table")
        if not any(word in title for title in titles for word in _OF_PROJECTS):
            continue
        if not tokens[project].has("thing", "project"):
            continue
        before = table and tokens[table - 1].has("which")
        end = tokens[project].end
        which = tokens[table - 1] if before else Span(end, end, "有哪些", (Sense("which"),))
        if not before and any(map(tokens.all, ("which", "what", "how-many"))):
            return
        rest = [span for span in tokens.spans[project + 1 :] if before or not _is_amount(span)]
        kept = tokens.spans[: table - 1 if before else table]
        tokens.spans = [*kept, tokens[table], which, tokens[project], *rest]
        return


def _is_amount(span: Span) -> bool:
    return span.has("and") or span.has("attribute", "money")


def purchases_among(tokens: Tokens) -> None:
    """政府采购预算中金额最大的采购品目, 采购中金额最大的三项是什么: which of the purchases."""
    _purchases_added_up(tokens)
    _parts_among(tokens)
    purchases = tokens.all("thing", "procurement")
    if len(purchases) > 1 and any(word in tokens.between(purchases[0], purchases[0] + 1) for word in _AMONG):
        tokens.put({purchases[0]: None})
        purchases = tokens.all("thing", "procurement")
    if len(purchases) != 1:
        return
    (index,) = purchases
    last = len(tokens) - 1
    inside = index < last and any(word in tokens.between(index, index + 1) for word in _AMONG)
    asked = tokens[last].has("what") or tokens[last].has("which")
    if inside and asked and (tokens.all("most") or tokens.all("least")):
        before = index and tokens[index - 1].has("thing", "project")  # 项目采购
        dropped = {index, *((index - 1,) if before else ())}
        kept = [span for at, span in enumerate(tokens.spans[:last]) if at not in dropped]
        tokens.spans = [*kept, tokens[index], tokens[last]]


def _parts_among(tokens: Tokens) -> None:
    """支出明细测算中各项目活动的金额: the same parts twice, each of which is listed anyhow."""
    places = tokens.all("thing", "activity")
    dropped = [index - 1 for index in places if index and tokens[index - 1].has("each")]
    if len(places) > 1 and any(word in tokens.between(places[0], places[0] + 1) for word in _AMONG):
        dropped.append(places[0])
    last = len(tokens) - 1
    parts = {*places, *tokens.all("thing", "procurement")}
    if last > 0 and tokens[last].has("attribute", "money") and last - 1 in parts:
        dropped.append(last)
    tokens.put(dict.fromkeys(dropped))


def _purchases_added_up(tokens: Tokens) -> None:
    """政府采购金额合计是多少: all of them added up."""
    for index in tokens.all("thing", "procurement"):
        money, total = index + 1, index + 2
        if total < len(tokens) and tokens[money].has("attribute", "money") and tokens[total].has("sum"):
            tokens.put({money: None})
            return


def departments_without(tokens: Tokens) -> bool:
    """哪些部门没有公务接待费: put so that the amounts are asked for; those that have none are then the answer."""
    for index in tokens.all("without"):
        name = index + 1
        departments = any(
            tokens[at].has("which") and (tokens[at + 1].has("thing", "department"))
            for at in range(len(tokens) - 1)
        ) or (tokens[len(tokens) - 1].has("which") and tokens.all("thing", "department"))
        if name >= len(tokens) or not departments or tokens.all("thing", "project"):
            return False
        span = tokens[name]
        if not (span.named("line") or span.named("column")) or span.named("project"):
            return False
        own = replace(span, senses=()) if span.has("source") else span
        tokens.put({index: replace(tokens[index], text="有", senses=(Sense("with"),)), name: own})
        return True
    return False


def set_without(form: Form) -> None:
    """The amounts that were read are those that the departments asked for do not have. Raises Unread."""
    plain = form.subject == "line" and [one.words for one in form.comparisons] == [_ABOVE_NOTHING.words]
    if not plain or form.order or form.aggregate:
        raise Unread("看不出部门没有的是什么，请写预算表里的一行")
    form.lacks, form.comparisons, form.once = ("line", ""), [], False


def settle_items(reading: Reading) -> None:
    """The words that say that items are meant, and of which class they are."""
    form, tokens = reading.form, reading.tokens
    if not form.items:
        return
    if form.lines:
        raise Unread("看不出表里的哪些项属于它，请只问表里的各项")
    if tokens.all("how-many"):
        tokens.take("how-many")
        form.aggregate, form.counted = "count", "line"
    form.part_kind = ""
    tokens.take("thing", "project")
    tokens.take("thing", "procurement")
    if form.aggregate == "sum" and not form.comparisons:
        raise Unread("表里各项的合计，请问这张表的合计")
    if form.aggregate == "sum":  # 合计超过1000万元的项目
        form.aggregate = None
    for index in tokens.take("purchase-class"):
        form.purchase_class = tokens[index].value("purchase-class") or form.purchase_class
    if not (form.tables or form.table_part):
        form.table_part = _PURCHASES
    _columns_of_source(reading)
    _with_amounts(reading)


def settle_units(reading: Reading) -> None:
    """有其他收入的预算单位: a column of the lines of units, though tables of other offices have a line of that name."""
    form = reading.form
    if form.aggregate == "sum":  # of each unit its column of the total
        form.aggregate = None
        reading.tokens.take("sum")
    if form.either and form.columns:
        form.lines, form.either, form.titled = None, False, ""
    elif form.lines and form.lines.names and not (form.columns or form.lines.part):
        wanted = {bare_line(key(name)).removesuffix(_INCOME) for name in form.lines.names}
        found = [name for name in _columns(reading.names) if bare_line(_last(name)) in wanted - {""}]
        form.columns, form.lines = tuple(found), None if found else form.lines
    _columns_of_source(reading)
    _with_amounts(reading)


def _columns_of_source(reading: Reading) -> None:
    """上年结转 of units and of projects in a table: the columns of that money, whatever they are called."""
    form = reading.form
    if len(form.sources) != 1 or form.columns or form.lines:
        return
    found = [
        name
        for name in _columns(reading.names)
        if next((sense.value for part in key(name).split("·") if (sense := _source(part))), "") == form.sources[0]
    ]
    if found:
        form.columns, form.sources = tuple(found), ()


def _source(part: str) -> Sense | None:
    sense = question_words().get(part)
    return sense if sense is not None and sense.role == "source" else None


def _columns(names: Names) -> list[str]:
    return sorted({printed for spellings in names.by_role.get("column", {}).values() for printed in spellings})


def _last(column: str) -> str:
    return key(column).rsplit("·", 1)[-1]


def _with_amounts(reading: Reading) -> None:
    """有上年结转的项目, 哪些单位有其他收入: those whose amount is more than nothing."""
    form, tokens = reading.form, reading.tokens
    which = tokens.all("which")
    if any(one.operator == "=" and not one.value for one in form.comparisons):
        raise Unread("表里空着的不能当作0，请改问哪些有")
    if which and tokens.all("with") and form.columns and not (form.order or form.comparisons):
        form.comparisons.append(_ABOVE_NOTHING)
