"""Two questions answered together: two numbers in one row, the rows of both in one list, a list and its sum."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from kg.ask.form import Form, Subject
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query

_VARIABLE: Final = re.compile(r"\?(\w+)")
_ADDED: Final[Mapping[Subject, Subject]] = {"project": "money"}
"""Rows whose amounts are added up as rows of another subject."""


def beside(one: Query, other: Query, form: Form) -> Query:
    """One query of both. Raises Unread where each has more than a number and they are not of one kind of rows."""
    return _numbers(one, other) if form.aggregate == "count" else _rows(one, other)


def with_total(form: Form, write: Callable[[Form], Query]) -> Query:
    """The rows of a form, each with the sum of them all. Raises Unread where it has not one row for each amount."""
    listed = replace(form, with_total=False)
    query = write(listed)
    whole = write(replace(listed, subject=_ADDED.get(form.subject, form.subject), groups=[], aggregate="sum"))
    total = whole.columns[-1]
    if query.limit is not None or whole.group or not total.expression.startswith("SUM("):
        raise Unread("清单和它的合计不能一起回答，请分开问")
    body = "\n".join(whole.body(3, frozenset(_variables(total.expression))))
    query.before.append(f"{{\n    SELECT ({total.expression} AS ?total)\n    WHERE {{\n{body}\n    }}\n  }}")
    query.column("total", "合计（万元）")
    if query.group:
        query.group.append("?total")
    return query


def _numbers(one: Query, other: Query) -> Query:
    whole = Query(origins=(one, other))
    for name, query in (("first", one), ("second", other)):
        if query.group or query.limit is not None or len(query.columns) != 1:
            raise Unread("一句话里问了两样，请分开问")
        number = query.columns[0]
        body = "\n".join(query.body(3, frozenset(_variables(number.expression))))
        whole.where(f"{{\n    SELECT ({number.expression} AS ?{name})\n    WHERE {{\n{body}\n    }}\n  }}")
        whole.column(name, number.heading + ("（前者）" if name == "first" else "（后者）"))
    return whole


def _variables(expression: str) -> list[str]:
    return _VARIABLE.findall(expression)


def _rows(one: Query, other: Query) -> Query:
    whole = Query(origins=(one, other))
    parts = []
    for query in (one, other):
        if query.group or query.limit is not None:
            raise Unread("一句话里问了两样，请分开问")
        body = "\n".join(query.body(3))
        selected = " ".join(column.selected for column in query.columns)
        parts.append(f"{{\n    SELECT DISTINCT {selected}\n    WHERE {{\n{body}\n    }}\n  }}")
        for column in query.columns:
            whole.column(column.name, column.heading)
    whole.where(" UNION ".join(parts))
    whole.order = [line for line in one.order if line in other.order]
    return whole
