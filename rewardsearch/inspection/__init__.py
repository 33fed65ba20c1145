"""Inspection of a found reward: what it says, what it does, where it fails, in one report."""

from rewardsearch.inspection.answers import answers
from rewardsearch.inspection.data import as_data
from rewardsearch.inspection.gathering import kernel_learner, measure, planned
from rewardsearch.inspection.history import History, read_history
from rewardsearch.inspection.report import Inspection, html

__all__ = [
    "History",
    "Inspection",
    "answers",
    "as_data",
    "html",
    "kernel_learner",
    "measure",
    "planned",
    "read_history",
]
