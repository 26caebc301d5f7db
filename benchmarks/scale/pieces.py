"""The statements of generated documents in pieces on disk, so that a large graph is made and taken up again piecewise.

``pieces/<seed>/0007.nq.zst`` has the N-Quads of the documents that bring the rows from 140,000 to 160,000, those of
a document together, sorted and each once; the ``.json`` beside it says where each document begins and what it took
to make. A graph of more rows begins with the pieces of one of fewer.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import pyarrow as pa

from benchmarks.scale.making import documents, shipped_documents
from kg.graph import extraction_to_quads
from kg.model import Extraction

PIECE: Final = 20_000
"""Indicator rows of a piece: 2.7 million statements, 540 MB of text."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of a piece: rows, statements, bytes, seconds by the clock and by the processor to make it, and the
    graph (its IRI) and bytes of each document."""

    rows: int
    statements: int
    size: int
    clock: float
    processor: float
    parts: tuple[tuple[str, int], ...]

    @classmethod
    def read(cls, folder: Path, number: int) -> Self | None:
        """That of a number; None where it is not made yet."""
        path = _described(folder, number)
        if not path.exists():
            return None
        known = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**known, "parts": tuple((graph, size) for graph, size in known["parts"])})


def count_pieces(indicators: int) -> int:
    """How many pieces have so many rows."""
    return -(-indicators // PIECE)


def make_pieces(folder: Path, count: int, seed: int, say: Say) -> None:
    """Make those of the first ``count`` pieces that are not there yet."""
    missing = {number for number in range(count) if Piece.read(folder, number) is None}
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    made, held, began = 0, list[Extraction](), _clocks()
    for extraction in documents(shipped_documents(), count * PIECE, seed):
        held.append(extraction)
        before, made = made, made + len(extraction.indicators)
        number = before // PIECE
        if made // PIECE > number:
            if number in missing:
                piece = _make(folder, number, held, began)
                say(
                    f"piece {number + 1} of {count}: {made:,} indicators, {piece.statements:,} statements, "
                    f"{piece.clock:.0f} s, {piece.processor:.0f} s of the processor"
                )
            held.clear()
            began = _clocks()


def read_piece(folder: Path, number: int) -> Iterator[tuple[str, bytes]]:
    """The graph (its IRI) and the N-Quads lines of each document of a piece."""
    piece = Piece.read(folder, number)
    if piece is None:
        raise FileNotFoundError(_described(folder, number))
    with pa.input_stream(str(_lines(folder, number)), compression="zstd") as stream:
        for graph, size in piece.parts:
            yield graph, stream.read(size)


def _make(folder: Path, number: int, extractions: list[Extraction], began: tuple[float, float]) -> Piece:
    parts: list[tuple[str, int]] = []
    statements = 0
    path = _lines(folder, number)
    beside = path.with_suffix(".new")
    with pa.CompressedOutputStream(str(beside), "zstd") as out:
        for extraction in extractions:
            quads = list(extraction_to_quads(extraction))
            lines = sorted({quad.line() + "\n" for quad in quads})
            text = "".join(lines).encode("utf-8")
            out.write(text)
            parts.append((quads[0].graph[1:-1], len(text)))
            statements += len(lines)
    beside.replace(path)
    clock, processor = (now - then for now, then in zip(_clocks(), began, strict=True))
    piece = Piece(
        sum(len(extraction.indicators) for extraction in extractions),
        statements,
        sum(size for _, size in parts),
        clock,
        processor,
        tuple(parts),
    )
    write_json(_described(folder, number), asdict(piece))
    return piece


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def write_json(path: Path, value: object) -> None:
    """Write a file that is there whole or not at all."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(path)


def _lines(folder: Path, number: int) -> Path:
    return folder / f"{number:04}.nq.zst"


def _described(folder: Path, number: int) -> Path:
    return folder / f"{number:04}.json"
