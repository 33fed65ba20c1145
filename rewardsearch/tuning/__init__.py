"""Tuning: which settings make a learner strong where ruthlessness pays.

A learner that learns badly harms little, and shows nothing about the reward it feels.  So its
settings are searched for the *sociopath*, who feels own payoff alone, in a world and in its
harmless twin, and compared with the defaults on seeds that the search has not seen.
"""

from rewardsearch.tuning.comparison import Comparison, compare
from rewardsearch.tuning.objective import OBJECTIVE_VERSION, RUNGS, Objective, Rung
from rewardsearch.tuning.study import Trial, best, finished, open_study, run_trials
from rewardsearch.tuning.task import Task

__all__ = [
    "OBJECTIVE_VERSION",
    "RUNGS",
    "Comparison",
    "Objective",
    "Rung",
    "Task",
    "Trial",
    "best",
    "compare",
    "finished",
    "open_study",
    "run_trials",
]
