"""The statements of a named graph node by node: from its dump where there is one, else from the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg.graph.terms import iri
from kg.shapes.contract import Said
from kg.shapes.looking import Statements
from kg.store.dumps import Contents, dump_file

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the statements of a store that have certain predicates (terms)."""

    store: "Store"
    predicates: frozenset[str]
    version: Path | None
    """The directory of a graph that lies in one."""
    contents: Contents

    @classmethod
    def of(cls, store: "Store", predicates: frozenset[str]) -> Self:
        """The reader of a store."""
        version: Path | None = getattr(store, "version_directory", None)
        contents = Contents()
        if version is not None:
            with suppress(OSError, ValueError, KeyError, TypeError):
                contents = Contents.read(version)
        return cls(store, predicates, version, contents)

    def digest(self, graph: str) -> str | None:
        """A digest that is equal for equal statements; None where it is not known."""
        part = self.contents.parts.get(graph)
        if part is not None:
            return part.digest
        derived = self.contents.derived
        return derived.digest if derived is not None and derived.graph == graph else None

    def statements(self, graph: str) -> Statements:
        """Each node of a graph once, with what is said of it."""
        part = self.contents.parts.get(graph)
        if part is not None and self.version is not None:
            path = dump_file(self.version.parent, part)
            if path.is_file():  # a store stays open longer than its dumps lie there
                return _of_lines(path, len(f" <{graph}> .\n"), self.predicates)
        return self._of_store(graph)

    def _of_store(self, graph: str) -> Statements:
        found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for subject, predicate, value in self._triples(graph):
            found[subject].setdefault(predicate, []).append(value)
        return found.items()

    def _triples(self, graph: str) -> Iterator[tuple[str, str, str]]:
        if self.version is None:  # a server may answer a query in part, and not say so
            for quad in self.store.quads(graph):
                if quad.predicate in self.predicates:
                    yield quad[:3]
            return
        for predicate in sorted(self.predicates):
            pattern = f"?s {predicate} ?o"
            yield from self.store.construct(
                f"CONSTRUCT {{ {pattern} }} WHERE {{ GRAPH {iri(graph)} {{ {pattern} }} }}"
            )


def _of_lines(path: Path, end: int, predicates: frozenset[str]) -> Iterator[tuple[str, Said]]:
    """From sorted N-Quads lines, the graph of which takes the last ``end`` characters."""
    node, said = "", dict[str, list[str]]()
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            if subject != node:
                if said:
                    yield node, said
                node, said = subject, {}
            if predicate in predicates:
                said.setdefault(predicate, []).append(rest[:-end])
    if said:
        yield node, said


def merged(parts: Iterable[Said]) -> Said:
    """What several graphs say of a node, each statement once."""
    together: dict[str, dict[str, None]] = defaultdict(dict)
    for said in parts:
        for predicate, objects in said.items():
            together[predicate].update(dict.fromkeys(objects))
    return {predicate: list(objects) for predicate, objects in together.items()}
