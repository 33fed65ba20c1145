"""Who sits where: which reward, mind, learner and brain each seat of each lifetime has."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inner_rl.characters import Character
from kernels import layout
from kernels.errors import InvalidInput
from kernels.types import I32Array, U32Array

MINDS: dict[str, int] = {
    "learner": layout.MIND_LEARNER,
    "inert": layout.MIND_INERT,
    "kind": layout.MIND_KIND,
    "sociopath": layout.MIND_SOCIOPATH,
}
"""Who decides in a seat: the learner, or a scripted policy."""
NEWBORN = -1
"""Brain of a seat that is born blank."""
_NOBODY: I32Array = np.zeros((0, 0), np.int32)


@dataclass(frozen=True)
class Seat:
    """Who sits in a seat: rows of the rewards, learners and brains given to ``simulate``."""

    reward: int = 0
    learner: int = 0
    brain: int = NEWBORN
    mind: str | Character = "learner"
    """A key of ``MINDS``, or a scripted character."""


@dataclass(frozen=True)
class Roster:
    """Seats and random streams of every lifetime; all societies are tables like this."""

    seat_genome: I32Array
    """[n_lifetimes, n_agents] row of the rewards felt in each seat."""
    seat_mind: I32Array
    """[n_lifetimes, n_agents] a value of ``MINDS``, or ``MIND_CHARACTER`` + a character's index."""
    keys: U32Array
    """[n_lifetimes, 2] random stream of each lifetime; equal keys see equal chance."""
    seat_learner: I32Array = field(default_factory=_NOBODY.copy)
    """[n_lifetimes, n_agents] row of the learners; by default the first."""
    seat_brain: I32Array = field(default_factory=_NOBODY.copy)
    """[n_lifetimes, n_agents] row of the initial brains, or ``NEWBORN``; by default that."""
    seat_type: I32Array = field(default_factory=_NOBODY.copy)
    """[n_lifetimes, n_agents] which of the seats given to the roster's maker sits here."""
    characters: tuple[Character, ...] = ()

    def __post_init__(self) -> None:
        """Fill what was left out."""
        shape = self.seat_genome.shape
        for name, value in (("seat_learner", 0), ("seat_brain", NEWBORN), ("seat_type", 0)):
            if getattr(self, name).size == 0:
                object.__setattr__(self, name, np.full(shape, value, np.int32))

    def check(self, n_rewards: int, n_agents: int, n_learners: int = 1, n_brains: int = 0) -> None:
        """Raise InvalidInput unless shapes agree and every entry exists."""
        n = self.seat_genome.shape[0] if self.seat_genome.ndim == 2 else -1
        for name in ("seat_genome", "seat_mind", "seat_learner", "seat_brain", "keys"):
            shape = (n, 2 if name == "keys" else n_agents)
            if getattr(self, name).shape != shape:
                raise InvalidInput(
                    f"expected roster {name} of shape {shape}, got {getattr(self, name).shape}"
                )
        if n == 0:
            raise InvalidInput("the roster is empty; give at least one lifetime")
        for name, low, n_rows in (
            ("seat_genome", 0, n_rewards),
            ("seat_learner", 0, n_learners),
            ("seat_brain", NEWBORN, n_brains),
        ):
            rows = getattr(self, name)
            if rows.min() < low or rows.max() >= n_rows:
                raise InvalidInput(
                    f"roster {name} must be from {low} to {n_rows - 1}, "
                    f"got {rows.min()} to {rows.max()}"
                )
        if not np.isin(self.seat_mind, range(layout.MIND_CHARACTER + len(self.characters))).all():
            raise InvalidInput(
                f"roster seat_mind must be one of {sorted(MINDS.values())}, or "
                f"{layout.MIND_CHARACTER} + the index of one of {len(self.characters)} characters"
            )


def stream_keys(seed: int, stream: tuple[int, ...], n_lifetimes: int) -> U32Array:
    """Keys [n_lifetimes, 2] of a named stream: different streams share no lifetime.

    Within a stream, lifetime i has the same key whoever lives it (common random numbers).
    """
    high, low = np.random.SeedSequence([seed, *stream]).generate_state(2, np.uint32)
    lives = np.arange(n_lifetimes, dtype=np.uint32)
    return np.stack([np.full(n_lifetimes, high, np.uint32), lives + low], axis=1)


