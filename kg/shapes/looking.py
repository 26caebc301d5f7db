"""A look at the statements of one named graph: which nodes may break a shape, and what only other graphs can tell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.shapes.contract import TYPE, Contract, Said

Statements = Iterable[tuple[str, Said]]
"""A node and all that one graph says of it, as far as shapes look at it; each node once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one graph. It follows from its statements and the shapes alone."""

    suspects: list[str] = field(default_factory=list)
    """Nodes of which it is not certain that they keep their shapes."""
    wanted: list[tuple[str, str]] = field(default_factory=list)
    """Nodes with a class that they must have, and this graph does not give them."""
    elsewhere: list[tuple[str, Said]] = field(default_factory=list)
    """What the graph says of nodes that it gives no class: it adds to what the graphs say that give them one."""


def look_at(statements: Statements, contract: Contract) -> Look:
    """Look at all of a graph."""
    look = Look()
    wanted: dict[str, set[str]] = defaultdict(set)
    given: dict[str, set[str]] = defaultdict(set)
    for node, said in statements:
        classes = said.get(TYPE)
        if classes is None:
            look.elsewhere.append((node, said))
            continue
        for name in classes:
            if name in contract.classes:
                given[name].add(node)
            rules = contract.rules.get(name)
            if rules is None:
                continue
            if not rules.surely_hold(said):
                look.suspects.append(node)
                break
            for predicate, objects in said.items():
                asked = rules.properties.get(predicate)
                if asked is not None:
                    for needed in asked.classes:
                        wanted[needed].update(objects)
    for name in sorted(wanted):
        look.wanted.extend((node, name) for node in sorted(wanted[name] - given[name]))
    return look


def pick(statements: Statements, contract: Contract, suspects: set[str], lacking: set[tuple[str, str]]) -> Statements:
    """The nodes of a graph that are suspects, or want one of the classes that no graph gives a node (``lacking``)."""
    for node, said in statements:
        if node in suspects or (lacking and not lacking.isdisjoint(wanted_by(said, contract))):
            yield node, said


def wanted_by(said: Said, contract: Contract) -> Iterable[tuple[str, str]]:
    """The nodes that a node names, each with a class that it must have."""
    for name in said.get(TYPE, ()):
        rules = contract.rules.get(name)
        for predicate, asked in rules.properties.items() if rules else ():
            for needed in asked.classes:
                yield from ((value, needed) for value in said.get(predicate, ()))
