"""What is shown while there is no graph: three ways to the first one, of which two are right here."""

from pathlib import Path

import streamlit as st

from kg.errors import KgError
from kg.explorer.intake.jobs import Job, find_job, forget_job, start_job
from kg.explorer.intake.page import intake_section
from kg.explorer.looks.markup import note, problem, show
from kg.explorer.looks.wording import plain_label
from kg.explorer.opened import graph_directory
from kg.store.remote_server import address_from_environment
from kg.vocabulary import data_dir

_FIRST = "first-build"


def start_page(error: KgError) -> None:
    """Why no graph opens; files to drop, the shipped documents, and the command."""
    st.warning(plain_label(str(error)))
    if address_from_environment() is not None:
        return
    directory = graph_directory()
    job = find_job(_FIRST)
    if job is not None and job.is_running:
        st.markdown("##### 正在生成图谱")
        st.fragment(_watch, run_every=1)(job)
        return
    if job is not None:
        if job.problem:
            problem(f"没有生成：{job.problem}")
        forget_job(_FIRST)
    show(
        '<div class="kg-title">先生成图谱</div><div class="kg-lead">导入自己的文件，或用自带的文件看看。</div>'
    )
    if (directory / "current.json").exists():
        note(
            "原有的图谱打不开。从这里导入会重新生成，只有这次的文件；要保留原来的内容，请用 kg build 重读原来的文件。"
        )
    intake_section(None)
    _shipped(directory)
    st.markdown("##### 文件很多时，在命令行里生成")
    out = "" if str(directory) == "build" else f' --out "{directory}"'
    st.code(f"kg build 文件夹{out}", language="shell")
    note("完成后刷新本页。")


def _shipped(directory: Path) -> None:
    st.markdown("##### 用自带的文件看看")
    try:
        documents = _documents()
    except KgError as missing:
        st.info(plain_label(str(missing)))
        return
    if not documents:
        st.info("安装里没有自带文件，请导入自己的文件。")
        return
    note(f"自带 {len(documents)} 份公开的部门预算文件，读取约需几秒钟。")
    if st.button("用自带文件生成图谱"):
        job = start_job(_FIRST, lambda job: _build(documents, directory, job))
        if job.thread is not None:
            job.thread.join(0.5)
        st.rerun()


def _watch(job: Job) -> None:
    if not job.is_running:
        st.rerun()
    words = f"已读 {job.done}/{job.total} 个文件，{job.rows} 条指标" if job.total else "正在准备"
    st.progress(job.done / job.total if job.total else 0.0, text=plain_label(f"{words}　{job.said}"))


def _documents() -> list[Path]:
    from kg.build import find_documents

    return find_documents([data_dir()])


def _build(documents: list[Path], directory: Path, job: Job) -> bool:
    from kg.build import build_graph

    report = build_graph(documents, directory, report=job.say, jobs=None, progress=job.progress)
    if report.directory is None:
        raise KgError("没有一个文件读得了。")
    return True
