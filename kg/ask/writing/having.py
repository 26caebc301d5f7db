"""Projects that have indicators of each of several kinds, or of one kind and none of another."""

from typing import Final

from kg.ask.form import Form
from kg.ask.tokens import Unread
from kg.ask.words import narrower_kinds
from kg.ask.writing.query import Query

ALL_KINDS: Final = "all-kinds"
_SEVERAL: Final = 2


def kinds_held(form: Form) -> tuple[str, ...]:
    """The kinds that a project must have beside what else is said of it; none where one kind is all that is said.

    Raises Unread.
    """
    beside = form.lacks is not None or ALL_KINDS in form.conditions
    if ALL_KINDS in form.conditions and len({*form.kinds}) < _SEVERAL:
        raise Unread("看不出“同时”说的是哪几类指标")
    return tuple(dict.fromkeys(form.kinds)) if form.subject == "project" and beside else ()


def having(query: Query, kinds: tuple[str, ...]) -> None:
    """Each of the kinds stands in some row of the project."""
    for at, name in enumerate(kinds):
        terms = " ".join(f"kinds:{kind}" for kind in narrower_kinds(name))
        query.where(
            f"{{ SELECT DISTINCT ?p WHERE {{ VALUES ?kind{at} {{ {terms} }} "
            f"?row{at} kg:indicatorKind ?kind{at} ; kg:ofProject ?p }} }}"
        )
