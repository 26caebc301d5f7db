"""Errors that a person can act on: what was given, what is wrong, what to do. Messages are Chinese."""


class KgError(Exception):
    """Root of all errors raised on purpose; the command line prints its message without a traceback."""


class UnreadableDocumentError(KgError):
    """A file that could not be read: missing, empty, binary, too large, not text in any known encoding."""


class VocabularyError(KgError):
    """The Turtle under ontology/ is broken or says two things about one spelling."""


class StoreError(KgError):
    """No graph, a broken graph, or a graph written by another version."""


class QueryError(KgError):
    """A query that cannot be parsed, is not read-only, reaches outside the graph, or has no such name."""


class ExportError(KgError):
    """A target that cannot be written."""


class EvaluationError(KgError):
    """A list of actual values that cannot be read or lacks a column."""


class DecisionError(KgError):
    """A list of decisions on links that cannot be read or written, or contradicts itself in one row."""


class CompareError(KgError):
    """Sides of a comparison that name nothing, or a workbook that is none to compare with."""
