"""A question in Chinese: its answer with sources and the SPARQL it became, or what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from kg.check import placed_answer, places_by_line
from kg.errors import KgError
from kg.explorer.address import QUESTIONS, choose, href, write_text
from kg.explorer.ahead import LONGEST, Begun, begin, names_ahead, show_when_ready
from kg.explorer.looks.markup import Line, anchor, note, problem, show, source_html, table_html
from kg.explorer.looks.wording import escape, plain_label
from kg.explorer.opened import Graph
from kg.explorer.questions.answers import ANSWER_CHOICES, Shown, answer_table

if TYPE_CHECKING:
    from kg.ask import Names, Reply
    from kg.store import Store

ASK: Final = "ask"
_PLACES_SHOWN: Final = 8
_DOCUMENTS_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class _Answered:
    reply: "Reply"
    shown: Shown | None
    sources: Mapping[str, tuple[str, ...]]
    """Of an answer without a column for them: document → places, in order."""


def asking_view(graph: Graph) -> None:
    """The box, the examples, and the answer."""
    from kg.ask import example_questions

    question = write_text(
        "用中文问一句话", ASK, placeholder="如：哪些项目没有满意度指标", drop=ANSWER_CHOICES
    )
    if not question:
        note("写一句话，按回车。名称以图谱里的为准；看不懂的会直说，不猜；每个答案都有出处。")
        _choices("可以这样问，点一下就问", example_questions(), "examples")
        return
    names = names_ahead(graph)
    try:
        show_when_ready(
            graph,
            (ASK, question),
            lambda store: _ask(store, question, names),
            lambda found: _reply(graph, found),
            "正在查……范围大的问题要十几秒，第一次提问还要先读取图谱里的名称；写明部门、年度会快很多。",
        )
    except KgError as error:
        problem(str(error))
    with st.expander("更多例子"):
        _choices("可以这样问，点一下就问", example_questions(), "examples")


def ask_ahead(graph: Graph, question: str) -> "Begun[_Answered]":
    """Begin to answer a question that a page offers."""
    names = names_ahead(graph)
    return begin(graph, (ASK, question), lambda store: _ask(store, question, names))


def _reply(graph: Graph, found: _Answered) -> None:
    if found.reply.understood:
        _answer(graph, found)
    else:
        _refusal(found.reply)


def _answer(graph: Graph, found: _Answered) -> None:
    reply = found.reply
    show(f"理解为：<b>{escape(reply.meaning)}</b>")
    if reply.message:
        note(reply.message)
    elif found.shown:
        answer_table(graph, found.shown, reply.question)
    if found.sources:
        with st.expander(f"出处：{len(found.sources)} 份文件"):
            _sources(found.sources)
    with st.expander("这个问题变成的 SPARQL"):
        show(source_html(reply.sparql))
        show(anchor("在 SPARQL 里改着用", href(QUESTIONS, way="sparql", sparql=reply.sparql)))


def _refusal(reply: "Reply") -> None:
    st.warning(plain_label(reply.message))
    if reply.unused:
        words = "　".join(f'<span class="kg-tag">{escape(word)}</span>' for word in reply.unused)
        show(f"没有看懂的词：{words}")
    if reply.suggestions:
        _choices("换成这样问", reply.suggestions, "suggested")
    show(f"也可以用{anchor('现成的问题', href(QUESTIONS, way='named'))}，或在指标检索里用条件筛选。")


def _sources(sources: Mapping[str, Sequence[str]]) -> None:
    rows: list[Line] = []
    for document, places in list(sources.items())[:_DOCUMENTS_SHOWN]:
        more = f" …… 共 {len(places)} 处" if len(places) > _PLACES_SHOWN else ""
        rows.append([document, "、".join(places[:_PLACES_SHOWN]) + more])
    show(table_html(["文件", "位置"], rows, height=320))
    if len(sources) > _DOCUMENTS_SHOWN:
        note(f"只列前 {_DOCUMENTS_SHOWN} 份文件。")


def _choices(label: str, questions: Sequence[str], key: str) -> None:
    """Questions to click; the one that is clicked becomes the question of the address."""
    name = f"ask-{key}"
    st.session_state[name] = None

    def take() -> None:
        choose(ASK, st.session_state[name], drop=ANSWER_CHOICES)

    st.pills(label, list(dict.fromkeys(questions)), key=name, on_change=take, format_func=plain_label)


def _ask(store: "Store", question: str, names: "Begun[Names]") -> _Answered:
    from kg.ask import ask

    reply = ask(store, question, names.result(), time_limit=LONGEST)
    if reply.answer is None:
        return _Answered(reply, None, {})
    shown = Shown(reply.answer, placed_answer(store, reply.answer))
    if "line" in reply.answer.variables:
        return _Answered(reply, shown, {})
    return _Answered(reply, shown, _places(store, reply))


def _places(store: "Store", reply: "Reply") -> dict[str, tuple[str, ...]]:
    places = places_by_line(store) if reply.sources else {}
    found: dict[str, list[str]] = {}
    for document, line in reply.sources:
        words = places.get((document, line)) or (f"第 {line} 行" if line else "整份文件")
        found.setdefault(document, []).append(words)
    return {document: tuple(found[document]) for document in found}
