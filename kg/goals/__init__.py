"""The quantified targets that the goals of a document set, tied to the rows that carry them; as records too."""

from kg.goals.records import goals_to_records as goals_to_records
from kg.goals.tying import GoalTarget as GoalTarget
from kg.goals.tying import goal_targets as goal_targets
