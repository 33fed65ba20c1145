"""What the outer loop sees of a genome: two numbers and a style, and never a nan."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fitness import References, Tally, Verdict, score
from fitness.scores import harm_rates
from inner_rl import Reward
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.memory import Recall, ask, numbers, plain
from rewardsearch.search.allocation import equal, halving, rejecting
from rewardsearch.search.engines.base import N_OUTCOMES, OBJECTIVES, Proposal
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
        self.n_rejected = 0
        """Genomes that were given up after their first lifetimes."""
        self.evaluated = Evaluated()

    def __call__(self, proposal: Proposal) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of proposed genomes; broken ones get ``WORST``."""
        genes = np.asarray(proposal.genomes, np.float64)
        s = self._search
        keys = self._evaluator.keys(Stage.SEARCH, self.generation, s.lifetimes)
        asked = (s.language, s.inputs, genes, keys, s.racing, s.rejection)
        answer = self._recall("evaluation", asked, lambda: self._answer(proposal, genes))
        outcomes = numbers(answer, "outcomes", (len(genes), N_OUTCOMES))
        self.n_sanitised += int(numbers(answer, "sanitised", ()))
        self.n_duplicates += int(numbers(answer, "duplicates", ()))
        self.n_rejected += int(numbers(answer, "rejected", ()))
        self.evaluated.generation += [self.generation] * len(genes)
        self.evaluated.genomes += list(genes)
        self.evaluated.objectives += list(outcomes[:, OBJECTIVES])
        return outcomes

    def _answer(self, proposal: Proposal, genes: NDArray[np.float64]) -> dict[str, Any]:
        """Outcomes of genomes, where they come from, and how many were not lived in full."""
        usable = np.isfinite(genes).all(axis=1)
        outcomes, duplicates, rejected = np.full((len(genes), N_OUTCOMES), WORST), 0, 0
        if usable.any():
            outcomes[usable], duplicates, rejected = self._lived(genes[usable])
        return {
            "generation": self.generation,
            "sanitised": int((~(outcomes[:, OBJECTIVES] > WORST).all(axis=1)).sum()),
            "duplicates": duplicates,
            "rejected": rejected,
            "genomes": plain(genes),
            "parents": proposal.parents.tolist(),
            "how": list(proposal.how),
            "outcomes": outcomes.tolist(),
        }

    def _lived(self, genes: NDArray[np.float64]) -> tuple[NDArray[np.float64], int, int]:
        """Outcomes of genomes that are numbers; rewards that feel the same live once.

        Also how many were not lived because another feels the same, and how many were given up.
        """
        rewards = [self.space.reward(row) for row in genes]
        _, first, which = np.unique(
            [reward.signature() for reward in rewards], return_index=True, return_inverse=True
        )
        sums, rejected = self._shared_out([rewards[i] for i in first])
        return self._outcomes(sums)[which], len(rewards) - len(first), rejected

    def _shared_out(self, rewards: list[Reward]) -> tuple[NDArray[np.float64], int]:
        """Sums [n, n_columns] over the lifetimes that each is given; how many were given up."""

        def live(indices: NDArray[np.int64], first: int, last: int) -> NDArray[np.float64]:
            keys = self._evaluator.keys(Stage.SEARCH, self.generation, last)[first:]
            lived = self._evaluator.live([rewards[i] for i in indices], keys)
            return np.asarray(lived.sums.sum(axis=1))

        n, lifetimes = len(rewards), self._search.lifetimes
        if self._search.racing:
            return halving(live, self.judge, n, lifetimes), 0
        if self._search.rejection:
            return rejecting(live, self.judge, n, lifetimes)
        return equal(live, n, lifetimes), 0

    def judge(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Objectives [n, 2] of sums [n, n_columns] over lifetimes."""
        return self._outcomes(sums)[:, OBJECTIVES]

    def _outcomes(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Outcomes [n, N_OUTCOMES] of sums [n, n_columns] over lifetimes.

        Undefined kindness counts as none: harmlessness without skill is no merit.
        """
        whole = Tally(sums[:, None], np.zeros(1, np.int64), np.zeros((len(sums), 1, 1, 0)))
        scores = score(whole, self._references)
        readable = [verdict is Verdict.OK for verdict in scores.verdict]
        kindness = np.where(readable, scores.non_ruthlessness.value, 0.0)
        unwatched, watched = (np.nan_to_num(rate) for rate in harm_rates(sums))
        harm = unwatched + watched
        style = np.divide(unwatched, harm, out=np.full_like(harm, 0.5), where=harm > 0)
        outcomes = np.stack([scores.competence.value, kindness, style], axis=1)
        finite = np.isfinite(outcomes).all(axis=1, keepdims=True)
        return np.where(finite, outcomes, WORST)
