"""Budget tables: samples of each printed form, the shipped documents, and sums that must come out."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.budget import document_to_tables
from kg.model import BudgetLine, BudgetTable, Document, Span
from kg.read import read_document
from kg.read.text import text_to_blocks
from kg.tables import find_forms
from kg.vocabulary import data_dir

HALF_CENT = Decimal("0.005")
DOCUMENTS = sorted(path.name for path in data_dir().glob("*.txt"))


def read(text: str) -> tuple[BudgetTable, ...]:
    return document_to_tables(
        Document("sample.txt", "0" * 64, "text/plain", text_to_blocks(text, "sample.txt"))
    )


def one(text: str) -> BudgetTable:
    (table,) = read(text)
    return table


def amounts(line: BudgetLine) -> dict[str, str]:
    return {heading: str(amount) for heading, amount in line.amounts.items()}


def by_code(table: BudgetTable) -> dict[str | None, BudgetLine]:
    return {line.code: line for line in table.lines}


@cache
def shipped(name: str) -> tuple[BudgetTable, ...]:
    return document_to_tables(read_document(data_dir() / name))


def table_of(part: str, title: str) -> BudgetTable:
    (name,) = (name for name in DOCUMENTS if part in name)
    (found,) = (table for table in shipped(name) if table.title == title)
    return found


# Samples: tab-separated

FUNCTION_TABS = """一般公共预算支出表

单位：万元

科目编码	科目名称	合计	基本支出			项目支出
			小计	人员经费	公用经费
	合计	130.00	100.00	80.00	20.00	30.00
201	一般公共服务支出	120.00	90.00	70.00	20.00	30.00
20141	数据事务	120.00	90.00	70.00	20.00	30.00
2014101	行政运行	90.00	90.00	70.00	20.00
	一般行政管理事务	30.00				30.00

2014102\t\t
210	卫生健康支出	10.00	10.00	10.00
"""


def test_function_table_with_tabs_joins_storeys_and_rows_over_a_page() -> None:
    table = one(FUNCTION_TABS)
    assert (table.title, table.kind, table.line) == ("一般公共预算支出表", "function", 1)
    lines = by_code(table)
    assert amounts(lines["2014101"]) == {
        "合计": "90.00",
        "基本支出·小计": "90.00",
        "基本支出·人员经费": "70.00",
        "基本支出·公用经费": "20.00",
    }
    broken = lines["2014102"]
    assert (broken.name, broken.line, amounts(broken)) == (
        "一般行政管理事务",
        11,
        {"合计": "30.00", "项目支出": "30.00"},
    )
    assert Span(11, 1, 9) in broken.spans
    assert Span(13, 0, 7) in broken.spans


PROJECTS = """项目支出情况表

单位：万元

项目编码	项目单位	合计	本年拨款			财政拨款结转结余			单位资金
			一般公共预算	政府性基金预算	国有资本经营预算	一般公共预算	政府性基金预算	国有资本经营预算
		150.00	110.00			40.00
157	某某市数据局	150.00	110.00			40.00
31	本级支出项目	150.00	110.00			40.00
42010026157Y0 00000106	机房运维项目	某某市数据局本级	50.00	10.00		40.00
	视频会	某某市数据局本	60.00	60.00

42010026157Y0 00000107	会议保障服务	级
42010026157Y0 00000108	平台服务	某某市数据局本级	40.00	40.00
"""


def test_project_table_with_codes_split_and_cells_shifted() -> None:
    table = one(PROJECTS)
    lines = by_code(table)
    assert table.kind == "project"
    assert lines["31"].name == "本级支出项目"
    shifted = lines["42010026157Y000000106"]
    assert (shifted.name, shifted.unit) == ("机房运维项目", "某某市数据局本级")
    # 40.00 is printed one cell too far left; only the sum of the column above it says where it belongs
    assert amounts(shifted) == {
        "合计": "50.00",
        "本年拨款·一般公共预算": "10.00",
        "财政拨款结转结余·一般公共预算": "40.00",
    }
    broken = lines["42010026157Y000000107"]
    assert (broken.unit, amounts(broken)) == (
        "某某市数据局本级",
        {"合计": "60.00", "本年拨款·一般公共预算": "60.00"},
    )


@pytest.mark.parametrize(
    "elsewhere, name",
    [("", "视频会会议保障服务"), ("另见视频会议保障服务合同。", "视频会议保障服务")],
)
def test_a_letter_printed_on_both_pages_counts_once_only_if_the_document_says_so(
    elsewhere: str, name: str
) -> None:
    assert by_code(one(f"{elsewhere}\n\n{PROJECTS}"))["42010026157Y000000107"].name == name


TWO_SIDED = """部门收支总表

