"""Answers of a SPARQL server: results in JSON and triples in N-Triples. What is cut off is an error."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kg.errors import StoreError
from kg.store.answers import Result, Value, literal_value
from kg.store.remote_http import Reply

JSON: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/plain;q=0.5"

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


class NotSparqlError(StoreError):
    """Something answered, but not with results of SPARQL."""


def read_results(reply: Reply) -> Result:
    """The rows of an answer in SPARQL JSON. Raises StoreError for anything else, and for a part of an answer."""
    _refuse_parts(reply)
    if "html" in reply.media_type or "xml" in reply.media_type:
        raise NotSparqlError(
            f"这个地址给出的是 {reply.media_type}，不是 SPARQL 结果。请检查 --store 的地址。"
        )
    try:
        answer = json.loads(reply.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if reply.media_type.endswith("json"):
            # Oxigraph cuts the text where its time is over, behind HTTP 200
            raise StoreError("SPARQL 服务器的应答不完整，多半是它的时间限制到了。请缩小查询范围。") from error
        raise NotSparqlError("这个地址给出的不是 SPARQL 结果。请检查 --store 的地址。") from error
    try:
        if "boolean" in answer:
            return Result(["answer"], [(answer["boolean"] is True,)])
        variables = [str(name) for name in answer["head"]["vars"]]
        rows = [_row(binding, variables) for binding in answer["results"]["bindings"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise NotSparqlError("这个地址给出的 JSON 不是 SPARQL 结果。请检查 --store 的地址。") from error
    return Result(variables, rows)


def read_triples(reply: Reply) -> Iterator[tuple[str, str, str]]:
    """The triples of an answer in N-Triples, as terms. Raises StoreError as `read_results`."""
    import pyoxigraph

    _refuse_parts(reply)
    if reply.media_type not in {"application/n-triples", "text/plain", "text/ntriples"}:
        raise StoreError(f"SPARQL 服务器没有给出 N-Triples，而是 {reply.media_type or '无类型的内容'}。")
    try:
        for quad in pyoxigraph.parse(reply.body, format=pyoxigraph.RdfFormat.N_TRIPLES):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"SPARQL 服务器的应答不完整或不是 N-Triples（{error}）。") from error


def _refuse_parts(reply: Reply) -> None:
    """Virtuoso cuts answers silently, but for a header: at its row limit, and at its "anytime" limit."""
    rows = reply.headers.get("x-sparql-maxrows")
    if rows is not None:
        raise StoreError(
            f"SPARQL 服务器最多给 {rows} 行，结果被它截断了。请缩小范围，或请管理员调大它的行数限制"
            "（Virtuoso：ResultSetMaxRows）。"
        )
    if reply.headers.get("x-sql-state") == "S1TAT" or "x-sparql-anytime" in reply.headers:
        raise StoreError("SPARQL 服务器的时间限制到了，只给出了一部分结果。请缩小查询范围。")


def _row(binding: Mapping[str, Mapping[str, Any]], variables: list[str]) -> tuple[Value, ...]:
    return tuple(_value(binding[name]) if name in binding else None for name in variables)


def _value(term: Mapping[str, Any]) -> Value:
    text = str(term["value"])
    if term["type"] == "bnode":
        return f"_:{text}"
    if term["type"] == "uri":
        return text
    return literal_value(text, str(term.get("datatype", _XSD_STRING)))
