"""What was read of a file that is handed in, beside what the graph has: counts, rows, doubts, what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

from kg.errors import KgError
from kg.explorer.audited import rule_title
from kg.explorer.intake.entering import Choice
from kg.explorer.looks.markup import Cell as HtmlCell
from kg.explorer.looks.markup import Line, note, severity_html, show, table_html
from kg.explorer.looks.wording import count_text, escape, one_line, plain_label, share_text, value_text
from kg.explorer.opened import Graph, graph_directory
from kg.ingest.incoming import Batch, Incoming, Reading
from kg.review import reading_in_words
from kg.sources import source_paths
from kg.text import key

_DOCUMENTS: Final = """
SELECT ?title ?sha ?year ?department WHERE {
  ?d a kg:Document ; dct:title ?title ; kg:sha256 ?sha
  OPTIONAL { ?d kg:year ?year } OPTIONAL { ?d kg:department ?department }
} ORDER BY ?title"""
_NAMES: Final = (
    "SELECT DISTINCT ?o ?name { ?d a kg:Document ; kg:department ?o . ?o rdfs:label ?name } ORDER BY ?name"
)
_MOST_LINES: Final = 300
_ADD: Final = "加入图谱"
_ADD_BESIDE: Final = "加入图谱，与已有的文件并存"
_SKIP: Final = "不加入"


@dataclass(frozen=True, slots=True)
class Known:
    """A document of the graph."""

    title: str
    sha256: str
    year: int
    department: str
    path: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the graph has of a file already: the same ``bytes``, the same ``title``, documents of the same department
    and year (``kin``)."""

    same_bytes: str = ""
    same_title: str = ""
    kin: tuple[str, ...] = ()


def known_documents(graph: Graph) -> list[Known]:
    """The documents of the graph, by title."""
    names = {str(iri): str(name) for iri, name in graph.select(_NAMES).rows}
    paths = source_paths(graph_directory())
    return [
        Known(
            str(title),
            str(sha),
            int(str(year or 0)),
            names.get(str(department), ""),
            str(paths.get(str(title), "")),
        )
        for title, sha, year, department in graph.select(_DOCUMENTS).rows
    ]


def likeness(file: Incoming, facts: Mapping[str, Any], known: Sequence[Known]) -> Likeness:
    """How a file that was read stands to the documents of the graph."""
    same_bytes = next((one.title for one in known if one.sha256 == facts.get("sha256")), "")
    same_title = next((one.title for one in known if key(one.title) == key(file.name)), "")
    owner = key(str(facts.get("department") or ""))
    kin = tuple(
        one.title
        for one in known
        if owner
        and key(one.department) == owner
        and one.year == facts.get("year")
        and one.title != same_title
    )
    return Likeness(same_bytes, same_title, kin)


def file_section(
    graph: Graph | None, batch: Batch, file: Incoming, reading: Reading, known: Sequence[Known]
) -> None:
    """One file: what was read of it and what was not."""
    show(f'<div class="kg-title" style="font-size:18px">{escape(file.name)}</div>')
    if reading.problem:
        show(f'<div class="kg-violation">✗ 没有读成</div><div>{escape(reading.problem)}</div>')
        return
    facts = reading.facts
    content = batch.content(file)
    rows, unread = content.get("rows", []), content.get("unread", [])
    doubts = {one["row"]: one for one in content.get("review", [])}
    owner = "　".join(
        filter(
            None,
            (
                str(facts.get("department") or "（部门不明）"),
                f"{facts['year']} 年" if facts.get("year") else "",
            ),
        )
    )
    counts = (
        f"{facts.get('forms', 0)} 张表，{count_text(len(rows))} 条指标，"
        f"有把握 {share_text(len(rows) - len(doubts), len(rows))}，待核 {len(doubts)} 条，"
        f"问题 {len(content.get('findings', []))} 个，用时 {reading.seconds} 秒"
    )
    show(f'<div>{escape(owner)}　<span class="kg-note">{escape(counts)}</span></div>')
    if not facts.get("forms"):
        show(f'<div class="kg-warning">● 没有找到绩效目标表。{escape(facts.get("note", ""))}</div>')
    names = [
        f"指标（{count_text(len(rows))}）",
        f"待核（{len(doubts)}）",
        f"问题（{len(content.get('findings', []))}）",
    ]
    tabs = st.tabs([*names, f"没有读作指标的行（{len(unread)}）", "与图谱比较"])
    with tabs[0]:
        _rows(rows, doubts, f"rows-{batch.token}-{file.number}")
    with tabs[1]:
        _doubts(doubts)
    with tabs[2]:
        _findings(content.get("findings", []))
    with tabs[3]:
        _unread(unread)
    with tabs[4]:
        _comparison(graph, batch, file, facts, known)


def choice_section(
    batch: Batch, file: Incoming, reading: Reading, known: Sequence[Known]
) -> Choice | Literal[False] | None:
    """What is to become of a file: False where it is not to enter, None where that is not decided yet."""
    like = likeness(file, reading.facts, known)
    if like.same_bytes:
        show(
            f'<div class="kg-info">○ 图谱里已有内容完全相同的文件“{escape(like.same_bytes)}”，不需要再加入。</div>'
        )
        return False
    targets = [title for title in (like.same_title, *like.kin) if title]
    options = [_ADD_BESIDE if known else _ADD, *(f"替换图谱里的“{title}”" for title in targets), _SKIP]
    if like.same_title:
        show('<div class="kg-warning">● 图谱里已有同名文件，内容不同。请选择替换它，还是两份都留。</div>')
    elif like.kin:
        kin = f"图谱里有同一部门同一年度的文件：{escape('、'.join(like.kin[:3]))}"
        show(f'<div class="kg-info">○ {kin}。新文件若是它的修订版，请选替换。</div>')
    default = None if like.same_title else (0 if reading.facts.get("forms") else len(options) - 1)
    picked = st.radio(
        f"怎样处理 {plain_label(file.name)}",
        range(len(options)),
        index=default,
        format_func=lambda at: plain_label(options[at]),
        key=f"choice-{batch.token}-{file.number}",
    )
    if picked is None:
        return None
    if picked == len(options) - 1:
        return False
    return Choice(file, targets[picked - 1] if picked else "")


