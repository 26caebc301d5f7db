"""The names in a question: which projects, indicators, units, lines of tables and funding bodies it means."""

import re
from collections.abc import Sequence
from typing import Final

from kg.ask.alike import alike_lines, alike_tables, also_called
from kg.ask.form import Form, Match
from kg.ask.spans import Span
from kg.ask.table_items import lists_items
from kg.ask.tokens import Reading, Tokens
from kg.text import key

_SHORT_PART: Final = 3
_LONG_PART: Final = 4
_LONG_TITLE: Final = 8
_HOLDS: Final = re.compile("[含带有]|[有相]关|关于")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+")


def read_organizations(reading: Reading) -> None:
    """Units that carry projects out: named beside 由, 实施, 承担 …, or known in no other part."""
    tokens = reading.tokens
    by = [index for index in tokens.all("by") if not _measures(tokens, index)]
    for index, span in enumerate(tokens.spans):
        organizations = span.named("organization")
        if organizations and (by or not span.named("department")) and not reading.form.organizations:
            if not by and span.named("line"):
                continue  # a unit of the budget tables, too
            reading.form.organizations = organizations
            tokens.used.add(index)
    if reading.form.organizations:
        tokens.used.update(by)
    elif by and not tokens.all("phase"):
        reading.form.shows.append("organization")
        tokens.used.update(by)
        tokens.take("attribute", "organization")
        tokens.take("attribute", "unit")


def _measures(tokens: Tokens, index: int) -> bool:
    """Whether 由 stands before 哪些指标, which carry nothing out; it is then used."""
    after = tokens.next(index, over=frozenset({"which", "what"}))
    measures = after is not None and (tokens[after].has("thing", "target") or tokens[after].has("kind"))
    if measures:
        tokens.used.add(index)
        tokens.take("measured")
    return measures


def read_names(reading: Reading) -> None:
    """Projects, indicators, lines: by the subject, and by what each name can be."""
    form, tokens = reading.form, reading.tokens
    if form.subject == "line" and tokens.take("thing", "involved"):
        form.subject, form.part_kind = "part", "involved"
    for index, span in tokens.unused():
        if span.has("code"):
            form.codes += (span.value("code"),)
            form.subject = "line" if form.subject != "unit" else form.subject
            tokens.used.add(index)
    for index, span in list(tokens.unused()):  # a table says that the other names are its lines and columns
        if span.named("table") and "table" in _wanted_roles(reading):
            _name(reading, index, span)
    of_unit = any(span.named("budgetUnit") and not span.named("department") for span in tokens.spans)
    for index, span in list(tokens.unused()):
        if not span.names or span.has("place") or span.has("office"):
            continue
        in_table = (form.tables and span.named("column")) or (form.subject == "line" and span.named("line"))
        in_table = in_table or (form.subject == "line" and of_unit and span.named("column"))
        if span.senses and not in_table:
            continue
        _name(reading, index, span)
    for index, span in list(tokens.unused()):
        if span.part:
            _part(reading, index, span)


