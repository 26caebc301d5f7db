"""`kg segment`: one target taken apart."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping

from kg.errors import KgError
from kg.model import Segments
from kg.records import Record, plain, record_to_json
from kg.segment import ProseTarget, segment_prose, segment_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The text, or ``-`` for JSON lines on standard input."""
    parser.add_argument(
        "text",
        nargs="?",
        default="-",
        metavar="文字",
        help="“名称<TAB>目标”、一条目标，或 -（默认）：逐行读 JSON",
    )
    parser.add_argument("--prose", action="store_true", help='读一段话里的量化目标（逐行读 {"text": …}）')
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON object a target."""
    if options.text == "-":
        read = _read_prose if options.prose else _read_target
        for number, row in _rows(sys.stdin):
            print(record_to_json(read(number, row)))
        return 0
    if options.prose:
        print(record_to_json(prose_to_record(segment_prose(options.text))))
        return 0
    name, tab, target = options.text.partition("\t")
    segments = segment_target(name, target) if tab else segment_target(None, name)
    print(record_to_json(segments_to_record(segments)))
    return 0


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise KgError(f"第 {number} 行不是 JSON（{error.msg}）。每行应为一个 JSON 对象。") from error
        if not isinstance(row, dict):
            raise KgError(f'第 {number} 行应为 {{"name": …, "target": …, "level2": …}}。')
        yield number, row


def _text(number: int, row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    if not isinstance(value, str | None):
        raise KgError(f"第 {number} 行的 {name} 应为文字或 null。")
    return value


def _read_target(number: int, row: Mapping[str, object]) -> Record:
    name, target, level2 = (_text(number, row, field) for field in ("name", "target", "level2"))
    return segments_to_record(segment_target(name, target or "", level2=level2))


def _read_prose(number: int, row: Mapping[str, object]) -> Record:
    return prose_to_record(segment_prose(_text(number, row, "text") or ""))


def prose_to_record(targets: Iterable[ProseTarget]) -> Record:
    """The targets of a text: subject, operator, value, unit and the characters of each."""
    fields = ("subject", "operator", "value", "unit", "start", "end")
    return {"targets": [{name: plain(getattr(target, name)) for name in fields} for target in targets]}


def segments_to_record(segments: Segments) -> Record:
    """The fields of catalogue.md, "How a target is read", in order."""
    return {
        "subject": segments.subject,
        "operator": segments.operator,
        "kind": segments.kind,
        "value": plain(segments.value),
        "unit": segments.unit,
        "base_value": plain(segments.base_value),
        "base_unit": segments.base_unit,
        "quantity_kind": segments.quantity_kind,
        "confidence": segments.confidence,
        "rules": list(segments.rules),
        "spans": {name: list(span) for name, span in segments.spans.items()},
        "findings": [{"code": code, "message": message} for code, message in segments.doubts],
    }
