"""The arena: raise residents, let thieves in, and note what everybody earns."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fitness.scores import ratio
from fitness.tally import payoff
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
from inner_rl.roster import NEWBORN, seated
from kernels import layout
from kernels.arrays import Brains
from kernels.worlds.matrix import Matrix
from rewardsearch.attack.thieves import Thief, own_learner, types_are_read
from rewardsearch.evaluation import MIN_LIFETIMES, SOCIOPATH, Evaluator, Stage
from rewardsearch.settings import Settings

Array = NDArray[np.float64]

N_PIECES = 10
"""A life after arrival in pieces of equal length; in the first, imitators only watch."""
SETTLED = slice(7, N_PIECES)
"""Pieces in which payoffs are compared: by then newcomers have grown up."""
_SEATS = 0x7131
"""Tells the draw of seats apart from other uses of a lifetime's key."""


@dataclass(frozen=True)
class Payoffs:
    """What a thief of one kind and a resident earn, payoff units per agent and step.

    Both are read in the same seat among the same others: with k thieves in the society, a resident
    in the seat that the next thief will take, then that thief in it.  What seats differ in
    cancels; a newcomer that is no different earns exactly what the resident does.
    """

    thief: Array
    """[n_lifetimes, n_agents] by the number k of other thieves."""
    resident: Array
    """[n_lifetimes, n_agents] by the number k of thieves."""
    welfare: Array
    """[n_lifetimes, n_agents + 1] mean over all seats, by the number of thieves."""
    harm_rate: Array
    """[n_agents + 1] harms per opportunity done by thieves; nan at 0."""
    curve: Array
    """[n_lifetimes, N_PIECES] of residents with one thief among them, from its arrival on."""
    undisturbed: Array
    """[n_lifetimes, N_PIECES] of residents in the same time without a thief."""


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
        resident: what residents feel.
        n_lifetimes: societies.
        met: scripted sociopaths, in the last seats, that residents grow up with: who has never met
            a thief may not have learned whom to shun.  They are gone when the attack begins, and
            their seats are taken by doubles of residents.
        mimicry: of those, where types can be read.
        seed: of the random streams.
        hardware: what lives are lived on; never changes a result.
        progress: called with agent-steps lived since the last call, and with what they were.

    """

    def __init__(
        self,
        settings: Settings,
        resident: Reward,
        n_lifetimes: int,
        *,
        met: int = 0,
        mimicry: float = 0.0,
        seed: int = 0,
        hardware: Hardware = CPU,
        progress: Callable[[int, str], None] | None = None,
    ) -> None:
        check_attack(settings, n_lifetimes, met)
        self.life = after_arrival(settings.life)
        self.n_agents = settings.world.n_agents
        self._settings, self._resident = settings, resident
        self._met, self._mimicry = met, mimicry
        self._hardware, self._progress = hardware, progress
        self._keys = Evaluator(settings).keys(Stage.ATTACK, 0, n_lifetimes, seed)
        self._marked = types_are_read(settings)
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
        if self._alone is None:
            self._alone = self._live(thief, 0)
        told = [self._alone, *(self._live(thief, k) for k in range(1, n + 1))]
        thief_sits = [self._seats_of_thieves(k) for k in range(n + 1)]
        earned = [_payoff(one) for one in told]
        settled = [pieces[:, SETTLED].mean(axis=1) for pieces in earned]
        next_seat = [thief_sits[k + 1] & ~thief_sits[k] for k in range(n)]
        return Payoffs(
            thief=np.stack([_mean(settled[k + 1], next_seat[k]) for k in range(n)], axis=1),
            resident=np.stack([_mean(settled[k], next_seat[k]) for k in range(n)], axis=1),
            welfare=np.stack([earnings.mean(axis=1) for earnings in settled], axis=1),
            harm_rate=np.array(
                [_harm_rate(one, sits) for one, sits in zip(told, thief_sits, strict=True)]
            ),
            curve=_mean(earned[1], ~thief_sits[1][:, None]),
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

    def _raise(self) -> tuple[Brains, NDArray[np.int64]]:
        """Brains of all residents, and the polarity of each society's cue."""
        s, n = self._settings, self.n_agents
        first_met = n - self._met
        types = np.tile((np.arange(n) >= first_met).astype(np.int32), (self.n_lifetimes, 1))
        told = simulate(
            [self._resident], seated([Seat(), Seat(mind="sociopath")], types, self._keys),
            self._labelled(self._met, self._mimicry), s.life, own_learner(s), return_brains=True,
            hardware=self._hardware,
        )  # fmt: skip
        self._tell(s.life.steps, "residents")
        assert told.brains is not None
        doubles = np.arange(n) % first_met
        brains = Brains(*(part[:, doubles] for part in told.brains))
        return as_list(brains), told.polarity.astype(np.int64)

    def _live(self, thief: Thief, n_thieves: int) -> Telemetry:
        s = self._settings
        world = self._labelled(0 if thief.control else n_thieves, thief.mimicry)
        told = simulate(
            [self._resident, thief.reward], self._roster(thief, n_thieves), world, self.life,
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

    def _roster(self, thief: Thief, n_thieves: int) -> Roster:
        """Everybody where it grew up, but for the thieves."""
        n_bodies = self.n_lifetimes * self.n_agents
        bodies = range(n_bodies)
        seats = [Seat(brain=body) for body in bodies]
        seats += [
            Seat(reward=1, learner=1, brain=body if thief.clone else NEWBORN) for body in bodies
        ]
        types = np.arange(n_bodies, dtype=np.int32).reshape(self.n_lifetimes, self.n_agents)
        sits = self._seats_of_thieves(n_thieves)
        return seated(seats, np.where(sits, types + n_bodies, types).astype(np.int32), self._keys)

    def _tell(self, steps: int, what: str) -> None:
        if self._progress is not None:
            self._progress(steps * self.n_lifetimes * self.n_agents, what)


def _payoff(told: Telemetry) -> Array:
    """Gain - loss - fine per step [n_lifetimes, N_PIECES, n_agents]; nan if a lifetime failed."""
    counts = told.counts.sum(axis=2, dtype=np.float64)
    earned = payoff(counts) / counts[..., layout.COUNT_STEPS]
    earned[told.status != layout.STATUS_OK] = np.nan
    return np.asarray(earned)


def _mean(values: Array, chosen: NDArray[np.bool_]) -> Array:
    """Mean over the chosen agents, the last axis; nan where there are none."""
    wide = np.broadcast_to(chosen, values.shape)
    return ratio(np.where(wide, values, 0.0).sum(axis=-1), wide.sum(axis=-1).astype(np.float64))


def _harm_rate(told: Telemetry, chosen: NDArray[np.bool_]) -> float:
    """Harms per opportunity of the chosen agents, once settled."""
    counts = told.counts[:, SETTLED].sum(axis=(1, 2), dtype=np.float64)[chosen].sum(axis=0)
    harms, chances = (counts[[c]] for c in (layout.COUNT_HARMS, layout.COUNT_HARM_CHANCES))
    return float(ratio(harms, chances)[0])
