"""Text deflated by a thread while the next text is made: zlib lets other threads go on."""

import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Final

LEVEL: Final = 3
"""Takes half the time of zlib's usual level, for a file a seventh larger."""
_MOST_WAITING: Final = 3
_AT_ONCE: Final = 1 << 20
_ZEROS: Final = bytes(1 << 20)


class Deflating:
    """Texts on their way into a file without a name in ``folder`` as UTF-8: a raw deflate stream that ends at a byte,
    behind which another may follow. `finish` and `move` at last."""

    def __init__(self, folder: Path) -> None:
        self.size = self.crc = 0
        """Bytes of the texts, and their CRC-32."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - open until its content moves
        self._stream = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kg-deflate")
        self._waiting: deque[Future[None]] = deque()

    def add(self, text: str) -> None:
        """Append a text. Raises OSError where one before it could not be written."""
        if len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._deflate, text))

    def finish(self) -> None:
        """Wait until all is written. Raises OSError."""
        while self._waiting:
            self._waiting.popleft().result()
        self._thread.shutdown()
        self._file.write(self._stream.flush(zlib.Z_FULL_FLUSH))

    def move(self, out: IO[bytes]) -> None:
        """Append the finished stream to another file; it is gone here."""
        with self._file:
            self._file.seek(0)
            copyfileobj(self._file, out, _AT_ONCE)

    def _deflate(self, text: str) -> None:
        content = text.encode()
        self.crc = zlib.crc32(content, self.crc)
        self.size += len(content)
        self._file.write(self._stream.compress(content))


def deflated(content: bytes, *, last: bool = False) -> bytes:
    """A raw deflate stream behind which another may follow, but for the ``last``."""
    stream = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def joined_crc(first: int, second: int, length: int) -> int:
    """The CRC-32 of two texts behind one another, from theirs and the ``length`` of the second in bytes.

    >>> joined_crc(zlib.crc32(b"12345"), zlib.crc32(b"6789"), 4) == zlib.crc32(b"123456789")
    True
    """
    # CRC-32 is affine over GF(2): crc(a + b) = crc(a + zeros) ^ crc(zeros) ^ crc(b)
    moved, zeros = first, 0
    while length > 0:
        some = _ZEROS if length >= len(_ZEROS) else _ZEROS[:length]
        moved, zeros = zlib.crc32(some, moved), zlib.crc32(some, zeros)
        length -= len(some)
    return moved ^ zeros ^ second
