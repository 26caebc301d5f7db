"""导入: hand in files, see what is read of them, then let them enter the graph; take documents out of it."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import AUDIT, OVERVIEW, REVIEW, choose, chosen, href
from kg.explorer.intake.entering import Choice, Entered, enter, read_batch, take_out
from kg.explorer.intake.jobs import Job, find_job, forget_job, start_job
from kg.explorer.intake.looking import Known, choice_section, file_section, known_documents
from kg.explorer.looks.markup import anchor, note, problem, show
from kg.explorer.looks.wording import count_text, escape, one_line, plain_label
from kg.explorer.opened import Graph, graph_directory, is_read_only
from kg.ingest.incoming import DOCUMENTS, MOST_BYTES, MOST_FILES, Batch, Incoming, receive
from kg.ingest.limits import MEBIBYTE

_BATCH: Final = "batch"
_ENTERING: Final = "entering"
_TURN: Final = "intake-turn"


def intake_page(graph: Graph) -> None:
    """The whole page, with a graph."""
    if is_read_only():
        note("图谱在服务器上，不能在这里导入。请在有文件的机器上运行 kg build，再发布到服务器。")
        return
    intake_section(graph)


def intake_section(graph: Graph | None) -> None:
    """The way of files into the graph; ``graph`` None: into the first one."""
    running = find_job(_ENTERING)
    if running is not None:
        _entering(running)
        return
    batch = Batch.open(graph_directory(), chosen(_BATCH)) if chosen(_BATCH) else None
    if chosen(_BATCH) and batch is None:
        st.info("这批文件已经加入图谱或已放弃。")
    if batch is None:
        _receive()
        if graph is not None:
            _documents(graph)
        return
    reading = find_job(batch.token)
    waiting = batch.waiting()
    if waiting and reading is not None and not reading.is_running and reading.problem:
        problem(f"读取停下了：{reading.problem}")
    elif waiting:
        _read(batch)
    _look(graph, batch, waiting)


def _receive() -> None:
    st.markdown("##### 导入文件")
    show(
        f'<div class="kg-lead">PDF、Word、Excel、WPS、网页、文本和扫描图片都可以，一次最多 {MOST_FILES} 个，每个不超过 '
        f"{MOST_BYTES // MEBIBYTE} MB。先读出来给您看，确认后才加入图谱；文件只存在本机的 "
        f"{escape(graph_directory() / DOCUMENTS)}。</div>"
    )
    files = st.file_uploader(
        "选择要导入的文件",
        accept_multiple_files=True,
        key=f"intake-{st.session_state.get(_TURN, 0)}",
        label_visibility="collapsed",
    )
    if files:
        try:
            batch = receive(graph_directory(), ((file.name, file.getvalue()) for file in files))
        except KgError as error:
            problem(str(error))
            return
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1  # the uploader forgets its files
        choose(_BATCH, batch.token)
        st.rerun()


def _read(batch: Batch) -> None:
    """Start reading, or go on after a restart, and show how far it is."""
    job = start_job(batch.token, lambda job: read_batch(batch, job.progress))
    st.fragment(_progress, run_every=1)(job)


def _progress(job: Job) -> None:
    """The state of a job; the page is shown again when it ends or another file is done."""
    seen = f"seen-{job.name}"
    if not job.is_running or st.session_state.get(seen, 0) != job.done:
        st.session_state[seen] = job.done
        st.rerun()
    words = f"已完成 {job.done}/{job.total} 个文件" if job.total else "正在准备"
    names = f"，正在读 {one_line('、'.join(job.reading))}" if job.reading else ""
    st.progress(job.done / job.total if job.total else 0.0, text=plain_label(f"{words}{names}"))
    if job.said:
        note(f"{job.said}……")


def _look(graph: Graph | None, batch: Batch, waiting: Sequence[Incoming]) -> None:
    known = known_documents(graph) if graph is not None else []
    st.markdown(f"##### 读到的内容（{len(batch.files)} 个文件）")
    choices: list[Choice] = []
    undecided = 0
    for file in batch.files:
        reading = batch.reading(file)
        if reading is None:
            note(f"{file.name}：还没有读完")
            continue
        with st.container(border=True):
            try:
                file_section(graph, batch, file, reading, known)
                int(reading.facts.get("rows", 0))
            except (
                TypeError,
                KeyError,
                AttributeError,
                ValueError,
                IndexError,
            ):  # changed by hand, or cut off
                problem(f"{file.name}：读出的内容已经损坏，不能加入。请放弃这批文件，重新导入。")
                continue
            if reading.problem:
                continue
            choice = choice_section(batch, file, reading, known)
            if choice is None:
                undecided += 1
            elif choice is not False:
                choices.append(choice)
    _confirm(batch, choices, undecided, known, is_reading=bool(waiting))


def _confirm(
    batch: Batch, choices: Sequence[Choice], undecided: int, known: Sequence[Known], *, is_reading: bool
) -> None:
    rows = 0
    for choice in choices:
        reading = batch.reading(choice.file)
        rows += int(reading.facts.get("rows", 0)) if reading else 0
    replaced = [choice.replaces for choice in choices if choice.replaces]
    words = f"将加入 {len(choices)} 个文件、{count_text(rows)} 条指标"
    if replaced:
        words += f"，并替换图谱里的 {len(replaced)} 份：{'、'.join(replaced)}"
    if known:
        words += "。图谱里的其他文件不变"
    note(words + "。")
    sure = True
    if replaced:
        sure = st.checkbox(f"我确认替换图谱里的 {len(replaced)} 份文件", key=f"sure-{batch.token}")
    if undecided:
        note(f"还有 {undecided} 个文件要先选择怎样处理。")
    left, right, _ = st.columns([1, 1, 2])
    ready = bool(choices) and sure and not undecided and not is_reading
    if left.button("加入图谱", type="primary", disabled=not ready, width="stretch"):
        start_job(_ENTERING, lambda job: _enter(batch, choices, job))
        st.rerun()
    if right.button("放弃这批文件", width="stretch"):
        batch.remove()
        forget_job(batch.token)
        choose(_BATCH, None)
        st.rerun()


def _enter(batch: Batch, choices: Sequence[Choice], job: Job) -> list[Entered]:
    entered = enter(batch.folder.parent.parent, batch, choices, job.progress, job.say)
    if not any(one.problem for one in entered):
        batch.remove()
    return entered


def _entering(job: Job) -> None:
    """Building; then what came of it."""
    if job.is_running:
        st.markdown("##### 正在更新图谱")
        note("可以先看别的页面，更新完成前看到的是原来的图谱。")
        st.fragment(_progress, run_every=1)(job)
        return
    if job.problem:
        problem(f"图谱没有改动：{job.problem}")
    for one in job.result or ():
        if one.problem:
            problem(f"{one.name}：{one.problem}")
        else:
            how = f"，替换了“{one.replaced}”" if one.replaced else ""
            st.success(plain_label(f"{one.name} 已加入图谱：{count_text(one.rows)} 条指标{how}。"))
    titles = [one.title for one in job.result or () if not one.problem]
    links = [anchor("看总览", href(OVERVIEW))]
    if len(titles) == 1:
        links += [
            anchor("看它的审核问题", href(AUDIT, document=titles[0])),
            anchor("看它的待核行", href(REVIEW, document=titles[0])),
        ]
    show(f'<div class="kg-links">{"".join(f"<span>{link}</span>" for link in links)}</div>')
    if st.button("继续", type="primary"):
        forget_job(_ENTERING)
        if chosen(_BATCH) and Batch.open(graph_directory(), chosen(_BATCH)) is None:
            choose(_BATCH, None)
        st.rerun()


def _documents(graph: Graph) -> None:
    """What the graph holds, and how to take one out."""
    known = known_documents(graph)
    st.markdown(f"##### 图谱里的文件（{count_text(len(known))}）")
    st.dataframe(
        [
            {
                "文件": one.title,
                "部门": one.department,
                "年度": str(one.year or ""),
                "原件": one.path or "（不在本机）",
            }
            for one in known
        ],
        hide_index=True,
        height=min(38 * (len(known) + 1), 380),
    )
    with st.expander("从图谱移除一份文件"):
        title = st.selectbox(
            "文件",
            [one.title for one in known],
            index=None,
            placeholder="选择文件",
            format_func=one_line,
            key="remove-title",
        )
        if title is None:
            return
        note("它的指标、金额和问题从图谱里移除；原文件不删除。处理意见和链接判断保留。")
        sure = st.checkbox("我确认移除", key=f"remove-sure-{title}")
        if st.button("移除", disabled=not sure):
            start_job(_ENTERING, lambda job: _take_out(title, job))
            st.rerun()


def _take_out(title: str, job: Job) -> list[Entered]:
    if not take_out(graph_directory(), title, job.say):
        raise KgError(f"图谱里没有记下“{title}”是从哪个文件读的，移除不了。请用 kg build 重新生成图谱。")
    return []
