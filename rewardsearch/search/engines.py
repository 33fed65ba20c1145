"""Outer-loop engines behind one seam: a function that does one generation per call."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rewardsearch.settings import SearchSettings

Evaluate = Callable[[NDArray[Any]], NDArray[np.float64]]
"""Searched weights [n, n_genes] to objectives [n, 2], both maximised."""
Step = Callable[[], None]
"""Evaluates one generation."""

_TOURNAMENT = 2
# Distribution index of simulated binary crossover (Deb & Agrawal 1995); low = wide.
_CROSSOVER_ETA = 8.0
_SNES_STDEV = 0.5
# Tells the generator of random search apart from every other use of the run's seed.
_RANDOM_SEARCH = 0x5EA7C4


def evaluation_budget(settings: SearchSettings) -> int:
    """Genomes evaluated in a whole search, the same for every engine at equal settings."""
    return settings.population * settings.generations


def build_engine(settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate) -> Step:
    """Build the engine named in the settings; each call of the result is one generation."""
    build = {"ga": _genetic, "snes": _snes, "random": _random}[settings.engine]
    return build(settings, n_genes, seed, evaluate)


def _random(settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate) -> Step:
    """Random search: genomes drawn as the genetic algorithm draws its first population."""
    rng = np.random.default_rng([seed, _RANDOM_SEARCH])
    size = (settings.population, n_genes)

    def step() -> None:
        evaluate(rng.uniform(-1.0, 1.0, size))

    return step


def _genetic(settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate) -> Step:
    """Elitist multi-objective genetic algorithm (NSGA-II: Deb et al. 2002) of EvoTorch's parts.

    Parents keep the scores of their own generation.  Evaluating them again beside their
    children would compare both on common random numbers, but costs half of the budget, and
    that was worth more: the front of a search is retrained on fresh seeds in any case.
    """
    problem = _problem(["max", "max"], n_genes, seed, evaluate)
    from evotorch.core import SolutionBatch
    from evotorch.operators import GaussianMutation, SimulatedBinaryCrossOver

    crossover = SimulatedBinaryCrossOver(
        problem, tournament_size=_TOURNAMENT, cross_over_rate=1.0, eta=_CROSSOVER_ETA
    )
    mutation = GaussianMutation(problem, stdev=settings.mutation)
    population: Any = None

    def step() -> None:
        nonlocal population
        if population is None:
            population = problem.generate_batch(settings.population)
            problem.evaluate(population)
            return
        children = mutation(crossover(population))
        problem.evaluate(children)
        family = SolutionBatch.cat([population, children])
        population = survivors(family, settings.population)

    return step


def survivors(batch: Any, size: int) -> Any:
    """Take the best of a batch by Pareto front and, within a front, crowding distance.

    Not ``SolutionBatch.take_best``: in EvoTorch 0.6.1 it takes the order of the crowding
    distances for their ranks, so that a front larger than ``size`` loses its ends at random.
    """
    from evotorch.operators.functional import pareto_utility

    evals = batch.evals.clone()
    utility = pareto_utility(evals, objective_sense=["max", "max"], crowdsort=True)
    return batch.take(utility.argsort(descending=True)[:size])


def _snes(settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate) -> Step:
    """EvoTorch's SNES (Schaul, Glasmachers & Schmidhuber 2011) on competence x non-ruthlessness.

    The product is the area that a point dominates: zero for the inert and for the sociopath.
    """

    def product(genes: NDArray[Any]) -> NDArray[np.float64]:
        objectives = evaluate(genes)
        return np.where(objectives.min(axis=1) < 0, -1.0, objectives.prod(axis=1))[:, None]

    problem = _problem("max", n_genes, seed, product)
    from evotorch.algorithms import SNES

    step: Step = SNES(problem, stdev_init=_SNES_STDEV, popsize=settings.population).step
    return step


def _problem(
    sense: Any,
    n_genes: int,
    seed: int,
    evaluate: Evaluate,
) -> Any:
    """An EvoTorch problem over real genomes that calls ``evaluate`` on whole batches."""
    # EvoTorch prints through its own logger, and takes seconds to import: hence here.
    os.environ.setdefault("EVOTORCH_VERBOSE_LEVEL", "0")
    import torch
    from evotorch import Problem

    class _Batch(Problem):  # type: ignore[misc]
        def _evaluate_batch(self, solutions: Any) -> None:
            genes = solutions.values.detach().cpu().numpy().astype(np.float64)
            solutions.set_evals(torch.as_tensor(evaluate(genes), dtype=torch.float32))

    return _Batch(
        sense, solution_length=n_genes, dtype=torch.float32, seed=seed, initial_bounds=(-1.0, 1.0)
    )
