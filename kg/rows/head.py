"""What stands around the indicator rows of a form: project, units, money by source and phase, goals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kg.model import Activity, Cell, FormHead, Goal, Line, Span
from kg.rows.cover import Cover, form_year
from kg.rows.decoded import DecodedForm
from kg.rows.entries import Entry, read_entries
from kg.rows.foot import part_score_sums
from kg.rows.funding import (
    budget_and_fiscal,
    given_amounts,
    read_matrix,
    single_amounts,
    total_line,
)
from kg.rows.money import MONEY_CAPTION, parse_number, stated_unit
from kg.rows.parts import read_involved, read_items, read_problems, read_structure, sections
from kg.rows.whole import read_earlier, read_listed_tasks, read_tasks
from kg.tables import FormTable, PrintedRow, is_header, item_texts, line_of, printed_text
from kg.tables.labels import plain
from kg.tables.titles import title_owner
from kg.text import is_blank, key, squeeze

_CODED: Final = re.compile(r"[\[【(（]?(?P<code>\d{3,12})[\]】)）]?\s*[-—－]?\s*(?P<name>\D.*)", re.DOTALL)
_CODE_BEHIND: Final = re.compile(r"(?P<name>\D.*?)\s*[\[(【（](?P<code>\d{3,12})[\])】）]", re.DOTALL)
_ORGANISATION: Final = re.compile(r"(?:局|委|厅|部|院|会|办公室|办|中心|队|站|所|馆|学校|大学|政府)$")
_NO_PROJECT: Final = re.compile(r"预算|部门|单位|[省市县区州]级|本级|转移支付|项目$|专项资金$|支出$|整体")
_LONGEST_LABEL: Final = 30
_OF_DEPARTMENT: Final = re.compile(r"(?<=[局委厅部会院办府])部门$")
_OWN_LEVEL: Final = re.compile(r"[(（]?(?:本级|机关)[)）]?$")
_OF_FORM: Final = ("department", "supervising_department")
_OF_LIST: Final = ("supervising_department",)
"""Where a form names its department; in a list of projects 单位名称 heads the units below it."""
_WHOLE_GOAL: Final = "goal"
_ANNUAL_GOAL: Final = "annual_goal"
_LONG: Final = "长期"
_LONG_GOAL: Final = "long_goal"
_GOAL_FIELDS: Final = {
    _WHOLE_GOAL: "年度",
    _ANNUAL_GOAL: "年度",
    "expected_goal": "年度",
    _LONG_GOAL: _LONG,
}
"""The time that a goal is for, by its label."""


def read_head(form: FormTable, decoded: DecodedForm, cover: Cover, *, document: str) -> FormHead:
    """The head of one form, amounts in 万元, ``budget`` and ``fiscal`` of its year (catalogue.md)."""
    printed = [entry for entry in read_entries(decoded.head) if entry.type != "contact"]
    entries, summed = part_score_sums(printed, decoded.rows)
    given = decoded.given
    texts = {**_texts(entries), **{name: cell.text for name, cell in given.items()}}
    preamble = [line.text for line in form.preamble]
    headings = [
        text for item in form.items if given for text in item_texts(item) if is_header(item_texts(item))
    ]
    heads = [cell.text for row in decoded.head for cell in row.cells if len(cell.text) < _LONGEST_LABEL]
    lines = [i.text for i in form.items if isinstance(i, Line) and len(i.text) < _LONGEST_LABEL]
    unit = stated_unit([*preamble, *lines, *heads, *headings])
    matrix = read_matrix(entries, unit)
    parts = sections(decoded.head)
    whole = form.form == "整体支出绩效目标表"
    structure = read_structure(parts.get("structure", ()), unit) if whole else ()
    earlier = read_earlier(parts.get("structure", ()), unit) if whole else ()
    money = matrix.money or given_amounts(given, unit) or (*single_amounts(entries, unit), *matrix.alone)
    code, implementing = _coded(_given_unit(given) if given else _unit(texts))
    code_2, supervising = _coded(_value(texts, "supervising_department"))
    code_3, heading_unit = _heading_unit([*preamble, *(_first_texts(decoded))])
    total = total_line(structure, entries, unit) if whole and not given else None
    budget, fiscal = budget_and_fiscal(money, total)
    if budget is None and not whole and not ("budget" in given if given else _names_budget(entries)):
        # a form that knows one total only: it is the year's
        budget = next((amount.amount for amount in money if amount.source == "项目总预算"), None)
    project = _value(texts, "project") or (None if whole else _titled_project(preamble))
    return FormHead(
        document=document,
        line=_head_line(form, entries, given),
        form=form.form,
        department=cover.department,
        department_code=code or _value(texts, "department_code") or code_3 or code_2,
        year=form_year(preamble) or _year(_value(texts, "year")) or cover.year,
        project=None if whole or project is None else squeeze(project),
        project_code=_blank_to_none(_value(texts, "project_code")),
        implementing_unit=implementing or (None if whole else heading_unit),
        supervising_department=supervising,
        attribute=_value(texts, "attribute"),
        start_year=_year(_value(texts, "start_year")),
        end_year=_year(_value(texts, "end_year")),
        funding=money,
        execution_rate=matrix.rate,
        execution_score=matrix.score,
        total_score=_total_score(entries, summed),
        grade=_grade(_value(texts, "grade")),
        funding_plan=None if whole else _value(texts, "funding_plan"),
        funding_scope=None if whole else _value(texts, "funding_scope"),
        goals=_goals(entries, decoded),
        projects=_projects(parts, decoded, unit) if whole else (),
        structure=tuple(line for line in structure if line.name != "合计"),
        earlier=tuple(line for line in earlier if line.name != "合计"),
        tasks=(read_tasks(decoded.rows, unit) or read_listed_tasks(decoded.head, unit)) if whole else (),
        activities=read_items(parts.get("activities", ()), unit),
        procurement=read_items(parts.get("procurement", ()), unit),
        problems=read_problems(parts.get("problems", ())),
        budget=budget,
        fiscal=fiscal,
        printed=printed_form(form, decoded),
        last_line=last_read_line(form, decoded),
        sources=_sources(entries),
    )


def departments_in(decoded: DecodedForm) -> list[str]:
    """The names by which a form calls its department, its own 部门名称 before the supervising department."""
    given = {name: cell.text for name, cell in decoded.given.items()}
    texts = {**_texts(read_entries(decoded.head)), **given}
    order = _OF_LIST if given else _OF_FORM
    names = [_coded(_value(texts, name))[1] for name in order]
    return [_OF_DEPARTMENT.sub("", name) for name in names if name]


def weak_departments_in(form: FormTable, decoded: DecodedForm) -> list[str]:
    """Names that may be the department's where nothing says so: an organisation in the title, the unit that
    carries the project out."""
    if not decoded.given:
        heading = _heading_unit([*(line.text for line in form.preamble), *_first_texts(decoded)])[1]
        if heading:
            return [_OWN_LEVEL.sub("", heading)]
    owners = [owner for line in form.preamble if _ORGANISATION.search(owner := title_owner(line.text))]
    given = decoded.given
    unit = _coded(_given_unit(given) if given else _unit(_texts(read_entries(decoded.head))))[1]
    return owners or ([unit] if unit else [])


def year_in(form: FormTable, decoded: DecodedForm) -> int | None:
    """The year that the form itself states, above its table or behind 预算年度."""
    stated = form_year([line.text for line in form.preamble])
    return stated or _year(_value(_texts(read_entries(decoded.head)), "year"))


def lacks_project(form: FormTable, head: FormHead) -> bool:
    """Whether a form that should say which project its rows belong to does not."""
    whole = any("整体" in line.text for line in form.preamble)
    return head.project is None and head.form != "整体支出绩效目标表" and not whole


def printed_form(form: FormTable, decoded: DecodedForm) -> str:
    """The form as printed, a line each, from its title to the last line that was read."""
    first, last = form.line, last_read_line(form, decoded)
    items = (*form.preamble, *form.items)
    return "\n".join(printed_text(item) for item in items if first <= line_of(item) <= last)


def last_read_line(form: FormTable, decoded: DecodedForm) -> int:
    """The last line of the form that says something, text behind its table aside."""
    return max((line.line for line in decoded.account if line.fate != "ignored"), default=form.line)


def _head_line(form: FormTable, entries: Sequence[Entry], given: Mapping[str, Cell]) -> int:
    if given:
        return form.line
    return min((entry.label.spans[0].line for entry in entries if entry.label.spans), default=form.line)


def _titled_project(preamble: Sequence[str]) -> str | None:
    """The project that the title of a form names (``古树保护项目绩效目标表``), where its head does not."""
    for text in reversed(preamble):
        owner = title_owner(text)
        if len(owner) > 1 and not _ORGANISATION.search(owner) and not _NO_PROJECT.search(owner):
            return owner
    return None


def _names_budget(entries: Sequence[Entry]) -> bool:
    """Whether the form has a place for the year's budget, a label that only opens a row of labels aside."""
    behind = [*entries[1:], None]
    return any(
        entry.field == "budget" and (entry.values or after is None or after.row is not entry.row)
        for entry, after in zip(entries, behind, strict=False)
    )


