"""Natural selection of whatever has a payoff: fertility, and who is born to whom.

The population has a constant size n; individuals are places 0 to n - 1.  With a selection
strength of 0 both processes are neutral: whatever the payoffs, who replaces whom is chance alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fitness.tally import SEAT_RETURN, SEAT_STEPS

Array = NDArray[np.float64]
Places = NDArray[np.int64]


class Births(NamedTuple):
    """Births of one generation, in order."""

    parents: Places
    """[n_births, 2] places of the parent, and of a second one that recombination may use."""
    places: Places
    """[n_births] whose place each child takes."""


def mean_payoffs(seats: Array, types: NDArray[np.integer], n: int) -> Array:
    """Material payoff per step of each genome: gain - loss - fine, mean over all its seats.

    Args:
        seats: [n_groups, n_agents, N_SEAT_COLUMNS] of a tally; nan in groups that failed.
        types: [n_groups, n_agents] genome of each seat.
        n: number of genomes.

    Returns:
        [n]; nan for a genome that has no seat in any group that finished.

    """
    lived = np.isfinite(seats[..., SEAT_STEPS])
    total, steps = (
        np.bincount(types[lived], seats[lived][:, column], minlength=n)
        for column in (SEAT_RETURN, SEAT_STEPS)
    )
    out = np.full(n, np.nan)
    np.divide(total, steps, out=out, where=steps > 0)
    return out


def fertility(payoffs: Array, selection: float) -> Array:
    """exp(w z) with z the payoff standardised within the population, and w the strength.

    Exponential fitness (Traulsen, Shoresh & Nowak 2008) of a payoff without unit: w is the
    logarithm of the advantage in births that one standard deviation brings.  A population without
    differences has z = 0; an unknown payoff (nan) counts as the lowest known one.
    """
    known = np.isfinite(payoffs)
    if not known.any():
        return np.ones(len(payoffs))
    filled = np.where(known, payoffs, payoffs[known].min())
    spread = filled.std()
    centred = filled - filled.mean()
    z = centred / spread if spread > 0 else np.zeros_like(centred)
    return np.asarray(np.exp(selection * z))


def wright_fisher(fertility: Array, rng: np.random.Generator) -> Births:
    """All are replaced at once; each child draws its parents in proportion to their fertility."""
    n = len(fertility)
    return Births(_drawn(fertility, rng.random((n, 2))), np.arange(n))


def moran(fertility: Array, n_births: int, rng: np.random.Generator) -> Births:
    """One birth at a time: parents in proportion to fertility; who dies, anybody equally likely.

    The dying may be the parent itself (Moran 1958; Nowak 2006, section 6.2).  A child that has
    not lived yet has its parent's fertility.
    """
    n = len(fertility)
    current = fertility.copy()
    parents = np.empty((n_births, 2), np.int64)
    places = rng.integers(n, size=n_births)
    for birth, (place, lots) in enumerate(zip(places, rng.random((n_births, 2)), strict=True)):
        parents[birth] = _drawn(current, lots)
        current[place] = current[parents[birth, 0]]
    return Births(parents, places)


def _drawn(fertility: Array, lots: Array) -> Places:
    """Places drawn in proportion to fertility, by lots of any shape in [0, 1)."""
    ends = np.cumsum(fertility)
    return np.asarray(np.searchsorted(ends, lots * ends[-1], side="right"))


def heterozygosity(labels: NDArray[np.int64]) -> float:
    """Probability that two individuals, drawn with replacement, bear different labels."""
    _, counts = np.unique(labels, return_counts=True)
    return float(1.0 - np.square(counts / len(labels)).sum())
