"""The outer loop: engines propose genomes, objectives judge them, the archive keeps the front."""

from rewardsearch.search.archive import hypervolume, mean_by_genome, shortlist
from rewardsearch.search.engines import Engine, Proposal, build_engine, evaluation_budget
from rewardsearch.search.objectives import Objectives
from rewardsearch.search.space import SearchSpace, search_space

__all__ = [
    "Engine",
    "Objectives",
    "Proposal",
    "SearchSpace",
    "build_engine",
    "evaluation_budget",
    "hypervolume",
    "mean_by_genome",
    "search_space",
    "shortlist",
]
