"""Exact arithmetic on printed values: a Decimal times an exact factor, never through binary floating point."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache
from typing import Final

_EXACT: Final = Context(prec=1000, Emax=999_999, Emin=-999_999, traps=[Inexact])
SIGNIFICANT_DIGITS: Final = 15
"""Digits kept where no finite decimal exists (亩 = 2000/3 平方米)."""


def parse_factor(text: str) -> Fraction:
    """A factor of the vocabulary, an exact decimal or a fraction.

    >>> parse_factor("2000/3"), parse_factor("0.0254")
    (Fraction(2000, 3), Fraction(127, 5000))
    """
    return Fraction(text)


def exact_product(value: Decimal, factor: Fraction) -> Decimal:
    """``value`` times ``factor``: exact where the product is a finite decimal, else 15 significant digits.

    >>> exact_product(Decimal("99.95"), Fraction(1, 100)), exact_product(Decimal(3), Fraction(2000, 3))
    (Decimal('0.9995'), Decimal('2000'))
    >>> exact_product(Decimal(1), Fraction(2000, 3))
    Decimal('666.666666666667')
    """
    finite = decimal_factor(factor)
    if finite is not None:
        return scale_exactly(value, finite)
    product = Fraction(value) * factor
    places = _decimal_places(product.denominator)
    if places is not None:
        return Decimal(product.numerator * 10**places // product.denominator).scaleb(-places, _wide(product))
    context = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(product.numerator), Decimal(product.denominator))


def scale_exactly(value: Decimal, factor: Decimal) -> Decimal:
    """``value`` times ``factor`` without rounding and without trailing zeros.

    >>> scale_exactly(Decimal("30.0"), Decimal(10000)), scale_exactly(Decimal(95), Decimal("0.01"))
    (Decimal('300000'), Decimal('0.95'))
    """
    product = _EXACT.multiply(value, factor)
    if product == product.to_integral_value():
        return Decimal(int(product))
    return product.normalize(_EXACT)


@lru_cache(maxsize=1024)
def decimal_factor(factor: Fraction) -> Decimal | None:
    """The factor as a decimal number, None where its decimals never end (2000/3)."""
    places = _decimal_places(factor.denominator)
    if places is None:
        return None
    return _EXACT.scaleb(Decimal(factor.numerator * 10**places // factor.denominator), -places)


def _decimal_places(denominator: int) -> int | None:
    """How many decimals 1/denominator has, None where they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def _wide(product: Fraction) -> Context:
    # the default context rounds at 28 digits
    return Context(prec=max(60, product.numerator.bit_length() + product.denominator.bit_length()))
