"""A SELECT put together piece by piece, printed as the file of a question: headings first, then plain SPARQL."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kg.ask.writing.pruning import needed_lines
from kg.namespaces import VOCAB
from kg.query import Parameter

SOURCES: Final = 500
"""Places that are looked up for an answer that does not say them itself."""
_INDENT: Final = "  "
_OPTIONAL: Final = "OPTIONAL {"
_NAMES: Final = frozenset(
    {"departmentName", "projectName", "unitName", "subject", "lineName", "partName", "code"}
)
_VARIABLE: Final = re.compile(r"\?(\w+)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the answer: its variable, Chinese heading and, where it is worked out, the expression."""

    name: str
    heading: str
    expression: str = ""

    @property
    def selected(self) -> str:
        """As it stands behind SELECT."""
        return f"({self.expression} AS ?{self.name})" if self.expression else f"?{self.name}"


@dataclass(slots=True)
class Query:
    """``graph`` holds the patterns of one document, ``after`` those of the whole graph, filters and bindings."""

    columns: list[Column] = field(default_factory=list)
    values: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    graph: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """Queries inside the query that stand first: rdflib hands one behind other patterns their bindings."""
    order: list[str] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    limit: int | None = None
    having: str = ""
    """What must hold of all rows together where they are compared as one number."""
    origins: "tuple[Query, ...]" = ()
    """The queries whose rows were added up, where those are others."""

    def sources(self) -> list[str]:
        """SPARQL for where the rows of an answer that does not say it are printed, line 0 for a whole document."""
        if self.origins:
            return [sparql for query in self.origins for sparql in query.sources()]
        bound = " ".join(self.graph)
        needed = frozenset({"document", "line", "formLine"})
        line = next((name for name in ("?line", "?formLine") if name in bound), "0")
        if "?document" not in bound:
            return []
        selected = "?line" if line == "?line" else f"({line} AS ?line)"
        lines = [
            *self.prefixes(),
            f"SELECT DISTINCT ?document {selected}",
            "WHERE {",
            *self.body(needed=needed),
            "}",
        ]
        return ["\n".join([*lines, f"LIMIT {SOURCES + 1}"])]

    def prefixes(self) -> list[str]:
        """The PREFIX lines of the schemes that the patterns name."""
        return [f"PREFIX {name}: <{VOCAB}{name}/>" for name in self._schemes()]

    def column(self, name: str, heading: str, expression: str = "") -> None:
        """Add a column once."""
        if all(column.name != name for column in self.columns):
            self.columns.append(Column(name, heading, expression))

    def need(self, *lines: str) -> None:
        """Add patterns of one document, each once."""
        self.graph.extend(line for line in lines if line not in self.graph)

    def where(self, *lines: str) -> None:
        """Add patterns, bindings or filters behind them, each once."""
        self.after.extend(line for line in lines if line not in self.after)

    def only(self, variable: str, terms: Iterable[str]) -> None:
        """Restrict a variable to terms."""
        self.values.append((variable, tuple(terms)))

    def body(self, depth: int = 1, needed: frozenset[str] | None = None) -> list[str]:
        """The lines between the braces. An optional pattern is looked up for the rows found, one at a time: engines
        join a group of them, or one inside GRAPH, with the whole graph. A single value stands in the patterns.

        Of a query that adds up, only patterns for the ``needed`` variables and the conditions are kept."""
        pad = _INDENT * depth
        fixed = {name: terms[0] for name, terms in self.values if len(terms) == 1}
        kept = {*(needed or ()), *(name for name, _ in self.values)}
        kept.update(_VARIABLE.findall(" ".join([*self.after, *self.before])))
        lines = self.graph if needed is None else needed_lines(self.graph, kept)
        lines = [_with_terms(line, fixed) for line in lines]
        inner = [f"{pad}{_INDENT}{line}" for line in lines if not line.startswith(_OPTIONAL)]
        found = set(_VARIABLE.findall(" ".join(inner)))
        beside = [line for line in lines if line.startswith(_OPTIONAL)]
        optional = [_looked_up(line) for line in beside if not found >= set(_VARIABLE.findall(line))]
        asked = set(_VARIABLE.findall(" ".join(self.after)))
        early = [part for part in optional if asked & set(_VARIABLE.findall(" ".join(part)))]
        late = [part for part in optional if part not in early]
        bound = [f"BIND({term} AS ?{name})" for name, term in fixed.items() if self._is_shown(name)]
        several = [_first(name, terms, inner) for name, terms in self.values if len(terms) > 1]
        rest = [*(line for part in early for line in part), *bound, *self.after]
        rest += [line for part in late for line in part]
        return [
            *(pad + line for line in [*self.before, *several]),
            *([f"{pad}GRAPH ?graph {{", *inner, f"{pad}}}"] if inner else ()),
            *(pad + line for line in rest),
        ]

    def _is_shown(self, name: str) -> bool:
        shown = [*(column.selected for column in self.columns), *self.after, *self.order, *self.group]
        return name in _VARIABLE.findall(" ".join(shown))

    def _added_up(self) -> frozenset[str] | None:
        """The variables that a count or sum is of and grouped by; None for a list."""
        if not any(column.expression for column in self.columns):
            return None
        return frozenset(
            _VARIABLE.findall(" ".join([*(c.selected for c in self.columns), *self.group, *self.order]))
        )

    def text(self, title: str, description: str) -> str:
        """The whole file."""
        headings = ", ".join(f"{column.name}={column.heading}" for column in self.columns)
        selected = " ".join(column.selected for column in self.columns)
        lines = [
            f"# title: {title}",
            f"# description: {description}",
            f"# columns: {headings}",
            *self.prefixes(),
            f"SELECT {'' if self.group else 'DISTINCT '}{selected}",
            "WHERE {",
            *self.body(needed=self._added_up()),
            "}",
        ]
        if self.group:
            lines.append(f"GROUP BY {' '.join(self.group)}")
        if self.order:
            lines.append(f"ORDER BY {' '.join(self.order)}")
        if self.limit is not None:
            lines.append(f"LIMIT {self.limit}")
        return "\n".join(lines) + "\n"

    def _schemes(self) -> list[str]:
        """The vocabularies that the terms come from."""
        values = [term for _, terms in self.values for term in terms]
        expressions = [column.expression for column in self.columns]
        whole = " ".join([*values, *self.graph, *self.before, *self.after, *expressions])
        return [name for name in ("funding", "kinds", "operators", "phases") if f"{name}:" in whole]


