"""What questions over the whole graph would have to add up or compare row by row, worked out once.

A store reads a hundred thousand rows of one property in 0.1 s, but needs 0.5 s to look up one more property of each,
so what a question selects by (a missing unit, a looser target) and what it only counts is said here. Everything
depends on one row, on the rows of one library entry, or on the rows and money of one department.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from kg.graph.facts import Facts
from kg.graph.gaps import NOTHING, gaps_of
from kg.graph.place import kg, label
from kg.graph.reach import Derivation
from kg.graph.terms import RDF_TYPE, Quad, decimal, integer, iri, quads_of, read_term, text
from kg.link import digest_iri
from kg.text import squeeze
from kg.vocabulary import find_concept

UNWRITTEN: Final = "（未写）"
NO_PHASE: Final = "（未分阶段）"
_RESULT_COUNTS: Final = ("resultCount", "metCount", "missedCount")


class _Headed(NamedTuple):
    """What a tally counts: department and year (terms), what it is of, and the one or two headings it counts under."""

    department: str
    year: str
    of: str
    heading: str
    subheading: str = ""


def gap_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """What each row lacks to be compared with a result: a target, a number, a unit, an operator."""
    for target in facts.instances(kg("PerformanceTarget")):
        gaps = _gaps(facts, target)
        yield from quads_of(target[1:-1], [(kg("lacks"), text(what)) for what in gaps], graph)


def document_count_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """In how many documents each library entry stands."""
    documents: dict[str, set[str]] = defaultdict(set)
    for target in facts.instances(kg("PerformanceTarget")):
        for concept in facts.get(target, "ofConcept"):
            documents[concept].update(facts.get_iri(target, label("prov:wasQuotedFrom")))
    for concept in sorted(documents):
        yield from quads_of(concept[1:-1], [(kg("documentCount"), integer(len(documents[concept])))], graph)


def name_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """The names of the indicators and projects of each document in one text each, and both themselves: a part of a name
    is looked for in a thousand texts first, and only then in the names of the documents found."""
    indicators: dict[str, set[str]] = defaultdict(set)
    projects: dict[str, set[str]] = defaultdict(set)
    mentioned: dict[str, dict[str, set[str]]] = {"Indicator": defaultdict(set), "Project": defaultdict(set)}
    for target in facts.instances(kg("PerformanceTarget")):
        for document in facts.get_iri(target, label("prov:wasQuotedFrom")):
            indicators[document].update(squeeze(read_term(name)) for name in facts.get(target, "subject"))
            mentioned["Indicator"][document].update(facts.get(target, "ofConcept"))
    for form in facts.instances(kg("Form")):
        for document, project in product(facts.get(form, "inDocument"), facts.get(form, "ofProject")):
            projects[document].update(map(read_term, facts.get_iri(project, label("rdfs:label"))))
            mentioned["Project"][document].add(project)
    for predicate, found in (("indicatorNames", indicators), ("projectNames", projects)):
        for document in sorted(found):
            names = text("\n".join(sorted(found[document])))
            yield from quads_of(document[1:-1], [(kg(predicate), names)], graph)
    for what, of in mentioned.items():
        for document in sorted(of):
            met = [(kg(f"mentions{what}"), node) for node in sorted(of[document])]
            yield from quads_of(document[1:-1], met, graph)


def total_line_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """The lines of the budget tables of each document that are totals by their names (ontology/vocab/budget.ttl)."""
    lines: dict[str, set[str]] = defaultdict(set)
    for row in facts.instances(kg("BudgetLine")):
        if any(map(_names_total, facts.get_iri(row, label("rdfs:label")))):
            for document in facts.get(row, "inDocument"):
                lines[document].add(row)
    for document in sorted(lines):
        yield from quads_of(
            document[1:-1], [(kg("totalLine"), row) for row in sorted(lines[document])], graph
        )


def tally_quads(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """Rows by level and by what they lack, and money by source and phase, of each department and year."""
    counts: Counter[_Headed] = Counter()
    for target in facts.instances(kg("PerformanceTarget")):
        if facts.first_value(target, "valueKind") is None:
            continue
        levels = (facts.first_value(target, name) or UNWRITTEN for name in ("level1", "level2"))
        headed = (("evaluability", next(iter(_gaps(facts, target)), NOTHING)), ("level", *levels))
        for department in facts.get(target, "department"):
            for year in facts.get(target, "year"):
                counts.update(_Headed(department, year, *what) for what in headed)
    for what, count in sorted(counts.items()):
        yield from _tally(what, count, None, graph, base)
    yield from _money(facts, graph, base)


def comparison_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """Rows beside those of one department, indicator and base unit in the year before."""
    years: dict[tuple[str, str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for target in facts.instances(kg("PerformanceTarget")):
        series = product(*(facts.get(target, name) for name in ("department", "ofConcept", "baseUnit")))
        for department, concept, unit in series:
            for year in facts.get(target, "year"):
                years[department, concept, unit][int(read_term(year))].append(target)
    for by_year in years.values():
        for this in sorted(by_year):
            for target, before in product(by_year[this], by_year.get(this - 1, ())):
                yield from quads_of(target[1:-1], _compared(facts, target, before), graph)


def repetition_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """Rows of one form that name one indicator under the same levels and for the same horizon."""
    alike: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for target in facts.instances(kg("PerformanceTarget")):
        named = [facts.first(target, name) for name in ("ofConcept", "level1", "level2", "horizon")]
        for form in facts.get(target, "inForm"):
            alike[form, *named].append(target)
    for (of, *_), targets in alike.items():
        for target in targets if len(targets) > 1 else ():
            yield from quads_of(target[1:-1], [(kg("repeatedIn"), of)], graph)


def result_count_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """How many rows of each form report a value, and how many of these meet their target, and miss it."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for result in facts.instances(kg("Result")):
        if not facts.get(result, "actualText"):
            continue
        verdict = facts.first_value(result, "isMet")
        for target in facts.get(result, "ofTarget"):
            for form in facts.get(target, "inForm"):
                counts[form]["resultCount"] += 1
                counts[form]["metCount"] += verdict == "true"
                counts[form]["missedCount"] += verdict == "false"
    for form in sorted(counts):
        properties = [(kg(name), integer(counts[form][name])) for name in _RESULT_COUNTS]
        yield from quads_of(form[1:-1], properties, graph)


