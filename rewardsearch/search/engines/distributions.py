"""Evolution strategies of EvoTorch on competence x non-ruthlessness: one distribution moves.

Each begins at the best of the random first generation.
"""

from collections.abc import Callable
from typing import Any

from rewardsearch.search.engines.base import Array, Engine, Proposal, product
from rewardsearch.search.engines.evotorch_problem import (
    first_batch,
    genes_of,
    told_problem,
)
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings

_STDEV = 0.5
"""Standard deviation of the distribution at first; genes of newborn genomes are in [-1, 1]."""
_PGPE_CENTER_RATE = 0.15
"""Largest step of PGPE's centre, half of ClipUp's maximum speed (Toklu et al. 2020)."""
_PGPE_STDEV_RATE = 0.1
_CEM_PARENTS = 0.5
"""Share of a population that the next distribution is fitted to."""


class Sampled:
    """An EvoTorch searcher whose step updates a distribution, then samples a population of it."""

    def __init__(
        self, settings: SearchSettings, space: SearchSpace, seed: int, make: Callable[..., Any]
    ) -> None:
        self._settings, self._space, self._make = settings, space, make
        self._problem = told_problem("max", space.n_genes, seed)
        self._searcher: Any = None
        self._asked: Any = None

    def ask(self) -> Proposal:
        """Random genomes at first, then samples."""
        if self._searcher is None:
            self._asked = first_batch(self._problem, self._settings, self._space)
            return Proposal.drawn(genes_of(self._asked.values), "random")
        return Proposal.drawn(self._sample(), "sampled from the distribution")

    def tell(self, outcomes: Array) -> None:
        """``climb`` on competence x non-ruthlessness."""
        self.climb(product(outcomes))

    def climb(self, values: Array) -> None:
        """Begin at the best, or keep for the next update, what is to be maximised [n]."""
        import torch

        fitness = torch.as_tensor(values[:, None], dtype=torch.float32)
        if self._searcher is None:
            self._asked.set_evals(fitness)
            best = self._asked.take_best(1).values[0]
            self._searcher = self._make(
                self._problem, popsize=self._settings.population, center_init=best
            )
        else:
            self._learn(fitness)

    def _sample(self) -> Array:
        self._searcher.step()
        return genes_of(self._searcher.population.values)

    def _learn(self, fitness: Any) -> None:
        self._searcher.population.set_evals(fitness)


class SampledFirst(Sampled):
    """An EvoTorch searcher whose step samples, has evaluated and updates, in this order."""

    def _sample(self) -> Array:
        sampled = type(self._searcher).sample_distribution(self._searcher)
        self._searcher.sample_distribution = lambda: sampled
        return genes_of(sampled[-1])

    def _learn(self, fitness: Any) -> None:
        self._problem.told = fitness
        self._searcher.step()


def snes(settings: SearchSettings, space: SearchSpace, seed: int) -> Sampled:
    """Build SNES."""

    def make(problem: Any, **kw: Any) -> Any:
        from evotorch.algorithms import SNES

        return SNES(problem, stdev_init=_STDEV, **kw)

    return Sampled(settings, space, seed, make)


def xnes(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build XNES."""

    def make(problem: Any, **kw: Any) -> Any:
        from evotorch.algorithms import XNES

        return XNES(problem, stdev_init=_STDEV, **kw)

    return Sampled(settings, space, seed, make)


def pgpe(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build PGPE with ClipUp."""

    def make(problem: Any, **kw: Any) -> Any:
        from evotorch.algorithms import PGPE

        return PGPE(
            problem, stdev_init=_STDEV, center_learning_rate=_PGPE_CENTER_RATE,
            stdev_learning_rate=_PGPE_STDEV_RATE, **kw,
        )  # fmt: skip

    return Sampled(settings, space, seed, make)


def cem(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build the cross-entropy method."""

    def make(problem: Any, **kw: Any) -> Any:
        from evotorch.algorithms import CEM

        return CEM(problem, stdev_init=_STDEV, parenthood_ratio=_CEM_PARENTS, **kw)

    return Sampled(settings, space, seed, make)


def cmaes(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build CMA-ES."""

    def make(problem: Any, **kw: Any) -> Any:
        from evotorch.algorithms import CMAES

        return CMAES(problem, stdev_init=_STDEV, **kw)

    return SampledFirst(settings, space, seed, make)
