"""The file of a workbook: XlsxWriter's package, with the rows of its large sheets put in last.

XlsxWriter copies the rows of a sheet through two files as text and deflates them when all are there, at zlib's usual
level: 9 s for the 340 MB of 100,000 indicators and their findings. Here it gets a mark in their place, and they go
straight into the package, deflated while they were made (`kg.export.deflating`).
"""

import io
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zlib import crc32

from kg.export.deflating import LEVEL, Deflating, deflated, joined_crc
from kg.export.rowfile import MARK, Rows

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

OPTIONS: Final = {
    "constant_memory": True,  # 100,000 rows in a few megabytes; it would lose cells merged over rows
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LARGE: Final = 1_900_000_000
"""Bytes from which on a member of a package needs longer numbers."""


def open_workbook(folder: str | None = None) -> "Workbook":
    """A workbook for `save_workbook`; ``folder`` takes what waits meanwhile, else that of the system."""
    from xlsxwriter import Workbook  # a start-up cost of what needs it

    return Workbook(io.BytesIO(), OPTIONS if folder is None else {**OPTIONS, "tmpdir": folder})


def save_workbook(workbook: "Workbook", written: Iterable[Rows], file: IO[bytes]) -> None:
    """Close a workbook of `open_workbook`, and write it to a new file that can be read and sought.
    ``written``: the rows of its sheets, finished. Raises OSError."""
    frame = workbook.filename
    assert isinstance(frame, io.BytesIO)  # noqa: S101 - for mypy
    rows = {f"xl/worksheets/sheet{one.worksheet.index + 1}.xml": one.deflating for one in written}
    workbook.close()
    put_in: list[tuple[ZipInfo, bool]] = []
    with ZipFile(frame) as package, ZipFile(file, "w", ZIP_STORED) as out:
        for name in package.namelist():
            content = package.read(name)
            if name in rows:
                put_in.append(_put_in(out, name, content, rows[name]))
            else:
                out.writestr(ZipInfo(name), content, ZIP_DEFLATED, LEVEL)
    for entry, large in put_in:
        file.seek(entry.header_offset)
        file.write(entry.FileHeader(large))


def workbook_bytes(workbook: "Workbook", written: Iterable[Rows]) -> bytes:
    """The same as the content of a file. Raises OSError."""
    file = io.BytesIO()
    save_workbook(workbook, written, file)
    return file.getvalue()


def _put_in(out: ZipFile, name: str, content: bytes, rows: Deflating) -> tuple[ZipInfo, bool]:
    """A sheet with its rows where the mark stands, and whether its numbers are the longer ones. It goes in as it is,
    being deflated; the head before it, written by then, does not say so yet."""
    before, after = content.split(MARK)
    size = len(before) + rows.size + len(after)
    large = size > _LARGE
    entry = ZipInfo(name)
    with out.open(entry, "w", force_zip64=large) as member:
        member.write(deflated(before))
        rows.move(member)
        member.write(deflated(after, last=True))
    entry.compress_type, entry.file_size = ZIP_DEFLATED, size
    entry.CRC = crc32(after, joined_crc(crc32(before), rows.crc, rows.size))
    return entry, large
