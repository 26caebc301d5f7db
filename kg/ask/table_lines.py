"""Lines of budget tables: which tables, columns and totals a question means once all of it is known."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kg.ask.alike import alike_tables
from kg.ask.form import Comparison, Form, Match
from kg.ask.levels import settle_levels
from kg.ask.table_items import settle_items, settle_units
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.words import label_of

TOTALLED: Final = re.compile("总|合计")
_OF_LINES: Final = frozenset(
    {"money", "line-amount", "income", "expenditure", "code", "year", "phase", "source"}
)
_WHOLE_TOTAL: Final = "总计"
_TOTALS_OF: Final = {"支出": ("本年支出合计",), "收入": ("本年收入合计", "收入总计")}
"""What is spent is spent; income is printed with and without what was carried over, and both are said."""
_PLANNED: Final = "预算"
_ACCOUNTS: Final = "决算"
_TOTAL_LINES: Final = ("支出总计", "收入总计", "本年支出合计", "本年收入合计", "总计")
_PART_OF_MONEY: Final = "财政拨款"
_PAIR: Final = 2
_HAVING: Final = ("code-level", "budget-unit", "thing")
"""Words for lines behind what they have: 有其他收入的预算单位."""


def settle_lines(reading: Reading) -> None:
    """The subject is lines of budget tables: which tables, columns and totals are meant. Raises Unread."""
    form, tokens = reading.form, reading.tokens
    if len(form.organizations) == 1 and (form.lines is None or form.either):  # a unit has a line of its own
        form.lines, form.either, form.of_units = Match(part=form.organizations[0]), False, True
        form.organizations = ()
    tokens.take("thing", "line")
    tokens.take("attribute", "line-amount")
    placed = form.columns or form.tables or form.table_part
    of_side = tokens.all("attribute", "income") or tokens.all("attribute", "expenditure")
    columns = form.columns and not (form.lines or form.tables)
    if len(form.sources) == 1 and not of_side and (columns or (form.lines and not placed)):
        _table_of_source(reading)
    which = [tokens.next(index, over=frozenset({"each"})) for index in tokens.all("which")]
    if any(place is not None and tokens[place].has("thing", "department") for place in which):
        tokens.take("thing", "department")
        if not form.order and not form.comparisons and not tokens.versus:  # 哪些部门有公务接待费
            form.comparisons.append(Comparison("money", ">", Decimal(0), "大于0"))
    tokens.take("attribute", "money")
    phases = [index for index in tokens.all("phase") if not tokens[index].has("spent")]
    final = [index for index in phases if tokens[index].text.startswith(_ACCOUNTS)]
    tokens.used.update(final)  # tables have no phases: 年初预算数 of a line is not understood
    if final:
        form.table_part = _ACCOUNTS
    if tokens.take("budget-unit"):
        form.of_units = True
        tokens.take("each")
    if form.of_units:
        settle_units(reading)
    if form.of_units and tokens.all("how-many"):
        raise Unread("预算表里的单位只能列出，不能计数")
    settle_levels(reading)
    if form.level:
        tokens.used.update(i - 1 for i in tokens.all("thing", "line") if i and tokens[i - 1].has("each"))
    spoken = tokens.take("final-accounts")
    if (form.table_part or spoken) and tokens.take("spent"):
        form.table_part = "支出决算"
    elif spoken:
        form.table_part = "决算"
    settle_items(reading)
    _having(reading)
    listed = [*_listing(tokens), *tokens.all("thing", "line")]
    total = tokens.all("sum") or any(
        TOTALLED.search(tokens[index].text) for index in tokens.all("attribute", "money")
    )
    if form.items:
        tokens.take("sum")
    elif form.tables and (total or tokens.all("attribute", "money")) and not _is_placed(form):
        form.whole = True
        tokens.take("sum")
        form.aggregate = None if form.aggregate == "sum" else form.aggregate
        return
    of_columns = form.either or (bool(form.columns) and form.lines is None)
    if form.either and form.titled and any(tokens[at].has("which") for at in _listing(tokens)):
        raise Unread(f"看不出要的是“{form.titled}”的哪几项，请写明名称")
    apart = form.codes or form.of_units or form.items or form.level
    departments = form.departments or "department" in form.groups or _ranked(tokens)
    form.whole = of_columns and bool(departments) and not apart and not listed
    said = form.tables or form.table_part not in {"", _ACCOUNTS} or tokens.all("source")
    form.no_funds = form.whole and not form.either and not said
    only_aspects(form, tokens, _OF_LINES, "预算表里没有")
    aspects = ("money", "income", "expenditure")
    planned = [at for name in aspects for at in tokens.all("attribute", name) if _PLANNED in tokens[at].text]
    if (planned or tokens.all("planned")) and not form.table_part and not spoken:
        form.not_of_table = _ACCOUNTS
    tokens.take("planned")
    sides = [
        word
        for aspect, word in (("income", "收入"), ("expenditure", "支出"))
        if tokens.take("attribute", aspect) or aspect in form.shows
    ]
    if sides == ["支出"] and len(form.sources) == 1 and not (form.lines or form.columns or form.codes or form.tables):
        _spent_from(reading)
    elif sides:
        form.table_part = sides[-1]
        _total_of(reading, sides)
    _of_all_money(reading)
    listed_once = form.lines is not None or form.columns or form.codes or (form.whole and form.tables)
    ranked = form.of_units or form.items or form.level or form.under or form.order or form.aggregate
    form.once = bool(listed_once) and not ranked


def _having(reading: Reading) -> None:
    """有项目支出的类级科目: those that have more than nothing of it. Raises Unread where two amounts are had."""
    form, tokens = reading.form, reading.tokens
    if form.comparisons or not form.columns:
        return
    for index in tokens.all("with"):
        behind = tokens.spans[index + 1 : index + 3]
        if len(behind) < _PAIR or not behind[0].named("column"):
            continue
        if behind[1].has("and"):
            words = [behind[0].text]
            raise Unread(f"有“{behind[0].text}”和另一项的，是两项都有还是有一项，请分开问", words)
        if behind[1].has("thing", "department"):
            raise Unread(f"请写成：哪些部门有{behind[0].text}", [behind[1].text])
        if any(map(behind[1].has, _HAVING)):
            form.comparisons.append(Comparison("money", ">", Decimal(0), "大于0"))
            return


def _table_of_source(reading: Reading) -> None:
    """政府性基金预算中的城市建设支出: the table of that money, where one has it in its title."""
    form, tokens = reading.form, reading.tokens
    titles = [reading.names.bare(title) for title in reading.names.by_role.get("table", {})]
    for index in tokens.all("source", form.sources[0]):
        if any(tokens[index].text in title for title in titles):
            form.table_part, form.sources = tokens[index].text, ()
            return


def _listing(tokens: Tokens) -> list[int]:
    """Words that list, but 各 and 哪些 of departments."""
    places = tokens.all("each") + tokens.all("which")
    behind = {place: tokens.next(place, over=frozenset({"each"})) for place in places}
    return [
        place
        for place, other in behind.items()
        if other is None or not tokens[other].has("thing", "department")
    ]


def _ranked(tokens: Tokens) -> bool:
    """哪个部门的……最多."""
    return len(_listing(tokens)) < len(tokens.all("each") + tokens.all("which"))


def _is_placed(form: Form) -> bool:
    return bool(form.lines or form.columns or form.codes or form.of_units or form.level or form.under)


def _spent_from(reading: Reading) -> None:
    """一般公共预算支出 of a department: the total of its table of that money."""
    form = reading.form
    source = label_of("funding", form.sources[0])
    form.tables = alike_tables(reading.names, f"{source}支出表")
    if form.tables:
        form.sources, form.whole = (), not form.level
        form.table_kind = form.table_kind or ("function" if form.level else "")


def only_aspects(form: Form, tokens: Tokens, allowed: frozenset[str], reason: str) -> None:
    """Raises Unread for an aspect that such rows do not have."""
    if unfit := set(form.shows) - allowed:
        words = [span.text for span in tokens.spans if any(span.has("attribute", name) for name in unfit)]
        raise Unread(f"{reason}：" + "、".join(f"“{word}”" for word in words), words)


def _of_all_money(reading: Reading) -> None:
    """支出总计 of a department is that of all its money, unless the question names a kind of it or a table."""
    form, tokens = reading.form, reading.tokens
    if form.lines is None or form.tables or form.columns or tokens.all("source"):
        return
    totals = {name for total in _TOTAL_LINES for name in reading.names.spelled("line", total)}
    if form.lines.names and totals >= {*form.lines.names}:
        form.not_of_table = _PART_OF_MONEY


def _total_of(reading: Reading, sides: Sequence[str]) -> None:
    """支出总额 of a department: the line of the total in the tables that hold all of its money."""
    form, tokens = reading.form, reading.tokens
    if form.lines or form.columns or form.codes or form.tables or form.of_units or form.items:
        return
    if form.level:  # 部门支出预算中金额最大的类级科目
        form.all_money, form.table_kind = not form.sources, form.table_kind or "function"
        return
    if not form.departments and "department" not in form.groups:
        return
    totalled = any(TOTALLED.search(span.text) for span in tokens.spans)
    whole = any(_WHOLE_TOTAL in span.text for span in tokens.spans)
    totals = [total for word in sides for total in _TOTALS_OF[word][: None if totalled else 1]]
    if whole:  # 收入总计 has what was carried over, too
        totals = [f"{word}{_WHOLE_TOTAL}" for word in sides]
    names = [name for total in totals for name in reading.names.spelled("line", total)]
    if names:
        form.lines, form.table_part = Match(tuple(dict.fromkeys(names))), ""
        tokens.take("sum")
        form.aggregate = None if form.aggregate == "sum" else form.aggregate
