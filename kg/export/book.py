"""The workbook of a graph: what is read for it, and what it says of its findings."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.check import Audited
from kg.export.apart import read_apart
from kg.export.overview import Overview, department_rows, document_rows, project_rows
from kg.export.workbook import WorkbookRows, write_workbook
from kg.query import list_rules

if TYPE_CHECKING:
    from kg.store import Store


def write_book(
    store: "Store", path: Path, findings: Sequence[Audited] | None = None, *, shapes: bool = False
) -> None:
    """Write the workbook of a graph. ``findings``: those of `kg.check.find_audit` where they are at hand, else they
    are read as kept beside the graph, or the graph is audited; ``shapes``: they have what the shapes refuse too.
    Raises OSError, ExportError, and DecisionError for decisions that cannot be read."""
    with _nothing_searched(), read_apart(store, findings) as (overview, library, indicators):
        expected = sum(count for form in overview.all_forms() if isinstance(count := form["indicators"], int))
        rows = WorkbookRows(
            documents=document_rows(overview),
            indicators=indicators,
            projects=project_rows(overview),
            departments=department_rows(overview),
            library=library,
            findings=iter(overview.findings),  # which lets go of them at the end
            decisions=overview.decisions,
            expected=expected,
            audit=_audit_in_words(overview, shapes=shapes),
        )
        del overview
        write_workbook(path, rows)


@contextmanager
def _nothing_searched() -> Iterator[None]:
    """Rows come and go by the hundred thousand and hold no cycles: the search for these took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _audit_in_words(overview: Overview, *, shapes: bool) -> str:
    if overview.gap:
        return f"审核没有做完，“问题”表只列读取时的疑点。原因：{overview.gap}"
    said = f"“问题”表是完整的：读取时的全部疑点，加上全部 {len(list_rules())} 条审核规则查出的问题"
    return (
        f"{said}，以及结构检查（SHACL）。"
        if shapes
        else f"{said}；结构检查（SHACL）另用 kg check --format xlsx。"
    )
