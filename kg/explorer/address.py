"""The address of a view: the page is its path, filters and choices are its query, so that a link shows the same.

The address is the only truth: a widget takes its value from it before each run and writes it back on change.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

OVERVIEW: Final = "overview"
SEARCH: Final = "search"
PROJECT: Final = "project"
DEPARTMENT: Final = "department"
LIBRARY: Final = "library"
NETWORK: Final = "network"
COMPARE: Final = "compare"
AUDIT: Final = "audit"
REVIEW: Final = "review"
QUESTIONS: Final = "questions"
INTAKE: Final = "intake"

TITLES: Final[Mapping[str, str]] = {
    OVERVIEW: "总览", SEARCH: "指标检索", PROJECT: "项目", DEPARTMENT: "部门", LIBRARY: "指标库",
    NETWORK: "图谱", COMPARE: "对比", AUDIT: "审核",
    REVIEW: "待核", QUESTIONS: "查询", INTAKE: "导入",
}  # fmt: skip
_LONGEST: Final = 2000


def href(page: str, **choices: object) -> str:
    """The address of a page with these choices, relative to any page; None and empty choices are left out."""
    if page == OVERVIEW:
        page = "."  # Streamlit serves its first page at the root only
    query = urlencode({name: str(value) for name, value in choices.items() if value not in (None, "")})
    return f"{page}?{query}" if query else page


def here(page: str, **changes: object) -> str:
    """The address of this page with its present choices and these changes; None takes a choice away."""
    return href(page, **{**{name: chosen(name) for name in st.query_params}, **changes})


def open_page(page: str, **choices: str) -> None:
    """Go to another page with these choices, without loading the program of the browser again."""
    st.switch_page(st.Page(_nothing, url_path=page), query_params={k: v for k, v in choices.items() if v})


def chosen(name: str) -> str:
    """A choice of the present address, empty where it is not made."""
    return str(st.query_params.get(name, ""))[:_LONGEST]


def chosen_number(name: str, default: int = 0) -> int:
    """A choice that is a whole number not below zero; ``default`` where it is none."""
    text = chosen(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


def choose(name: str, value: object, *, drop: Sequence[str] = ()) -> None:
    """Write a choice into the address and take away those that hang on it."""
    for other in (name, *drop):
        st.query_params.pop(other, None)
    if value not in (None, ""):
        st.query_params[name] = str(value)


def pick(
    label: str,
    name: str,
    options: Sequence[str],
    *,
    shown: Callable[[str], str] = str,
    drop: Sequence[str] = (),
    required: bool = False,
    hint: str | None = None,
) -> str | None:
    """A list to choose from, bound to the address; None where nothing is chosen and nothing is required.

    A value in the address that is no option counts as not chosen. ``required`` chooses the first option then.
    """
    now = chosen(name)
    fallback = options[0] if required and options else None
    key = f"pick-{name}"
    st.session_state[key] = now if now in options else fallback
    return st.selectbox(
        label,
        options,
        index=0 if required else None,
        key=key,
        format_func=shown,
        placeholder="全部" if options else "没有可选项",
        help=hint,
        disabled=not options,
        on_change=_write,
        args=(name, key, tuple(drop)),
    )


def write_text(
    label: str, name: str, *, placeholder: str = "", drop: Sequence[str] = (), hint: str | None = None
) -> str:
    """A line of text bound to the address."""
    key = f"text-{name}"
    st.session_state[key] = chosen(name)
    text = st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        help=hint,
        on_change=_write,
        args=(name, key, tuple(drop)),
    )
    return (text or "").strip()


def _write(name: str, key: str, drop: tuple[str, ...]) -> None:
    choose(name, st.session_state[key], drop=drop)


def _nothing() -> None:
    """Stands for a page in `open_page`: Streamlit knows a page by its address."""
