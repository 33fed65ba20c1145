"""Who sits where: which reward and which mind each seat of each lifetime has."""

from dataclasses import dataclass

import numpy as np

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


@dataclass(frozen=True)
class Roster:
    """Seats and random streams of every lifetime; a mixture is just another table."""

    seat_genome: I32Array
    """[n_lifetimes, n_agents] row of the genome table felt in each seat."""
    seat_mind: I32Array
    """[n_lifetimes, n_agents] a value of ``MINDS``."""
    keys: U32Array
    """[n_lifetimes, 2] random stream of each lifetime; equal keys see equal chance."""

    def check(self, n_genomes: int, n_agents: int) -> None:
        """Raise InvalidInput unless shapes agree and every entry exists."""
        n = self.seat_genome.shape[0] if self.seat_genome.ndim == 2 else -1
        for name, array, shape in (
            ("seat_genome", self.seat_genome, (n, n_agents)),
            ("seat_mind", self.seat_mind, (n, n_agents)),
            ("keys", self.keys, (n, 2)),
        ):
            if array.shape != shape:
                raise InvalidInput(f"expected roster {name} of shape {shape}, got {array.shape}")
        if n == 0:
            raise InvalidInput("the roster is empty; give at least one lifetime")
        if self.seat_genome.min() < 0 or self.seat_genome.max() >= n_genomes:
            raise InvalidInput(f"roster seat_genome must be from 0 to {n_genomes - 1}")
        if not np.isin(self.seat_mind, list(MINDS.values())).all():
            raise InvalidInput(f"roster seat_mind must be one of {sorted(MINDS.values())}")


def stream_keys(seed: int, stream: tuple[int, ...], n_lifetimes: int) -> U32Array:
    """Keys [n_lifetimes, 2] of a named stream: different streams share no lifetime.

    Within a stream, lifetime i has the same key whoever lives it (common random numbers).
    """
    high, low = np.random.SeedSequence([seed, *stream]).generate_state(2, np.uint32)
    lives = np.arange(n_lifetimes, dtype=np.uint32)
    return np.stack([np.full(n_lifetimes, high, np.uint32), lives + low], axis=1)


def monoculture(n_genomes: int, n_agents: int, keys: U32Array, mind: str = "learner") -> Roster:
    """Societies in which all share one genome: every genome lives every key, genome-major."""
    n_each = keys.shape[0]
    genome = np.repeat(np.arange(n_genomes, dtype=np.int32), n_each)
    return Roster(
        np.repeat(genome[:, None], n_agents, axis=1),
        np.full((n_genomes * n_each, n_agents), MINDS[mind], np.int32),
        np.tile(keys, (n_genomes, 1)),
    )
