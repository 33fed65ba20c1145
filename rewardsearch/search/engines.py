"""Outer-loop engines behind one seam: a function that does one generation per call."""

import os
from collections.abc import Callable
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.program import Program
from rewardsearch.search.space import SearchSpace
from rewardsearch.search.subtrees import children
from rewardsearch.settings import SearchSettings

Evaluate = Callable[[NDArray[Any]], NDArray[np.float64]]
"""Searched weights [n, n_genes] to objectives [n, 2], both maximised."""
Step = Callable[[], object]
"""Evaluates one generation."""

# The first generation of every engine, in populations: genomes drawn at random, among which a
# search chooses where it starts.  Few random genomes are both competent and restrained at all;
# a search whose whole first population descends from one of them may never leave its corner.
FIRST_GENERATION = 4
_TOURNAMENT = 2
# Distribution index of simulated binary crossover (Deb & Agrawal 1995); low = wide.
_CROSSOVER_ETA = 8.0
_SNES_STDEV = 0.5
# Tell the generators of random search and of subtree variation apart from other uses of the seed.
_RANDOM_SEARCH = 0x5EA7C4
_SUBTREES = 0x7EE5


def evaluation_budget(settings: SearchSettings) -> int:
    """Genomes evaluated in a whole search, the same for every engine at equal settings."""
    return settings.population * (FIRST_GENERATION + settings.generations - 1)


def build_engine(
    settings: SearchSettings, space: SearchSpace, seed: int, evaluate: Evaluate
) -> Step:
    """Build the engine named in the settings; each call of the result is one generation."""
    build = {"ga": _genetic, "snes": _snes, "random": _random}[settings.engine]
    return build(settings, space, seed, evaluate)


def _random(settings: SearchSettings, space: SearchSpace, seed: int, evaluate: Evaluate) -> Step:
    """Random search: genomes drawn as the genetic algorithm draws its first population."""
    rng = np.random.default_rng([seed, _RANDOM_SEARCH])
    sizes = chain([FIRST_GENERATION * settings.population], repeat(settings.population))

    first = True

    def step() -> None:
        nonlocal first
        drawn = rng.uniform(-1.0, 1.0, (next(sizes), space.n_genes))
        evaluate(space.first_genomes(drawn) if first else space.language.newborn(drawn))
        first = False

    return step


def _genetic(settings: SearchSettings, space: SearchSpace, seed: int, evaluate: Evaluate) -> Step:
    """Elitist multi-objective genetic algorithm (NSGA-II: Deb et al. 2002) of EvoTorch's parts.

    Parents keep the scores of their own generation.  Evaluating them again beside their
    children would compare both on common random numbers, but costs half of the budget, and
    that was worth more: the front of a search is retrained on fresh seeds in any case.
    """
    problem = _problem(["max", "max"], space.n_genes, seed, evaluate)
    from evotorch.core import SolutionBatch

    programs = space.language.name == Program.language
    vary = (_subtree_variation if programs else _real_variation)(problem, settings, space, seed)
    population: Any = None

    def step() -> None:
        nonlocal population
        if population is None:
            candidates = _first_generation(problem, settings.population, space)
        else:
            offspring = vary(population)
            problem.evaluate(offspring)
            candidates = SolutionBatch.cat([population, offspring])
        population = survivors(candidates, settings.population)

    return step


def _real_variation(
    problem: Any, settings: SearchSettings, space: SearchSpace, seed: int
) -> Callable[[Any], Any]:
    """Simulated binary crossover, then a normal mutation of every gene."""
    from evotorch.operators import GaussianMutation, SimulatedBinaryCrossOver

    crossover = SimulatedBinaryCrossOver(
        problem, tournament_size=_TOURNAMENT, cross_over_rate=1.0, eta=_CROSSOVER_ETA
    )
    mutation = GaussianMutation(problem, stdev=settings.mutation)
    return lambda population: mutation(crossover(population))


def _subtree_variation(
    problem: Any, settings: SearchSettings, space: SearchSpace, seed: int
) -> Callable[[Any], Any]:
    """Subtree crossover and mutation of programs, behind EvoTorch's tournament.

    Programs that feel like one already tried are made anew.
    """
    import torch
    from evotorch.operators import CrossOver

    rng = np.random.default_rng([seed, _SUBTREES])
    known: set[bytes] = set()

    class _Subtrees(CrossOver):  # type: ignore[misc]
        def _do_cross_over(self, parents1: Any, parents2: Any) -> Any:
            parents = parents1.double().numpy(), parents2.double().numpy()
            known.update(space.reward(row).signature() for row in np.concatenate(parents))
            genes = children(parents, settings.mutation, space.inputs, rng, known)
            return self._make_children_batch(torch.as_tensor(genes, dtype=parents1.dtype))

    crossover: Callable[[Any], Any] = _Subtrees(problem, tournament_size=_TOURNAMENT)
    return crossover


def survivors(batch: Any, size: int) -> Any:
    """Take the best of a batch by Pareto front and, within a front, crowding distance.

    Not ``SolutionBatch.take_best``: in EvoTorch 0.6.1 it takes the order of the crowding
    distances for their ranks, so that a front larger than ``size`` loses its ends at random.
    Behind the first front ``pareto_utility`` goes by the number of dominating points, as Fonseca
    & Fleming (1993) do, which on planted problems finds as much as ranking by fronts.
    """
    from evotorch.operators.functional import pareto_utility

    evals = batch.evals.clone()
    utility = pareto_utility(evals, objective_sense=["max", "max"], crowdsort=True)
    return batch.take(utility.argsort(descending=True)[:size])


def _snes(settings: SearchSettings, space: SearchSpace, seed: int, evaluate: Evaluate) -> Step:
    """``ascent`` on competence x non-ruthlessness.

    The product is the area that a point dominates: zero for the inert and for the sociopath.
    """

    def product(genes: NDArray[Any]) -> NDArray[np.float64]:
        objectives = evaluate(genes)
        return np.where(objectives.min(axis=1) < 0, -1.0, objectives.prod(axis=1))

    return ascent(space, settings.population, seed, product)


def ascent(space: SearchSpace, population: int, seed: int, fitness: Evaluate) -> Step:
    """EvoTorch's SNES (Schaul, Glasmachers & Schmidhuber 2011) from the best of random genomes.

    ``fitness`` takes genomes [n, n_genes] to one number each [n], which is maximised.
    """
    problem = _problem("max", space.n_genes, seed, lambda genes: fitness(genes)[:, None])
    from evotorch.algorithms import SNES

    searcher: Any = None

    def step() -> None:
        nonlocal searcher
        if searcher is None:
            best = _first_generation(problem, population, space).take_best(1).values[0]
            searcher = SNES(problem, stdev_init=_SNES_STDEV, popsize=population, center_init=best)
        else:
            searcher.step()

    return step


def _first_generation(problem: Any, population: int, space: SearchSpace) -> Any:
    """Draw and evaluate the random genomes that a search starts from."""
    import torch

    batch = problem.generate_batch(FIRST_GENERATION * population)
    first = space.first_genomes(batch.values.double().numpy())
    batch.set_values(torch.tensor(first, dtype=batch.dtype))
    problem.evaluate(batch)
    return batch


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
