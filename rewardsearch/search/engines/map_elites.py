"""MAP-Elites (Mouret & Clune 2015): the best genome of each way to be competent and to harm.

Not EvoTorch's, which by default evaluates all it holds anew in each generation and fills empty
cells with numbers that look like genomes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards.program import Program
from rewardsearch.search.engines.base import (
    N_OUTCOMES,
    Array,
    Engine,
    Proposal,
    first_genomes,
    product,
)
from rewardsearch.search.space import SearchSpace
from rewardsearch.search.subtrees import child
from rewardsearch.settings import SearchSettings

BINS = (10, 10, 3)
"""Cells along competence, non-ruthlessness, and harm's style (mostly watched, both, unwatched)."""
# Deviation along the line between two elites (Vassiliades & Mouret 2018: 0.2); the other one,
# the same in all directions, is search.mutation.
_LINE = 0.2
# Tells its generator apart from other uses of the seed.
_MAP_ELITES = 0x3A9E


@dataclass(frozen=True)
class Elite:
    """The genome that a cell holds."""

    row: int
    """How manieth genome of the search it was."""
    genome: Array
    quality: float
    """Competence x non-ruthlessness."""


def cells(outcomes: Array) -> NDArray[np.int64]:
    """Cell [n, 3] of outcomes [n, 3] in [0, 1]; the last of each axis holds 1 as well."""
    bins = np.array(BINS)
    return np.asarray(np.minimum(np.clip(outcomes, 0.0, 1.0) * bins, bins - 1), np.int64)


class MapElites:
    """Parents are drawn evenly from the filled cells; a child takes a cell by being better."""

    def __init__(self, settings: SearchSettings, space: SearchSpace, seed: int) -> None:
        self._settings, self._space = settings, space
        self._rng = np.random.default_rng([seed, _MAP_ELITES])
        self._programs = space.language.name == Program.language
        self.archive: dict[tuple[int, ...], Elite] = {}
        self._asked = Proposal.drawn(np.zeros((0, space.n_genes)), "")
        self._n_told = 0

    def ask(self) -> Proposal:
        """Random genomes at first, then children of elites."""
        if not self._n_told:
            self._asked = Proposal.drawn(
                first_genomes(self._settings, self._space, self._rng), "random"
            )
        else:
            self._asked = self._children()
        return self._asked

    def tell(self, outcomes: Array) -> None:
        """Put each genome that works into its cell, if that is empty or holds a worse one."""
        for cell, genome, quality in zip(
            cells(outcomes[:, :N_OUTCOMES]), self._asked.genomes, product(outcomes), strict=True
        ):
            key = tuple(int(i) for i in cell)
            if quality >= 0 and (key not in self.archive or quality > self.archive[key].quality):
                self.archive[key] = Elite(self._n_told, genome, float(quality))
            self._n_told += 1

    def _children(self) -> Proposal:
        elites = list(self.archive.values())
        if not elites:
            drawn = first_genomes(self._settings, self._space, self._rng)
            return Proposal.drawn(drawn[: self._settings.population], "random")
        pairs = self._rng.integers(len(elites), size=(self._settings.population, 2))
        genomes = [self._child(elites[i].genome, elites[j].genome) for i, j in pairs]
        parents = np.array([[elites[i].row, elites[j].row] for i, j in pairs])
        how = "subtrees" if self._programs else "iso+line"
        return Proposal(np.stack(genomes), parents, (how,) * len(genomes))

    def _child(self, first: Array, second: Array) -> Array:
        """Of two elites, nearer to the first (iso + line, Vassiliades & Mouret 2018, eq. 2).

        x = x_1 + sigma_1 N(0, I) + sigma_2 (x_2 - x_1) N(0, 1)
        """
        if self._programs:
            return child(first, second, self._settings.mutation, self._space.inputs, self._rng)
        around = self._rng.normal(0.0, self._settings.mutation, len(first))
        return np.asarray(first + around + _LINE * (second - first) * self._rng.normal())


def map_elites(settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
    """Build MAP-Elites."""
    return MapElites(settings, space, seed)
