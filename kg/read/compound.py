"""OLE compound files (old Office, WPS, encrypted Office): the streams at the top, and the first bytes of one."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = 0xFFFFFFFA
_MOST: Final = 4096
_SMALLEST_REGULAR: Final = 4096


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


def top_streams(data: bytes) -> Mapping[str, bytes]:
    """The entries in the root of a compound file, each with the first bytes of its stream (at most a sector; empty
    for a folder and for a stream under 4096 bytes). Empty for a file that is damaged."""
    try:
        return dict(_top(data))
    except (struct.error, IndexError, ValueError):
        return {}


def _top(data: bytes) -> list[tuple[str, bytes]]:
    size = 1 << int.from_bytes(data[30:32], "little")
    if size not in (512, 4096):
        return []
    entries = _directory(data, size)
    found = []
    waiting = [entries[0].child]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        entry = entries[number]
        waiting += [entry.left, entry.right]
        regular = entry.size >= _SMALLEST_REGULAR
        found.append((entry.name, _sector(data, size, entry.start) if regular else b""))
    return found


def _directory(data: bytes, size: int) -> list[_Entry]:
    table = _allocation(data, size)
    (sector,) = struct.unpack_from("<I", data, 48)
    entries: list[_Entry] = []
    for _ in range(_MOST):
        if sector >= _END:
            break
        block = _sector(data, size, sector)
        for at in range(0, len(block) - 127, 128):
            (length,) = struct.unpack_from("<H", block, at + 64)
            name = block[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<III", block, at + 68)
            start, stream = struct.unpack_from("<II", block, at + 116)
            entries.append(_Entry(name, left, right, child, start, stream))
        sector = table[sector]
    return entries


def _allocation(data: bytes, size: int) -> list[int]:
    sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
    table: list[int] = []
    for number in sectors:
        block = _sector(data, size, number)
        table += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
    return table


def _sector(data: bytes, size: int, number: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]
