"""A question put to the store: read-only, bounded in time and in rows, with its columns named in Chinese."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from kg.errors import QueryError
from kg.query.kept import SLOW, keep_answer, read_answer
from kg.query.named import NamedQuery, find_query, parse_query
from kg.query.ordering import Cell, Order, take_order
from kg.query.scan import reading_form, with_limit, with_prefixes
from kg.query.syntax import explain_syntax
from kg.query.timing import within

SECONDS: Final = 20.0
"""Time limit of a question, unless told otherwise."""
ROWS: Final = 100_000
"""Row limit of an answer, unless told otherwise."""

_NAME: Final = re.compile(r"[^\s{}<>?$\"#]+")
_TITLED: Final = re.compile(r"^#\s*title:", re.MULTILINE)


class Table(Protocol):
    """What a store answers to SELECT and ASK."""

    @property
    def variables(self) -> list[str]:
        """Names of the columns."""

    @property
    def rows(self) -> Sequence[tuple[Cell, ...]]:
        """One tuple a solution."""


class Askable(Protocol):
    """A store that can be asked: kg.store.GraphStore, or anything that answers over the union of its graphs."""

    def select(self, sparql: str, /) -> Table:
        """Answer a SELECT or ASK."""

    def construct(self, sparql: str, /) -> Sequence[tuple[str, str, str]]:
        """Answer a CONSTRUCT or DESCRIBE."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer. ``headings`` are the Chinese column names (the variable where none is given);
    ``note`` says in Chinese that rows were cut off, else None."""

    variables: list[str]
    rows: list[tuple[Cell, ...]]
    headings: tuple[str, ...]
    note: str | None = None


def run_query(
    store: Askable,
    query: NamedQuery | str,
    parameters: Mapping[str, str | Decimal | int] | None = None,
    *,
    time_limit: float = SECONDS,
    row_limit: int = ROWS,
) -> Answer:
    """Put a named question (or its name), the text of a question file, or SPARQL to the store.

    Raises QueryError: no such name, a bad value, text that is not read-only or not SPARQL, and an answer that
    takes longer than ``time_limit`` seconds (see `kg.query.timing.within`).
    """
    named = _named(query)
    if named is None and parameters:
        raise QueryError("只有现成的问题才能带参数；自己写的 SPARQL 请把值直接写在查询里。")
    # a value is escaped where it is bound, so the text is judged without it
    form = reading_form(named.text if named else str(query))
    text = named.bind(parameters) if named else str(query)
    asked = with_prefixes(text if form == "ASK" else with_limit(text, row_limit + 1))
    is_kept = named is not None and form == "SELECT"
    order = take_order(text) if is_kept else None
    kept = read_answer(store, asked) if is_kept else None
    if kept is not None:
        variables, rows = kept
    else:
        start = time.perf_counter()
        try:
            variables, rows = within(
                time_limit,
                lambda: (
                    _ask(store, form, asked) if order is None else _ask_sorted(store, order, asked, row_limit)
                ),
            )
        except (SyntaxError, ValueError) as error:
            # one line of prefixes stands before the text as given
            raise QueryError(explain_syntax(text, str(error), lines_before=1)) from error
        if is_kept and time.perf_counter() - start > SLOW:
            keep_answer(store, asked, variables, rows)
    note = None
    if len(rows) > row_limit:
        note = f"结果超过 {row_limit} 行，只给出前 {row_limit} 行。请加条件缩小范围，或用 LIMIT 和 OFFSET 分批取。"
    columns = named.columns if named else {}
    headings = tuple(columns.get(name, name) for name in variables)
    return Answer(variables, rows[:row_limit], headings, note)


def _named(query: NamedQuery | str) -> NamedQuery | None:
    if isinstance(query, NamedQuery):
        return query
    if _NAME.fullmatch(query.strip()):
        return find_query(query.strip())
    return parse_query("（文件）", "", query) if _TITLED.search(query) else None


def _ask(store: Askable, form: str, sparql: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
    if form in {"CONSTRUCT", "DESCRIBE"}:
        return ["subject", "predicate", "object"], list(store.construct(sparql))
    table = store.select(sparql)
    return list(table.variables), [tuple(row) for row in table.rows]


def _ask_sorted(
    store: Askable, order: Order, asked: str, row_limit: int
) -> tuple[list[str], list[tuple[Cell, ...]]]:
    variables, rows = _ask(store, "SELECT", with_prefixes(with_limit(order.text, row_limit + 1)))
    if len(rows) > row_limit or not {name for name, _ in order.keys} <= set(variables):
        # which rows come first only the engine can tell
        return _ask(store, "SELECT", asked)
    return variables, order.sorted(variables, rows)
