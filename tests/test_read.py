"""Text files in every encoding and every state: read with true places, or refused with a reason in Chinese."""

import codecs

import pytest
from inline_documents import document

from kg.errors import UnreadableDocumentError
from kg.extract import extract_file
from kg.model import Line, Table
from kg.read import read_document
from kg.read.encoding import decode, read_text

FORM = """云岭市博物馆2024年部门预算
项目支出绩效目标表
项目名称\t展陈更新\t\t
\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t更新展柜数量\t≥12个
\t满意度指标\t服务对象满意度指标\t观众满意度\t≥90%
"""
ENCODINGS = {
    "utf-8": FORM.encode(),
    "utf-8 with mark": FORM.encode("utf-8-sig"),
    "gbk": FORM.replace("≥", "大于等于").encode("gbk"),
    "gb18030": FORM.encode("gb18030"),
    "utf-16 little with mark": codecs.BOM_UTF16_LE + FORM.encode("utf-16-le"),
    "utf-16 big with mark": codecs.BOM_UTF16_BE + FORM.encode("utf-16-be"),
    "utf-16 little": FORM.encode("utf-16-le"),
    "utf-16 big": FORM.encode("utf-16-be"),
    "carriage return and line feed": FORM.replace("\n", "\r\n").encode(),
    "carriage return": FORM.replace("\n", "\r").encode(),
    "form feeds": FORM.replace("项目支出", "\f项目支出").encode(),
    "control characters": FORM.replace("展陈", "展陈\x01").replace("观众", "\x0b观众").encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_the_same_rows_come_out_of_every_encoding(tmp_path, data):
    path = tmp_path / "表.txt"
    path.write_bytes(data)
    found = extract_file(path)
    assert [(row.line, row.name, row.operator, str(row.value)) for row in found.indicators] == [
        (5, "更新展柜数量", "≥", "12"),
        (6, "观众满意度", "≥", "90"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_the_charset_is_told(encoding):
    assert decode(FORM.encode(encoding), "x.txt") == (FORM, f"text/plain; charset={encoding}")


BAD = {
    "empty": (b"", "空文件"),
    "only blanks": (b" \n\t\n  ", "空文件"),
    "only tabs": (b"\t\t\t\n\t\t\n", "空文件"),
    "only a mark": (codecs.BOM_UTF8, "没有文字"),
    "ideographic blanks": ("\u3000\n\u3000\u3000".encode(), "没有文字"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "zip": (b"PK\x03\x04\x14\x00", "压缩文件"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Word"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(64), "程序文件"),
    "windows program": (b"MZ\x90\x00\x03" + bytes(range(256)), "程序文件"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "图片"),
    "noise": (bytes(range(256)) * 40, "不是文本文件"),
    "zeros": (bytes(5000), "不是文本文件"),
    "damaged in the middle": (FORM.encode()[:120] + b"\xff\xff" + FORM.encode()[120:], "可能已损坏"),
    "damaged behind a mark": (
        codecs.BOM_UTF8 + FORM.encode()[:90] + b"\xff" * 9 + b"abcdef" * 9,
        "可能已损坏",
    ),
    "endless line": (FORM.encode() + "长".encode() * 300_000, "300000 个字，超过上限"),
    "too many cells": (FORM.encode() + b"5\t" * 9_999 + b"5", "10000 格，超过上限"),
    "too many pipes": (FORM.encode() + b"|" + b"5|" * 10_000, "10000 格，超过上限"),
}


@pytest.mark.parametrize("data, reason", BAD.values(), ids=BAD)
def test_what_is_no_text_is_refused_with_the_reason(tmp_path, data, reason):
    path = tmp_path / "坏.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocumentError, match=reason) as caught:
        read_document(path)
    assert "坏.txt" in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(UnreadableDocumentError, match="找不到文件"):
        read_document(tmp_path / "没有.txt")
    with pytest.raises(UnreadableDocumentError, match="是文件夹"):
        read_document(tmp_path)


@pytest.mark.parametrize("name", ["a" * 5000, "空\x00名"])
def test_an_impossible_path_is_refused(tmp_path, name):
    with pytest.raises(UnreadableDocumentError):
        read_document(tmp_path / name)


def test_a_large_file_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "大.txt"
    path.write_text(FORM, encoding="utf-8")
    monkeypatch.setattr("kg.read._MAX_BYTES", 100)
    with pytest.raises(UnreadableDocumentError, match="超过上限"):
        read_document(path)


def test_a_file_cut_inside_a_character_is_read_up_to_there(tmp_path):
    path = tmp_path / "断.txt"
    path.write_bytes(FORM.rstrip("\n").encode() + "续".encode()[:2])
    found = extract_file(path)
    assert len(found.indicators) == 2
    assert [(finding.line, finding.code) for finding in found.findings] == [(6, "truncated-document")]
    assert not read_text(FORM.encode(), "x").truncated


def test_the_hash_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "表.txt"
    path.write_bytes(ENCODINGS["gb18030"])
    import hashlib

    assert read_document(path).sha256 == hashlib.sha256(ENCODINGS["gb18030"]).hexdigest()


TABLES = """甲 乙
1\t2\t 3 
\t\t

4\t5
| a | b | |
|---|:--|---|
| | c | d |
  尾  """  # noqa: W291


def test_lines_and_tables_stand_in_printed_order():
    blocks = document(TABLES).blocks
    shapes = [
        block.text if isinstance(block, Line) else [[cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]
    assert shapes == ["甲 乙", [["1", "2", "3"]], [["4", "5"]], [["a", "b", ""], ["", "c", "d"]], "尾"]


def test_every_place_is_where_the_text_stands():
    printed = TABLES.split("\n")
    for block in document(TABLES).blocks:
        pieces = (
            [(block.text, (block.span,))]
            if isinstance(block, Line)
            else [(cell.text, cell.spans) for row in block.rows for cell in row if cell.text]
        )
        for text, (span,) in pieces:
            assert printed[span.line - 1][span.start : span.end] == text


PERSON, PHONE, MOBILE = "周吴郑", "0999-7654321", "13912345678"
SECRETS = (PERSON, PHONE, MOBILE, "7654321", "金水路17号", "abc@example.org")
CONTACTS = {
    "cells": f"填报人^{PERSON}^联系电话^{PHONE}\n",
    "cells with gaps": f"填 报 人^{PERSON}^联系 电话：^{MOBILE}\n",
    "cells with a lost label": f"联系人及电话^{PERSON}^{MOBILE}^^\n",
    "pipes": f"| 项目负责人 | {PERSON} | 联系电话 | {PHONE} |\n",
    "blanks": f"项目负责人 {PERSON} 联系电话 {PHONE}\n",
    "colon": f"联系电话：{PHONE}\n",
    "colon in a line": f"联系人：{PERSON}，电话：{MOBILE}。\n",
    "colon behind a signature": f"单位负责人（签章）：{PERSON}    填表人：{PERSON}\n",
    "in one cell": f"项目负责人：{PERSON}^联系方式：{PHONE}\n",
    "address": "单位地址^金水路17号^邮政编码^310000\n",
    "address in a line": "通讯地址：金水路17号  邮编：310000\n",
    "in a sentence": f"如有疑问，请致电（0999）7654321或{MOBILE}，邮箱 abc@example.org。\n",
    "wide digits": "联系电话：０９９９－７６５４３２１\n",
    "column": f"单位名称^联系人^联系电话\n云岭市博物馆^{PERSON}^{PHONE}\n云岭市博物馆^{PERSON}^{MOBILE}\n",
    "two names": f"联系人：{PERSON}，{PERSON}\n",
}


@pytest.mark.parametrize("printed", CONTACTS.values(), ids=CONTACTS)
@pytest.mark.parametrize("place", ["above", "inside", "below"])
def test_contacts_never_leave_the_reader(tmp_path, printed, place):
    printed = printed.replace("^", "\t")
    lines = FORM.splitlines(keepends=True)
    at = {"above": 1, "inside": 3, "below": len(lines)}[place]
    path = tmp_path / "表.txt"
    path.write_text("".join([*lines[:at], printed, *lines[at:]]), encoding="utf-8")
    found = extract_file(path)
    everything = repr(found)
    assert [secret for secret in (*SECRETS, "７６５４３２１") if secret in everything] == []
    assert {row.name for row in found.indicators} >= {"更新展柜数量", "观众满意度"}


@pytest.mark.parametrize(
    "printed",
    [
        "热线电话接通率",
        "负责人培训覆盖率 ≥95%",
        "电话 接通率 ≥95%",
        "本项目负责人制度健全",
        "资金13912345678元",
        "项目编码 530112250000000012345",
        "联系群众次数≥12次",
    ],
)
def test_words_that_only_sound_like_contacts_stay(printed):
    (block,) = document(printed).blocks
    assert isinstance(block, Line)
    assert block.text == printed


def test_blanks_keep_the_places_behind_a_contact():
    text = f"联系人：{PERSON} 项目名称：展陈更新"
    (block,) = document(text).blocks
    assert block.text.index("展陈") == text.index("展陈")


def test_an_amount_alone_in_a_cell_is_no_telephone():
    (table,) = document(f"年度资金总额^{MOBILE}").blocks
    assert isinstance(table, Table)
    assert table.rows[0][1].text == MOBILE
