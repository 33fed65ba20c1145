"""Sets of points with two objectives, both maximised: ranks, crowding, dominated area.

A point dominates another if it is at least as good in both objectives and better in one.
"""

import numpy as np
from numpy.typing import NDArray

from kernels.compiling import entry
from kernels.errors import InvalidInput

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


def ranks(points: Array) -> Indices:
    """Front [n] of each point [n, 2]: 0 if no point dominates it, r if none but of fronts below r.

    The non-dominated sorting of Deb et al. (2002), by one sweep (Jensen 2003).  Equal points
    have equal ranks.

    Raises:
        InvalidInput: a coordinate that is no finite number, or not two objectives.

    """
    points = _checked(points)
    best, out = np.empty(len(points)), np.empty(len(points), np.int64)
    _ranks(points, np.lexsort((-points[:, 1], -points[:, 0])), best, out)
    return out


@entry
def _ranks(points: Array, order: Indices, best: Array, out: Indices) -> None:
    """Fill ``out`` [n], from ``order`` with the first objective falling, then the second.

    Whatever could dominate a point comes before it, so a front dominates it iff the largest
    second objective in that front, ``best``, reaches its own; ``best`` falls from front to front.
    """
    n_fronts = 0
    for i in range(order.shape[0]):
        x, y = points[order[i], 0], points[order[i], 1]
        if i > 0 and x == points[order[i - 1], 0] and y == points[order[i - 1], 1]:
            out[order[i]] = out[order[i - 1]]
            continue
        low, high = 0, n_fronts
        while low < high:
            middle = (low + high) // 2
            if best[middle] >= y:
                low = middle + 1
            else:
                high = middle
        best[low] = y
        n_fronts = max(n_fronts, low + 1)
        out[order[i]] = low


def nondominated(points: Array) -> NDArray[np.bool_]:
    """[n] which of the points [n, 2] no other dominates; of equal ones the first alone."""
    _, first = np.unique(points, axis=0, return_index=True)
    alone = np.zeros(len(points), np.bool_)
    alone[first] = True
    return np.asarray(alone & (ranks(points) == 0))


def crowding_distance(points: Array, rank: Indices) -> Array:
    """How much room each point has within its front [n] (Deb et al. 2002, section III-B).

    Sum over objectives of (next - previous) / (largest - smallest) among the points of its
    front, in the order of that objective; infinite at both ends, 0 where all are equal.  Of
    points with an equal objective the one that was given first comes first.

    Args:
        points: [n, 2].
        rank: [n] of the points, see ``ranks``.

    Raises:
        InvalidInput: a coordinate that is no finite number, or not two objectives.

    """
    points = _checked(points)
    out = np.zeros(len(points))
    for objective in range(2):
        values = np.ascontiguousarray(points[:, objective])
        _add_room(values, rank, np.lexsort((values, rank)), out)
    return out


@entry
def _add_room(values: Array, rank: Indices, order: Indices, out: Array) -> None:
    """Add one objective's distance to ``out`` [n]; ``order`` by front, then by ``values``."""
    n, start = order.shape[0], 0
    while start < n:
        end = start
        while end < n and rank[order[end]] == rank[order[start]]:
            end += 1
        span = values[order[end - 1]] - values[order[start]]
        for i in range(start + 1, end - 1):
            if span > 0.0:
                out[order[i]] += (values[order[i + 1]] - values[order[i - 1]]) / span
        out[order[start]] = np.inf
        out[order[end - 1]] = np.inf
        start = end


def hypervolume(points: Array, reference: Array) -> float:
    """Area between the points [n, 2] and the ``reference`` [2] that they dominate; 0 of none.

    Zitzler & Thiele (1999); points that are not better than the reference in both objectives
    add nothing.

    Raises:
        InvalidInput: a coordinate that is no finite number, or not two objectives.

    """
    points = _checked(points)
    at_x, at_y = _checked(np.asarray(reference, np.float64)[None])[0]
    return float(_area(points, np.argsort(-points[:, 0], kind="stable"), at_x, at_y))


@entry
def _area(points: Array, order: Indices, at_x: float, at_y: float) -> float:
    """Sum of strips, from ``order`` with the first objective falling: each rises above the last."""
    area, top = 0.0, at_y
    for i in range(order.shape[0]):
        x, y = points[order[i], 0], points[order[i], 1]
        if x > at_x and y > top:
            area += (x - at_x) * (y - top)
            top = y
    return area


def _checked(points: Array) -> Array:
    """The points as a contiguous float64 array [n, 2]."""
    points = np.ascontiguousarray(points, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise InvalidInput(f"points must be [n, 2], two objectives each, got shape {points.shape}")
    if not np.isfinite(points).all():
        broken = np.flatnonzero(~np.isfinite(points).all(axis=1))
        raise InvalidInput(
            f"points must be finite numbers, but those at {broken[:5].tolist()} are not; "
            "give what is undefined the worst score, or leave it out"
        )
    return points
