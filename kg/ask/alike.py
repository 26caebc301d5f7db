"""One line of budget tables under the names that forms of different offices give it."""

import re
from functools import lru_cache
from typing import Final

from kg.ask.names import Names
from kg.text import key
from kg.vocabulary import load_scheme

_ADDED: Final = re.compile(
    "财政|预算|决算|拨款|本年|经费|资金|合计|用$|\\([^()]*\\)|\\d+[.、]|[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)"
)
"""What forms add to the name of one and the same line."""
_SAID_OR_NOT: Final = re.compile(
    "财政|拨款|\\d+[.、]|[一二三四五六七八九十]+、|\\([一二三四五六七八九十]+\\)"
)
"""What may be said or left out without the line being another one."""


_OF_TITLE: Final = re.compile("总体情况|情况|汇总|部门|预算|决算|总|表")
_KIND_OF_MONEY: Final = ("一般公共", "政府性基金", "国有资本")
_SPENT: Final = "支出"
_PLANNED, _ACCOUNTS, _FISCAL = "预算", "决算", "财政拨款"
_BRACKETS: Final = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=128)
def also_called(text: str) -> tuple[str, ...]:
    """What tables call what the folded text names: 人员经费, 人员支出. Raises VocabularyError."""
    concepts = load_scheme("budget")
    wholes = {iri for concept in concepts for iri in concept.broader}
    for concept in concepts:
        labels = [key(label) for label in concept.labels if not label.isascii()]
        if text in labels and (concept.broader or concept.iri in wholes):
            return tuple(labels)
    return ()


@lru_cache(maxsize=128)
def is_part_of(text: str, whole: str) -> bool:
    """Whether the one heading is a part of what the other ends with: 人员经费 of 一般公共预算基本支出."""
    concepts = {concept.iri: concept for concept in load_scheme("budget")}
    wider = [iri for one in concepts.values() if text in map(key, one.labels) for iri in one.broader]
    return any(whole.endswith(key(label)) for iri in wider for label in concepts[iri].labels)


def alike_tables(names: Names, title: str) -> tuple[str, ...]:
    """The printed titles of one table of several offices: 部门收支总表, 收支预算总体情况表, 收入支出决算总表.

    A title that says 预算 or 决算 is none of the other.
    """
    text, bare = key(title), _bare_title(key(title))
    found = [
        name
        for name in names.by_role.get("table", {})
        if _bare_title(name) in {bare, _both_sides(bare)}
        and len({*_BRACKETS.findall(text), *_BRACKETS.findall(name)}) < 2
        and (_is_of(text, _ACCOUNTS) <= _is_of(name, _ACCOUNTS))
        and not (_is_of(text, _PLANNED) and _is_of(name, _ACCOUNTS))
    ]
    return tuple(sorted({printed for name in found for printed in names.spelled("table", name)}))


def _bare_title(title: str) -> str:
    text = _OF_TITLE.sub("", _BRACKETS.sub("", _short_money(title)))
    return text.replace("收入支出", "收支")


def _both_sides(bare: str) -> str:
    """Of funds one table may print what is received and what is spent; of other money those are two tables."""
    funds = any(bare == f"{kind}{_SPENT}" for kind in _KIND_OF_MONEY)
    return bare.replace(_SPENT, "收支") if funds else bare


def _is_of(title: str, word: str) -> bool:
    return word in _short_money(title)


def _short_money(title: str) -> str:
    """The title with each kind of money by its shortest name: 一般公共预算财政拨款支出表, 一般公共预算支出表."""
    for kind in _KIND_OF_MONEY:
        title = re.sub(f"{kind}(?:经营)?(?:预算)?(?:{_FISCAL})?", kind, title)
    return title


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
