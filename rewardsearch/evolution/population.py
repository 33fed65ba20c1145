"""Individuals, who bore them, and the lineages they form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness.evolution_steps import Births, moran, wright_fisher
from rewardsearch.evolution.genepool import GenePool, Genes
from rewardsearch.evolution.settings import EvolutionSettings


@dataclass(frozen=True)
class Individual:
    """One genome that was born once."""

    id: int
    parent: int | None
    """Id of the parent; none of the first population."""
    founder: int
    """Id of the ancestor in the first population."""
    born: int
    """Generation in which it lived first."""
    genes: Genes


# Tells this generator apart from other uses of the seed.
_REPRODUCTION = 0xB187


class Population:
    """A population of constant size, and the family tree of all who ever belonged to it."""

    def __init__(self, settings: EvolutionSettings, pool: GenePool, seed: int) -> None:
        self._settings = settings
        self._pool = pool
        self._rng = np.random.default_rng([seed, _REPRODUCTION])
        self._everybody: list[Individual] = []
        genomes = pool.first(self._rng)
        self.members = [self._born(None, 0, genes) for genes in genomes]
        self.newborn = list(self.members)
        """Who was born since the last generation, whether or not it came to live."""

    @property
    def genomes(self) -> Genes:
        """[n, n_genes] of the members."""
        return np.stack([member.genes for member in self.members])

    @property
    def founders(self) -> NDArray[np.int64]:
        """[n] ids of the members' ancestors in the first population."""
        return np.array([member.founder for member in self.members])

    def _born(self, parent: Individual | None, generation: int, genes: Genes) -> Individual:
        own = len(self._everybody)
        individual = (
            Individual(own, None, own, generation, genes)
            if parent is None
            else Individual(own, parent.id, parent.founder, generation, genes)
        )
        self._everybody.append(individual)
        return individual

    def reproduce(self, fertility: NDArray[np.float64], generation: int) -> None:
        """Replace members by children, who will live in ``generation``."""
        s, rng = self._settings, self._rng
        at_once = s.reproduction == "wright_fisher"
        births: Births = (
            wright_fisher(fertility, rng)
            if at_once
            else moran(fertility, s.births or s.population, rng)
        )
        parents = list(self.members) if at_once else self.members
        self.newborn = []
        for (first, second), place in zip(births.parents, births.places, strict=True):
            mother, father = parents[first], parents[second]
            genes = self._pool.child(mother.genes, father.genes, rng)
            child = self._born(mother, generation, genes)
            self.newborn.append(child)
            self.members[place] = child

    def _ancestor(self, individual: Individual, generation: int) -> Individual:
        """Who of an individual's first line lived in a generation."""
        while individual.parent is not None and individual.born > generation:
            individual = self._everybody[individual.parent]
        return individual

    def lineages(self, most: int) -> list[list[int]]:
        """Places of the members by common ancestor, the largest group first.

        The ancestors are those of the latest generation in which they had at most ``most`` distinct
        genomes, copies counting as one; where even the first population left more, the smallest
        groups are left out.
        """
        ancestors = list(self.members)
        for generation in range(max(member.born for member in ancestors), -1, -1):
            ancestors = [self._ancestor(one, generation) for one in ancestors]
            if len({one.genes.tobytes() for one in ancestors}) <= most:
                break
        places: dict[bytes, list[int]] = {}
        for place, one in enumerate(ancestors):
            places.setdefault(one.genes.tobytes(), []).append(place)
        return sorted(places.values(), key=len, reverse=True)[:most]