def _total_score(entries: Sequence[Entry], summed: Decimal | None) -> Decimal | None:
    """The score behind 总分; where the weights add up in the cell before it, the last number is the score. Else that
    of the sum below the rows."""
    for entry in entries:
        numbers = [n for cell in entry.values if (n := parse_number(cell.text)) is not None]
        if entry.field == "total_score" and numbers:
            return numbers[-1]
    return summed


def _projects(
    parts: Mapping[str, list[PrintedRow]], decoded: DecodedForm, unit: str | None
) -> tuple[Activity, ...]:
    return read_items(parts.get("projects", ()), unit) or read_involved(decoded.rows, unit)


def _texts(entries: Sequence[Entry]) -> Mapping[str, str]:
    """The first printed value of each text field, wrapped cells joined."""
    found: dict[str, str] = {}
    for entry in entries:
        if not entry.values or entry.field in found:
            continue
        cells = entry.values if entry.row.columns is False else entry.values[:1]
        found[entry.field] = "".join(plain(cell.text) for cell in cells).strip()
    return found


def _unit(texts: Mapping[str, str]) -> str | None:
    return _value(texts, "implementing_unit") or _value(texts, "filling_unit")


def _given_unit(given: Mapping[str, Cell]) -> str | None:
    """The unit that a list of projects prints in its rows; its caption names whose list it is."""
    texts = {name: cell.text for name, cell in given.items()}
    return _unit(texts) or _value(texts, "department")


