"""A question in Chinese → rows with their sources, or what was not understood."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from kg.ask.abbreviated import abbreviations
from kg.ask.bounds import count_bounds
from kg.ask.clauses import pause_between
from kg.ask.elsewhere import printed_elsewhere, under_other_titles
from kg.ask.form import Form
from kg.ask.joined import check_empty, check_joined, holds, is_empty, read_apart
from kg.ask.meaning import describe
from kg.ask.names import Names, load_names
from kg.ask.reading import read
from kg.ask.repeated import first_places
from kg.ask.spans import Span, cut
from kg.ask.spoken import spell_out
from kg.ask.tokens import Unread
from kg.ask.turns.endings import endings
from kg.ask.turns.phrased import and_its_units, spell_heading
from kg.ask.turns.whether import whether_amounts
from kg.ask.writing import Query, write
from kg.ask.writing.shared import PRINTED_FORMS
from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.query import Answer, list_queries, run_query
from kg.query.run import ROWS, SECONDS, Askable
from kg.text import key
from kg.vocabulary import load_scheme

_LONGEST: Final = 300
_SUGGESTIONS: Final = 3
_ATTEMPTS: Final = 40
_EXAMPLE: Final = PREFIXES["skos"] + "example"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question. ``message`` tells why there are no rows, or that there are none; ``unused`` are
    the words that could not be used; ``sources`` are documents and lines; ``suggestions`` can be asked instead."""

    question: str
    understood: bool
    meaning: str = ""
    sparql: str = ""
    answer: Answer | None = None
    sources: tuple[tuple[str, int], ...] = ()
    unused: tuple[str, ...] = ()
    message: str = ""
    suggestions: tuple[str, ...] = ()


def ask(
    store: Askable,
    question: str,
    names: Names | None = None,
    *,
    time_limit: float = SECONDS,
    row_limit: int = ROWS,
) -> Reply:
    """Answer a question from the graph, without guessing. ``names`` of `load_names` serve several questions.

    Raises QueryError: an empty or endless question, and a query that takes too long.
    """
    asked = key(question)
    if not asked:
        raise QueryError("问题是空的。请写一句话，例如：哪些项目没有满意度指标。")
    if len(asked) > _LONGEST:
        raise QueryError(f"问题太长：最多 {_LONGEST} 个字。请拆成几个问题。")
    names = names or load_names(store)
    spans = pause_between(cut(spell_out(asked), names))

    def solve(spans: Sequence[Span]) -> tuple[Form, Answer]:
        _, form, query = _understood(spans, names)
        text = query.text(asked, "")
        found = first_places(form, run_query(store, text, time_limit=time_limit, row_limit=row_limit))
        other = printed_elsewhere(form) if is_empty(found) else None
        if other is None:
            return form, found
        sparql = write(other).text(asked, "")
        beside = run_query(store, sparql, time_limit=time_limit, row_limit=row_limit)
        return (form, found) if is_empty(beside) else (other, beside)

    def answered(spans: Sequence[Span], form: Form, query: Query) -> Reply:
        reply = _answered(store, asked, form, query, time_limit=time_limit, row_limit=row_limit)
        if reply.answer is not None and not reply.message:
            check_joined(spans, form, reply.answer, solve)
        return reply

    def apart(spans: Sequence[Span]) -> Reply | None:
        found = read_apart(spans, solve)
        if found is None:
            return None
        form, parts = found
        reply = _answered(store, asked, form, write(form), time_limit=time_limit, row_limit=row_limit)
        counted = bool(form.aggregate)
        return reply if counted or (reply.answer and holds(reply.answer, parts, counted=counted)) else None

    try:
        spans = and_its_units(spell_heading(whether_amounts(endings(count_bounds(spans)))))
        try:
            understood = _understood(spans, names)
            reply = answered(*understood)
        except Unread as unread:
            if joined := apart(spans):
                return joined
            raise unread from None
        if not reply.message:
            return reply
        for again in islice(
            abbreviations(spans, names), _ATTEMPTS
        ):  # a part of one name, and of none another
            found = _tried(again, names)
            other = answered(*found) if found else reply
            if not other.message:
                return other
        if (elsewhere := printed_elsewhere(understood[1])) is not None:
            other = answered(understood[0], elsewhere, write(elsewhere))
            if not other.message:
                return other
        if (titled := under_other_titles(understood[1], names)) is not None:
            other = answered(understood[0], titled, write(titled))
            if not other.message:
                return other
        if understood[1].minus is not None:
            raise Unread("图谱里的两个数不能这样比，请分开问")
        if understood[0] is not spans:
            raise Unread("看不出问的是什么，请把名称写全")
        try:
            check_empty(understood[0], understood[1], solve)
        except Unread as unread:
            if joined := apart(spans):
                return joined
            raise unread from None
        _check_printed(store, asked, understood[1], time_limit)
        return reply
    except Unread as unread:
        return _refused(asked, unread, spans, names)


