"""The budget tables of a document → lines and amounts."""

from collections.abc import Iterable, Iterator

from kg.graph.place import Place, kg, label, printed, yuan
from kg.graph.terms import Quad, integer, iri, text
from kg.link import digest_iri
from kg.model import BudgetTable
from kg.text import squeeze


def tables_to_quads(tables: Iterable[BudgetTable], place: Place) -> Iterator[Quad]:
    """Every line of every table, with one amount node for each column that prints an amount."""
    for table in tables:
        title = squeeze(table.title)
        for line in table.lines:
            fields = (place.year, place.scope(), title, line.code, line.name, line.unit)
            subject = digest_iri(
                "budget-line", *fields, place.ordinals.next("line", *fields), base=place.base
            )
            properties = [
                (kg("inDocument"), iri(place.document)),
                (kg("tableTitle"), text(title)),
                (kg("tableKind"), text(table.kind)),
                (kg("code"), printed(line.code and squeeze(line.code))),
                (label("rdfs:label"), printed(line.name and squeeze(line.name))),
                (kg("unitName"), printed(line.unit and squeeze(line.unit))),
                (kg("line"), integer(line.line)),
                *place.at(line.line),
                *place.sources({"line": line.spans}),
            ]
            yield from place.node(subject, kg("BudgetLine"), properties)
            for column, amount in line.amounts.items():
                properties = [
                    (kg("ofLine"), iri(subject)),
                    (kg("column"), text(squeeze(column))),
                    (kg("amount"), yuan(amount)),
                ]
                node = digest_iri("budget-amount", subject, column, base=place.base)
                yield from place.node(node, kg("BudgetAmount"), properties)
