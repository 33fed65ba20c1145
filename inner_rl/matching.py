"""Who meets whom: groups formed from a finite population, every genome founding equally many."""

import numpy as np

from kernels.checks import require_range
from kernels.types import I32Array


def matched(
    n_genomes: int,
    groups_each: int,
    n_agents: int,
    relatedness: float,
    rng: np.random.Generator,
) -> I32Array:
    """Genomes of all seats [n_genomes * groups_each, n_agents], founder-major.

    As ``inner_rl.roster.mixture`` for a finite population without its luck of the draw: every
    genome founds ``groups_each`` groups, and each seat is its founder's with probability sqrt(r).
    The other seats are dealt from a shuffled deck that holds every genome equally often, so that
    with r = 0 (random matching) every genome has exactly ``groups_each * n_agents`` seats.  With
    S = groups_each * n_agents the probability that two seats of a group are of one genome is then
    (S - 1) / (n_genomes * S - 1), and 1 with r = 1 (monocultures).

    Args:
        n_genomes: in the population.
        groups_each: groups that each of them founds.
        n_agents: seats of a group.
        relatedness: r, the probability that two seats are of one founder.
        rng: chance.

    Raises:
        InvalidInput: a number is out of its range.

    """
    require_range("genomes of the population", n_genomes, 1, 1e6)
    require_range("groups of each genome", groups_each, 1, 1e6)
    require_range("relatedness", relatedness, 0.0, 1.0)
    founders = np.repeat(np.arange(n_genomes, dtype=np.int32), groups_each)
    types = np.repeat(founders[:, None], n_agents, axis=1)
    dealt = rng.random(types.shape) >= np.sqrt(relatedness)
    types[dealt] = _deck(n_genomes, int(dealt.sum()), rng)
    return types


def _deck(n_genomes: int, n_seats: int, rng: np.random.Generator) -> I32Array:
    """Genomes of seats, shuffled; each occurs equally often, some drawn ones once more."""
    rounds, left = divmod(n_seats, n_genomes)
    each = np.repeat(np.arange(n_genomes, dtype=np.int32), rounds)
    more = rng.permutation(n_genomes)[:left].astype(np.int32)
    return rng.permutation(np.concatenate([each, more]))
