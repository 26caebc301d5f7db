"""The named shapes between the stages, from the cells of a document to the records that `kg extract` prints."""

from kg.model.extraction import AccountLine, BudgetLine, BudgetTable, Extraction
from kg.model.forms import Activity, FormHead, FormRow, Goal, Indicator, Money, Problem
from kg.model.printed import LEGIBLE, Block, Box, Cell, Document, Line, Place, Span, Table
from kg.model.segments import Direction, Grade, Kind, Operator, Part, Segments, SubjectParts, Value

__all__ = [
    "LEGIBLE",
    "AccountLine",
    "Activity",
    "Block",
    "Box",
    "BudgetLine",
    "BudgetTable",
    "Cell",
    "Direction",
    "Document",
    "Extraction",
    "FormHead",
    "FormRow",
    "Goal",
    "Grade",
    "Indicator",
    "Kind",
    "Line",
    "Money",
    "Operator",
    "Part",
    "Place",
    "Problem",
    "Segments",
    "Span",
    "SubjectParts",
    "Table",
    "Value",
]
