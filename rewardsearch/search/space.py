"""What is searched: genomes of one reward language over chosen drives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import Reward
from inner_rl.rewards import LANGUAGES, Language
from inner_rl.rewards.embedding import genes_of
from inner_rl.rewards.library import LIBRARY
from rewardsearch.genome_settings import GenomeSettings


@dataclass(frozen=True)
class SearchSpace:
    """Genomes [n_genes] in [-1, 1] at first, each of them a reward."""

    language: Language
    inputs: tuple[str, ...]
    """Drives, and contexts where the language takes them as inputs."""
    starting_points: tuple[Reward, ...] = ()
    """Known rewards among the first genomes."""

    @property
    def n_genes(self) -> int:
        """Length of a genome."""
        return self.language.n_genes(self.inputs)

    def reward(self, genes: NDArray[Any]) -> Reward:
        """The reward of a genome; genes that are no numbers count as 0."""
        return self.language.from_genes(np.nan_to_num(genes, posinf=0.0, neginf=0.0), self.inputs)

    def first_genomes(self, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        """First generation [n, n_genes], from evenly drawn genes: starting points lead it."""
        genomes = np.array(self.language.newborn(drawn))
        for row, reward in zip(genomes, self.starting_points, strict=False):
            row[:] = genes_of(reward, self.language.name, self.inputs)
        return genomes


def search_space(settings: GenomeSettings) -> SearchSpace:
    """The space that the settings describe."""
    known = tuple(LIBRARY[name].reward for name in settings.start_from)
    return SearchSpace(LANGUAGES[settings.language], settings.inputs, known)
