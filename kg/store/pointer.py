"""The pointer file ``current.json``: which directory holds the current graph, and which version wrote it."""

import json
import os
from pathlib import Path
from typing import Final

from kg.errors import StoreError, reason_of

STORE_VERSION: Final = 3
"""Version of the layout of the directory and of the graph model; a graph of another is built again."""

POINTER: Final = "current.json"


def current_version(directory: Path) -> Path:
    """The directory of the current graph.

    Raises StoreError where there is none, the pointer is broken, or another version wrote it.
    """
    pointer = directory / POINTER
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))
        version, folder = named["version"], directory / Path(named["graph"]).name
    except FileNotFoundError:
        raise StoreError(f"{directory} 里还没有图谱。请先运行 kg build（或用 --graph 指定目录）。") from None
    except NotADirectoryError:
        raise StoreError(f"{directory} 是文件，这里要图谱目录（kg build 的 --out，默认 build/）。") from None
    except OSError as error:
        raise StoreError(f"图谱目录 {directory} 读不了：{reason_of(error)}。请检查路径和权限。") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"图谱指针 {pointer} 已损坏。请运行 kg build 重新生成。") from error
    if version != STORE_VERSION:
        raise StoreError(
            f"{directory} 里的图谱由另一版本写成（{version}，现为 {STORE_VERSION}）。"
            "请运行 kg build 重新生成。"
        )
    if not folder.is_dir():
        raise StoreError(f"图谱目录 {folder} 不见了。请运行 kg build 重新生成。")
    return folder


def changes_since_loading(directory: Path) -> int:
    """How many statements of the current store have been changed since it was loaded from nothing."""
    try:
        return int(json.loads((directory / POINTER).read_text(encoding="utf-8"))["changes"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def point_to(directory: Path, version: Path, count: int, changes: int = 0) -> None:
    """Make ``version`` the current graph: written beside and renamed over, so that there is always one.

    ``changes``: as `changes_since_loading`.
    """
    named = {"version": STORE_VERSION, "graph": version.name, "quads": count, "changes": changes}
    beside = directory / f"{POINTER}.new"
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(named, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(directory / POINTER)
