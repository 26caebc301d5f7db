"""Exact products."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import exact_product, parse_factor


@pytest.mark.parametrize(
    "value, factor, product",
    [
        ("99.95", "0.01", "0.9995"),
        ("3", "2000/3", "2000"),
        ("1", "2000/3", "666.666666666667"),
        ("0.1", "3", "0.3"),
        ("350", "1000000000000", "350000000000000"),
        ("12345678901234567890123456789.5", "10", "123456789012345678901234567895"),
        ("-5", "0.01", "-0.05"),
        ("0", "2000/3", "0"),
    ],
)
def test_products(value, factor, product):
    assert exact_product(Decimal(value), parse_factor(factor)) == Decimal(product)


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30),
       factor=st.sampled_from(["0.01", "86400", "1000000000000", "0.000000001"]))  # fmt: skip
def test_decimal_factors_are_exact(value, factor):
    assert Fraction(exact_product(value, parse_factor(factor))) == Fraction(value) * Fraction(factor)