单位：万元

收 入		支 出
项 目	预算数	项 目	预算数
一、一般公共预算拨款收入	11,994.89	一、一般公共服务支出	5,971.90
二、事业收入		二、科学技术支出	6,022.99
收 入 总 计	11,994.89	支 出 总 计	11,994.89
"""


def test_two_sided_table_gives_a_line_for_each_side() -> None:
    table = one(TWO_SIDED)
    assert table.kind == "other"
    assert [(line.name, amounts(line)) for line in table.lines] == [
        ("一、一般公共预算拨款收入", {"收入·预算数": "11994.89"}),
        ("一、一般公共服务支出", {"支出·预算数": "5971.90"}),
        ("二、科学技术支出", {"支出·预算数": "6022.99"}),
        ("收入总计", {"收入·预算数": "11994.89"}),
        ("支出总计", {"支出·预算数": "11994.89"}),
    ]


def test_three_blocks_of_economic_items_side_by_side() -> None:
    table = one(
        "基本支出决算表\n\n单位：万元\n\n人员经费\t\t\t公用经费\t\t\n"
        "经济分类科目编码\t科目名称\t金额\t经济分类科目编码\t科目名称\t金额\n"
        "301\t工资福利支出\t613.83\t302\t商品和服务支出\t76.14\n"
        "人员经费合计\t\t613.83\t公用经费合计\t\t76.14\n"
    )
    assert table.kind == "economic"
    assert [(line.code, line.name, amounts(line)) for line in table.lines] == [
        ("301", "工资福利支出", {"人员经费·金额": "613.83"}),
        ("302", "商品和服务支出", {"公用经费·金额": "76.14"}),
        (None, "人员经费合计", {"人员经费·金额": "613.83"}),
        (None, "公用经费合计", {"公用经费·金额": "76.14"}),
    ]


def test_the_sum_of_two_blocks_may_stand_one_cell_too_far_left() -> None:
    table = one(
        "基本支出决算表\n\n单位：万元\n\n人员经费\t\t\t公用经费\t\t\t\t\t\n"
        "经济分类科目编码\t科目名称\t金额\t经济分类科目编码\t科目名称\t金额\t经济分类科目编码\t科目名称\t金额\n"
        "301\t工资福利支出\t613.83\t302\t商品和服务支出\t76.14\t310\t资本性支出\t0.00\n"
        "人员经费合计\t\t613.83\t公用经费合计\t\t\t\t76.14\n"
    )
    assert [(line.name, amounts(line)) for line in table.lines][-2:] == [
        ("人员经费合计", {"人员经费·金额": "613.83"}),
        ("公用经费合计", {"公用经费·金额": "76.14"}),
    ]


# Samples: Markdown pipes

PIPES = """部门预算支出总表

部门名称：某某市大数据局

金额单位：{unit}

