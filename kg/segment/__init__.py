"""One indicator row's text taken apart: subject, operator, kind, value, unit, base value.

Small named rules in a fixed order, each recording that it fired. Operators, numbers and units are found by
character offset on folded text; every span slices the printed text.
"""

from kg.segment.prose import PROSE_FIELDS as PROSE_FIELDS
from kg.segment.prose import ProseTarget as ProseTarget
from kg.segment.prose import segment_prose as segment_prose
from kg.segment.row import explain_target as explain_target
from kg.segment.row import segment_batch as segment_batch
from kg.segment.row import segment_target as segment_target
from kg.segment.steps import Step as Step
from kg.segment.steps import replay as replay
from kg.segment.subjects.measures import find_measure as find_measure
from kg.segment.units import find_unit as find_unit
