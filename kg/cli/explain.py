"""`kg explain`: how one row was read, from the printed cells to the triples."""

import argparse

from kg.cli.arguments import count, path
from kg.cli.steps import steps_in_words
from kg.errors import KgError
from kg.extract import explain_indicator, extract_file
from kg.graph import extraction_to_quads
from kg.model import Document, Extraction, Indicator, Span
from kg.places import box_in_words, line_in_words, main_place, place_in_words, places_of
from kg.records import indicator_to_record
from kg.review import reasons_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file and the row, by its number in `kg extract` or by its printed line."""
    parser.add_argument("file", type=path, metavar="文件", help="原文件")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--row", type=count, metavar="N", help="kg extract 输出中的第 N 条（从 1 数起）")
    which.add_argument("--line", type=count, metavar="N", help="印在文本文件第 N 行的那一条")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print cells, row, segments, rules and triples of the row."""
    extraction = extract_file(options.file)
    document = extraction.document
    number, indicator = _find(extraction, options)
    head = next((head for head in extraction.heads if head.line == indicator.form_line), None)
    place = main_place(indicator.places)
    where = f"第 {indicator.line} 行" if place is None else place_in_words(place)
    _title(f"第 {number} 条，{document.name} {where}")
    start = line_in_words(document, indicator.form_line)
    print(f"表：{indicator.form}（{start}起）  部门：{indicator.department}  年度：{indicator.year}")
    if head is not None and head.project:
        print(f"项目：{head.project}  预算：{head.budget} 万元  其中财政拨款：{head.fiscal} 万元")
    _title("原文")
    print(indicator.printed)
    _title("单元格")
    for field, spans in sorted(indicator.sources.items()):
        print(f"{field:<24}{_places(document, spans)}")
    reasons = reasons_of(indicator.doubts, [(f.code, f.message) for f in indicator.findings])
    if reasons:
        _title("把握不足的原因")
        for reason in reasons:
            print(f"{reason.text}　{reason.advice}")
    _title("读成")
    for field, value in indicator_to_record(indicator).items():
        if value not in (None, [], {}):
            print(f"{field:<24}{value}")
    _title("规则")
    for line in steps_in_words(explain_indicator(indicator)):
        print(line)
    _title("三元组")
    for line in _triples(extraction, indicator):
        print(line)
    return 0


def _places(document: Document, spans: tuple[Span, ...]) -> str:
    """Where the characters of a field stand: line and characters of a text file, page and box, sheet and cell or
    paragraph of others."""
    found = places_of(document, spans)
    if found:
        return "；".join(box_in_words(place) for place in found)
    return " + ".join(f"{span.line}:{span.start}-{span.end}" for span in spans)


def _find(extraction: Extraction, options: argparse.Namespace) -> tuple[int, Indicator]:
    document = extraction.document
    rows = list(enumerate(extraction.indicators, start=1))
    if options.row is not None:
        found = [row for row in rows if row[0] == options.row]
        wanted = f"第 {options.row} 条"
    elif document.places:
        raise KgError(f"{document.name} 不是文本文件，没有行号。请改用 --row：kg extract 输出中的第几条。")
    else:
        found = [row for row in rows if row[1].line == options.line]
        wanted = f"第 {options.line} 行的指标"
    if not found:
        raise KgError(f"{document.name} 里没有{wanted}（共 {len(rows)} 条指标）。用 kg extract 看全部。")
    return found[0]


def _triples(extraction: Extraction, indicator: Indicator) -> list[str]:
    quads = list(extraction_to_quads(extraction))
    line = f'"{indicator.line}"^^'
    rows = {
        quad.subject
        for quad in quads
        if quad.predicate.endswith("#line>") and quad.object.startswith(line) and "/target/" in quad.subject
    }
    return sorted(
        f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads if quad.subject in rows
    )


def _title(text: str) -> None:
    print(f"\n── {text} ──")
