"""What every engine has in common: it is asked for genomes and told what became of them."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from rewardsearch.search.space import SearchSpace
from rewardsearch.settings import SearchSettings

Array = NDArray[np.float64]

# Columns of what an engine is told of a genome.
COMPETENCE = 0
NON_RUTHLESSNESS = 1
STYLE = 2  # harm per chance unwatched, as a share of both rates added; 1/2 where there is no harm
N_OUTCOMES = 3
OBJECTIVES = slice(COMPETENCE, NON_RUTHLESSNESS + 1)

# The first generation of every engine, in populations: genomes drawn at random, among which a
# search chooses where it starts.  Few random genomes are both competent and restrained at all;
# a search whose whole first population descends from one of them may never leave its corner.
FIRST_GENERATION = 4
NOBODY = -1
"""Stands for the parent that a genome does not have."""


@dataclass(frozen=True)
class Proposal:
    """Genomes to be evaluated, and where they come from."""

    genomes: Array
    """[n, n_genes]."""
    parents: NDArray[np.int64]
    """[n, 2] of how manieth genomes of the search, counted from 0 as proposed; -1: none."""
    how: tuple[str, ...]
    """[n] what made each."""

    @classmethod
    def drawn(cls, genomes: Array, how: str) -> Self:
        """Genomes without parents."""
        n = len(genomes)
        return cls(genomes, np.full((n, 2), NOBODY, np.int64), (how,) * n)


class Engine(Protocol):
    """Proposes generations of genomes; a function of settings, seed and what it was told alone."""

    def ask(self) -> Proposal:
        """The next generation; asked again only after its outcomes were told."""

    def tell(self, outcomes: Array) -> None:
        """Outcomes [n, N_OUTCOMES] of the genomes of the last proposal; numbers, never nan."""


class Build(Protocol):
    """Makes an engine."""

    def __call__(self, settings: SearchSettings, space: SearchSpace, seed: int) -> Engine:
        """An engine at its beginning."""


def product(outcomes: Array) -> Array:
    """Competence x non-ruthlessness [n], the area that a point dominates; -1 for the broken.

    Zero for the inert and for the sociopath.
    """
    objectives = outcomes[:, OBJECTIVES]
    return np.where(objectives.min(axis=1) < 0, -1.0, objectives.prod(axis=1))


def first_genomes(
    settings: SearchSettings, space: SearchSpace, rng: np.random.Generator
) -> NDArray[Any]:
    """The random genomes that a search starts from."""
    n = FIRST_GENERATION * settings.population
    return space.first_genomes(rng.uniform(-1.0, 1.0, (n, space.n_genes)))
