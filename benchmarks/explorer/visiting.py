"""A visitor in headless Chromium who counts and times what she does, and notes every request and every trouble."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM: Final = Path(os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"))
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
_IDLE: Final = ".stApp[data-test-script-state=notRunning]"
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

    def settle(self) -> None:
        """Wait until the page runs no script."""
        self.page.wait_for_selector(_IDLE)
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector(_IDLE)

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
    """A new window without memory of earlier ones."""
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, locale="zh-CN", accept_downloads=True
    )
    context.set_default_timeout(60_000)
    here = Visit(address, context.new_page())
    context.on("request", lambda request: here.requests.append(request.url))
    here.page.on("websocket", lambda socket: here.requests.append(socket.url))
    here.page.on("pageerror", lambda error: here.troubles.append(str(error)))
    try:
        yield here
    finally:
        context.close()
