"""Targets as checks: given an actual value, met or not met, by how much, and for how many points."""

from kg.evaluate.actuals import Actual as Actual
from kg.evaluate.actuals import read_actuals as read_actuals
from kg.evaluate.checks import Check as Check
from kg.evaluate.checks import Verdict as Verdict
from kg.evaluate.checks import compile_check as compile_check
from kg.evaluate.evaluation import Evaluation as Evaluation
from kg.evaluate.evaluation import evaluate_actuals as evaluate_actuals
from kg.evaluate.evaluation import evaluate_results as evaluate_results
from kg.evaluate.evaluation import template_records as template_records
from kg.evaluate.shapes import target_shapes as target_shapes
from kg.evaluate.targets import Target as Target
from kg.evaluate.targets import read_targets as read_targets
