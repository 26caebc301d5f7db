"""The sheet of the workbook with the indicator library."""

import io
from decimal import Decimal

import openpyxl
import pytest
from workbook_files import led, row_of, sample_store, sample_workbook

from kg.export.library import spread_picture
from kg.query import run_query


@pytest.fixture(scope="module")
def store():
    return sample_store()


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(sample_workbook()))


def test_each_row_leads_to_its_entry_of_the_library_and_back(book, store):
    concepts = dict(store.select("SELECT ?t ?name { ?t kg:ofConcept ?c . ?c skos:prefLabel ?name }").rows)
    by_last_part = {target.rpartition("/")[2]: name for target, name in concepts.items()}
    first = {}
    for line in range(2, book["指标目录"].max_row + 1):
        row = row_of(book, "指标目录", line)
        if row["row_id"].value not in by_last_part:  # a row without a name
            assert row["library"].value is None
            continue
        sheet, entry, _ = led(row["library"])
        assert sheet == "指标库"
        assert row_of(book, "指标库", entry)["name"].value == by_last_part[row["row_id"].value]
        first.setdefault(entry, line)
    assert len(first) == book["指标库"].max_row - 1
    for entry, line in first.items():
        assert led(row_of(book, "指标库", entry)["first"]) == ("指标目录", line, None)


def test_the_library_has_the_figures_of_the_questions(book, store):
    entries = {}
    for line in range(2, book["指标库"].max_row + 1):
        row = {field: cell.value for field, cell in row_of(book, "指标库", line).items()}
        entries[row["name"]] = row
    used = run_query(store, "shared-indicators", {"departments": "1"}).rows
    assert len(used) == len(entries)
    for name, departments, rows, first, last in used:
        assert (entries[name]["departments"], entries[name]["rows"]) == (departments, rows)
        assert entries[name]["years"] == "～".join(str(year) for year in sorted({first, last}))
    answer = run_query(store, "indicator-values", {"indicator": ""})
    sides = {"不低于", "不高于", "等于", "（未写）"}
    found = 0
    for name, side, horizon, change, unit, count, *five in answer.rows:
        row = entries[name]
        assert side in sides
        group = " · ".join(filter(None, ("（未写符号）" if side == "（未写）" else side, horizon, change)))
        if row["group"] != group:
            assert f"{group}：{count} 个" in (row["others"] or "")
            continue
        found += 1
        assert row["values"] == count
        assert row["base_unit"] == ("比率" if unit == "1" else unit)
        shown = [row[field] for field in ("least", "lower", "median", "upper", "greatest")]
        assert [Decimal(str(value)) for value in shown] == [Decimal(str(value)) for value in five]
        assert set(row["picture"]) <= set("░▓█ 都是同一个值")
    assert found >= 1


def test_a_picture_is_drawn_to_scale():
    def drawn(*values):
        return spread_picture([Decimal(value) for value in values])

    assert drawn(0, 0, 0, 0, 19) == "█" + "░" * 19
    assert drawn(0, 10, 19, 19, 19) == "░" * 10 + "▓" * 9 + "█"
    assert drawn("0.9", "0.9", "0.9", "0.9", "0.9").startswith("█ ")
