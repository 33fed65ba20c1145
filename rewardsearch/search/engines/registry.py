"""Which engines there are, and where they come from."""

from dataclasses import dataclass

from rewardsearch.search.engines import distributions, optuna_samplers
from rewardsearch.search.engines.base import FIRST_GENERATION, Build, Engine
from rewardsearch.search.engines.genetic import genetic
from rewardsearch.search.engines.map_elites import map_elites
from rewardsearch.search.engines.random_search import random_search
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings


@dataclass(frozen=True)
class Entry:
    """An engine and what is said of it."""

    about: str
    source: str
    build: Build


ENGINES = {
    "ga": Entry(
        "multi-objective genetic algorithm, of EvoTorch's parts: the default",
        "NSGA-II: Deb et al. 2002",
        genetic,
    ),
    "map_elites": Entry(
        "the best of each way to be competent and to harm, varied between each other",
        "Mouret & Clune 2015; Vassiliades & Mouret 2018",
        map_elites,
    ),
    "snes": Entry(
        "separable natural evolution strategy, on the product of the scores (EvoTorch)",
        "Schaul, Glasmachers & Schmidhuber 2011",
        distributions.snes,
    ),
    "xnes": Entry(
        "exponential natural evolution strategy, on the product (EvoTorch)",
        "Glasmachers et al. 2010",
        distributions.xnes,
    ),
    "pgpe": Entry(
        "policy gradients with parameter-based exploration and ClipUp, on the product (EvoTorch)",
        "Sehnke et al. 2010; Toklu, Liskowski & Srivastava 2020",
        distributions.pgpe,
    ),
    "cem": Entry(
        "cross-entropy method, on the product (EvoTorch)",
        "Rubinstein 1999; Duan et al. 2016",
        distributions.cem,
    ),
    "cmaes": Entry(
        "covariance matrix adaptation, on the product (EvoTorch)",
        "Hansen & Ostermeier 2001; Hansen 2016",
        distributions.cmaes,
    ),
    "tpe": Entry(
        "tree-structured Parzen estimator, on the product (Optuna)",
        "Bergstra et al. 2011; Falkner, Klein & Hutter 2018",
        optuna_samplers.tpe,
    ),
    "optuna_nsga2": Entry(
        "NSGA-II as Optuna has it: uniform crossover, no mutation of what is inherited",
        "Deb et al. 2002",
        optuna_samplers.optuna_nsga2,
    ),
    "gp": Entry(
        "Bayesian optimisation with a Gaussian process, on the product (Optuna); few genes only",
        "Jones, Schonlau & Welch 1998",
        optuna_samplers.gp,
    ),
    "random": Entry(
        "genomes drawn at random: the yardstick",
        "Bergstra & Bengio 2012",
        random_search,
    ),
}


def evaluation_budget(settings: SearchSettings) -> int:
    """Genomes evaluated in a whole search, the same for every engine at equal settings."""
    return settings.population * (FIRST_GENERATION + settings.generations - 1)


def build_engine(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build the engine named in the settings."""
    return ENGINES[settings.engine].build(settings, space, seed)
