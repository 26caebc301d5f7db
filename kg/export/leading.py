"""Where the cells of the workbook lead: which row of which sheet holds a project, department, library entry or finding.

Names of projects and departments are links, of which Excel takes 65,530 in a sheet; counts and arrows are formulas
(`kg.export.rowfile.jump_cell`), of which it takes any number. Beyond the limit a name is linked in the first of
consecutive rows that lead to the same place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.check import Audited
from kg.export import rowfile
from kg.export.columns import DEPARTMENTS, FINDINGS, LIBRARY, PROJECTS
from kg.export.selects import Row
from kg.export.sheet import Link
from kg.text import squeeze

_LINKED_NAMES: Final = 2
Links = dict[str, Link]


@dataclass(slots=True)
class _Spoken:
    """A row that findings speak of: the first of them, how many there are, and, once it is written, where it stands
    and what it says."""

    first: Link
    count: int = 0
    here: Link | None = None
    name: str = ""
    target: str = ""


class Leads:
    """The places of rows in their sheets, in the order given; of indicators as they are written (`note`)."""

    def __init__(
        self,
        projects: Sequence[Row],
        departments: Sequence[Row],
        library: Iterable[str],
        findings: Sequence[Audited],
    ) -> None:
        self._projects = {
            (row["id"], row["year"]): Link(PROJECTS, number) for number, row in enumerate(projects, 1)
        }
        self._department_of = {(row["id"], row["year"]): str(row.get("department")) for row in projects}
        self._departments = {
            squeeze(str(row["department"])): Link(DEPARTMENTS, number)
            for number, row in enumerate(departments, 1)
        }
        self._entries = {entry: Link(LIBRARY, number) for number, entry in enumerate(library, 1)}
        self._first_project: dict[object, Link] = {}
        for number, row in enumerate(projects, 1):
            self._first_project.setdefault(row.get("department"), Link(PROJECTS, number))
        self._first_row: dict[Link, Link] = {}
        self._first_finding: dict[tuple[object, ...], Link] = {}
        self._spoken: dict[tuple[object, object], _Spoken] = {}
        self._note_findings(findings)

    def _note_findings(self, findings: Iterable[Audited]) -> None:
        for number, one in enumerate(findings, 1):
            here = Link(FINDINGS, number)
            self._first_finding.setdefault(("department", one.department, one.severity), here)
            self._first_finding.setdefault(("project", one.owner, one.year), here)
            if one.is_row:
                place = one.document, one.node
                spoken = self._spoken.get(place)
                if spoken is None:
                    spoken = self._spoken[place] = _Spoken(here)
                spoken.count += 1

    def must_be_sparse(self, rows: int) -> bool:
        """Whether so many rows of 指标目录 have more links than Excel takes in a sheet."""
        return rows * _LINKED_NAMES > rowfile.MAX_LINKS

    def of_row(self, row: Row) -> Links:
        """Where an indicator leads."""
        project = row.get("project_id"), row.get("year")
        department = self._departments.get(squeeze(str(row.get("department"))))
        if department is None and project in self._department_of:
            department = self._departments.get(squeeze(self._department_of[project]))
        spoken = self._of(row)
        return _known(
            project=self._projects.get(project),
            department=department,
            library=self._entries.get(str(row.get("concept"))),
            issues=spoken.first if spoken else None,
        )

    def count_of_row(self, row: Row) -> int | None:
        """How many findings speak of an indicator; None for none."""
        spoken = self._of(row)
        return spoken.count if spoken else None

    def note(self, row: Row, here: Link, links: Links) -> None:
        """An indicator was written: what leads to it from now on."""
        for name in ("project", "department", "library"):
            if name in links:
                self._first_row.setdefault(links[name], here)
        spoken = self._of(row)
        if spoken and spoken.here is None:
            spoken.here = here
            spoken.name, spoken.target = str(row.get("name") or ""), str(row.get("target_text") or "")

    def of_project(self, row: Row) -> Links:
        """Where a project leads: its department, its first indicator, its first finding."""
        here = self._projects[row["id"], row["year"]]
        return _known(
            department=self._departments.get(squeeze(str(row.get("department")))),
            indicators=self._first_row.get(here) if row.get("indicators") else None,
            findings=self._first_finding.get(("project", str(row["id"]), row["year"]))
            if row.get("findings")
            else None,
        )

    def of_department(self, row: Row) -> Links:
        """Where a department leads: its first project, indicator and finding of each severity."""
        here = self._departments[squeeze(str(row["department"]))]
        severities = {"violations": "violation", "warnings": "warning", "infos": "info"}
        return _known(
            projects=self._first_project.get(row["department"]) if row.get("projects") else None,
            indicators=self._first_row.get(here) if row.get("indicators") else None,
            **{
                name: self._first_finding.get(("department", row["department"], severity))
                if row.get(name)
                else None
                for name, severity in severities.items()
            },
        )

    def of_entry(self, row: Row) -> Links:
        """Where a library entry leads: its first indicator."""
        return _known(first=self._first_row.get(self._entries[str(row["id"])]))

    def of_finding(self, found: Audited) -> tuple[Links, Row]:
        """Where a finding leads, and what stands in the row of 指标目录 that it speaks of."""
        spoken = self._spoken.get((found.document, found.node)) if found.is_row else None
        here = spoken.here if spoken else None
        links = _known(project=self._projects.get((found.owner, found.year)), indicator=here)
        return links, {"name": spoken.name, "target_text": spoken.target} if spoken and here else {}

    def _of(self, row: Row) -> _Spoken | None:
        return self._spoken.get((row.get("document"), row.get("id")))


def _known(**links: Link | None) -> Links:
    return {name: link for name, link in links.items() if link is not None}
