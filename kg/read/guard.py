"""The one error that readers raise, whatever a library throws at a damaged file."""

from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import UnreadableDocumentError


@contextmanager
def only_unreadable(name: str, what: str) -> Iterator[None]:
    """Turn every error inside the block into an UnreadableDocumentError that names the file and what it is
    (``Word 文档``). Libraries throw nearly anything at damaged files, so that no list of errors is complete."""
    try:
        yield
    except UnreadableDocumentError:
        raise
    except MemoryError as error:
        raise UnreadableDocumentError(f"“{name}”太大，内存不够。请拆分后再读。") from error
    except Exception as error:
        raise UnreadableDocumentError(
            f"“{name}”是{what}，但内容已损坏，读不下去（{type(error).__name__}）。请重新取得原文件，"
            "或用办公软件打开后另存一份。"
        ) from error
