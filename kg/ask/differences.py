"""甲比乙多多少: two questions that differ in one name or year, and the difference of their numbers."""

from collections.abc import Callable
from dataclasses import replace

from kg.ask.form import Form
from kg.ask.spans import Span
from kg.ask.tokens import Tokens, Unread
from kg.ask.words import Sense


def join_what_differs(tokens: Tokens) -> None:
    """甲和乙相差多少 as 甲比乙多多少, where the two are of one kind."""
    if tokens.all("than") or not tokens.all("differs"):
        return
    for index in tokens.all("and"):
        if 0 < index < len(tokens) - 1 and _role(tokens[index - 1]) in {_role(tokens[index + 1])} - {None}:
            than = replace(tokens[index], senses=(Sense("than"),))
            tokens.spans = [*tokens.spans[:index], than, *tokens.spans[index + 1 :]]
            return


def read_difference(tokens: Tokens, read: Callable[[Tokens], Form]) -> Form:
    """The form of what stands before 比, with that of what stands behind it as ``minus``. Raises Unread."""
    places = tokens.all("than")
    than = places[0]
    before, after = than - 1, than + 1
    if len(places) > 1 or before < 0 or after >= len(tokens):
        raise Unread("看不出比的是哪两样", [tokens[than].text])
    one, other = tokens[before], tokens[after]
    alike = _role(one) is not None and _role(one) == _role(other)
    verbs = [place for role in ("more", "less", "differs") for place in tokens.all(role)]
    if not alike or len(verbs) != 1 or not tokens.all("what") + tokens.all("how-many"):
        raise Unread("看不出比的是什么，请写成：甲比乙多多少", [tokens[than].text])
    left_out = {than, verbs[0]}
    forms = []
    for kept, dropped in ((before, after), (after, before)):
        spans = [span for index, span in enumerate(tokens.spans) if index not in left_out | {dropped}]
        if dropped == before:  # keep the order of the sentence
            spans = [span for span in spans if span is not tokens[kept]]
            spans.insert(before, tokens[kept])
        forms.append(added_up(read(Tokens(spans, fillers=tokens.fillers))))
    forms[0].minus = forms[1]
    return forms[0]


def added_up(form: Form) -> Form:
    """The form with its money added up, so that it has one number. Raises Unread where it has none."""
    if form.subject == "money" and form.aggregate is None:
        form.aggregate = "sum"
    if (
        form.aggregate not in {"sum", "count"}
        or form.groups
        or form.subject not in {"money", "project", "target"}
    ):
        raise Unread("只能比较金额或个数")
    return form


def _role(span: Span) -> str | None:
    for role in ("year", "place", "office", "source", "phase"):
        if span.has(role):
            return role.replace("place", "department").replace("office", "department")
    if span.named("department"):
        return "department"
    return "project" if span.named("project") else None
