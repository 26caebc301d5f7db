"""A request of the SPARQL 1.1 Protocol: the query, its dataset, and what may be asked."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from kg.errors import QueryError
from kg.query.scan import place_of, reading_form
from kg.sparql import tokens_of

LONGEST: Final = 200_000
"""Characters of a query."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query that only reads. ``default`` and ``named`` are IRIs of graphs; both None: the graph as it stands.

    ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE, ``media`` the media type of the answer.
    """

    text: str
    form: str
    media: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def line(self) -> bytes:
        """One line of JSON."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """From `line`."""
        fields = json.loads(line)
        for name in ("default", "named"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        return cls(**fields)


def read_form(text: str) -> tuple[str, str, tuple[str, ...] | None, tuple[str, ...] | None]:
    """The query without its FROM clauses, its form, and the graphs they name (None, None where there are none).

    Raises QueryError for a text that would write, leave the graph, or is too long.
    """
    if len(text) > LONGEST:
        raise QueryError(f"查询太长：最多 {LONGEST} 个字符。")
    tokens = tokens_of(text)
    default: list[str] = []
    named: list[str] = []
    kept, end = [], 0
    for at, token in enumerate(tokens):
        if token.word != "FROM":
            continue
        is_named = [following.word for following in tokens[at + 1 : at + 2]] == ["NAMED"]
        (graph,) = tokens[at + 1 + is_named : at + 2 + is_named] or (token,)
        if graph.kind != "iri":
            raise QueryError(f"{place_of(text, token)}：FROM 后面要写尖括号里的完整 IRI。")
        (named if is_named else default).append(graph.text[1:-1])
        # blanks, so that places in messages stay true
        kept += [text[end : token.start], " " * (graph.end - token.start)]
        end = graph.end
    text = "".join([*kept, text[end:]])
    form = reading_form(text)
    if not default and not named:
        return text, form, None, None
    return text, form, tuple(default), tuple(named)
