"""Work with a time limit."""

import threading
from collections.abc import Callable
from typing import Final, TypeVar

from kg.errors import QueryError

_LEFT_OVER_AT_MOST: Final = 2
_T = TypeVar("_T")
_left_over: list[threading.Thread] = []


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """The result of ``work``; its errors are raised here.

    Oxigraph cannot be interrupted, but gives way to other threads while it works: after ``seconds`` its thread is
    left to end by itself and QueryError is raised. No more than two left-overs run beside each other, then
    every further call is refused until one has ended; they do not keep a program from exiting.
    """
    _left_over[:] = [thread for thread in _left_over if thread.is_alive()]
    if len(_left_over) >= _LEFT_OVER_AT_MOST:
        raise QueryError("前面超时的查询还在收尾，请稍等片刻再查询。")
    results: list[_T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="kg-query", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        _left_over.append(thread)
        raise QueryError(
            f"查询超过 {seconds:g} 秒仍未完成，已放弃等待。请加上部门、年度等条件缩小范围；"
            "检查是否有两组没有共同变量的模式；找“没有某项”的对象时请用 MINUS 代替 FILTER NOT EXISTS。"
        )
    return results[0]
