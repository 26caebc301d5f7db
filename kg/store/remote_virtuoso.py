"""What Virtuoso 7 understands differently, put in words that it takes: the answers are those of the standard.

- ``CONTAINS(x, "")`` is false there, and so are STRSTARTS and STRENDS.
- ``FILTER(?x = "")`` on a constant that is not empty breaks its compiler (SP031).
- ``COALESCE(STR(?x), ?y)`` may give the text of another row there.
- Chinese constants come out of CONCAT as question marks, or spoil the other parts, unless their type is written.
- An integer divided by an integer is an integer there.
- REPLACE counts what another REPLACE gave in bytes, and cuts Chinese characters in two.
- REGEX finds nothing by ``甲|乙``.
- ``FILTER(?x = ?most)`` on what MAX or MIN of a subquery gave fails (SQ156), or lets one value stand in every row.
- A subquery ``SELECT DISTINCT`` over VALUES loses rows when it is joined (a hash join of them).
- HAVING needs a GROUP BY.
- A query with ORDER BY and a LIMIT above 10,000 is refused (SR353). Without LIMIT it is not, and an answer that
  the server's own limit cuts is marked by a header (`kg.store.remote_results`).
"""

import re
from itertools import pairwise
from typing import Final

from kg.namespaces import PREFIXES
from kg.sparql import Token, tokens_of

_SORTED_AT_MOST: Final = 10_000
_FINDING: Final = frozenset({"CONTAINS", "STRSTARTS", "STRENDS"})
_PLAIN: Final = frozenset({"VALUES", "A", "{", "}", "(", ")", ".", ";", ","})
_STRING: Final = f"^^<{PREFIXES['xsd']}string>"


def for_virtuoso(sparql: str) -> str:
    """The query in Virtuoso's understanding of it."""
    tokens = tokens_of(sparql)
    changes = [
        *_empty_needles(tokens),
        *_empty_texts(tokens),
        *_coalesced_texts(tokens),
        *_typed_constants(tokens),
        *_whole_divisors(tokens),
        *_large_limits(tokens),
        *_distinct_tables(tokens),
        *_groups_of_all(tokens),
        *_replaced_texts(tokens),
        *_alternatives(tokens),
        *_edges(tokens),
    ]
    for start, end, text in sorted(changes, reverse=True):
        sparql = f"{sparql[:start]}{text}{sparql[end:]}"
    return sparql


