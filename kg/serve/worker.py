"""A process that answers questions one after another, so that a slow one can be killed and blocks no other.

Run as ``python -m kg.serve.worker DIRECTORY ROWS MEMORY``: a line of JSON for each question on standard input; on
standard output a line of JSON (``status``, ``size``, ``last``) and ``size`` bytes: the answer, or a message where the
status is not 200. It ends with its input, or behind an answer that it calls its last.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import QueryError, StoreError
from kg.ingest.limits import MEBIBYTE, limit_memory, peak_memory
from kg.serve.answering import Answering, TooLargeError
from kg.serve.question import Question

_RETIRE: Final = 600 * MEBIBYTE
"""A worker that has held so much makes room for a new one."""


def main() -> int:
    """Serve until the input ends."""
    directory, rows, memory = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the waiting process
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # out of reach of what prints
    limit_memory(memory)
    answering = Answering(directory, rows)
    _send(answers, 200, b"")  # ready
    for line in sys.stdin.buffer:
        status, body = _answer(answering, Question.of_line(line))
        is_last = peak_memory() > _RETIRE
        _send(answers, status, body, is_last=is_last)
        if is_last:
            break
    return 0


def _answer(answering: Answering, question: Question) -> tuple[int, bytes]:
    try:
        return 200, answering.answer(question)
    except (QueryError, TooLargeError) as error:
        return 400, str(error).encode()
    except StoreError as error:
        return 503, str(error).encode()
    except MemoryError:
        return 400, "查询需要的内存太多，没有执行完。请加条件缩小范围。".encode()
    except (OSError, RuntimeError) as error:
        return 503, f"图谱打不开或已损坏（{error}）。请运行 kg build 重新生成。".encode()


def _send(answers: BinaryIO, status: int, body: bytes, *, is_last: bool = False) -> None:
    head = {"status": status, "size": len(body), "last": is_last}
    try:
        answers.write(json.dumps(head).encode("ascii") + b"\n")
        answers.write(body)
        answers.flush()
    except OSError:
        os._exit(1)  # nobody waits any more


if __name__ == "__main__":
    sys.exit(main())
