"""Forms of a graph to files: one a project, in Excel and in Word."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kg.errors import ExportError, reason_of
from kg.export.forms.naming import Names, file_stem
from kg.export.forms.papers import form_sheets
from kg.export.forms.records import Choice, Form, chosen_forms, forms_of_project
from kg.query.run import Askable

FORM_FORMATS: Final = ("xlsx", "docx")
_FOLDERS: Final = {"xlsx": "Excel", "docx": "Word"}
"""Where the files of each format go when both are asked for: a form in two formats, read back, is there twice."""


def write_forms(
    store: Askable,
    folder: Path,
    choice: Choice | None = None,
    *,
    formats: Sequence[str] = FORM_FORMATS[:1],
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write the chosen forms, all of them without ``choice``, into ``folder``; the files appear when all are made.

    Several formats go each into a folder of its own in ``folder``, so that one of them can be read back. Two forms
    of one name get ordinals, in the order of their documents. One document is in memory at a time.
    Raises ExportError for an unknown format, where no form is chosen, where a file exists already (unless
    ``overwrite``) and where nothing can be written; then the folder is as it was.
    """
    for name in formats:
        _check_format(name)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        unfinished.mkdir(parents=True)
        made = list(_make(store, choice or Choice(), unfinished, formats))
        if not made:
            raise ExportError(
                "没有符合条件的绩效表。请检查 --project、--department、--year；"
                "kg query projects-by-department 列出部门和项目。"
            )
        there = [name for name in made if (folder / name).exists()]
        if there and not overwrite:
            more = f"等 {len(there)} 个文件" if len(there) > 1 else ""
            raise ExportError(
                f"{folder / there[0]}{more}已存在，没有覆盖。请换一个文件夹，或加 --force 覆盖。"
            )
        for name in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (unfinished / name).replace(folder / name)
    except OSError as error:
        reason = reason_of(error)
        raise ExportError(
            f"写不了 {folder}：{reason}。请检查文件夹能否写入，文件是否正在 Excel 或 Word 中打开。"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return tuple(folder / name for name in made)


def _make(store: Askable, choice: Choice, folder: Path, formats: Sequence[str]) -> Iterator[str]:
    places = {name: f"{_FOLDERS[name]}/" if len(set(formats)) > 1 else "" for name in formats}
    for place in places.values():
        (folder / place).mkdir(exist_ok=True)
    names = Names()
    for forms in chosen_forms(store, choice):
        stem = names.name(file_stem(forms))
        for suffix, place in places.items():
            name = f"{place}{stem}.{suffix}"
            (folder / name).write_bytes(forms_to_bytes(forms, suffix))
            yield name


def form_bytes(store: Askable, project_iri: str, form_format: str) -> bytes:
    """The forms of one project, or one form of a whole department, in one file of a format of FORM_FORMATS.

    Raises ExportError where the graph has no form of the project, StoreError where the IRI is none.
    """
    groups = forms_of_project(store, project_iri)
    if not groups:
        raise ExportError("图谱里没有这个项目的绩效表，可能图谱已重新生成。请重新选择项目。")
    return forms_to_bytes([form for forms in groups for form in forms], form_format)


def forms_to_bytes(forms: Sequence[Form], form_format: str) -> bytes:
    """The file of forms that are handed in together. Raises ExportError for a format not in FORM_FORMATS."""
    _check_format(form_format)
    sheets = form_sheets(forms)
    year = forms[0].head["year"]
    known = year if isinstance(year, int) and 1900 < year < 2100 else None
    if form_format == "xlsx":
        from kg.export.forms.excel import excel_bytes

        return excel_bytes(sheets, year=known)
    from kg.export.forms.word import word_bytes

    return word_bytes(sheets, year=known)


def _check_format(name: str) -> None:
    if name not in FORM_FORMATS:
        raise ExportError(f"没有“{name}”这种表格文件。可用的格式：{'、'.join(FORM_FORMATS)}。")
