"""The reward languages by name, and how a search sees each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl.rewards import gated, linear, network, program, program_genes
from inner_rl.rewards.base import Reward
from kernels import languages

Genes = NDArray[np.float64]


def _unchanged(genes: Genes) -> Genes:
    return genes


@dataclass(frozen=True)
class Language:
    """One reward language: genomes to rewards."""

    name: str
    index: int
    """In ``kernels.languages``."""
    about: str
    n_genes: Callable[[Sequence[str]], int]
    """Length of a genome over the given inputs; genes are drawn from [-1, 1] at first."""
    from_genes: Callable[[NDArray[Any], Sequence[str]], Reward]
    """The reward of a genome [n_genes] over the given inputs."""
    from_content: Callable[[Any], Reward]
    """The reward of parsed JSON whose layout has been checked."""
    uses_contexts: bool
    """Whether contexts are inputs of their own, as drives are."""
    newborn: Callable[[Genes], Genes] = _unchanged
    """First genomes [n, n_genes] from evenly drawn ones."""


LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language(
            "linear", languages.LINEAR, "a weight on each drive",
            linear.n_genes, linear.from_genes, linear.from_content, uses_contexts=False,
        ),
        Language(
            "gated", languages.GATED, "weights on drives that depend on the context",
            gated.n_genes, gated.from_genes, gated.from_content, uses_contexts=False,
        ),
        Language(
            "network", languages.NETWORK, "a multilayer perceptron with two hidden units",
            network.n_genes, network.from_genes, network.from_content, uses_contexts=True,
        ),
        Language(
            "program", languages.PROGRAM, "a symbolic expression of up to 32 nodes",
            program.n_genes, program_genes.from_genes, program.from_content, uses_contexts=True,
            newborn=program_genes.newborn,
        ),
    )
}  # fmt: skip
