"""Genomes of a population: what they are born as, how they vary, and what they come to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import Reward
from inner_rl.drives import INPUTS
from inner_rl.rewards.probes import probe_inputs
from inner_rl.rewards.program import Program
from rewardsearch.evolution.settings import EvolutionSettings
from rewardsearch.evolution.template import Template
from rewardsearch.search.space import search_space
from rewardsearch.search.subtrees import cross, mutate

Genes = NDArray[np.float64]


def reflected(genes: Genes) -> Genes:
    """Genes folded back at -1 and 1.

    Reflection favours no place: without selection genes spread evenly over [-1, 1].
    """
    turned = np.abs((genes - 1.0) % 4.0 - 2.0) - 1.0
    return np.asarray(turned)


class GenePool:
    """Genomes [n_genes] of one reward language, or of a template."""

    def __init__(self, settings: EvolutionSettings) -> None:
        self._settings = settings
        self._template: Template | None = settings.template
        self._space = search_space(settings)
        self._subtrees = self._template is None and settings.language == Program.language
        names = self._template.genes if self._template else self._space.inputs
        self.traits = tuple(names)
        """What a genome is described by: the genes of a template, or drives (and contexts)."""

    def reward(self, genes: Genes) -> Reward:
        """The reward of a genome."""
        if self._template:
            return self._template.reward(dict(zip(self.traits, genes.tolist(), strict=True)))
        return self._space.reward(genes)

    def first(self, rng: np.random.Generator) -> Genes:
        """The first population [population, n_genes]."""
        n = self._settings.population
        if self._template:
            return np.tile(np.array([*self._template.genes.values()]), (n, 1))
        drawn = rng.uniform(-1.0, 1.0, (n, self._space.n_genes))
        genomes = self._space.first_genomes(drawn)
        n_known = len(self._space.starting_points)
        return genomes[np.arange(n) % n_known] if n_known else genomes

    def child(self, parent: Genes, second: Genes, rng: np.random.Generator) -> Genes:
        """A child's genome: the parent's, perhaps recombined with the second's and mutated."""
        s, genes = self._settings, parent
        if rng.random() < s.recombination:
            genes = self._crossed(parent, second, rng)
        if rng.random() < s.mutation_rate:
            if self._subtrees:
                return mutate(genes, s.mutation, self._space.inputs, rng)
            return reflected(genes + rng.normal(0.0, s.mutation, len(genes)))
        return genes

    def _crossed(self, first: Genes, second: Genes, rng: np.random.Generator) -> Genes:
        """Each gene from either parent; of programs, the first's with a subtree of the second's."""
        if self._subtrees:
            return cross(first, second, self._space.inputs, rng)
        return np.where(rng.random(len(first)) < 0.5, first, second)

    def described(self, genomes: Genes, rewards: list[Reward]) -> NDArray[np.float64]:
        """Traits [n, n_traits] of genomes [n, n_genes].

        Of a template the genes.  Otherwise the weights of the linear reward that is closest to what
        is felt on the probe inputs, by least squares: of a linear reward, its weights.
        """
        if self._template:
            return genomes
        felt = np.stack([reward.felt(probe_inputs()) for reward in rewards]).astype(np.float64)
        return np.asarray(felt @ _slopes(self.traits))


def _slopes(inputs: tuple[str, ...]) -> NDArray[Any]:
    """[n_probes, n_inputs] takes felt values to least-squares weights, beside a constant."""
    columns = probe_inputs()[:, [INPUTS[name] for name in inputs]].astype(np.float64)
    design = np.column_stack([columns, np.ones(len(columns))])
    return np.asarray(np.linalg.pinv(design).T[:, :-1])