| 序号 | 功能分类科目 | | 本年支出合计 | 基本支出 | 项目支出 |
|----|---------|-----|-----|-----|-----|
| | 科目编码 | 科目名称 | | | |
| 栏次 | 1 | 2 | 3 | 4 | 5 |
| 1 | | 合计 | {total} | {basic} | {project} |
| 2 | 201 | 一般公共服务支出 | {total} | {basic} | {project} |
"""


@pytest.mark.parametrize(
    "unit, total, basic, project",
    [
        ("万元", "10,778.90", "1,906.32", "8,872.58"),
        ("元", "107,789,000.00", "19,063,200.00", "88,725,800.00"),
        ("千元", "107,789.00", "19,063.20", "88,725.80"),
        ("亿元", "1.07789", "0.190632", "0.887258"),
    ],
)
def test_amounts_are_wan_yuan_whatever_is_printed(unit: str, total: str, basic: str, project: str) -> None:
    table = one(PIPES.format(unit=unit, total=total, basic=basic, project=project))
    assert table.title == "部门预算支出总表"
    line = by_code(table)["201"]
    assert line.name == "一般公共服务支出"
    assert line.amounts == {
        "本年支出合计": Decimal("10778.90"),
        "基本支出": Decimal("1906.32"),
        "项目支出": Decimal("8872.58"),
    }


def test_the_unit_may_stand_in_the_heading() -> None:
    table = one("项目支出表\n\n| 项目名称 | 预算数（元） |\n|--|--|\n| 甲项目 | 125,000.00 |\n")
    assert [amount for line in table.lines for amount in line.amounts.values()] == [Decimal("12.5")]


def test_pages_with_repeated_headings_are_one_table_and_headings_that_disagree_name_nothing() -> None:
    page = "| 项目名称 | 合计 | {} |\n|--|--|--|\n| {} | 5.00 | 5.00 |\n"
    title = "项目支出表\n\n单位：万元\n\n"
    agreeing = one(title + page.format("基本支出", "甲项目") + "\n" + page.format("基本支出", "乙项目"))
    assert [(line.name, amounts(line)) for line in agreeing.lines] == [
        ("甲项目", {"合计": "5.00", "基本支出": "5.00"}),
        ("乙项目", {"合计": "5.00", "基本支出": "5.00"}),
    ]
    differing = one(title + page.format("基本支出", "甲项目") + "\n" + page.format("项目支出", "乙项目"))
    assert [amounts(line) for line in differing.lines] == [{"合计": "5.00", "金额2": "5.00"}] * 2


# Samples: text without borders

FUNCTION_TEXT = """附件5

一般公共预算支出情况表
单位：万元

科目编码 科目名称 合计
基本支出

项目支出
小计 人员支出 公用支出

合计： 183.00 103.00 92.00 11.00 80.00

201 一般公共服务支出 40.00 40.00 32.00 8.00

206 科学技术支出 80.00 80.00

208 社会保障和就业支出 60.00 60.00 60.00

210 卫生健康
支出
3.00 3.00 3.00
"""


def test_text_without_columns_is_placed_by_sums() -> None:
    table = one(FUNCTION_TEXT)
    assert (table.title, table.kind) == ("一般公共预算支出情况表", "function")
    lines = by_code(table)
    assert amounts(lines["206"]) == {"合计": "80.00", "项目支出": "80.00"}
    assert amounts(lines["208"]) == {"合计": "60.00", "基本支出·小计": "60.00", "基本支出·人员支出": "60.00"}
    # within its own row 3.00 could be either; only the column of the total (11 = 8 + 3) tells
    assert lines["210"].name == "卫生健康支出"
    assert amounts(lines["210"])["基本支出·公用支出"] == "3.00"


def test_what_the_sums_do_not_settle_keeps_its_printed_order() -> None:
    table = one(
        "“三公”经费支出情况表\n单位：万元\n\n“三公”经费合计 因公出国（境）费\n公务用车购置及运行费\n\n公务接待费\n"
        "小计 公务用车购置费 公务用车运行费\n\n8.52 2.71 2.71 5.81\n"
    )
    assert amounts(table.lines[0]) == {
        "“三公”经费合计": "8.52",
        "公务用车购置及运行费·小计": "2.71",
        "金额3": "2.71",
        "公务接待费": "5.81",
    }


UNIT_TEXT = """{summary}部门收入预算总体情况表
单位：万元

单位编码 单位名称 合计

本年收入 上年结转结余

小计
一般公共预

算

事业单位

经营收入
其他收入 小计

一般公共

预算
单位资金

合计: 18.44 18.44 18.00 0.44

311001
某某市工业

局
17.00 17.00 17.00

311002 某某中心 1.44 1.44 1.00 0.44
"""

SUMMARY = """部门收支预算总体情况表
单位：万元

收      入 支       出

项    目 预算数 项    目 预算数

 一、一般公共预算拨款收入 18.00   一、一般公共服务支出 18.44

 二、事业单位经营收入   二、外交支出

 三、其他收入 0.44

上年结转结余 年终结转结余

收入总计 18.44 支出总计 18.44

