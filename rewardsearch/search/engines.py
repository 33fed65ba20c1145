"""Outer-loop engines behind one seam: a generator that does one generation per ``next``."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rewardsearch.settings import SearchSettings

Evaluate = Callable[[NDArray[Any]], NDArray[np.float64]]
"""Searched weights [n, n_genes] to objectives [n, 2], both maximised."""

_TOURNAMENT = 4
# Distribution index of simulated binary crossover (Deb & Agrawal 1995); low = wide.
_CROSSOVER_ETA = 8.0


def evaluations_per_generation(settings: SearchSettings) -> int:
    """Genomes evaluated in each generation, the same for every engine at equal settings.

    The genetic algorithm evaluates its parents again beside their children, so that a lucky
    evaluation does not stay for ever; the others spend the same budget on new genomes.
    """
    return 2 * settings.population


def generations(
    settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate
) -> Iterator[None]:
    """Run the engine named in the settings; every ``next`` evaluates one generation."""
    engine = {"ga": _genetic, "snes": _snes, "random": _random}[settings.engine]
    return engine(settings, n_genes, seed, evaluate)


def _random(
    settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate
) -> Iterator[None]:
    """Random search: genomes drawn as the genetic algorithm draws its first population."""
    rng = np.random.default_rng([seed, 0x5EA7C4])
    while True:
        evaluate(rng.uniform(-1.0, 1.0, (evaluations_per_generation(settings), n_genes)))
        yield


def _genetic(
    settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate
) -> Iterator[None]:
    """EvoTorch's elitist multi-objective genetic algorithm (NSGA-II: Deb et al. 2002)."""
    problem = _problem(["max", "max"], n_genes, seed, evaluate, initial_bounds=(-1.0, 1.0))
    from evotorch.algorithms import GeneticAlgorithm
    from evotorch.operators import GaussianMutation, SimulatedBinaryCrossOver

    crossover = SimulatedBinaryCrossOver(
        problem, tournament_size=_TOURNAMENT, cross_over_rate=1.0, eta=_CROSSOVER_ETA
    )
    mutation = GaussianMutation(problem, stdev=settings.mutation)
    searcher = GeneticAlgorithm(
        problem, operators=[crossover, mutation], popsize=settings.population, re_evaluate=True
    )
    while True:
        searcher.step()
        yield


def _snes(settings: SearchSettings, n_genes: int, seed: int, evaluate: Evaluate) -> Iterator[None]:
    """EvoTorch's SNES (Schaul, Glasmachers & Schmidhuber 2011) on competence x non-ruthlessness.

    The product is the area that a point dominates: zero for the inert and for the sociopath.
    """

    def product(genes: NDArray[Any]) -> NDArray[np.float64]:
        objectives = evaluate(genes)
        return np.where(objectives.min(axis=1) < 0, -1.0, objectives.prod(axis=1))[:, None]

    problem = _problem("max", n_genes, seed, product, initial_bounds=(-1.0, 1.0))
    from evotorch.algorithms import SNES

    searcher = SNES(problem, stdev_init=0.5, popsize=evaluations_per_generation(settings))
    while True:
        searcher.step()
        yield


def _problem(
    sense: Any,
    n_genes: int,
    seed: int,
    evaluate: Callable[[NDArray[Any]], NDArray[np.float64]],
    **kwargs: Any,
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

    return _Batch(sense, solution_length=n_genes, dtype=torch.float32, seed=seed, **kwargs)
