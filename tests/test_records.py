"""The printed records: fields, order, and numbers that stay exact."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.findings import Finding
from kg.model import (
    AccountLine,
    Activity,
    BudgetLine,
    BudgetTable,
    Document,
    FormHead,
    Goal,
    Indicator,
    Money,
    Place,
    Problem,
)
from kg.records import (
    INDICATOR_FIELDS,
    account_to_record,
    exact_number,
    head_to_record,
    indicator_to_record,
    number_text,
    record_to_json,
    table_to_record,
)


def make_indicator(**changes: object) -> Indicator:
    fields: dict[str, object] = {
        "document": "a.txt", "line": 7, "page": None, "department": "某市数据局", "department_code": "377",
        "year": 2026, "form": "项目支出绩效目标表", "project": "专项", "project_code": None,
        "implementing_unit": None, "budget": Decimal("336.00"), "fiscal": Decimal("54480.66"),
        "horizon": "年度", "goal": "年度目标1", "level1": "产出指标", "level2": "数量指标",
        "level1_inferred": True, "name": "办件量", "subject": "办件量", "description": None,
        "target_text": "≥30.50万件", "operator": "≥", "kind": "number", "value": Decimal("30.50"),
        "unit": "万件", "base_value": Decimal("305000.0"), "base_unit": "件", "quantity_kind": "count",
        "value_year_before_last": None, "value_last_year": "28", "actual": None, "weight": Decimal(10),
        "score": None, "basis": None, "confidence": 0.95, "confident": True, "rules": ("operator-sign",),
        "spans": {"value": (1, 6)}, "findings": (Finding("a.txt", 7, "unit-column", "单位不同"),),
    }  # fmt: skip
    return Indicator(**{**fields, **changes})  # type: ignore[arg-type]


def test_indicator_record_has_the_fields_of_the_contract_in_order():
    record = indicator_to_record(make_indicator())
    assert tuple(record) == INDICATOR_FIELDS
    assert record["findings"] == [{"code": "unit-column", "message": "单位不同"}]
    assert record["spans"] == {"value": [1, 6]}
    line = record_to_json(record)
    assert "\n" not in line
    assert '"value": 30.5, "unit": "万件", "base_value": 305000, "base_unit": "件"' in line
    assert '"budget": 336, "fiscal": 54480.66,' in line
    assert json.loads(line)["department"] == "某市数据局"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("99"), "99"),
        (Decimal("99.90"), "99.9"),
        (Decimal("3E+10"), "30000000000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("0.1234567890123456789012345678901234"), "0.1234567890123456789012345678901234"),
        (Decimal("-0.5"), "-0.5"),
        ((Decimal("-5"), Decimal("5.50")), "[-5, 5.5]"),
        (("100G", "400G"), '["100G", "400G"]'),
        ("12-31", '"12-31"'),
        ("持续“提升”\n=15家", '"持续“提升”\\n=15家"'),
        (None, "null"),
    ],
)
def test_values_are_written_exactly(value, written):
    record = indicator_to_record(make_indicator(value=value))
    assert record_to_json({"value": record["value"]}) == '{"value": ' + written + "}"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_no_number_changes(value):
    assert exact_number(value) == value
    assert Decimal(number_text(value)) == value
    assert "E" not in number_text(value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_json_reads_back(value):
    assert json.loads(record_to_json({"value": value})) == {"value": value}


def test_json_refuses_what_it_has_no_form_for():
    with pytest.raises(TypeError, match="set"):
        record_to_json({"value": {1}})


def test_head_record():
    head = FormHead(
        "a.txt", 3, "绩效自评表", "某市数据局", None, 2023,
        funding=(Money("资金总额", "全年", Decimal("75.00"), "75.00"),),
        execution_rate=Decimal("80.27"),
        goals=(Goal("年度目标1", "年度", "保障运行"),),
        projects=(Activity("运维", Decimal("60.2"), "固定性项目"),),
        problems=(Problem("资金管理问题", "跨年支付", None),),
    )  # fmt: skip
    record = head_to_record(head)
    assert " ".join(record) == (
        "document line form department department_code year project project_code implementing_unit "
        "supervising_department attribute start_year end_year funding execution_rate execution_score "
        "total_score grade funding_plan funding_scope goals projects structure earlier tasks "
        "activities procurement problems page place"
    )
    assert record["funding"] == [{"source": "资金总额", "phase": "全年", "amount": 75}]
    assert record["execution_rate"] == Decimal("80.27")
    assert record["goals"] == [{"label": "年度目标1", "horizon": "年度", "text": "保障运行"}]
    assert record["projects"] == [
        {"name": "运维", "amount": Decimal("60.2"), "fiscal": None, "category": "固定性项目", "note": None}
    ]
    assert record["structure"] == []
    assert record["problems"] == [{"type": "资金管理问题", "problem": "跨年支付", "suggestion": None}]
    assert '"amount": 60.2' in record_to_json(record)


def test_table_and_account_records():
    line = BudgetLine(9, "505001", "本级", {"财政拨款·基本支出": Decimal("12.50")}, unit="本级")
    table = BudgetTable("a.txt", 8, "单位收入总表", "unit", (line,))
    assert record_to_json(table_to_record(table)) == (
        '{"document": "a.txt", "line": 8, "title": "单位收入总表", "kind": "unit", "lines": [{"line": 9, '
        '"code": "505001", "name": "本级", "unit": "本级", "amounts": {"财政拨款·基本支出": 12.5}, "place": null}], '
        '"page": null, "place": null}'
    )
    account = AccountLine(12, 3, "ignored", "页码", "- 7 -")
    assert list(account_to_record(account)) == ["line", "form_line", "fate", "reason", "printed", "place"]
    document = Document("a.txt", "", "text/plain", ())
    record = account_to_record(account, document=document)
    assert next(iter(record.items())) == ("document", "a.txt")
    assert (record["line"], record["place"]) == (12, None)


@pytest.mark.parametrize("reason", ["接第 1 行，被分页断开", "属于第 1 行"])
def test_an_account_of_a_file_without_lines_names_places(reason):
    places = {1: ((0, 2, Place(page=3)),), 2: ((0, 2, Place(sheet="绩效", cell="B7")),)}
    document = Document("a.pdf", "", "application/pdf", (), (), places)
    record = account_to_record(AccountLine(2, 1, "continued", reason, "x"), document=document)
    assert (record["line"], record["form_line"], record["place"]) == (None, None, "工作表“绩效”B7")
    assert record["reason"] == reason.replace("第 1 行", "第 3 页的一行")


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=None), more=st.booleans())
def test_every_decimal_is_printed_with_all_its_digits(number, more):
    record = {"value": [number], "more": {"flag": more, "text": "“万件”\n"}}
    digits = number_text(number)
    assert record_to_json(record) == (
        f'{{"value": [{digits}], "more": {{"flag": {str(more).lower()}, "text": "“万件”\\n"}}}}'
    )
