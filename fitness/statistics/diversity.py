"""Quality and diversity of a set of agents, on a grid of competence x ruthlessness.

Measures of Pugh, Soros & Stanley (2016) and of MAP-Elites (Mouret & Clune 2015).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range
from kernels.errors import InvalidInput

Array = NDArray[np.float64]
MAX_BINS = 1000


@dataclass(frozen=True)
class Grid:
    """The best agent of each bin: the unit square cut into n_bins x n_bins."""

    best: NDArray[np.int64]
    """[n_bins, n_bins] (competence, ruthlessness) index of the best agent; -1 in empty bins."""
    quality: Array
    """[n_bins, n_bins] of that agent; nan in empty bins."""


def best_per_bin(points: Array, quality: Array, n_bins: int) -> Grid:
    """The best of the agents in each bin; of equally good ones the first.

    Bin i holds i / n_bins <= coordinate < (i + 1) / n_bins; the last one holds 1 as well.

    Args:
        points: [n, 2] competence and ruthlessness, from 0 to 1.
        quality: [n] finite, not negative: so that filling a bin never lowers the QD score.
        n_bins: along each side.

    """
    require_range("n_bins", n_bins, 1, MAX_BINS)
    if points.ndim != 2 or points.shape[1] != 2 or quality.shape != points.shape[:1]:
        raise InvalidInput(
            f"points must be [n, 2] and quality [n], got shapes {points.shape}, {quality.shape}"
        )
    if not ((points >= 0) & (points <= 1)).all():
        raise InvalidInput("points must lie from 0 to 1; leave out agents with undefined scores")
    if not (np.isfinite(quality) & (quality >= 0)).all():
        raise InvalidInput("quality must be finite and not negative; shift it by its least value")
    cell = np.minimum((points * n_bins).astype(np.int64), n_bins - 1) @ np.array([n_bins, 1])
    by_quality = np.argsort(-quality, kind="stable")
    filled, first = np.unique(cell[by_quality], return_index=True)
    best = np.full(n_bins * n_bins, -1, np.int64)
    best[filled] = by_quality[first]
    held = np.full(n_bins * n_bins, np.nan)
    held[filled] = quality[best[filled]]
    return Grid(best.reshape(n_bins, n_bins), held.reshape(n_bins, n_bins))


def coverage(grid: Grid) -> float:
    """Share of bins with an agent, from 0 to 1."""
    return float((grid.best >= 0).mean())


def qd_score(grid: Grid) -> float:
    """Sum over bins of the quality of their best agent (Pugh et al. 2016), 0 or more."""
    return float(np.nansum(grid.quality))
