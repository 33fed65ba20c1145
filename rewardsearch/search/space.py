"""What is searched: genomes of one reward language over chosen drives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import InvalidInput, Reward
from inner_rl.drives import CONTEXTS, DRIVES, drives_of_tiers
from inner_rl.rewards import LANGUAGES, Language
from kernels.checks import did_you_mean
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
    """The space that the settings describe; raises InvalidInput for drives that do not fit."""
    language = LANGUAGES[settings.language]
    allowed = [drive.name for drive in drives_of_tiers(settings.tiers)]
    for name in settings.drives or ():
        if name not in DRIVES:
            raise InvalidInput(f"search.drives: unknown drive {name!r}{did_you_mean(name, DRIVES)}")
        if name not in allowed:
            tier = DRIVES[name].tier
            raise InvalidInput(
                f"search.drives: {name!r} is of tier {tier!r}; add {tier!r} to search.tiers, "
                "or leave it out"
            )
    chosen = [name for name in allowed if settings.drives is None or name in settings.drives]
    if not chosen:
        raise InvalidInput("search.drives is empty; name at least one drive, or leave it out")
    contexts = tuple(CONTEXTS) if language.uses_contexts else ()
    return SearchSpace(language, (*chosen, *contexts))
