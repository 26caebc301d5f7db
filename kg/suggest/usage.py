"""One indicator of the library: every row that uses it, and how their targets are spread."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.graph.distributions import Group, bound_side
from kg.link import is_iri
from kg.namespaces import KG
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable
from kg.suggest.peers import Values, signs, values_of

MOST: Final = 5_000
"""Rows of one indicator that are read."""

_ROWS: Final = """
SELECT ?t ?p ?v WHERE {{
  {{ SELECT ?t WHERE {{ ?t kg:ofConcept <{concept}> }} LIMIT {most} }}
  ?t ?p ?v
  FILTER(?p IN (kg:department, kg:ofProject, kg:year, kg:subject, kg:targetText, kg:valueKind, kg:valueText,
    kg:operator, kg:unitText, kg:quantityKind, kg:baseUnit, kg:baseValue, kg:minimum, kg:maximum, kg:confident,
    kg:horizon, kg:change, kg:level1, kg:level2))
}}"""
_NAMES: Final = """
SELECT DISTINCT ?x ?name WHERE {{
  {{ SELECT DISTINCT ?x WHERE {{ ?t kg:ofConcept <{concept}> ; {predicate} ?x }} LIMIT {most} }}
  ?x rdfs:label ?name
}}"""
_CONCEPT: Final = """
SELECT ?p ?v WHERE {{ <{concept}> ?p ?v FILTER(?p IN (skos:prefLabel, skos:exactMatch, kg:direction)) }}"""


@dataclass(frozen=True, slots=True)
class Use:
    """One row: who set which target where. ``project`` is an IRI; ``value`` is in base units, None without a number
    that the program vouches for, and then there is no ``group`` either. ``sign`` and ``unit`` are as printed."""

    target: str
    department: str
    year: int
    project: str
    project_name: str
    name: str
    printed: str
    kind: str
    sign: str
    unit: str
    value: Decimal | None
    group: Group | None
    horizon: str
    level1: str
    level2: str


@dataclass(frozen=True, slots=True)
class Spreading:
    """The rows of one group that can be compared with each other, with their five numbers."""

    values: Values
    uses: tuple[Use, ...]

    def counts(self) -> list[tuple[Decimal, int]]:
        """Each value in the printed unit and how many rows set it, in order."""
        counts = Counter(use.value for use in self.uses if use.value is not None)
        return [(self.values.shown(value), counts[value]) for value in sorted(counts)]


@dataclass(frozen=True, slots=True)
class Usage:
    """One indicator: its rows by department, year and project, the largest group of values first."""

    concept: str
    label: str
    uses: tuple[Use, ...]
    groups: tuple[Spreading, ...]
    equals: tuple[str, ...] = ()
    """IRIs of what a person decided to be the same."""

    def wordings(self) -> list[tuple[str, int]]:
        """The names under which rows print it, with how many do, the most frequent first."""
        return _counted(use.name for use in self.uses)

    def words(self) -> list[tuple[str, int]]:
        """The targets without a number, as printed, with how many rows set them."""
        return _counted(use.printed for use in self.uses if use.kind == "text")

    def most(self, name: str) -> str:
        """What most rows have in a field, empty where none has it."""
        counted = _counted(str(getattr(use, name)) for use in self.uses if getattr(use, name))
        return counted[0][0] if counted else ""


def read_usage(store: Askable, concept: str) -> Usage | None:
    """The rows of a concept (its IRI), at most `MOST`; None for what is no concept of the graph."""
    if not is_iri(concept):
        return None
    known = run_query(store, _CONCEPT.format(concept=concept)).rows
    labels = sorted(str(value) for name, value in known if str(name).endswith("#prefLabel"))
    found: dict[str, dict[str, Cell]] = {}
    for target, name, value in run_query(store, _ROWS.format(concept=concept, most=MOST)).rows:
        fields = found.setdefault(str(target), {})
        local = str(name).removeprefix(KG)
        if local not in fields or str(value) < str(fields[local]):
            fields[local] = value
    if not labels or not found:
        return None
    names = {
        str(node): str(name)
        for predicate in ("kg:department", "kg:ofProject")
        for node, name in run_query(
            store, _NAMES.format(concept=concept, predicate=predicate, most=MOST)
        ).rows
    }
    uses = sorted(
        (_use(target, fields, names) for target, fields in found.items()),
        key=lambda use: (use.department, -use.year, use.project_name, use.printed, use.target),
    )
    equals = sorted(str(value) for name, value in known if str(name).endswith("#exactMatch"))
    return Usage(concept, labels[0], tuple(uses), tuple(_groups(uses)), tuple(equals))


def _use(target: str, fields: Mapping[str, Cell], names: Mapping[str, str]) -> Use:
    def text(name: str) -> str:
        return str(fields.get(name) or "")

    def number(name: str) -> Decimal | None:
        value = fields.get(name)
        return None if value is None else Decimal(str(value))

    value = number("baseValue") if fields.get("confident") is True else None
    side = bound_side(number("minimum"), number("maximum"))
    group = Group(text("quantityKind"), text("baseUnit"), side, text("horizon"), text("change"))
    return Use(
        target,
        names.get(text("department"), ""),
        int(number("year") or 0),
        text("ofProject"),
        names.get(text("ofProject"), ""),
        text("subject"),
        text("targetText"),
        text("valueKind"),
        signs().get(text("operator"), ""),
        text("unitText"),
        value,
        None if value is None else group,
        text("horizon"),
        text("level1"),
        text("level2"),
    )


def _groups(uses: Sequence[Use]) -> list[Spreading]:
    by_group: dict[Group, list[Use]] = defaultdict(list)
    for use in uses:
        if use.group is not None:
            by_group[use.group].append(use)
    ordered = sorted(by_group.items(), key=lambda found: (-len(found[1]), found[0]))
    return [
        Spreading(
            values_of(
                group,
                Counter(use.value for use in members if use.value is not None),
                Counter(use.unit for use in members),
            ),
            tuple(members),
        )
        for group, members in ordered
    ]


def _counted(texts: Iterable[str]) -> list[tuple[str, int]]:
    counts = Counter(texts)
    return sorted(counts.items(), key=lambda found: (-found[1], found[0]))
