"""One page of the explorer, run by Streamlit's own test runner."""

import html as html_module
import re

from streamlit.testing.v1 import AppTest


def page_script(name):
    from kg.explorer.front import show_page

    show_page(name)


def run_page(name: str, **choices: str) -> AppTest:
    """The page at this address; an exception on it fails the test."""
    app = AppTest.from_function(page_script, kwargs={"name": name}, default_timeout=60)
    for key, value in choices.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def choice_of(app: AppTest, name: str) -> str:
    """A choice of the address, empty where it is not made; some versions give it as a list of one."""
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def html_of(app: AppTest) -> str:
    """The markup of the page."""
    return "\n".join(element.proto.body for element in app.get("html"))


def text_of(app: AppTest) -> str:
    """What a reader sees in markup: tags dropped, character references resolved, white space as one space."""
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html_of(app), flags=re.DOTALL)
    return " ".join(html_module.unescape(words).split())
