"""The catalogue as a Parquet file, for pandas, R, DuckDB and the like: one column for each field, numbers exact."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.export.catalogue import CATALOGUE_FIELDS, catalogue_rows
from kg.export.selects import Row
from kg.records import value_to_json

if TYPE_CHECKING:
    from kg.store import Store

_Type = Any
"""A type of pyarrow, which has no types of its own for mypy."""

_INTEGERS: Final = frozenset({"line", "page", "year"})
_BOOLEANS: Final = frozenset({"confident", "level1_inferred"})
_DECIMALS: Final = frozenset({"budget", "fiscal", "base_value", "weight", "score", "confidence"})
_DIGITS: Final = (38, 10)
"""Precision and scale of a decimal column; a number that does not fit is left out of it and stands in the text."""
_BATCH: Final = 10_000


def write_parquet(store: "Store", path: Path) -> None:
    """Write every indicator row; lists and objects are JSON text, ``value`` is text as it may be a list."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _type(name)) for name in CATALOGUE_FIELDS])
    with pq.ParquetWriter(str(path), schema, compression="zstd") as writer:
        for rows in _batches(catalogue_rows(store)):
            columns = {name: [_cell(name, row[name]) for row in rows] for name in CATALOGUE_FIELDS}
            writer.write_table(pa.table(columns, schema=schema))


def _type(name: str) -> _Type:
    import pyarrow as pa

    if name in _INTEGERS:
        return pa.int64()
    if name in _BOOLEANS:
        return pa.bool_()
    return pa.decimal128(*_DIGITS) if name in _DECIMALS else pa.string()


def _cell(name: str, value: object) -> object:
    if value is None or name in _INTEGERS or name in _BOOLEANS:
        return value
    if name in _DECIMALS:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        precision, scale = _DIGITS
        fits = number == round(number, scale) and number.adjusted() < precision - scale
        return round(number, scale) if fits else None
    if isinstance(value, str):
        return value
    return value_to_json(value)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
