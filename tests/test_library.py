"""The indicator library: what is said of a concept, worked out a second time from the rows by other means."""

import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import asked_graph
import numpy as np
import pytest
from asked_graph import head, row
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import extract_file
from kg.graph import derived_quads, extraction_to_quads
from kg.graph.distributions import Group, bound_side, largest_group, spread_of
from kg.graph.library import distribution_iri
from kg.graph.terms import sorted_lines
from kg.link import concept_iri
from kg.model import Document, Extraction
from kg.store import memory_store
from kg.vocabulary import data_dir

QUALITY, PEOPLE = "产出指标/质量指标", "满意度指标/服务对象满意度指标"
NAMES = ("leastValue", "lowerQuartile", "median", "upperQuartile", "greatestValue")


def quartiles(values):
    """The five numbers by the standard library, in exact fractions."""
    if len(values) == 1:
        return [Fraction(values[0])] * 5
    exact = sorted(map(Fraction, values))
    return [exact[0], *statistics.quantiles(exact, n=4, method="inclusive"), exact[-1]]


def numbers(spread):
    return [
        Fraction(number)
        for number in (
            spread.least,
            spread.lower_quartile,
            spread.median,
            spread.upper_quartile,
            spread.greatest,
        )
    ]


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4), min_size=1, max_size=40))
def test_quartiles_are_those_of_the_standard_library_exactly(values):
    assert numbers(spread_of(values)) == quartiles(values)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40))
def test_quartiles_are_those_of_numpy(values):
    found = list(map(float, numbers(spread_of(map(Decimal, values)))))
    assert found == pytest.approx(np.percentile(values, [0, 25, 50, 75, 100]))


def test_no_digit_is_lost():
    long = Decimal("0.1234567890123456789012345678901")
    spread = spread_of([long, Decimal("0.1234567890123456789012345678902")])
    assert spread.median == Decimal("0.12345678901234567890123456789015")


def test_a_spread_needs_a_value():
    with pytest.raises(ValueError, match="needs a value"):
        spread_of([])


def test_sides_and_the_largest_group():
    one = Decimal(1)
    assert [bound_side(*ends) for ends in ((one, None), (None, one), (one, one), (None, None))] == [
        "minimum",
        "maximum",
        "exact",
        "none",
    ]
    ratio, people = Group("ratio", "1", "minimum"), Group("people", "人", "minimum")
    assert largest_group([(ratio, 2), (people, 3)]) == people
    assert largest_group([(ratio, 2), (people, 2)]) == people  # of equals the first by name
    assert largest_group([]) is None


def extraction(name, department, year, *rows, horizon="年度"):
    """A document with one form of one project; a row is levels, name, target, value, unit and other fields."""
    form = head(name, 1, "项目支出绩效目标表", department, year, f"项目{name}")
    made = tuple(
        replace(row(form, 10 + at, *fields), horizon=horizon, **other)
        for at, (*fields, other) in enumerate((*each, {}) if len(each) == 5 else each for each in rows)
    )
    return Extraction(
        Document(name, name.encode().hex().ljust(64, "0")[:64], "text/plain", ()),
        department,
        year,
        None,
        (form,),
        made,
        (),
        (),
        (),
    )


def graph_of(*extractions):
    quads = [quad for one in extractions for quad in extraction_to_quads(one)]
    return memory_store([*quads, *derived_quads(quads)])


EAST = extraction(
    "东.txt",
    asked_graph.EAST,
    2025,
    (QUALITY, "云可用率", "≥99%", 99, "%"),
    (QUALITY, "云可用率", "≥98%", 98, "%"),
    (QUALITY, "云可用率", "≤5%", 5, "%"),
    (QUALITY, "云可用率", "≥300人", 300, "人"),
    (QUALITY, "云可用率", "≥400人", 400, "人"),
    (QUALITY, "云可用率", "≥10%", 10, "%", {"confident": False, "confidence": 0.3}),
    (QUALITY, "云可用率", "提高≥1%", 1, "%", {"operator": "≥", "change": "increase"}),
    (QUALITY, "云可用率", "持续 提高", "持续提高", None),
    (QUALITY, "云可用率", "持续提高", "持续提高", None),
    (QUALITY, "云可用率", "良好", "良好", None),
)
WEST = extraction(
    "西.txt",
    asked_graph.WEST,
    2023,
    (PEOPLE, "云可用率", "≥90%", 90, "%"),
    (PEOPLE, "云可用率", "95%", 95, "%"),
)
LATER = extraction("远.txt", asked_graph.WEST, 2026, (PEOPLE, "云可用率", "≥50%", 50, "%"), horizon="长期")


@cache
def small():
    return graph_of(EAST, WEST, LATER)


def ask(store, properties, concept="云可用率"):
    found = store.select(f"SELECT ?v WHERE {{ <{concept_iri(concept)}> {properties} ?v }} ORDER BY ?v").rows
    return [value for (value,) in found]


def distributions(store, concept="云可用率"):
    columns = " ".join(f"?{name}" for name in NAMES)
    wanted = " ; ".join(f"kg:{name} ?{name}" for name in NAMES)
    rows = store.select(
        f"SELECT ?side ?unit ?horizon ?count {columns} WHERE {{ <{concept_iri(concept)}> kg:distribution ?d . "
        f"?d kg:boundSide ?side ; kg:baseUnit ?unit ; kg:horizon ?horizon ; kg:count ?count ; {wanted} }}"
    ).rows
    return {row[:3]: row[3:] for row in rows}


def test_who_uses_a_concept():
    store = small()
    names = ("targetCount", "departmentCount", "projectCount", "yearCount", "firstYear", "lastYear")
    assert [ask(store, f"kg:{name}") for name in names] == [[13], [2], [3], [3], [2023], [2026]]


