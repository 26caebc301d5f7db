"""Graphs for the tests of the explorer: the hand-made documents, and one whose every text is hostile."""

from dataclasses import replace
from pathlib import Path

from kept_graphs import copy_graph
from sample_extraction import HEAD, INDICATOR, SATISFACTION, next_year, sample

from kg.findings import Finding
from kg.graph import derived_quads, extraction_to_quads
from kg.model import Extraction
from kg.store import ontology_quads, write_store

SCRIPT = "<script>alert(1)</script>"
LINK = "[x](http://evil.example/a)"
IMAGE = '<img src="http://evil.example/b.png" onerror="alert(2)">'
MARKS = ":material/home: -> $x$ :red[甲] *乙* `丙` <a href='javascript:alert(3)'>丁</a>"
HOSTILE = {
    "department": f"{IMAGE}局",
    "project": MARKS,
    "name": SCRIPT,
    "target_text": f"≥ {LINK}",
    "description": IMAGE,
}


def hostile() -> Extraction:
    """A document in whose every text a reader's browser would find something to run, load or format."""
    name = f"{LINK}.txt"
    department, project = HOSTILE["department"], HOSTILE["project"]
    head = replace(
        HEAD,
        document=name,
        department=department,
        project=project,
        implementing_unit=SCRIPT,
        supervising_department=LINK,
        funding_plan=MARKS,
        funding_scope=IMAGE,
        printed=f"{SCRIPT}\t{LINK}\n{MARKS}\n\n{IMAGE}",
    )
    rows = tuple(
        replace(
            row,
            document=name,
            department=department,
            project=project,
            name=f"{SCRIPT}{number}",
            subject=f"{SCRIPT}{number}",
            target_text=HOSTILE["target_text"],
            description=IMAGE,
            unit=None,
            goal=None,
            basis=LINK,
            value_last_year=MARKS,
            printed=f"{SCRIPT}{number}\t{LINK}",
            findings=(Finding(name, row.line, "unread-cell", f"读不了 {SCRIPT}{LINK}", "warning"),),
        )
        for number, row in enumerate((INDICATOR, SATISFACTION))
    )
    made = sample(name)
    return replace(
        made,
        document=replace(made.document, findings=()),
        department=department,
        title=SCRIPT,
        heads=(head,),
        indicators=rows,
        tables=(),
        findings=tuple(finding for row in rows for finding in row.findings),
    )


def build(directory: Path, *extractions: Extraction) -> Path:
    """The graph of these documents; of the hand-made ones where none is given."""
    made = extractions or (sample(), next_year(), hostile())
    return copy_graph(repr(made), lambda to: write(to, *made), directory)


def write(directory: Path, *extractions: Extraction) -> Path:
    """`build` from nothing, whatever was made before."""
    made = extractions or (sample(), next_year(), hostile())
    quads = [quad for extraction in made for quad in extraction_to_quads(extraction)]
    write_store(directory, [*quads, *derived_quads(quads), *ontology_quads()])
    return directory
