"""How the lifetimes of a generation are shared out among its genomes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fitness.statistics.fronts import ranks

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Live = Callable[[Indices, int, int], Array]
"""Sums [k, n_columns] over a range of the generation's lifetimes of k of its genomes."""
Judge = Callable[[Array], Array]
"""Sums [k, n_columns] to (competence, non-ruthlessness) [k, 2]."""

HOPELESS = 0.05
"""A first lifetime with competence or non-ruthlessness below this is the last, with rejection."""


def equal(live: Live, n: int, lifetimes: int) -> Array:
    """All genomes live all lifetimes."""
    return live(np.arange(n), 0, lifetimes)


def halving(live: Live, judge: Judge, n: int, lifetimes: int) -> Array:
    """More lifetimes for those who may be the best (successive halving), as many in all.

    All live the first half of the lifetimes, the better half of the genomes the second half, and
    the better half of these twice as many again:

        n L/2 + n/2 L/2 + n/4 L = n L

    (Karnin, Koren & Somekh 2013; Jamieson & Talwalkar 2016, with equal budgets halved.)
    """
    half = lifetimes // 2
    sums = live(np.arange(n), 0, half)
    better = order(judge(sums))[: n // 2]
    sums[better] += live(better, half, lifetimes)
    best = better[order(judge(sums[better]))[: n // 4]]
    left = n * lifetimes - n * half - len(better) * (lifetimes - half)
    if len(best) and left >= len(best):
        sums[best] += live(best, lifetimes, lifetimes + left // len(best))
    return sums


def rejecting(live: Live, judge: Judge, n: int, lifetimes: int) -> tuple[Array, int]:
    """The hopeless live a quarter of the lifetimes; sums, and how many were rejected."""
    first = max(1, lifetimes // 4)
    sums = live(np.arange(n), 0, first)
    hopeful = np.flatnonzero((judge(sums) >= HOPELESS).all(axis=1))
    if len(hopeful):
        sums[hopeful] += live(hopeful, first, lifetimes)
    return sums, n - len(hopeful)


def order(objectives: Array) -> Indices:
    """Indices from best to worst: front by front, within one by the product."""
    return np.lexsort((-objectives.prod(axis=1), ranks(objectives)))
