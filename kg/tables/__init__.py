"""Which parts of a document are performance-target forms, and their rows stitched over page breaks."""

from kg.tables.forms import FormTable, find_forms, is_header
from kg.tables.items import Item, PrintedRow, item_texts, line_of, printed_text
from kg.tables.pages import form_pages

__all__ = [
    "FormTable",
    "Item",
    "PrintedRow",
    "find_forms",
    "form_pages",
    "is_header",
    "item_texts",
    "line_of",
    "printed_text",
]
