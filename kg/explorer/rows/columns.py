"""The indicator rows as columns in memory: each value once with a number, so that 100,000 rows are filtered in a
millisecond.

A row that several documents print is one row here: that of the first document by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from kg.store.rowparts import NAMES
from kg.text import squeeze

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Codes = npt.NDArray[np.int32]
    Mask = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

NOWHERE: Final = -1
"""The code of a row that has no value."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts: ``values`` each once, and for each row the place of its own, or `NOWHERE`."""

    codes: "Codes"
    values: Sequence[str]

    def code(self, value: str) -> int:
        """The code of a value; one that no row has where it is unknown."""
        return self.values.index(value) if value in self.values else len(self.values)

    def is_any(self, wanted: Sequence[str]) -> "Mask":
        """Which rows have one of these values."""
        import numpy as np

        found: Mask = np.isin(self.codes, [self.code(value) for value in wanted])
        return found

    def is_none(self) -> "Mask":
        """Which rows have no value."""
        found: Mask = self.codes == NOWHERE
        return found


@dataclass(slots=True)
class RowIndex:
    """All rows by document and line. ``read`` gives a column of `kg.store.rowparts` as it is kept."""

    read: "Callable[[str], pa.ChunkedArray]"
    order: "Places"
    """Which kept rows are rows here, in their order."""
    is_asked: bool = False
    """Whether ``read`` asks a store, a second and more for each column."""
    _coded: dict[str, Coded] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.order)

    @property
    def targets(self) -> list[str]:
        """The IRIs of the rows; not to be changed."""
        if "targets" not in self._kept:
            self._kept["targets"] = self.texts("target").to_pylist()
        found: list[str] = self._kept["targets"]
        return found

    @property
    def places(self) -> dict[str, int]:
        """The place of each row by its IRI; not to be changed."""
        if "places" not in self._kept:
            self._kept["places"] = {target: place for place, target in enumerate(self.targets)}
        found: dict[str, int] = self._kept["places"]
        return found

    def texts(self, column: str) -> "pa.Array":
        """A column as texts in the order of the rows."""
        import pyarrow as pa

        name = f"text {column}"
        if name not in self._kept:
            kept = self.read(column).cast(pa.string()).take(pa.array(self.order))
            self._kept[name] = kept.combine_chunks()
        return self._kept[name]

    def text(self, column: str, place: int) -> str:
        """What one row has in a column, empty for nothing."""
        if column in self._coded or column in NAMES:
            coded = self.coded(column)
            code = coded.codes[place]
            return "" if code == NOWHERE else coded.values[code]
        return self.texts(column)[place].as_py() or ""

    def coded(self, column: str) -> Coded:
        """A column with its values counted; a name is the same for all rows that lead to the same node."""
        if column not in self._coded:
            self._coded[column] = self._name(column) if column in NAMES else self._code(column)
        return self._coded[column]

    def numbers(self, column: str) -> "Floats":
        """A column of numbers; NaN where a row has none."""
        import pyarrow as pa

        if column not in self._kept:
            kept = self.read(column).cast(pa.float64())
            self._kept[column] = kept.to_numpy(zero_copy_only=False)[self.order]
        found: Floats = self._kept[column]
        return found

    def is_sure(self) -> "Mask":
        """Which rows the reader is sure of."""
        import pyarrow as pa

        if "confident" not in self._kept:
            kept = self.read("confident").combine_chunks().cast(pa.int8())
            self._kept["confident"] = _plain(kept, 1)[self.order] == 1
        found: Mask = self._kept["confident"]
        return found

    def words(self) -> "pa.Array":
        """What a search for words looks at: name, target and project without white space, in small letters."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if "words" not in self._kept:
            projects = self.coded("projectName")
            plain = pa.array([squeeze(name) for name in projects.values], pa.string())
            owner = plain.take(pa.array(projects.codes, mask=projects.codes == NOWHERE))
            parts = [self.texts("name"), self.texts("targetText"), owner]
            # the sign between keeps a word from being found over the end of a text
            joined = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), "\0")
            self._kept["words"] = pc.utf8_lower(pc.replace_substring_regex(joined, r"\s+", ""))
        return self._kept["words"]

    def _code(self, column: str) -> Coded:
        import pyarrow as pa

        kept = self.read(column)
        if pa.types.is_dictionary(kept.type):
            kept = kept.unify_dictionaries().combine_chunks()
        else:
            kept = kept.cast(pa.string()).combine_chunks().dictionary_encode()
        if isinstance(kept, pa.ChunkedArray):
            kept = kept.chunk(0) if kept.num_chunks else pa.array([], kept.type)
        codes = _plain(kept.indices, NOWHERE)[self.order]
        return Coded(codes, tuple(kept.dictionary.to_pylist()))

    def _name(self, column: str) -> Coded:
        """The least of the names that documents give a node."""
        import numpy as np

        nodes = self._code(NAMES[column])
        printed = self._code(column)
        width = len(printed.values) + 1
        names: dict[int, str] = {}
        for pair in np.unique(nodes.codes.astype(np.int64) * width + printed.codes + 1).tolist():
            node, name = pair // width, pair % width - 1
            if node != NOWHERE and name != NOWHERE:
                names[node] = min(names.get(node, printed.values[name]), printed.values[name])
        values = sorted(set(names.values()))
        place = {name: code for code, name in enumerate(values)}
        table = [place[names[node]] if node in names else NOWHERE for node in range(len(nodes.values))]
        codes = np.array([*table, NOWHERE], dtype=np.int32)[nodes.codes]
        return Coded(codes, tuple(values))


def make_index(read: "Callable[[str], pa.ChunkedArray]", *, is_asked: bool = False) -> RowIndex:
    """The rows in order, each once. Parts are in the order of their lines already."""
    import numpy as np

    index = RowIndex(read, np.arange(len(read("target")), dtype=np.int64))
    titles = index._code("documentTitle")  # noqa: SLF001 - its own
    rank = np.empty(len(titles.values) + 1, dtype=np.int64)
    rank[sorted(range(len(titles.values)), key=lambda code: titles.values[code])] = np.arange(
        len(titles.values)
    )
    rank[NOWHERE] = -1
    order = np.argsort(rank[titles.codes], kind="stable")
    targets = index._code("target").codes[order]  # noqa: SLF001
    first = np.sort(np.unique(targets, return_index=True)[1])
    return RowIndex(read, order[first], is_asked)


def _plain(numbers: "pa.Array | pa.ChunkedArray", missing: int) -> "npt.NDArray[Any]":
    """An Arrow array (or column of one chunk) of whole numbers as numpy has them, ``missing`` where there is none.
    By way of the buffers: Arrow's own ways load pandas, which costs a new server a second."""
    import numpy as np
    import pyarrow as pa

    array = numbers
    if isinstance(numbers, pa.ChunkedArray):
        if not numbers.num_chunks:
            return np.empty(0, dtype=numbers.type.to_pandas_dtype())
        array = numbers.chunk(0)
    here = slice(array.offset, array.offset + len(array))
    there, values = array.buffers()
    plain = np.frombuffer(values or b"", dtype=array.type.to_pandas_dtype())[here]
    if there is None:
        return plain
    known = np.unpackbits(np.frombuffer(there, dtype=np.uint8), bitorder="little")[here]
    return np.where(known == 1, plain, plain.dtype.type(missing))
