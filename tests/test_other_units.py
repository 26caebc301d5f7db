"""An actual number that is likely counted in another unit than its target is not judged: no verdict, no score."""

from decimal import Decimal

import pytest
from test_evaluate import check

UNIT = {
    "%": {"base_value": Decimal("0.1"), "base_unit": "1", "quantity_kind": "ratio"},
    "1": {"base_value": None, "base_unit": None, "quantity_kind": None},
}


def of(target, value, unit, actual, operator="≥", **more):
    known = {"direction": "higher-is-better", "weight": Decimal(10), "operator": operator, **more}
    return check(target, value, unit, **known).of(actual)


@pytest.mark.parametrize(
    ("target", "value", "unit", "operator", "actual", "met"),
    [
        # the printed 1 stands for a unit that nobody knows
        ("=101", 10, "1", "=", "100", None),
        ("=1001", 100, "1", "=", "100", True),
        ("=1001", 100, "1", "=", "90", False),
        ("=1001", 100, "1", "=", "1", None),
        # a bare 100 may say that all of it was done
        ("=10个", 10, "个", "=", "100", None),
        ("≥200个", 200, "个", "≥", "100", None),
        ("≤5天", 5, "天", "≤", "100", None),
        ("≥80个", 80, "个", "≥", "100", True),
        ("≥200个", 200, "个", "≥", "100个", False),
        ("≥200个", 200, "个", "≥", "99", False),
        # yuan beside wan, minutes beside hours
        ("≥400万元", 400, "万元", "≥", "3650600", None),
        ("≥400万元", 400, "万元", "≥", "365.06", False),
        ("≥400万元", 400, "万元", "≥", "410", True),
        ("≤2小时", 2, "小时", "≤", "30", None),
        ("≤2小时", 2, "小时", "≤", "3", False),
        ("≤2小时", 2, "小时", "≤", "30分钟", True),
        ("≥1次", 1, "次", "≥", "12", True),
        ("≥1次", 1, "次", "≥", "0", False),
    ],
)
def test_a_number_far_from_its_target_is_not_judged(target, value, unit, operator, actual, met):
    more = UNIT["1"] if unit == "1" else {}
    verdict = of(target, value, unit, actual, operator, **more)
    assert verdict.met is met
    if met is None:
        assert (verdict.deviation, verdict.percent, verdict.score) == (None, None, None)
        assert "没有写单位" in verdict.reason
        assert verdict.word == "无法判断"
