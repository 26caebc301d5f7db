"""Where a text that is not SPARQL goes wrong: engines name the end of the clause, people need the word."""

import difflib
import re
from typing import Final

from kg.namespaces import PREFIXES
from kg.query.scan import Token, place_of, tokens_of

_KEYWORDS: Final = """
ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE
DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN
IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LATERAL LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH
NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR
SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBJECT SUBSTR
SUM TIMEZONE TRIPLE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
"""
_WORDS: Final = frozenset(_KEYWORDS.split())
_CLOSING: Final = {")": "(", "}": "{", "]": "["}
_NUMBER: Final = re.compile(r"[0-9][0-9_]*([eE][0-9]+)?|[eE][0-9]+")
_POSITION: Final = re.compile(r"(?:\bat|line)\s*(\d+)\s*[:,]\s*(?:col(?:umn)?\s*:?\s*)?(\d+)")


def explain_syntax(text: str, message: str, *, lines_before: int = 0) -> str:
    """One Chinese sentence on the first mistake found in ``text``; else the engine's ``message`` with its place.

    ``lines_before`` counts the lines that the engine was given before the text.
    """
    tokens = tokens_of(text)
    for find in (_chinese_signs, _brackets, _prefixes, _words):
        found = find(text, tokens)
        if found:
            return f"查询有语法错误。{found}"
    match = _POSITION.search(message)
    if match is None:
        return f"查询无法执行：{message}"
    line, column = int(match[1]) - lines_before, int(match[2])
    lines = text.splitlines() or [""]
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    return f"查询有语法错误，在第 {line} 行第 {column} 列或它前面。原因：{message}"


def _chinese_signs(text: str, tokens: tuple[Token, ...]) -> str | None:
    for token in tokens:
        if token.text in set("“”‘’；，（）｛｝"):
            return f"{place_of(text, token)}：“{token.text}”是中文标点，请改用英文标点。"
    return None


def _brackets(text: str, tokens: tuple[Token, ...]) -> str | None:
    waiting: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in _CLOSING.values():
            waiting.append(token)
        elif token.text in _CLOSING:
            if not waiting or waiting[-1].text != _CLOSING[token.text]:
                return f"{place_of(text, token)}：多出“{token.text}”，或它前面的括号没有成对。"
            waiting.pop()
    if waiting:
        return f"{place_of(text, waiting[-1])}：“{waiting[-1].text}”没有结束。"
    return None


def _prefixes(text: str, tokens: tuple[Token, ...]) -> str | None:
    declared = set(PREFIXES) | {"_"}
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "name":
            continue
        prefix = token.text.split(":", 1)[0]
        if before is not None and before.word == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            known = "、".join(f"{name}:" for name in PREFIXES)
            return f"{place_of(text, token)}：前缀“{prefix}:”没有声明。不必声明就能用的有 {known}。"
    return None


def _words(text: str, tokens: tuple[Token, ...]) -> str | None:
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.kind != "word" or token.text == "a" or _NUMBER.fullmatch(token.text):
            continue
        if token.word in _WORDS or (before is not None and before.text in {"@", "-", "^"}):
            continue
        near = difflib.get_close_matches(token.word, _WORDS, n=1, cutoff=0.6)
        hint = f"是否要写 {near[0]}？" if near else "变量前要写 ?，文字要用引号。"
        return f"{place_of(text, token)}：不认识“{token.text[:30]}”，{hint}"
    return None
