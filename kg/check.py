"""The audit: what the reader doubted, what the rules of ontology/queries/audit find, and what the shapes refuse.

A rule is a query that gives ``?document ?line ?message``; its code names the concept of
ontology/vocab/findings*.ttl that holds its number, severity, basis and advice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.errors import QueryError
from kg.findings import Finding, Severity, finding_concepts
from kg.namespaces import PREFIXES
from kg.query import Answer, NamedQuery, list_rules, run_query
from kg.query.run import Askable, Cell
from kg.vocabulary import Concept

if TYPE_CHECKING:
    from kg.store import Store

_NOTATION: Final = PREFIXES["skos"] + "notation"
_SEVERITIES: Final[dict[str, Severity]] = {"violation": "violation", "warning": "warning", "info": "info"}
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


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a finding code: ``number`` (A01 …, empty for doubts of the reader), Chinese title, basis
    (empty where it rests on none) and advice."""

    code: str
    number: str
    title: str
    severity: Severity
    basis: str
    advice: str


@dataclass(frozen=True, slots=True)
class Evaluability:
    """How many targets of a department and year can be checked against an actual value.

    ``reasons`` counts the others by Chinese reason: 定性, 未填, 缺单位, 缺运算符.
    """

    department: str
    year: int
    targets: int
    evaluable: int
    reasons: Mapping[str, int]

    @property
    def share(self) -> Decimal:
        """Evaluable targets as a share of all, four decimals."""
        return (Decimal(self.evaluable) / Decimal(self.targets or 1)).quantize(Decimal("0.0001"))


def run_check(store: "Store", *, shapes: bool = True) -> list[Finding]:
    """All findings of the graph, sorted by document, line, code and message, each once.

    ``shapes`` False leaves out the SHACL check, which is slow on large graphs.
    """
    found = {*_stored_findings(store), *_rule_findings(store, list_rules())}
    if shapes:
        from kg.shapes import validate_shapes  # pySHACL takes a second to import

        found.update(validate_shapes(store))
    found = set(_placed(found, places_by_line(store)))
    return sorted(found, key=lambda f: (f.document, f.line, f.code, f.message, f.field or ""))


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


@lru_cache(maxsize=1)
def load_rules() -> Mapping[str, Rule]:
    """Code → what is known of it, from ontology/vocab/findings*.ttl, in the order of their numbers."""
    rules = map(_concept_to_rule, finding_concepts())
    return {
        rule.code: rule for rule in sorted(rules, key=lambda rule: (not rule.number, rule.number, rule.code))
    }


def evaluability(store: Askable) -> list[Evaluability]:
    """Share of evaluable targets of every department and year (question ``evaluability``), by name and year."""
    answer = run_query(store, "evaluability")
    names = dict(zip(answer.variables, answer.headings, strict=True))
    reasons = [name for name in answer.variables if name.endswith("Count")]
    found = []
    for row in answer.rows:
        values = dict(zip(answer.variables, row, strict=True))
        counts = {name: int(values[name] or 0) for name in reasons}
        targets, evaluable = counts.pop("targetCount"), counts.pop("evaluableCount")
        why = {names[name]: count for name, count in counts.items() if count}
        found.append(
            Evaluability(str(values["departmentName"]), int(values["year"] or 0), targets, evaluable, why)
        )
    return found


def count_by_rule(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each code has, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        counts[finding.code] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _stored_findings(store: Askable) -> Iterator[Finding]:
    for document, line, code, message, severity, field in run_query(store, _STORED).rows:
        level = _SEVERITIES.get(str(severity), "warning")
        yield Finding(
            str(document), int(line or 0), str(code), str(message), level, str(field) if field else None
        )


def _rule_findings(store: Askable, rules: Iterable[NamedQuery]) -> Iterator[Finding]:
    known = load_rules()
    for rule in rules:
        code = rule.code or rule.name
        if code not in known:
            raise QueryError(f"审核规则 {rule.name}.rq 的代码 {code} 不在词表 findings*.ttl 中。请补上。")
        answer = run_query(store, rule)
        if answer.variables != ["document", "line", "message"]:
            raise QueryError(f"审核规则 {rule.name}.rq 应给出 ?document ?line ?message 三列。")
        for document, line, message in answer.rows:
            yield Finding(str(document), int(line or 0), code, str(message), known[code].severity)


def _concept_to_rule(concept: Concept) -> Rule:
    return Rule(
        concept.name,
        (concept.properties.get(_NOTATION) or ("",))[0],
        concept.label,
        _SEVERITIES.get(concept.first("severity") or "", "warning"),
        concept.first("basis") or "",
        concept.first("advice") or "",
    )
