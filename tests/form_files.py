"""Forms written to files and read back, for the tests of `kg export forms`."""

from decimal import Decimal

from kg.export.forms import FORM_FORMATS
from kg.export.forms.records import Choice, chosen_forms
from kg.export.forms.writing import forms_to_bytes
from kg.extract import extract_file
from kg.graph import derived_quads, extraction_to_quads
from kg.records import exact_number, head_to_record, indicator_to_record
from kg.store import memory_store

ROW = (
    "department", "department_code", "year", "form", "project", "project_code", "implementing_unit", "budget",
    "fiscal", "horizon", "goal", "level1", "level2", "name", "subject", "description", "target_text", "operator",
    "kind", "value", "unit", "base_value", "base_unit", "quantity_kind", "value_year_before_last",
    "value_last_year", "actual", "weight", "score", "basis",
)  # fmt: skip
"""What a form prints of a row, or what follows from it."""
HEAD = (
    "form", "department", "department_code", "year", "project", "project_code", "implementing_unit", "attribute",
    "start_year", "end_year", "execution_rate", "execution_score", "total_score", "grade", "funding_plan",
    "funding_scope", "structure", "earlier", "tasks", "activities", "procurement", "projects",
    "problems",
)  # fmt: skip


def graph_of(*extractions):
    """A graph of these documents, in memory."""
    quads = [quad for extraction in extractions for quad in extraction_to_quads(extraction)]
    return memory_store([*quads, *derived_quads(quads)])


def groups_of(*extractions):
    """The forms of these documents as they are handed in, a group a file."""
    return list(chosen_forms(graph_of(*extractions), Choice()))


def read_back(forms, form_format, folder, name="表"):
    """What the program reads from the file of some forms."""
    path = folder / f"{name}.{form_format}"
    path.write_bytes(forms_to_bytes(forms, form_format))
    return extract_file(path, tables=False)


def plain(value):
    """Numbers, lists and dicts such that equal ones compare equal."""
    if isinstance(value, Decimal):
        return exact_number(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items() if name != "targets"}
    return value


def several(items):
    """The different entries of a list, in an order of their own: a form prints what stands twice once."""
    return sorted({str(plain(item)) for item in items})


def differences(forms, extraction):
    """What of the forms came back otherwise, in words; empty where all is the same."""
    found = []
    wanted = [row for form in forms for row in form.rows]
    rows = [indicator_to_record(indicator) for indicator in extraction.indicators]
    if len(wanted) != len(rows):
        found.append(f"{len(wanted)} rows, {len(rows)} read")
    for want, row in zip(wanted, rows, strict=False):
        found += [
            f"{want['name']}: {name}: {want[name]!r} → {row[name]!r}"
            for name in ROW
            if plain(want[name]) != plain(row[name])
        ]
    heads = [head_to_record(head) for head in extraction.heads]
    if len(heads) != len(forms):
        found.append(f"{len(forms)} forms, {len(heads)} read")
    for form, head in zip(forms, heads, strict=False):
        names = [name for name in HEAD if plain(form.head[name]) != plain(head[name])]
        names += [name for name in ("funding", "goals") if several(form.head[name]) != several(head[name])]
        found += [f"head: {name}: {form.head[name]!r} → {head[name]!r}" for name in names]
    return found


__all__ = ["FORM_FORMATS", "differences", "graph_of", "groups_of", "plain", "read_back", "several"]
