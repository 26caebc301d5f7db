"""推广使用多少预拌混凝土: the name of an indicator, with the question word in the middle of it."""

from dataclasses import replace
from typing import Final

from kg.ask.names import Names
from kg.ask.tokens import Tokens

_HOW_MUCH: Final = "多少"


def join_parted(tokens: Tokens, names: Names) -> None:
    """Put the number that is asked for behind the name. What makes no name together stays, and is refused."""
    for index in (*tokens.all("what"), *tokens.all("how-many")):
        if not 0 < index == len(tokens) - 2 or _HOW_MUCH not in tokens[index].text:
            continue
        one, asked, other = tokens.spans[index - 1 :]
        whole = one.text + other.text
        between = tokens.between(index - 1, index) + tokens.between(index, index + 1)
        if (
            between
            or one.senses
            or other.senses
            or one.named("project")
            or not names.holds("indicator", whole)
        ):
            continue
        what = replace(asked, text=_HOW_MUCH, senses=(replace(asked.senses[0], role="what"),))
        exact = tuple(names.exact(whole))
        name = replace(one, text=whole, end=other.end, names=exact, part=not exact)
        tokens.spans = [*tokens.spans[: index - 1], name, what]
        return
