"""What would evolve: from payoffs to fixation, rest points and basins.

Pure functions of payoffs, measured or known: ``finite`` for populations of N under the Moran
process, ``groups`` for expected payoffs when types meet in groups, ``replicator`` for infinite
populations.  All take leading axes, so that a whole bootstrap is judged at once.
"""

from fitness.evolution.finite import (
    exponential_fitness,
    fixation_probability,
    linear_fitness,
    pairwise_payoffs,
)
from fitness.evolution.groups import payoffs_at_count, payoffs_at_share
from fitness.evolution.moran import simulate_moran
from fitness.evolution.replicator import RestPoints, resident_basin, rest_points

__all__ = [
    "RestPoints",
    "exponential_fitness",
    "fixation_probability",
    "linear_fitness",
    "pairwise_payoffs",
    "payoffs_at_count",
    "payoffs_at_share",
    "resident_basin",
    "rest_points",
    "simulate_moran",
]
