"""Rows without an indicator name in the forms: kept in Excel and in Word, nothing else taken for the name."""

from dataclasses import replace

import pytest
from form_files import FORM_FORMATS, groups_of, read_back
from sample_extraction import INDICATOR, SATISFACTION
from test_export_forms import made

from kg.records import indicator_to_record

FIELDS = (
    "target_text", "level1", "level2", "name", "description", "value_year_before_last", "value_last_year", "weight",
    "basis",
)  # fmt: skip
UNNAMED = replace(INDICATOR, name=None, subject=None, target_text="≥ 40 万件")
BARE = replace(
    UNNAMED, description=None, value_year_before_last=None, value_last_year=None, weight=None, basis=None
)


@pytest.mark.parametrize("form_format", FORM_FORMATS)
@pytest.mark.parametrize("unnamed", [UNNAMED, BARE], ids=["filled", "bare"])
@pytest.mark.parametrize("at", range(3))
def test_a_row_without_a_name_comes_back(at, unnamed, form_format, tmp_path):
    if at == 2:  # levels of its own: a reader carries those above down
        unnamed = replace(unnamed, level1=SATISFACTION.level1, level2=SATISFACTION.level2)
    rows = [INDICATOR, SATISFACTION]
    rows.insert(at, unnamed)
    (forms,) = groups_of(made(*rows))
    read = read_back(forms, form_format, tmp_path)
    found = [indicator_to_record(row) for row in read.indicators]
    assert [[row[name] for name in FIELDS] for row in found] == [
        [row[name] for name in FIELDS] for row in forms[0].rows
    ]
    assert "missing-name" in {finding.code for finding in read.findings}
