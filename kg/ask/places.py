"""Whose and when: the departments and years that a question names."""

from collections.abc import Sequence

from kg.ask.names import Names
from kg.ask.tokens import Tokens, Unread


def read_years(tokens: Tokens, names: Names) -> tuple[int, ...]:
    """The years named. Raises Unread for a year of which the graph has no document."""
    years = tuple(dict.fromkeys(int(tokens[index].value("year")) for index in tokens.take("year")))
    known = sorted(int(year) for year in names.by_role.get("year", {}))
    beside = tokens.all("thing", "structure") or any(
        span.named("part") and not span.named("project") for span in tokens.spans
    )
    printed = {int(year) for year in names.by_role.get("partYear", {})} if beside else set()
    for year in years:
        if year not in known and year not in printed:
            had = "、".join(map(str, known))
            raise Unread(f"图谱里没有 {year} 年的文件（有 {had}）", [str(year)])
    return years


def read_departments(tokens: Tokens, names: Names) -> tuple[str, ...]:
    """The departments named in full, in short or by their place, as printed; of 某市 and 某局 those of both."""
    found: list[str] = []
    place: tuple[str, ...] = ()
    last = -2
    excluded: list[str] = []
    for index, span in enumerate(tokens.spans):
        if index in tokens.used or (span.names and _is_more(span.names)):
            continue
        if span.named("department"):
            meant: Sequence[str] = span.named("department")
        elif span.has("office"):
            meant = names.departments_meant(span.value("office"))
        elif span.has("place"):
            meant = names.places[span.value("place")]
        else:
            continue
        tokens.used.add(index)
        both = [name for name in meant if name in place]
        if place and not span.has("place"):
            if last == index - 1 and not both:
                raise Unread(f"没有哪个部门既是“{tokens[last].text}”又是“{span.text}”", [span.text])
            if both:  # 东山的专项资金，数据局的: the place says no more than that the office is there
                found = [name for name in found if name not in place]
                meant, place = both, ()
        if span.has("place"):
            place = names.places[span.value("place")]
        last = index
        if _is_excluded(tokens, index):
            excluded.extend(meant)
        else:
            found.extend(name for name in meant if name not in found)
    if not excluded:
        return tuple(found)
    if found:
        raise Unread("要哪些部门、不要哪些部门，请只写一样", excluded)
    every = {printed for spellings in names.by_role["department"].values() for printed in spellings}
    return tuple(sorted(every - {*excluded}))


def _is_excluded(tokens: Tokens, index: int) -> bool:
    """除了…以外, …不算: the words beside are then used."""
    before, after = index - 1, index + 1
    if after < len(tokens) and tokens[after].has("left-out"):
        tokens.used.add(after)
        return True
    if before < 0 or not tokens[before].has("except"):
        return False
    tokens.used.add(before)
    if after < len(tokens) and tokens[after].has("besides"):
        tokens.used.add(after)
    return True


def _is_more(exact: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether the text is the name of something other than a department (a place inside the name of a project)."""
    roles = {role for role, _ in exact}
    return "department" not in roles and bool(roles & {"project", "indicator"})
