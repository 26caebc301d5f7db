"""What is drawn around a node: a tree of groups that opens by clicks, at most so many boxes, each node once."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Final

from kg.network.around import Group, Neighbour
from kg.network.nodes import Node

MOST_NODES: Final = 300
_FEW: Final = (7, 5)
"""Members of a closed group: around the center, and farther out."""

Ask = Callable[[Node, tuple[str, ...]], list[Group]]
"""The groups around a node, and those among them to work out though they take longer."""
_SLOW: Final = ("alike",)


@dataclass(slots=True)
class Branch:
    """A node of the picture, with the groups around it where it is open; ``above``: the node on which it hangs."""

    node: Node
    remark: str
    relation: str
    mark: str
    above: str = ""
    is_open: bool = False
    shelves: list["Shelf"] = field(default_factory=list)


@dataclass(slots=True)
class Shelf:
    """A group of the picture. ``hidden``: how many of its members are not drawn, None where it was not worked out;
    ``told``: how many could be drawn by a click; ``known``: members that stand elsewhere on the picture."""

    title: str
    kind: str
    mark: str
    is_open: bool
    total: int | None
    members: list[Branch] = field(default_factory=list)
    known: list[Neighbour] = field(default_factory=list)
    hidden: int | None = 0
    can_open: bool = False

    @property
    def has_fold(self) -> bool:
        """Whether a box stands for members that are not drawn."""
        return self.hidden is None or self.hidden > 0


@dataclass(slots=True)
class Outline:
    """The tree from the center; ``size`` counts all boxes, those that stand for what is folded too. ``is_full``: the
    limit kept some of what is open from being drawn."""

    center: Branch
    size: int
    is_full: bool = False


def mark_of(iri: str, group: str = "") -> str:
    """The short name under which an open node, or an open group of it, stands in the address."""
    return blake2s(f"{iri}\n{group}".encode(), digest_size=4).hexdigest()


def build_outline(ask: Ask, center: Node, opened: Collection[str], *, limit: int = MOST_NODES) -> Outline:
    """The tree around a node, nearer ones first; ``opened`` are marks of nodes and groups."""
    root = Branch(center, "", "", mark_of(center.iri), is_open=True)
    waiting, drawn, size, is_full = [root], {center.iri}, 1, False
    while waiting:
        branch = waiting.pop(0)
        few = _FEW[branch is not root]
        asked = tuple(name for name in _SLOW if mark_of(branch.node.iri, name) in opened)
        for group in ask(branch.node, asked):
            if size + 2 > limit:
                is_full = True
                break
            mark = mark_of(branch.node.iri, group.name)
            members = [one for one in group.members if one.node.iri != branch.above]
            back = len(group.members) - len(members)
            total = None if group.total is None else group.total - back
            shelf = Shelf(group.title, group.kind, mark, mark in opened, total)
            branch.shelves.append(shelf)
            size += 1  # the box of those that are folded
            shelf.known = [one for one in members if one.node.iri in drawn]
            fresh = [one for one in members if one.node.iri not in drawn]
            wanted = fresh if shelf.is_open or len(fresh) <= few + 1 else fresh[:few]
            is_full = is_full or len(wanted) > limit - size
            for one in wanted[: max(0, limit - size)]:
                drawn.add(one.node.iri)
                size += 1
                mark = mark_of(one.node.iri)
                child = Branch(
                    one.node, one.remark, group.title, mark, branch.node.iri, is_open=mark in opened
                )
                shelf.members.append(child)
                if child.is_open:
                    waiting.append(child)
            shelf.can_open = not shelf.is_open and (len(fresh) > len(shelf.members) or total is None)
            if total is not None:
                shelf.hidden = total - len(shelf.members) - len(shelf.known)
            elif not shelf.is_open:
                shelf.hidden = None
        branch.shelves = [shelf for shelf in branch.shelves if shelf.members or shelf.known or shelf.can_open]
    return Outline(root, size, is_full)


def branches_of(branch: Branch) -> Iterator[Branch]:
    """A branch and all below it, as drawn from the top."""
    yield branch
    for shelf in branch.shelves:
        for member in shelf.members:
            yield from branches_of(member)


def links_of(branch: Branch) -> Iterator[tuple[Node, Node, str, str]]:
    """Every link that is drawn: two nodes, their relation and what is known of them together."""
    for one in branches_of(branch):
        for shelf in one.shelves:
            for member in shelf.members:
                yield one.node, member.node, shelf.title, member.remark
            for other in shelf.known:
                yield one.node, other.node, shelf.title, other.remark
