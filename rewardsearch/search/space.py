"""What is searched: genomes of one reward language over chosen drives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import Reward
from inner_rl.drives import CONTEXTS
from inner_rl.rewards import LANGUAGES, Language
from rewardsearch.settings import SearchSettings


@dataclass(frozen=True)
class SearchSpace:
    """Genomes [n_genes] in [-1, 1] at first, each of them a reward."""

    language: Language
    inputs: tuple[str, ...]
    """Drives, and contexts where the language takes them as inputs."""

    @property
    def n_genes(self) -> int:
        """Length of a genome."""
        return self.language.n_genes(self.inputs)

    def reward(self, genes: NDArray[Any]) -> Reward:
        """The reward of a genome; genes that are no numbers count as 0."""
        return self.language.from_genes(np.nan_to_num(genes, posinf=0.0, neginf=0.0), self.inputs)


def search_space(settings: SearchSettings) -> SearchSpace:
    """The space that the settings describe."""
    language = LANGUAGES[settings.language]
    contexts = tuple(CONTEXTS) if language.uses_contexts else ()
    return SearchSpace(language, (*settings.searched_drives, *contexts))