Understood = tuple[Sequence[Span], Form, Query]


def _understood(spans: Sequence[Span], names: Names) -> Understood:
    """The form and the query of a question; where it cannot be read, with names that it abbreviates. Raises Unread."""
    try:
        form = read(spans, names)
        return spans, form, write(form)
    except Unread as unread:
        tried = list(islice(abbreviations(spans, names), _ATTEMPTS))
        for once in tried:
            if found := _tried(once, names):
                return found
        twice = (spans for once in tried for spans in abbreviations(once, names))
        for again in islice(twice, _ATTEMPTS):
            if found := _tried(again, names):
                return found
        raise unread from None


def _tried(spans: Sequence[Span], names: Names) -> Understood | None:
    try:
        form = read(spans, names)
        return spans, form, write(form)
    except Unread:
        return None


def _answered(
    store: Askable, question: str, form: Form, query: Query, *, time_limit: float, row_limit: int
) -> Reply:
    meaning = describe(form)
    sparql = query.text(question, meaning)
    if form.beside is not None and form.aggregate != "count":
        for one in (replace(form, beside=None), form.beside):
            text = write(one).text(question, meaning)
            if is_empty(run_query(store, text, time_limit=time_limit, row_limit=row_limit)):
                raise Unread(f"问了两样，图谱里只有一样，请分开问（没有的是：{describe(one)}）")
    answer = first_places(form, run_query(store, sparql, time_limit=time_limit, row_limit=row_limit))
    counted = _counted(answer) if form.stated is not None else None
    if form.stated is not None and counted is None and form.subject == "target":
        text = write(_its_projects(form)).text(question, meaning)
        counted = run_query(store, text, time_limit=time_limit, row_limit=row_limit).rows[0][0]
    if form.stated is not None and counted != form.stated:
        words = f"{form.stated}个"
        thing = "预算单位" if form.subject == "unit" else "项目"
        raise Unread(f"问题里说是“{words}”{thing}，图谱里是 {counted} 个", [words])
    if form.among is not None:
        owners = replace(_its_projects(form), conditions=form.conditions & {"self-evaluated"})
        text = write(owners).text(question, meaning)
        rows = run_query(store, text, time_limit=time_limit, row_limit=row_limit).rows
        found = sum(number for *_, number in rows if isinstance(number, int))
        if found != form.among:
            words = f"{form.among}个"
            raise Unread(f"问题里说是“{words}”项目，图谱里是 {found} 个", [words])
    if form.subject == "target" and form.conditions & {*PRINTED_FORMS} and not any(map(any, answer.rows)):
        raise Unread("图谱里没有印着这些指标的绩效目标表，自评表里的请写明自评")
    if form.as_share and any(row[-1] is None for row in answer.rows):
        raise Unread("图谱里的数算不出这个比例")
    if form.one_owner and is_empty(answer):
        raise Unread("不止一个部门有，请写明部门", form.departments)
    sources = _sources(store, answer, query, time_limit)
    nothing = is_empty(answer)
    message = "图谱里没有符合条件的内容。" if nothing else ""
    return Reply(
        question,
        understood=True,
        meaning=meaning,
        sparql=sparql,
        answer=answer,
        sources=sources,
        message=message,
    )


