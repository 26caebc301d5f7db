"""The values that a question asks for, checked and written as SPARQL terms."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from kg.errors import QueryError
from kg.namespaces import PREFIXES
from kg.text import fold, key
from kg.values import exact_product, parse_factor
from kg.vocabulary import find_concept, load_scheme

TYPES: Final = ("text", "number", "integer", "quantity", "operator")
"""quantity: a number that may have a unit (95%, 2小时, 100万元) and is bound in the base unit."""

_NOTATION: Final = PREFIXES["skos"] + "notation"
_LONGEST: Final = 1000
_LARGEST_EXPONENT: Final = 30
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")
_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question asks for. ``type`` is one of TYPES; ``label`` is Chinese."""

    name: str
    type: str
    default: str
    label: str

    def term(self, value: str | Decimal | int) -> str:
        """The value as a SPARQL term. Raises QueryError, naming the parameter, for a value of another type."""
        text = str(value)
        if len(text) > _LONGEST:
            raise QueryError(f"参数 {self.name}（{self.label}）太长：最多 {_LONGEST} 个字。")
        if self.type == "number":
            return format(_decimal(self, text), "f")
        if self.type == "integer":
            return str(_integer(self, text))
        if self.type == "quantity":
            return format(_quantity(self, text), "f")
        if self.type == "operator":
            return _operator(self, text)
        return f'"{text.translate(_ESCAPES)}"'


def _decimal(parameter: Parameter, text: str) -> Decimal:
    try:
        value = Decimal(fold(text).strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise QueryError(f"参数 {parameter.name}（{parameter.label}）应是数字，这里是“{text[:20]}”。")
    return value


def _integer(parameter: Parameter, text: str) -> int:
    value = _decimal(parameter, text)
    if value != value.to_integral_value():
        raise QueryError(f"参数 {parameter.name}（{parameter.label}）应是整数，这里是“{text[:20]}”。")
    return int(value)


def _quantity(parameter: Parameter, text: str) -> Decimal:
    printed = key(text)
    match = _NUMBER.match(printed)
    if match is None:
        return _decimal(parameter, text)
    unit, factor = printed[match.end() :], Fraction(1)
    while unit:
        concept = find_concept("units", unit)
        if concept:
            factor *= parse_factor(concept.first("factor") or "1")
            break
        if unit[0] not in _SCALES:
            raise QueryError(f"参数 {parameter.name}（{parameter.label}）的单位“{unit[:20]}”不在单位词表中。")
        factor *= _SCALES[unit[0]]
        unit = unit[1:]
    return exact_product(_decimal(parameter, match[0]), factor)


def _operator(parameter: Parameter, text: str) -> str:
    concept = find_concept("operators", text)
    if concept is None:
        signs = "、".join(concept.first(_NOTATION) or concept.label for concept in load_scheme("operators"))
        raise QueryError(
            f"参数 {parameter.name}（{parameter.label}）应是 {signs} 之一，这里是“{text[:20]}”。"
        )
    return f"<{concept.iri}>"
