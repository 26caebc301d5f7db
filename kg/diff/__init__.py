"""What changed between two sides: documents, years, or graphs. Every row of both sides is accounted for."""

from kg.diff.compare import compare_records as compare_records
from kg.diff.compare import compare_sides as compare_sides
from kg.diff.differences import KINDS as KINDS
from kg.diff.differences import MEANINGS as MEANINGS
from kg.diff.differences import Account as Account
from kg.diff.differences import Change as Change
from kg.diff.differences import Comparison as Comparison
from kg.diff.differences import Difference as Difference
from kg.diff.differences import Kind as Kind
from kg.diff.graphs import compare_documents as compare_documents
from kg.diff.graphs import compare_graphs as compare_graphs
from kg.diff.graphs import compare_years as compare_years
from kg.diff.sides import Known as Known
from kg.diff.sides import Side as Side
