"""What the outer loop sees of a genome: two numbers, and never a nan."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness import References, Verdict, score
from inner_rl.drives import DRIVES, drives_of_tiers
from rewardsearch.evaluation import Evaluator, Stage

# Below every real score, so that a broken genome never survives against a working one.
WORST = -1.0


@dataclass
class Evaluated:
    """All evaluations so far; one row an evaluation, a genome may have several."""

    generation: list[int] = field(default_factory=list)
    genomes: list[NDArray[np.float64]] = field(default_factory=list)
    objectives: list[NDArray[np.float64]] = field(default_factory=list)


class Objectives:
    """Maps genomes of the searched drives to (competence, non-ruthlessness) in [0, 1].

    All genomes of a generation live the same random streams (common random numbers), other
    generations others.  The references are fixed for the whole search.
    """

    def __init__(self, evaluator: Evaluator, references: References) -> None:
        self._evaluator = evaluator
        self._references = references
        searched = drives_of_tiers(evaluator.settings.search.tiers)
        self._columns = [drive.index for drive in searched]
        self.generation = 0
        self.n_sanitised = 0
        """Evaluations whose genome or score was not a finite number."""
        self.evaluated = Evaluated()

    @property
    def n_genes(self) -> int:
        """Number of searched weights."""
        return len(self._columns)

    def full(self, genes: NDArray[Any]) -> NDArray[np.float64]:
        """Genomes [n, n_genes of all drives] from searched weights [n, n_genes]."""
        genomes = np.zeros((len(genes), len(DRIVES)))
        genomes[:, self._columns] = genes
        return genomes

    def __call__(self, genes: NDArray[Any]) -> NDArray[np.float64]:
        """Objectives [n, 2] of searched weights [n, n_genes]; broken genomes get ``WORST``."""
        s = self._evaluator.settings
        genomes = self.full(genes)
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, s.search.lifetimes)
        usable = np.isfinite(genomes).all(axis=1)
        objectives = np.full((len(genomes), 2), WORST)
        if usable.any():
            tally = self._evaluator.live(genomes[usable], keys)
            objectives[usable] = self._judge(score(tally, self._references))
        broken = ~(objectives > WORST).all(axis=1)
        self.n_sanitised += int(broken.sum())
        self.evaluated.generation += [self.generation] * len(genomes)
        self.evaluated.genomes += list(genomes)
        self.evaluated.objectives += list(objectives)
        return objectives

    @staticmethod
    def _judge(scores: Any) -> NDArray[np.float64]:
        """Undefined kindness counts as none: harmlessness without skill is no merit."""
        kindness = np.where(
            [verdict is Verdict.OK for verdict in scores.verdict],
            scores.non_ruthlessness.value,
            0.0,
        )
        pair = np.stack([scores.competence.value, kindness], axis=1)
        finite = np.isfinite(pair).all(axis=1, keepdims=True)
        return np.where(finite, pair, WORST)
