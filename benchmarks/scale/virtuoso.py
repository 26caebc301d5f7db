"""A generated graph for Virtuoso's own bulk loader: compressed N-Quads, and the SQL that loads them.

The program sends a graph document by document over HTTP, which takes hours at this size. What the server holds
afterwards is the same: the named graphs, their union as a graph of its own, which is copied inside of the server, and
the mark that says so (`kg.store.remote_layout`). The loader switches the log on again, which has no room for the copy.
"""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg.namespaces import BASE
from kg.store.remote_layout import KIND, MERGED, PUBLISHED

_SQL: Final = """log_enable(2, 1);
ld_dir('{folder}', '*.nq.gz', '{merged}');
rdf_loader_run();
checkpoint;
log_enable(2, 1);
insert soft DB.DBA.RDF_QUAD (G, S, P, O)
  select iri_to_id('{merged}'), S, P, O from DB.DBA.RDF_QUAD
  where id_to_iri(G) like '{base}graph/%'
  and G not in (iri_to_id('{merged}'), iri_to_id('{published}'));
sparql insert data {{ graph <{published}> {{ <{published}> <{kind}> "merged" }} }};
checkpoint;
"""


def write_load(graph: Iterable[tuple[str, Iterable[bytes]]], folder: Path) -> Path:
    """Write a graph to ``folder``: N-Quads by the names of their files. Returns the SQL for isql."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in graph:
        _write(folder / f"{name}.nq.gz", lines)
    sql = folder / "load.sql"
    filled = _SQL.format(folder=folder.resolve(), merged=MERGED, published=PUBLISHED, base=BASE, kind=KIND)
    sql.write_text(filled, encoding="utf-8")
    return sql


def _write(path: Path, lines: Iterable[bytes]) -> None:
    if not path.exists():
        beside = path.with_suffix(".new")
        with gzip.open(beside, "wb", compresslevel=1) as out:
            out.writelines(lines)
        beside.replace(path)
