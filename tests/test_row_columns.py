"""The columns of rows are made without pandas, which a build of one changed document would wait for."""

import random
import subprocess
import sys

import pyarrow as pa
import pytest

from kg.store.rowparts import COLUMNS, rows_to_table

TEXTS = (None, "产出指标", "", "甲", "a", "𠀀", "甲")
TRUTHS = {None: None, "true": True, "1": True, "false": False}
NUMBERS = {None: None, "1": 1, "-7": -7, "12": 12, "2147483648": None}


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 64, 100])
def test_columns_hold_what_rows_say(count):
    chance = random.Random(count)  # noqa: S311 - nothing secret
    rows = [
        {
            **{column: chance.choice(TEXTS) for column in ("target", "level1", "name", "document")},
            "confident": chance.choice([*TRUTHS]),
            "line": chance.choice([*NUMBERS]),
        }
        for _ in range(count)
    ]
    given_ = [{key: value for key, value in row.items() if value is not None} for row in rows]
    table = rows_to_table(given_, {"甲": "甲的名称"})
    table.validate(full=True)
    assert table.column_names == list(COLUMNS)
    for column in ("target", "level1", "name", "document"):
        assert table[column].to_pylist() == [row[column] for row in rows]
    named = {"甲": "甲的名称"}
    assert table["documentTitle"].to_pylist() == [named.get(row["document"]) for row in rows]
    assert table["confident"].to_pylist() == [TRUTHS[row["confident"]] for row in rows]
    assert table["line"].to_pylist() == [NUMBERS[row["line"]] for row in rows]
    level = table["level1"].combine_chunks()
    assert level.equals(pa.array([row["level1"] for row in rows], pa.string()).dictionary_encode())


def test_columns_need_no_pandas():
    program = (
        "import sys\n"
        "from kg.store.rowparts import rows_to_table\n"
        "rows_to_table([{'target': 't', 'line': '3', 'confident': 'true', 'level1': '产出'}], {})\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
