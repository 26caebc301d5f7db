"""What Virtuoso 7 understands differently, put in words that it takes: the answers are those of the standard.

- ``CONTAINS(x, "")`` is false there, and so are STRSTARTS and STRENDS.
- ``FILTER(?x = "")`` on a constant that is not empty breaks its compiler (SP031).
- ``COALESCE(STR(?x), ?y)`` may give the text of another row there.
- Chinese constants come out of CONCAT as question marks, or spoil the other parts, unless their type is written.
- An integer divided by an integer is an integer there.
- A query with ORDER BY and a LIMIT above 10,000 is refused (SR353). Without LIMIT it is not, and an answer that
  the server's own limit cuts is marked by a header (`kg.store.remote_results`).
"""

from itertools import pairwise
from typing import Final

from kg.namespaces import PREFIXES
from kg.sparql import Token, tokens_of

_SORTED_AT_MOST: Final = 10_000
_FINDING: Final = frozenset({"CONTAINS", "STRSTARTS", "STRENDS"})
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
