"""The graph written for others: the workbook of the reviewer, tables, RDF and a network file."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import ExportError, reason_of

if TYPE_CHECKING:
    from kg.check import Audited
    from kg.store import Store

FORMATS: Final = (
    "xlsx",
    "csv",
    "jsonl",
    "parquet",
    "ttl",
    "nq",
    "jsonld",
    "graphml",
    "iati",
    "csvw",
    "crate",
)
FOLDERS: Final = frozenset({"csvw", "crate"})
"""The formats that are a folder of files."""


def write_export(export_format: str, store: "Store", path: Path) -> tuple[str, ...]:
    """Write the graph to ``path`` in one of FORMATS; the file or folder appears only when it is complete.

    Returns in Chinese what the format cannot hold. Raises ExportError for an unknown format, for a folder that
    holds something already, and where nothing can be written.
    """
    writers: dict[str, Callable[[Store, Path], tuple[str, ...] | None]] = {
        "xlsx": _write_xlsx,
        "csv": _write_csv,
        "jsonl": _write_jsonl,
        "parquet": _write_parquet,
        "ttl": _write_turtle,
        "nq": _write_nquads,
        "jsonld": _write_jsonld,
        "graphml": _write_graphml,
        "iati": _write_iati,
        "csvw": _write_csvw,
        "crate": _write_crate,
    }
    if export_format not in writers:
        raise ExportError(f"没有“{export_format}”这种格式。可用的格式：{'、'.join(FORMATS)}。")
    write = writers[export_format]
    return _write_whole(path, lambda unfinished: write(store, unfinished), folder=export_format in FOLDERS)


def write_findings_workbook(
    store: "Store", path: Path, findings: "Sequence[Audited]", *, shapes: bool
) -> None:
    """Write the workbook with these findings (`kg.check.find_audit`), which are not looked for again. ``shapes``:
    those of the shapes are among them. Raises ExportError where it cannot be written."""
    from kg.export.book import write_book

    _write_whole(path, lambda unfinished: write_book(store, unfinished, findings, shapes=shapes))


def _write_whole(
    path: Path, write: Callable[[Path], tuple[str, ...] | None], *, folder: bool = False
) -> tuple[str, ...]:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    if not folder and os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - long names
        raise ExportError(f"“{path}”是文件夹或设备，不是普通文件。请给出文件名，例如 目录.xlsx。")
    try:
        if folder:
            if path.is_dir() and any(path.iterdir()):
                raise ExportError(f"文件夹 {path} 里已有内容。请换一个新的文件夹名。")
            unfinished.mkdir()
        lost = write(unfinished)
        unfinished.replace(path)
    except OSError as error:
        reason = reason_of(error)
        raise ExportError(
            f"写不了 {path}：{reason}。请检查文件夹是否存在、能否写入，文件是否正在 Excel 中打开。"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            unfinished.unlink()
    return lost or ()


def _write_xlsx(store: "Store", path: Path) -> None:
    from kg.export.book import write_book

    write_book(store, path)


def _write_csv(store: "Store", path: Path) -> None:
    from kg.export.catalogue import CATALOGUE_FIELDS, catalogue_rows
    from kg.export.delimited import write_csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(catalogue_rows(store), stream, fields=CATALOGUE_FIELDS)


def _write_jsonl(store: "Store", path: Path) -> None:
    from kg.export.catalogue import catalogue_rows
    from kg.export.delimited import write_jsonl

    with path.open("w", encoding="utf-8", newline="") as stream:
        write_jsonl(catalogue_rows(store), stream)


def _write_turtle(store: "Store", path: Path) -> None:
    from kg.export.rdf import write_turtle

    with path.open("w", encoding="utf-8", newline="") as stream:
        write_turtle(store, stream)


def _write_nquads(store: "Store", path: Path) -> None:
    from kg.export.rdf import write_nquads

    with path.open("w", encoding="utf-8", newline="") as stream:
        write_nquads(store, stream)


def _write_jsonld(store: "Store", path: Path) -> None:
    from kg.export.rdf import write_jsonld

    with path.open("w", encoding="utf-8", newline="") as stream:
        write_jsonld(store, stream)


def _write_graphml(store: "Store", path: Path) -> None:
    from kg.network import to_network, write_graphml

    write_graphml(to_network(store), path)


def _write_parquet(store: "Store", path: Path) -> None:
    from kg.export.parquet import write_parquet

    write_parquet(store, path)


def _write_iati(store: "Store", path: Path) -> tuple[str, ...]:
    from kg.export.iati import write_iati

    return write_iati(store, path)


def _write_csvw(store: "Store", path: Path) -> None:
    from kg.export.csvw import write_csvw

    write_csvw(store, path)


def _write_crate(store: "Store", path: Path) -> None:
    from kg.export.crate import write_crate

    write_crate(store, path)
