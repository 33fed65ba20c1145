"""The arena: raise residents, let thieves in, and note what everybody earns."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inner_rl import (
    CPU,
    Hardware,
    InvalidInput,
    Life,
    Reward,
    Roster,
    Seat,
    Telemetry,
    World,
    as_list,
    monoculture,
    simulate,
)
from inner_rl.matching import matched
from inner_rl.roster import NEWBORN, seated
from kernels import layout
from kernels.arrays import Brains
from kernels.types import I32Array
from kernels.worlds.matrix import Matrix
from rewardsearch.attack.payoffs import (
    N_PIECES,
    SETTLED,
    Array,
    Payoffs,
    harm_rate_of,
    mean_of,
    payoff_of,
)
from rewardsearch.attack.thieves import Thief, own_learner, types_are_read
from rewardsearch.evaluation import MIN_LIFETIMES, SOCIOPATH, Evaluator, Stage
from rewardsearch.settings import Settings

_SEATS = 0x7131
"""Tells the draw of seats apart from other uses of a lifetime's key."""


def after_arrival(life: Life) -> Life:
    """As long again as the upbringing, under the conditions of its last phase, in pieces.

    Raises:
        InvalidInput: the life is shorter than there are pieces.

    """
    usual = life.phases[-1]
    if life.steps < N_PIECES:
        raise InvalidInput(f"an attack needs a life of at least {N_PIECES} steps")
    return Life(
        tuple(
            replace(
                usual, name=f"piece {piece + 1}", steps=life.steps // N_PIECES, learning=True,
                imitation="only" if piece == 0 else "none", probed=False,
            )
            for piece in range(N_PIECES)
        )
    )  # fmt: skip


def check_attack(settings: Settings, n_lifetimes: int, met: int = 0) -> None:
    """Raise InvalidInput unless there is a society that can be invaded."""
    if settings.world.n_agents < 2:
        raise InvalidInput(
            f"world {settings.world.name} has a single agent: there is no society to invade"
        )
    if n_lifetimes < MIN_LIFETIMES:
        raise InvalidInput(
            f"an attack needs at least {MIN_LIFETIMES} lifetimes for its intervals, "
            f"got {n_lifetimes}"
        )
    if not 0 <= met < settings.world.n_agents:
        raise InvalidInput(
            f"residents can grow up with 0 to {settings.world.n_agents - 1} thieves in a society "
            f"of {settings.world.n_agents}, got {met}: somebody must be a resident"
        )
    own_learner(settings)
    after_arrival(settings.life)


