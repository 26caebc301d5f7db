"""Money that questions set against each other: the totals of a document's budget tables, the parts of a form's total.

A budget document prints hundreds of amounts, of which three are asked for; a form prints its money by source, and few
forms print parts that do not add up. Both are looked for once, here.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.graph.columns import is_whole_line, total_columns
from kg.graph.facts import Facts
from kg.graph.place import kg, label
from kg.graph.reach import Derivation
from kg.graph.terms import Quad, decimal, iri, quads_of, read_term
from kg.namespaces import VOCAB
from kg.vocabulary import load_scheme

_Form = tuple[str, str]
"""A form (a term) and the phase as printed, empty where none is."""


def table_total_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """What the budget tables of each document print for all projects, all basic expenditure, and both: the greatest
    amount in a line of totals under a column that says so."""
    most: dict[tuple[str, str], Decimal] = {}
    for cell in facts.instances(kg("BudgetAmount")):
        names = [name for column in facts.get(cell, "column") for name in total_columns(column)]
        if not names:
            continue
        amounts = [Decimal(read_term(amount)) for amount in facts.get(cell, "amount")]
        for line in facts.get(cell, "ofLine"):
            if not any(map(is_whole_line, facts.get_iri(line, label("rdfs:label")))):
                continue
            for document in facts.get(line, "inDocument"):
                for name in names:
                    most[document, name] = max(most.get((document, name), Decimal(0)), *amounts)
    for (document, name), amount in sorted(most.items()):
        if amount > 0:
            yield from quads_of(document[1:-1], [(kg(name), decimal(amount))], graph)


def parts_amount_quads(facts: Facts, graph: str, _base: str) -> Iterator[Quad]:
    """What the parts of a total come to, where it is another amount than the total."""
    totals: dict[_Form, list[str]] = defaultdict(list)
    parts: dict[_Form, list[tuple[str, str]]] = defaultdict(list)
    printed: dict[str, set[str]] = defaultdict(set)
    for funding in facts.instances(kg("Funding")):
        phase = facts.first_value(funding, "phaseText") or ""
        for form in facts.get(funding, "inForm"):
            for source in facts.get(funding, "fundingSource"):
                if source == _total():
                    totals[form, phase].append(funding)
                elif source in _sources_above():
                    printed[form].add(source)
                    parts[form, phase].append((funding, source))
    for (form, phase), wholes in totals.items():
        # 一般公共预算 counts only where the 财政拨款 that holds it is not printed beside it
        counted = [
            part for part, source in parts[form, phase] if not _sources_above()[source] & printed[form]
        ]
        amounts = [Decimal(read_term(amount)) for part in counted for amount in facts.get(part, "amount")]
        total = sum(amounts, Decimal(0))
        for whole in wholes if amounts else ():
            if any(Decimal(read_term(amount)) != total for amount in facts.get(whole, "amount")):
                yield from quads_of(whole[1:-1], [(kg("partsAmount"), decimal(total))], graph)


MONEY: Final = (
    Derivation(
        table_total_quads,
        gives=("projectExpenditure", "basicExpenditure", "totalExpenditure"),
        about=("Document",),
        reach=("^inDocument[BudgetLine]/^ofLine[BudgetAmount]",),
    ),
    Derivation(
        parts_amount_quads,
        gives=("partsAmount",),
        about=("Funding",),
        reach=("inForm/^inForm[Funding]",),
    ),
)


@lru_cache(maxsize=1)
def _total() -> str:
    return iri(f"{VOCAB}funding/total")


@lru_cache(maxsize=1)
def _sources_above() -> dict[str, set[str]]:
    """The sources that are parts of the total (terms), with the parts of it that hold them."""
    broader = {iri(one.iri): set(map(iri, one.broader)) for one in load_scheme("funding")}
    found: dict[str, set[str]] = {}
    for source in broader:
        above: set[str] = set()
        waiting = [source]
        while waiting:
            for upper in broader.get(waiting.pop(), set()) - above:
                above.add(upper)
                waiting.append(upper)
        if _total() in above:
            found[source] = above - {_total()}
    return found
