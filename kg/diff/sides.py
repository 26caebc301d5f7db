"""One side of a comparison: catalogue records and heads, grouped into the projects they belong to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.records import Record
from kg.text import key

_RESULT_FORMS: Final = frozenset({"绩效自评表", "绩效评价报告"})

PairOfNodes = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """Rows are catalogue records (`kg.records.INDICATOR_FIELDS`), of a graph with ``id``, ``project_id`` and
    ``direction`` besides; heads as ``kg extract --heads`` prints them. ``name`` is what people call the side."""

    name: str
    rows: tuple[Record, ...] = ()
    heads: tuple[Record, ...] = ()
    repeated: int = 0
    """Rows that several documents print, counted once more each than they stand in ``rows``."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the projects and departments of both sides, by IRI: pairs that are one, pairs that a person
    decided to be two; and names of departments that are one, each with the name that stands for all."""

    same: frozenset[PairOfNodes] = frozenset()
    apart: frozenset[PairOfNodes] = frozenset()
    departments: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ProjectGroup:
    """The rows and heads of one project in one year on one side; ``name`` is empty for a whole department."""

    department: str
    year: int
    name: str
    code: str = ""
    iri: str = ""
    rows: list[Record] = field(default_factory=list)
    heads: list[Record] = field(default_factory=list)

    def families(self) -> set[bool]:
        """Which kinds of form there are: True for those that report results."""
        return {is_result(row) for row in (*self.rows, *self.heads)}

    def units(self) -> frozenset[str]:
        """The names of the units that carry it out."""
        found = {str(one.get("implementing_unit") or "") for one in (*self.rows, *self.heads)}
        return frozenset(found - {""})


def is_result(record: Record) -> bool:
    """Whether a row or head stands in a form that reports results."""
    return record.get("form") in _RESULT_FORMS


def once(name: str, rows: Iterable[Record], heads: Iterable[Record]) -> Side:
    """A side in which a row that several documents print (the same ``id``) stands once."""
    kept: list[Record] = []
    seen: set[object] = set()
    repeated = 0
    for row in rows:
        identifier = row.get("id")
        if identifier is not None and identifier in seen:
            repeated += 1
            continue
        seen.add(identifier)
        kept.append(row)
    return Side(name, tuple(kept), tuple(heads), repeated)


def group(side: Side) -> list[ProjectGroup]:
    """The projects of a side in reading order; a head without rows counts too."""
    groups: dict[tuple[str, int, str, str], ProjectGroup] = {}
    coded: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for record in (*side.rows, *side.heads):
        coded[_bare(record)].add(key(str(record.get("project_code") or "")))
    for records, into in ((side.rows, "rows"), (side.heads, "heads")):
        for record in records:
            bare, code = _bare(record), key(str(record.get("project_code") or ""))
            # a form that leaves the code out is of the only project of its name
            codes = coded[bare] - {""}
            apart = code or (next(iter(codes)) if len(codes) == 1 else "")
            found = groups.get((*bare, apart))
            if found is None:
                found = groups[*bare, apart] = ProjectGroup(
                    str(record.get("department") or ""), bare[1], str(record.get("project") or "")
                )
            found.code = found.code or str(record.get("project_code") or "")
            found.iri = found.iri or str(record.get("project_id") or "")
            (found.rows if into == "rows" else found.heads).append(record)
    return list(groups.values())


def _bare(record: Record) -> tuple[str, int, str]:
    year = str(record.get("year") or "")
    return (
        key(str(record.get("department") or "")),
        int(year) if year.isdecimal() else 0,
        key(str(record.get("project") or "")),
    )
