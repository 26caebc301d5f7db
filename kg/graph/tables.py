"""The budget tables of a document → tables, lines and amounts."""

from collections.abc import Iterable, Iterator

from kg.graph.place import Place, Property, exact_text, kg, label, printed, yuan
from kg.graph.terms import Quad, integer, iri, text
from kg.link import digest_iri
from kg.model import BudgetLine, BudgetTable
from kg.records import value_to_json
from kg.text import is_blank, squeeze


def tables_to_quads(tables: Iterable[BudgetTable], place: Place) -> Iterator[Quad]:
    """Every table, every line of it, and one amount node for each column that prints an amount."""
    for position, table in enumerate(tables, 1):
        title = squeeze(table.title)
        fields = (place.year, place.scope(), title, table.kind)
        node = digest_iri("budget-table", *fields, place.ordinals.next("table", *fields), base=place.base)
        columns = list(dict.fromkeys(column for line in table.lines for column in line.amounts))
        properties: list[Property] = [
            (kg("inDocument"), iri(place.document)),
            (kg("tableTitle"), text(title)),
            (kg("tableKind"), text(table.kind)),
            (kg("columns"), text(_to_json(columns))),
            (kg("exactText"), exact_text({"title": table.title}, {"title": title})),
            (kg("position"), integer(position)),
            (kg("line"), integer(table.line)),
            *place.begins(table.line),
        ]
        yield from place.node(node, kg("BudgetTable"), properties)
        for number, line in enumerate(table.lines, 1):
            yield from _line(number, line, table, node, columns, place)


def _line(
    position: int, line: BudgetLine, table: BudgetTable, node: str, columns: list[str], place: Place
) -> Iterator[Quad]:
    title = squeeze(table.title)
    fields = (place.year, place.scope(), title, line.code, line.name, line.unit)
    subject = digest_iri("budget-line", *fields, place.ordinals.next("line", *fields), base=place.base)
    words = {"code": line.code, "name": line.name, "unit": line.unit}
    kept = {
        name: None if value is None or is_blank(value) else squeeze(value) for name, value in words.items()
    }
    in_order = [column for column in columns if column in line.amounts]
    properties: list[Property] = [
        (kg("inTable"), iri(node)),
        (kg("inDocument"), iri(place.document)),
        (kg("tableTitle"), text(title)),
        (kg("tableKind"), text(table.kind)),
        (kg("code"), printed(kept["code"])),
        (label("rdfs:label"), printed(kept["name"])),
        (kg("unitName"), printed(kept["unit"])),
        (kg("columns"), text(_to_json(list(line.amounts))) if list(line.amounts) != in_order else None),
        (kg("exactText"), exact_text(words, kept)),
        (kg("position"), integer(position)),
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
        yield from place.node(
            digest_iri("budget-amount", subject, column, base=place.base), kg("BudgetAmount"), properties
        )


def _to_json(columns: list[str]) -> str:
    return value_to_json(columns)
