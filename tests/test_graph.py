"""Extractions to quads: amounts, bounds, spans, links, counts; nothing lost, the same in every run."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_extraction import (
    HEAD,
    INDICATOR,
    SATISFACTION,
    TABLES,
    WHOLE,
    next_year,
    sample,
)

from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.graph.bounds import Bounds, is_within, operator_bounds, range_bounds
from kg.graph.derived import FLAGS, kind_classes
from kg.graph.facts import Facts
from kg.graph.reported import is_met, read_reported
from kg.graph.spans import parts_to_text, spans_to_text, text_to_parts, text_to_spans
from kg.graph.targets import target_bounds, target_unit_factor, unit_concept
from kg.graph.terms import RDF_TYPE, boolean, decimal, integer, iri, read_line, read_term, sorted_lines, text
from kg.link import derived_graph_iri, document_iri, graph_iri, project_iri
from kg.model import Activity, Money, Span
from kg.namespaces import BASE, KG, PREFIXES, VOCAB
from kg.segment import segment_target

GOALS = {20: "年度目标1", 21: "建成 一体化平台。", 22: "年度目标9"}
PROJECT = iri(project_iri(2026, "青山市数据管理局", "数据平台运行维护", None))


def kg(name):
    return iri(KG + name)


def graph_of(*extractions):
    quads = [quad for extraction in extractions for quad in extraction_to_quads(extraction)]
    return quads + list(derived_quads(quads))


def objects(quads, subject, name):
    predicate = iri(name) if name.startswith("http") else kg(name)
    return sorted({read_term(q.object) for q in quads if q.subject == subject and q.predicate == predicate})


def subjects(quads, name, value):
    return sorted({q.subject for q in quads if q.predicate == kg(name) and q.object == value})


def instances(quads, kind):
    return sorted(
        {q.subject for q in quads if q.predicate == iri(PREFIXES["rdf"] + "type") and q.object == kg(kind)}
    )


def target_at(quads, line):
    [found] = [
        s for s in subjects(quads, "line", integer(line)) if s in instances(quads, "PerformanceTarget")
    ]
    return found


@pytest.fixture(scope="module")
def quads():
    return graph_of(sample(), next_year())


# terms


@pytest.mark.parametrize(
    "value, digits",
    [
        ("30.00", "30"),
        ("0.10", "0.1"),
        ("-0.0", "0"),
        ("3E+10", "30000000000"),
        ("100", "100"),
        ("1E-7", "0.0000001"),
    ],
)
def test_decimals_have_one_spelling(value, digits):
    assert decimal(Decimal(value)) == f'"{digits}"^^<{PREFIXES["xsd"]}decimal>'


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_a_line_of_nquads_reads_back(value):
    quad = Quad(iri("http://a/武汉"), iri("http://a/p"), text(value), iri("http://g/1"))
    assert "\n" not in quad.line()
    assert read_line(quad.line()) == quad
    assert read_term(quad.object) == value


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_literals_are_spelled_as_the_store_spells_them(value):
    import pyoxigraph

    assert str(pyoxigraph.Literal(value)) == text(value)


# one row


def test_a_row_becomes_a_target(quads):
    target = target_at([q for q in quads if q.graph == iri(graph_iri("a.txt"))], 20)
    expected = {
        "subject": "受理办件量",
        "targetText": "≥ 30 万件",
        "operator": VOCAB + "operators/at-least",
        "value": "30",
        "unitText": "万件",
        "unit": VOCAB + "units/piece",
        "baseValue": "300000",
        "baseUnit": "件",
        "minimum": "300000",
        "minimumInclusive": "true",
        "indicatorKind": VOCAB + "kinds/quantity",
        "ofConcept": BASE + "indicator/受理办件量",
        "ofProject": PROJECT[1:-1],
        "year": "2026",
        "weight": "10",
        "confidence": "0.9877",
        "sourceSpans": "name@20:5-10;target@20:11-12;target@21:0-4",
        "valueLastYear": "25万件",
        PREFIXES["prov"] + "wasQuotedFrom": document_iri("a.txt"),
    }
    assert {name: objects(quads, target, name) for name in expected} == {n: [v] for n, v in expected.items()}
    assert objects(quads, target, "maximum") == []


def test_a_row_that_fills_every_field_needs_no_more_than_fifty_statements(quads):
    # a row of the five documents needs 35 on average: tests/test_catalogue.py
    rows = set(instances(quads, "PerformanceTarget"))
    counts = Counter(
        q.subject for q in set(quads) if q.subject in rows and q.graph != iri(derived_graph_iri())
    )
    assert 35 < max(counts.values()) <= 50


def test_a_bare_value_has_no_operator_and_no_bound(quads):
    target = target_at(quads, 22)
    assert objects(quads, target, "value") == ["95"]
    assert [objects(quads, target, name) for name in ("operator", "minimum", "maximum")] == [[], [], []]


def test_a_range_has_both_ends_printed_and_both_bounds_in_the_base_unit(quads):
    target = target_at([q for q in quads if q.graph == iri(graph_iri("a.txt"))], 23)
    names = ("low", "high", "minimum", "maximum", "minimumInclusive", "maximumInclusive")
    assert [objects(quads, target, name) for name in names] == [
        ["2"],
        ["3"],
        ["20000"],
        ["30000"],
        ["true"],
        ["true"],
    ]


def test_words_dates_and_several_values_are_text(quads):
    texts = [objects(quads, target_at(quads, line), "valueText") for line in (24, 25, 26, 27)]
    assert texts == [["较上年显著提升"], ["12-31"], ["100G/400G"], []]
    assert [objects(quads, target_at(quads, line), "minimum") for line in (24, 25, 26, 27)] == [[]] * 4


def test_a_row_printed_twice_is_two_targets_of_one_concept(quads):
    first, second = (target_at([q for q in quads if q.graph == iri(graph_iri("a.txt"))], n) for n in (20, 28))
    assert first != second
    assert objects(quads, first, "ofConcept") == objects(quads, second, "ofConcept")


def test_no_row_is_lost(quads):
    assert len(instances(quads, "PerformanceTarget")) == len(sample().indicators) + len(
        next_year().indicators
    )


def test_a_row_without_a_form_gets_one():
    quads = graph_of(replace(sample(), heads=()))
    assert len(instances(quads, "PerformanceTarget")) == len(sample().indicators)
    assert len(instances(quads, "Form")) == 2


def test_a_row_follows_its_goal_by_label_or_by_text():
    rows = [replace(INDICATOR, line=line, goal=goal, name=goal) for line, goal in GOALS.items()]
    quads = graph_of(replace(sample(), indicators=tuple(rows)))
    goals = [objects(quads, target_at(quads, line), "ofGoal") for line in GOALS]
    texts = [[objects(quads, iri(goal), "text") for goal in found] for found in goals]
    assert texts == [[["保障平台稳定运行。"]], [["建成一体化平台。"]], []]


def test_a_finding_points_to_its_row(quads):
    [finding] = subjects(quads, "code", text("operator-missing"))
    assert objects(quads, finding, "onTarget") == [target_at(quads, 22)[1:-1]]


def test_findings_that_the_document_repeats_are_one_node():
    repeated = replace(sample(), findings=(*sample().findings, *SATISFACTION.findings))
    quads = graph_of(repeated)
    assert len(subjects(quads, "code", text("operator-missing"))) == 1


def test_a_self_evaluation_gives_a_result(quads):
    [result] = instances(quads, "Result")
    names = ("ofTarget", "actualText", "actualValue", "actualBaseValue", "isMet", "score")
    expected = [[target_at(quads, 70)[1:-1]], ["32万件"], ["32"], ["320000"], ["true"], ["9.5"]]
    assert [objects(quads, result, name) for name in names] == expected


def test_the_years_before_are_numbers_too(quads):
    target = target_at([q for q in quads if q.graph == iri(graph_iri("a.txt"))], 20)
    names = ("valueLastYear", "lastYearValue", "lastYearBaseValue", "yearBeforeLastValue")
    assert [objects(quads, target, name) for name in names] == [["25万件"], ["25"], ["250000"], ["20"]]


@pytest.mark.parametrize(
    "actual, unit, value, base",
    [
        ("32万件", "万件", "32", "320000"),
        ("1,032.50", "件", "1032.50", "1032.50"),
        ("95 %", "%", "95", "0.95"),
        ("95", "%", "95", "0.95"),
        ("0.95", "%", "0.95", None),
        ("32件", "万件", None, "32"),
        ("32人", "件", None, None),
        ("100%", "件", None, None),
        ("32", None, "32", None),
        ("32件", None, None, None),
        ("已完成", None, None, None),
        ("完成3期，培训20人", "人", None, None),
        ("1.2.3", None, None, None),
        ("2-3", "件", None, None),
    ],
)
def test_a_reported_number_counts_in_the_unit_of_the_target(actual, unit, value, base):
    row = target_row(f"≥ 30 {unit or ''}")
    found = read_reported(actual, row)
    assert (found.value, found.base_value) == tuple(n and Decimal(n) for n in (value, base))
    assert read_reported(None, row) is None


def target_row(target):
    found = segment_target("办件量", target)
    fields = {name: getattr(found, name) for name in (
        "operator", "kind", "value", "unit", "base_value", "base_unit", "quantity_kind", "change"
    )}  # fmt: skip
    return replace(INDICATOR, target_text=target, **fields)


@pytest.mark.parametrize(
    "target, actual, met",
    [
        ("≥30件", "30件", True),
        ("≥30件", "29", False),
        (">30件", "30", False),
        ("≤3天", "3天", True),
        ("≤3天", "72小时", True),
        ("≤3天", "73小时", False),
        ("=10场", "10", True),
        ("=10场", "12", False),
        ("2-3件", "3", True),
        ("2-3件", "4", False),
        ("≥95%", "≥97%", True),
        ("≥95%", "≥90%", None),
        ("≥95%", "<95%", False),
        ("≥95%", "0.97", None),
        ("≥95%", "1", None),
        ("≥95%", "0", False),
        ("95%", "97%", None),
        ("≥95%", "97件", None),
        ("≥90分", "95", True),
        ("≥90分", "95分", True),
        ("12月31日前", "12月20日", True),
        ("6月30日前", "7月1日", False),
        ("6月30日前", "7月", None),
        ("6月30日前", "按时完成", None),
        ("≥30", "31", True),
        ("≥30", "31件", None),
        ("增长≥8%", "9%", True),
        ("≥8%", "下降9%", None),
        ("持续提升", "持续提升", None),
        ("≥30件", "完成", None),
    ],
)
def test_a_target_is_met_or_missed_only_where_both_sides_compare(target, actual, met):
    row = target_row(target)
    assert is_met(read_reported(actual, row), row) is met


# bounds and units


@pytest.mark.parametrize(
    "operator, bounds",
    [
        ("≥", Bounds(minimum=Decimal(5))),
        (">", Bounds(minimum=Decimal(5), minimum_inclusive=False)),
        ("≤", Bounds(maximum=Decimal(5))),
        ("<", Bounds(maximum=Decimal(5), maximum_inclusive=False)),
        ("=", Bounds(minimum=Decimal(5), maximum=Decimal(5))),
        (None, Bounds()),
    ],
)
def test_bounds_follow_the_operator(operator, bounds):
    assert operator_bounds(operator, Decimal(5)) == bounds
    assert operator_bounds(operator, None) == Bounds()


@given(st.sampled_from("≥>≤<="), st.integers(-50, 50), st.integers(-50, 50))
def test_bounds_hold_exactly_for_what_meets_the_target(operator, value, probe):
    holds = {
        "≥": probe >= value,
        ">": probe > value,
        "≤": probe <= value,
        "<": probe < value,
        "=": probe == value,
    }
    bounds = operator_bounds(operator, Decimal(value))
    above = (
        bounds.minimum is None
        or probe > bounds.minimum
        or (bounds.minimum_inclusive and probe == bounds.minimum)
    )
    below = (
        bounds.maximum is None
        or probe < bounds.maximum
        or (bounds.maximum_inclusive and probe == bounds.maximum)
    )
    assert (above and below) is holds[operator]


BOUNDS = st.builds(
    lambda ends, low, high: Bounds(
        None if ends[0] is None else Decimal(ends[0]),
        low,
        None if ends[1] is None else Decimal(ends[1]),
        high,
    ),
    st.tuples(st.none() | st.integers(-4, 0), st.none() | st.integers(0, 4)),
    st.booleans(),
    st.booleans(),
)


def holds(bounds, number):
    above = (
        bounds.minimum is None
        or number > bounds.minimum
        or (bounds.minimum_inclusive and number == bounds.minimum)
    )
    below = (
        bounds.maximum is None
        or number < bounds.maximum
        or (bounds.maximum_inclusive and number == bounds.maximum)
    )
    return above and below


@given(BOUNDS, BOUNDS, st.integers(-60, 60))
def test_what_is_known_of_a_value_decides_for_every_such_value(actual, wanted, tenths):
    number = Decimal(tenths) / 10
    found = is_within(actual, wanted)
    if found is not None and holds(actual, number):
        assert holds(wanted, number) is found
    if wanted == Bounds():
        assert found is None


def test_a_range_printed_downwards_is_turned_round():
    assert range_bounds(Decimal(5), Decimal(-5), Fraction(1, 100)) == Bounds(
        Decimal("-0.05"), True, Decimal("0.05")
    )


@pytest.mark.parametrize(
    "unit, name, factor",
    [
        ("件", "piece", Fraction(1)),
        ("万件", "piece", Fraction(10000)),
        ("%", "percent", Fraction(1, 100)),
        ("万 元", "yuan", Fraction(10000)),
        ("亩", None, Fraction(2000, 3)),
        (None, None, Fraction(1)),
        ("升/100公里", None, None),
        ("万", None, None),
    ],
)
def test_units_are_found_without_their_scale(unit, name, factor):
    if name:
        assert unit_concept(unit).name == name
    assert target_unit_factor(unit) == factor


def test_a_range_in_an_unknown_unit_has_no_bounds():
    row = replace(INDICATOR, kind="range", value=(Decimal(1), Decimal(2)), unit="升/100公里", operator=None)
    assert target_bounds(row) == Bounds()


# spans

SPANS = st.builds(
    Span,
    line=st.integers(0, 5000),
    start=st.integers(0, 300),
    end=st.integers(0, 300),
    page=st.none() | st.integers(1, 90),
)


@given(
    st.dictionaries(
        st.sampled_from(["name", "target", "value_last_year"]), st.lists(SPANS, min_size=1).map(tuple)
    )
)
def test_spans_survive_their_literal(sources):
    assert text_to_spans(spans_to_text(sources) or "") == sources


@pytest.mark.parametrize("literal", ["name", "name@3", "name@3:1", "@3:1-2", "name@3:1-2,"])
def test_a_broken_span_is_refused(literal):
    with pytest.raises(ValueError, match="not a span"):
        text_to_spans(literal)


def test_parts_keep_their_order():
    literal = parts_to_text({"value": (2, 4), "name.operator": (0, 1)})
    assert literal == "value:2-4;name.operator:0-1"
    assert list(text_to_parts(literal).items()) == [("value", [2, 4]), ("name.operator", [0, 1])]
    assert parts_to_text({}) is None
    with pytest.raises(ValueError, match="not the offsets"):
        text_to_parts("value=2")


# forms, money, tables


def test_money_is_yuan_and_keeps_its_print_and_its_source(quads):
    [money] = [
        s for s in subjects(quads, "amountText", text("120.50")) if objects(quads, s, "year") == ["2026"]
    ]
    names = ("amount", "fundingSource", "sourceText", "phase", "ofProject")
    expected = [["1205000"], [VOCAB + "funding/total"], ["资金总额"], [], [PROJECT[1:-1]]]
    assert [objects(quads, money, name) for name in names] == expected


def test_a_phase_is_a_concept(quads):
    [phase] = {
        read_term(q.object) for q in quads if q.predicate == kg("phase") and q.object.endswith("executed>")
    }
    assert phase == VOCAB + "phases/executed"


def test_an_unknown_source_is_kept_and_reported():
    head = replace(HEAD, funding=(Money("福利彩票", "春季", Decimal(3)),))
    quads = graph_of(replace(sample(), heads=(head,), indicators=()))
    [money] = instances(quads, "Funding")
    assert objects(quads, money, "amount") == ["30000"]
    assert objects(quads, money, "fundingSource") == []
    [source] = subjects(quads, "code", text("unknown-funding-source"))
    [phase] = subjects(quads, "code", text("unknown-budget-phase"))
    [form] = instances(quads, "Form")
    assert objects(quads, source, "onForm") == objects(quads, phase, "onForm") == [form[1:-1]]


def test_no_amount_hangs_on_a_project(quads):
    money = {kg("amount"), kg("budget"), kg("fiscalBudget")}
    assert not [q for q in quads if q.subject in instances(quads, "Project") and q.predicate in money]


def test_units_belong_to_the_department_and_short_names_are_the_department(quads):
    [unit] = objects(quads, PROJECT, "implementingUnit")
    assert objects(quads, iri(unit), PREFIXES["org"] + "unitOf") == [BASE + "department/青山市数据管理局"]
    assert objects(quads, PROJECT, "supervisingDepartment") == [BASE + "department/青山市数据管理局"]


@pytest.mark.parametrize(
    "code, unit, on_department, on_unit",
    [
        ("377", "信息中心", ["377"], []),
        ("505001", "青山市数据管理局本级", [], ["505001"]),
        ("505000", "青山市数据管理局本级", ["505000"], []),
        ("505001", "市数据管理局", ["505001"], []),
    ],
)
def test_the_code_of_a_unit_is_not_that_of_its_department(code, unit, on_department, on_unit):
    head = replace(HEAD, department_code=code, implementing_unit=unit)
    quads = graph_of(replace(sample(), heads=(head,), indicators=()))
    identifier = PREFIXES["org"] + "identifier"
    assert objects(quads, iri(BASE + "department/青山市数据管理局"), identifier) == on_department
    assert objects(quads, iri(f"{BASE}unit/青山市数据管理局/{unit}"), identifier) == on_unit


def test_several_units_in_a_cell_are_several_units():
    head = replace(HEAD, implementing_unit="政策处、数据处（规划、安全）、")
    quads = graph_of(replace(sample(), heads=(head,)))
    units = objects(quads, PROJECT, "implementingUnit")
    labels = [objects(quads, iri(unit), PREFIXES["rdfs"] + "label") for unit in units]
    assert labels == [["政策处"], ["数据处（规划、安全）"]]


def test_a_project_spelled_in_two_widths_has_one_label():
    wide = replace(HEAD, line=300, project="运维（一期）")
    narrow = replace(HEAD, line=400, project="运维(一期)")
    quads = graph_of(replace(sample(), heads=(wide, narrow), indicators=()))
    [project] = instances(quads, "Project")
    assert objects(quads, project, PREFIXES["rdfs"] + "label") == ["运维（一期）"]


def test_a_task_of_a_whole_department_form_is_a_goal():
    rows = [replace(INDICATOR, line=line, goal="推进 数据产业发展。", form_line=50) for line in (51, 52)]
    quads = graph_of(replace(sample(), indicators=tuple(rows)))
    [goal] = objects(quads, target_at(quads, 51), "ofGoal")
    assert objects(quads, target_at(quads, 52), "ofGoal") == [goal]
    assert objects(quads, iri(goal), "text") == ["推进 数据产业发展。"]


def test_a_code_that_only_the_table_prints_is_given_to_the_project():
    line = replace(TABLES[0].lines[0], code="42010026157Y0 00000999", name="数据平台运行维护")
    tables = (replace(TABLES[0], lines=(line, replace(line, code="31"))),)
    quads = graph_of(replace(sample(), tables=tables))
    assert objects(quads, PROJECT, "projectCode") == ["42010026157Y000000999"]


def test_amounts_of_a_line_repeated_by_column(quads):
    [line] = subjects(quads, "code", text("42010026157Y000000103"))
    amounts = [q.subject for q in quads if q.predicate == kg("ofLine") and q.object == line]
    assert sorted(objects(quads, a, "amount")[0] for a in amounts) == ["3200000", "3200000"]


@pytest.mark.parametrize("name", ["", "另一个局"])
def test_a_document_without_a_department_still_has_identifiers(name):
    extraction = replace(
        sample(),
        department=name,
        heads=tuple(replace(head, department=name) for head in sample().heads),
        indicators=tuple(replace(row, department=name) for row in sample().indicators),
    )
    quads = graph_of(extraction)
    assert len(instances(quads, "PerformanceTarget")) == 9
    assert not any("//" in q.subject.removeprefix("<https://") for q in quads)


# derived


def test_flags_say_what_is_there_and_what_is_not(quads):
    following = iri(project_iri(2027, "青山市数据管理局", "数据平台运行维护", None))
    assert objects(quads, PROJECT, "hasSatisfactionIndicator") == ["true"]
    assert objects(quads, following, "hasSatisfactionIndicator") == ["false"]
    assert objects(quads, following, "hasCostIndicator") == ["true"]
    assert objects(quads, following, "indicatorCount") == ["2"]


def test_every_project_and_form_has_every_flag(quads):
    for subject in (*instances(quads, "Project"), *instances(quads, "Form")):
        assert all(len(objects(quads, subject, name)) == 1 for name in FLAGS)


def test_satisfaction_is_no_benefit_and_cost_no_output():
    assert "benefit" not in kind_classes(iri(VOCAB + "kinds/service-satisfaction"))
    assert kind_classes(iri(VOCAB + "kinds/economic-cost")) == {"economic-cost", "cost"}
    assert kind_classes(iri(VOCAB + "kinds/quantity")) == {"quantity", "output"}


def test_a_document_counts_its_parts(quads):
    document = iri(document_iri("a.txt"))
    names = (
        "indicatorCount",
        "quantifiedCount",
        "confidentCount",
        "formCount",
        "findingCount",
        "budgetLineCount",
    )
    assert [objects(quads, document, name) for name in names] == [["9"], ["7"], ["5"], ["3"], ["5"], ["7"]]


def test_the_library_gathers_rows_of_all_documents(quads):
    concept = iri(BASE + "indicator/受理办件量")
    names = ("targetCount", "projectCount", "departmentCount", PREFIXES["skos"] + "prefLabel")
    assert [objects(quads, concept, name) for name in names] == [["4"], ["3"], ["1"], ["受理办件量"]]
    kinds = {q.graph for q in quads if q.subject == concept and q.predicate == f"<{RDF_TYPE}>"}
    assert kinds == {iri(derived_graph_iri())}


def test_what_a_name_says_stands_in_the_graph_of_its_document(quads):
    concept = iri(BASE + "indicator/2026年全市参训人员合格率")
    found = {name: objects(quads, concept, name) for name in (
        "measureText", "measureKind", "scopeText", "periodText", "populationText", "direction", "directionBasis"
    )}  # fmt: skip
    assert found == {
        "measureText": ["合格率"],
        "measureKind": [f"{VOCAB}measures/rate"],
        "scopeText": ["全市"],
        "periodText": ["2026年"],
        "populationText": ["参训人员"],
        "direction": [f"{VOCAB}directions/higher-is-better"],
        "directionBasis": ["合格率"],
    }
    assert objects(quads, iri(BASE + "indicator/受理办件量"), "measuredObject") == ["受理"]


def test_level_2_tells_the_direction_of_a_row_and_not_of_its_concept():
    row = replace(INDICATOR, subject="服务器", name="服务器", level1="成本指标", level2="经济成本指标")
    quads = graph_of(replace(sample(), indicators=(row,)))
    [target] = instances(quads, "PerformanceTarget")
    assert objects(quads, target, "direction") == [f"{VOCAB}directions/lower-is-better"]
    assert objects(quads, iri(BASE + "indicator/服务器"), "direction") == []


def test_spellings_of_one_subject_are_one_concept():
    other = replace(INDICATOR, subject="受理（办件）量", name="a")
    same = replace(INDICATOR, subject="受理(办件)量", name="b")
    quads = graph_of(replace(sample(), indicators=(other, same)))
    [concept] = instances(quads, "IndicatorConcept")
    labels = [objects(quads, concept, PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel")]
    assert labels == [["受理(办件)量"], ["受理（办件）量"]]


def test_budget_lines_find_their_project_by_code_and_by_name(quads):
    found = {
        (
            objects(quads, q.subject, PREFIXES["rdfs"] + "label")[0],
            objects(quads, q.object, PREFIXES["rdfs"] + "label")[0],
        )
        for q in quads
        if q.predicate == kg("ofProject") and q.subject in instances(quads, "BudgetLine")
    }
    assert found == {("网站集约化", "网站集约化"), ("数据平台运行维护", "数据平台运行维护")}


def test_a_listed_project_finds_its_form(quads):
    [part] = [s for s in subjects(quads, "partKind", text("project")) if objects(quads, s, "ofProject")]
    assert objects(quads, part, "ofProject") == [PROJECT[1:-1]]


def test_a_functional_line_pays_for_the_only_project_of_its_amount(quads):
    [line] = objects(quads, PROJECT, "fundedBy")
    assert objects(quads, iri(line), "code") == ["2014199"]


def test_an_amount_that_fits_two_projects_links_none():
    other = replace(HEAD, line=300, project="另一个项目")
    quads = graph_of(replace(sample(), heads=(*sample().heads, other)))
    assert not [q for q in quads if q.predicate == kg("fundedBy")]


def test_the_same_project_of_two_years_is_linked_both_ways(quads):
    following = iri(project_iri(2027, "青山市数据管理局", "数据平台运行维护", None))
    assert objects(quads, PROJECT, "sameProjectAs") == [following[1:-1]]
    assert objects(quads, following, "sameProjectAs") == [PROJECT[1:-1]]


def test_a_form_in_two_documents_is_reported():
    quads = graph_of(sample("a.txt"), sample("a.docx"))
    found = subjects(quads, "code", text("form-in-two-documents"))
    assert len(found) == 3
    assert all("a.docx、a.txt" in objects(quads, s, "message")[0] for s in found)


def test_every_document_statement_stands_in_the_graph_of_its_document():
    assert {q.graph for q in extraction_to_quads(sample())} == {iri(graph_iri("a.txt"))}
    assert {q.graph for q in derived_quads(extraction_to_quads(sample()))} == {iri(derived_graph_iri())}


# the same in every run


def test_two_runs_give_the_same_lines_whatever_the_order(quads):
    again = graph_of(next_year(), sample())
    assert sorted_lines(again) == sorted_lines(quads)


def test_a_property_that_is_not_kept_is_never_taken_for_absent(quads):
    facts = Facts.of(quads)
    with pytest.raises(KeyError):
        facts.get("<http://a.example/s>", "targetText")
    with pytest.raises(KeyError):
        facts.instances(KG + "Goal")


def test_what_is_derived_does_not_depend_on_the_order_of_the_quads(quads):
    mixed = sorted(quads, key=lambda quad: (quad.object, quad.predicate))
    assert sorted_lines(derived_quads(mixed)) == sorted_lines(derived_quads(quads))


def test_deriving_from_a_graph_with_derived_quads_changes_nothing(quads):
    assert sorted_lines(derived_quads(quads)) == sorted_lines(
        q for q in quads if q.graph == iri(derived_graph_iri())
    )


def test_the_base_is_an_option_for_data_and_not_for_terms():
    base = "https://other.example/"
    quads = list(extraction_to_quads(sample(), base))
    assert {q.graph for q in quads} == {f"<{base}graph/a.txt>"}
    assert all(q.subject.startswith(f"<{base}") for q in quads)
    assert all(not q.predicate.startswith(f"<{base}") for q in quads)


def test_printed_text_is_always_a_plain_string(quads):
    plain = {
        kg(name) for name in ("targetText", "printedText", "amountText", "unitText", "actualText", "level1")
    }
    assert all(q.object.endswith('"') for q in quads if q.predicate in plain)


def test_a_blank_form_part_name_does_not_break_the_graph():
    whole = replace(WHOLE, projects=(Activity("数据平台运行维护", None), Activity("数据平台运行维护", None)))
    quads = graph_of(replace(sample(), heads=(HEAD, whole)))
    assert len(subjects(quads, "partKind", text("project"))) == 2


def test_booleans_and_integers_are_typed():
    assert boolean(True).startswith('"true"^^')
    assert integer(-3) == f'"-3"^^<{PREFIXES["xsd"]}integer>'
