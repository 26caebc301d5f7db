"""One task carried out in this process: no exception of a reader comes out of here."""

import time
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

from kg.errors import KgError, UnreadableDocumentError
from kg.ingest.limits import peak_memory
from kg.ingest.task import Failure, Outcome, Task


def perform(task: Task) -> Outcome:
    """Call the work of a task. Whatever one document does wrong is told in the outcome.

    Raises the KgErrors that are no fault of the document (a broken vocabulary): they would hit every file.
    """
    start = time.monotonic()
    failure: Failure
    try:
        facts = function_of(task.work)(task)
    except UnreadableDocumentError as error:
        failure, problem = "unreadable", str(error)
    except KgError:
        raise
    except MemoryError:
        failure, problem = "memory", memory_problem(task.name)
    except Exception as error:  # a bug met by one file must not cost the others
        failure, problem = "error", _error_problem(task.name, error)
    else:
        return Outcome(task, time.monotonic() - start, facts, memory=peak_memory())
    return Outcome(task, time.monotonic() - start, {}, failure, problem, peak_memory())


def function_of(name: str) -> Callable[..., Any]:
    """The function that ``module:name`` names."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def memory_problem(name: str) -> str:
    """The sentence about a document that needs too much memory."""
    return f"“{name}”要用的内存超过上限，已停止读取。请拆分文件后再读，或用 --memory 提高上限（单位 MB）。"


def _error_problem(name: str, error: Exception) -> str:
    module, line = "?", 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if (inside := str(frame.f_globals.get("__name__"))).startswith("kg."):
            module, line = inside, number
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"读“{name}”时程序出错（{module} 第 {line} 行，{what}）。请把文件和这条信息交给维护者。"