def _name(reading: Reading, index: int, span: Span) -> None:
    form, tokens = reading.form, reading.tokens
    roles = {role for role, _ in span.names}
    wanted = _wanted_roles(reading)
    if _is_inside(reading, index):
        wanted = (*wanted, "line")
    role = next((role for role in wanted if role in roles), None)
    of_form = tokens.all("condition", "whole-department") and not form.tables and "part" in roles
    if of_form and role in {"line", "column"} and not tokens.all("thing"):
        role = "part"  # 部门整体支出中人员支出: the form lists what it is spent on
    others = any(one.named("part") and not one.named("project") for one in tokens.spans if one is not span)
    if form.subject == "part" and role == "part" and "project" in roles and others:
        role = "project"  # of which the other name is a part
    listed = role == "table" and lists_items(form, tokens, span)
    asked = tokens.all("which") or not tokens.all("what")
    if form.subject == "project" and role in {"line", "column", "table"} and asked and not listed:
        return  # 某单位的项目有哪些 asks for no line of a table
    if role is None or (role == "unit"):
        return
    tokens.used.add(index)
    if role == "project" and _is_held(reading, index):
        form.projects = _holding(reading, "project", span.text)
    elif role == "project":
        form.projects = _joined(form.projects, span.named("project"))
    elif role == "indicator":
        if _is_held(reading, index) or (
            len(span.text) <= 4 and form.subject == "target" and not span.quoted and not form.shows
        ):
            form.indicators = _holding(reading, "indicator", span.text)
        else:
            form.indicators = _joined(form.indicators, span.named("indicator"))
    elif role == "column" and "line" in roles and not _row_is_named(form):
        before = tokens.before(index, over=frozenset())
        if form.either and form.titled and (before is None or not tokens[before].has("and")):
            form.table_part = form.titled  # “三公”经费里公务用车购置及运行费
            form.lines, form.columns = None, ()
        form.subject, form.either = "line", True
        form.titled = _title_part(reading, span)
        form.lines = _joined(form.lines, _also(reading, span, "line"))
        form.columns += _whole_columns(reading, span)
    elif role in {"line", "part"}:
        form.subject = "line" if role == "line" else "part"
        if _is_inside(reading, index):
            form.table_part = form.titled
            form.lines, form.columns, form.either, form.titled = None, (), False, ""
        named = _also(reading, span, "line") if role == "line" else span.named(role)
        if role == "line" and len(form.departments) != 1 and not form.codes:
            named = tuple(dict.fromkeys((*named, *alike_lines(reading.names, span.text))))
        form.lines = _joined(form.lines, named)
    elif role == "column":
        form.subject = "line"
        before = tokens.before(index, over=frozenset())
        if form.either and (before is None or not tokens[before].has("and")):
            # “三公”经费里公务用车购置费: the first name says where, the second what
            form.table_part = form.titled
            form.lines, form.columns, form.either, form.titled = None, (), False, ""
        elif len(span.text) >= _LONG_TITLE:
            form.titled = _title_part(reading, span)
        form.columns += _whole_columns(reading, span)
    elif role == "table":
        form.items = form.items or lists_items(form, tokens, span)
        form.subject = "line"
        form.tables += span.named("table")
        if len(form.departments) != 1:
            alike = (title for named in span.named("table") for title in alike_tables(reading.names, named))
            form.tables = tuple(dict.fromkeys((*form.tables, *alike)))
    elif role == "budgetUnit":
        form.units_named += span.named("budgetUnit")
    elif role == "projectCode":
        form.project_codes += span.named("projectCode")
    elif role == "problemType":
        form.problem_types += span.named("problemType")
    elif role == "grade" and index and tokens[index - 1].has("is-not"):
        form.grades_not += span.named("grade")
        tokens.used.add(index - 1)
    elif role == "grade":
        form.grades += span.named("grade")


def _is_inside(reading: Reading, index: int) -> bool:
    """Whether the name stands behind that of a table, which the reading has taken for a line or a column."""
    form, tokens = reading.form, reading.tokens
    before = tokens.before(index, over=frozenset())
    return form.either and bool(form.titled) and (before is None or not tokens[before].has("and"))


def _is_held(reading: Reading, index: int) -> bool:
    """名称里有“满意度”: in the names, whether or not it is one."""
    before = reading.tokens.before(index, over=frozenset())
    return (
        before is not None
        and reading.tokens[before].has("naming")
        and bool(_HOLDS.search(reading.tokens[before].text))
    )


def _title_part(reading: Reading, span: Span) -> str:
    """The name where titles of tables hold it, too; nothing for another."""
    text = reading.names.bare(span.text).removesuffix("合计")
    titles = reading.names.by_role.get("table", {})
    return text if len(text) > 3 and any(text in reading.names.bare(title) for title in titles) else ""


def _also(reading: Reading, span: Span, role: str) -> tuple[str, ...]:
    """The printed names, and those that other tables give to the same: 人员经费 and 人员支出."""
    own = span.named(role)
    if {*own} < {*reading.names.spelled(role, span.text)}:
        return own  # those below another column
    others = (name for text in also_called(span.text) for name in reading.names.spelled(role, text))
    return tuple(dict.fromkeys((*own, *others)))


def _whole_columns(reading: Reading, span: Span) -> tuple[str, ...]:
    """The columns of the name, without those of its parts (基本支出·人员支出) where the whole has one."""
    names = _also(reading, span, "column")
    lasts = {name: key(name).rsplit("·", 1)[-1] for name in names}
    whole = tuple(
        name
        for name in names
        if lasts[name].endswith(("小计", "合计", "金额", "数", key(span.text), *also_called(span.text)))
    )
    return whole or names


