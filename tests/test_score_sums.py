"""The sum of weights and scores below the rows is the score of the form and no money; a sum of money stays money."""

from decimal import Decimal

import pytest
from inline_documents import extract

HEAD = "项目名称^图书采购^\n年度资金总额^420^万元\n"
COLUMNS = "一级指标^二级指标^三级指标^分值^年度指标值^实际完成值^得分\n"
ROWS = "产出指标^数量指标^册数^50^≥9册^9册^50\n满意度指标^满意度指标^读者满意度^40^≥90%^80%^38\n"


def head(text, title="项目支出绩效自评表"):
    (found,) = extract(f"青山县图书馆2023年部门决算\n{title}\n（2023年度）\n{text}").heads
    return found


@pytest.mark.parametrize(
    ("foot", "score"),
    [
        ("合计^^^100^^^98\n", "98"),
        ("合计^^^100^^^98.5\n", "98.5"),
        ("总分^^^100^^^98\n", "98"),
        ("合计^^^100^^^\n", None),
        ("", None),
    ],
)
def test_a_sum_of_scores_is_no_money(foot, score):
    found = head(HEAD + COLUMNS + ROWS + foot)
    assert [(money.source, money.amount) for money in found.funding] == [("资金总额", Decimal(420))]
    assert found.budget == 420
    assert found.total_score == (None if score is None else Decimal(score))


def test_a_form_without_money_gets_none_from_its_scores():
    found = head("项目名称^图书采购^\n" + COLUMNS + ROWS + "合计^^^100^^^98\n")
    assert found.funding == ()
    assert found.budget is None


def test_a_sum_of_money_stays_money():
    assert head("项目名称^图书采购^\n合计^420^万元\n" + COLUMNS + ROWS).budget == 420
    plain = "一级指标^二级指标^三级指标^指标值\n产出指标^数量指标^册数^≥9册\n"
    assert head("项目名称^图书采购^\n合计^420^万元\n" + plain, "项目支出绩效目标表").budget == 420
