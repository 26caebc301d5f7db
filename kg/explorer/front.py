"""What runs for every visit: navigation, the graph, and the page of the address."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from kg.errors import KgError
from kg.explorer.address import OVERVIEW, TITLES
from kg.explorer.looks.markup import STYLE, problem
from kg.explorer.looks.search_style import SEARCH_STYLE
from kg.explorer.opened import Graph, open_graph
from kg.explorer.walking import walk_by_links
from kg.explorer.warming import page_stands


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="绩效目标图谱", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"{STYLE}{SEARCH_STYLE}")
    walk_by_links()
    pages = [
        st.Page(_page(name), title=title, url_path=name, default=name == OVERVIEW)
        for name, title in TITLES.items()
    ]
    st.navigation(pages, position="top").run()


def show_page(name: str) -> None:
    """One page of the current graph, or how to make a graph where none opens."""
    try:
        graph = open_graph()
    except KgError as error:
        from kg.explorer.intake.start import start_page

        start_page(error)
        return
    # pages import plots, the audit and the network: late, so that the navigation stands at once
    content: Callable[[Graph], None] = getattr(import_module(f"kg.explorer.{name}.page"), f"{name}_page")
    try:
        content(graph)
    except KgError as error:
        problem(str(error))
    except Exception:
        problem("这一页出错了。请回到总览重试；还不行，请把网址和程序窗口里的最后几行交给维护者。")
        raise
    finally:
        page_stands()


def _page(name: str) -> Callable[[], None]:
    def show() -> None:
        show_page(name)

    return show


if __name__ == "__main__":
    main()
