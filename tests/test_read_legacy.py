"""Old office files through LibreOffice: the same rows, or a clear word about what to install."""

import subprocess
from pathlib import Path

import pytest
from office_files import shown, word
from test_read_xlsx import form, saved

from kg.errors import UnreadableDocumentError
from kg.read import legacy, read_document
from kg.read.legacy import find_office, read_legacy
from kg.read.xlsx import read_xlsx

pytestmark = pytest.mark.usefixtures("patient_office")
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
RTF = (
    rb"{\rtf1\ansi\ansicpg936 {\b \u39033?\u30446?}\par"
    rb"\trowd\cellx2000\cellx4000\intbl \u30002?\cell 12\cell\row\pard\par}"
)
SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="绩效"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell>
<Cell><Data ss:Type="Number">5</Data></Cell></Row><Row><Cell><Data ss:Type="String">乙</Data></Cell>
<Cell><Data ss:Type="String">丙</Data></Cell><Cell><Data ss:Type="String">丁</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The sample form as LibreOffice writes it in the old formats."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "表.xlsx").write_bytes(saved(form(ruled=True)))
    program = find_office()
    profile = (folder / "profile").as_uri()
    for suffix in ("xls", "ods"):
        subprocess.run(
            [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "表.xlsx"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@needs_office
@pytest.mark.parametrize("suffix, kind", [("xls", "xls"), ("ods", "ods"), ("xls", "et")])
def test_old_sheets_read_as_the_new(converted, suffix, kind):
    reading = read_legacy((converted / f"表.{suffix}").read_bytes(), f"表.{kind}", kind)
    assert shown(reading) == shown(read_xlsx(saved(form(ruled=True)), "表.xlsx"))
    assert reading.media_type == legacy.MEDIA_TYPES[kind]


@needs_office
def test_rich_text_and_sheets_of_2003_are_read(tmp_path):
    assert shown(read_legacy(RTF, "x.rtf", "rtf")) == ["项目", [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "12")]]
    path = tmp_path / "表.xls"
    path.write_text(SHEET, encoding="utf-8")
    document = read_document(path)
    assert [[cell.text for cell in row] for row in document.blocks[0].rows] == [
        ["甲", "", "5"],
        ["乙", "丙", "丁"],
    ]
    assert [finding.code for finding in document.findings] == ["wrong-suffix"]


@needs_office
def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(legacy.tempfile, "tempdir", str(tmp_path))
    read_legacy(RTF, "x.rtf", "rtf")
    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr(legacy, "find_office", lambda: None)
    with pytest.raises(UnreadableDocumentError, match=r"“表.doc”是旧版 Word.*安装 LibreOffice.*另存为 docx"):
        read_legacy(b"", "表.doc", "doc")


def fake(tmp_path: Path, script: str) -> Path:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "script, reason",
    [("exit 1", "转换不了"), ("sleep 60 & sleep 60", "超过 1 秒，已停止"), ("exit 0", "转换不了")],
)
def test_a_conversion_that_fails_or_hangs_is_told(tmp_path, monkeypatch, script, reason):
    monkeypatch.setattr(legacy, "find_office", lambda: fake(tmp_path, script))
    monkeypatch.setattr(legacy, "_SECONDS", 1)
    with pytest.raises(UnreadableDocumentError, match=reason):
        read_legacy(b"x", "表.doc", "doc")


def test_a_program_that_does_not_start_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(legacy, "find_office", lambda: tmp_path / "没有")
    with pytest.raises(UnreadableDocumentError, match="启动不了"):
        read_legacy(b"x", "表.doc", "doc")


def test_macros_links_and_the_network_are_off(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    copy = f'cp "${{a#-env:UserInstallation=file://}}"/user/*.xcu {seen}'
    script = f'for a in "$@"; do case $a in -env*) {copy};; esac; done'
    monkeypatch.setattr(legacy, "find_office", lambda: fake(tmp_path, script))
    with pytest.raises(UnreadableDocumentError):
        read_legacy(word("<w:p/>"), "表.doc", "doc")
    settings = seen.read_text(encoding="utf-8")
    assert "DisableMacrosExecution" in settings
    assert "ooInetProxyType" in settings


def test_entities_are_refused_before_conversion():
    with pytest.raises(UnreadableDocumentError, match=r"实体|LibreOffice"):
        read_legacy(
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Workbook/>', "表.xml", "sheet-xml"
        )
