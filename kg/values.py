"""Exact arithmetic on printed values: a Decimal times an exact factor, never through binary floating point."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

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
    product = Fraction(value) * factor
    places = _decimal_places(product.denominator)
    if places is not None:
        return Decimal(product.numerator * 10**places // product.denominator).scaleb(-places, _wide(product))
    context = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(product.numerator), Decimal(product.denominator))


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
