"""How long one document may take, and how much memory the process that reads it may use."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1024 * 1024

_SILENCE: Final = 25.0
"""Seconds without a sign of life that any file is given."""

_SILENCE_PER_MEBIBYTE: Final = 5.0
"""Seconds more for each mebibyte: a small file that is silent for long is a hang, a large one is work."""

_MOST_SILENCE: Final = 120.0
_MOST: Final = 900.0
"""Seconds after which a document is given up even where it shows signs of life."""

_MEMORY: Final = 900 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """``timeout``: seconds for one document as the user says it, None: by the size of the file.

    ``memory``: bytes of data (heap, stacks, private mappings) of one worker; None: no limit. Only Linux
    enforces it.
    """

    timeout: float | None = None
    memory: int | None = _MEMORY

    def silence(self, size: int) -> float:
        """Seconds that a file of ``size`` bytes may take between two signs of life (`kg.pulse`).

        >>> Limits().silence(0), Limits().silence(2 * MEBIBYTE), Limits(timeout=5).silence(10**9)
        (25.0, 35.0, 5)
        """
        if self.timeout is not None:
            return self.timeout
        return min(_SILENCE + _SILENCE_PER_MEBIBYTE * size / MEBIBYTE, _MOST_SILENCE)

    def in_words(self) -> str:
        """The limits as text, to tell whether a later run has others."""
        return f"{self.timeout} {self.memory}"

    def whole(self) -> float:
        """Seconds that one document may take in all."""
        return _MOST if self.timeout is None else self.timeout


def limit_memory(most: int) -> None:
    """Let allocations of this process fail beyond ``most`` bytes of data; nothing where the system cannot.

    RLIMIT_DATA and not RLIMIT_AS: the latter counts the shared libraries and reserved address space too, some
    hundred megabytes that nobody uses.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def peak_memory() -> int:
    """The most bytes that this process held in memory so far; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        # ru_maxrss starts at what the process that started this one held
        with suppress(OSError, ValueError, StopIteration):
            status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
            line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
            return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
