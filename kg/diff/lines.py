"""A difference as one line of cells, the same for terminal, CSV, workbook and page."""

from collections.abc import Iterator
from typing import Final

from kg.diff.differences import KINDS, Comparison, Difference
from kg.records import Record, plain

WHOLE: Final = "（部门整体）"
_UNPRINTED: Final = frozenset({"rules", "spans", "findings", "confident", "direction"})


def difference_to_cells(one: Difference) -> dict[str, object]:
    """``kind``, ``kinds`` and ``words`` in Chinese, ``name_old`` and ``name_new`` (of an indicator, a source of
    money, a goal), ``old`` and ``new`` as printed, where each stands, score and doubt; None where there is nothing."""
    old, new = one.old or {}, one.new or {}
    leading = one.changes[0]
    is_row = "target_text" in old or "target_text" in new
    return {
        "kind": KINDS[one.kind],
        "kinds": "、".join(KINDS[kind] for kind in one.kinds),
        "department": one.department,
        "project": one.project or WHOLE,
        "level2": new.get("level2") or old.get("level2"),
        "name_old": name_of(old),
        "name_new": name_of(new),
        "old": old.get("target_text") if is_row else leading.old or None,
        "new": new.get("target_text") if is_row else leading.new or None,
        "words": one.words,
        "score": one.score,
        "doubt": one.doubt or None,
        "year_old": old.get("year"),
        "document_old": old.get("document"),
        "place_old": place_of(old),
        "year_new": new.get("year"),
        "document_new": new.get("document"),
        "place_new": place_of(new),
    }


def difference_to_record(one: Difference) -> Record:
    """The same for programs: codes of kinds, every change, and both records."""
    return {
        "kind": one.kind,
        "kinds": list(one.kinds),
        "label": KINDS[one.kind],
        "department": one.department,
        "project": one.project or None,
        "changes": [
            {"kind": change.kind, "old": change.old, "new": change.new, "words": change.words}
            for change in one.changes
        ],
        "score": one.score,
        "doubt": one.doubt or None,
        "old": _kept(one.old),
        "new": _kept(one.new),
    }


def name_of(record: Record) -> object:
    """What a record is called: an indicator, a source of money with its phase, a goal."""
    if "source" in record:
        phase = record.get("phase")
        return f"{record['source']}（{phase}）" if phase else record["source"]
    if "text" in record and "target_text" not in record:
        return record.get("label") or f"{record.get('horizon') or ''}目标"
    return record.get("name") or record.get("subject")


def place_of(record: Record) -> str | None:
    """Where a row stands in its file, in Chinese."""
    if record.get("place"):
        return str(record["place"])
    return f"第 {record['line']} 行" if record.get("line") else None


def by_project(comparison: Comparison) -> Iterator[tuple[tuple[str, str], list[Difference]]]:
    """The differences of one department and project after the other, in their order."""
    groups: dict[tuple[str, str], list[Difference]] = {}
    for one in comparison.differences:
        groups.setdefault((one.department, one.project), []).append(one)
    yield from groups.items()


def _kept(record: Record | None) -> object:
    if record is None:
        return None
    return {name: plain(value) for name, value in record.items() if name not in _UNPRINTED}
