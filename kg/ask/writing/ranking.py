"""What is largest of numbers that were counted or added up."""

from kg.ask.form import Form
from kg.ask.writing.query import Query
from kg.ask.writing.shared import order_by


def wrapped(query: Query, form: Form) -> Query:
    """The groups of a query by its last column, the number: all of them in order, the first few, or the first with all
    that equal it."""
    inner = "\n".join(query.body(3))
    selected = " ".join(column.selected for column in query.columns)
    outer = Query(origins=(query,))
    outer.where(
        f"{{\n    SELECT {selected}\n    WHERE {{\n{inner}\n    }}\n    GROUP BY {' '.join(query.group)}\n  }}"
    )
    for column in query.columns:
        outer.column(column.name, column.heading)
    order_by(outer, form, query.columns[-1].name)
    outer.order.extend(query.group)
    return outer