def _row_is_named(form: Form) -> bool:
    """Whether the line of the table is known, so that a further name can only be a column."""
    return bool(form.codes) or (form.lines is not None and not form.either)


def _wanted_roles(reading: Reading) -> Sequence[str]:
    if reading.form.subject == "line" or reading.form.codes or reading.form.tables:
        return (
            ("table", "column", "line", "project")
            if not reading.form.lines
            else ("table", "column", "project")
        )
    if reading.form.subject == "unit":
        return ("budgetUnit",)
    if reading.form.subject == "part" and reading.form.part_kind == "procurement":
        return ("table", "project", "part")
    if reading.form.subject == "part":
        return ("project", "part") if reading.form.part_kind else ("part", "project")
    if reading.form.subject == "target":
        return ("project", "projectCode", "indicator", "grade")
    return ("project", "projectCode", "indicator", "problemType", "grade", "column", "line", "table", "part")


def _part(reading: Reading, index: int, span: Span) -> None:
    """Text that stands inside names: of projects before 项目, of indicators with a target, else where it fits."""
    form, tokens, text = reading.form, reading.tokens, span.text
    after = tokens.next(index, over=frozenset())
    if _goes_on(reading, index, text) or _is_another(reading, index, text):
        return
    of_rows = after is not None and tokens[after].has("thing", "target") and tokens.between(index, after) == "的"
    if of_rows and len(text) < _SHORT_PART and not span.quoted and not any(one.amount for one in tokens.spans):
        return  # 新增的指标 are none that are called so
    is_project = after is not None and tokens[after].has("thing", "project")
    fits = [role for role in ("project", "indicator") if reading.names.holds(role, text)]
    if (
        form.projects is None
        and "project" in fits
        and (
            is_project
            or (
                form.subject in {"project", "money", "evaluation", "goal", "problem", "organization"}
                and len(text) >= 4
            )
        )
    ):
        form.projects = _holding(reading, "project", text)
    elif (
        form.indicators is None
        and "indicator" in fits
        and form.subject in {"target", "project", "department", "concept"}
    ):
        form.indicators = _holding(reading, "indicator", text)
    elif form.projects is None and "project" in fits and form.subject == "target" and len(text) >= 4:
        form.projects = _holding(reading, "project", text)
    else:
        return
    if is_project and after is not None and form.projects is not None and form.projects.part == text:
        tokens.used.add(after)
    tokens.used.add(index)


def _goes_on(reading: Reading, index: int, text: str) -> bool:
    """Whether the text stands behind another part of one and the same name of an indicator."""
    form, tokens = reading.form, reading.tokens
    before = tokens[index - 1] if index else None
    if before is None or not before.part or form.indicators is None or form.indicators.part != before.text:
        return False
    found = [name for name in reading.names.holding("indicator", before.text)
             if text in name[name.index(before.text) + len(before.text) :]]  # fmt: skip
    if len(found) != 1 or len(before.text) < _LONG_PART:
        return False
    form.indicators = Match(reading.names.spelled("indicator", found[0]))
    tokens.used.add(index)
    return True


def _is_another(reading: Reading, index: int, text: str) -> bool:
    """Whether the text behind 和 names a second project in part, as the one before it is named; it is then taken."""
    form, tokens = reading.form, reading.tokens
    before = tokens.before(index, over=frozenset())
    if form.projects is None or len(text) < 4 or before is None or not tokens[before].has("and"):
        return False
    both = [_only(reading, form.projects), _only(reading, Match(part=text))]
    if not all(both):
        return False
    form.projects = Match(tuple(dict.fromkeys(name for names in both for name in names)))
    tokens.used.add(index)
    return True


def _only(reading: Reading, match: Match) -> tuple[str, ...]:
    """The printed name of the one project that is meant; none where a part stands in several."""
    if match.names and not match.part:
        return match.names
    found = reading.names.holding("project", match.part)
    printed = {name for text in found for name in reading.names.spelled("project", text)}
    return tuple(printed) if len(printed) == 1 else ()


def _holding(reading: Reading, role: str, part: str) -> Match:
    """Names that hold the text; spelled out where signs may be printed in two forms."""
    if _CHINESE.fullmatch(part):
        return Match(part=part)
    found = reading.names.holding(role, part)
    return Match(tuple(name for text in found for name in reading.names.spelled(role, text)), part)


def _joined(match: Match | None, names: tuple[str, ...]) -> Match:
    return Match((*match.names, *names)) if match else Match(names)
