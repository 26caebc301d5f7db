"""The names that stand in a graph, found in a question exactly or in part."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.query import run_query
from kg.query.run import Askable
from kg.segment.units import read_unit
from kg.text import key

_QUERIES: Final = {
    "department": "SELECT DISTINCT ?name WHERE { ?x a org:FormalOrganization ; rdfs:label ?name }",
    "organization": "SELECT DISTINCT ?name WHERE { "
    "{ SELECT DISTINCT ?x WHERE { ?p kg:implementingUnit ?x } } ?x rdfs:label ?name }",
    "project": "SELECT DISTINCT ?name WHERE { ?x kg:projectNames ?name }",
    "indicator": "SELECT DISTINCT ?name WHERE { ?x kg:subject ?name }",
    "line": "SELECT ?name WHERE { { SELECT DISTINCT ?name WHERE { ?x rdfs:label ?name } LIMIT 2000000 } "
    'FILTER(LANG(?name) = "") }',
    "column": "SELECT DISTINCT ?name WHERE { ?x kg:column ?name }",
    "table": "SELECT DISTINCT ?name WHERE { ?x kg:tableTitle ?name }",
    "code": "SELECT DISTINCT ?name WHERE { ?x kg:code ?name }",
    "budgetUnit": "SELECT DISTINCT ?name WHERE { ?x org:identifier ?code ; rdfs:label ?name }",
    "projectCode": "SELECT DISTINCT ?name WHERE { ?x kg:projectCode ?name }",
    "unit": "SELECT DISTINCT ?name WHERE { ?x kg:unitText ?name }",
    "grade": "SELECT DISTINCT ?name WHERE { ?x kg:grade ?name }",
    "nature": "SELECT DISTINCT ?name WHERE { ?x kg:attribute ?name }",
    "problemType": "SELECT DISTINCT ?name WHERE { ?x kg:problemType ?name }",
    "basis": "SELECT DISTINCT ?name WHERE { ?x kg:basis ?name }",
    "year": "SELECT DISTINCT ?name WHERE { ?x a kg:Document ; kg:year ?name }",
    "partYear": 'SELECT DISTINCT ?name WHERE { ?x kg:partKind "earlier" ; kg:year ?name }',
    "document": "SELECT DISTINCT ?name WHERE { ?x a kg:Document ; dct:title ?name }",
}
"""The limit inside keeps the engine from asking for the language of each of 200,000 labels, not each text."""
_STRAYS: Final = (
    "SELECT ?x WHERE { ?x a kg:Document "
    "MINUS { ?x a kg:Document ; kg:department ?d . ?d rdfs:label ?name } } LIMIT 1"
)
"""Documents without a department; every form and row has that of its document, where it names no other."""
_LISTED: Final = frozenset({"project"})
"""Roles whose names stand together in one text for each document, which is read twenty times as fast."""
_SEARCHED: Final = ("project", "indicator", "line")
"""Roles of names that a question may write in part."""
_SHORTEST: Final = {
    "unit": 1,
    "grade": 1,
    "project": 2,
    "indicator": 3,
    "line": 2,
    "part": 3,
    "column": 3,
    "table": 4,
}
_ORDINAL: Final = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、])")
_PLACE: Final = re.compile(
    r"^([\u4e00-\u9fff]{2,7}?)(省|市|自治区|自治州|区|县|州|盟|旗)(?=[\u4e00-\u9fff]{2})"
)
_OFFICE: Final = frozenset("局委办厅院会站所队部室中心")
_QUOTES: Final = str.maketrans("", "", "“”\"'‘’")
_LONGEST_ABBREVIATION: Final = 20
_BREAK: Final = "\n"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a graph by role; a folded name leads to all its printed spellings."""

    by_role: Mapping[str, Mapping[str, tuple[str, ...]]]
    texts: Mapping[str, str] = field(repr=False)
    """Role → all folded names in one text, each between line breaks."""
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of a place, with and without its 市 … → the departments (printed) named by it."""
    all_departed: bool = False
    """Whether every document names its department, so that every form and row has one."""

    def exact(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The roles in which the folded text is a name, with the printed spellings."""
        for role, names in self.by_role.items():
            if len(text) >= _SHORTEST.get(role, 2) and text in names:
                yield role, names[text]

    def bare(self, text: str) -> str:
        """The text without quotation marks, which one form prints and another leaves out."""
        return text.translate(_QUOTES)

    def holds(self, role: str, text: str) -> bool:
        """Whether a name of the role holds the folded text."""
        return text in self.texts.get(role, "")

    def holding(self, role: str, text: str) -> tuple[str, ...]:
        """The folded names of the role that hold the folded text, sorted."""
        whole, found, at = self.texts.get(role, ""), set(), 0
        while text and (at := whole.find(text, at)) >= 0:
            end = whole.index(_BREAK, at)
            found.add(whole[whole.rindex(_BREAK, 0, at + 1) + 1 : end])
            at = end
        return tuple(sorted(found))

    def in_part(self, text: str) -> bool:
        """Whether any name that may be written in part holds the folded text."""
        return any(self.holds(role, text) for role in _SEARCHED)

    def spelled(self, role: str, text: str) -> tuple[str, ...]:
        """The printed spellings of a folded name."""
        return self.by_role.get(role, {}).get(text, ())

    def shares(self) -> tuple[str, ...]:
        """The printed units that are percentages."""
        read = ((printed, read_unit(text, 0)) for text, printed in self.by_role.get("unit", {}).items())
        shares = (
            printed for printed, unit in read if unit and unit.concept and unit.concept.name == "percent"
        )
        return tuple(one for printed in shares for one in printed)

    def departments_meant(self, text: str) -> tuple[str, ...]:
        """The departments (printed) that a folded abbreviation may stand for: 市数据局, 某市工信局.

        Names that end in the text come before those that hold its characters in this order.
        """
        if len(text) < 3 or text[-1] not in _OFFICE or len(text) > _LONGEST_ABBREVIATION:
            return ()
        names = self.by_role.get("department", {})
        ending = [name for name in names if name.endswith(text)]
        found = ending or [name for name in names if _abbreviates(text, name)]
        return tuple(sorted({printed for name in found for printed in names[name]}))