def text_term(text: str) -> str:
    """A text as a SPARQL string, escaped as the parameters of the named questions are."""
    return Parameter("name", "text", "", "名称").term(text)


def number_term(value: Decimal) -> str:
    """A number as SPARQL, without exponent."""
    return format(value, "f")


def _first(name: str, terms: Sequence[str], lines: Sequence[str]) -> str:
    """Several values; of names with what bears them, in a query of its own, so that engines begin there."""
    values = f"VALUES ?{name} {{ {' '.join(terms)} }}"
    found = re.search(rf"(\?\w+) (\S+) \?{name}\b", " ".join(lines)) if name in _NAMES else None
    if found is None:
        return values
    return f"{{ SELECT DISTINCT {found[1]} ?{name} WHERE {{ {values} {found[0]} }} }}"


def _with_terms(line: str, terms: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: terms.get(match[1], match[0]), line)


def _looked_up(line: str) -> list[str]:
    """``OPTIONAL { ?t kg:department ?d . ?d rdfs:label ?name }`` as one look-up for each of its patterns."""
    found: list[str] = []
    reached: dict[str, str] = {}
    for chain in line.removeprefix(_OPTIONAL).removesuffix("}").strip().removesuffix(" .").split(" . "):
        subject, rest = chain.split(" ", 1)
        if subject in reached:
            found.append(f"BIND(COALESCE({subject}, rdf:nil) AS {subject}Found)")
            subject += "Found"
        for pattern in rest.split(" ; "):
            found.append(f"OPTIONAL {{ GRAPH ?graph {{ {subject} {pattern} }} }}")
            reached[pattern.split(" ")[1]] = pattern
    return found
