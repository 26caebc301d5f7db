"""The templates, each a function from forms and a seeded generator to a sheet; with the number of forms it takes."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from samples.make.grid import Sheet
from samples.make.layouts.columns_apart import columns_apart, no_levels
from samples.make.layouts.explained import explained, sign_in_name, unit_in_header, unit_in_name, value_type
from samples.make.layouts.long_list import long_list_goals, long_list_money, long_list_units
from samples.make.layouts.national import core_2021, declaration_2015, transfer_payment
from samples.make.layouts.one_cell import one_cell
from samples.make.layouts.self_evaluation import (
    self_evaluation_2020,
    self_evaluation_parts,
    self_evaluation_plain,
)
from samples.make.layouts.small import numbered_goals, small_forms, upright_labels
from samples.make.layouts.whole_department import whole_department, whole_department_years
from samples.make.spec import FormSpec

Layout = Callable[[Sequence[FormSpec], Random], Sheet]

LAYOUTS: Final[Mapping[str, tuple[Layout, int]]] = {
    "self_evaluation_2020": (self_evaluation_2020, 2),
    "self_evaluation_plain": (self_evaluation_plain, 2),
    "self_evaluation_parts": (self_evaluation_parts, 2),
    "columns_apart": (columns_apart, 2),
    "no_levels": (no_levels, 1),
    "long_list_goals": (long_list_goals, 5),
    "long_list_units": (long_list_units, 5),
    "long_list_money": (long_list_money, 4),
    "whole_department": (whole_department, 2),
    "whole_department_years": (whole_department_years, 2),
    "one_cell": (one_cell, 2),
    "declaration_2015": (declaration_2015, 2),
    "core_2021": (core_2021, 2),
    "transfer_payment": (transfer_payment, 1),
    "explained": (explained, 2),
    "value_type": (value_type, 2),
    "unit_in_name": (unit_in_name, 1),
    "sign_in_name": (sign_in_name, 1),
    "unit_in_header": (unit_in_header, 1),
    "small_forms": (small_forms, 4),
    "upright_labels": (upright_labels, 1),
    "numbered_goals": (numbered_goals, 3),
}
