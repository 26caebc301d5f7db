"""`kg segment`: one target taken apart."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from kg.cli.steps import step_to_record, steps_in_words
from kg.errors import KgError
from kg.model import Segments, SubjectParts
from kg.records import Record, plain, record_to_json
from kg.segment import PROSE_FIELDS, ProseTarget, explain_target, segment_prose

Row = tuple[str | None, str, str | None]
"""Name, target and level 2."""
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str)
"""Numbers stay as printed: a target may be one, and a long one is no int."""
_PARTS: Final = ("object", "measure", "scope", "period", "population")


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
    parser.add_argument("--explain", action="store_true", help="同时给出每一步：哪条规则读了哪些字")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one JSON object a target."""
    if options.prose and options.explain:
        raise KgError("--explain 说明的是一条目标的切分，不能与 --prose 同用。")
    if options.text != "-":
        return _one(options)
    rows = _rows(sys.stdin)
    records: Iterator[Record]
    if options.prose:
        records = (
            prose_to_record(segment_prose(_text(number, row, "text", needed=True) or ""))
            for number, row in rows
        )
    elif options.explain:
        records = (_explained(*_fields(number, row)) for number, row in rows)
    else:
        records = _records(_fields(number, row) for number, row in rows)
    for record in records:
        print(record_to_json(record))
    return 0


def _one(options: argparse.Namespace) -> int:
    """A single text: as JSON, or with ``--explain`` also its steps in words."""
    if options.prose:
        print(record_to_json(prose_to_record(segment_prose(options.text))))
        return 0
    name, tab, target = options.text.partition("\t")
    row = (name, target, None) if tab else (None, name, None)
    print(record_to_json(next(_records([row]))))
    if options.explain:
        segments, steps = explain_target(row[0], row[1])
        print("\n".join([*steps_in_words(steps), *(f"存疑：{message}" for _, message in segments.doubts)]))
    return 0


def _records(rows: Iterable[Row]) -> Iterator[Record]:
    from kg.segment.pipeline import segment_rows  # loads spaCy

    for segments, parts in segment_rows(rows):
        yield segments_to_record(segments) | parts_to_record(parts)


def _explained(name: str | None, target: str, level2: str | None) -> Record:
    segments, steps = explain_target(name, target, level2=level2)
    return segments_to_record(segments) | {"steps": [step_to_record(step) for step in steps]}


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _DECODER.decode(line.lstrip("\ufeff"))
        except (ValueError, RecursionError) as error:
            raise KgError(f"第 {number} 行不是 JSON。每行应为一个 JSON 对象。") from error
        if not isinstance(row, dict):
            raise KgError(f'第 {number} 行应为 {{"name": …, "target": …, "level2": …}}。')
        yield number, row


def _text(number: int, row: Mapping[str, object], name: str, *, needed: bool = False) -> str | None:
    value = row.get(name)
    if not isinstance(value, str | None):
        raise KgError(f"第 {number} 行的 {name} 应为文字或 null。")
    if needed and name not in row:
        raise KgError(f"第 {number} 行没有 {name}。请核对各项的名字。")
    return value


def _fields(number: int, row: Mapping[str, object]) -> Row:
    name, level2 = (_text(number, row, field) for field in ("name", "level2"))
    return name, _text(number, row, "target", needed=True) or "", level2


def prose_to_record(targets: Iterable[ProseTarget]) -> Record:
    """The targets of a text: subject, operator, value, unit and the characters of each."""
    return {"targets": [{name: plain(getattr(target, name)) for name in PROSE_FIELDS} for target in targets]}


def segments_to_record(segments: Segments) -> Record:
    """The fields of catalogue.md, "How a target is read", in order, then what else is said of the value."""
    grade = segments.grade
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
        "change": segments.change,
        "qualifiers": list(segments.qualifiers),
        "per": list(segments.per),
        "grade": grade and {"scale": grade.scale, "word": grade.word, "rank": grade.rank, "of": grade.of},
    }


def parts_to_record(parts: SubjectParts) -> Record:
    """The parts of the subject, their characters in it, and the direction with the word that tells it."""
    found = {name: getattr(parts, name) for name in _PARTS}
    direction = parts.direction
    return {
        **{name: part and part.text for name, part in found.items()},
        "part_spans": {name: [part.start, part.end] for name, part in found.items() if part},
        "measure_kind": parts.measure_kind,
        "direction": direction and direction.name,
        "direction_basis": direction and direction.evidence,
    }
