"""Sheets to files: which forms a layout gets under a seed, and the writers by format."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from samples.make.content import projects, real
from samples.make.cut import broken_lines, cut_tables
from samples.make.damage import damaged
from samples.make.grid import Sheet
from samples.make.layouts import LAYOUTS
from samples.make.layouts.small import few
from samples.make.office import convert
from samples.make.scan import to_image, to_scan
from samples.make.spec import FormSpec
from samples.make.write_docx import to_docx
from samples.make.write_html import SHAPES, to_html
from samples.make.write_pdf import Options, to_pdf
from samples.make.write_text import to_text
from samples.make.write_xlsx import to_xlsx

Writer = Callable[[Sheet, Random], bytes]


def _pdf(sheet: Sheet, rng: Random) -> bytes:
    return to_pdf(sheet, pdf_options(rng))


def _open_pdf(sheet: Sheet, rng: Random) -> bytes:
    return to_pdf(sheet, replace(pdf_options(rng), ruled=False, split_rows=False))


def _cut(sheet: Sheet, rng: Random) -> Sheet:
    return broken_lines(cut_tables(sheet, rng), rng)


def _line_pdf(sheet: Sheet, rng: Random) -> bytes:
    return to_pdf(sheet, replace(pdf_options(rng), lines="across", split_rows=False))


FORMATS: Final[Mapping[str, tuple[str, Writer]]] = {
    "docx": (".docx", lambda sheet, _: to_docx(sheet)),
    "xlsx": (".xlsx", lambda sheet, _: to_xlsx(sheet)),
    "html": (".html", lambda sheet, rng: to_html(sheet, rng.choice(SHAPES))),
    "cutdocx": (".docx", lambda sheet, rng: to_docx(_cut(sheet, rng))),
    "cuthtml": (".html", lambda sheet, rng: to_html(_cut(sheet, rng), rng.choice(SHAPES))),
    "cutxlsx": (".xlsx", lambda sheet, rng: to_xlsx(_cut(sheet, rng))),
    "txt": (".txt", lambda sheet, _: to_text(sheet)),
    "pdf": (".pdf", _pdf),
    "openpdf": (".pdf", _open_pdf),
    "linepdf": (".pdf", _line_pdf),
    "damaged": (".txt", lambda sheet, rng: damaged(sheet, rng, 0.15)),
    "ruined": (".txt", lambda sheet, rng: damaged(sheet, rng, 0.3)),
    "wordpdf": (".pdf", lambda sheet, _: convert(to_docx(sheet), ".docx", "pdf")),
    "excelpdf": (".pdf", lambda sheet, _: convert(to_xlsx(sheet), ".xlsx", "pdf")),
    "doc": (".doc", lambda sheet, _: convert(to_docx(sheet), ".docx", "doc")),
    "xls": (".xls", lambda sheet, _: convert(to_xlsx(sheet), ".xlsx", "xls")),
    "cleanscan": (".pdf", lambda sheet, rng: to_scan(sheet, rng, clean=True)),
    "scan": (".pdf", to_scan),
    "png": (".png", to_image),
}
"""By name: the suffix, and the function that writes a sheet.

``openpdf`` has no ruling lines, ``linepdf`` none downwards; ``damaged`` and ``ruined`` are text after OCR; the ``cut``
ones have their tables cut in parts and line breaks in cells; ``wordpdf``, ``excelpdf``, ``doc`` and ``xls`` are made
by LibreOffice; ``png`` is one long picture.
"""

QUICK: Final = ("docx", "xlsx", "html", "txt", "pdf")


def pdf_options(rng: Random) -> Options:
    """One printer: type size, repeated headers or not, rows cut by pages or not, page numbers."""
    return Options(
        size=rng.choice((7.5, 8.5, 9.0)),
        repeat=rng.random() < 0.6,
        split_rows=rng.random() < 0.5,
        numbers=rng.choice(("- {} -", "{}", "第 {} 页", "")),
        lines=rng.choice(("boxes", "edges", "fills")),
        middle=rng.random() < 0.7,
    )


def make_sheet(layout: str, seed: int, rows: int | None = None) -> Sheet:
    """The sheet of one layout under a seed: forms, spellings and money unit drawn at random.

    ``rows`` keeps that many rows of every form, for tests that are to be quick.
    """
    rng = Random(f"{layout} {seed}")  # noqa: S311
    function, count = LAYOUTS[layout]
    money = rng.choice(("万元", "万元", "万元", "元", "元", "亿元"))
    specs = [replace(spec, money_unit=money) for spec in together(chosen(rng, count))]
    return function([few(spec, rng, rows) if rows else spec for spec in specs], rng)


def chosen(rng: Random, count: int) -> list[FormSpec]:
    """Some forms, the composed ones more often than those of the rows of the shipped documents."""
    pool = [*projects(), *rng.sample(real(), min(len(real()), 9))]
    return rng.sample(pool, count)


def together(specs: Sequence[FormSpec]) -> list[FormSpec]:
    """The forms as those of one department in one year and place, that of the first."""
    lead = specs[0]
    place = lead.department[:3]
    return [
        replace(
            spec,
            department=lead.department,
            supervising=lead.supervising,
            department_code=lead.department_code,
            year=lead.year,
            years=lead.years,
            unit=place + spec.unit[3:],
        )
        for spec in specs
    ]


def write(sheet: Sheet, layout: str, form: str, seed: int, folder: Path) -> Path:
    """Writes one file, and beside it its truth as ``<file>.jsonl``; returns the file's path.

    Every file has a folder of its own, since its name may be all that tells the department.
    """
    suffix, writer = FORMATS[form]
    place = folder / f"{layout}-{seed}-{form}"
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{sheet.name}{suffix}"
    path.write_bytes(writer(sheet, Random(f"{layout} {form} {seed}")))  # noqa: S311
    lines = [json.dumps({"document": path.name, **truth}, ensure_ascii=False) for truth in sheet.truth]
    path.with_name(path.name + ".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
