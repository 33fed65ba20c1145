"""Invasions as cells: residents are raised, newcomers let in, and what both earn is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fitness.statistics.bootstrap import Labels
from fitness.statistics.comparisons import Lifetimes
from inner_rl import Reward
from rewardsearch.attack import Arena, Thief
from rewardsearch.claims.lives import Place
from rewardsearch.claims.setup import Array, Setup
from rewardsearch.journal import Record
from rewardsearch.memory import numbers, plain
from rewardsearch.settings import Settings

_STREAMS_OF_A_CLAIM = 100
"""Random streams of attacks that a claim can use; those below are of ``rewardsearch attack``."""


@dataclass(frozen=True)
class Resident:
    """Who lives where newcomers come, and how they grew up."""

    place: Place
    reward: Reward
    met: int = 0
    """Scripted sociopaths that residents grow up with: see ``Arena``."""
    mimicry: float = 0.0
    """Of those."""

    def settings(self) -> Settings:
        """As the settings of an attack."""
        place = self.place
        return Settings(world=place.world, learner=place.learner, life=place.life)

    def asked(self, setup: Setup) -> tuple[Any, ...]:
        """What their lives depend on."""
        rules = self.place.settings().to_data()
        return (rules, self.reward.to_data(), self.met, self.mimicry, setup.seed)

    def arena(self, setup: Setup, n_societies: int, stream: int = 0) -> Arena:
        """Raise societies of them, on a stream of this claim."""
        return Arena(
            self.settings(), self.reward, n_societies, met=self.met, mimicry=self.mimicry,
            seed=setup.seed, stream=_STREAMS_OF_A_CLAIM * setup.protocol.number + stream,
            hardware=setup.hardware,
        )  # fmt: skip


@dataclass(frozen=True)
class Earned:
    """What newcomers of one kind and residents earn once settled, see ``attack.Payoffs``.

    In gains of a competent life per agent and step.
    """

    thief: Array
    """[n_societies, k] by the number of other newcomers, from 0."""
    resident: Array
    """[n_societies, k] by the number of newcomers, in the seat that the next will take."""
    stratum: Labels

    def lead(self) -> Array:
        """[n_societies] of the first newcomer over the resident whose seat it takes."""
        return np.asarray(self.thief[:, 0] - self.resident[:, 0])

    def lifetimes(self) -> Lifetimes:
        """The lead, for the measure ``mean``: its mean is the selection coefficient at rarity."""
        return Lifetimes.of_values(self.lead(), self.stratum)

    def by_number(self) -> list[Lifetimes]:
        """For each number of newcomers the payoffs of both, for measures of their means."""
        both = np.stack([self.thief, self.resident], axis=-1) / len(self.thief)
        return [Lifetimes(one, self.stratum) for one in both.swapaxes(0, 1)]


def let_in(arena: Arena, thieves: Sequence[Thief], all_of: str = "") -> Record:
    """What each kind of newcomer earns: one comes, or, of the kind ``all_of``, up to all."""
    told = {}
    for thief in thieves:
        payoffs = arena.invaded_by(thief, None if thief.name == all_of else 1)
        told[thief.name] = {
            "thief": plain(payoffs.thief / arena.unit()),
            "resident": plain(payoffs.resident / arena.unit()),
        }
    return {"earned": told, "stratum": arena.stratum.tolist()}


def earned(record: Record, thief: str) -> Earned:
    """Read back what one kind of newcomer earned."""
    both = {"kind": record["kind"], **record["earned"][thief]}
    shape = np.shape(both["thief"])
    payoffs = [numbers(both, name, shape, undefined=True) for name in ("thief", "resident")]
    return Earned(payoffs[0], payoffs[1], np.asarray(record["stratum"], np.int64))
