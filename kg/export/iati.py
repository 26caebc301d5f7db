"""Projects with their results as IATI 2.03 activities, and an account of what that form cannot hold.

https://iatistandard.org/en/iati-standard/203/ . A project (or a department's whole-year form) is an activity, an
indicator row is an indicator with one period, its year. IATI has no operator: the target keeps its printed text in
the comment, and a value only where one number was read. The files are valid by the schema of the standard and keep
the rules beside it: identifiers without / & | ?, a sector for each activity, a value wherever an indicator counts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from kg.errors import ExportError
from kg.export.catalogue import catalogue_rows
from kg.export.cells import cell_text
from kg.export.overview import read_overview
from kg.export.selects import Row, select
from kg.graph.derived import kind_classes
from kg.graph.place import concept
from kg.graph.targets import target_unit_factor, word_unit
from kg.namespaces import VOCAB
from kg.records import number_text

if TYPE_CHECKING:
    from kg.store import Store

_Element = Any
"""An element of lxml, which has no types."""

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_RESULT_TYPES: Final = (
    ("sustained-impact", "3"),
    ("satisfaction", "9"),
    ("cost", "9"),
    ("benefit", "2"),
    ("output", "1"),
)
"""Kind of indicator to the codelist ResultType: 1 output, 2 outcome, 3 impact, 9 other; the first that holds."""
_NO_SECTOR: Final = "99810"
"""Of the codelist Sector: not specified."""
_NOT_IN_IDENTIFIERS: Final = re.compile("[/&|?]")
_EARLIEST: Final = 1000
"""A year as the dates of XML have it; a form whose year is not known has 0."""
_PER_CENT: Final = Fraction(1, 100)
_TITLES: Final = {"1": "产出", "2": "效益", "3": "可持续影响", "9": "满意度、成本及其他"}
_LOSSES: Final = {
    "operator": "运算符（≥ ≤ = > <）没有对应的元素，只保留在目标的说明里",
    "unit": "计量单位没有对应的元素，只保留在指标名称的说明里",
    "interval": "区间、日期和多个数值的目标没有单一数值，只保留印出的文字",
    "words": "定性目标只保留印出的文字",
    "direction": "没有判明正向或反向，按标准的默认值会被当作越高越好",
    "kind": "满意度和成本指标没有对应的结果类型，记作“其他”",
    "no_number": "实际值不是数字的指标记作定性指标，只保留印出的文字",
    "no_year": "没有年度的行不能写入",
    "sector": "没有对应的行业分类，记作“未指明”",
    "weight": "分值和得分没有对应的元素，没有写入",
    "last_year": "上年值不是数字，没有写入基线",
}
_DETAIL: Final = """
SELECT ?id ?direction ?actual WHERE {
  GRAPH <GRAPH> {
    { ?id kg:targetText ?text ; kg:direction ?direction }
    UNION { ?result kg:ofTarget ?id ; kg:actualValue ?actual }
  }
} ORDER BY ?id"""


def write_iati(store: "Store", path: Path) -> tuple[str, ...]:
    """Write the activities; returns in Chinese what was lost, with how many rows it concerns."""
    from lxml import etree

    overview = read_overview(store, findings=False)
    forms: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    lost: Counter[str] = Counter()
    for form in overview.all_forms():
        if _has_year(form):
            forms[_activity_key(form)].append(form)
    if not forms:
        raise ExportError("图谱里没有带年度的绩效目标表，写不出 IATI 活动。请先用 kg build 读入绩效目标表。")
    rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in catalogue_rows(store, overview, spans=False):
        if _has_year(row):
            rows[_activity_key(row)].append(row)
        else:
            lost["no_year"] += 1
    details: dict[object, Row] = {}
    for document in overview.documents:
        for found in select(store, _DETAIL, str(document["graph"])):
            known = details.setdefault(found["id"], {})
            known.update({name: value for name, value in found.items() if value is not None})
    lost["sector"] = sum(map(len, rows.values()))
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element("iati-activities", version="2.03"):
            for key in sorted(forms):
                file.write(_activity(key, forms[key], rows.get(key, []), details, lost), pretty_print=True)
    return tuple(f"{_LOSSES[name]}：{count} 行。" for name, count in sorted(lost.items()))


def _has_year(row: Row) -> bool:
    return isinstance(row["year"], int) and row["year"] >= _EARLIEST


def _activity_key(row: Row) -> tuple[str, ...]:
    project = row.get("project_id")
    return (str(project),) if project else (str(row["department"] or row["document"]), str(row["year"]))


def _activity(
    key: tuple[str, ...],
    forms: list[Row],
    rows: Iterable[Row],
    details: Mapping[object, Row],
    lost: Counter[str],
) -> _Element:
    from lxml import etree

    first = forms[0]
    years = sorted({int(str(form["year"])) for form in forms})
    activity = etree.Element("iati-activity", {_LANG: "zh", "default-currency": "CNY"})
    office = str(first["department"] or first["document"])
    reference = _identifier(office)
    # begins with that of who reports, as the standard wants it
    _add(activity, "iati-identifier", f"{reference}-{_local(key)}")
    _narrative(_add(activity, "reporting-org", ref=reference, type="10"), office)
    _narrative(_add(activity, "title"), first["project"] or f"{office} {first['year']} 年整体支出")
    goals = dict.fromkeys(str(form["goals"]) for form in forms if form["goals"])
    _narrative(_add(activity, "description", type="1"), "\n".join(goals) or first["project"] or office)
    for name, role in (("supervising_department", "2"), ("implementing_unit", "4")):
        for unit in dict.fromkeys(str(form[name]) for form in forms if form[name]):
            _narrative(_add(activity, "participating-org", role=role, type="10"), unit)
    if not any(form["supervising_department"] or form["implementing_unit"] for form in forms):
        _narrative(_add(activity, "participating-org", role="2", type="10"), office)
    if len(key) == 1:
        _add(activity, "other-identifier", ref=key[0], type="A1")
    _add(activity, "activity-status", code="2")
    _add(activity, "activity-date", **{"iso-date": f"{years[0]}-01-01", "type": "1"})
    _add(activity, "activity-date", **{"iso-date": f"{years[-1]}-12-31", "type": "3"})
    _add(activity, "recipient-country", code="CN")
    _add(activity, "sector", vocabulary="1", code=_NO_SECTOR)
    for form in _first_of_each_year(forms, "budget"):
        _budget(activity, form)
    for form in _first_of_each_year(forms, "executed"):
        transaction = _add(activity, "transaction")
        _add(transaction, "transaction-type", code="4")
        _add(transaction, "transaction-date", **{"iso-date": f"{form['year']}-12-31"})
        _add(transaction, "value", _yuan(form["executed"]), **{"value-date": f"{form['year']}-12-31"})
    _results(activity, rows, details, lost)
    return activity


def _identifier(text: str) -> str:
    return _NOT_IN_IDENTIFIERS.sub(lambda sign: quote(sign[0], safe=""), text)


def _local(key: tuple[str, ...]) -> str:
    """What tells an activity from the others of an office: the path of its IRI, or the year of the whole office."""
    if len(key) > 1:
        return _identifier(key[1])
    parts = urlsplit(key[0]).path.strip("/").split("/")
    return ":".join(_identifier(part.replace(":", "%3A")) for part in parts)


def _first_of_each_year(forms: Iterable[Row], field: str) -> list[Row]:
    found: dict[object, Row] = {}
    for form in forms:
        if isinstance(form[field], Decimal) and isinstance(form["year"], int):
            found.setdefault(form["year"], form)
    return [found[year] for year in sorted(found, key=str)]


def _budget(activity: _Element, form: Row) -> None:
    budget = _add(activity, "budget", type="1", status="1")
    _year(budget, form["year"])
    _add(budget, "value", _yuan(form["budget"]), **{"value-date": f"{form['year']}-01-01"})


def _results(
    activity: _Element,
    rows: Iterable[Row],
    details: Mapping[object, Row],
    lost: Counter[str],
) -> None:
    by_type: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_type[_result_type(row)].append(row)
    for code in sorted(by_type):
        result = _add(activity, "result", type=code)
        _narrative(_add(result, "title"), _TITLES[code])
        for row in by_type[code]:
            _indicator(result, row, details.get(row["id"], {}))
            lost.update(_losses(row, code, details.get(row["id"], {})))


def _indicator(result: _Element, row: Row, detail: Row) -> None:
    direction = str(detail.get("direction") or "")
    attributes = {"measure": indicator_measure(row, detail)}
    if direction:
        attributes["ascending"] = "0" if direction == f"{VOCAB}directions/lower-is-better" else "1"
    indicator = _add(result, "indicator", **attributes)
    _narrative(_add(indicator, "title"), row["name"] or row["subject"] or row["level2"] or "（未写）")
    words = [("二级指标", row["level2"]), ("计量单位", word_unit(_unit(row))), ("说明", row["description"])]
    described = "；".join(f"{name}：{text}" for name, text in words if text)
    if described:
        _narrative(_add(indicator, "description"), described)
    last = row["value_last_year"]
    if isinstance(last, str) and _is_number(last) and isinstance(row["year"], int):
        _add(indicator, "baseline", year=str(row["year"] - 1), value=last)
    period = _add(indicator, "period")
    _year(period, row["year"])
    value = {"value": _number(row["value"])} if row["kind"] == "number" else {}
    _narrative(_add(_add(period, "target", **value), "comment"), row["target_text"])
    if row["actual"] is not None:
        actual = detail.get("actual")
        value = {"value": _number(actual)} if _is_numeric(actual) else {}
        _narrative(_add(_add(period, "actual", **value), "comment"), row["actual"])


def _losses(row: Row, code: str, detail: Row) -> Iterator[str]:
    if row["operator"]:
        yield "operator"
    if row["unit"]:
        yield "unit"
    if row["kind"] in {"range", "multi", "date"}:
        yield "interval"
    if row["kind"] in {"text", "missing"}:
        yield "words"
    if not detail.get("direction"):
        yield "direction"
    if code == "9":
        yield "kind"
    if row["kind"] == "number" and row["actual"] is not None and not _is_numeric(detail.get("actual")):
        yield "no_number"
    if row["weight"] is not None or row["score"] is not None:
        yield "weight"
    last = row["value_last_year"]
    if isinstance(last, str) and not _is_number(last):
        yield "last_year"


def _result_type(row: Row) -> str:
    level = str(row["level2"] or ""), str(row["level1"] or "")
    kind = concept("kinds", level[0]) or concept("kinds", level[1])
    classes = kind_classes(kind) if kind else frozenset()
    return next((code for name, code in _RESULT_TYPES if name in classes), "9")


def indicator_measure(row: Row, detail: Row) -> str:
    """The codelist IndicatorMeasure: 1 unit, 2 percentage, 5 qualitative: a target or an actual is no number."""
    if row["kind"] != "number" or (row.get("actual") is not None and not _is_numeric(detail.get("actual"))):
        return "5"
    return "2" if row["quantity_kind"] == "ratio" and target_unit_factor(_unit(row)) == _PER_CENT else "1"


def _is_numeric(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _unit(row: Row) -> str | None:
    return str(row["unit"]) if row["unit"] else None


def _year(parent: _Element, year: object) -> None:
    _add(parent, "period-start", **{"iso-date": f"{year}-01-01"})
    _add(parent, "period-end", **{"iso-date": f"{year}-12-31"})


def _add(parent: _Element, name: str, text: object = None, **attributes: str) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, name, {key: cell_text(value) for key, value in attributes.items()})
    if text is not None:
        element.text = cell_text(str(text))
    return element


def _narrative(parent: _Element, text: object) -> None:
    _add(parent, "narrative", text)


def _yuan(wan: object) -> str:
    return number_text(Decimal(str(wan)).scaleb(4))


def _number(value: object) -> str:
    return number_text(value) if isinstance(value, Decimal) else str(value)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.replace(".", "", 1).isdigit()
