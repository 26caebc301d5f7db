"""Two questions answered together: two numbers in one row, or the rows of both in one list."""

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.writing.query import Query


def beside(one: Query, other: Query, form: Form) -> Query:
    """One query of both. Raises Unread where each has more than a number and they are not of one kind of rows."""
    return _numbers(one, other) if form.aggregate == "count" else _rows(one, other)


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
    return [word.strip("() ") for word in expression.split("?")[1:]]


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
