"""合计 beside lines and columns of budget tables: the column of totals, or what tables do not add up."""

from dataclasses import replace
from typing import Final

from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens, Unread
from kg.ask.turns.totals import says_each

_TOTAL_COLUMNS: Final = ("本年支出", "本年收入")


def total_as_column(tokens: Tokens, names: Names) -> None:
    """合计、基本支出和项目支出各是多少: beside other columns of a table 合计 is its column of totals. Raises Unread."""
    if any(span.has("thing", "project") for span in tokens.spans):
        return
    for index in tokens.all("sum"):
        text = tokens[index].text
        printed = names.spelled("column", text)
        if _names_line(tokens):  # 支出决算表 heads it 本年支出合计
            headed = [f"{side}{text}" for side in _TOTAL_COLUMNS]
            printed += tuple(name for heading in headed for name in names.spelled("column", heading))
        beside = [_is_column(tokens, place) for place in (index - 2, index + 2)]
        joined = [
            0 <= place < len(tokens) and tokens[place].has("and") and not tokens.between(*sorted((index, place)))
            for place in (index - 1, index + 1)
        ]
        if printed and any(one and other for one, other in zip(joined, beside, strict=True)):
            if not _of_rows(tokens):
                raise Unread(f"看不出“{text}”是哪张表、哪一行的，请写明", [text])
            tokens.put({index: replace(tokens[index], senses=(), names=(("column", printed),))})
            return


def check_added(reading: Reading) -> None:
    """Raises Unread for 甲和乙合计是多少: the lines and columns of tables are listed, never added up."""
    tokens, form = reading.tokens, reading.form
    if form.subject != "line" or any(map(says_each, (*tokens.spans, *tokens.fillers))):
        return
    for index in tokens.all("sum"):
        for at in tokens.all("and"):
            between = tokens.spans[at + 1 : index]
            sides = (tokens[at - 1], *between) if at and between else ()
            if sides and all(_is_summed(span) for span in (sides[0], sides[1])):
                words = [sides[0].text, sides[1].text, tokens[index].text]
                raise Unread("预算表里的几笔金额只能列出，不能相加，请问“各是多少”", words)


def _of_rows(tokens: Tokens) -> bool:
    """Whether it is said of which line or table the columns are."""
    units = any(span.named("budgetUnit") and not span.named("department") for span in tokens.spans)
    tables = any(span.named("table") for span in tokens.spans)
    return tables or units or _names_line(tokens) or bool(tokens.all("budget-unit"))


def _names_line(tokens: Tokens) -> bool:
    return bool(tokens.all("code")) or any(span.named("line") and not span.named("column") for span in tokens.spans)


def _is_column(tokens: Tokens, place: int) -> bool:
    return 0 <= place < len(tokens) and bool(tokens[place].named("column"))


def _is_summed(span: Span) -> bool:
    return any(map(span.named, ("line", "column"))) or span.has("source") or span.has("code")
