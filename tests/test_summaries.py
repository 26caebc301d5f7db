"""What is worked out beforehand for questions over the whole graph."""

from collections import Counter

from sample_extraction import next_year, sample

from kg.graph import derived_quads, extraction_to_quads
from kg.graph.terms import read_term
from kg.namespaces import KG

DOCUMENTS = [quad for extraction in (sample(), next_year()) for quad in extraction_to_quads(extraction)]
DERIVED = tuple(derived_quads(DOCUMENTS))


def values(quads, name):
    found = {}
    for quad in quads:
        if quad.predicate == f"<{KG}{name}>":
            found.setdefault(quad.subject, set()).add(read_term(quad.object))
    return found


def test_what_a_target_lacks():
    lacks = values(DERIVED, "lacks")
    texts = values(DOCUMENTS, "targetText")
    by_text = {next(iter(texts[target])): gaps for target, gaps in lacks.items()}
    assert by_text == {
        "95%": {"operator"},
        "较上年显著提升": {"number"},
        "100G/400G": {"unit", "operator"},
        "/": {"target"},
    }


def test_tallies_of_levels_count_every_row_once():
    counts, of = values(DERIVED, "tallyCount"), values(DERIVED, "tallyOf")
    totals = Counter()
    for tally, count in counts.items():
        totals[next(iter(of[tally]))] += int(next(iter(count)))
    rows = len(values(DOCUMENTS, "valueKind"))
    assert (totals["level"], totals["evaluability"]) == (rows, rows)
    assert totals["money"] > 0


def test_a_row_is_compared_with_the_year_before():
    years = values(DOCUMENTS, "year")
    compared = values(DERIVED, "comparedWith")
    assert compared
    for target, others in compared.items():
        assert years[target] == {"2027"}
        assert all(years[f"<{other}>"] == {"2026"} for other in others)


def test_rows_printed_twice_are_marked():
    names = values(DOCUMENTS, "name")
    repeated = {next(iter(names[target])) for target in values(DERIVED, "repeatedIn")}
    assert "受理办件量" in repeated
    assert "群众满意度" not in repeated


def test_names_of_a_document_stand_in_one_text():
    for text in values(DERIVED, "indicatorNames").values():
        assert "受理办件量" in next(iter(text)).split("\n")


def test_lines_of_totals_are_known_by_their_names():
    names = values(DOCUMENTS, "name") | {
        quad.subject: {read_term(quad.object)} for quad in DOCUMENTS if quad.predicate.endswith("#label>")
    }
    found = {
        name
        for lines in values(DERIVED, "totalLine").values()
        for line in lines
        for name in names[f"<{line}>"]
    }
    assert found == {"合计"}


def test_results_of_a_form_are_counted():
    results = values(DOCUMENTS, "actualText")
    counts = {name: values(DERIVED, name) for name in ("resultCount", "metCount", "missedCount")}
    sums = {name: sum(int(next(iter(count))) for count in of.values()) for name, of in counts.items()}
    assert sums["resultCount"] == len(results)
    verdicts = Counter(next(iter(met)) for met in values(DOCUMENTS, "isMet").values())
    assert (sums["metCount"], sums["missedCount"]) == (verdicts["true"], verdicts["false"])
