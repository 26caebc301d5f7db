"""PDF files, and the old binary formats, as LibreOffice makes them from the Word and Excel files."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60


def office() -> str | None:
    """The LibreOffice program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(data: bytes, suffix: str, to: str) -> bytes:
    """``data`` of a file with ``suffix`` (.docx, .xlsx …) in the format ``to`` (pdf, doc, xls, wps …).

    Raises RuntimeError where LibreOffice is missing or makes nothing.
    """
    program = office()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"form{suffix}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                folder,
                source,
            ],
            check=False,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
        )
        made = source.with_suffix(f".{to}")
        if not made.is_file():
            raise RuntimeError(f"LibreOffice made no {to} of a {suffix}")
        return made.read_bytes()
