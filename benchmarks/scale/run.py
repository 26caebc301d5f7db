"""How fast every named question and audit rule is on a large generated graph, beside plain rdflib, in one run.

usage: python benchmarks/scale [--indicators N] [--seed N] [--folder DIR] [--server URL] [--rdflib N]
                               [--seconds N] [--questions NAME,…]

Makes documents in the distribution of those in data/ (`making`), takes them through the graph builder, and asks:
"whole" with the defaults of a question, "one" with a department, project, indicator or document that is typical of
the graph. Milliseconds are the median of three warm runs, by the clock and by the processor (on a busy machine the
second says more). rdflib gets a smaller graph (``--rdflib``, default 1,000 indicators; 0: none) that the embedded
store is asked about too, for the ratio; more would not end. ``--folder`` keeps the graphs and takes them up again.
``--server`` asks a SPARQL endpoint that has the dump of ``--folder`` loaded.
"""

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.scale.asking import Open, PlainRdflib, Timing, timed
from benchmarks.scale.storing import BUILT_WHOLE, make_dump, make_store, open_made
from kg.query import NamedQuery, list_queries, list_rules
from kg.query.run import Askable
from kg.store import Address, open_remote

_TYPICAL: Final = {
    "department": """SELECT ?name {
        { SELECT ?d (COUNT(?t) AS ?rows) { ?t kg:department ?d ; kg:ofConcept ?c } GROUP BY ?d }
        ?d rdfs:label ?name } ORDER BY ?rows ?name""",
    "project": """SELECT ?name { ?p kg:indicatorCount ?rows ; a kg:Project ; rdfs:label ?name FILTER(?rows > 9) }
        ORDER BY ?rows ?name""",
    "indicator": """SELECT ?name { ?c kg:targetCount ?rows ; skos:prefLabel ?name FILTER(?rows > 9) }
        ORDER BY ?rows ?name""",
    "file": """SELECT ?name { ?f kg:indicatorCount ?rows ; a kg:Document ; dct:title ?name }
        ORDER BY ?rows ?name""",
}
"""Parameters that name one thing, and a list of such things: the one in the middle is asked about."""

_WORDS: Final = {"word": "响应"}
Case = tuple[NamedQuery, str, dict[str, str]]


def cases(queries: Iterable[NamedQuery], typical: Mapping[str, str]) -> list[Case]:
    """Every question with its defaults ("whole", of a rule "audit"), and about one thing where it can be."""
    found: list[Case] = []
    for query in queries:
        found.append((query, "audit" if query.code else "whole", {}))
        of = {one.name: typical[one.name] for one in query.parameters if one.name in typical}
        if of:
            found.append((query, "one", of))
    return found


def typical_names(store: Askable) -> dict[str, str]:
    """For each parameter that names one thing a name from the middle of the graph."""
    found = dict(_WORDS)
    for parameter, sparql in _TYPICAL.items():
        names = [str(row[0]) for row in store.select(sparql).rows]
        if names:
            found[parameter] = names[len(names) // 2]
    return found


def main() -> None:
    """Print what was made and a Markdown table of the questions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--indicators", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--server", metavar="URL")
    parser.add_argument("--rdflib", type=int, default=1000, metavar="N")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--questions", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        _run(options, options.folder or Path(scratch))


def _run(options: argparse.Namespace, folder: Path) -> None:
    wanted = set(filter(None, options.questions.split(",")))
    queries = [q for q in (*list_queries(), *list_rules()) if not wanted or q.name in wanted]
    large = _graph(folder / f"{options.indicators}", options.indicators, options.seed)
    asked: list[tuple[str, Open, Sequence[Case]]] = []
    about = cases(queries, typical_names(open_made(large)))
    asked.append(("embedded", partial(open_made, large), about))
    if options.server:
        asked.append(("server", partial(open_remote, Address(options.server)), about))
    if options.rdflib:
        small = _graph(folder / f"{options.rdflib}", options.rdflib, options.seed)
        plain = PlainRdflib(small / "dump.nq")
        about = cases(queries, typical_names(open_made(small)))
        asked.append((f"embedded, {options.rdflib:,}", partial(open_made, small), about))
        asked.append((f"rdflib, {options.rdflib:,}", lambda: plain, about))
    columns = [title for title, _, _ in asked]
    titles = ["question", "class", "rows", "embedded, processor", *columns]
    print("\n| " + " | ".join([*titles, "× rdflib"]) + " |")
    print("|---|---|" + "---:|" * (len(columns) + 3))
    slowest = 0.0
    for number, (query, kind, _) in enumerate(asked[0][2]):
        timings = [timed(open_, query, about[number][2], options.seconds) for _, open_, about in asked]
        print(_line(query, kind, timings, compared=bool(options.rdflib)), flush=True)
        slowest = max(slowest, timings[0].memory or 0)
    print(f"\nPeak memory of a process that asks the embedded store: {slowest:,.0f} MB")


def _line(query: NamedQuery, kind: str, timings: Sequence[Timing], *, compared: bool) -> str:
    first = timings[0]
    ratio = ""
    if compared:
        small, plain = timings[-2:]
        took = plain.clock or 1000 * plain.seconds
        ratio = f"{'>' if plain.clock is None else ''}{took / small.clock:,.0f}" if small.clock else ""
    processor = "" if first.processor is None else f"{first.processor:,.0f}"
    rows = "" if first.rows is None else f"{first.rows:,}"
    cells = [query.name, kind, rows, processor, *(timing.shown() for timing in timings), ratio]
    return "| " + " | ".join(cells) + " |"


def _graph(folder: Path, indicators: int, seed: int) -> Path:
    if not (folder / "dump.nq").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_dump(folder / "dump.nq", indicators, seed, print)
        make_store(folder / "dump.nq", folder, whole=indicators <= BUILT_WHOLE, say=print)
    return folder


if __name__ == "__main__":
    main()
