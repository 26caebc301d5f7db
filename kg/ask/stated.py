"""Numbers that say how many there are, not how many are asked for: 五个部门, 这几个部门, 五份文件里, 两个部门都有的."""

from dataclasses import replace

from kg.ask.names import Names
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense

_THESE = ("这", "那")
_INSIDE = ("里", "中")
_OF_PROJECTS = ("organization", "code", "total-score", "grade", "execution-rate", "execution-score", "nature", "term")
_NONE: frozenset[str] = frozenset()
_SAME = Sense("condition", "same-named")


def read_stated(tokens: Tokens, names: Names) -> None:
    """Drop a number that is right, and say 各部门 for 五个部门. Raises Unread where it is another in the graph."""
    _among_projects(tokens)
    _in_documents(tokens)
    _in_all_documents(tokens, names)
    for thing in ("department", "document"):
        for index in reversed(tokens.all("thing", thing)):
            number = tokens.before(index, over=_NONE)
            if number is None or not _counts(tokens, number):
                continue
            amount = tokens[number].amount
            said = int(amount.printed) if amount else None
            after = tokens.next(index, over=_NONE)
            if thing == "department" and after is not None and tokens[after].has("repeated") and said:
                _same_named(tokens, number, said, names)
                return
            if thing == "department" and said is not None and said == len(_departments_named(tokens, names)):
                tokens.spans = [span for at, span in enumerate(tokens.spans) if at not in {number, index}]
                return
            known = {printed for every in names.by_role.get(thing, {}).values() for printed in every}
            if said not in {None, len(known)}:
                return
            _leave_out(tokens, number, index)
            return


def _among_projects(tokens: Tokens) -> None:
    """12个项目中: how many there are, which the graph must bear out."""
    for index in tokens.all("thing", "project"):
        number = index - 1
        if number >= 0 and tokens[number].has("condition", "self-evaluated"):
            number -= 1
        amount = tokens[number].amount if number >= 0 else None
        each = index + 1 < len(tokens) and tokens[index + 1].has("each")  # 4个项目各设置了
        if _of_each(tokens, number, index):
            amount = tokens[number].amount
            tokens.among = int(amount.printed) if amount else None
            tokens.put({number: replace(tokens[number], text="各", senses=(Sense("each"),), amount=None)})
            return
        inside = each or (index + 1 < len(tokens) and tokens.between(index, index + 1).startswith(_INSIDE))
        if inside and amount and amount.counting and amount.operator is None and not _asks_top(tokens, number):
            tokens.among = int(amount.printed)
            tokens.put({number: None})
            return


def _of_each(tokens: Tokens, number: int, index: int) -> bool:
    """8个项目的总体目标分别是什么: of each of them, where nothing is added up or ranked."""
    amount = tokens[number].amount if number >= 0 else None
    if not amount or not amount.counting or amount.operator or index + 1 >= len(tokens):
        return False
    behind = tokens[index + 1]
    listed = behind.has("thing", "goal") or any(behind.has("attribute", one) for one in _OF_PROJECTS)
    ranked = any(map(tokens.all, ("sum", "average", "most", "least", "top", "which", "how-many")))
    return listed and not ranked and tokens.between(index, index + 1) == "的"


def _asks_top(tokens: Tokens, number: int) -> bool:
    """Whether the number says how many of them are asked for: 最大的3个项目."""
    before = tokens[number - 1] if number else None
    return before is not None and (before.has("most") or before.has("least"))


def _counts(tokens: Tokens, number: int) -> bool:
    """Whether 五个 or 这几个 stands there; 几个 alone asks."""
    amount = tokens[number].amount
    if amount is not None:
        asked = any(
            place is not None and (tokens[place].has("most") or tokens[place].has("least"))
            for place in (tokens.before(number), number + 2 if number + 2 < len(tokens) else None)
        )
        return amount.counting and amount.operator is None and not asked
    before = number - 1
    between = (
        tokens.between(before, number)
        if before >= 0
        else "".join(span.text for span in tokens.fillers if span.end <= tokens[number].start)
    )
    return tokens[number].has("how-many") and between.endswith(_THESE)


def _leave_out(tokens: Tokens, number: int, index: int) -> None:
    spans = list(tokens.spans)
    department = spans[index].has("thing", "department")
    in_all = tokens.all("sum") or any(
        spans[at].has("most") or spans[at].has("least") for at in range(len(spans))
    )
    which = index + 1 < len(spans) and spans[index + 1].has("which")
    listed = which and index + 2 < len(spans) and spans[index + 2].has("thing", "project")
    if department and listed:  # 五个部门哪些项目
        tokens.spans = [span for at, span in enumerate(spans) if at not in {number, index}]
    elif department and not in_all:
        spans[number] = replace(spans[number], senses=(Sense("each"),), amount=None, names=(), part=False)
        tokens.spans = spans
    elif len([span for span in spans if span.has("thing") or span.has("attribute")]) > 1:
        tokens.spans = [span for at, span in enumerate(spans) if at not in {number, index}]


def _same_named(tokens: Tokens, number: int, said: int, names: Names) -> None:
    """两个部门都有的项目. Raises Unread where so many departments are not meant."""
    meant = _departments_named(tokens, names)
    if (meant and len(meant) != said) or (not meant and said != 2):
        words = tokens[number].text
        raise Unread(f"看不出“{words}”说的是哪几个部门", [words])
    spans = list(tokens.spans)
    condition = replace(spans[number], senses=(_SAME,), amount=None)
    tokens.spans = [*spans[:number], condition, *spans[number + 3 :]]


def _departments_named(tokens: Tokens, names: Names) -> set[str]:
    return {
        name
        for span in tokens.spans
        for name in (
            *span.named("department"),
            *names.places.get(span.text, ()),
            *names.departments_meant(span.text),
        )
    }


def _in_documents(tokens: Tokens) -> None:
    """2026年的预算文件中: where all rows stand."""
    for index in tokens.all("thing", "document"):
        after = index + 1
        asked = index and any(map(tokens[index - 1].has, ("which", "how-many", "each")))
        others = any(
            span.has("kind") or span.has("thing") for at, span in enumerate(tokens.spans) if at != index
        )
        number = index and tokens[index - 1].amount
        inside = after < len(tokens) and any(word in tokens.between(index, after) for word in _INSIDE)
        if inside and others and not asked and not number:
            tokens.spans = [span for at, span in enumerate(tokens.spans) if at != index]
            return


def _in_all_documents(tokens: Tokens, names: Names) -> None:
    """五份文件里: all of them, where there are five."""
    for index, span in enumerate(tokens.spans[:-1]):
        behind = tokens.between(index, index + 1)
        inside = behind.startswith("文件") and any(word in behind for word in _INSIDE)
        known = {printed for every in names.by_role.get("document", {}).values() for printed in every}
        if inside and span.amount and span.amount.operator is None and span.amount.printed == len(known):
            tokens.spans = [one for at, one in enumerate(tokens.spans) if at != index]
            return
