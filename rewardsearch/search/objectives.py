"""What the outer loop sees of a genome: two numbers and a style, and never a nan."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from fitness import References, Tally, Verdict, non_ruthlessness, score
from fitness.scores import harm_rates
from kernels.types import U32Array
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.memory import Recall, ask, numbers, plain
from rewardsearch.search.engines.base import N_OUTCOMES, OBJECTIVES, Proposal
from rewardsearch.search.space import search_space
from rewardsearch.settings import Settings

# Below every real score, so that a broken genome never survives against a working one.
WORST = -1.0

Kindness: TypeAlias = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""From sums [n, N_COLUMNS] of agents and [N_COLUMNS] of the sociopath to [n] in [0, 1]."""


@dataclass
class Evaluated:
    """All evaluations so far; one row an evaluation, a genome may have several."""

    generation: list[int] = field(default_factory=list)
    genomes: list[NDArray[np.float64]] = field(default_factory=list)
    objectives: list[NDArray[np.float64]] = field(default_factory=list)

    def until(self, generation: int) -> "Evaluated":
        """What was known after a generation."""
        n = bisect_right(self.generation, generation)
        return Evaluated(self.generation[:n], self.genomes[:n], self.objectives[:n])


class Objectives:
    """Maps genomes of the searched language to (competence, non-ruthlessness) in [0, 1].

    All genomes of a generation live the same random streams (common random numbers), other
    generations others.  The references are fixed for the whole search.  Another ``kindness`` than
    non-ruthlessness is for experiments on selection itself.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        references: References,
        recall: Recall = ask,
        kindness: Kindness = non_ruthlessness,
    ) -> None:
        self._evaluator = evaluator
        self._recall = recall
        self._kindness = kindness
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

    def __call__(self, proposal: Proposal) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of proposed genomes; broken ones get ``WORST``."""
        genes = np.asarray(proposal.genomes, np.float64)
        s = self._search
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, s.lifetimes)
        asked = (s.language, s.inputs, genes, keys)
        answer = self._recall("evaluation", asked, lambda: self._answer(proposal, genes, keys))
        outcomes = numbers(answer, "outcomes", (len(genes), N_OUTCOMES))
        self.n_sanitised += int(numbers(answer, "sanitised", ()))
        self.n_duplicates += int(numbers(answer, "duplicates", ()))
        self.evaluated.generation += [self.generation] * len(genes)
        self.evaluated.genomes += list(genes)
        self.evaluated.objectives += list(outcomes[:, OBJECTIVES])
        return outcomes

    def _answer(
        self, proposal: Proposal, genes: NDArray[np.float64], keys: U32Array
    ) -> dict[str, Any]:
        """Outcomes of genomes, where they come from, and how many were not lived."""
        usable = np.isfinite(genes).all(axis=1)
        outcomes, duplicates = np.full((len(genes), N_OUTCOMES), WORST), 0
        if usable.any():
            outcomes[usable], duplicates = self._lived(genes[usable], keys)
        return {
            "generation": self.generation,
            "sanitised": int((~(outcomes[:, OBJECTIVES] > WORST).all(axis=1)).sum()),
            "duplicates": duplicates,
            "genomes": plain(genes),
            "parents": proposal.parents.tolist(),
            "how": list(proposal.how),
            "outcomes": outcomes.tolist(),
        }

    def _lived(self, genes: NDArray[np.float64], keys: U32Array) -> tuple[NDArray[np.float64], int]:
        """Outcomes of genomes that are numbers, and how many of them feel like another.

        Rewards that feel the same live once.
        """
        rewards = [self.space.reward(row) for row in genes]
        _, first, which = np.unique(
            [reward.signature() for reward in rewards], return_index=True, return_inverse=True
        )
        distinct = self._evaluator.live([rewards[i] for i in first], keys)
        return self._outcomes(distinct)[which], len(rewards) - len(first)

    def _outcomes(self, lived: Tally) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of what n genomes became.

        Undefined kindness counts as none: harmlessness without skill is no merit.
        """
        scores = score(lived, self._references)
        readable = [verdict is Verdict.OK for verdict in scores.verdict]
        sums, sociopath = lived.sums.sum(axis=1), self._references.sociopath.sums.sum(axis=1)[0]
        kindness = np.where(readable, self._kindness(sums, sociopath), 0.0)
        unwatched, watched = (np.nan_to_num(rate) for rate in harm_rates(sums))
        harm = unwatched + watched
        style = np.divide(unwatched, harm, out=np.full_like(harm, 0.5), where=harm > 0)
        outcomes = np.stack([scores.competence.value, kindness, style], axis=1)
        finite = np.isfinite(outcomes).all(axis=1, keepdims=True)
        return np.where(finite, outcomes, WORST)
