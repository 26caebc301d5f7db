"""What is shown while there is no graph: how to make one, and a button that does."""

from pathlib import Path

import streamlit as st

from kg.errors import KgError
from kg.explorer.markup import problem
from kg.explorer.opened import graph_directory
from kg.explorer.wording import plain_label
from kg.store.remote_server import address_from_environment
from kg.vocabulary import data_dir


def start_page(error: KgError) -> None:
    """Why no graph opens, the command, and the button that builds from the shipped documents."""
    st.warning(plain_label(str(error)))
    if address_from_environment() is not None:
        return
    directory = graph_directory()
    st.markdown("###### 用自己的文件生成图谱")
    st.markdown("在命令行里运行（路径可以是文件或文件夹）：")
    out = "" if str(directory) == "build" else f' --out "{directory}"'
    st.code(f"kg build 路径{out}", language="shell")
    st.markdown("完成后刷新本页。")
    st.markdown("###### 或先用自带的文件看看")
    try:
        documents = _documents()
    except KgError as missing:
        st.info(plain_label(str(missing)))
        return
    if not documents:
        st.info("安装里没有自带文件，请用上面的命令。")
        return
    st.markdown(f"自带 {len(documents)} 份公开的部门预算文件，读取约需几秒钟。")
    if st.button("用自带文件生成图谱", type="primary"):
        _build(documents, directory)


def _say(text: str) -> None:
    st.text(text)


def _documents() -> list[Path]:
    from kg.build import find_documents

    return find_documents([data_dir()])


def _build(documents: list[Path], directory: Path) -> None:
    from kg.build import build_graph

    with st.status("正在生成图谱……", expanded=True) as status:
        try:
            report = build_graph(documents, directory, report=_say)
        except KgError as error:
            status.update(label="没有生成", state="error")
            problem(str(error))
            return
        if report.directory is None:
            status.update(label="没有生成", state="error")
            st.error("没有一个文件读得了。")
            return
    st.rerun()
