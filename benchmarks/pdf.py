"""How fast PDF files are read: this program beside pdfplumber and camelot over the same files, in one run.

Usage: python benchmarks/pdf.py [--forms PAGES] [--book PAGES] [--camelot PAGES] [--repeat N]

Two files are made from the shipped documents: one that is all forms, and a budget book of which 20 pages are forms.
Every tool runs in a process of its own; the seconds are those of the work without the imports, the best of several
passes, the memory is the most that the process held. A tool that is not installed is named as such. camelot is
measured on the first pages only and its ratio is that of seconds a page.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

FORM_PAGES = 20
_MARK = "三级指标"

PROGRAMS = {
    "pdfplumber extract_tables": """
import pdfplumber
def work():
    with pdfplumber.open(path) as file:
        for page in file.pages:
            page.extract_tables()
            page.close()
""",
    "camelot lattice": """
import camelot
def work():
    camelot.read_pdf(path, pages=f"1-{camelot_pages}", flavor="lattice")
""",
    "read_pdf, all pages": """
from kg.read.pdf import read_pdf
def work():
    read_pdf(open(path, "rb").read(), "book.pdf")
""",
    "read_pdf, pages of forms": """
from kg.read.pdf import read_pdf
from kg.tables import form_pages
def work():
    read_pdf(open(path, "rb").read(), "book.pdf", wanted=form_pages)
""",
    "kg extract (forms)": """
from pathlib import Path
from kg.extract import extract_file
def work():
    extract_file(Path(path), tables=False)
""",
    "kg extract (forms and budget tables)": """
from pathlib import Path
from kg.extract import extract_file
def work():
    extract_file(Path(path))
""",
}
"""For each tool the source of ``work()``, the same for every file."""

_DRIVER = """
import json, resource, sys, time
path, repeat, camelot_pages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
{program}
seconds = []
for _ in range(repeat):
    start = time.perf_counter()
    work()
    seconds.append(time.perf_counter() - start)
print(json.dumps([min(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(program: str, path: Path, repeat: int, camelot_pages: int) -> tuple[float, float] | str:
    """Seconds of the best pass and mebibytes of memory; or why there are none."""
    done = subprocess.run(
        [sys.executable, "-c", _DRIVER.format(program=program), str(path), str(repeat), str(camelot_pages)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2]
    seconds, memory = json.loads(done.stdout.strip().rpartition("\n")[2])
    return seconds, memory


def tables() -> tuple[list[list[Any]], list[list[Any]]]:
    """The forms and the other tables of the shipped documents, each with the lines above it."""
    from samples.make.five import documents, to_sheet
    from samples.make.grid import Grid

    forms: list[list[Any]] = []
    others: list[list[Any]] = []
    for path in documents():
        above: list[Any] = []
        for block in to_sheet(path, merged=True).blocks:
            if not isinstance(block, Grid):
                above.append(block)
                continue
            is_form = any(_MARK in box.text.replace(" ", "") for box in block.boxes)
            (forms if is_form else others).append([*above[-3:], block])
            above = []
    return forms, others


def groups_for(groups: Sequence[list[Any]], pages: int) -> list[Any]:
    """The groups one after the other, over and over, each on a new page, as far as some pages go."""
    from samples.make.grid import Break

    blocks: list[Any] = []
    left = pages
    for group in cycle(groups):
        used = pages_of(group)
        if used > left:
            if left == pages or all(pages_of(other) > left for other in groups):
                return blocks
            continue
        blocks += [*group, Break()]
        left -= used
        if not left:
            return blocks
    return blocks


@cache
def _pages(number: int) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(to_bytes(_KNOWN[number])))


_KNOWN: dict[int, list[Any]] = {}


def pages_of(group: list[Any]) -> int:
    """How many pages a group takes."""
    _KNOWN[id(group)] = group
    return _pages(id(group))


def to_bytes(blocks: Sequence[Any]) -> bytes:
    from samples.make.grid import Sheet
    from samples.make.write_pdf import Options, to_pdf

    return to_pdf(Sheet("book", list(blocks)), Options(numbers="- {} -"))


def make_files(folder: Path, form_pages: int, book_pages: int) -> dict[str, tuple[Path, int]]:
    """The file that is all forms and the budget book, with their pages."""
    import pypdfium2

    forms, others = tables()
    half = (book_pages - FORM_PAGES) // 2
    books = {
        "all forms": groups_for(forms, form_pages),
        f"budget book, {FORM_PAGES} pages of forms": [
            *groups_for(others, half), *groups_for(forms, FORM_PAGES), *groups_for(others, half),
        ],
    }  # fmt: skip
    files = {}
    for number, (title, blocks) in enumerate(books.items()):
        path = folder / f"{number}.pdf"
        path.write_bytes(to_bytes(blocks[:-1]))  # without the last break
        files[title] = (path, len(pypdfium2.PdfDocument(path)))
    return files


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--forms", type=int, default=40)
    options.add_argument("--book", type=int, default=300)
    options.add_argument("--camelot", type=int, default=5)
    options.add_argument("--repeat", type=int, default=2)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), given.forms, given.book)
        for title, (path, pages) in files.items():
            print(f"\n{title}: {pages} pages, {path.stat().st_size / 1024:,.0f} KB\n")
            print("| tool | seconds | pages/s | to pdfplumber | MB |\n|---|---:|---:|---:|---:|")
            base = 0.0
            for name, program in PROGRAMS.items():
                is_camelot = name.startswith("camelot")
                result = measured(program, path, 1 if is_camelot else given.repeat, min(given.camelot, pages))
                if isinstance(result, str):
                    print(f"| {name} | {result} | | | |")
                    continue
                seconds, memory = result
                each = seconds / (min(given.camelot, pages) if is_camelot else pages)
                base = base or each
                print(f"| {name} | {seconds:.2f} | {1 / each:,.1f} | {each / base:.2f} | {memory:,.0f} |")


if __name__ == "__main__":
    main()