def _its_projects(form: Form) -> Form:
    """The question how many projects the departments and years of another have."""
    owners = Form("project", departments=form.departments, years=form.years, aggregate="count")
    return replace(owners, counted="project", all_departed=form.all_departed)


def _check_printed(store: Askable, question: str, form: Form, time_limit: float) -> None:
    """Raises Unread where no budget table has such lines and columns, whatever their amounts: none is too small then,
    the tables may call them otherwise."""
    if form.subject == "line":
        text = write(replace(form, comparisons=[])).text(question, "")
        if is_empty(run_query(store, text, time_limit=time_limit, row_limit=1)):
            raise Unread("预算表里没有这样的行和栏目，表里可能用了别的名称")


def _counted(answer: Answer) -> object:
    """How many projects were added up; None where that is not said."""
    if "unitName" in answer.variables:
        at = answer.variables.index("unitName")
        return len({row[at] for row in answer.rows})
    if "projectName" in answer.variables and "departmentName" in answer.variables:
        places = [answer.variables.index(name) for name in ("departmentName", "projectName")]
        return len({tuple(row[at] for at in places) for row in answer.rows})
    if "projectCount" not in answer.variables:
        return None
    counts = {row[answer.variables.index("projectCount")] for row in answer.rows}
    return counts.pop() if len(counts) == 1 else None


def _sources(store: Askable, answer: Answer, query: Query, time_limit: float) -> tuple[tuple[str, int], ...]:
    variables = answer.variables
    if "document" in variables and "line" in variables:
        document, line = variables.index("document"), variables.index("line")
        rows: Sequence[tuple[object, object]] = [(row[document], row[line]) for row in answer.rows]
    else:
        found = [run_query(store, sparql, time_limit=time_limit).rows for sparql in query.sources()]
        rows = sorted(((row[0], row[1]) for part in found for row in part), key=_by_line)
    return tuple(dict.fromkeys((str(one), number) for one, number in rows if isinstance(number, int)))


def _by_line(place: tuple[object, object]) -> tuple[str, int]:
    document, line = place
    return str(document), line if isinstance(line, int) else 0


def _refused(question: str, unread: Unread, spans: Sequence[Span], names: Names) -> Reply:
    reason = unread.reason
    near = _near_names(unread.words, names)
    if near:
        reason += "。图谱里相近的名称：" + "、".join(f"“{name}”" for name in near)
    return Reply(
        question,
        understood=False,
        unused=unread.words,
        message=f"没有看懂，不作猜测。{reason}。",
        suggestions=similar_questions(question, spans),
    )


def _near_names(words: Sequence[str], names: Names) -> list[str]:
    found: list[str] = []
    for word in words:
        for role in ("department", "project"):
            near = difflib.get_close_matches(word, names.by_role.get(role, {}), n=1, cutoff=0.5)
            found.extend(name for text in near if text != word for name in names.spelled(role, text))
    return list(dict.fromkeys(found))[:_SUGGESTIONS]


def example_questions() -> tuple[str, ...]:
    """The examples of ontology/vocab/questions.ttl."""
    return tuple(
        text for concept in load_scheme("questions") for text in concept.properties.get(_EXAMPLE, ())
    )


def similar_questions(question: str, spans: Sequence[Span] = ()) -> tuple[str, ...]:
    """Questions that can be answered and share most with this one: examples, and titles of named questions."""
    wanted = {span.text for span in spans if span.known and len(span.text) > 1}
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}

    def alike(other: str) -> tuple[int, int]:
        shared = sum(word in other for word in wanted)
        return -shared, -len(pairs & {other[at : at + 2] for at in range(len(other) - 1)})

    examples = sorted(example_questions(), key=lambda text: (*alike(text), text))[: _SUGGESTIONS - 1]
    titles = sorted((query.title for query in list_queries()), key=lambda text: (*alike(text), text))
    return (*examples, *titles[: _SUGGESTIONS - len(examples)])