def _rows(rows: Sequence[Mapping[str, Any]], doubts: Mapping[int, Mapping[str, Any]], name: str) -> None:
    if not rows:
        note("没有读到指标行。")
        return
    table = [
        {
            "项目": one_line(row.get("project") or "（部门整体）"),
            "一级指标": row.get("level1") or "",
            "二级指标": row.get("level2") or "",
            "三级指标": row.get("name") or "",
            "目标值（原文）": row.get("target_text") or "",
            "读成": reading_in_words(row.get("operator"), row.get("kind"), row.get("value"), row.get("unit")),
            "待核": "待核" if number in doubts else "",
            "原文": str(row.get("printed") or "").replace("\t", " │ ").replace("\n", " "),
            "位置": row.get("place") or f"第 {row.get('line')} 行",
        }
        for number, row in enumerate(rows, 1)
    ]
    st.dataframe(table, hide_index=True, height=min(38 * (len(table) + 1), 420), key=name)


def _doubts(doubts: Mapping[int, Mapping[str, Any]]) -> None:
    if not doubts:
        note("每一行程序都有把握。")
        return
    lines: list[Line] = [
        [
            HtmlCell(str(one.get("place") or ""), look="n"),
            str(one.get("name") or ""),
            str(one.get("target_text") or ""),
            str(one.get("reading") or ""),
            "；".join(one.get("reasons", [])),
            " ".join(one.get("advice", [])),
            str(one.get("printed") or "").replace("\t", " │ "),
        ]
        for one in list(doubts.values())[:_MOST_LINES]
    ]
    heads = ["位置", "三级指标", "目标值（原文）", "读成", "待核原因", "核对什么", "原文"]
    show(table_html(heads, lines, height=420))


def _findings(findings: Sequence[Mapping[str, Any]]) -> None:
    if not findings:
        note("没有发现问题。加入图谱后还会按审核规则检查。")
        return
    lines: list[Line] = [
        [
            HtmlCell(severity_html(str(one.get("severity"))), look="n", safe=True),
            rule_title(str(one.get("code"))),
            str(one.get("message")),
            HtmlCell(str(one.get("place") or "全文"), look="n"),
        ]
        for one in findings[:_MOST_LINES]
    ]
    show(table_html(["程度", "问题", "具体情况", "位置"], lines, height=420))


def _unread(unread: Sequence[Mapping[str, Any]]) -> None:
    if not unread:
        note("表里的每一行都读作了指标、表头或项目信息。")
        return
    lines: list[Line] = [
        [
            HtmlCell(str(one.get("place") or f"第 {one.get('line')} 行"), look="n"),
            str(one.get("reason")),
            str(one.get("printed") or "").replace("\t", " │ "),
        ]
        for one in unread[:_MOST_LINES]
    ]
    show(table_html(["位置", "为什么", "原文"], lines, height=420))


def _comparison(
    graph: Graph | None, batch: Batch, file: Incoming, facts: Mapping[str, Any], known: Sequence[Known]
) -> None:
    like = likeness(file, facts, known)
    titles = [title for title in (like.same_title, *like.kin) if title]
    if graph is None or not titles:
        note("图谱里没有同名文件，也没有同一部门同一年度的文件。")
        return
    title = titles[0]
    if len(titles) > 1:
        picked = st.selectbox(
            "与哪一份比较", titles, format_func=one_line, key=f"compared-{batch.token}-{file.number}"
        )
        title = picked or title
    try:
        changes = _changes(graph.version, title, str(batch.folder), file.number)
    except (KgError, ImportError) as error:
        note(f"比较不了：{error}")
        return
    if not changes:
        note(f"与“{title}”相比没有变化。")
        return
    note(f"与“{title}”相比有 {count_text(len(changes))} 处变化：")
    lines: list[Line] = [[HtmlCell(one[0], look="n"), *one[1:]] for one in changes[:_MOST_LINES]]
    show(table_html(["变化", "项目", "指标", "图谱里", "新文件", "说明"], lines, height=420))


@st.cache_data(max_entries=16, show_spinner="正在与图谱里的文件比较……")
def _changes(version: str, title: str, folder: str, number: int) -> list[tuple[str, str, str, str, str, str]]:
    """The differences from a document of the graph to a file of a batch."""
    from kg.catalogue import list_documents
    from kg.catalogue.heads import head_records
    from kg.catalogue.rows import catalogue_rows
    from kg.diff import KINDS, compare_records

    store = Graph(version).store
    document = next(one for one in list_documents(store) if one.name == title)
    batch = Batch.open(graph_directory(), Path(folder).name)
    content = batch.content(next(one for one in batch.files if one.number == number)) if batch else {}
    comparison = compare_records(
        [record for _, record in catalogue_rows(store, document, {})],
        content.get("rows", []),
        old_heads=list(head_records(store, document)),
        new_heads=content.get("heads", []),
    )
    found = []
    for difference in comparison.differences:
        change = difference.changes[0]
        row = difference.new or difference.old or {}
        name = value_text(row.get("name") or row.get("source") or row.get("label"))  # type: ignore[arg-type]
        words = " ".join(one.words for one in difference.changes)
        found.append((KINDS[change.kind], difference.project, name, change.old, change.new, words))
    return found
