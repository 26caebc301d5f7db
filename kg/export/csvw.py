"""CSV on the Web: the tables of a dump as CSV files with the metadata that says what every column means.

https://www.w3.org/TR/tabular-metadata/ ; the metadata file is ``csv-metadata.json``.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.export.delimited import write_csv
from kg.export.tables import DumpTable, Field, dump_tables, property_iri

if TYPE_CHECKING:
    from kg.store import Store

METADATA: Final = "csv-metadata.json"
_NOTE: Final = "以 = + - @ 开头的文字前面有一个撇号，免得表格软件把它当公式运行。空格子表示没有印出的值。"
_ENGLISH_NOTE: Final = (
    "A cell whose text starts with = + - @ is led by one apostrophe, so that no spreadsheet runs it. "
    "Empty cells are values that are not printed."
)


def write_csvw(store: "Store", folder: Path) -> None:
    """Write every table and the metadata into ``folder``, which exists."""
    tables = dump_tables()
    for table in tables:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            write_csv(table.rows(store), stream, fields=[field.name for field in table.fields])
    with (folder / METADATA).open("w", encoding="utf-8", newline="\n") as stream:
        json.dump(csvw_metadata(tables), stream, ensure_ascii=False, indent=1)
        stream.write("\n")


def csvw_metadata(tables: Iterable[DumpTable]) -> dict[str, object]:
    """The table group: files, columns, types, properties, primary and foreign keys."""
    keys = {table.name: table.key for table in tables}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "dc:title": "绩效目标知识图谱",
        "dc:description": [_NOTE, {"@value": _ENGLISH_NOTE, "@language": "en"}],
        "tables": [_table(table, keys) for table in tables],
    }


def _table(table: DumpTable, keys: dict[str, tuple[str, ...]]) -> dict[str, object]:
    foreign = [
        {
            "columnReference": [column],
            "reference": {"resource": f"{other}.csv", "columnReference": list(keys[other])},
        }
        for column, other in table.refers
    ]
    schema: dict[str, object] = {"columns": [_column(field) for field in table.fields]}
    # CSVW takes an empty cell for null, which a primary key may not hold
    if len(table.key) <= 2:
        schema["primaryKey"] = list(table.key)
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": {"@value": table.english, "@language": "en"},
        "tableSchema": schema,
    }


def _column(field: Field) -> dict[str, object]:
    column: dict[str, object] = {"name": field.name, "titles": [field.name, field.title]}
    if field.datatype != "string":
        column["datatype"] = field.datatype
    if found := property_iri(field):
        column["propertyUrl"] = found
    return column