class Arena:
    """Societies of grown residents, into which one kind of thief after another is let.

    Args:
        settings: world, upbringing and the residents' learner.
        resident: what residents feel; of several rewards, each society is drawn from them.
        n_lifetimes: societies.
        relatedness: of residents within a society, where there are several rewards.
        met: scripted sociopaths, in the last seats, that residents grow up with: who has never met
            a thief may not have learned whom to shun.  They are gone when the attack begins, and
            their seats are taken by doubles of residents.
        mimicry: of those, where types can be read.
        seed: of the random streams.
        stream: which of them; what is chosen on one is attacked on another.
        hardware: what lives are lived on; never changes a result.
        progress: called with agent-steps lived since the last call, and with what they were.

    """

    def __init__(
        self,
        settings: Settings,
        resident: Reward | Sequence[Reward],
        n_lifetimes: int,
        *,
        relatedness: float = 0.0,
        met: int = 0,
        mimicry: float = 0.0,
        seed: int = 0,
        stream: int = 0,
        hardware: Hardware = CPU,
        progress: Callable[[int, str], None] | None = None,
    ) -> None:
        check_attack(settings, n_lifetimes, met)
        self.life = after_arrival(settings.life)
        self.n_agents = settings.world.n_agents
        self._settings = settings
        self._residents = [resident] if isinstance(resident, Reward) else list(resident)
        self._met, self._mimicry = met, mimicry
        self._hardware, self._progress = hardware, progress
        self._keys = Evaluator(settings).keys(Stage.ATTACK, stream, n_lifetimes, seed)
        self._marked = types_are_read(settings)
        self._genomes = self._drawn(relatedness, [seed, stream])
        self._turn = self._turns()
        self._brains, self.stratum = self._raise()
        self._alone: Telemetry | None = None
        self._unit: float | None = None

    @property
    def n_lifetimes(self) -> int:
        """Societies."""
        return len(self._keys)

    def unit(self) -> float:
        """Gain per step of the selfish learner in the harmless twin: a competent life's worth."""
        if self._unit is None:
            self._unit = self._lived_unit()
        return self._unit

    def invaded_by(self, thief: Thief, most: int | None = None) -> Payoffs:
        """What thieves of one kind and residents earn, for every number of thieves.

        With ``most`` no more than so many come, and arrays end there: one is enough to tell what
        happens while thieves are rare.
        """
        n = self.n_agents if most is None else most
        told = [self._undisturbed(), *(self._live(thief, k) for k in range(1, n + 1))]
        thief_sits = [self._seats_of_thieves(k) for k in range(n + 1)]
        earned = [payoff_of(one) for one in told]
        settled = [_settled(one) for one in told]
        next_seat = [thief_sits[k + 1] & ~thief_sits[k] for k in range(n)]
        return Payoffs(
            thief=np.stack([mean_of(settled[k + 1], next_seat[k]) for k in range(n)], axis=1),
            resident=np.stack([mean_of(settled[k], next_seat[k]) for k in range(n)], axis=1),
            welfare=np.stack([earnings.mean(axis=1) for earnings in settled], axis=1),
            harm_rate=np.array(
                [harm_rate_of(one, sits) for one, sits in zip(told, thief_sits, strict=True)]
            ),
            curve=mean_of(earned[1], ~thief_sits[1][:, None]),
            undisturbed=earned[0].mean(axis=2),
        )

    def _lived_unit(self) -> float:
        s, world = self._settings, self._settings.world
        told = simulate(
            [SOCIOPATH], monoculture(1, self.n_agents, self._keys), world, s.life, own_learner(s),
            harmless=True, hardware=self._hardware,
        )  # fmt: skip
        self._tell(s.life.steps, "harmless twin")
        last = told.counts[:, -1].sum(axis=(0, 1, 2), dtype=np.float64)
        return float(last[layout.COUNT_GAIN] / last[layout.COUNT_STEPS])

    def rare(self, rewards: Sequence[Reward], what: str) -> Array:
        """Selection coefficient of one newborn that feels each of the rewards [n_rewards].

        Mean over societies, the same for all rewards; nan where one of them failed.  ``what`` they
        are is told to ``progress``.
        """
        s, own = self._settings, own_learner(self._settings)
        newborns = [Thief("searched", "", own, reward) for reward in rewards]
        told = simulate(
            [*self._residents, *rewards], self._roster(newborns, 1), self._labelled(1, 0.0),
            self.life, [own, own], initial_brains=self._brains, age=s.life.steps,
            hardware=self._hardware,
        )  # fmt: skip
        self._tell(self.life.steps * len(rewards), what)
        sits = self._seats_of_thieves(1)
        earned = mean_of(_settled(told), np.tile(sits, (len(rewards), 1)))
        resident = mean_of(_settled(self._undisturbed()), sits)
        gap = earned.reshape(len(rewards), -1) - resident
        return np.asarray(gap.mean(axis=1) / self.unit())

    def _undisturbed(self) -> Telemetry:
        """Residents alone in the time after the arrival, lived once."""
        if self._alone is None:
            nobody = Thief("nobody", "", own_learner(self._settings))
            self._alone = self._live(nobody, 0)
        return self._alone

    def _drawn(self, relatedness: float, seed: list[int]) -> I32Array:
        """Which reward each resident feels [n_lifetimes, n_agents]."""
        n, chance = len(self._residents), np.random.default_rng([*seed, _SEATS])
        groups = matched(n, -(-self.n_lifetimes // n), self.n_agents, relatedness, chance)
        return groups[chance.permutation(len(groups))[: self.n_lifetimes]]

    def _raise(self) -> tuple[Brains, NDArray[np.int64]]:
        """Brains of all residents, and the polarity of each society's cue."""
        s, n = self._settings, self.n_agents
        first_met, n_rewards = n - self._met, len(self._residents)
        types = np.where(np.arange(n) < first_met, self._genomes, np.int32(n_rewards))
        seats = [*(Seat(reward=genome) for genome in range(n_rewards)), Seat(mind="sociopath")]
        told = simulate(
            self._residents, seated(seats, types, self._keys),
            self._labelled(self._met, self._mimicry), s.life, own_learner(s), return_brains=True,
            hardware=self._hardware,
        )  # fmt: skip
        self._tell(s.life.steps, "residents")
        assert told.brains is not None
        doubles = np.arange(n) % first_met
        self._genomes = self._genomes[:, doubles]
        brains = Brains(*(part[:, doubles] for part in told.brains))
        return as_list(brains), told.polarity.astype(np.int64)

    def _live(self, thief: Thief, n_thieves: int) -> Telemetry:
        s = self._settings
        world = self._labelled(0 if thief.control else n_thieves, thief.mimicry)
        told = simulate(
            [*self._residents, thief.reward], self._roster([thief], n_thieves), world, self.life,
            [own_learner(s), thief.learner], initial_brains=self._brains, age=s.life.steps,
            hardware=self._hardware,
        )  # fmt: skip
        self._tell(self.life.steps, thief.name if n_thieves else "residents alone")
        return told

    def _labelled(self, n_thieves: int, mimicry: float) -> World:
        """The world; where types are read, thieves bear label 1 and all others 0."""
        world = self._settings.world
        if not (isinstance(world, Matrix) and self._marked):
            return world
        labels = (0,) * (self.n_agents - n_thieves) + (1,) * n_thieves
        return replace(world, labels=labels, mimicry=mimicry)

    def _turns(self) -> NDArray[np.int64]:
        """[n_lifetimes, n_agents] how many seats thieves take before each, drawn by the key.

        Where types are read they take the last seats, which bear the label, from the end;
        partners are drawn there.
        """
        if self._marked:
            return np.tile(np.arange(self.n_agents)[::-1], (self.n_lifetimes, 1))
        order = [
            np.random.default_rng([*key.tolist(), _SEATS]).permutation(self.n_agents)
            for key in self._keys
        ]
        return np.argsort(order, axis=1)

    def _seats_of_thieves(self, n_thieves: int) -> NDArray[np.bool_]:
        """[n_lifetimes, n_agents] where so many thieves sit; fewer sit in a part."""
        return np.asarray(self._turn < n_thieves)

    def _roster(self, thieves: Sequence[Thief], n_thieves: int) -> Roster:
        """Everybody where it grew up, but for the thieves; each of them lives all societies."""
        bodies = np.arange(self._genomes.size, dtype=np.int32).reshape(self._genomes.shape)
        seats = [
            Seat(reward=genome, brain=body)
            for body, genome in enumerate(self._genomes.ravel().tolist())
        ]
        types = []
        for place, thief in enumerate(thieves):
            arrivals = np.where(self._seats_of_thieves(n_thieves), bodies + len(seats), bodies)
            reward = len(self._residents) + place
            seats += [
                Seat(reward=reward, learner=1, brain=body if thief.clone else NEWBORN)
                for body in range(bodies.size)
            ]
            types.append(arrivals.astype(np.int32))
        keys = np.tile(self._keys, (len(thieves), 1))
        return seated(seats, np.concatenate(types), keys)

    def _tell(self, steps: int, what: str) -> None:
        if self._progress is not None:
            self._progress(steps * self.n_lifetimes * self.n_agents, what)


def _settled(told: Telemetry) -> Array:
    """Payoff per step [n_lifetimes, n_agents] once newcomers have grown up."""
    return np.asarray(payoff_of(told)[:, SETTLED].mean(axis=1))