def _value(texts: Mapping[str, str], name: str) -> str | None:
    text = texts.get(name)
    return None if text is None or is_blank(text) else text


def _coded(text: str | None) -> tuple[str | None, str | None]:
    """A unit as (code, name): ``377-`` before the name is its code."""
    if text is None:
        return None, None
    match = _CODED.fullmatch(text.strip()) or _CODE_BEHIND.fullmatch(text.strip())
    return (match["code"], squeeze(match["name"])) if match else (None, squeeze(text))


def _heading_unit(texts: Sequence[str]) -> tuple[str | None, str | None]:
    """Code and unit of a heading line such as ``505001…本级`` or ``377-…`` above or at the top of a form."""
    for text in texts:
        match = _CODED.fullmatch(MONEY_CAPTION.sub("", text).strip())
        if (
            match
            and not key(match["name"]).startswith("年")
            and len(key(match["name"])) >= 4
            and len(text) < 50
        ):
            return match["code"], squeeze(match["name"])
    return None, None


def _first_texts(decoded: DecodedForm) -> list[str]:
    rows = [[cell.text for cell in row.cells if cell.text] for row in decoded.head[:2]]
    return [texts[0] for texts in rows if len(texts) == 1]


def _goals(entries: Sequence[Entry], decoded: DecodedForm) -> tuple[Goal, ...]:
    found = [
        Goal(None, horizon, text, tuple(span for cell in cells for span in cell.spans))
        for entry in entries
        if entry.field in _GOAL_FIELDS and entry.values
        for horizon, cells in _goal_cells(entry, entries)
        if len(key(text := "".join(plain(cell.text) for cell in cells))) > 1
    ]
    given = decoded.given
    found += [
        Goal(
            None,
            _LONG if name == _WHOLE_GOAL and _ANNUAL_GOAL in given else horizon,
            given[name].text,
            given[name].spans,
        )
        for name, horizon in _GOAL_FIELDS.items()
        if name in given
    ]
    return tuple(dict.fromkeys([*found, *decoded.goals]))


def _goal_cells(entry: Entry, entries: Sequence[Entry]) -> Iterator[tuple[str, Sequence[Cell]]]:
    """The cells of a goal with the time it is for: one text, or one under each heading of the row above it."""
    columns = _goal_columns(entry, entries) if entry.field == _WHOLE_GOAL else []
    if len(columns) > 1 and len(columns) == len(entry.values):
        for heading, cell in zip(columns, entry.values, strict=True):
            yield _GOAL_FIELDS[heading.field], [cell]
        return
    horizon = _GOAL_FIELDS[entry.field]
    if entry.field == _WHOLE_GOAL and _has_annual_goal(entries, entry):
        horizon = _LONG
    yield horizon, entry.values[:1] if entry.row.columns else entry.values


def _goal_columns(entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """The labels of a time that head columns above a goal (长期目标｜年度目标 over 总目标｜…｜…), none of which has a
    text of its own."""
    above = [one for one in entries[: entries.index(entry)] if one.row is not entry.row]
    last = [one for one in above if above and one.row is above[-1].row]
    timed = [one for one in last if one.field in (_ANNUAL_GOAL, _LONG_GOAL)]
    return [] if any(one.values for one in timed) or not entry.row.columns else timed


def _has_annual_goal(entries: Sequence[Entry], whole: Entry) -> bool:
    """Whether the form has a place for the goal of the year apart from this one, which is then that of the project;
    a label in the same row without a text of its own only opens the part (年度目标｜总体目标｜…)."""
    return any(
        entry.field == _ANNUAL_GOAL and (entry.values or entry.row is not whole.row) for entry in entries
    )


def _sources(entries: Sequence[Entry]) -> Mapping[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for entry in entries:
        if entry.values and entry.type in ("text", "year", "number") and entry.field not in found:
            cells = entry.values if not entry.row.columns else entry.values[:1]
            found[entry.field] = tuple(span for cell in cells for span in cell.spans)
    return found


def _blank_to_none(text: str | None) -> str | None:
    return None if text is None else squeeze(text)


def _year(text: str | None) -> int | None:
    match = re.search(r"(?:19|20)\d\d", text or "")
    return int(match[0]) if match else None


def _grade(text: str | None) -> str | None:
    match = re.match(r"[优良中差]", text or "")
    return match[0] if match else text
