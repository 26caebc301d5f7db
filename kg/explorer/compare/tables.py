"""A comparison as markup: kinds with a sign and a word, old and new beside one another with what differs marked."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from kg.explorer.address import PROJECT, SEARCH, href
from kg.explorer.looks.markup import Cell, Line, anchor, table_html
from kg.explorer.looks.wording import WHOLE_DEPARTMENT, escape, one_line, shorten
from kg.explorer.nodes import short

if TYPE_CHECKING:
    from kg.diff import Difference

SIGNS: Final = {
    "project-dropped": "－", "project-new": "＋", "project-renamed": "✎", "dropped": "－", "loosened": "▽",
    "tightened": "▲", "new": "＋", "value": "≠", "operator": "±", "unit": "⇄", "type": "◇", "reworded": "✎",
    "level": "≡", "weight": "％", "money": "￥", "goal": "◎", "other": "·",
}  # fmt: skip
"""A sign before the word of each kind, so that colour is never the only mark."""
_LOOKS: Final = {
    "loosened": "kg-violation", "dropped": "kg-violation", "project-dropped": "kg-violation",
    "tightened": "kg-tightened", "new": "kg-info", "project-new": "kg-info",
}  # fmt: skip
_LONGEST: Final = 240
_SHORT: Final = 18
"""Characters that stand in one line."""
_TOKENS: Final = re.compile(r"[\d.,]+|[A-Za-z]+|.", re.DOTALL)
"""A number is marked as a whole: half a number says nothing."""
_FEW_ALIKE: Final = 0.3
"""Texts that have less in common are marked as a whole: letters picked from either tell nothing."""


def kind_html(kind: str, word: str) -> str:
    """A kind with its sign."""
    look = _LOOKS.get(kind, "")
    return f'<span class="{look}">{SIGNS.get(kind, "")} {escape(word)}</span>'


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts as markup, what only one of them has marked by line and weight, and named for those who hear it."""
    ours, theirs = shorten(old, _LONGEST), shorten(new, _LONGEST)
    if ours == theirs or not ours or not theirs:
        return escape(ours), escape(theirs)
    if SequenceMatcher(None, ours, theirs, autojunk=False).ratio() < _FEW_ALIKE:
        return _gone(ours), _come(theirs)
    before, after = _TOKENS.findall(ours), _TOKENS.findall(theirs)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left, right = [], []
    for tag, start, end, other, last in matcher.get_opcodes():
        if tag == "equal":
            left.append(escape("".join(before[start:end])))
            right.append(escape("".join(after[other:last])))
            continue
        left.append(_gone("".join(before[start:end])))
        right.append(_come("".join(after[other:last])))
    return "".join(left), "".join(right)


def differences_html(differences: Sequence["Difference"], *, one_project: bool = False) -> str:
    """The table of differences; the project is named where it changes, and not at all where there is one only."""
    before: tuple[str, str] | None = None
    lines: list[Line] = []
    for one in differences:
        of = one.department, one.project
        lines.append(_line(one, shows_project=not one_project and of != before))
        before = of
    return table_html(["项目", "变化", "指标", "旧", "新", "具体变化", "原件"], lines)


def _line(one: "Difference", *, shows_project: bool) -> Line:
    from kg.diff import KINDS

    old, new = one.old or {}, one.new or {}
    kinds = "<br>".join(kind_html(kind, KINDS[kind]) for kind in one.kinds)
    texts = marked(*_texts(one))
    doubt = f'<br><span class="kg-warning">？ {escape(one.doubt)}</span>' if one.doubt else ""
    return [
        Cell(_project_html(one) if shows_project else "", look="w", safe=True),
        Cell(kinds, look="n", safe=True),
        Cell(_name_html(one), look="w", safe=True),
        *(
            Cell(_linked(text, side), look="n" if len(plain) <= _SHORT else "", safe=True)
            for text, plain, side in zip(texts, _texts(one), (old, new), strict=True)
        ),
        Cell(escape(shorten(one.words, _LONGEST)) + doubt, look="w", safe=True),
        Cell("　".join(_sources((("旧", old), ("新", new)))), look="n", safe=True),
    ]


def _texts(one: "Difference") -> tuple[str, str]:
    rows = [side if side and "target_text" in side else None for side in (one.old, one.new)]
    if any(rows):
        before, after = (str(row.get("target_text") or "") if row else "" for row in rows)
        return before, after
    if one.kind in ("project-new", "project-dropped"):
        return "", ""
    return one.changes[0].old, one.changes[0].new


def _name_html(one: "Difference") -> str:
    from kg.diff.lines import name_of

    names = [str(name_of(side) or "") if side else "" for side in (one.old, one.new)]
    if all(names) and one_line(names[0]) != one_line(names[1]):
        old, new = marked(*names)
        return f"{old}<br>→ {new}"
    return escape(shorten(names[1] or names[0], _LONGEST))


def _project_html(one: "Difference") -> str:
    known = one.new or one.old or {}
    iri = str(known.get("project_id") or "")
    name = escape(one.project or WHOLE_DEPARTMENT)
    return anchor(name, href(PROJECT, project=short(iri)), safe=True) if iri else name


def _linked(text: str, side: dict[str, object]) -> str:
    """The text of a side as a link to its row."""
    iri = str(side.get("id") or "")
    return anchor(text, href(SEARCH, row=short(iri)), safe=True) if iri and text else text


def _sources(sides: Iterable[tuple[str, dict[str, object]]]) -> list[str]:
    """Links to where each side is printed."""
    found = []
    for word, side in sides:
        iri, project = str(side.get("id") or ""), str(side.get("project_id") or "")
        if iri and project:
            found.append(anchor(word, href(PROJECT, project=short(project), row=short(iri))))
        elif iri:
            found.append(anchor(word, href(SEARCH, row=short(iri))))
    return found


def _gone(text: str) -> str:
    return f'<del class="kg-gone">{escape(text)}</del>' if text else ""


def _come(text: str) -> str:
    return f'<ins class="kg-come">{escape(text)}</ins>' if text else ""