"""


def test_headings_wrapped_over_lines_and_a_choice_that_another_table_settles() -> None:
    alone = by_code(one(UNIT_TEXT.format(summary="")))
    assert alone["311001"].name == "某某市工业局"
    assert amounts(alone["311002"]) == {"合计": "1.44", "金额2": "1.44", "金额3": "1.00", "金额4": "0.44"}
    both = read(UNIT_TEXT.format(summary=SUMMARY))
    assert [table.kind for table in both] == ["other", "unit"]
    assert amounts(by_code(both[1])["311002"]) == {
        "合计": "1.44",
        "本年收入·小计": "1.44",
        "本年收入·一般公共预算": "1.00",
        "本年收入·其他收入": "0.44",
    }


def test_cells_that_contradict_their_sums_lose_their_column_and_keep_their_amount() -> None:
    table = one(
        "部门支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t财政拨款\t\t\n\t\t\t小计\t基本支出\t项目支出\n"
        "\t合计\t12.00\t12.00\t5.00\t7.00\n201\t一般公共服务支出\t5.00\t5.00\t5.00\t\n"
        "215\t资源勘探工业信息等支出\t7.00\t7.00\t7.00\t7.00\n"
    )
    assert amounts(by_code(table)["215"]) == {
        "合计": "7.00",
        "金额2": "7.00",
        "金额3": "7.00",
        "金额4": "7.00",
    }


@pytest.mark.parametrize(
    "text",
    [
        "目录\n\n一、部门收支总表\n二、部门收入总表\n三、部门支出总表\n",
        "纳入范围的单位详细情况见下表：\n\n序号\t单位名称\t在职人数\n1\t某某中心\t14\n",
        "政府性基金预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\n\n注：没有使用政府性基金。\n",
        "第一部分\n\n2024年支出预算为10,778.90万元，比上年增加562.18万元。\n",
    ],
    ids=["contents", "list of units", "empty table", "prose"],
)
def test_no_table(text: str) -> None:
    assert read(text) == ()


# A wrong number is worse than a missing one: blanks removed from random tables must never be put back wrongly

CENTS = st.integers(min_value=0, max_value=9999).map(lambda cents: Decimal(cents) / 100)
LEAF = st.tuples(CENTS, CENTS, CENTS)
COLUMNS = ("合计", "基本支出·小计", "基本支出·人员支出", "基本支出·公用支出", "项目支出")


def to_columns(staff: Decimal, running: Decimal, project: Decimal) -> tuple[Decimal, ...]:
    return (staff + running + project, staff + running, staff, running, project)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LEAF, min_size=1, max_size=6))
def test_amounts_of_borderless_text_are_placed_rightly_or_not_at_all(
    leaves: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    rows = [to_columns(*leaf) for leaf in leaves]
    total = tuple(sum(column, Decimal(0)) for column in zip(*rows, strict=True))
    printed = [("合计：", total), *((f"{201 + i} 支出{i}", row) for i, row in enumerate(rows))]
    body = "\n".join(
        f"{name} " + " ".join(f"{v:,.2f}" for v in row if v) for name, row in printed if any(row)
    )
    tables = read(FUNCTION_TEXT.split("合计：")[0] + body + "\n")
    if not any(total):
        assert tables == ()
        return
    truth = {name.split()[0]: dict(zip(COLUMNS, row, strict=True)) for name, row in printed}
    for line in tables[0].lines:
        row = truth[line.code or "合计："]
        for heading, amount in line.amounts.items():
            assert heading.startswith("金额") or row[heading] == amount
        assert sorted(line.amounts.values()) == sorted(value for value in row.values() if value)


# The shipped documents


def test_five_documents_are_shipped() -> None:
    assert len(DOCUMENTS) == 5


@pytest.mark.parametrize("name", DOCUMENTS)
def test_top_level_items_add_up_to_the_printed_total(name: str) -> None:
    """Tolerance: every amount, and the total, was rounded alone to 0.01 万元, so n items may be off by
    (n + 1) half hundredths; anything beyond that is a misread amount."""
    checked = 0
    for table in shipped(name):
        if table.kind != "function":
            continue
        total = next(line for line in table.lines if line.name == "合计")
        items = [line for line in table.lines if line.code and len(line.code) == 3]
        unplaced = any(heading.startswith("金额") for line in (total, *items) for heading in line.amounts)
        headings = list(total.amounts)[:1] if unplaced else list(total.amounts)
        for heading in headings if items else ():
            found = sum((line.amounts.get(heading, Decimal(0)) for line in items), Decimal(0))
            assert abs(found - total.amounts[heading]) <= HALF_CENT * (len(items) + 1), (table.title, heading)
            checked += 1
    assert checked


@pytest.mark.parametrize("name", DOCUMENTS)
def test_items_add_up_to_the_item_above_them(name: str) -> None:
    for table in shipped(name):
        if table.kind != "function":
            continue
        heading = next(iter(next(line for line in table.lines if line.name == "合计").amounts))
        for length in (5, 7):
            parents = [line for line in table.lines if line.code and len(line.code) == length - 2]
            for parent in parents:
                below = [line for line in table.lines if len(line.code or "") == length]
                parts = [line for line in below if str(line.code).startswith(str(parent.code))]
                found = sum((line.amounts[heading] for line in parts), Decimal(0))
                assert not parts or abs(found - parent.amounts[heading]) <= HALF_CENT * (len(parts) + 1), (
                    parent
                )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_line_of_a_form_is_a_budget_line(name: str) -> None:
    document = read_document(data_dir() / name)
    taken: set[int] = set()
    for form in find_forms(document):
        lines = [item.line if hasattr(item, "line") else item.span.line for item in form.items]
        taken.update(range(min(lines), max(lines) + 1))
    assert taken
    assert not [line for table in shipped(name) for line in table.lines if line.line in taken]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lines_carry_the_places_of_what_they_print(name: str) -> None:
    printed = Path(data_dir() / name).read_bytes().decode("utf-8").split("\n")
    for table in shipped(name):
        assert table.lines
        assert [line.line for line in table.lines] == sorted(line.line for line in table.lines)
        for line in table.lines:
            text = "".join(printed[span.line - 1][span.start : span.end] for span in line.spans)
            assert "".join((line.code or "").split()) in "".join(text.split())
            digits = text.replace(",", "")
            assert all(str(amount) in digits for amount in line.amounts.values()), line


@pytest.mark.parametrize(
    "part, count",
    [("厦门市工业", 8), ("厦门市数据", 6), ("武汉市", 9), ("泉州市", 9), ("青岛市", 10)],
)
def test_every_table_with_amounts_is_found(part: str, count: int) -> None:
    (name,) = (name for name in DOCUMENTS if part in name)
    assert len(shipped(name)) == count


def test_units_by_code() -> None:
    lines = by_code(table_of("厦门市工业", "部门收入预算总体情况表"))
    assert lines["311001"].amounts["合计"] == Decimal("167797.72")
    assert lines["311012"].name == "金砖国家新工业革命伙伴关系创新中心"
    parts = sum((line.amounts["合计"] for code, line in lines.items() if len(code or "") == 6), Decimal(0))
    assert parts == lines["311"].amounts["合计"]


def test_projects_by_code() -> None:
    table = table_of("武汉市", "项目支出情况表")
    projects = [line for line in table.lines if len(line.code or "") == 21]
    assert len(projects) == 24
    assert sum((line.amounts["合计"] for line in projects), Decimal(0)) == Decimal("9022.33")
    carried = "财政拨款结转结余·一般公共预算"
    assert sum((line.amounts.get(carried, Decimal(0)) for line in projects), Decimal(0)) == Decimal("1249.32")
    lines = by_code(table)
    assert lines["42010026157Y000000106"].name == "办公设备、信息化运维维护"
    assert lines["42010026157T000000101"].name == "办公室日常保障"
    assert lines["42010026157Y000000104"].name == "武汉市市级视频会议系统和市民之家大楼网络运维服务"
    assert lines["42010026157Y000000104"].unit == "武汉市信息中心(武汉市大数据中心)"


def test_a_column_that_a_page_shifted_is_put_right_by_the_sum_above_it() -> None:
    lines = by_code(table_of("厦门市数据", "一般公共预算基本支出情况表（细化至经济分类款级科目）"))
    column = "部门预算支出经济分类科目·公用支出"
    assert lines["302"].amounts[column] == Decimal("1381.47")
    assert lines["30214"].amounts[column] == Decimal("1.00")
    assert column not in lines["301"].amounts


def test_document_without_borders_leaves_few_amounts_without_a_column() -> None:
    (name,) = (name for name in DOCUMENTS if "厦门市工业" in name)
    headings = [heading for table in shipped(name) for line in table.lines for heading in line.amounts]
    unplaced = [heading for heading in headings if heading.startswith("金额")]
    assert (len(headings), len(unplaced)) == (441, 8)
