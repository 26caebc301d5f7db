"""Turns of phrase of people who work with the forms: 执行率一项得了几分, 实际完成值已达到年度指标值, 按“三公”经费表."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from kg.ask.alike import also_called, is_part_of
from kg.ask.names import Names
from kg.ask.spans import Span
from kg.ask.tokens import Tokens
from kg.ask.words import Sense
from kg.text import key

_TABLE: Final = "表"
_BUDGET: Final = "预算"
_ACCOUNTS: Final = "决算"
_PROJECT: Final = "项目"
_SPENT: Final = "支出"
_SIDES: Final = ("income", "expenditure")
_INSIDE: Final = ("中", "里", "其中")
_ONE: Final = "一项"
_POINTS: Final = "分"
_REACHED: Final = frozenset({"达到", "等于"})
_BY: Final = ("按", "按照")
JOINS: Final = frozenset({"但", "但是", "且", "并", "却", "而"})
"""Words behind a comma with which a further condition goes on."""
_TABLES: Final = ("table", "column", "line", "project")


def rewrite_professional(tokens: Tokens) -> None:
    """Put each turn into the words that say it plainly; what does not fit stays, and is refused by the reading."""
    turns: tuple[Callable[[Tokens], None], ...] = (
        _named_table, _of_department, _one_of, _points_of_rate, _value_reached, _joined,
    )  # fmt: skip
    for turn in turns:
        turn(tokens)


def _named_table(tokens: Tokens) -> None:
    """按“三公”经费表: the table by its short name."""
    for index in reversed(tokens.all("thing", "project-form")):  # “…”项目表中的目标值
        if index and tokens[index - 1].named("project") and tokens.all("attribute"):
            tokens.spans = [one for at, one in enumerate(tokens.spans) if at != index]
    for index in reversed(tokens.all("table-word")):
        named = index - 1
        if named < 0:
            continue
        span = tokens[named]
        if not any(map(span.named, _TABLES)) and not any(map(span.has, ("source", "condition"))):
            continue
        by = named - 1
        dropped = {index, by} if by >= 0 and tokens[by].text in _BY else {index}
        tokens.spans = [one for at, one in enumerate(tokens.spans) if at not in dropped]


def _of_department(tokens: Tokens) -> None:
    """某局2024年部门收入预算: the budget of the department that is named."""
    for index in tokens.all("thing", "department"):
        after = index + 1
        whose = ("year", "place", "office")
        named = index and (any(map(tokens[index - 1].has, whose)) or bool(tokens[index - 1].names))
        if not named or after >= len(tokens):
            continue
        budget = tokens.between(index, after).startswith(_BUDGET)
        if budget or any(tokens[after].has("attribute", side) for side in ("income", "expenditure")):
            tokens.spans = [one for at, one in enumerate(tokens.spans) if at != index]
            return


def read_tables(tokens: Tokens, names: Names) -> None:
    """支出决算表中: the table that is named so, though its name begins with a word."""
    for index, span in enumerate(tokens.spans[:-1]):
        printed = names.spelled("table", f"{span.text}{_TABLE}")
        inside = tokens[index + 1].has("attribute", "line-amount") and tokens[index + 1].start == span.end
        behind = tokens.between(index, index + 1) or (tokens[index + 1].text if inside else "")
        if printed and span.senses and behind.startswith(_TABLE):
            named = replace(span, text=f"{span.text}{_TABLE}", senses=(), names=(("table", printed),))
            tokens.spans = [*tokens.spans[:index], named, *tokens.spans[index + 1 + inside :]]
            return


def read_column_of_side(tokens: Tokens, names: Names) -> None:
    """项目支出决算, 财政拨款收入预算: the column, where 项目 and 支出决算 are words of their own."""
    lines = any(span.named("line") and not span.named("project") for span in tokens.spans)
    of_tables = lines or bool(tokens.all("code"))
    counted = ("each", "which", "how-many")
    projects = [
        index
        for index in tokens.all("thing", "project")
        if of_tables or (index and tokens[index].text == _PROJECT and not any(map(tokens[index - 1].has, counted)))
    ]
    for index in [*projects, *tokens.all("source")]:
        side = index + 1
        if side >= len(tokens) or not any(tokens[side].has("attribute", one) for one in _SIDES):
            continue
        word = tokens[side].text[: len(_SPENT)]
        rest = tokens[side].text.removeprefix(word)
        found = tuple(names.exact(f"{tokens[index].text}{word}"))
        if tokens[side].start != tokens[index].end or rest not in {"", _BUDGET, _ACCOUNTS} or not found:
            continue
        end = tokens[side].end
        named = Span(tokens[index].start, end - len(rest), f"{tokens[index].text}{word}", names=found)
        planned = Sense("planned") if rest == _BUDGET else Sense("final-accounts")
        tail = (Span(named.end, end, rest, (planned,)),) if rest else ()
        tokens.spans = [*tokens.spans[:index], named, *tail, *tokens.spans[side + 1 :]]
        return


def read_parts_of_column(tokens: Tokens, names: Names) -> None:
    """基本支出中人员经费和公用经费: the columns of that name below the one named first."""
    for index, span in enumerate(tokens.spans[:-1]):
        whole = span.named("column") and not span.named("line") and not span.quoted
        if not whole or not tokens.between(index, index + 1).startswith(_INSIDE):
            continue
        parts: dict[int, Span | None] = {}
        for place in range(index + 1, len(tokens), 2):
            texts = (tokens[place].text, *also_called(tokens[place].text))
            found = dict.fromkeys(name for text in texts for name in names.spelled("column", text))
            below = tuple(name for name in found if _is_below(key(name), span.text, texts))
            if not below or not tokens[place].named("column"):
                break
            parts[place] = replace(tokens[place], names=(("column", below),))
            if place + 1 >= len(tokens) or not tokens[place + 1].has("and"):
                break
        if parts:
            tokens.put({index: None, **parts})
            return


def _is_below(column: str, whole: str, texts: Sequence[str]) -> bool:
    """Whether the column stands below the whole, or at the top of a table of the whole: 人员经费·金额."""
    parts = column.split("·")
    above = whole in "·".join(parts[:-1])
    return len(parts) > 1 and (above or (parts[0] in texts and is_part_of(parts[0], whole)))


def _one_of(tokens: Tokens) -> None:
    """执行率一项: says no more than 执行率."""
    for index in range(len(tokens) - 1, 0, -1):
        span, before = tokens[index], tokens[index - 1]
        plain = span.text == _ONE and span.amount is not None and span.amount.operator is None
        if plain and (before.has("attribute") or before.names) and not before.has("attribute", "money"):
            tokens.spans = [one for at, one in enumerate(tokens.spans) if at != index]


def _points_of_rate(tokens: Tokens) -> None:
    """执行率得了几分: the points that the rate got, not the rate."""
    for index in tokens.all("attribute", "execution-rate"):
        asked = tokens.next(index, over=frozenset({"is", "condition"}))
        if asked is not None and tokens[asked].has("attribute", "score"):
            between = asked
        elif asked is not None and tokens[asked].has("what") and tokens[asked].text.endswith(_POINTS):
            between = asked - 1
        else:
            continue
        score = replace(tokens[index], senses=(Sense("attribute", "execution-score"),))
        tokens.spans = [*tokens.spans[:index], score, *tokens.spans[between + 1 :]]
        return


def _value_reached(tokens: Tokens) -> None:
    """实际完成值已达到年度指标值 as 达到目标; 没有达到 as 没有达到目标."""
    for index in tokens.all("attribute", "actual"):
        at = index + 1
        without = at < len(tokens) and tokens[at].has("without")
        at += without
        if at < len(tokens) and (tokens[at].has("condition", "met") or tokens[at].has("condition", "unmet")):
            tokens.spans = [one for place, one in enumerate(tokens.spans) if place != index]
            return  # 完成值达到目标
        if at + 1 >= len(tokens) or not tokens[at].has("is") or tokens[at].text not in _REACHED:
            continue
        if tokens[at + 1].has("attribute", "value") and not tokens[at + 1].has("what"):
            sense = Sense("condition", "unmet" if without else "met")
            words = "".join(span.text for span in tokens.spans[index : at + 2])
            merged = replace(tokens[index], text=words, senses=(sense,))
            tokens.spans = [*tokens.spans[:index], merged, *tokens.spans[at + 2 :]]
            return


def _joined(tokens: Tokens) -> None:
    """已达标、但得分为0: both conditions hold, which the comma says no more plainly."""
    dropped = {
        index
        for index in tokens.all("and")
        if index + 1 < len(tokens) and any(word in tokens.between(index, index + 1) for word in JOINS)
    }
    tokens.spans = [span for index, span in enumerate(tokens.spans) if index not in dropped]
