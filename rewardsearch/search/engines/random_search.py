"""Random search: the yardstick."""

import numpy as np

from rewardsearch.search.engines.base import Array, Engine, Proposal, first_genomes
from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings

# Tells its generator apart from other uses of the seed.
_RANDOM_SEARCH = 0x5EA7C4


class RandomSearch:
    """Genomes drawn as the genetic algorithm draws its first population."""

    def __init__(self, settings: SearchSettings, space: SearchSpace, seed: int) -> None:
        self._settings, self._space = settings, space
        self._rng = np.random.default_rng([seed, _RANDOM_SEARCH])
        self._began = False

    def ask(self) -> Proposal:
        """A generation that owes nothing to those before."""
        if not self._began:
            self._began = True
            return Proposal.drawn(first_genomes(self._settings, self._space, self._rng), "random")
        shape = self._settings.population, self._space.n_genes
        drawn = self._rng.uniform(-1.0, 1.0, shape)
        return Proposal.drawn(np.array(self._space.language.newborn(drawn)), "random")

    def tell(self, outcomes: Array) -> None:
        """Learn nothing."""


def random_search(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build random search."""
    return RandomSearch(settings, space, seed)
