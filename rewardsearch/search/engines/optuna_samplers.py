"""Samplers of Optuna behind ask and tell: whole generations asked for before any is told.

No CMA-ES of Optuna's: it is that of the package ``cmaes``, the algorithm that ``cmaes`` here is.
"""

import logging
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from rewardsearch.search.engines.base import (
    OBJECTIVES,
    Array,
    Engine,
    Proposal,
    first_genomes,
    product,
)
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings

if TYPE_CHECKING:
    import optuna

# Tells the generator of the first generation apart from other uses of the seed.
_FIRST = 0x0B7A
# Where Optuna's NSGA-II notes to which of its generations a trial belongs; else it would not
# count the first generation, and draw another one at random.
_NSGA2_GENERATION = "NSGAIISampler:generation"


class Sampler:
    """A study in memory; its trials are the genomes of this search."""

    def __init__(
        self,
        settings: SearchSettings,
        space: SearchSpace,
        seed: int,
        sampler: Callable[[], "optuna.samplers.BaseSampler"],
        *,
        both: bool = False,
    ) -> None:
        import optuna

        logging.getLogger("optuna").setLevel(logging.WARNING)
        self._settings, self._space, self._both = settings, space, both
        self._rng = np.random.default_rng([seed, _FIRST])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self._study = optuna.create_study(
                sampler=sampler(), directions=["maximize"] * (2 if both else 1)
            )
        self._first: Array | None = None
        self._trials: list[optuna.Trial] = []
        self._genes: dict[str, optuna.distributions.BaseDistribution] = {}

    def ask(self) -> Proposal:
        """Random genomes at first, then what the sampler thinks worth a try."""
        if not self._genes:
            self._first = first_genomes(self._settings, self._space, self._rng)
            self._genes = self._bounds(self._first)
            return Proposal.drawn(self._first, "random")
        n = self._settings.population
        self._trials = [self._study.ask(self._genes) for _ in range(n)]
        genomes = np.array([[t.params[name] for name in self._genes] for t in self._trials])
        return Proposal.drawn(genomes, "sampled by Optuna")

    def tell(self, outcomes: Array) -> None:
        """Finish the trials of the last proposal."""
        values = outcomes[:, OBJECTIVES] if self._both else product(outcomes)[:, None]
        if self._first is not None:
            self._begin(self._first, values)
            self._first = None
            return
        for trial, value in zip(self._trials, values.tolist(), strict=True):
            self._study.tell(trial, value)

    def _begin(self, genomes: Array, values: Array) -> None:
        """Give the study the first generation."""
        import optuna

        for genome, value in zip(genomes.tolist(), values.tolist(), strict=True):
            self._study.add_trial(
                optuna.trial.create_trial(
                    params=dict(zip(self._genes, genome, strict=True)),
                    distributions=self._genes,
                    values=value,
                    system_attrs={_NSGA2_GENERATION: 0},
                )
            )

    def _bounds(self, first: Array) -> dict[str, "optuna.distributions.BaseDistribution"]:
        """[-1, 1] for every gene, or wider where a starting point needs more."""
        from optuna.distributions import FloatDistribution

        high = max(1.0, float(np.abs(first).max()))
        return {
            f"gene_{i:0{len(str(self._space.n_genes))}}": FloatDistribution(-high, high)
            for i in range(self._space.n_genes)
        }


def tpe(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build the tree-structured Parzen estimator; genes are modelled together."""

    def sampler() -> "optuna.samplers.BaseSampler":
        from optuna.samplers import TPESampler

        return TPESampler(seed=seed, multivariate=True, constant_liar=True)

    return Sampler(settings, space, seed, sampler)


def gp(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build Bayesian optimisation with a Gaussian process."""

    def sampler() -> "optuna.samplers.BaseSampler":
        from optuna.samplers import GPSampler

        return GPSampler(seed=seed, deterministic_objective=False)

    return Sampler(settings, space, seed, sampler)


def optuna_nsga2(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build Optuna's NSGA-II."""

    def sampler() -> "optuna.samplers.BaseSampler":
        from optuna.samplers import NSGAIISampler

        return NSGAIISampler(seed=seed, population_size=settings.population)

    return Sampler(settings, space, seed, sampler, both=True)
