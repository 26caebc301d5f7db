"""What a file is, told by its content whatever its name says."""

import struct

import pytest
from office_files import excel, word, zipped

from kg.errors import UnreadableDocumentError
from kg.read.kinds import sniff, wrong_suffix

TEXT = "项目支出绩效目标表\n项目名称\t展陈更新\n"
HTML = "<html><body><p>表</p></body></html>"


def compound(*streams: str, inner: str = "", content: bytes = b"") -> bytes:
    """An OLE compound file whose root holds the named streams; ``inner`` stands in a folder below."""
    none = 0xFFFFFFFF
    names = ["Root Entry", *streams, *(["ObjectPool", inner] if inner else [])]
    top = len(streams) + (1 if inner else 0)
    entries = b""
    for index, name in enumerate(names):
        text = (name + "\0").encode("utf-16-le")
        is_inner = inner and index == len(names) - 1
        right = index + 1 if 0 < index < top else none
        child = 1 if index == 0 else len(names) - 1 if inner and index == len(names) - 2 else none
        size = 4096 if index and not is_inner else 0
        entries += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), 2, 1)
        entries += struct.pack("<III", none, right, child) + bytes(36) + struct.pack("<IQ", 2, size)
    entries = entries.ljust(512 * -(-len(entries) // 512), b"\0")
    sectors = len(entries) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<II", 1, 3)  # the directory begins in sector 3
    header = header.ljust(76, b"\0") + struct.pack("<I", 0) + b"\xff" * (436 - 4)
    chain = [3 + number + 1 for number in range(sectors - 1)] + [0xFFFFFFFE]
    table = struct.pack("<III", 0xFFFFFFFD, none, 0xFFFFFFFE) + struct.pack(f"<{sectors}I", *chain)
    return (
        header.ljust(512, b"\0")
        + table.ljust(512, b"\xff")
        + bytes(512)
        + content.ljust(512, b"\0")
        + entries
    )


KINDS = {
    "pdf": (b"%PDF-1.7\n", "pdf"),
    "pdf behind a mail header": (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n", "pdf"),
    "Word": (word("<w:p/>"), "docx"),
    "Word with a workbook in it": (zipped({"word/document.xml": "x", "word/embeddings/a.xlsx": "x"}), "docx"),
    "Excel": (excel(""), "xlsx"),
    "binary Excel": (zipped({"xl/workbook.bin": "x"}), "xlsb"),
    "ODF text": (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
    "ODF sheet": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
    "old Word": (compound("1Table", "WordDocument"), "doc"),
    "old Word with a sheet in it": (compound("WordDocument", inner="Workbook"), "doc"),
    "old Excel": (compound("Workbook"), "xls"),
    "older Excel": (compound("Book"), "xls"),
    "old Excel with a document in it": (compound("Workbook", inner="WordDocument"), "xls"),
    "RTF": (b"{\\rtf1\\ansi}", "rtf"),
    "HTML": (HTML.encode(), "html"),
    "HTML of a doctype": (f"\n<!DOCTYPE html>{HTML}".encode(), "html"),
    "HTML that begins with a table": ("<table><tr><td>表</table>".encode("gbk"), "html"),
    "HTML by Word": (f'<html xmlns:w="urn:schemas-microsoft-com:office:word">{HTML}'.encode(), "html"),
    "XHTML": (f'<?xml version="1.0"?><!-- x -->{HTML}'.encode(), "html"),
    "HTML in UTF-16": (HTML.encode("utf-16"), "html"),
    "single-file page": (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "mhtml"),
    "sheet of 2003": (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "sheet-xml"),
    "document of 2003": (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x">', "word-xml"),
    "flat package": (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x">', "word-xml"),
    "flat ODF": (b'<?xml version="1.0"?><office:document office:mimetype="x.opendocument.spreadsheet">', "ods"),
    "PNG": (b"\x89PNG\r\n\x1a\n", "image"),
    "JPEG": (b"\xff\xd8\xff\xe0", "image"),
    "TIFF": (b"II*\x00\x08\x00", "image"),
    "WebP": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image"),
    "TIFF, the other way round": (b"MM\x00*\x00\x00", "image"),
    "BMP": (b"BM" + bytes(12) + struct.pack("<I", 40), "image"),
    "text": (TEXT.encode(), "text"),
    "text in GB 18030": (TEXT.encode("gb18030"), "text"),
    "text in UTF-16": (TEXT.encode("utf-16"), "text"),
    "text in UTF-32": (TEXT.encode("utf-32"), "text"),
    "text that begins like a bitmap": (("BMI指数\n" + TEXT).encode(), "text"),
    "text that begins like a program": (("MZ项目\n" + TEXT).encode(), "text"),
    "text about XML": (("见<附件>\n" + TEXT).encode(), "text"),
    "Markdown": ("# 表\n| 甲 | 乙 |\n|---|---|\n".encode(), "text"),
    "delimited text": ("甲,乙,丙,丁\n1,2,3,4\n5,6,7,8\n".encode(), "csv"),
}  # fmt: skip


@pytest.mark.parametrize("data, expected", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("name", ["无后缀", "错.pdf", "错.docx", "错.xls"])
def test_the_content_tells_the_kind(data, expected, name):
    assert sniff(data, name) == expected


def test_the_name_decides_between_kinds_of_one_format():
    assert sniff(compound("WordDocument"), "a.wps") == "wps"
    assert sniff(compound("Workbook"), "a.et") == "et"
    assert sniff("甲,乙\n".encode(), "a.csv") == "csv"


REFUSED = {
    "OFD": (zipped({"OFD.xml": "x", "Doc_0/Document.xml": "x"}), "OFD 版式文件"),
    "slides": (zipped({"ppt/presentation.xml": "x"}), "幻灯片"),
    "old slides": (compound("PowerPoint Document"), "幻灯片"),
    "other container": (zipped({"甲.txt": "x"}), "请先解压"),
    "empty container": (b"PK\x05\x06" + bytes(18), "空的压缩文件"),
    "cut container": (word("<w:p/>")[:-30], "结构已损坏"),
    "encrypted Office": (compound("EncryptedPackage", "EncryptionInfo"), "加了密码"),
    "encrypted old Word": (compound("WordDocument", content=bytes(10) + b"\x00\x01"), "加了密码"),
    "encrypted old Excel": (
        compound("Workbook", content=struct.pack("<HHIHHI", 0x809, 4, 0, 0x2F, 4, 0)),
        "加了密码",
    ),
    "encrypted ODF": (
        zipped({"mimetype": "x.opendocument.text", "META-INF/manifest.xml": "<m:encryption-data/>"}),
        "加了密码",
    ),
    "ODF drawing": (zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"}), "另存为 PDF"),
    "cut old Office": (compound("Workbook")[:512], "已损坏"),
    "other compound file": (compound("__properties_version1.0"), "没有文档或表格"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(64), "程序文件"),
    "Windows program": (b"MZ\x90\x00\x03" + bytes(range(256)), "程序文件"),
    "gzip": (b"\x1f\x8b\x08" + bytes(9), "先解压"),
    "RAR": (b"Rar!\x1a\x07\x00", "先解压"),
    "animation": (b"GIF89a", "另存为 PNG"),
    "data": (b'<?xml version="1.0"?><feed/>', "XML 数据"),
    "noise": (bytes(range(256)) * 40, "不是文本文件"),
}


@pytest.mark.parametrize("data, reason", REFUSED.values(), ids=REFUSED)
def test_what_no_reader_takes_is_refused_with_the_reason(data, reason):
    with pytest.raises(UnreadableDocumentError, match=reason) as caught:
        sniff(data, "坏.docx")
    assert "坏.docx" in str(caught.value)


@pytest.mark.parametrize(
    "kind, name, wrong",
    [
        ("html", "表.xls", True),
        ("html", "表.HTML", False),
        ("docx", "表.doc", True),
        ("docx", "表.wps", False),
        ("xls", "表.et", True),
        ("text", "表.md", False),
        ("text", "表.xlsx", True),
        ("text", "表.csv", False),
        ("csv", "表.txt", False),
        ("pdf", "表", False),
    ],
)
def test_a_wrong_suffix_is_a_finding(kind, name, wrong):
    finding = wrong_suffix(kind, name)
    assert (finding is not None) == wrong
    assert finding is None or (finding.code, finding.severity) == ("wrong-suffix", "info")
