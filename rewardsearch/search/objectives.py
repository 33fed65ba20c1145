"""What the outer loop sees of a genome: two numbers, and never a nan."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fitness import References, Verdict, score
from kernels.types import U32Array
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.memory import Recall, ask, numbers, plain
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

    def __init__(self, evaluator: Evaluator, references: References, recall: Recall = ask) -> None:
        self._evaluator = evaluator
        self._recall = recall
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
        """Objectives [n, 2] of genomes [n, n_genes]; broken ones get ``WORST``."""
        genes = np.asarray(genes, np.float64)
        s = self._search
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, s.lifetimes)
        asked = (s.language, s.inputs, genes, keys)
        answer = self._recall("evaluation", asked, lambda: self._answer(genes, keys))
        objectives = numbers(answer, "objectives", (len(genes), 2))
        self.n_sanitised += int(numbers(answer, "sanitised", ()))
        self.n_duplicates += int(numbers(answer, "duplicates", ()))
        self.evaluated.generation += [self.generation] * len(genes)
        self.evaluated.genomes += list(genes)
        self.evaluated.objectives += list(objectives)
        return objectives

    def _answer(self, genes: NDArray[np.float64], keys: U32Array) -> dict[str, Any]:
        """Objectives of genomes, and how many were broken or felt like another."""
        usable = np.isfinite(genes).all(axis=1)
        objectives, duplicates = np.full((len(genes), 2), WORST), 0
        if usable.any():
            objectives[usable], duplicates = self._lived(genes[usable], keys)
        return {
            "generation": self.generation,
            "sanitised": int((~(objectives > WORST).all(axis=1)).sum()),
            "duplicates": duplicates,
            "genomes": plain(genes),
            "objectives": objectives.tolist(),
        }

    def _lived(self, genes: NDArray[np.float64], keys: U32Array) -> tuple[NDArray[np.float64], int]:
        """Objectives of genomes that are numbers; rewards that feel the same live once."""
        rewards = [self.space.reward(row) for row in genes]
        _, first, which = np.unique(
            [reward.signature() for reward in rewards], return_index=True, return_inverse=True
        )
        distinct = self._evaluator.live([rewards[i] for i in first], keys)
        judged = self._judge(score(distinct, self._references))[which]
        return judged, len(rewards) - len(first)

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
