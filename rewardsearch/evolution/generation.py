"""One generation lives: groups are matched, learn from birth, and earn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fitness import Tally, tally
from fitness.evolution_steps import mean_payoffs
from fitness.scores import harm_rates
from inner_rl import Reward, Seat
from inner_rl.matching import matched
from inner_rl.roster import seated
from kernels.types import I32Array, U32Array
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.evolution.settings import EvolutionSettings

# Tells these generators apart from other uses of the seed.
_MATCHING = 0x3A7C


@dataclass(frozen=True)
class Lived:
    """What became of a generation, from its last phase of life."""

    payoffs: NDArray[np.float64]
    """[n] material payoff per step of each genome, mean over its seats; nan if none finished."""
    harm_unwatched: float
    """Harms per opportunity of the whole population; nan without opportunities."""
    harm_watched: float
    n_failed: int
    """Groups that diverged."""


class Matches:
    """Lets a population live in groups under an experiment's settings."""

    def __init__(self, evaluator: Evaluator, settings: EvolutionSettings) -> None:
        self._evaluator = evaluator
        self._settings = settings

    def generation(self, rewards: list[Reward], generation: int) -> Lived:
        """Let the genomes live one generation; each founds its groups on the same streams."""
        s = self._settings
        types = self._types(len(rewards), s.lifetimes, Stage.EVOLVE, generation)
        keys = self._evaluator.keys(Stage.EVOLVE, generation, s.lifetimes)
        together = self._live(rewards, types, np.tile(keys, (len(rewards), 1)))
        unwatched, watched = harm_rates(np.nansum(together.sums[0], axis=0))
        return Lived(
            mean_payoffs(together.seats[0], types, len(rewards)),
            float(unwatched),
            float(watched),
            int(together.n_failed[0]),
        )

    def chance(self, generation: int) -> tuple[U32Array, float, int]:
        """All that a generation depends on beside its genomes: streams, and who meets whom."""
        s = self._settings
        keys = self._evaluator.keys(Stage.EVOLVE, generation, s.lifetimes)
        return keys, s.assortment, self._evaluator.settings.seed

    def report(self, rewards: list[Reward], keys: U32Array) -> Tally:
        """Let groups of the population live each of the keys once, as one tally."""
        groups_each = -(-len(keys) // len(rewards))
        types = self._types(len(rewards), groups_each, Stage.REPORT, 0)
        chosen = self._chance(Stage.REPORT, 1).permutation(len(types))[: len(keys)]
        return self._live(rewards, types[chosen], keys)

    def _types(self, n: int, groups_each: int, stage: Stage, index: int) -> I32Array:
        n_agents = self._evaluator.settings.world.n_agents
        rng = self._chance(stage, index)
        return matched(n, groups_each, n_agents, self._settings.assortment, rng)

    def _chance(self, stage: Stage, index: int) -> np.random.Generator:
        """Chance of who meets whom, apart from that of the lives themselves."""
        return np.random.default_rng([self._evaluator.settings.seed, _MATCHING, stage, index])

    def _live(self, rewards: list[Reward], types: I32Array, keys: U32Array) -> Tally:
        seats = [Seat(reward=genome) for genome in range(len(rewards))]
        return tally(self._evaluator.simulate(rewards, seated(seats, types, keys)), 1)
