"""The main job: documents to the graph on disk, with a report of what was found and what could not be read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import UnreadableDocumentError
from kg.extract import extract_file
from kg.graph import Quad, derived_quads, extraction_to_quads
from kg.link import derived_graph_iri, graph_iri, ontology_graph_iri
from kg.model import Extraction
from kg.namespaces import BASE
from kg.store import ontology_quads, replace_documents

_SUFFIXES: Final = frozenset({".txt", ".md", ".tsv", ".text"})


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document of a build: counts where it was read, the reason in Chinese where it was not."""

    name: str
    department: str
    year: int
    forms: int
    indicators: int
    confident: int
    findings: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build read; ``directory`` holds the graph, None where no document could be read."""

    documents: tuple[DocumentReport, ...]
    directory: Path | None

    @property
    def indicators(self) -> int:
        """Indicator rows of all documents."""
        return sum(document.indicators for document in self.documents)


def find_documents(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the text files of the folders named, sorted; README files are none of them."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
        found += [p for p in inside if not p.stem.lower().startswith("readme")]
    return list(dict.fromkeys(found))


def build_graph(
    paths: Sequence[Path],
    directory: Path,
    *,
    base: str = BASE,
    report: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Read the documents and put their named graphs into the graph of ``directory``.

    Documents already there under another name stay; one of the same name is replaced. A file that cannot be
    read is reported and the others go on. Raises StoreError where the graph cannot be written.
    """
    documents: list[DocumentReport] = []
    graphs: dict[str, Iterable[Quad]] = {}
    for path in find_documents(paths):
        report(f"正在读取 {path.name}")
        if graph_iri(path.name, base) in graphs:
            # The name of a document names its graph: a second one would silently replace the first.
            problem = f"与本次已读的另一份文件同名（{path}），没有读。请改名后再读。"
            documents.append(DocumentReport(path.name, "", 0, 0, 0, 0, 0, problem))
            continue
        try:
            extraction = extract_file(path)
        except UnreadableDocumentError as error:
            documents.append(DocumentReport(path.name, "", 0, 0, 0, 0, 0, str(error)))
            continue
        graphs[graph_iri(path.name, base)] = list(extraction_to_quads(extraction, base))
        documents.append(_document_report(extraction))
    if not graphs:
        return BuildReport(tuple(documents), None)
    report("正在写入图谱")

    def derive(quads: Iterable[Quad]) -> Iterable[Quad]:
        return derived_quads(quads, base)

    graphs[ontology_graph_iri(base)] = ontology_quads(base)
    replace_documents(directory, graphs, derive, derived_graph_iri(base))
    return BuildReport(tuple(documents), directory)


def _document_report(extraction: Extraction) -> DocumentReport:
    indicators = extraction.indicators
    return DocumentReport(
        name=extraction.document.name,
        department=extraction.department,
        year=extraction.year,
        forms=len(extraction.heads),
        indicators=len(indicators),
        confident=sum(indicator.confident for indicator in indicators),
        findings=len(extraction.findings),
        problem=None if extraction.heads else "没有找到绩效目标表。",
    )
