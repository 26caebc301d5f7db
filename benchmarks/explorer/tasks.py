"""Five tasks, one for each kind of user, walked from the first page in a real browser.

Each is a function of a visit and the folder that files are saved to; it raises where what it looks for does not come.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.explorer.visiting import Visit

MOST_CLICKS: Final = 3
_START: Final = ".kg-card"
_BOX: Final = "查指标、找数值，或直接提问"
Task = Callable[[Visit, Path], None]


def prove_a_figure(visit: Visit, _: Path) -> None:
    """Auditor: a condition in the box of the first page, the row, its printed cell marked in the source."""
    page = visit.page
    visit.open("", _START)
    visit.write(page.get_by_label(_BOX), "满意度 ≥90%", ".kg-table a[href*='row=']", where="search")
    row = page.locator(".kg-table a[href*='row=']")
    visit.click(row, "first row", "text=原文和出处", where="row=")


def find_what_peers_set(visit: Visit, _: Path) -> None:
    """Budget unit: words in the library, the indicator, the distribution of what others set."""
    page = visit.page
    visit.open("", _START)
    visit.click(page.get_by_role("link", name="指标库", exact=True), "指标库", "text=找指标", where="library")
    visit.write(page.get_by_label("找指标"), "满意度", ".kg-table a[href*='concept=']", where="words=")
    found = page.locator(".kg-table a[href*='concept=']")
    visit.click(found, "first indicator", "text=别人定多少", where="concept=")


def list_what_cannot_be_evaluated(visit: Visit, folder: Path) -> None:
    """Reviewer: the rows of a department that lack something, as a workbook."""
    page = visit.page
    visit.open("", _START)
    reason = page.locator(".kg-table a[href*='reason=']").filter(has_text="缺")
    visit.click(reason, "reason of a department", "text=条指标", where="reason=")
    name = visit.download(page.get_by_role("button", name="下载 Excel"), "download", folder / "rows.xlsx")
    if not name.endswith(".xlsx"):
        raise AssertionError(f"the download is {name}")


def compare_two_years(visit: Visit, _: Path) -> None:
    """People's Congress staff: what a department changed since the year before."""
    page = visit.page
    visit.open("", _START)
    department = page.locator(".kg-table a[href*='department?']")
    visit.click(department, "department", ".kg-title", where="department?")
    changes = page.locator(".kg a[href*='compare?']")
    changes.first.wait_for()  # worked out beside the page
    visit.click(changes, "compare", "text=/处变化|处不同|没有变化/", where="compare")


def ask_in_chinese(visit: Visit, _: Path) -> None:
    """Researcher: a question in Chinese, its rows and the SPARQL that it became."""
    page = visit.page
    visit.open("", _START)
    page.get_by_label(_BOX).first.fill("哪些项目没有满意度指标？")
    visit.click(page.get_by_role("button", name="提问"), "ask", "text=理解为", where="questions")


TASKS: Final[Mapping[str, Task]] = {
    "find and prove a figure": prove_a_figure,
    "find what peers set": find_what_peers_set,
    "list what cannot be evaluated": list_what_cannot_be_evaluated,
    "compare two years": compare_two_years,
    "ask in Chinese": ask_in_chinese,
}
