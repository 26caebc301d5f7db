"""The records of `kg extract` read back from the graph: rows, heads and budget tables, field by field the same."""

from kg.catalogue.documents import CatalogueDocument as CatalogueDocument
from kg.catalogue.documents import find_document as find_document
from kg.catalogue.documents import list_documents as list_documents
from kg.catalogue.heads import head_records as head_records
from kg.catalogue.rows import catalogue_records as catalogue_records
from kg.catalogue.tables import table_records as table_records
