"""The rules put to a graph, and what the reader doubted: findings by document, line and code.

A rule is a query of ontology/queries/audit that gives ``?document ?line ?message``; its code names the concept of
ontology/vocab/findings*.ttl that says the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.check.rules import SEVERITIES, load_rules
from kg.errors import QueryError
from kg.findings import Finding
from kg.query import Answer, NamedQuery, list_rules, run_query
from kg.query.ordering import Cell
from kg.query.run import Askable

if TYPE_CHECKING:
    from kg.store import Store

Tell = Callable[[int, int], None]
"""Called with the rules done and how many there are."""

_SECONDS: Final = 900.0
_ROWS: Final = 10_000_000
"""A graph of many documents has more findings than a person would ask for at once."""
_STORED: Final = """
SELECT DISTINCT ?document ?line ?code ?message ?severity ?field WHERE {
  ?finding a kg:Finding ; kg:code ?code ; kg:message ?message ; kg:severity ?severity ; kg:line ?line ;
    kg:inDocument ?file .
  ?file dct:title ?document .
  OPTIONAL { ?finding kg:field ?field }
}"""

_PLACES: Final = """
SELECT DISTINCT ?document ?line ?place WHERE {
  GRAPH ?graph {
    ?x kg:place ?place ; kg:line ?line ; kg:inDocument|prov:wasQuotedFrom ?file . ?file dct:title ?document
  }
} ORDER BY DESC(?place)"""
"""Graph by graph: a form that two documents print stands at another place in each."""


def run_check(store: "Store", *, shapes: bool = True, tell: Tell = lambda *_: None) -> list[Finding]:
    """All findings of the graph, sorted by document, line, code and message, each once.

    ``shapes`` False leaves out the SHACL check. Raises QueryError where a rule cannot be run; `reader_findings` are
    to be had all the same.
    """
    found = {*_stored_findings(store), *_rule_findings(store, list_rules(), tell)}
    if shapes:
        from kg.shapes import validate_shapes  # rdflib takes a while to import

        found.update(validate_shapes(store))
    return _in_order(store, found)


def reader_findings(store: Askable) -> list[Finding]:
    """What the reader doubted, as the graph keeps it, in the order of `run_check`."""
    return _in_order(store, _stored_findings(store))


def _in_order(store: Askable, found: Iterable[Finding]) -> list[Finding]:
    placed = set(_placed(found, places_by_line(store)))
    return sorted(placed, key=lambda f: (f.document, f.line, f.code, f.message, f.field or ""))


def places_by_line(store: Askable) -> dict[tuple[str, int], str]:
    """Where the counted lines of files without lines stand, in Chinese, by name of the document and line."""
    return {
        (str(document), int(line or 0)): str(place) for document, line, place in store.select(_PLACES).rows
    }


def placed_answer(store: Askable, answer: Answer) -> Answer:
    """The answer to a named question, in which a counted line of a file without lines is put as its place."""
    columns = dict(zip(answer.variables, answer.headings, strict=True))
    if "document" not in columns or columns.get("line") != "行":
        return answer
    places = places_by_line(store)
    if not places:
        return answer
    document, line = answer.variables.index("document"), answer.variables.index("line")

    def placed(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        number = row[line]
        words = places.get((str(row[document]), number)) if isinstance(number, int) else None
        return row if words is None else (*row[:line], words, *row[line + 1 :])

    return replace(answer, rows=[placed(row) for row in answer.rows])


def _placed(findings: Iterable[Finding], places: Mapping[tuple[str, int], str]) -> Iterator[Finding]:
    for finding in findings:
        place = places.get((finding.document, finding.line), "")
        yield finding if finding.place or not place else replace(finding, place=place)


def _stored_findings(store: Askable) -> Iterator[Finding]:
    answer = run_query(store, _STORED, time_limit=_SECONDS, row_limit=_ROWS)
    for document, line, code, message, severity, field in answer.rows:
        level = SEVERITIES.get(str(severity), "warning")
        yield Finding(
            str(document), int(line or 0), str(code), str(message), level, str(field) if field else None
        )


def _rule_findings(store: Askable, rules: Iterable[NamedQuery], tell: Tell) -> Iterator[Finding]:
    known = load_rules()
    all_rules = list(rules)
    for done, rule in enumerate(all_rules):
        tell(done, len(all_rules))
        code = rule.code or rule.name
        if code not in known:
            raise QueryError(f"审核规则 {rule.name}.rq 的代码 {code} 不在词表 findings*.ttl 中。请补上。")
        answer = run_query(store, rule, time_limit=_SECONDS, row_limit=_ROWS)
        if answer.variables != ["document", "line", "message"]:
            raise QueryError(f"审核规则 {rule.name}.rq 应给出 ?document ?line ?message 三列。")
        for document, line, message in answer.rows:
            yield Finding(str(document), int(line or 0), code, str(message), known[code].severity)
    tell(len(all_rules), len(all_rules))
