"""One line of budget tables under the names that forms of different offices give it."""

import re
from typing import Final

from kg.ask.names import Names

_ADDED: Final = re.compile(
    "财政|预算|决算|拨款|本年|经费|资金|合计|用$|\\([^()]*\\)|\\d+[.、]|[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)"
)
"""What forms add to the name of one and the same line."""
_SAID_OR_NOT: Final = re.compile(
    "财政|拨款|\\d+[.、]|[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)"
)
"""What may be said or left out without the line being another one."""


def bare_line(name: str) -> str:
    """The folded name without what forms add to it."""
    return _ADDED.sub("", name)


def alike_lines(names: Names, text: str) -> tuple[str, ...]:
    """The printed names of lines that are the folded text but for what forms add: 政府性基金预算(财政)拨款收入."""
    bare = _SAID_OR_NOT.sub("", text)
    longest = max(_SAID_OR_NOT.split(text), key=len)
    if not longest:
        return ()
    found = {name for name in names.holding("line", longest) if _SAID_OR_NOT.sub("", name) == bare}
    return tuple(sorted({printed for name in found for printed in names.spelled("line", name)}))
