"""What the outer loop sees of a genome: two numbers and a style, and never a nan."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fitness import References, Tally, Verdict, score
from fitness.scores import harm_rates
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.search.engines.base import N_OUTCOMES, OBJECTIVES
from rewardsearch.search.space import search_space
from rewardsearch.settings import Settings

# Below every real score, so that a broken genome never survives against a working one.
WORST = -1.0


@dataclass
class Evaluated:
    """All evaluations so far; one row an evaluation, a genome may have several."""

    generation: list[int] = field(default_factory=list)
    genomes: list[NDArray[np.float64]] = field(default_factory=list)
    objectives: list[NDArray[np.float64]] = field(default_factory=list)


class Objectives:
    """Maps genomes of the searched language to (competence, non-ruthlessness) in [0, 1].

    All genomes of a generation live the same random streams (common random numbers), other
    generations others.  The references are fixed for the whole search.
    """

    def __init__(self, evaluator: Evaluator, references: References) -> None:
        self._evaluator = evaluator
        self._references = references
        # What is judged here is a search; an evaluator serves other experiments as well.
        self._search = cast(Settings, evaluator.settings).search
        self.space = search_space(self._search)
        self.generation = 0
        self.n_sanitised = 0
        """Evaluations whose genome or score was not a finite number."""
        self.n_duplicates = 0
        """Genomes not lived because another of their generation feels the same."""
        self.evaluated = Evaluated()

    def __call__(self, genes: NDArray[Any]) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of genomes [n, n_genes]; broken ones get ``WORST``."""
        genes = np.asarray(genes, np.float64)
        usable = np.isfinite(genes).all(axis=1)
        outcomes = np.full((len(genes), N_OUTCOMES), WORST)
        if usable.any():
            outcomes[usable] = self._lived(genes[usable])
        broken = ~(outcomes[:, OBJECTIVES] > WORST).all(axis=1)
        self.n_sanitised += int(broken.sum())
        self.evaluated.generation += [self.generation] * len(genes)
        self.evaluated.genomes += list(genes)
        self.evaluated.objectives += list(outcomes[:, OBJECTIVES])
        return outcomes

    def _lived(self, genes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outcomes of genomes that are numbers; rewards that feel the same live once."""
        rewards = [self.space.reward(row) for row in genes]
        _, first, which = np.unique(
            [reward.signature() for reward in rewards], return_index=True, return_inverse=True
        )
        self.n_duplicates += len(rewards) - len(first)
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, self._search.lifetimes)
        distinct = self._evaluator.live([rewards[i] for i in first], keys)
        return self._outcomes(distinct)[which]

    def _outcomes(self, lived: Tally) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of what n genomes became.

        Undefined kindness counts as none: harmlessness without skill is no merit.
        """
        scores = score(lived, self._references)
        readable = [verdict is Verdict.OK for verdict in scores.verdict]
        kindness = np.where(readable, scores.non_ruthlessness.value, 0.0)
        unwatched, watched = (np.nan_to_num(rate) for rate in harm_rates(lived.sums.sum(axis=1)))
        harm = unwatched + watched
        style = np.divide(unwatched, harm, out=np.full_like(harm, 0.5), where=harm > 0)
        outcomes = np.stack([scores.competence.value, kindness, style], axis=1)
        finite = np.isfinite(outcomes).all(axis=1, keepdims=True)
        return np.where(finite, outcomes, WORST)
