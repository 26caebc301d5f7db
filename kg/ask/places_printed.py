"""Where a thing is printed (出自哪份文件、第几行), and the codes that forms and tables give it."""

from dataclasses import replace
from typing import Final

from kg.ask.spans import Span
from kg.ask.tokens import Reading, Tokens
from kg.ask.words import Sense

_OVER: Final = frozenset({"is", "with"})
_GENERIC: Final = frozenset({"编码", "代码", "编号"})
_UNIT: Final = "单位"
_SOURCE: Final = "出处"
_UNIT_DIGITS: Final = 6
_NONE: Final[frozenset[str]] = frozenset()


def rewrite_codes(tokens: Tokens) -> None:
    """编码 by what bears it: a project, a unit of the budget or a line; before a code it says no more than the code."""
    _before_codes(tokens)
    _bearers(tokens)
    _unit_of_code(tokens)


def _before_codes(tokens: Tokens) -> None:
    """项目编码A1对应的是哪个项目: the code says which."""
    dropped = set()
    for index, span in enumerate(tokens.spans):
        if not span.named("projectCode") and not span.has("code"):
            continue
        before = tokens.before(index, over=_OVER)
        if before is not None and tokens[before].has("attribute", "code"):
            dropped |= set(range(before, index))
        after = tokens.next(index, over=_NONE)
        if after is not None and tokens[after].has("serves"):
            dropped.add(after)
    tokens.spans = [span for index, span in enumerate(tokens.spans) if index not in dropped]


def _bearers(tokens: Tokens) -> None:
    unit = any(span.has("budget-unit") or span.named("budgetUnit") for span in tokens.spans)
    project = any(span.named("project") or span.has("thing", "project") for span in tokens.spans)
    line = any(span.named("line") or span.has("thing", "line") for span in tokens.spans)
    if project or not (unit or line):
        return
    sense = Sense("attribute", "unit-code") if unit else Sense("thing", "line")
    for index in tokens.all("attribute", "code"):
        if tokens[index].text in _GENERIC:
            span = replace(tokens[index], senses=(sense,))
            tokens.spans = [*tokens.spans[:index], span, *tokens.spans[index + 1 :]]


def _unit_of_code(tokens: Tokens) -> None:
    """123456是哪个单位: the unit that has the code."""
    for index in tokens.all("code"):
        after = tokens.next(index, over=frozenset({"is", "serves", "which", "what"}))
        span = tokens[after] if after is not None else None
        if len(tokens[index].text) != _UNIT_DIGITS or span is None or after != len(tokens) - 1:
            continue
        plain = span.has("attribute", "unit") and span.text == _UNIT
        if span.has("attribute", "organization") or span.has("budget-unit") or plain:
            asked = replace(span, senses=(Sense("attribute", "unit-code"),))
            what = Span(span.end, span.end, "什么", (Sense("what"),))
            tokens.spans = [*tokens.spans[: index + 1], asked, what]
            return


def rewrite_printed(tokens: Tokens) -> None:
    """“…”出自哪份文件、第几行: the rows of what is named; each row says where it is printed."""
    places = {*tokens.all("printed-in"), *tokens.all("printed-line")}
    if not places:
        return
    for index in tokens.all("thing", "document"):
        before = index - 1
        if before >= 0 and tokens[before].has("which"):
            places |= {before, index}
    sure = places - {*tokens.all("printed-in")} or any(tokens[at].text.endswith(_SOURCE) for at in places)
    if not sure:
        return
    places |= {
        index
        for index in tokens.all("and")
        if index - 1 in places and index + 1 in places and 0 < index < len(tokens) - 1
    }
    kept = [span for index, span in enumerate(tokens.spans) if index not in places]
    asked = any(span.has(role) for span in kept for role in ("what", "which", "how-many"))
    named = [role for role in ("indicator", "project", "line") if any(span.named(role) for span in kept)]
    if asked or not named:
        return
    end = tokens[len(tokens) - 1].end
    if named[0] == "indicator":
        kept.append(Span(end, end, "目标值", (Sense("attribute", "value"),)))
    else:
        kept = [span for span in kept if not span.has("thing", "project") and not span.has("thing", "line")]
        kept.append(Span(end, end, "项目" if named[0] == "project" else "科目", (Sense("thing", named[0]),)))
    tokens.spans = [*kept, Span(end, end, "是什么", (Sense("what"),))]


def read_excluded(reading: Reading) -> None:
    """除局本级外: lines of tables, or projects, whose name holds the text are left out."""
    tokens, form = reading.tokens, reading.form
    for index in tokens.all("except"):
        name = index + 1
        if index in tokens.used or name >= len(tokens):
            continue
        span = tokens[name]
        if not span.part and not span.named("project") and not span.named("line"):
            continue
        form.excluded = (*form.excluded, span.text)
        tokens.used |= {index, name}
        for after in (name + 1, name + 2):
            if after < len(tokens) and (
                tokens[after].has("besides") or tokens[after].has("thing", "project")
            ):
                tokens.used.add(after)
                if tokens[after].has("besides"):
                    break
