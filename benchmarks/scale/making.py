"""Documents of any number, in the distribution of the five that come with the program.

A department keeps the style of one real document: its kinds of form, rows, levels, units, operators, money, goals,
budget tables and findings. It publishes for several years; six projects in ten go on to the next year with their
rows, of which half change their value; a part of the years has a self-evaluation too. One document in a hundred is
published under a second name. Names are made anew (`naming`), amounts are multiples of the real ones, so that what
adds up still does.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from benchmarks.scale.naming import Names, department_name
from kg.extract import extract_file
from kg.findings import Finding
from kg.ingest.folder import find_documents
from kg.model import Activity, BudgetLine, BudgetTable, Extraction, FormHead, Indicator, Money
from kg.values import exact_product
from kg.vocabulary import data_dir

_GOES_ON, _CHANGES, _EVALUATED, _PUBLISHED_TWICE = 0.6, 0.5, 0.3, 0.01
_LAST_YEAR, _YEARS = 2026, (3, 7)
_PERCENTS = (100, 100, 100, 98, 95, 95, 95, 90, 90, 90, 85, 80)


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a department, as it goes on from year to year."""

    head: FormHead
    rows: tuple[Indicator, ...]


def shipped_documents() -> list[Extraction]:
    """The real documents, as they are read."""
    return [extract_file(file) for file in find_documents([data_dir()])]


