"""Web Annotations: every indicator row as an annotation of the place in the document that it was read from.

https://www.w3.org/TR/annotation-model/ . Lines of text files are RFC 5147 fragments, pages of PDF files RFC 8118
fragments (the box in points from the top left); for other files the printed text alone selects. The confidence
of the reading is a quality measurement (https://www.w3.org/TR/vocab-dqv/).
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, TextIO

from kg.export import selects
from kg.export.selects import Row, select, select_nodes
from kg.graph.spans import text_to_places, text_to_spans
from kg.model import Place, Span
from kg.namespaces import KG
from kg.places import place_in_words

if TYPE_CHECKING:
    from kg.store import Store

_TEXT: Final = "http://tools.ietf.org/rfc/rfc5147"
_PDF: Final = "http://tools.ietf.org/rfc/rfc8118"
_CONTEXT: Final = (
    "http://www.w3.org/ns/anno.jsonld",
    {"dqv": "http://www.w3.org/ns/dqv#", "kg": KG, "dqv:isMeasurementOf": {"@type": "@id"}},
)
_ROWS: Final = """
NODES WHERE {
  GRAPH <GRAPH> {
    VALUES (?property ?field) {
      (kg:targetText "target_text") (kg:printedText "printed") (kg:sourceSpans "spans") (kg:sourcePlaces "places")
      (kg:confidence "confidence") (kg:line "line") (prov:wasQuotedFrom "file")
    }
    ?id ?property ?value
  }
} GROUP BY ?id"""


def write_annotations(store: "Store", stream: TextIO) -> None:
    """One annotation page with an annotation for each row, by document and line, as JSON-LD."""
    stream.write('{"@context": ' + json.dumps(_CONTEXT, ensure_ascii=False))
    stream.write(', "type": "AnnotationPage", "items": [')
    for number, annotation in enumerate(_annotations(store)):
        stream.write((",\n" if number else "\n") + json.dumps(annotation, ensure_ascii=False))
    stream.write("\n]}\n")


def _annotations(store: "Store") -> Iterator[dict[str, object]]:
    for document in selects.first_by(select(store, selects.DOCUMENTS), "graph").values():
        nodes = select_nodes(store, _ROWS, str(document["graph"]))
        rows = [(iri, row) for iri, row in nodes.items() if "target_text" in row]
        for iri, row in sorted(rows, key=lambda entry: (_line(entry[1]), str(entry[0]))):
            yield _annotation(str(iri), row)


def _annotation(iri: str, row: Row) -> dict[str, object]:
    spans = text_to_spans(str(row.get("spans") or ""))
    places = text_to_places(str(row.get("places") or ""))
    printed = str(row.get("printed") or row["target_text"])
    selectors = list(_selectors(spans, places))
    selectors.append({"type": "TextQuoteSelector", "exact": printed})
    return {
        "id": f"{iri}/annotation",
        "type": "Annotation",
        "motivation": "describing",
        "body": iri,
        "target": {"type": "SpecificResource", "source": row["file"], "selector": selectors},
        "dqv:hasQualityMeasurement": {
            "type": "dqv:QualityMeasurement",
            "dqv:isMeasurementOf": f"{KG}confidence",
            "dqv:value": float(str(row.get("confidence") or 0)),
        },
    }


def _selectors(
    spans: Mapping[str, tuple[Span, ...]], places: Mapping[str, tuple[Place, ...]]
) -> Iterator[dict[str, object]]:
    """The fields of a row, in order: places of files without lines, else lines with their characters."""
    if places:
        for field in sorted(places):
            for place in places[field]:
                yield from _of_place(field, place)
        return
    for field in sorted(spans):
        for span in spans[field]:
            inside = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
            # RFC 5147 counts the gaps between lines: line 12 lies between 11 and 12
            yield _fragment(field, f"line={span.line - 1},{span.line}", _TEXT) | {"refinedBy": inside}


def _of_place(field: str, place: Place) -> Iterator[dict[str, object]]:
    if place.page is not None and place.box is not None:
        left, top, right, bottom = place.box
        box = ",".join(f"{number:g}" for number in (left, top, right - left, bottom - top))
        yield _fragment(field, f"page={place.page}&viewrect={box}", _PDF)
    elif place.page is not None:
        yield _fragment(field, f"page={place.page}", _PDF)
    else:
        yield {"type": "FragmentSelector", "value": place_in_words(place), "kg:name": field}


def _fragment(field: str, value: str, standard: str) -> dict[str, object]:
    return {"type": "FragmentSelector", "conformsTo": standard, "value": value, "kg:name": field}


def _line(row: Row) -> int:
    line = row.get("line")
    return line if isinstance(line, int) else 0
