"""A side out of files: read by the guarded workers of `kg extract`, rows and heads of each document together."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from kg.diff.sides import Side, once
from kg.errors import CompareError
from kg.extract import extract_file
from kg.ingest.folder import survey
from kg.ingest.limits import Limits
from kg.ingest.plan import plan_reading
from kg.ingest.reading import Way, read_sources
from kg.ingest.task import Task
from kg.records import Record, head_to_record, indicator_to_record, record_to_json

_WORK: Final = "kg.diff.files:work"


def read_files(
    paths: Sequence[Path],
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Side:
    """The rows and heads of the files, and of the documents in the folders, named.

    ``say`` hears in Chinese of files that could not be read or hold no form. Raises CompareError where none of them
    could be read or has a form.
    """
    found = survey(paths)
    plan = plan_reading(found.files)
    rows: list[Record] = []
    heads: list[Record] = []
    problems: list[str] = []
    read = 0
    with tempfile.TemporaryDirectory(prefix="kg-") as scratch:
        way = Way(_WORK, jobs=jobs, limits=limits or Limits())
        for source, outcome in read_sources(plan.reads, Path(scratch), way):
            if outcome.failure is not None:
                problems.append(str(outcome.problem))
                say(f"跳过：{outcome.problem}")
                continue
            read += 1
            if not outcome.facts.get("forms"):
                say(f"{source.name}：没有找到绩效目标表。{outcome.facts.get('note', '')}")
            with outcome.out.open(encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    record = json.loads(line, parse_float=Decimal)
                    (heads if record.pop("is_head") else rows).append(record)
    if not read:
        reason = problems[0] if problems else "里面没有文档。"
        raise CompareError(f"“{'、'.join(path.name or str(path) for path in paths)}”读不了：{reason}")
    name = "、".join(path.name or str(path) for path in paths)
    if not rows and not heads:
        book = any(path.suffix.lower() == ".xlsx" for path in paths)
        hint = "改过的目录工作簿要保留“指标目录”表和它的表头。" if book else "请确认给对了文件。"
        raise CompareError(f"“{name}”里没有绩效目标表，没有可以比较的内容。{hint}")
    return once(name, rows, heads)


def work(task: Task) -> Mapping[str, str | int]:
    """What a worker does: the rows and heads of one document as JSON lines."""
    extraction = extract_file(Path(task.path), tables=False)
    with Path(task.out).open("w", encoding="utf-8", newline="\n") as file:
        for indicator in extraction.indicators:
            file.write(record_to_json({"is_head": False, **indicator_to_record(indicator)}) + "\n")
        for head in extraction.heads:
            record = head_to_record(head, extraction.document)
            file.write(record_to_json({"is_head": True, **record}) + "\n")
    notes = [] if extraction.heads else [finding.message for finding in extraction.document.findings]
    return {
        "forms": len(extraction.heads),
        "rows": len(extraction.indicators),
        "note": "".join(notes[:3]),
    }