def documents(real: Sequence[Extraction], indicators: int, seed: int = 1) -> Iterator[Extraction]:
    """Documents until they have so many indicator rows; the same ones for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    rows = [row for extraction in real for row in extraction.indicators]
    names = Names(rows, {head.project for one in real for head in one.heads if head.project}, chance)
    budgets = [one for one in real if not _is_evaluation(one)]
    evaluations = [one for one in real if _is_evaluation(one)]
    made = number = 0
    while made < indicators:
        department, style = department_name(number), chance.choice(budgets)
        number += 1
        forms: list[_Form] = []
        years = chance.randint(*_YEARS)
        for year in range(_LAST_YEAR + 1 - years, _LAST_YEAR + 1):
            wanted = [(style, "部门预算")]
            if evaluations and chance.random() < _EVALUATED:
                wanted.append((chance.choice(evaluations), "部门决算"))
            for like, title in wanted:
                carried = forms if like is style else []
                used = _forms(like, carried, names, chance)
                if like is style:
                    forms = used
                name = f"{department}-{year}-{title}.txt"
                extraction = _document(like, used, department, year, name, chance)
                made += len(extraction.indicators)
                yield extraction
                if chance.random() < _PUBLISHED_TWICE:
                    made += len(extraction.indicators)
                    yield _named(extraction, name.replace(".txt", ".pdf"))


def _is_evaluation(extraction: Extraction) -> bool:
    return any(row.actual for row in extraction.indicators)


def _forms(like: Extraction, before: list[_Form], names: Names, chance: random.Random) -> list[_Form]:
    """The forms of a year: those that go on, and new ones up to about as many as the real document has."""
    kept = [
        _a_year_on(form, chance) for form in before if form.head.project is None or chance.random() < _GOES_ON
    ]
    templates = [head for head in like.heads if head.project]
    count = max(1, round(len(templates) * chance.uniform(0.7, 1.3)))
    new = [] if any(form.head.project is None for form in kept) else [h for h in like.heads if not h.project]
    new += [chance.choice(templates) for _ in range(count - len(kept))]
    return [*kept, *(_new_form(like, head, names, chance) for head in new)]


def _new_form(like: Extraction, head: FormHead, names: Names, chance: random.Random) -> _Form:
    factor = chance.randint(1, 30)
    project = names.project() if head.project else None
    renamed: dict[str, str | None] = {}
    rows = []
    for row in like.indicators:
        if row.form_line != head.line:
            continue
        subject = renamed.setdefault(row.subject, names.indicator(row)) if row.subject else None
        name = (row.name or "").replace(row.subject, subject) if row.subject and subject else row.name
        rows.append(
            _other_value(replace(row, project=project, project_code=None, name=name, subject=subject), chance)
        )
    amounts = replace(
        head,
        project=project,
        project_code=None,
        budget=_times(head.budget, factor),
        fiscal=_times(head.fiscal, factor),
        funding=tuple(_money(money, factor) for money in head.funding),
        projects=_activities(head.projects, factor),
        structure=_activities(head.structure, factor),
        activities=_activities(head.activities, factor),
        procurement=_activities(head.procurement, factor),
        goals=tuple(replace(goal, text=f"{project or '部门'}：{goal.text}") for goal in head.goals),
        printed=head.printed.replace(head.project or "\0", project or ""),
    )
    return _Form(amounts, tuple(rows))


def _a_year_on(form: _Form, chance: random.Random) -> _Form:
    rows = (_other_value(row, chance) if chance.random() < _CHANGES else row for row in form.rows)
    return _Form(form.head, tuple(rows))


def _other_value(row: Indicator, chance: random.Random) -> Indicator:
    """The row with another number of as many digits, where its target is one number."""
    value = row.value
    if row.kind != "number" or not isinstance(value, Decimal) or value <= 0:
        return row
    digits = format(value, "f")
    if row.target_text.count(digits) != 1:
        return row
    if row.unit == "%" and value > 50:
        new = Decimal(chance.choice(_PERCENTS))
    else:
        low = 10 ** (len(digits.split(".")[0]) - 1)
        whole = chance.randint(low, low * 10 - 1)
        new = Decimal(f"{whole}.{digits.split('.')[1]}" if "." in digits else whole)
    text = format(new, "f")
    base = row.base_value
    return replace(
        row,
        value=new,
        base_value=base if base is None else exact_product(new, Fraction(base) / Fraction(value)),
        target_text=row.target_text.replace(digits, text),
        printed=f"{row.level1 or ''}\t{row.level2 or ''}\t{row.name or ''}\t{row.target_text.replace(digits, text)}",
    )


def _document(
    like: Extraction, forms: Sequence[_Form], department: str, year: int, name: str, chance: random.Random
) -> Extraction:
    """The document of a year: its forms one below the other, then its tables."""
    heads: list[FormHead] = []
    rows: list[Indicator] = []
    line = 10
    for form in forms:
        top, last = line, form.head.line
        for row in form.rows:
            last = max(last, row.line)
        shift = top - form.head.line
        of = {"document": name, "department": department, "year": year}
        heads.append(replace(form.head, **of, line=top, last_line=last + shift))
        for row in form.rows:
            findings = tuple(_moved(finding, name, shift) for finding in row.findings)
            rows.append(
                replace(
                    row,
                    **of,
                    line=row.line + shift,
                    form_line=top,
                    findings=findings,
                    budget=form.head.budget,
                )
            )
        line = last + shift + 20
    tables, factor = [], chance.randint(1, 30)
    for table in like.tables:
        shift = line - table.line
        tables.append(_table(table, forms, name, shift, factor))
        line += max((entry.line for entry in table.lines), default=table.line) - table.line + 10
    findings = tuple(
        _moved(finding, name, 0)
        for finding in like.findings
        if not any(f is finding for r in rows for f in r.findings)
    )
    document = replace(like.document, name=name, blocks=(), findings=())
    title = f"{department} {year} 年{name.rsplit('-', 1)[1].removesuffix('.txt')}"
    return Extraction(
        document, department, year, title, tuple(heads), tuple(rows), tuple(tables), (), findings
    )


def _table(table: BudgetTable, forms: Sequence[_Form], name: str, shift: int, factor: int) -> BudgetTable:
    """The table with other amounts; the lines that name projects name those of the document."""
    projects = iter([form.head for form in forms if form.head.project])
    lines = []
    for entry in table.lines:
        amounts = {column: amount * factor for column, amount in entry.amounts.items()}
        named = next(projects, None) if table.kind == "project" else None
        if named and named.budget is not None and amounts:
            amounts = dict.fromkeys(amounts, named.budget)
        lines.append(
            BudgetLine(
                entry.line + shift,
                None if named else entry.code,
                named.project if named else entry.name,
                amounts,
                entry.unit,
                entry.spans,
            )
        )
    return replace(table, document=name, line=table.line + shift, lines=tuple(lines))


def _named(extraction: Extraction, name: str) -> Extraction:
    return replace(
        extraction,
        document=replace(extraction.document, name=name),
        heads=tuple(replace(head, document=name) for head in extraction.heads),
        indicators=tuple(
            replace(row, document=name, findings=tuple(_moved(f, name, 0) for f in row.findings))
            for row in extraction.indicators
        ),
        tables=tuple(replace(table, document=name) for table in extraction.tables),
        findings=tuple(_moved(finding, name, 0) for finding in extraction.findings),
    )


def _moved(finding: Finding, name: str, shift: int) -> Finding:
    return replace(finding, document=name, line=finding.line + shift)


def _times(amount: Decimal | None, factor: int) -> Decimal | None:
    return None if amount is None else amount * factor


def _money(money: Money, factor: int) -> Money:
    amount = money.amount * factor
    return replace(money, amount=amount, text=format(amount, "f"))


def _activities(activities: Sequence[Activity], factor: int) -> tuple[Activity, ...]:
    return tuple(
        replace(one, amount=_times(one.amount, factor), fiscal=_times(one.fiscal, factor))
        for one in activities
    )
