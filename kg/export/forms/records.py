"""The forms of a graph with their rows, one document at a time, chosen by project, department and year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.catalogue import CatalogueDocument, head_records, list_documents
from kg.catalogue.forms import read_forms
from kg.catalogue.nodes import checked_iri
from kg.catalogue.rows import catalogue_rows
from kg.query.run import Askable
from kg.records import Record
from kg.text import key, squeeze

TARGETS: Final = "项目支出绩效目标表"
WHOLE: Final = "整体支出绩效目标表"
EVALUATION: Final = "绩效自评表"
REPORT: Final = "绩效评价报告"

_FORMS: Final = """
SELECT DISTINCT ?graph ?form ?department ?year ?project WHERE { GRAPH ?graph { ?form a kg:Form . %s
  OPTIONAL { ?form kg:departmentText ?department }
  OPTIONAL { ?form kg:year ?year }
  OPTIONAL { ?form kg:projectText ?project } } }"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which forms: names (a part of the name of a project is enough) and a year; empty for any."""

    project: str = ""
    department: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its head as `kg.catalogue.head_records` gives it, with the budget and the fiscal part of the
    year, and its rows as `kg.catalogue.catalogue_records` gives them."""

    iri: str
    head: Record
    rows: tuple[Record, ...]
    budget: Decimal | int | None
    fiscal: Decimal | int | None
    number: int = 1
    """Which form of its document it is, reports counted last; ``of`` how many there are."""
    of: int = 1

    @property
    def kind(self) -> str:
        """The name of the kind of form in the catalogue."""
        return str(self.head["form"])

    def text(self, name: str) -> str:
        """A field of the head as text, "" where there is none."""
        value = self.head.get(name)
        return "" if value is None else str(value)

    def items(self, name: str) -> list[Record]:
        """A list of the head."""
        value = self.head.get(name)
        return list(value) if isinstance(value, list) else []


def chosen_forms(store: Askable, choice: Choice) -> Iterator[Sequence[Form]]:
    """What is handed in together, a file each: a form, with the report of the same project behind its
    self-evaluation. By document, in reading order."""
    wanted = _wanted(store, choice)
    for document in list_documents(store):
        if document.graph in wanted:
            yield from together(read_document_forms(store, document, wanted[document.graph]))


def forms_of_project(store: Askable, iri: str) -> list[Sequence[Form]]:
    """The same for one project, or for one form of a whole department, by its IRI."""
    node = checked_iri(iri)
    wanted: dict[str, set[str]] = defaultdict(set)
    found = store.select(
        f"SELECT DISTINCT ?graph ?form WHERE {{ GRAPH ?graph {{ {{ ?form a kg:Form ; kg:ofProject <{node}> }} "
        f"UNION {{ <{node}> a kg:Form . BIND(<{node}> AS ?form) }} }} }}"
    )
    for graph, form in found.rows:
        wanted[str(graph)].add(str(form))
    return [
        group
        for document in list_documents(store)
        if document.graph in wanted
        for group in together(read_document_forms(store, document, wanted[document.graph]))
    ]


def _wanted(store: Askable, choice: Choice) -> Mapping[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    year = f"?form kg:year {choice.year} ." if choice.year is not None else ""
    for graph, form, department, _, project in store.select(_FORMS % year).rows:
        if squeeze(choice.department) not in squeeze(str(department or "")):
            continue
        if choice.project and squeeze(choice.project) not in squeeze(str(project or "")):
            continue
        wanted[str(graph)].add(str(form))
    return wanted


def read_document_forms(store: Askable, document: CatalogueDocument, wanted: set[str]) -> list[Form]:
    """The wanted forms (their IRIs) of one document in reading order."""
    rows: dict[str, list[Record]] = defaultdict(list)
    for node, record in catalogue_rows(store, document):
        if (form := node.values["form"]) in wanted:
            rows[form].append(record)
    nodes = read_forms(store, document)
    heads = zip(nodes.items(), head_records(store, document), strict=True)
    ordered = sorted(nodes, key=lambda iri: nodes[iri].text("kind") == REPORT)
    places = {iri: number for number, iri in enumerate(ordered, 1)}
    return [
        Form(iri, head, tuple(rows[iri]), node.wan("budget"), node.wan("fiscal"), places[iri], len(nodes))
        for (iri, node), head in heads
        if iri in wanted
    ]


def together(forms: Sequence[Form]) -> list[Sequence[Form]]:
    """The forms, each self-evaluation followed by the first report of its project that none before it took: read
    beside it, the report says where value and unit meet (``=1001``)."""
    reports: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for form in forms:
        if form.kind == REPORT:
            reports[_of(form)].append(form)
    found: list[Sequence[Form]] = []
    for form in forms:
        if form.kind == EVALUATION and reports[_of(form)]:
            found.append((form, reports[_of(form)].pop(0)))
        elif form.kind != REPORT:
            found.append((form,))
    return [*found, *((report,) for left in reports.values() for report in left)]


def _of(form: Form) -> tuple[str, str]:
    return key(form.text("project")), form.text("year")
