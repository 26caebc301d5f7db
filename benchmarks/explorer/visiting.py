"""A visitor in headless Chromium who counts and times what she does, and notes every request and every trouble."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Locator, Page, Request

CHROMIUM: Final = Path(os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"))
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
_IDLE: Final = ".stApp[data-test-script-state=notRunning]"
_DRAWN: Final = "[data-testid=stMainBlockContainer] [data-testid=stHtml]"
_QUIET: Final = """() => {
    const app = document.querySelector('.stApp[data-test-script-state=notRunning]');
    const seen = app ? app.innerHTML.length : -1;
    const quiet = window.kgQuiet;
    if (!quiet || seen < 0 || quiet.seen !== seen) {
        window.kgQuiet = {seen, looks: 0};
        return false;
    }
    return ++quiet.looks >= 4;
}"""
"""No script runs, and five looks one after another saw the same page. A busy machine looks more seldom, too."""
_EARLY: Final = 'id="kg-early"'
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
"""Milliseconds of the browser's own clock since the address was asked for."""
_OWN: Final = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, whether it was a click, and the seconds until its outcome stood on the page."""

    words: str
    is_click: bool
    seconds: float


@dataclass(slots=True)
class Visit:
    """One person's window. ``page`` is Playwright's; every step ends when what it leads to is seen."""

    address: str
    page: "Page"
    steps: list[Step] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def open(self, path: str, seen: str) -> None:
        """Go to an address; ``seen`` is a selector of what must stand there."""
        with self._timed(f"open {path or 'start'}", is_click=False, seen=seen):
            self.page.goto(self.address + path)

    def go(self, path: str) -> "Page":
        """Go to an address and wait until the page there rests."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(_DRAWN, state="attached")
        self.settle()
        return self.page

    def choices(self) -> dict[str, list[str]]:
        """What the address names behind the question mark."""
        return parse_qs(urlsplit(self.page.url).query)

    def click(self, target: "Locator", words: str, seen: str, *, where: str = "") -> None:
        """Click an element; ``where`` is what the address must have then."""
        with self._timed(words, is_click=True, seen=seen, where=where):
            target.first.click()

    def write(self, target: "Locator", text: str, seen: str, *, where: str = "") -> None:
        """Write a text into a box and press Enter, which is no click."""
        target.first.click()
        target.first.fill(text)
        with self._timed(f"write {text}", is_click=False, seen=seen, where=where):
            target.first.press("Enter")

    def download(self, target: "Locator", words: str, path: Path) -> str:
        """Click what gives a file; the name that the browser would save it under."""
        start = time.perf_counter()
        with self.page.expect_download() as coming:
            target.first.click()
        coming.value.save_as(path)
        self.steps.append(Step(words, is_click=True, seconds=time.perf_counter() - start))
        return str(coming.value.suggested_filename)

    def open_first(self, seen: str) -> None:
        """Open the first page: when its figures (``seen``) are to be read, and when it can be worked with."""
        start = time.perf_counter()
        answer = self.page.goto(self.address, wait_until="commit")
        self.page.wait_for_selector(seen)
        figures = time.perf_counter() - start
        self.page.wait_for_selector(_IDLE)
        whole = time.perf_counter() - start
        if answer is not None and _EARLY in answer.text():
            # what came with the front page was painted then; a busy page tells late what it shows
            figures = min(figures, self.page.evaluate(_PAINTED) / 1000)
        self.steps.append(Step("figures on the page", is_click=False, seconds=figures))
        self.steps.append(Step("can be worked with", is_click=False, seconds=whole))

    def settle(self) -> None:
        """Wait until the page runs no script and changes no more."""
        self.page.wait_for_selector("#kg-early", state="detached")
        self.page.evaluate("window.kgQuiet = null")
        self.page.wait_for_function(_QUIET, polling=80)

    def text(self) -> str:
        """All words of the page."""
        return str(self.page.inner_text("[data-testid=stApp]"))

    def clicks(self) -> int:
        """How many clicks were needed so far."""
        return sum(step.is_click for step in self.steps)

    def outside(self) -> list[str]:
        """Requests that left this machine."""
        return [
            url
            for url in self.requests
            if urlsplit(url).hostname not in _OWN and urlsplit(url).scheme not in ("data", "blob")
        ]

    def unnamed(self) -> list[str]:
        """Controls in the accessibility tree that have no name."""
        tree = self.page.locator("[data-testid=stApp]").aria_snapshot()
        roles = "button|link|textbox|combobox|checkbox|radio|tab|slider|spinbutton|searchbox|switch|listbox"
        return [line.strip() for line in tree.splitlines() if re.match(rf"\s*- ({roles})(:|$| \[)", line)]

    @contextmanager
    def _timed(self, words: str, *, is_click: bool, seen: str, where: str = "") -> Iterator[None]:
        start = time.perf_counter()
        yield
        if where:
            self.page.wait_for_url(lambda url: where in url)
        self.page.wait_for_selector(seen)
        self.page.wait_for_selector(_IDLE)
        self.steps.append(Step(words, is_click=is_click, seconds=time.perf_counter() - start))


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser. Raises ModuleNotFoundError without playwright, playwright's own error without Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: "Browser", address: str, *, width: int = 1280) -> Iterator[Visit]:
    """A visit in a new window without memory of earlier ones."""
    with window(browser) as page, visit_in(page, address, width=width) as here:
        yield here


@contextmanager
def window(browser: "Browser") -> Iterator["Page"]:
    """An empty window. The first page loaded in it costs three times what each later one does."""
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(60_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def visit_in(page: "Page", address: str, *, width: int = 1280) -> Iterator[Visit]:
    """A visit in a window that other visits may have used, and may use again: it is left empty."""
    here = Visit(address, page)

    def scold(dialog: "Dialog") -> None:
        here.troubles.append(dialog.message)
        dialog.dismiss()

    heard: dict[str, Callable[..., None]] = {
        "websocket": lambda socket: here.requests.append(socket.url),
        "pageerror": lambda error: here.troubles.append(str(error)),
        "dialog": scold,
    }
    context = page.context

    def ask(request: "Request") -> None:
        here.requests.append(request.url)

    page.set_viewport_size({"width": width, "height": 1000})
    context.on("request", ask)
    for event, listener in heard.items():
        page.on(event, listener)
    try:
        yield here
    finally:
        for event, listener in heard.items():
            page.remove_listener(event, listener)
        context.remove_listener("request", ask)
        for other in context.pages:
            if other != page:
                other.close()
        page.goto("about:blank")
        page.emulate_media(media="null")
        context.clear_cookies()
