"""What a run did with each file, in one shape for the screen, for a report file and for the graph's ledger."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from kg.ingest.folder import Survey
from kg.ingest.ledger import Entry
from kg.ingest.naming import readable
from kg.ingest.plan import Plan, Source
from kg.ingest.task import STOPPED, Outcome
from kg.records import Record

Status = Literal[
    "read", "no-form", "unchanged", "failed", "stopped", "duplicate", "passed", "gone", "removed"
]
"""``passed``: no document, not read. ``gone``: in the graph, but no longer in the folder."""

STATUS_WORDS: Final[dict[Status, str]] = {
    "read": "已读",
    "no-form": "没有绩效目标表",
    "unchanged": "未变，没有再读",
    "failed": "读不了",
    "stopped": "停止读取",
    "duplicate": "内容重复",
    "passed": "不是文档",
    "gone": "原文件已不在",
    "removed": "已从图谱移除",
}


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One file of a run: counts where it was read, the reason in Chinese where it was not."""

    name: str
    department: str = ""
    year: int = 0
    forms: int = 0
    indicators: int = 0
    confident: int = 0
    findings: int = 0
    problem: str | None = None
    status: Status = "read"
    path: str = ""
    format: str = ""
    seconds: float = 0.0
    sha256: str = ""
    rows_digest: str = ""
    """The same for documents that print the same rows."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did. ``directory`` holds the graph, None where there is none or no document could be read."""

    documents: tuple[DocumentReport, ...]
    directory: Path | None = None
    seconds: float = 0.0
    notes: tuple[str, ...] = field(default_factory=tuple)
    """Sentences about the run as a whole: folders that could not be opened, a graph that had to be left."""

    @property
    def indicators(self) -> int:
        """Indicator rows of all documents read in this run."""
        return sum(document.indicators for document in self.documents if document.status == "read")

    def with_status(self, *statuses: Status) -> list[DocumentReport]:
        """The files of which this became."""
        return [document for document in self.documents if document.status in statuses]


def reports_of(
    found: Survey, plan: Plan, read: Iterable[tuple[Source, Outcome]], pruned: Collection[str] = ()
) -> list[DocumentReport]:
    """What became of every file: those to read in the order they were found, then what was not read, then what
    has gone. ``pruned``: documents that were removed from the graph because their file has gone."""
    of_file = {source.path: _read_report(source, outcome) for source, outcome in read}
    of_file |= {source.path: _known_report(source, entry) for source, entry in plan.unchanged}
    for path, name in plan.duplicates:
        problem = f"与“{name}”内容相同，没有再读。"
        of_file[path] = DocumentReport(
            readable(path.name), problem=problem, status="duplicate", path=readable(str(path))
        )
    reports = [of_file[path] for path in found.files if path in of_file]
    for passed in found.passed:
        name, place = readable(passed.path.name), readable(str(passed.path))
        reports.append(DocumentReport(name, status="passed", path=place, format=passed.kind))
    for name in plan.gone:
        reports.append(DocumentReport(name, status="removed" if name in pruned else "gone"))
    return reports


def _read_report(source: Source, outcome: Outcome) -> DocumentReport:
    path = readable(str(source.path))
    if outcome.failure is not None:
        status: Status = "stopped" if outcome.failure in STOPPED else "failed"
        return DocumentReport(
            source.name, problem=outcome.problem, status=status, path=path, seconds=outcome.seconds
        )
    return _counted_report(source, outcome.facts, "read", outcome.seconds)


def _known_report(source: Source, entry: Entry) -> DocumentReport:
    if entry.stopped:
        problem = f"{entry.stopped}（上次的结果；文件没有变，这次没有再读，加 --again 重读。）"
        return DocumentReport(source.name, problem=problem, status="stopped", path=readable(str(source.path)))
    return _counted_report(source, entry.facts, "unchanged", 0.0)


def _counted_report(
    source: Source, facts: Mapping[str, str | int], status: Status, seconds: float
) -> DocumentReport:
    forms = int(facts.get("forms", 0))
    note = str(facts.get("note", ""))
    return DocumentReport(
        name=source.name,
        department=str(facts.get("department", "")),
        year=int(facts.get("year", 0)),
        forms=forms,
        indicators=int(facts.get("rows", 0)),
        confident=int(facts.get("confident", 0)),
        findings=int(facts.get("findings", 0)),
        problem=None if forms else f"没有找到绩效目标表。{note}",
        status=status if forms or status == "unchanged" else "no-form",
        path=readable(str(source.path)),
        format=str(facts.get("format", "")),
        seconds=seconds,
        sha256=str(facts.get("sha256", "")),
        rows_digest=str(facts.get("rows_digest", "")),
    )


