"""Named questions on two engines, parameters as values, and what a query may not do."""

import json
import re
import threading
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import asked_graph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.namespaces import KG
from kg.query import find_query, list_queries, list_rules, run_query
from kg.query.named import parse_query
from kg.query.parameters import Parameter
from kg.query.scan import reading_form, tokens_of, with_limit
from kg.query.syntax import explain_syntax
from kg.query.timing import within
from kg.vocabulary import ontology_dir

CASES = json.loads((Path(__file__).parent / "cases" / "queries" / "answers.json").read_text(encoding="utf-8"))
ALL = (*list_queries(), *list_rules())
STORES = {"oxigraph": asked_graph.embedded, "rdflib": asked_graph.plain}


def shown(rows):
    return [[shown_cell(cell) for cell in row] for row in rows]


def shown_cell(cell):
    if not isinstance(cell, Decimal):
        return cell
    digits = format(cell, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: "-".join([case["query"], *case["parameters"].values()])
)
def test_answer(case, engine):
    answer = run_query(STORES[engine](), case["query"], case["parameters"], time_limit=60)
    assert shown(answer.rows) == case["rows"]
    assert answer.note is None


COUNTING_DOCUMENTS = {
    "findings-by-code",
    "findings-in-document",
    "graph-contents",
    "same-indicator-across-documents",
}
"""Questions that ask in how many documents something stands."""


@pytest.mark.parametrize(
    "query", [query for query in ALL if query.name not in COUNTING_DOCUMENTS], ids=lambda query: query.name
)
def test_rows_printed_in_several_documents_do_not_multiply(query):
    once = run_query(asked_graph.embedded(), query)
    again = run_query(asked_graph.repeated(), query, time_limit=60)
    if "document" not in once.variables:
        assert again.rows == once.rows
        return
    copies = [
        placed(row, once.variables, number) for number in range(asked_graph.COPIES) for row in once.rows
    ]
    assert sorted(map(str, again.rows)) == sorted(map(str, copies))


def placed(row, variables, number):
    further = asked_graph.APART * number
    cells = dict(zip(variables, row, strict=True))
    cells["document"] = f"{number}-{cells['document']}" if number else cells["document"]
    if "line" in cells:
        cells["line"] += further
    if "message" in cells:
        cells["message"] = re.sub(
            r"第 (\d+) 行", lambda line: f"第 {int(line[1]) + further} 行", cells["message"]
        )
    return tuple(cells.values())


def test_every_question_has_an_answer_with_rows():
    answered = {case["query"] for case in CASES if case["rows"]}
    assert len(list_queries()) >= 50
    assert len(ALL) >= 80
    assert answered == {query.name for query in ALL}


