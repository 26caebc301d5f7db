"""IATI activities: elements and attributes as the schema of the standard has them, the rules beside it, and losses."""

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path

import asked_graph
import pytest
from lxml import etree
from sample_extraction import next_year, sample
from test_export import graph_of

from kg.errors import ExportError
from kg.export import write_export
from kg.export.catalogue import catalogue_rows
from kg.export.iati import indicator_measure

STANDARD = json.loads((Path(__file__).parent / "cases" / "iati.json").read_text(encoding="utf-8"))
"""By the path of an element, ``*`` for any: its children in order and its attributes, both with ? + * for how many."""
LANG = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture(scope="module")
def store():
    return graph_of(next_year(), sample())


@pytest.fixture(scope="module")
def activities(store, tmp_path_factory):
    return exported(store, tmp_path_factory.mktemp("dump") / "activities.xml")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A graph with names that identifiers forbid, a year that is not known, and results that are no numbers."""
    last, this, review, _ = asked_graph.extractions()
    head = replace(review.heads[0], department="甲局/乙局&丙|丁?", project="A/B:C?")
    row = replace(review.indicators[0], department=head.department, project=head.project, actual="已完成")
    strange = replace(review, heads=(head,), indicators=(row,))
    heads, rows = ([replace(one, year=0) for one in each] for each in (last.heads, last.indicators))
    undated = replace(last, heads=tuple(heads), indicators=tuple(rows))
    graph = graph_of(strange, this, undated)
    return (*exported(graph, tmp_path_factory.mktemp("odd") / "activities.xml"), len(rows))


def exported(graph, path):
    lost = write_export("iati", graph, path)
    return etree.parse(str(path)).getroot(), lost


def path_of(element):
    return "/".join([*(above.tag for above in list(element.iterancestors())[-2::-1]), element.tag])


def expected(element):
    if element.tag == "narrative":
        return STANDARD["elements"]["*/narrative"]
    return STANDARD["elements"][path_of(element) if element.getparent() is not None else element.tag]


def wrong_children(element):
    allowed = re.sub(r"([\w-]+)([?+*]?)", r"(?:\1,)\2", expected(element)["children"]).replace(" ", "")
    tags = "".join(f"{child.tag}," for child in element)
    return None if re.fullmatch(allowed, tags) else (path_of(element), tags)


def wrong_attributes(element):
    listed = expected(element)["attributes"].split()
    found = {name.replace(LANG, "xml:") for name in element.attrib}
    missing = {name for name in listed if not name.endswith("?")} - found
    return (path_of(element), missing, found) if missing or found - {n.rstrip("?") for n in listed} else None


def is_decimal(text):
    try:
        return Decimal(text).is_finite() and "e" not in text.lower()
    except InvalidOperation:
        return False


def both(activities, odd):
    return [element for root, *_ in (activities, odd) for element in root.iter()]


def test_every_element_stands_where_the_schema_has_it(activities, odd):
    found = [wrong for one in both(activities, odd) for wrong in (wrong_children(one), wrong_attributes(one)) if wrong]
    assert found == []
    assert activities[0].get("version") == "2.03"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.insert(0, one.find("title")),
        lambda one: one.append(etree.Element("title")),
        lambda one: one.remove(one.find("activity-date")) or one.remove(one.find("activity-date")),
        lambda one: one.find("budget").remove(one.find("budget/value")),
        lambda one: one.set("colour", "red"),
        lambda one: one.find("reporting-org").attrib.pop("ref"),
        lambda one: one.find(".//indicator").attrib.pop("measure"),
    ],
)
def test_what_the_schema_forbids_is_seen(activities, change):
    root = etree.fromstring(etree.tostring(activities[0]))
    change(next(one for one in root if one.find("budget") is not None and one.find("result") is not None))
    assert any(wrong_children(one) or wrong_attributes(one) for one in root.iter())


def test_dates_numbers_and_codes_are_such(activities, odd):
    for element, (name, value) in [(one, item) for one in both(activities, odd) for item in one.attrib.items()]:
        place = f"{element.tag}/@{name}"
        if name in {"iso-date", "value-date"}:
            assert re.fullmatch(r"[1-9]\d{3}-(0[1-9]|1[0-2])-([0-2]\d|3[01])", value), place
        elif name == "value":
            assert is_decimal(value), place
        elif place in STANDARD["codes"]:
            assert value in STANDARD["codes"][place].split(), place
    for value in [one for one in both(activities, odd) if one.tag == "value"]:
        assert is_decimal(value.text)
    assert {one.get("code") for one in both(activities, odd) if one.tag == "sector"} == {"99810"}


def test_the_rules_beside_the_schema_hold(activities, odd):
    for activity in [one for one in both(activities, odd) if one.tag == "iati-activity"]:
        reference = activity.find("reporting-org").get("ref")
        identifier = activity.findtext("iati-identifier")
        assert re.fullmatch(r"[^/&|?]+", reference)
        assert re.fullmatch(r"[^/&|?]+", identifier)
        assert identifier.startswith(f"{reference}-")
        assert activity.find("activity-date[@type='1']") is not None
        assert activity.find("sector") is not None
        begins, ends = (
            [one.get("iso-date") for one in activity.iter(tag)] for tag in ("period-start", "period-end")
        )
        assert all(begin < end for begin, end in zip(begins, ends, strict=True))
        for measure, name in product("12", ("target", "actual", "baseline")):
            counted = activity.iterfind(f".//indicator[@measure='{measure}']//{name}")
            assert all(one.get("value") for one in counted), identifier
    for root, *_ in (activities, odd):
        identifiers = [activity.findtext("iati-identifier") for activity in root]
        assert len(set(identifiers)) == len(identifiers)


def test_names_and_results_that_do_not_fit_are_written_or_said(odd):
    root, lost, undated = odd
    activity = next(one for one in root if one.find("reporting-org").get("ref").startswith("甲局"))
    assert activity.find("reporting-org").get("ref") == "甲局%2F乙局%26丙%7C丁%3F"
    assert activity.findtext("iati-identifier").endswith(":A%2FB%3AC%3F")
    assert activity.find("other-identifier").get("ref").startswith("https://performance-targets.example/project/")
    (indicator,) = activity.iter("indicator")
    assert indicator.get("measure") == "5"
    assert indicator.findtext("period/actual/comment/narrative") == "已完成"
    assert f"没有年度的行不能写入：{undated} 行。" in lost
    assert "实际值不是数字的指标记作定性指标，只保留印出的文字：1 行。" in lost


def test_a_graph_without_forms_is_no_file(tmp_path):
    with pytest.raises(ExportError, match="没有带年度的绩效目标表"):
        write_export("iati", graph_of(replace(sample(), heads=(), indicators=())), tmp_path / "x.xml")


def test_every_row_is_an_indicator_with_its_printed_target(store, activities):
    root, _ = activities
    printed = Counter(comment.text for comment in root.iterfind(".//target/comment/narrative"))
    rows = list(catalogue_rows(store))
    assert printed == Counter(row["target_text"] for row in rows)
    values = [target.get("value") for target in root.iterfind(".//target") if target.get("value")]
    assert len(values) == sum(row["kind"] == "number" for row in rows)
    measures = Counter(indicator.get("measure") for indicator in root.iterfind(".//indicator"))
    assert measures["5"] == sum(row["kind"] != "number" for row in rows)


@pytest.mark.parametrize(
    "unit, quantity, code",
    [
        ("%", "ratio", "2"),
        ("百分之", "ratio", "2"),
        ("‰", "ratio", "1"),
        ("个", "count", "1"),
        ("1", None, "1"),
    ],
)
def test_a_percentage_is_one_however_it_is_printed(unit, quantity, code):
    assert indicator_measure({"kind": "number", "unit": unit, "quantity_kind": quantity}, {}) == code


@pytest.mark.parametrize(
    "kind, printed, actual, code",
    [("number", "5个", 5, "1"), ("number", "已完成", None, "5"), ("range", None, None, "5"), ("text", None, None, "5")],
)
def test_an_indicator_counts_only_where_all_its_values_are_numbers(kind, printed, actual, code):
    row = {"kind": kind, "unit": "个", "quantity_kind": "count", "actual": printed}
    assert indicator_measure(row, {"actual": actual}) == code


def test_money_is_yuan_and_of_the_year(activities):
    root, _ = activities
    budgets = {budget.findtext("value") for budget in root.iterfind(".//budget")}
    assert "1205000" in budgets
    assert {value.get("value-date")[:4] for value in root.iterfind(".//budget/value")} == {"2026", "2027"}


def test_what_is_lost_is_said(store, activities):
    rows = list(catalogue_rows(store))
    signed = sum(row["operator"] is not None for row in rows)
    assert f"运算符（≥ ≤ = > <）没有对应的元素，只保留在目标的说明里：{signed} 行。" in activities[1]
    assert any(line.startswith("定性目标只保留印出的文字") for line in activities[1])
