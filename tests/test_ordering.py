"""The order of answers: made by the program as SPARQL says, wherever a question is ordered by its columns."""

from decimal import Decimal

import pytest

from kg.query import list_queries, list_rules
from kg.query.ordering import Order, take_order


@pytest.mark.parametrize(
    "clause, keys",
    [
        ("ORDER BY ?a ?b", (("a", False), ("b", False))),
        ("ORDER BY DESC(?b) ASC(?a)", (("b", True), ("a", False))),
        ("order by ?a", (("a", False),)),
    ],
)
def test_order_is_taken_out(clause, keys):
    order = take_order(f"SELECT ?a ?b {{ ?a ?p ?b }}\n{clause}")
    assert order == Order("SELECT ?a ?b { ?a ?p ?b }\n", keys)


@pytest.mark.parametrize(
    "clause", ["", "ORDER BY ?a LIMIT 3", "ORDER BY IF(?a, 1, 2)", "ORDER BY STR(?a) ?b", "ORDER BY ?a ?p"]
)
def test_other_orders_are_left_to_the_engine(clause):
    assert take_order(f"SELECT ?a ?b {{ ?a ?p ?b }} {clause}") is None


def test_an_inner_order_stays():
    assert take_order("SELECT ?a { { SELECT ?a { ?a ?p ?b } ORDER BY ?b } }") is None


def test_unbound_comes_first_then_numbers_then_text():
    rows = [("乙", 1), ("甲", 2), (None, 3), (Decimal("2.5"), 4), (10, 5), ("乙", 0)]
    order = Order("", (("a", False),))
    assert order.sorted(["a", "b"], rows) == [
        (None, 3), (Decimal("2.5"), 4), (10, 5), ("乙", 0), ("乙", 1), ("甲", 2),
    ]  # fmt: skip


def test_descending_keys_keep_the_order_of_the_others():
    rows = [("a", 1), ("b", 2), ("c", 2)]
    assert Order("", (("n", True), ("x", False))).sorted(["x", "n"], rows) == [("b", 2), ("c", 2), ("a", 1)]


def test_most_questions_are_ordered_here():
    left = {query.name for query in (*list_queries(), *list_rules()) if take_order(query.text) is None}
    # by how grave a finding is, how far values are apart, and the place in a form
    assert left == {
        "findings-by-code", "activities-and-purchases", "against-last-year", "problems", "whole-form-parts",
    }  # fmt: skip
