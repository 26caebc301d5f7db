"""Which functional line of the budget tables pays for a project, where the amounts leave one answer only.

No table prints project and function side by side in every layout, but both print the money: a project whose
fiscal amount of the year equals the project expenditure of exactly one functional item of the same document,
and an item that no second project fits, belong together. A link of that kind is evidence, not a statement of
the form.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kg.graph.columns import is_project_column
from kg.graph.facts import Facts
from kg.graph.place import kg
from kg.graph.terms import read_term

_ITEM_DIGITS: Final = 7
"""Digits of the code of an item (类款项), the lowest level of the functional classification."""

_PROJECT_FORM: Final = "项目支出绩效目标表"

Amounts = dict[tuple[str, str], set[str]]
"""Document and amount (a term) → the nodes that print it."""


def function_links(facts: Facts) -> Iterator[tuple[str, str]]:
    """Pairs of a project and a budget line, both terms, sorted."""
    projects = _project_amounts(facts)
    items, lines = _item_amounts(facts)
    for place in sorted(projects):
        codes = items.get(place, set())
        if len(projects[place]) == 1 and len(codes) == 1:
            for line in sorted(lines[(*place, next(iter(codes)))]):
                yield next(iter(projects[place])), line


def _project_amounts(facts: Facts) -> Amounts:
    found: Amounts = defaultdict(set)
    for form in facts.instances(kg("Form")):
        if facts.first_value(form, "formKind") != _PROJECT_FORM:
            continue
        amounts = facts.get(form, "fiscalBudget") or facts.get(form, "budget")
        for project in facts.get(form, "ofProject"):
            for document in facts.get(form, "inDocument"):
                for amount in amounts:
                    found[document, amount].add(project)
    return found


def _item_amounts(facts: Facts) -> tuple[Amounts, dict[tuple[str, str, str], set[str]]]:
    items: Amounts = defaultdict(set)
    lines: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for node in facts.instances(kg("BudgetAmount")):
        column = facts.first(node, "column")
        line = facts.first(node, "ofLine")
        amount = facts.first(node, "amount")
        if line is None or amount is None or column is None or not is_project_column(column):
            continue
        if read_term(amount) == "0":
            continue
        code = facts.first_value(line, "code") or ""
        if facts.first_value(line, "tableKind") == "function" and len(code) == _ITEM_DIGITS:
            for document in facts.get(line, "inDocument"):
                items[document, amount].add(code)
                lines[document, amount, code].add(line)
    return items, lines
