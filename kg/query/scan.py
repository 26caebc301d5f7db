"""What may be asked: a query's text is cut into tokens to see that it only reads, and only this graph."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.sparql import Token as Token
from kg.sparql import tokens_of as tokens_of

_READING: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_WRITING: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_SERVICE: Final = "SERVICE"
_AMBIGUOUS: Final = frozenset("#'")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://[^']*>")
_DIGITS: Final = 18
_LONGEST: Final = 1_000_000
_DEEPEST: Final = 64
_MOST_LINKS: Final = 500
"""Oxigraph parses and evaluates by recursion: of texts that go far beyond, the whole process dies."""
_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")
_LINKS: Final = frozenset("+-*/|&!^")
_LINKING: Final = frozenset({"UNION", "FILTER", "BIND", "MINUS", "OPTIONAL", "EXISTS", "GRAPH"})
_CODE_POINT: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")

_END: Final = Token("end", "", 0, 0)


def reading_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE. Raises QueryError for a text that would write or leave the graph.

    Oxigraph fetches what SERVICE names, and cuts its text otherwise than the standard does: keywords need no space
    behind them (``SERVICESILENT<…>``, ``1SERVICE:a {``), and where an IRI cannot stand, ``<`` is less-than. So a text
    that has two readings is refused.
    """
    if len(text) > _LONGEST:
        raise QueryError(
            f"查询太长：有 {len(text)} 个字，最多 {_LONGEST} 个。请把值放进条件里，或分几次查询。"
        )
    if _CODE_POINT.search(text):
        # engines resolve \\uXXXX before they parse, so a string could end where no quotation mark is seen
        raise QueryError("查询里不能使用 \\uXXXX 转义写法。请直接写出汉字或符号。")
    tokens = tokens_of(text)
    form = _first_keyword(tokens)
    _refuse_deep(text, tokens)
    for token, following in pairwise((*tokens, _END)):
        if token.kind == "open":
            raise QueryError(
                f"查询有语法错误。{place_of(text, token)}：引号没有成对，或引号里有不认识的 \\ 写法。"
            )
        if token.kind == "iri" and _AMBIGUOUS & {*token.text} and not _ABSOLUTE.fullmatch(token.text):
            raise QueryError(
                f"{place_of(text, token)}：“{token.text[:40]}”有歧义。IRI 请写完整（如 <http://…>），小于号后请加空格。"
            )
        is_named = token.kind == "name" and following.text == "{"
        if _SERVICE in (token.text.upper() if is_named else token.word):
            raise QueryError(
                f"{place_of(text, token)}：不允许使用 SERVICE 访问外部服务。请只查询本图谱的数据。"
            )
        if token.word == "FROM":
            raise QueryError(
                f"{place_of(text, token)}：不允许使用 FROM 读取外部数据。要限定某一文件，请用 GRAPH ?g {{ … }}。"
            )
    return form


def _refuse_deep(text: str, tokens: Sequence[Token]) -> None:
    """Refuse what an engine could die of, so that a page and its other users live on."""
    depth = links = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
        links += token.text in _LINKS or token.word in _LINKING
        if depth > _DEEPEST:
            raise QueryError(f"{place_of(text, token)}：括号套得太深，最多 {_DEEPEST} 层。请拆成几条查询。")
        if links > _MOST_LINKS:
            raise QueryError(
                f"{place_of(text, token)}：运算符和 UNION、FILTER、OPTIONAL 等太多，最多 {_MOST_LINKS} 个。"
                "请用 VALUES 或 IN 列出值，或拆成几条查询。"
            )


def with_prefixes(text: str) -> str:
    """The query behind one line that declares the usual prefixes (kg.namespaces.PREFIXES)."""
    return " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items()) + "\n" + text


def with_limit(text: str, rows: int) -> str:
    """The query with its outermost LIMIT at most ``rows``; added where there is none.

    >>> with_limit("SELECT ?s { ?s ?p ?o } LIMIT 500", 10)
    'SELECT ?s { ?s ?p ?o } LIMIT 10'
    """
    outer = [token for token in tokens_of(text) if token.depth == 0]
    for token, following in pairwise(outer):
        if token.word == "LIMIT" and following.text.isdecimal():
            # not int() of it all: Python refuses thousands of digits
            number = min(int(following.text[:_DIGITS]), rows) if len(following.text) <= _DIGITS else rows
            return text[: following.start] + str(number) + text[following.end :]
    values = next((token for token in outer if token.word == "VALUES"), None)
    if values is None:
        return f"{text}\nLIMIT {rows}"
    return f"{text[: values.start]}LIMIT {rows}\n{text[values.start :]}"


def place_of(text: str, token: Token) -> str:
    """Line and column of a token in Chinese."""
    before = text[: token.start]
    return f"第 {before.count(chr(10)) + 1} 行第 {token.start - before.rfind(chr(10))} 列"


def _first_keyword(tokens: tuple[Token, ...]) -> str:
    words = iter(tokens)
    for token in words:
        if token.word == "PREFIX":
            next(words, None)
            next(words, None)
        elif token.word == "BASE":
            next(words, None)
        elif token.word in _READING:
            return token.word
        elif token.word in _WRITING:
            raise QueryError(f"图谱只能查询，不能用 {token.word} 修改。要更新内容请重新运行 kg build。")
        else:
            raise QueryError(f"查询应以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头，这里是“{token.text[:20]}”。")
    raise QueryError("查询是空的。请写一条 SELECT 查询，或用 kg query --list 查看现成的问题。")