def seated(seats: Sequence[Seat], types: I32Array, keys: U32Array) -> Roster:
    """The roster in which entry k of ``types`` [n_lifetimes, n_agents] is ``seats[k]``."""
    characters = tuple(seat.mind for seat in seats if isinstance(seat.mind, Character))
    places = iter(range(len(characters)))
    minds = [
        layout.MIND_CHARACTER + next(places) if isinstance(seat.mind, Character)
        else _mind_code(seat.mind)
        for seat in seats
    ]  # fmt: skip

    def column(values: Sequence[int]) -> I32Array:
        picked: I32Array = np.array(values, np.int32)[types]
        return picked

    return Roster(
        column([seat.reward for seat in seats]),
        column(minds),
        keys,
        column([seat.learner for seat in seats]),
        column([seat.brain for seat in seats]),
        np.asarray(types, np.int32),
        characters,
    )


def _mind_code(mind: str) -> int:
    if mind not in MINDS:
        raise InvalidInput(f"unknown mind {mind!r} of a seat (known: {', '.join(MINDS)})")
    return MINDS[mind]


def monoculture(
    n_genomes: int, n_agents: int, keys: U32Array, mind: str | Character = "learner"
) -> Roster:
    """Societies in which all share one reward: every reward lives every key, reward-major."""
    seats = [Seat(reward=genome, mind=mind) for genome in range(n_genomes)]
    types = np.repeat(np.arange(n_genomes, dtype=np.int32), len(keys))
    return seated(seats, np.repeat(types[:, None], n_agents, axis=1), np.tile(keys, (n_genomes, 1)))


def invasion(
    resident: Seat, invader: Seat, n_invaders: int, n_agents: int, keys: U32Array
) -> Roster:
    """Residents among whom ``n_invaders`` seats, drawn for each lifetime, are an invader's.

    The draw is made from the lifetime's key: with fewer invaders the others' seats are a part.

    Raises:
        InvalidInput: there are fewer seats than invaders.

    """
    if not 0 <= n_invaders <= n_agents:
        raise InvalidInput(f"expected from 0 to {n_agents} invaders, got {n_invaders}")
    types = np.zeros((len(keys), n_agents), np.int32)
    for row, key in zip(types, keys, strict=True):
        row[_generator(key).permutation(n_agents)[:n_invaders]] = 1
    return seated([resident, invader], types, keys)


def mixture(
    seats: Sequence[Seat],
    shares: Sequence[float],
    n_agents: int,
    keys: U32Array,
    relatedness: float = 0.0,
) -> Roster:
    """Societies drawn from a population in which each kind of seat has a share.

    With ``relatedness`` r every two seats of a lifetime are of one descent with probability r, and
    independent draws otherwise: each seat is its lifetime's founder's with probability sqrt(r).
    For two seats this is matching with index of assortativity r (Alger & Weibull 2013); r = 0 is
    random matching, r = 1 makes monocultures.

    Raises:
        InvalidInput: not one share a seat, shares that do not add up to 1, or r outside [0, 1].

    """
    p = np.asarray(shares, np.float64)
    if p.shape != (len(seats),) or (p < 0).any() or not np.isclose(p.sum(), 1.0):
        raise InvalidInput(
            f"expected {len(seats)} shares from 0 to 1 that add up to 1, got {list(shares)}"
        )
    if not 0.0 <= relatedness <= 1.0:
        raise InvalidInput(f"relatedness must be from 0 to 1, got {relatedness:g}")
    types = np.zeros((len(keys), n_agents), np.int32)
    for row, key in zip(types, keys, strict=True):
        generator = _generator(key)
        founder, *rest = generator.choice(len(seats), size=n_agents + 1, p=p / p.sum())
        row[:] = np.where(generator.random(n_agents) < relatedness**0.5, founder, rest)
    return seated(seats, types, keys)


def _generator(key: U32Array) -> np.random.Generator:
    """Chance of who sits where, apart from that of the life itself."""
    return np.random.default_rng([*key.tolist(), 0x5EA7])
