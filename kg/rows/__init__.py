"""Forms to indicator rows and heads."""

from kg.rows.cover import Cover, read_cover
from kg.rows.crossread import crossread
from kg.rows.decode import decode_form
from kg.rows.decoded import DecodedForm
from kg.rows.head import departments_in, lacks_project, read_head, weak_departments_in, year_in
from kg.rows.listing import split_listing
from kg.rows.report import decode_report, read_report_head

__all__ = [
    "Cover",
    "DecodedForm",
    "crossread",
    "decode_form",
    "decode_report",
    "departments_in",
    "lacks_project",
    "read_cover",
    "read_head",
    "read_report_head",
    "split_listing",
    "weak_departments_in",
    "year_in",
]