def test_names_are_unique_and_titles_too():
    assert len({query.name for query in ALL}) == len(ALL)
    assert len({query.title for query in ALL}) == len(ALL)


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_head_of_a_question_fits_its_text(query):
    assert query.description
    assert query.title.endswith("？")
    answer = run_query(asked_graph.embedded(), query)
    assert list(query.columns) == answer.variables
    assert answer.headings == tuple(query.columns.values())
    defaults = {parameter.name: parameter.default for parameter in query.parameters}
    assert run_query(asked_graph.embedded(), query, defaults).rows == answer.rows


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_questions_use_terms_of_the_ontology_only(query):
    files = [path for path in ontology_dir().glob("*.ttl") if path.stem != "mappings"]
    declared = {
        name for path in files for name in re.findall(r"^kg:(\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    used = {token.text[3:] for token in tokens_of(query.text) if token.text.startswith("kg:")}
    assert used <= declared
    assert KG not in query.text


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_questions_avoid_what_is_quadratic(query):
    words = [token.word for token in tokens_of(query.text)]
    assert "EXISTS" not in words


def test_a_question_file_runs_as_it_stands():
    query = find_query("budget-by-function")
    answer = run_query(asked_graph.embedded(), query.text, {"code": "208"})
    assert [row[2] for row in answer.rows] == ["2080505"]
    assert answer.headings[0] == "文件"


def test_found_by_title():
    assert find_query("哪些项目没有满意度指标").name == "projects-without-satisfaction"


def test_unknown_name_lists_near_ones():
    with pytest.raises(
        QueryError,
        match=r"没有名为“projects-witout-quantity”的问题。您要找的可能是：projects-without-quantity",
    ):
        find_query("projects-witout-quantity")
    with pytest.raises(QueryError, match=r"可用的有：achievement-by-project、activities-and-purchases"):
        find_query("zzz")


INJECTIONS = [
    '" } UNION { ?s ?p ?o } #',
    "\\",
    '\\" ) } SERVICE <http://x.example/> { ?a ?b ?c } #',
    "'''",
    "a\nb\r\t",
    "?x } DROP ALL",
    "\\u0022 }",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_parameters_are_values(value):
    assert run_query(asked_graph.embedded(), "indicators-by-project", {"project": value}).rows == []


def test_a_value_is_compared_as_given():
    query = parse_query(
        "echo", "", '# title: 回声\n# parameter: word | text | | 词\nSELECT ?word { VALUES ?word { "" } }'
    )
    for value in [*INJECTIONS, "≥95%", "“引号”", "a'b\"c"]:
        assert run_query(asked_graph.embedded(), query, {"word": value}).rows == [(value,)]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_is_a_value(value):
    query = parse_query(
        "echo", "", '# title: 回声\n# parameter: word | text | | 词\nSELECT ?word { VALUES ?word { "" } }'
    )
    assert run_query(asked_graph.embedded(), query, {"word": value}).rows == [(value,)]


@pytest.mark.parametrize(
    "type_, value, term",
    [
        ("number", "95", "95"),
        ("number", "１，０００.５", "1000.5"),
        ("number", Decimal("1E+3"), "1000"),
        ("integer", "3", "3"),
        ("quantity", "95%", "0.95"),
        ("quantity", "2小时", "7200"),
        ("quantity", "1.5 万元", "15000"),
        ("quantity", "0.5", "0.5"),
        ("operator", "不低于", "<https://performance-targets.example/vocab/operators/at-least>"),
        ("operator", "＜", "<https://performance-targets.example/vocab/operators/less-than>"),
        ("text", 'a"b', '"a\\"b"'),
    ],
)
def test_terms_of_values(type_, value, term):
    assert Parameter("x", type_, "", "值").term(value) == term


@pytest.mark.parametrize(
    "type_, value, message",
    [
        ("number", "九十", "应是数字，这里是“九十”"),
        ("number", "1e99", "应是数字"),
        ("number", "NaN", "应是数字"),
        ("number", "1 } DROP", "应是数字"),
        ("integer", "2.5", "应是整数"),
        ("quantity", "3光年", "单位“光年”不在单位词表中"),
        ("operator", "约", "应是 ≥、≤、=、>、< 之一"),
        ("text", "长" * 1001, "太长"),
    ],
)
def test_values_of_another_type_are_refused(type_, value, message):
    with pytest.raises(QueryError, match=message):
        Parameter("x", type_, "", "值").term(value)


def test_unknown_parameters_are_refused():
    with pytest.raises(QueryError, match="没有参数 city。可用的参数：project"):
        run_query(asked_graph.embedded(), "indicators-by-project", {"city": "x"})
    with pytest.raises(QueryError, match="只有现成的问题才能带参数"):
        run_query(asked_graph.embedded(), "SELECT * { ?s ?p ?o }", {"s": "x"})


@pytest.mark.parametrize(
    "text, message",
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "不能用 INSERT 修改"),
        ("prefix a: <b:c> delete where { ?s ?p ?o }", "不能用 DELETE 修改"),
        ("# SELECT\nDROP ALL", "不能用 DROP 修改"),
        ("LOAD <http://x.example/>", "不能用 LOAD 修改"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "第 1 行第 12 列：不允许使用 SERVICE"),
        ("SELECT * {\n ?s ?p ?o FILTER(?s<?o)service ?s{?a ?b ?c} }", "第 2 行第 24 列：不允许使用 SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "不允许使用 FROM"),
        ("DESCRIBE ?s FROM NAMED <http://x.example/> { ?s ?p ?o }", "不允许使用 FROM"),
        ("SELECT * { \\u0053ERVICE <http://x.example/> { ?s ?p ?o } }", "转义"),
        ('SELECT * { ?s ?p "\\u0022 } #" }', "转义"),
        ("SELECT * { SERVICESILENT<http://x.example/> { ?s ?p ?o } }", "第 1 行第 12 列：不允许使用 SERVICE"),
        ("PREFIX x: <http://x.example/> SELECT * { SERVICEx: { ?s ?p ?o } }", "不允许使用 SERVICE"),
        ("PREFIX : <http://x.example/> SELECT * { ?a ?b 1.SERVICE:a { ?s ?p ?o } }", "不允许使用 SERVICE"),
        ("SELECT * { ?a ?b 1SERVICE<http://x.example/> { ?s ?p ?o } }", "不允许使用 SERVICE"),
        ("SELECT * { ?s kg:\\# ?o . SERVICE <http://x.example/> { ?a ?b ?c }\n }", "不允许使用 SERVICE"),
        (
            "SELECT * { ?s ?p ?a FILTER(?a<?b#>'''\n) SERVICE <http://x.example/> { ?x ?y ?z } #'''\n }",
            "有歧义",
        ),
        ("SELECT * { ?s ?p ?a FILTER(?a<'x>') SERVICE <http://x.example/> { ?x ?y ?z } #'\n }", "有歧义"),
        ('SELECT * { ?a ?b ("""x") . SERVICE <http://x.example/> { ?s ?p ?o } }', "引号没有成对"),
        ('SELECT * { ?a ?b ("""x") . SERVICE <http://x.example/> { ?s ?p ?o } #\\q """\n }', "引号没有成对"),
        ("", "查询是空的"),
        ("你好 世界", "查询应以 SELECT"),
    ],
)
def test_refused(text, message):
    with pytest.raises(QueryError, match=message):
        reading_form(text)


@pytest.mark.parametrize(
    "text, form",
    [
        ('SELECT ?s { ?s ?p "SERVICE" } # FROM <x>', "SELECT"),
        (
            "PREFIX service: <http://from/#> BASE <b:> ASK { ?service service:from <http://x/#service> }",
            "ASK",
        ),
        ("construct { ?s ?p '''DROP \"ALL'\n''' } where { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://x.example/from>", "DESCRIBE"),
        ('SELECT * { ?s kg:a\\\'b "SERVICE \\" \\n" ; kg:c \'\', """ "SERVICE" """ }', "SELECT"),
    ],
)
def test_words_inside_names_and_strings_are_no_keywords(text, form):
    assert reading_form(text) == form


@pytest.mark.parametrize("unit", ["a.", '\\"', '\\"""', "'", "<a", "-:"])
def test_no_text_takes_long_to_judge(unit):
    text = "SELECT " + unit * (200_000 // len(unit)) + "\n"
    start = time.process_time()
    with suppress(QueryError):
        reading_form(text)
    assert time.process_time() - start < 5  # a quadratic pattern takes minutes


@pytest.mark.parametrize("limit", ["LIMIT 9", "LIMIT " + "9" * 5000])
def test_a_limit_of_any_length_is_bounded(limit):
    assert with_limit(f"SELECT ?s {{ ?s ?p ?o }} {limit}", 5).endswith("LIMIT 5")


def test_prefixes_are_supplied():
    assert run_query(asked_graph.embedded(), "ASK { ?f a kg:Form ; dct:title|kg:line ?x }").rows == [(True,)]


def test_construct_and_describe_give_triples():
    answer = run_query(
        asked_graph.embedded(),
        "CONSTRUCT { ?d rdfs:label ?l } WHERE { ?d a org:FormalOrganization ; rdfs:label ?l }",
    )
    assert answer.variables == ["subject", "predicate", "object"]
    assert {row[2] for row in answer.rows} == {
        f'"{name}"' for name in (asked_graph.EAST, asked_graph.WEST, asked_graph.NORTH)
    }


@pytest.mark.parametrize(
    "text, place",
    [
        ("SELECT ?s WHERE { ?s ?p }", "，在第 1 行第 26 列或它前面"),
        (
            "SELECT ?s\nWHERE {\n  ?s ?p ?o .\n  FILTR(?o > 3)\n}",
            "。第 4 行第 3 列：不认识“FILTR”，是否要写 FILTER？",
        ),
        ("SELECT ?s { ?s name ?o }", "。第 1 行第 16 列：不认识“name”"),
        ("SELECT ?s { ?s ?p ?o", "。第 1 行第 11 列：“{”没有结束"),
        ("SELECT ?s {\n (?s ?p ?o }", "。第 2 行第 12 列：多出“}”"),
        ('SELECT ?s {\n ?s ?p "x }', "。第 2 行第 8 列：引号没有成对"),
        ("SELECT ?s { ?s foaf:name ?o }", "。第 1 行第 16 列：前缀“foaf:”没有声明"),
        ("SELECT ?s { ?s ?p ?o FILTER（?o > 3） }", "。第 1 行第 28 列：“（”是中文标点"),
        ("SELECT (COUNT(?s) AS ?n) ?s { ?s ?p ?o }", "，在第 1 行第 41 列或它前面"),
    ],
)
def test_syntax_errors_name_the_place(text, place):
    with pytest.raises(QueryError, match=re.escape(f"查询有语法错误{place}")):
        run_query(asked_graph.embedded(), text)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("SELECT ?s { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o }\nLIMIT 7"),
        ("SELECT ?s { ?s ?p ?o } LIMIT 5", "SELECT ?s { ?s ?p ?o } LIMIT 5"),
        ("SELECT ?s { ?s ?p ?o } limit 500 OFFSET 3", "SELECT ?s { ?s ?p ?o } limit 7 OFFSET 3"),
        (
            "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }",
            "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }\nLIMIT 7",
        ),
        ("SELECT ?s { ?s ?p ?o } VALUES ?s { 1 }", "SELECT ?s { ?s ?p ?o } LIMIT 7\nVALUES ?s { 1 }"),
        ("SELECT ?s { ?s ?p ?o } # LIMIT 3", "SELECT ?s { ?s ?p ?o } # LIMIT 3\nLIMIT 7"),
    ],
)
def test_limit_is_put_on_the_outermost_query(text, expected):
    assert with_limit(text, 7) == expected


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_sound_queries_are_not_blamed(query):
    assert explain_syntax(query.text, "x").endswith("：x")


def test_cut_answers_say_so():
    answer = run_query(asked_graph.embedded(), "SELECT ?s { ?s ?p ?o }", row_limit=10)
    assert len(answer.rows) == 10
    assert "结果超过 10 行，只给出前 10 行" in (answer.note or "")
    assert run_query(asked_graph.embedded(), "SELECT ?s { ?s ?p ?o } LIMIT 10", row_limit=10).note is None


def test_time_limit():
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) = -1) } "
    with pytest.raises(QueryError, match=r"超过 0\.1 秒"):
        run_query(asked_graph.embedded(), slow, time_limit=0.1)


