"""A dump to be published: graph, tables and annotations in one folder, described as RO-Crate and as DCAT.

https://www.researchobject.org/ro-crate/1.1/ , https://www.w3.org/TR/vocab-dcat-3/ . Nothing of the machine or of
the hour stands in it: two dumps of one graph are byte-equal. The dates are the years of the documents.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg import __version__
from kg.export import selects
from kg.export.annotations import write_annotations
from kg.export.csvw import METADATA, write_csvw
from kg.export.rdf import write_nquads
from kg.export.selects import Row, select
from kg.export.tables import dump_tables
from kg.namespaces import BASE

if TYPE_CHECKING:
    from kg.store import Store

CRATE: Final = "ro-crate-metadata.json"
CATALOGUE: Final = "dcat.ttl"
_NAME: Final = "绩效目标知识图谱"
_DESCRIPTION: Final = (
    "政府预算绩效目标，读自所列文件：目标值及其方向和单位、项目、部门、资金、目标和完成情况，"
    "每一项都注明在文件中的位置。"
)
_RIGHTS: Final = "原文件由各部门公开发布；这里是对它们的解读。"
_ENGLISH_DESCRIPTION: Final = (
    "Performance targets of government budgets, read from the documents named here: targets with operator, value and "
    "unit, projects, departments, money, goals and results, each with its place in the document."
)
_ENGLISH_RIGHTS: Final = (
    "The documents are public documents of the departments that published them; this is a reading of them."
)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    media_type: str
    title: str
    standard: str | None
    size: int
    sha256: str


def write_crate(store: "Store", folder: Path) -> None:
    """Write the dump into ``folder``, which exists and is empty."""
    with (folder / "graph.nq").open("w", encoding="utf-8", newline="") as stream:
        write_nquads(store, stream)
    with (folder / "annotations.jsonld").open("w", encoding="utf-8", newline="") as stream:
        write_annotations(store, stream)
    write_csvw(store, folder)
    documents = list(selects.first_by(select(store, selects.DOCUMENTS), "document").values())
    files = _files(folder)
    _write(folder / CATALOGUE, _dcat(files, documents))
    described = _file(folder / CATALOGUE, "text/turtle", "目录（DCAT）", None)
    crate = json.dumps(_crate([*files, described], documents), ensure_ascii=False, indent=1)
    _write(folder / CRATE, crate + "\n")


def _files(folder: Path) -> list[_File]:
    quads = "https://www.w3.org/TR/n-quads/"
    notes = "http://www.w3.org/ns/anno.jsonld"
    csvw = "http://www.w3.org/ns/csvw"
    found = [
        _file(folder / "graph.nq", "application/n-quads", "知识图谱，每份文件一个命名图", quads),
        _file(folder / "annotations.jsonld", "application/ld+json", "各指标行在文件中的位置", notes),
        _file(folder / METADATA, "application/csvm+json", "各表各栏的含义（CSVW）", csvw),
    ]
    tables = [_file(folder / f"{t.name}.csv", "text/csv", t.title, csvw) for t in dump_tables()]
    return [*found, *tables]


def _file(path: Path, media_type: str, title: str, standard: str | None) -> _File:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return _File(path.name, media_type, title, standard, path.stat().st_size, digest)


def _crate(files: Iterable[_File], documents: Iterable[Row]) -> dict[str, object]:
    files, documents = list(files), list(documents)
    years = _years(documents)
    program = {"@id": "#program", "@type": "SoftwareApplication", "name": "performance-target-graph"}
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "name": _NAME,
        "description": _DESCRIPTION,
        "license": {"@id": "#rights"},
        "inLanguage": "zh",
        "hasPart": [{"@id": file.name} for file in files],
        "isBasedOn": [{"@id": _source(document)} for document in documents],
    }
    if years:
        root |= {"datePublished": years[-1], "temporalCoverage": f"{years[0]}/{years[-1]}"}
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            root,
            {"@id": "#rights", "@type": "CreativeWork", "name": "使用说明", "description": _RIGHTS},
            program | {"softwareVersion": __version__},
            {
                "@id": "#reading",
                "@type": "CreateAction",
                "name": "kg build",
                "instrument": {"@id": "#program"},
                "object": [{"@id": _source(document)} for document in documents],
                "result": {"@id": "./"},
            },
            *(_part(file) for file in files),
            *(_document(document) for document in documents),
        ],
    }


def _part(file: _File) -> dict[str, object]:
    part: dict[str, object] = {
        "@id": file.name,
        "@type": "File",
        "name": file.title,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }
    return part | ({"conformsTo": {"@id": file.standard}} if file.standard else {})


def _document(document: Row) -> dict[str, object]:
    return {
        "@id": _source(document),
        "@type": "CreativeWork",
        "name": document["document"],
        "sha256": document["sha256"],
        **({"temporalCoverage": str(document["year"])} if document["year"] else {}),
        **({"author": document["department"]} if document["department"] else {}),
    }


def _dcat(files: Iterable[_File], documents: Iterable[Row]) -> str:
    """The description as Turtle: a data set with its distributions, sources and period."""
    documents = list(documents)
    years = _years(documents)
    lines = [
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .",
        "@prefix dct: <http://purl.org/dc/terms/> .",
        "@prefix prov: <http://www.w3.org/ns/prov#> .",
        "@prefix spdx: <http://spdx.org/rdf/terms#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        f"<{BASE}dataset> a dcat:Dataset ;",
        f'    dct:title "{_NAME}"@zh , "performance target graph"@en ;',
        f'    dct:description "{_DESCRIPTION}"@zh , "{_ENGLISH_DESCRIPTION}"@en ;',
        f'    dct:rights "{_RIGHTS}"@zh , "{_ENGLISH_RIGHTS}"@en ;',
        "    dct:language <http://id.loc.gov/vocabulary/iso639-1/zh> ;",
    ]
    if years:
        period = f'dcat:startDate "{years[0]}"^^xsd:gYear ; dcat:endDate "{years[-1]}"^^xsd:gYear'
        lines.append(f"    dct:temporal [ a dct:PeriodOfTime ; {period} ] ;")
    lines += [f"    prov:wasDerivedFrom <{_source(document)}> ;" for document in documents]
    names = [f"[ {_distribution(file)} ]" for file in files]
    lines.append("    dcat:distribution " + " ,\n        ".join(names) + " .")
    return "\n".join(lines) + "\n"


def _distribution(file: _File) -> str:
    media = f"https://www.iana.org/assignments/media-types/{file.media_type}"
    checksum = f'[ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "{file.sha256}" ]'
    return (
        f'a dcat:Distribution ; dct:title "{file.title}"@zh ; dcat:mediaType <{media}> ; '
        f'dcat:downloadURL <{file.name}> ; dcat:byteSize "{file.size}"^^xsd:nonNegativeInteger ; '
        f"spdx:checksum {checksum}"
    )


def _source(document: Row) -> str:
    return f"urn:sha256:{document['sha256']}"


def _years(documents: Iterable[Row]) -> list[str]:
    return sorted({str(document["year"]) for document in documents if document["year"]})


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