def test_values_are_compared_within_one_unit_side_and_horizon():
    found = distributions(small())
    assert set(found) == {("minimum", "1", "年度"), ("minimum", "人", "年度")}
    ratio = tuple(map(Decimal, ("0.9", "0.94", "0.98", "0.985", "0.99")))
    assert found["minimum", "1", "年度"] == (3, *ratio)
    assert found["minimum", "人", "年度"] == (2, *map(Decimal, (300, 325, 350, 375, 400)))


def test_rows_in_doubt_ranges_and_words_are_not_compared():
    # ≥99 ≥98 ≤5 ≥300人 ≥400人, the change, ≥90, 95 and the long-term ≥50: not the row in doubt, not the words
    assert ask(small(), "kg:comparableCount") == [9]


def test_the_typical_distribution_has_most_values():
    typical = ask(small(), "kg:typicalDistribution/kg:baseUnit")
    assert typical == ["1"]
    group = Group("ratio", "1", "minimum", "年度")
    assert ask(small(), "kg:typicalDistribution") == [distribution_iri(concept_iri("云可用率"), group)]


def test_the_typical_operator_unit_and_level_with_their_shares():
    store = small()
    assert ask(store, "kg:typicalOperator/skos:notation") == []  # the ontology is not in this graph
    assert ask(store, "kg:typicalOperator")[0].endswith("/operators/at-least")
    assert ask(store, "kg:typicalOperatorShare") == [Decimal("0.6154")]  # 8 of 13
    assert ask(store, "kg:typicalUnit") == ["%"]
    assert ask(store, "kg:typicalUnitShare") == [Decimal("0.6154")]
    assert ask(store, "kg:typicalLevel2") == ["质量指标"]
    assert ask(store, "kg:typicalLevel2Share") == [Decimal("0.7692")]


def test_a_number_in_the_column_of_units_is_no_typical_unit():
    rows = [(QUALITY, "云可用率", "=1001", 100, unit) for unit in ("1", "1", "%")]
    assert ask(graph_of(extraction("南.txt", asked_graph.EAST, 2025, *rows)), "kg:typicalUnit") == ["%"]
    assert ask(graph_of(extraction("南.txt", asked_graph.EAST, 2025, *rows[:2])), "kg:typicalUnit") == []


def test_wordings_are_kept_once_each():
    assert ask(small(), "kg:qualitativeWording") == ["持续提高", "良好"]


def test_a_single_value_is_no_distribution():
    store = graph_of(LATER)
    assert ask(store, "kg:comparableCount") == [1]
    assert distributions(store) == {}


def about(store, concept):
    """All derived statements of a concept and its distributions."""
    start = f"<{concept_iri(concept)}"
    graph = next(name for name in store.graphs() if name.endswith("/derived"))
    return [q for q in store.quads(graph) if q.subject.startswith((f"{start}>", f"{start}/"))]


def test_a_concept_depends_on_its_own_rows_only():
    other = extraction("别.txt", "南山市数据局", 2024, (QUALITY, "网络可用率", "≥1%", 1, "%"))
    assert sorted_lines(about(graph_of(EAST, other), "云可用率")) == sorted_lines(
        about(graph_of(EAST), "云可用率")
    )


def test_the_order_of_documents_does_not_matter():
    one, other = graph_of(EAST, WEST, LATER), graph_of(LATER, WEST, EAST)
    assert sorted_lines(one.quads()) == sorted_lines(other.quads())


@cache
def five_extractions():
    """The five documents, read once for these tests and those of suggestions."""
    return tuple(extract_file(path) for path in sorted(data_dir().glob("*.txt")))


@pytest.fixture(scope="module")
def five():
    return five_extractions(), graph_of(*five_extractions())


SIDES = {"≥": "minimum", ">": "minimum", "≤": "maximum", "<": "maximum", "=": "exact", None: "none"}


def test_the_distributions_of_the_five_documents(five):
    """Grouped again from the extracted rows, quartiles by the standard library."""
    extractions, store = five
    groups = defaultdict(list)
    for one in (one for extraction in extractions for one in extraction.indicators):
        if one.subject and one.base_value is not None and one.confident:
            group = (one.quantity_kind, one.base_unit, SIDES[one.operator], one.horizon, one.change)
            groups[concept_iri(one.subject), *group].append(one.base_value)
    wanted = {group: quartiles(values) for group, values in groups.items() if len(values) > 1}
    columns = " ; ".join(f"kg:{name} ?{name}" for name in NAMES)
    rows = store.select(
        "SELECT ?concept ?kind ?unit ?side ?horizon ?change ?count "
        + " ".join(f"?{name}" for name in NAMES)
        + " WHERE { ?concept kg:distribution ?d . ?d kg:quantityKind ?kind ; kg:baseUnit ?unit ; kg:boundSide ?side ; "
        + f"kg:horizon ?horizon ; kg:count ?count ; {columns} OPTIONAL {{ ?d kg:change ?change }} }}"
    ).rows
    found = {row[:6]: [Fraction(number) for number in row[7:]] for row in rows}
    assert found == wanted
    assert len(found) > 50
    assert {row[:6]: row[6] for row in rows} == {group: len(groups[group]) for group in wanted}


def test_the_counts_of_the_five_documents(five):
    extractions, store = five
    rows = [one for extraction in extractions for one in extraction.indicators if one.subject]
    wanted = Counter(concept_iri(one.subject) for one in rows)
    found = dict(store.select("SELECT ?c ?n WHERE { ?c a kg:IndicatorConcept ; kg:targetCount ?n }").rows)
    assert found == wanted