def test_left_over_queries_do_not_pile_up(monkeypatch):
    monkeypatch.setattr("kg.query.timing._left_over", [])
    end = threading.Event()
    for _ in range(2):
        with pytest.raises(QueryError, match="超过"):
            within(0.01, lambda: end.wait(20))
    with pytest.raises(QueryError, match="还在收尾"):
        within(1, lambda: 1)
    end.set()
    for thread in list(threading.enumerate()):
        if thread.name == "kg-query" and thread.daemon:
            thread.join(0.2)
    assert within(1, lambda: 1) == 1


def test_errors_of_the_work_come_through():
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)


@pytest.mark.parametrize(
    "text, message",
    [
        ("SELECT * {}", "缺少“# title"),
        ("# title: x\n# parameter: a | b\nSELECT * {}", "应写成 名称 | 类型 | 缺省值 | 说明"),
        ("# title: x\n# parameter: a | date | | y\nSELECT * {}", "类型为 text、number"),
        ("# title: x\n# columns: a\nSELECT * {}", "变量=列名"),
    ],
)
def test_broken_question_files(text, message):
    with pytest.raises(QueryError, match=message):
        parse_query("broken", "", text)


def test_a_declared_parameter_must_be_in_the_text():
    query = parse_query("broken", "", "# title: x\n# parameter: a | text | | y\nSELECT * { ?s ?p ?o }")
    with pytest.raises(QueryError, match=r"没有 VALUES \?a"):
        query.bind({"a": "b"})
