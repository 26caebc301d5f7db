"""Old and foreign office formats (doc, xls, wps, et, rtf, odt …): through LibreOffice, as docx or xlsx."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.errors import UnreadableDocumentError, reason_of
from kg.pulse import beat
from kg.read.archives import refuse_entities
from kg.read.docx import read_docx
from kg.read.kinds import Kind, kind_in_words
from kg.read.parts import Reading
from kg.read.xlsx import read_xlsx

MEDIA_TYPES: Final[dict[Kind, str]] = {
    "doc": "application/msword",
    "wps": "application/wps-office.wps",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "word-xml": "application/xml",
    "xls": "application/vnd.ms-excel",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "et": "application/wps-office.et",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "sheet-xml": "application/xml",
}
_TO_WORD: Final[frozenset[Kind]] = frozenset({"doc", "wps", "rtf", "odt", "word-xml"})
_SUFFIXES: Final[dict[Kind, str]] = {"wps": "doc", "et": "xls", "word-xml": "xml", "sheet-xml": "xml"}
_SECONDS: Final = 28
_SECONDS_PER_MEBIBYTE: Final = 3
_SLICE: Final = 5.0
"""Seconds between two signs of life while LibreOffice works."""
_MAX_CONVERTED: Final = 256 * 1024 * 1024
_SETTINGS: Final = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)


def read_legacy(data: bytes, name: str, kind: Kind) -> Reading:
    """The lines and tables of a file of a kind in ``MEDIA_TYPES``, through LibreOffice in a folder of its own.

    Raises UnreadableDocumentError, in Chinese, where LibreOffice is not installed (with what to install), fails
    or takes longer than the limit, and for what `read_docx` and `read_xlsx` refuse.
    """
    program = find_office()
    if program is None:
        other = "docx" if kind in _TO_WORD else "xlsx"
        raise UnreadableDocumentError(
            f"“{name}”是{kind_in_words(kind)}，要用 LibreOffice 转换，但没有找到它。请安装 LibreOffice"
            f"（Linux：apt install libreoffice-writer libreoffice-calc；Windows、macOS：libreoffice.org），"
            f"或用 Word、Excel、WPS 另存为 {other}。"
        )
    if not data.startswith((b"PK", b"\xd0\xcf", b"{\\rtf")):
        refuse_entities(data, name)
    converted = _convert(program, data, name, kind)
    reading = read_docx(converted, name) if kind in _TO_WORD else read_xlsx(converted, name)
    return replace(reading, media_type=MEDIA_TYPES[kind])


def find_office() -> Path | None:
    """The LibreOffice of this computer: on the search path, or where its installers put it."""
    for command in ("soffice", "libreoffice"):
        found = shutil.which(command)
        if found:
            return Path(found)
    return next((path for path in _usual_places() if path.is_file()), None)


def _usual_places() -> list[Path]:
    if sys.platform == "win32":
        folders = [os.environ.get(key) for key in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)")]
        return [Path(folder, "LibreOffice", "program", "soffice.exe") for folder in folders if folder]
    if sys.platform == "darwin":
        inside = "LibreOffice.app/Contents/MacOS/soffice"
        return [Path("/Applications", inside), Path.home() / "Applications" / inside]
    folders = [
        Path("/usr/lib/libreoffice"),
        Path("/usr/lib64/libreoffice"),
        *sorted(Path("/opt").glob("libreoffice*")),
    ]
    return [folder / "program" / "soffice" for folder in folders] + [Path("/snap/bin/libreoffice")]


def _convert(program: Path, data: bytes, name: str, kind: Kind) -> bytes:
    wanted = "docx" if kind in _TO_WORD else "xlsx"
    with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"input.{_suffix(data, kind)}"
        source.write_bytes(data)
        _write_settings(home / "profile" / "user")
        command = [
            str(program),
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", wanted, "--outdir", str(home / "out"), str(source)),
        ]
        _run(command, home, name, _SECONDS + _SECONDS_PER_MEBIBYTE * (len(data) >> 20))
        made = home / "out" / f"input.{wanted}"
        if not made.is_file():
            raise UnreadableDocumentError(
                f"“{name}”是{kind_in_words(kind)}，LibreOffice 转换不了，可能已损坏或加了密码。"
                f"请用办公软件打开后另存为 {wanted}。"
            )
        if made.stat().st_size > _MAX_CONVERTED:
            raise UnreadableDocumentError(
                f"“{name}”转换后超过上限 {_MAX_CONVERTED // 1048576} MB。请拆分后再读。"
            )
        return made.read_bytes()


def _suffix(data: bytes, kind: Kind) -> str:
    if kind in ("odt", "ods") and not data.startswith(b"PK"):
        return f"f{kind}"
    return _SUFFIXES.get(kind, kind)


def _write_settings(folder: Path) -> None:
    """A fresh profile: no macros, no links followed, no way to the network."""
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _run(command: list[str], home: Path, name: str, seconds: float) -> None:
    environment = {**os.environ, "HOME": str(home), "http_proxy": "", "https_proxy": "", "no_proxy": "*"}
    try:
        process = subprocess.Popen(  # noqa: S603 - a program found on this computer, arguments of our own
            command,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise UnreadableDocumentError(
            f"“{name}”要用 LibreOffice 转换，但启动不了它（{reason_of(error)}）。请检查安装。"
        ) from error
    try:
        _wait(process, seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError(
            f"“{name}”用 LibreOffice 转换超过 {seconds:.0f} 秒，已停止。"
            "可以再试一次，或用办公软件打开后另存为 docx 或 xlsx。"
        ) from error
    finally:
        _stop(process)


def _wait(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for the end, saying that the work goes on. Raises subprocess.TimeoutExpired."""
    until = time.monotonic() + seconds
    while True:
        left = until - time.monotonic()
        try:
            process.wait(timeout=max(0.0, min(_SLICE, left)))
        except subprocess.TimeoutExpired:
            if left <= _SLICE:
                raise
            beat()
        else:
            return


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the conversion with the processes that it started, where they still run."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(  # noqa: S603
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    else:
        import signal

        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
