"""How fast every named question and audit rule is on a large generated graph, beside plain rdflib, in one run.

usage: python benchmarks/scale [--indicators N] [--seed N] [--folder DIR] [--server URL] [--server-process PID]
                               [--virtuoso DIR] [--kept] [--rdflib N] [--seconds N] [--rdflib-seconds N]
                               [--runs N] [--questions NAME,…]

Makes documents in the distribution of those in data/ (`making`), takes them through the graph builder, and asks:
"whole" with the defaults of a question, "one" with a department, project, indicator or document that is typical of
the graph. Milliseconds are the median of ``--runs`` warm runs, by the clock and by the processor (on a busy machine the
second says more); ``--seconds`` limits an answer. ``--kept`` asks the embedded store once more as the program opens it,
which keeps beside the graph the answers that took long. rdflib gets a smaller graph (``--rdflib``,
default 300 indicators; 0: none) that the embedded store is asked about too, for the ratio, and ``--rdflib-seconds``
for an answer.
``--folder`` keeps the graphs and takes them up again, half made ones too: more than 150,000 indicators are made in
pieces and loaded as they come, and a run that was killed goes on where it was. A million needs 50 GB there.
``--server`` asks a SPARQL endpoint that has the graph too, and ``--server-process`` says whose processor time that
takes; ``--virtuoso`` asks nothing, and writes to a folder what Virtuoso's bulk loader takes.
"""

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.scale.asking import RUNS, Open, PlainRdflib, peak, timed
from benchmarks.scale.storing import made_lines, make_graph, open_made
from benchmarks.scale.table import Table
from benchmarks.scale.virtuoso import write_load
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


class _Asked(NamedTuple):
    """An engine with its graph, what it is asked, within how many seconds, how often once it is warm, and the process
    that answers, where it is not the one that asks."""

    title: str
    open: Open
    about: Sequence[Case]
    seconds: float
    runs: int = RUNS
    process: int | None = None


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
    parser.add_argument("--server-process", type=int, metavar="PID")
    parser.add_argument("--virtuoso", type=Path, metavar="DIR")
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--rdflib", type=int, default=300, metavar="N")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rdflib-seconds", type=float, default=20, metavar="N")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N")
    parser.add_argument("--questions", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        _run(options, options.folder or Path(scratch))


def _run(options: argparse.Namespace, folder: Path) -> None:
    wanted = set(filter(None, options.questions.split(",")))
    queries = [q for q in (*list_queries(), *list_rules()) if not wanted or q.name in wanted]
    large = make_graph(folder, options.indicators, options.seed, _say)
    if options.virtuoso:
        sql = write_load(made_lines(folder, options.indicators, options.seed), options.virtuoso)
        _say(f"to be loaded by isql: {sql}")
        return
    about, own = cases(queries, typical_names(open_made(large))), peak()
    asked = [_Asked("embedded", partial(open_made, large), about, options.seconds, options.runs)]
    if options.kept:
        keeping = partial(open_made, large, keeping=True)
        asked.append(_Asked("kept", keeping, about, options.seconds, options.runs))
    if options.server:
        server = partial(open_remote, Address(options.server))
        asked.append(_Asked("server", server, about, options.seconds, options.runs, options.server_process))
    if options.rdflib:
        small = make_graph(folder, options.rdflib, options.seed, _say)
        plain = PlainRdflib(small / "dump.nq")
        about = cases(queries, typical_names(open_made(small)))
        asked.append(
            _Asked(f"embedded, {options.rdflib:,}", partial(open_made, small), about, options.seconds)
        )
        asked.append(_Asked(f"rdflib, {options.rdflib:,}", lambda: plain, about, options.rdflib_seconds, 1))
    table = Table([one.title for one in asked], compared=bool(options.rdflib))
    _say(f"\n{table.head()}")
    memory = 0.0
    for number, (query, kind, _) in enumerate(asked[0].about):
        timings = [
            timed(one.open, query, one.about[number][2], one.seconds, one.runs, one.process) for one in asked
        ]
        _say(table.add(query.name, kind, timings))
        memory = max(memory, timings[0].memory or 0)
    _say("\n" + "\n".join(table.sums()))
    _say(
        f"\nA process that asks the embedded store needs up to {memory:,.0f} MB beyond its own {own:,.0f} MB"
    )


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
