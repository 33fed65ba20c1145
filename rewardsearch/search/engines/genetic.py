"""Elitist multi-objective genetic algorithm (NSGA-II: Deb et al. 2002) of EvoTorch's parts."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.program import Program
from rewardsearch.search.engines.base import NOBODY, OBJECTIVES, Array, Engine, Proposal
from rewardsearch.search.engines.evotorch_problem import (
    first_batch,
    genes_of,
    told_problem,
)
from rewardsearch.search.space import SearchSpace
from rewardsearch.search.subtrees import children
from rewardsearch.settings import SearchSettings

_TOURNAMENT = 2
# Distribution index of simulated binary crossover (Deb & Agrawal 1995); low = wide.
_CROSSOVER_ETA = 8.0
# Tells the generator of subtree variation apart from other uses of the seed.
_SUBTREES = 0x7EE5

Pairs = NDArray[np.float64]
"""Genomes [n, 2, n_genes] of the two parents of each child."""
Vary = Callable[[Any], tuple[Any, Pairs]]
"""From a population to its children and their parents."""


class Genetic:
    """Parents keep the scores of their own generation.

    Evaluating them again beside their children would compare both on common random numbers, but
    costs half of the budget, and that was worth more: the front of a search is retrained on fresh
    seeds in any case.  Neither that nor two other cares for noise found more at equal budget
    (``experiments/engines``).
    """

    def __init__(self, settings: SearchSettings, space: SearchSpace, seed: int) -> None:
        self._settings, self._space = settings, space
        self._problem = told_problem(["max", "max"], space.n_genes, seed)
        programs = space.language.name == Program.language
        make = _subtree_variation if programs else _real_variation
        self._vary: Vary = make(self._problem, settings, space, seed)
        self._population: Any = None
        self._asked: Any = None
        self._history = _History()
        self._how = "subtrees" if programs else "crossover, mutation"

    def ask(self) -> Proposal:
        """Random genomes at first, then children."""
        if self._population is None:
            self._asked = first_batch(self._problem, self._settings, self._space)
            proposal = Proposal.drawn(genes_of(self._asked.values), "random")
        else:
            self._asked, pairs = self._vary(self._population)
            parents = [[self._history.row(genome) for genome in pair] for pair in pairs]
            how = (self._how,) * len(pairs)
            proposal = Proposal(genes_of(self._asked.values), np.array(parents, np.int64), how)
        self._history.note(proposal.genomes)
        return proposal

    def tell(self, outcomes: Array) -> None:
        """Parents and children compete; the best of them survive."""
        import torch
        from evotorch.core import SolutionBatch

        objectives = torch.as_tensor(outcomes[:, OBJECTIVES], dtype=torch.float32)
        self._asked.set_evals(objectives)
        candidates = self._asked
        if self._population is not None:
            candidates = SolutionBatch.cat([self._population, self._asked])
        self._population = survivors(candidates, self._settings.population)


class _History:
    """Which genome of the search, counted from 0, a genome was last."""

    def __init__(self) -> None:
        self._rows: dict[bytes, int] = {}
        self._n = 0

    def note(self, genomes: Array) -> None:
        """Count genomes [n, n_genes] that are proposed."""
        for genome in genomes:
            self._rows[genome.tobytes()] = self._n
            self._n += 1

    def row(self, genome: Array) -> int:
        """Number of a genome, -1 where it was never proposed."""
        return self._rows.get(genome.tobytes(), NOBODY)


def genetic(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build the genetic algorithm."""
    return Genetic(settings, space, seed)


def _real_variation(problem: Any, settings: SearchSettings, space: SearchSpace, seed: int) -> Vary:
    """Simulated binary crossover, then a normal mutation of every gene."""
    from evotorch.operators import GaussianMutation, SimulatedBinaryCrossOver

    class _Crossover(SimulatedBinaryCrossOver):  # type: ignore[misc]
        pairs: Pairs

        def _do_cross_over(self, parents1: Any, parents2: Any) -> Any:
            pairs = np.stack([parents1.double().numpy(), parents2.double().numpy()], axis=1)
            # First all children that are more like the first parent, then all others.
            self.pairs = np.concatenate([pairs, pairs])
            return super()._do_cross_over(parents1, parents2)

    crossover = _Crossover(
        problem, tournament_size=_TOURNAMENT, cross_over_rate=1.0, eta=_CROSSOVER_ETA
    )
    mutation = GaussianMutation(problem, stdev=settings.mutation)

    def vary(population: Any) -> tuple[Any, Pairs]:
        return mutation(crossover(population)), crossover.pairs

    return vary


def _subtree_variation(
    problem: Any, settings: SearchSettings, space: SearchSpace, seed: int
) -> Vary:
    """Subtree crossover and mutation of programs, behind EvoTorch's tournament.

    Programs that feel like one already tried are made anew.
    """
    import torch
    from evotorch.operators import CrossOver

    rng = np.random.default_rng([seed, _SUBTREES])
    known: set[bytes] = set()

    class _Subtrees(CrossOver):  # type: ignore[misc]
        pairs: Pairs

        def _do_cross_over(self, parents1: Any, parents2: Any) -> Any:
            parents = parents1.double().numpy(), parents2.double().numpy()
            pairs = np.stack(parents, axis=1)
            self.pairs = np.stack([pairs, pairs[:, ::-1]], axis=1).reshape(-1, *pairs.shape[1:])
            known.update(space.reward(row).signature() for row in np.concatenate(parents))
            genes = children(parents, settings.mutation, space.inputs, rng, known)
            return self._make_children_batch(torch.as_tensor(genes, dtype=parents1.dtype))

    crossover = _Subtrees(problem, tournament_size=_TOURNAMENT)

    def vary(population: Any) -> tuple[Any, Pairs]:
        return crossover(population), crossover.pairs

    return vary


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
