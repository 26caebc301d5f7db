"""Queries that an engine could die of are refused before it sees them; the program itself asks nothing like them."""

import asked_graph
import pytest

from kg.errors import QueryError
from kg.query import list_queries, list_rules, run_query
from kg.query.scan import reading_form

DEEP = {
    "braces": "SELECT * {" + "{" * 3000 + "?s ?p ?o" + "}" * 3000 + "}",
    "parentheses": "SELECT (" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) {}",
    "functions": "SELECT (" + "ABS(" * 3000 + "1" + ")" * 3000 + " AS ?x) {}",
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * 200 + "1" + " ]" * 200 + " }",
    "lists": "ASK { ?s ?p " + "( " * 200 + "1" + " )" * 200 + " }",
    "subqueries": "SELECT * { " + "{ SELECT * { " * 3000 + "?s ?p ?o" + " } }" * 3000 + " }",
    "unclosed": "SELECT * " + "{" * 100_000,
}
LINKED = {
    "sums": "SELECT (" + "1+" * 20_000 + "1 AS ?x) {}",
    "either": "ASK { FILTER(" + "true||" * 20_000 + "true) }",
    "not": "ASK { FILTER(" + "!" * 20_000 + "true) }",
    "unions": "ASK { " + "{?s ?p ?o} UNION " * 20_000 + "{?s ?p ?o} }",
    "paths": "ASK { ?s " + "<a:b>/" * 3000 + "<a:b> ?o }",
    "filters": "ASK { ?s ?p ?o " + "FILTER(true) " * 20_000 + "}",
    "optional": "ASK { " + "OPTIONAL { ?s ?p ?o } " * 3000 + "}",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused(text):
    with pytest.raises(QueryError, match="括号套得太深"):
        run_query(asked_graph.embedded(), text)


@pytest.mark.parametrize("text", LINKED.values(), ids=LINKED)
def test_long_chains_are_refused(text):
    with pytest.raises(QueryError, match="太多，最多 500 个"):
        run_query(asked_graph.embedded(), text)


def test_a_text_of_megabytes_is_refused_at_once():
    with pytest.raises(QueryError, match="查询太长"):
        reading_form('SELECT * { ?s ?p "' + "a" * 10_000_000 + '" }')


def test_signs_in_strings_and_names_count_nothing():
    text = "(" * 5000 + "+" * 5000
    assert reading_form(f'SELECT * {{ ?s ?p "{text}" # {text}\n }}') == "SELECT"


def test_what_stands_just_within_the_limits_is_answered():
    inside = "SELECT (" + "(" * 50 + "+".join(["1"] * 300) + ")" * 50 + " AS ?x) {}"
    assert run_query(asked_graph.embedded(), inside).rows == [(300,)]


@pytest.mark.parametrize("query", [*list_queries(), *list_rules()], ids=lambda query: query.name)
def test_every_question_of_the_program_is_within(query):
    assert reading_form(query.text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/x> { GRAPH ?g { ?s ?p ?o } }",
        "INSERT DATA { <a:b> <a:c> 1 }",
    ],
)
def test_nothing_is_fetched_and_nothing_written(text):
    with pytest.raises(QueryError):
        run_query(asked_graph.embedded(), text)


@pytest.mark.parametrize("pattern", ["(a*)*" * 50 + "b", "(x{1000}){1000}", "("])
def test_no_pattern_takes_long(pattern):
    text = f'SELECT ?t {{ ?s kg:targetText ?t FILTER(REGEX(?t, "{pattern}")) }}'
    assert run_query(asked_graph.embedded(), text, time_limit=10).rows is not None
