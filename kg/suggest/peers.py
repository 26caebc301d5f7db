"""Who uses the indicators of a family and which values they set: counts, distributions, examples with their places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from kg.graph.distributions import Group, Spread, spread_of
from kg.graph.targets import target_unit_factor, word_unit
from kg.query import run_query
from kg.query.ordering import Cell
from kg.query.run import Askable
from kg.suggest.families import Family
from kg.values import exact_product
from kg.vocabulary import load_scheme

SIDES: Final = {"≥": "minimum", ">": "minimum", "≤": "maximum", "<": "maximum", "=": "exact", "": "none"}
"""The sign of a target to the side on which it is bounded."""
_WORDINGS: Final = 5
_LONGEST_WORDING: Final = 40

# each part of a row in an OPTIONAL of its own: nested ones take seconds in a large graph
_VALUES: Final = """
SELECT ?concept ?operator ?unit ?kind ?baseUnit ?base ?confident ?horizon ?change ?level1 ?level2 ?direction
  (COUNT(DISTINCT ?t) AS ?n)
WHERE {{
  VALUES ?concept {{ {concepts} }}
  ?t kg:ofConcept ?concept .{kinds}
  OPTIONAL {{ ?t kg:operator ?operator }}
  OPTIONAL {{ ?t kg:unitText ?unit }}
  OPTIONAL {{ ?t kg:quantityKind ?kind }}
  OPTIONAL {{ ?t kg:baseUnit ?baseUnit }}
  OPTIONAL {{ ?t kg:baseValue ?base }}
  OPTIONAL {{ ?t kg:confident ?confident }}
  OPTIONAL {{ ?t kg:horizon ?horizon }}
  OPTIONAL {{ ?t kg:change ?change }}
  OPTIONAL {{ ?t kg:level1 ?level1 }}
  OPTIONAL {{ ?t kg:level2 ?level2 }}
  OPTIONAL {{ ?t kg:direction ?direction }}
}} GROUP BY ?concept ?operator ?unit ?kind ?baseUnit ?base ?confident ?horizon ?change ?level1 ?level2 ?direction"""
_USERS: Final = """
SELECT ?concept ?department ?year ?target ?valueKind (MIN(STR(?t)) AS ?one) WHERE {{
  VALUES ?concept {{ {concepts} }}
  ?t kg:ofConcept ?concept ; kg:year ?year ; kg:targetText ?target ; kg:valueKind ?valueKind .{kinds}
  OPTIONAL {{ ?t kg:department ?d . ?d rdfs:label ?department }}
}} GROUP BY ?concept ?department ?year ?target ?valueKind"""
_OF_KINDS: Final = """
  ?t kg:indicatorKind ?indicatorKind FILTER(?indicatorKind IN ({kinds}))"""
_PLACES: Final = """
SELECT ?t ?name ?project ?document ?line ?page ?place WHERE {{
  VALUES ?t {{ {targets} }}
  ?t kg:subject ?name ; kg:line ?line ; prov:wasQuotedFrom ?file . ?file dct:title ?document .
  OPTIONAL {{ ?t kg:ofProject ?p . ?p rdfs:label ?project }}
  OPTIONAL {{ ?t kg:page ?page }}
  OPTIONAL {{ ?t kg:place ?place }}
}} ORDER BY ?t ?document ?line ?project"""


@dataclass(frozen=True, slots=True)
class Values:
    """The comparable values of one group, in base units and, for reading, in the unit that most of them print."""

    group: Group
    spread: Spread
    unit: str
    factor: Fraction
    """How many base units one ``unit`` is."""

    def shown(self, value: Decimal) -> Decimal:
        """A base value in the printed unit; 15 digits where it has no finite decimals."""
        return exact_product(value, 1 / self.factor)


@dataclass(frozen=True, slots=True)
class Example:
    """One row of another unit and where it is printed."""

    name: str
    target: str
    department: str
    year: int
    project: str
    document: str
    place: str
    row: str = ""
    """The IRI of the row."""


@dataclass(frozen=True, slots=True)
class Peers:
    """What the rows of a family have in common; empty texts where they say nothing.

    ``operator`` and ``unit`` are those that most rows print, with their share of all rows; ``groups`` the
    distributions, the largest first; ``direction`` is higher-is-better, lower-is-better or empty.
    """

    rows: int = 0
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    operator: str = ""
    operator_share: Decimal = Decimal(0)
    unit: str = ""
    unit_share: Decimal = Decimal(0)
    level1: str = ""
    level2: str = ""
    direction: str = ""
    groups: tuple[Values, ...] = ()
    wordings: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(slots=True)
class _Rows:
    """The rows of one family counted by what they print; ``measured`` are the kinds of quantity of its measure."""

    measured: frozenset[str] = frozenset()
    total: int = 0
    operators: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    level1: Counter[str] = field(default_factory=Counter)
    level2: Counter[str] = field(default_factory=Counter)
    directions: Counter[str] = field(default_factory=Counter)
    values: dict[Group, Counter[Decimal]] = field(default_factory=lambda: defaultdict(Counter))
    units_of: dict[Group, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[str] = field(default_factory=Counter)
    uses: dict[tuple[str, int, str], str] = field(default_factory=dict)
    """Department, year and target to one of the rows."""


def find_peers(
    store: Askable, families: Sequence[Family], examples: int, kinds: Sequence[str] = ()
) -> list[Peers]:
    """What is known of the rows of each family, with at most ``examples`` examples; three questions in all.

    ``kinds`` are IRIs of ontology/vocab/kinds: only rows of these are looked at; none for all rows.
    """
    if not families:
        return []
    home = {member.concept: at for at, family in enumerate(families) for member in family.members}
    rows = [_Rows(measured=_quantities(family)) for family in families]
    asked = {
        "concepts": " ".join(f"<{concept}>" for concept in sorted(home)),
        "kinds": _OF_KINDS.format(kinds=", ".join(f"<{kind}>" for kind in kinds)) if kinds else "",
    }
    for concept, *cells in run_query(store, _VALUES.format(**asked)).rows:
        _count(rows[home[str(concept)]], cells)
    for concept, department, year, target, kind, one in run_query(store, _USERS.format(**asked)).rows:
        found = rows[home[str(concept)]]
        use = str(department or ""), int(year or 0), str(target)
        found.uses[use] = min(found.uses.get(use, str(one)), str(one))
        if kind == "text":
            found.words[str(target)] += 1
    chosen = [_choose(found.uses, examples) for found in rows]
    places = _places(store, {found for uses in chosen for _, found in uses})
    return [_peers(found, uses, places) for found, uses in zip(rows, chosen, strict=True)]


def _count(rows: _Rows, cells: Sequence[Cell]) -> None:
    operator, unit, kind, base_unit, base, confident, horizon, change, level1, level2, direction, count = (
        cells
    )
    n = int(count or 0)
    sign = signs().get(str(operator), "")
    rows.total += n
    for counter, value in (
        (rows.operators, sign),
        (rows.units, word_unit(str(unit)) if unit else None),
        (rows.level1, level1),
        (rows.level2, level2),
        (rows.directions, str(direction or "").rpartition("/")[2]),
    ):
        if value:
            counter[str(value)] += n
    if base is not None and confident:
        group = Group(
            str(kind or ""), str(base_unit or ""), SIDES[sign], str(horizon or ""), str(change or "")
        )
        rows.values[group][Decimal(base)] += n
        rows.units_of[group][str(unit or "")] += n


def _peers(
    rows: _Rows, uses: Iterable[tuple[tuple[str, int, str], str]], places: Mapping[str, Example]
) -> Peers:
    operator, operator_share = _most(rows.operators, rows.total)
    unit, unit_share = _most(rows.units, rows.total)
    words = sorted(rows.words, key=lambda word: (-rows.words[word], word))
    return Peers(
        rows.total,
        tuple(sorted({department for department, _, _ in rows.uses if department})),
        tuple(sorted({year for _, year, _ in rows.uses})),
        operator,
        operator_share,
        unit,
        unit_share,
        _most(rows.level1, rows.total)[0],
        _most(rows.level2, rows.total)[0],
        _most(rows.directions, rows.total)[0],
        tuple(_groups(rows)),
        tuple(word[:_LONGEST_WORDING] for word in words[:_WORDINGS]),
        tuple(
            Example(known.name, target, department, year, known.project, known.document, known.place, one)
            for (department, year, target), one in uses
            if (known := places.get(one))
        ),
    )


def _groups(rows: _Rows) -> Iterable[Values]:
    """The largest first, of equals that in a quantity that such a measure is printed in."""

    def rank(found: tuple[Group, Counter[Decimal]]) -> tuple[int, bool, Group]:
        group, values = found
        return -values.total(), group.quantity_kind not in rows.measured, group

    for group, values in sorted(rows.values.items(), key=rank):
        yield values_of(group, values, rows.units_of[group])


def values_of(group: Group, values: Counter[Decimal], units: Counter[str]) -> Values:
    """The values of a group (base value to how many rows), put in the unit that most of its rows print."""
    unit = _most(units, 1)[0]
    factor = target_unit_factor(unit) if unit else None
    return Values(
        group,
        spread_of(values.elements()),
        unit if factor else group.base_unit.removeprefix("1"),
        factor or Fraction(1),
    )


def _quantities(family: Family) -> frozenset[str]:
    measures = set(family.best.details.get("measureKind", ()))
    return frozenset(
        kind
        for concept in load_scheme("measures")
        if concept.iri in measures
        for kind in concept.properties.get("quantityKind", ())
    )


def _choose(uses: Mapping[tuple[str, int, str], str], count: int) -> list[tuple[tuple[str, int, str], str]]:
    """The latest row of each department first, then its next one."""
    by_department: dict[str, list[tuple[str, int, str]]] = {}
    for use in sorted(uses, key=lambda use: (use[0], -use[1], use[2])):
        by_department.setdefault(use[0], []).append(use)
    turns = sorted(
        (turn, use) for department in by_department.values() for turn, use in enumerate(department)
    )
    return [(use, uses[use]) for _, use in turns[:count]]


def _places(store: Askable, targets: Iterable[str]) -> dict[str, Example]:
    asked = " ".join(f"<{target}>" for target in sorted(targets))
    if not asked:
        return {}
    found: dict[str, Example] = {}
    for target, name, project, document, line, page, place in run_query(
        store, _PLACES.format(targets=asked)
    ).rows:
        where = str(place) if place else f"第 {line} 行" if page is None else f"第 {page} 页第 {line} 行"
        example = Example(str(name), "", "", 0, str(project or ""), str(document), where)
        found.setdefault(str(target), example)
    return found


@lru_cache(maxsize=1)
def signs() -> Mapping[str, str]:
    """The concepts of ontology/vocab/operators to their signs."""
    from kg.namespaces import PREFIXES

    notation = PREFIXES["skos"] + "notation"
    return {concept.iri: concept.properties[notation][0] for concept in load_scheme("operators")}


def _most(counts: Counter[str], total: int) -> tuple[str, Decimal]:
    """The most frequent, of equals the first, with its share of all rows (two decimals)."""
    if not counts:
        return "", Decimal(0)
    most = min(counts, key=lambda value: (-counts[value], value))
    return most, (Decimal(counts[most]) / max(total, 1)).quantize(Decimal("0.01"))
