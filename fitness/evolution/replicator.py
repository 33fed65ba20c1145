"""Infinite populations: x' = x (1 - x) (pi_T(x) - pi_R(x)), x the share of invaders.

Taylor & Jonker (1978).  Everything follows from the *gap* pi_T - pi_R: where it is positive
invaders spread.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kernels.errors import InvalidInput

N_GRID = 2001
"""Points from 0 to 1 between which a change of sign is looked for."""
_HALVINGS = 50


@dataclass(frozen=True)
class RestPoints:
    """Interior points at which the gap crosses zero, in ascending order."""

    x: NDArray[np.float64]
    """[n] shares of invaders."""
    stable: NDArray[np.bool_]
    """[n] whether the gap falls through zero, so that shares near by return."""


def rest_points(gap: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> RestPoints:
    """Interior rest points: bracketed on a grid of ``N_GRID`` points, then bisected to 1e-15.

    A zero that is touched and not crossed is not reported, nor are two crossings within one cell
    of the grid (1 / 2000 wide).

    Args:
        gap: pi_T - pi_R as a function of shares [n].

    """
    x = np.linspace(0.0, 1.0, N_GRID)
    # Off the round numbers, on which a root may lie exactly: its sign there would be 0.
    x[1:-1] += 0.5 / N_GRID / np.pi
    sign = np.sign(gap(x))
    crossed = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    low, high, below = x[crossed], x[crossed + 1], sign[crossed]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        still = np.sign(gap(middle)) == below
        low, high = np.where(still, middle, low), np.where(still, high, middle)
    return RestPoints((low + high) / 2.0, below > 0)


def resident_basin(x: ArrayLike, gap: ArrayLike) -> NDArray[np.float64]:
    """Share of initial conditions from which the population ends with residents alone.

    That is the smallest interior x at which the gap is no longer negative, 1 where it is
    negative throughout, 0 where it is not negative next to x = 0.  Between grid points the gap is
    taken as linear: for the polynomials of measured groups of n, an error of order 1 / n_x**2.

    Args:
        x: [n_x] shares of invaders, ascending from 0 to 1.
        gap: [..., n_x] pi_T - pi_R at these.  At x = 0 itself, a zero says nothing.

    Returns:
        [...] from 0 to 1.

    Raises:
        InvalidInput: shapes do not agree, or the grid is not one from 0 to 1.

    """
    x, gap = np.asarray(x, np.float64), np.asarray(gap, np.float64)
    if x.ndim != 1 or len(x) < 3 or x[0] != 0 or x[-1] != 1 or (np.diff(x) <= 0).any():
        raise InvalidInput("expected shares x [n_x] ascending from 0 to 1, at least 3")
    if gap.shape[-1:] != x.shape:
        raise InvalidInput(f"expected a gap [..., {len(x)}] at every share, got {gap.shape}")
    ends = gap >= 0.0
    ends[..., 0] = gap[..., 0] > 0.0
    first = np.argmax(ends, axis=-1)
    before = np.maximum(first - 1, 0)
    g_0, g_1 = (np.take_along_axis(gap, at[..., None], -1)[..., 0] for at in (before, first))
    with np.errstate(invalid="ignore", divide="ignore"):
        root = x[before] + (x[first] - x[before]) * g_0 / (g_0 - g_1)
    root = np.where(first == 0, 0.0, root)
    # A gap of zero at x = 0 and not negative right after it: residents attract nobody.
    root = np.where((first == 1) & (gap[..., 0] == 0.0), 0.0, root)
    return np.asarray(np.where(ends.any(axis=-1), root, 1.0))
