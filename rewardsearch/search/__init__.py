"""The outer loop: engines propose genomes, objectives judge them, the archive keeps the front."""

from rewardsearch.search.archive import hypervolume, mean_by_genome, nondominated, shortlist
from rewardsearch.search.engines import evaluations_per_generation, generations
from rewardsearch.search.objectives import Objectives

__all__ = [
    "Objectives",
    "evaluations_per_generation",
    "generations",
    "hypervolume",
    "mean_by_genome",
    "nondominated",
    "shortlist",
]
