"""The name of each document: its file name, and as much of its folders as tells it from others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.text import key, without_controls


def name_documents(
    paths: Sequence[Path], *, known: Mapping[Path, str] | None = None, taken: frozenset[str] = frozenset()
) -> list[str]:
    """A name for each path (resolved ones, each once), no two alike without white space, width and case.

    Files of one name get the shortest end of their paths that differs (``甲局/目标表.xlsx``). A name is the
    identity of a document in the graph: a path keeps the name that it has there (``known``) as long as no
    other file here has it too, and a name in ``taken`` (folded by `kg.text.key`) belongs to a file that is not
    here.

    >>> name_documents([Path("/data/甲局/表.xlsx"), Path("/data/乙局/表.xlsx"), Path("/data/乙局/书.pdf")])
    ['甲局/表.xlsx', '乙局/表.xlsx', '书.pdf']
    """
    known = known or {}
    used = {key(name) for name in taken}
    names: dict[Path, str] = {}
    for path in sorted(set(paths)):
        name = known.get(path)
        if name is not None and key(name) not in used:
            names[path] = name
            used.add(key(name))
    waiting = sorted(set(paths) - set(names))
    depth = 1
    while waiting:
        alike: dict[str, list[Path]] = defaultdict(list)
        for path in waiting:
            alike[key(_end(path, depth))].append(path)
        later = []
        for folded, same in alike.items():
            if len(same) == 1 and folded not in used:
                names[same[0]] = _end(same[0], depth)
                used.add(folded)
            else:
                later += same
        if depth >= max((len(path.parts) for path in later), default=0):
            _number(later, names, used)
            break
        waiting, depth = sorted(later), depth + 1
    return [names[path] for path in paths]


def readable(text: str) -> str:
    """A path or file name as text: one that is not UTF-8 was written under a Chinese locale. Signs that move the
    cursor or turn the direction of a line, and would make it look like another, become �.

    >>> readable("a\\udcb1\\udced.txt")
    'a表.txt'
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return without_controls(text)


def _end(path: Path, depth: int) -> str:
    parts = [part for part in path.parts if part != path.anchor]
    return readable("/".join(parts[-depth:]))


def _number(paths: list[Path], names: dict[Path, str], used: set[str]) -> None:
    """What only white space or width tells apart, counted."""
    for path in sorted(paths):
        number, name = 2, readable(path.name)
        while key(name) in used:
            name, number = f"{readable(path.name)}（{number}）", number + 1
        names[path] = name
        used.add(key(name))
