"""Patterns that a count does not need: dropped only where every row has them, and where nothing else asks for them."""

from kg.ask.writing.pruning import needed_lines

ROWS = [
    "?t a kg:PerformanceTarget ; kg:year ?year ; kg:targetText ?targetText ; kg:line ?line .",
    "?t prov:wasQuotedFrom ?file .",
    "?file dct:title ?document .",
]


def test_what_every_row_has_is_dropped():
    assert needed_lines(ROWS, {"t"}) == ["?t a kg:PerformanceTarget ."]


def test_what_is_asked_for_is_kept_with_the_way_to_it():
    assert needed_lines(ROWS, {"t", "document", "year"}) == [
        "?t a kg:PerformanceTarget .",
        "?t kg:year ?year .",
        "?t prov:wasQuotedFrom ?file .",
        "?file dct:title ?document .",
    ]


def test_conditions_are_kept():
    conditions = [
        "?t kg:indicatorKind ?kind .",
        '?t kg:valueKind "text" .',
        "?t kg:ofProject ?p . ?p rdfs:label ?projectName .",
        "MINUS { ?t kg:unitText ?lacked }",
    ]
    assert needed_lines([*ROWS, *conditions], {"t"}) == [
        "?t a kg:PerformanceTarget .",
        "?t kg:indicatorKind ?kind .",
        '?t kg:valueKind "text" .',
        "?t kg:ofProject ?p .",
        "MINUS { ?t kg:unitText ?lacked }",
    ]


def test_what_may_be_missing_is_kept_for_a_filter_only():
    optional = "OPTIONAL { ?m kg:phase ?phase ; kg:phaseText ?phaseName }"
    rows = ["?m kg:inForm ?form ; kg:amount ?amount ."]
    assert needed_lines([*rows, optional], {"amount"}) == [
        "?m kg:inForm ?form .",
        "?m kg:amount ?amount .",
    ]
    assert optional in needed_lines([*rows, optional], {"amount", "phase"})
