"""A side out of a graph: documents by title, or the forms of a year, of a department or of one project."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from kg.catalogue import CatalogueDocument, list_documents
from kg.catalogue.rows import catalogue_rows, head_fields
from kg.diff.compare import compare_sides
from kg.diff.differences import Comparison
from kg.diff.heads import read_forms, read_heads
from kg.diff.sides import Known, PairOfNodes, Side, once
from kg.errors import CompareError
from kg.link import is_iri, last_part
from kg.query.run import Askable
from kg.records import Record
from kg.text import key

_ALSO: Final = {"project_id": "kg:ofProject", "direction": "kg:direction"}
_UNUSED: Final = frozenset({"rules", "spans"})
_FORMS: Final = """
SELECT DISTINCT ?graph ?department ?year WHERE {{
  GRAPH ?graph {{ ?form a kg:Form ; kg:year ?year ; kg:department ?department{more} }} {chosen}
}} ORDER BY ?graph"""
_NAMES: Final = "SELECT ?d ?name WHERE { ?d a org:FormalOrganization ; rdfs:label ?name } ORDER BY ?name ?d"
_ONE: Final = "SELECT ?a ?b WHERE { ?a kg:sameOrganizationAs ?b . ?a a org:FormalOrganization }"
_OWNING: Final = "SELECT DISTINCT ?d WHERE { ?form a kg:Form ; kg:department ?d }"
_MANY: Final = 3000
"""Projects whose links are asked for one by one; the links of more are read all."""
_LISTED: Final = 8


def compare_years(
    store: Askable,
    old_year: int,
    new_year: int,
    department: str = "",
    project: str = "",
    *,
    apart: Iterable[PairOfNodes] = (),
) -> Comparison:
    """Two years of a graph: of one department (its name, or the only one that holds this text), of one project (its
    name, a part of it, or its IRI), or of all. ``apart`` are projects that a person decided to be two.

    Raises CompareError for a year, department or project that the graph does not have.
    """
    sides = read_years(store, (old_year, new_year), department, project)
    if not any(side.rows or side.heads for side in sides):
        raise CompareError(
            f"{old_year} 年和 {new_year} 年都没有这样的绩效表。{years_in_words(store, department)}"
        )
    return compare_sides(sides[0], sides[1], known_of(store, sides, apart))


def compare_documents(
    store: Askable, old_title: str, new_title: str, *, apart: Iterable[PairOfNodes] = ()
) -> Comparison:
    """Two documents of a graph by their titles (file names), or parts of which each stands in one title only.

    Raises CompareError.
    """
    sides = [read_title(store, title) for title in (old_title, new_title)]
    return compare_sides(sides[0], sides[1], known_of(store, sides, apart))


def compare_graphs(
    old: Askable,
    new: Askable,
    *,
    names: tuple[str, str] = ("旧图谱", "新图谱"),
    apart: Iterable[PairOfNodes] = (),
) -> Comparison:
    """Everything in two graphs, project by project within each year."""
    sides = [read_graph(store, name) for store, name in zip((old, new), names, strict=True)]
    ours, theirs = known_of(old, sides[:1], apart), known_of(new, sides[1:], apart)
    known = Known(ours.same | theirs.same, ours.apart, {**ours.departments, **theirs.departments})
    return compare_sides(sides[0], sides[1], known)


def read_years(store: Askable, years: Sequence[int], department: str = "", project: str = "") -> list[Side]:
    """Years of a graph, each as one side; ``department`` and ``project`` as in `compare_years`.

    Raises CompareError for a department that the graph does not have.
    """
    known = find_department(store, department) if department else {}
    projects = _same_as(store, project) if is_iri(project) else frozenset()
    titles = {key(name) for iri in sorted(projects) for name in _labels(store, iri)}
    there: dict[int, dict[str, set[str]]] = {year: {} for year in years}
    for graph, owner, year in store.select(_forms_query(there, known, projects)).rows:
        there[int(year or 0)].setdefault(str(owner), set()).add(str(graph))
    sides = []
    for year in years:
        names = _in_year(known, there[year])
        graphs = {graph for iri, of in there[year].items() if not names or iri in names for graph in of}
        name = " ".join((f"{year} 年", *names.values()))
        documents = list_documents(store, graphs)
        sides.append(_read(store, name, documents, _wanted(year, names, project, projects, titles)))
    return sides


def _in_year(known: Mapping[str, str], there: Collection[str]) -> dict[str, str]:
    """Under which name a department stands in a year: its own, else the only other one that it is known by. Two that
    have forms in one year are two, whatever codes they share."""
    if not known:
        return {}
    own, others = next(iter(known)), [iri for iri in known if iri in there]
    name = others[0] if own not in there and len(others) == 1 else own
    return {name: known[name]}


def _forms_query(years: Iterable[int], departments: Iterable[str], projects: Iterable[str]) -> str:
    """The named graphs of the forms of these years; of all departments and projects where none is named."""
    of = " ".join(f"<{iri}>" for iri in departments)
    for_project = " ".join(f"<{iri}>" for iri in sorted(projects))
    chosen = f"FILTER(?year IN ({', '.join(str(int(year)) for year in years)}))"
    chosen += f" VALUES ?department {{ {of} }}" if of else ""
    chosen += f" VALUES ?project {{ {for_project} }}" if for_project else ""
    more = " ; kg:ofProject ?project" if for_project else ""
    return _FORMS.format(more=more, chosen=chosen)


def read_title(store: Askable, title: str) -> Side:
    """A document of a graph, by its title or a part of it, as one side. Raises CompareError."""
    document = find_document(list_documents(store), title)
    return _read(store, document.name, [document])


def read_graph(store: Askable, name: str = "图谱") -> Side:
    """Everything in a graph as one side."""
    return _read(store, name, list_documents(store))


def find_document(documents: Sequence[CatalogueDocument], title: str) -> CatalogueDocument:
    """The document with this title, or the only one whose title holds this text. Raises CompareError."""
    found = [one for one in documents if one.name == title] or [one for one in documents if title in one.name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CompareError(
            f"图谱里没有名为“{_safe(title)}”的文件，也没有这个路径。"
            f"图谱里的文件：{_listed(one.name for one in documents)}。"
        )
    raise CompareError(
        f"“{_safe(title)}”不止一份文件：{_listed(one.name for one in found)}。请写得更全一些。"
    )


def find_department(store: Askable, name: str) -> dict[str, str]:
    """The IRIs of a department under all its names, with these names, the one asked for first. Raises CompareError."""
    known = {str(iri): str(label) for iri, label in store.select(_NAMES).rows}
    found = [iri for iri, label in known.items() if key(label) == key(name)]
    if not found:
        owning = {str(iri) for (iri,) in store.select(_OWNING).rows}
        known = {iri: label for iri, label in known.items() if iri in owning}
        found = [iri for iri, label in known.items() if key(name) in key(label)]
    standing = _standing(store, known)
    if len({standing.get(key(known[iri]), key(known[iri])) for iri in found}) > 1:
        raise CompareError(
            f"“{_safe(name)}”不止一个部门：{_listed(known[iri] for iri in found)}。请写得更全一些。"
        )
    if not found:
        raise CompareError(f"图谱里没有部门“{_safe(name)}”。图谱里的部门：{_listed(known.values())}。")
    stands = standing.get(key(known[found[0]]), key(known[found[0]]))
    others = [iri for iri, label in known.items() if standing.get(key(label), key(label)) == stands]
    return {iri: known[iri] for iri in dict.fromkeys((*found, *others))}


def _read(
    store: Askable,
    name: str,
    documents: Sequence[CatalogueDocument],
    wanted: Callable[[Record], bool] = lambda _: True,
) -> Side:
    """The wanted rows and heads of some documents."""
    rows: list[Record] = []
    heads: list[Record] = []
    for document in documents:
        forms = read_forms(store, document)
        of_forms = {iri: head_fields(form) for iri, form in forms.items()}
        for node, record in catalogue_rows(store, document, _ALSO, heads=of_forms, without=_UNUSED):
            record["id"] = node.iri
            record["project_id"] = node.text("project_id")
            record["direction"] = last_part(node.values.get("direction", "")) or None
            rows.append(record)
        heads += read_heads(store, document, forms)
    return once(name, filter(wanted, rows), filter(wanted, heads))


def _wanted(
    year: int, departments: Mapping[str, str], project: str, iris: Collection[str], titles: Collection[str]
) -> Callable[[Record], bool]:
    """Whether a row or head is asked for: ``iris`` are all that the project is known by, ``titles`` their names."""
    names = {key(name) for name in departments.values()}

    def wanted(record: Record) -> bool:
        if record["year"] != year or (names and key(str(record["department"] or "")) not in names):
            return False
        if not project:
            return True
        its_name = key(str(record["project"] or ""))
        if not iris:
            return key(project) in its_name
        # a head does not know its project
        return record["project_id"] in iris if "project_id" in record else its_name in titles

    return wanted


def _same_as(store: Askable, project: str) -> frozenset[str]:
    answer = store.select(f"SELECT ?b WHERE {{ <{project}> kg:sameProjectAs ?b }}")
    return frozenset({project, *(str(other) for (other,) in answer.rows)})


def _labels(store: Askable, iri: str) -> list[str]:
    return [str(name) for (name,) in store.select(f"SELECT ?name WHERE {{ <{iri}> rdfs:label ?name }}").rows]


def years_in_words(store: Askable, department: str = "") -> str:
    """Which years there are to choose from, in Chinese."""
    departments = find_department(store, department) if department else {}
    chosen = f"VALUES ?department {{ {' '.join(f'<{iri}>' for iri in departments)} }}" if departments else ""
    answer = store.select(
        f"SELECT DISTINCT ?year WHERE {{ {chosen} ?form a kg:Form ; kg:department ?department ; kg:year ?year }}"
        " ORDER BY ?year"
    )
    return f"图谱里的年度：{'、'.join(str(year) for (year,) in answer.rows) or '没有'}。"


def known_of(store: Askable, sides: Iterable[Side], apart: Iterable[PairOfNodes] = ()) -> Known:
    """What the graph knows of the projects and departments of both sides."""
    projects = sorted(
        {str(row["project_id"]) for side in sides for row in side.rows if row.get("project_id")}
    )
    chosen = f"VALUES ?a {{ {' '.join(f'<{iri}>' for iri in projects)} }}" if len(projects) <= _MANY else ""
    pairs = store.select(f"SELECT ?a ?b WHERE {{ {chosen} ?a kg:sameProjectAs ?b }}").rows
    names = {str(iri): str(label) for iri, label in store.select(_NAMES).rows}
    both = {pair for one, other in apart for pair in ((one, other), (other, one))}
    known = frozenset(
        pair for one, other in pairs for pair in ((str(one), str(other)), (str(other), str(one)))
    )
    return Known(known, frozenset(both), _standing(store, names))


def _standing(store: Askable, names: Mapping[str, str]) -> dict[str, str]:
    """For every name of a department that has several the one that stands for all, both folded."""
    groups: dict[str, set[str]] = {}
    for one, other in store.select(_ONE).rows:
        labels = {key(names[str(iri)]) for iri in (one, other) if str(iri) in names}
        merged = set(labels).union(*(groups.get(label, set()) for label in labels))
        groups.update(dict.fromkeys(merged, merged))
    return {label: min(merged) for label, merged in groups.items()}


def _safe(text: str) -> str:
    return "".join(character for character in text[:80] if character.isprintable())


def _listed(names: Iterable[str]) -> str:
    known: Collection[str] = list(dict.fromkeys(names))
    shown = "、".join(list(known)[:_LISTED])
    return f"{shown} 等 {len(known)} 个" if len(known) > _LISTED else shown or "没有"