def load_names(store: Askable) -> Names:
    """Read the names of a graph: one query for each role. Raises QueryError."""
    by_role: dict[str, dict[str, tuple[str, ...]]] = {}
    for role, query in _QUERIES.items():
        found: dict[str, list[str]] = {}
        texts = [str(name) for (name,) in run_query(store, query, row_limit=2_000_000, time_limit=60).rows]
        names = [name for text in texts for name in text.split(_BREAK)] if role in _LISTED else texts
        for name in dict.fromkeys(names):
            for spelling in _spellings(role, name):
                printed = found.setdefault(spelling, [])
                if name not in printed:
                    printed.append(name)
        if role == "line":  # and of parts: one look through all labels is quicker than one by class
            others = {*by_role["department"], *by_role["organization"]}
            found = {spelling: printed for spelling, printed in found.items() if spelling not in others}
        by_role[role] = {spelling: tuple(sorted(printed)) for spelling, printed in found.items()}
    by_role["part"] = by_role["line"]
    searched = {role: _BREAK + _BREAK.join(sorted(by_role[role])) + _BREAK for role in _SEARCHED}
    strays = run_query(store, _STRAYS, time_limit=60).rows
    return Names(by_role, searched, _places(by_role["department"]), all_departed=not strays)


def _spellings(role: str, name: str) -> Iterable[str]:
    folded = key(name)
    if role == "nature":
        return {folded, folded.removesuffix("项目")}
    if role not in {"line", "column"}:
        return {folded, folded.translate(_QUOTES)} - {""}
    over = {folded.split("·")[0]} if role == "column" else set()
    bare = _ORDINAL.sub("", folded).rsplit("·", 1)[-1].translate(_QUOTES)
    return {folded, bare, bare.removesuffix("合计"), *over} - {""}


def _places(departments: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for name, printed in departments.items():
        match = _PLACE.match(name)
        if match:
            for place in (match[1], match[0]):
                if len(place) > 1:
                    found.setdefault(place, set()).update(printed)
    return {place: tuple(sorted(names)) for place, names in found.items()}


def _abbreviates(text: str, name: str) -> bool:
    """Whether the text is the name with characters left out, from its first on or from behind its place on."""
    place = _PLACE.match(name)
    starts = [0] if place is None else [0, len(place[1]), place.end()]
    return any(name[start] == text[0] and _in_order(text, name[start:]) for start in starts)


def _in_order(text: str, name: str) -> bool:
    characters = iter(name)
    return all(character in characters for character in text)