def summary(report: BuildReport) -> list[str]:
    """The report at the end, in Chinese: a line of totals, and what a person may want to do something about."""
    read = report.with_status("read", "no-form")
    lines = [*report.notes]
    totals = Counter[str]()
    for document in read:
        totals["forms"] += document.forms
        totals["rows"] += document.indicators
        totals["confident"] += document.confident
        totals["findings"] += document.findings
    share = f"（{totals['confident'] / totals['rows']:.1%}）" if totals["rows"] else ""
    if read or not report.with_status("unchanged"):
        lines.append(
            f"读了 {len(read)} 份文档：{totals['forms']} 张表，{totals['rows']} 条指标，"
            f"有把握 {totals['confident']} 条{share}，{totals['findings']} 个问题，用时 {report.seconds:.1f} 秒。"
        )
    lines += _counted(report)
    failures = report.with_status("failed", "stopped")
    if failures:
        lines.append(f"{len(failures)} 个文件没有读成：")
        lines += [f"  {document.path or document.name}：{document.problem}" for document in failures]
    return lines


def _counted(report: BuildReport) -> Iterator[str]:
    if unchanged := report.with_status("unchanged"):
        yield f"{len(unchanged)} 份文档没有变化，沿用图谱里已有的内容（加 --again 全部重读）。"
    if forms := report.with_status("no-form"):
        yield f"{len(forms)} 份文档没有找到绩效目标表：{_names(forms)}。"
    if duplicates := report.with_status("duplicate"):
        yield f"{len(duplicates)} 个文件与另一份内容相同，只读一次：{_names(duplicates)}。"
    yield from _printed_twice(report)
    if passed := report.with_status("passed"):
        kinds = Counter(document.format for document in passed)
        listed = "、".join(f"{kind} {count} 个" for kind, count in sorted(kinds.items()))
        yield f"{len(passed)} 个文件不是文档，没有读（{listed}）。"
    if gone := report.with_status("gone"):
        yield f"{len(gone)} 份文档的原文件已不在文件夹里，图谱仍保留其内容（加 --prune 移除）：{_names(gone)}。"
    if removed := report.with_status("removed"):
        yield f"从图谱移除 {len(removed)} 份文档：{_names(removed)}。"


def _printed_twice(report: BuildReport) -> Iterator[str]:
    alike: dict[str, list[DocumentReport]] = {}
    for document in report.with_status("read", "unchanged"):
        if document.rows_digest:
            alike.setdefault(document.rows_digest, []).append(document)
    several = [documents for documents in alike.values() if len(documents) > 1]
    if several:
        first = "和".join(f"“{document.name}”" for document in several[0][:2])
        yield (
            f"{len(several)} 组文件印的是同样的表，每行都相同（如{first}），可能是同一份的两种格式；"
            "指标目录会按文件各列一次。只要一份时，把多余的移出文件夹，再运行一次并加 --prune。"
        )


def _names(documents: list[DocumentReport], most: int = 10) -> str:
    names = "、".join(document.name for document in documents[:most])
    return f"{names} 等" if len(documents) > most else names


def report_records(report: BuildReport) -> list[Record]:
    """The files of a run as records, for a report file."""
    return [
        {
            "document": document.name,
            "path": document.path,
            "status": document.status,
            "status_text": STATUS_WORDS[document.status],
            "format": document.format,
            "department": document.department or None,
            "year": document.year or None,
            "forms": document.forms,
            "rows": document.indicators,
            "confident": document.confident,
            "findings": document.findings,
            "seconds": round(document.seconds, 3),
            "problem": document.problem,
            "sha256": document.sha256 or None,
        }
        for document in report.documents
    ]


def report_totals(report: BuildReport) -> Record:
    """The totals of a run as one record."""
    read = report.with_status("read", "no-form")
    return {
        "files": len(report.documents),
        "read": len(read),
        "forms": sum(document.forms for document in read),
        "rows": sum(document.indicators for document in read),
        "confident": sum(document.confident for document in read),
        "findings": sum(document.findings for document in read),
        "unchanged": len(report.with_status("unchanged")),
        "duplicates": len(report.with_status("duplicate")),
        "failed": len(report.with_status("failed", "stopped")),
        "not_documents": len(report.with_status("passed")),
        "seconds": round(report.seconds, 3),
    }