SUMMARIES: Final = (
    Derivation(gap_quads, gives=("lacks",), about=("PerformanceTarget",)),
    Derivation(document_count_quads, gives=("documentCount",), reach=("^ofConcept[PerformanceTarget]",)),
    Derivation(
        name_quads,
        gives=("indicatorNames", "projectNames", "mentionsIndicator", "mentionsProject"),
        about=("Document",),
        reach=("^prov:wasQuotedFrom[PerformanceTarget]", "^inDocument[Form]/ofProject"),
    ),
    Derivation(
        total_line_quads, gives=("totalLine",), about=("Document",), reach=("^inDocument[BudgetLine]",)
    ),
    Derivation(
        tally_quads,
        gives=(
            "rdf:type", "ofDepartment", "ofYear", "tallyOf", "heading", "subheading", "tallyCount", "tallyAmount",
        ),
        reach=("^department[PerformanceTarget]", "^department[Funding]"),
        owns=("^ofDepartment",),
    ),
    Derivation(
        result_count_quads,
        gives=_RESULT_COUNTS,
        about=("Form",),
        reach=("^inForm[PerformanceTarget]/^ofTarget[Result]",),
    ),
    Derivation(
        repetition_quads,
        gives=("repeatedIn",),
        about=("PerformanceTarget",),
        reach=("inForm/^inForm[PerformanceTarget]",),
    ),
    Derivation(
        comparison_quads,
        gives=("comparedWith", "looserThan"),
        about=("PerformanceTarget",),
        reach=("department/^department[PerformanceTarget]/ofProject", "ofProject"),
    ),
)  # fmt: skip


@lru_cache(maxsize=65536)
def _names_total(name: str) -> bool:
    """Whether the name of a line, a term, is one of a total; a subtotal is none."""
    concept = find_concept("budget", read_term(name))
    return concept is not None and concept.name == "total"


def _gaps(facts: Facts, target: str) -> list[str]:
    return gaps_of(
        facts.first_value(target, "valueKind"),
        has_unit=bool(facts.get(target, "unitText")),
        has_operator=bool(facts.get(target, "operator")),
    )


def _money(facts: Facts, graph: str, base: str) -> Iterator[Quad]:
    """Sums of the money of projects; what several forms print of one project and year counts once."""
    amounts: dict[_Headed, dict[str, Decimal]] = defaultdict(dict)
    for funding in facts.instances(kg("Funding")):
        printed = [Decimal(read_term(amount)) for amount in facts.get(funding, "amount")]
        source = facts.first_value(funding, "sourceText")
        if not printed or source is None:
            continue
        phase = facts.first_value(funding, "phaseText") or NO_PHASE
        for department, year in product(facts.get(funding, "department"), facts.get(funding, "year")):
            for project in facts.get(funding, "ofProject"):
                of = amounts[_Headed(department, year, "money", source, phase)]
                of[project] = max(of.get(project, printed[0]), *printed)
    for what, by_project in sorted(amounts.items()):
        yield from _tally(what, len(by_project), sum(by_project.values(), Decimal(0)), graph, base)


def _tally(what: _Headed, count: int, amount: Decimal | None, graph: str, base: str) -> Iterator[Quad]:
    properties = [
        (RDF_TYPE, iri(kg("Tally"))),
        (kg("ofDepartment"), what.department),
        (kg("ofYear"), what.year),
        (kg("tallyOf"), text(what.of)),
        (kg("heading"), text(what.heading)),
        (kg("subheading"), text(what.subheading) if what.subheading else None),
        (kg("tallyCount"), integer(count)),
        (kg("tallyAmount"), None if amount is None else decimal(amount)),
    ]
    fields = (read_term(what.department), read_term(what.year), what.of, what.heading, what.subheading)
    return quads_of(digest_iri("tally", *fields, base=base), properties, graph)


def _compared(facts: Facts, target: str, before: str) -> Iterator[tuple[str, str]]:
    if facts.get(target, "baseValue") and facts.get(before, "baseValue"):
        yield kg("comparedWith"), before
    alike = all(_met(facts, target, name) & _met(facts, before, name) for name in ("horizon", "projectLabel"))
    if alike and _is_looser(facts, target, before):
        yield kg("looserThan"), before


def _met(facts: Facts, target: str, name: str) -> set[str]:
    if name == "projectLabel":
        projects = facts.get(target, "ofProject")
        return {name for project in projects for name in facts.get_iri(project, label("rdfs:label"))}
    return set(facts.get(target, name))


def _is_looser(facts: Facts, target: str, before: str) -> bool:
    minimum, last_minimum = _number(facts, target, "minimum"), _number(facts, before, "minimum")
    if minimum is not None:
        return last_minimum is not None and minimum < last_minimum
    maximum, last_maximum = _number(facts, target, "maximum"), _number(facts, before, "maximum")
    return maximum is not None and last_maximum is not None and maximum > last_maximum


def _number(facts: Facts, target: str, name: str) -> Decimal | None:
    found = facts.first_value(target, name)
    return None if found is None else Decimal(found)
