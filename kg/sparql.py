"""The text of a SPARQL query cut into tokens, for whoever must judge or change it without parsing it."""

import re
from dataclasses import dataclass
from typing import Final

# Possessive and bounded, so that no text takes more than time in proportion to its length. A string with an escape
# that SPARQL has not is no string: engines may read it as "" and what follows.
_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
      | (?P<string>\"\"\"(?:[^"\\]|ESCAPE|"(?!""))*+\"\"\"|'''(?:[^'\\]|ESCAPE|'(?!''))*+'''
                  |(?!\"\"\"|''')(?:"(?:[^"\\\n\r]|ESCAPE)*+"|'(?:[^'\\\n\r]|ESCAPE)*+'))
      | (?P<open>\"\"\"(?:[^"\\]|ESCAPE|"(?!""))*+|'''(?:[^'\\]|ESCAPE|'(?!''))*+
                |"(?:[^"\\\n\r]|ESCAPE)*+|'(?:[^'\\\n\r]|ESCAPE)*+)
      | (?P<variable>[?$]\w+)
      | (?P<name>[\w.-]{0,60}+:(?:[\w.:%-]|\\[-_~.!$&'()*+,;=/?\#@%])*+)
      | (?P<word>\w+)
      | (?P<space>\s+)
      | (?P<sign>.)""".replace("ESCAPE", r"""\\[tbnrf"'\\]"""),
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of query text: ``kind`` is a group of the token pattern (``open``: quotation marks that begin no
    string), ``depth`` the number of braces open around it."""

    kind: str
    text: str
    start: int
    depth: int

    @property
    def word(self) -> str:
        """The text in capitals where it is a bare word (a keyword), else an empty string."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a query, without white space and comments.

    >>> [token.text for token in tokens_of("ASK { ?s a <x#y> } # SERVICE")]
    ['ASK', '{', '?s', 'a', '<x#y>', '}']
    """
    found: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind in {"comment", "space"}:
            continue
        depth -= match.group() == "}"
        found.append(Token(kind, match.group(), match.start(), depth))
        depth += match.group() == "{"
    return tuple(found)