def _empty_needles(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``CONTAINS(?x, ?needle)`` → ``(?needle = "" || CONTAINS(?x, ?needle))``, where both are variables."""
    found = []
    for at, token in enumerate(tokens[:-5]):
        call = tokens[at : at + 6]
        signs = (call[1].text, call[3].text, call[5].text)
        if token.word in _FINDING and signs == ("(", ",", ")") and call[4].kind == "variable":
            needle = call[4].text
            found.append((token.start, token.start, f'({needle} = "" || '))
            found.append((call[5].end, call[5].end, ")"))
    return found


def _empty_texts(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``FILTER(?x = "")`` → ``FILTER(STRLEN(?x) = 0)``."""
    found = []
    for at, token in enumerate(tokens[:-5]):
        opening, variable, sign, empty, closing = tokens[at + 1 : at + 6]
        if token.word == "FILTER" and (opening.text, sign.text, empty.text, closing.text) == (
            "(",
            "=",
            '""',
            ")",
        ):
            found.append((variable.start, empty.end, f"STRLEN({variable.text}) = 0"))
    return found


def _coalesced_texts(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``COALESCE(STR(?x), ?y)`` → ``IF(BOUND(?x), STR(?x), ?y)``."""
    found = []
    for at, token in enumerate(tokens[:-8]):
        call = tokens[at : at + 9]
        words = (call[2].word, call[1].text, call[3].text, call[5].text, call[6].text, call[8].text)
        if token.word == "COALESCE" and words == ("STR", "(", "(", ")", ",", ")"):
            found.append((token.start, call[2].start, f"IF(BOUND({call[4].text}), "))
    return found


def _typed_constants(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``"文"`` → ``"文"^^xsd:string`` inside of CONCAT; elsewhere the type would make it unequal to the plain text."""
    found = []
    calls: list[str] = []
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if token.text == "(" and token.kind == "sign":
            calls.append(before.word if before is not None else "")
        elif token.text == ")" and token.kind == "sign" and calls:
            calls.pop()
        elif token.kind != "string" or token.text.isascii() or "CONCAT" not in calls:
            continue
        elif after is None or after.text not in {"@", "^"}:
            found.append((token.end, token.end, _STRING))
    return found


def _whole_divisors(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``/ 10000`` → ``/ 10000.0``."""
    return [
        (number.end, number.end, ".0")
        for slash, number, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if slash.text == "/" and number.kind == "word" and number.text.isdecimal() and after.text != "."
    ]


def _large_limits(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    outer = [token for token in tokens if token.depth == 0]
    if not any((first.word, second.word) == ("ORDER", "BY") for first, second in pairwise(outer)):
        return []
    return [
        (token.start, number.end, "")
        for token, number in pairwise(outer)
        if token.word == "LIMIT" and number.text.isdecimal() and int(number.text) > _SORTED_AT_MOST
    ]


def _distinct_tables(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``{ SELECT DISTINCT ?d ?n WHERE { VALUES ?n { … } ?d rdfs:label ?n } }`` → ``{ { VALUES ?n { … } … } }``, where
    every variable is selected, so that no row comes twice; not as a part of MINUS."""
    found = []
    for at, token in enumerate(tokens[:-4]):
        if (token.word, tokens[at + 1].word, tokens[at - 1].text) != ("SELECT", "DISTINCT", "{"):
            continue
        begin = next((i for i in range(at, len(tokens)) if tokens[i].text == "{"), None)
        if begin is None or tokens[begin + 1].word != "VALUES" or tokens[at - 2].word == "MINUS":
            continue
        end = _closing(tokens, begin)
        body = tokens[begin + 1 : end]
        selected, bound = (
            {one.text for one in part if one.kind == "variable"} for part in (tokens[at:begin], body)
        )
        plain = {one.word or one.text for one in body if one.kind in {"word", "sign"}} <= _PLAIN
        whole = [one.text for one in tokens[end + 1 : end + 2]] == ["}"]
        if plain and whole and selected == bound:
            found.append((token.start, tokens[begin].start, ""))
    return found


def _groups_of_all(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``} HAVING(MIN(?x) = MAX(?x))`` → ``} GROUP BY ?ofAll HAVING(…)``: one group, of a variable that nothing binds.
    Not where things are counted that may be none, or added up: of nothing at all there would be no group."""
    found = []
    for at, token in enumerate(tokens[1:-1], 1):
        if token.word == "HAVING" and tokens[at - 1].text == "}" and tokens[at + 1].text == "(":
            inside = tokens[at + 2 : _matching(tokens, at + 1)]
            words = {one.word for one in inside}
            if "SUM" not in words and ("COUNT" not in words or _is_some(inside)):
                found.append((token.start, token.start, "GROUP BY ?ofAll "))
    return found


def _is_some(condition: tuple[Token, ...]) -> bool:
    """Whether the condition is ``COUNT(…) = 1``, ``>= 2`` and the like, which nothing at all does not meet."""
    end = re.search(r"\)(=|>=|>)(\d+)$", "".join(one.text for one in condition))
    return end is not None and (int(end[2]) > 0 or end[1] == ">")


def _alternatives(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``REGEX(?x, "甲|乙")`` → ``REGEX(?x, "(甲|乙)")``."""
    found = []
    for at, token in enumerate(tokens[:-1]):
        if token.word != "REGEX" or tokens[at + 1].text != "(":
            continue
        comma = _matching(tokens, at + 1, ",")
        pattern = tokens[comma + 1] if comma + 1 < len(tokens) else token
        if pattern.kind == "string" and "|" in pattern.text:
            marks = 3 if pattern.text.startswith(('"""', "'''")) else 1
            begin, end = pattern.start + marks, pattern.end - marks
            found += [(begin, begin, "("), (end, end, ")")]
    return found


def _edges(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``FILTER(?x = ?most)`` → ``FILTER(STR(?x) = STR(?most))``, where ``MAX(…) AS ?most`` or MIN gave it, and a
    BIND or an OPTIONAL the other: what every row has is compared as it should be, and found faster."""
    edges, computed = set(), set()
    for at, token in enumerate(tokens[:-1]):
        if token.word in {"MAX", "MIN", "BIND"} and tokens[at + 1].text == "(":
            end = _matching(tokens, at + 1)
            if token.word == "BIND":
                computed.add(tokens[end - 1].text)
            else:
                edges |= {name.text for sign, name in pairwise(tokens[end + 1 : end + 3]) if sign.word == "AS"}
        elif token.word == "OPTIONAL" and tokens[at + 1].text == "{":
            computed |= {one.text for one in tokens[at : _closing(tokens, at + 1)] if one.kind == "variable"}
    found = []
    for at, token in enumerate(tokens[:-5]):
        opening, one, sign, other, closing = tokens[at + 1 : at + 6]
        compares = (token.word, opening.text, sign.text, closing.text) == ("FILTER", "(", "=", ")")
        if compares and any(a.text in edges and b.text in computed for a, b in ((one, other), (other, one))):
            found.append((one.start, other.end, f"STR({one.text}) = STR({other.text})"))
    return found


def _closing(tokens: tuple[Token, ...], opening: int) -> int:
    """Where the brace that opens there is closed; the end where it is not."""
    depth = tokens[opening].depth
    after = range(opening + 1, len(tokens))
    return next((i for i in after if tokens[i].text == "}" and tokens[i].depth == depth), len(tokens) - 1)


def _replaced_texts(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """``REPLACE(REPLACE(?x, …), …)`` → ``REPLACE(STR(REPLACE(?x, …)), …)``, and so for variables that REPLACE gave."""
    found = []
    given = _given_by_replace(tokens)
    for at, token in enumerate(tokens[:-2]):
        first = tokens[at + 2]
        if token.word == "REPLACE" and tokens[at + 1].text == "(" and (first.kind == "word" or first.text in given):
            comma = tokens[_matching(tokens, at + 1, ",")]
            found += [(first.start, first.start, "STR("), (comma.start, comma.start, ")")]
    return found


def _given_by_replace(tokens: tuple[Token, ...]) -> set[str]:
    """Variables whose BIND holds REPLACE, or such a variable."""
    given: set[str] = set()
    for at, token in enumerate(tokens[:-1]):
        if token.word == "BIND" and tokens[at + 1].text == "(":
            end = _matching(tokens, at + 1)
            if any(one.word == "REPLACE" or one.text in given for one in tokens[at : end - 1]):
                given.add(tokens[end - 1].text)
    return given


def _matching(tokens: tuple[Token, ...], opening: int, sign: str = "") -> int:
    """Where the round bracket that opens there is closed, or where ``sign`` stands in it first; else the end."""
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].kind == "sign":
            depth += (tokens[at].text == "(") - (tokens[at].text == ")")
            if depth == 0 or (depth == 1 and tokens[at].text == sign):
                return at
    return len(tokens) - 1
