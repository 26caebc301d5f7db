"""`kg check --tiers`: which tier every document reaches, and what keeps it from the next."""

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg.check import places_by_line
from kg.cli import say
from kg.cli.table import print_table
from kg.export.delimited import write_jsonl
from kg.records import Record
from kg.tiers import TIER_NAMES, TIERS, DocumentTier, Gap, document_tiers

if TYPE_CHECKING:
    from kg.store import Store

_Places = Mapping[tuple[str, int], str]


def print_tiers(store: "Store", *, as_jsonl: bool, shapes: bool) -> None:
    """Print one row for each gap of a document to the next tier, or all gaps as JSON lines, a document each.

    Without ``shapes`` the contract of the graph is not checked and every document counts as basic at least.
    """
    breaches = []
    if shapes:
        from kg.shapes import validate_shapes  # rdflib takes a while to import

        breaches = validate_shapes(store)
    found = document_tiers(store, breaches)
    places = places_by_line(store)
    if as_jsonl:
        write_jsonl((_to_record(document, places) for document in found), sys.stdout)
    else:
        headings = ("文件", "现为", "要达到", "还缺什么", "不足", "共", "首处")
        print_table(headings, [row for document in found for row in _rows(document, places)])
    counts = [sum(document.tier == tier for document in found) for tier in TIERS]
    say("、".join(f"{TIER_NAMES[tier]} {count} 份" for tier, count in zip(TIERS, counts, strict=True)) + "。")


def _rows(document: DocumentTier, places: _Places) -> Iterable[tuple[object, ...]]:
    tier = TIER_NAMES[document.tier]
    following = [gap for gap in document.gaps if gap.tier == document.gaps[0].tier]
    if not following:
        return [(document.document, tier, "", "", "", "", "")]
    return [
        (
            document.document,
            tier,
            TIER_NAMES[gap.tier],
            gap.message,
            gap.nodes,
            gap.of,
            _where(document, gap, places),
        )
        for gap in following
    ]


def _to_record(document: DocumentTier, places: _Places) -> Record:
    gaps = [
        {
            "tier": gap.tier,
            "name": gap.name,
            "message": gap.message,
            "nodes": gap.nodes,
            "of": gap.of,
            "where": _where(document, gap, places) or None,
        }
        for gap in document.gaps
    ]
    return {"document": document.document, "tier": document.tier, "gaps": gaps}


def _where(document: DocumentTier, gap: Gap, places: _Places) -> str:
    return places.get((document.document, gap.line), f"第 {gap.line} 行" if gap.line else "")
