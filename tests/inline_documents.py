"""Documents written inside tests: `^` stands for the tab between two cells."""

import hashlib

from kg.extract import extract_document
from kg.model import Document, Extraction, Indicator
from kg.read.privacy import without_contacts
from kg.read.text import text_to_blocks
from kg.tables import FormTable, find_forms

HEAD = """云岭市图书馆2024年部门预算
项目支出绩效目标表
（2024年度）
项目名称^图书采购^^
实施单位^云岭市图书馆^^
"""
COLUMNS = "^一级指标^二级指标^三级指标^指标值\n"


def document(text: str, name: str = "样例.txt") -> Document:
    printed = text.replace("^", "\t")
    blocks = without_contacts(text_to_blocks(printed, name))
    return Document(name, hashlib.sha256(printed.encode()).hexdigest(), "text/plain; charset=utf-8", blocks)


def forms(text: str) -> tuple[FormTable, ...]:
    return find_forms(document(text))


def extract(text: str) -> Extraction:
    return extract_document(document(text))


def indicators(text: str) -> tuple[Indicator, ...]:
    """The indicators of a form whose rows are given, below a head and a header."""
    return extract(HEAD + COLUMNS + text).indicators


def codes(extraction: Extraction) -> set[str]:
    return {finding.code for finding in extraction.findings}
