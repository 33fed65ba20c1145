"""Moves on a grid, and the geometry of a torus, a grid without edges."""

import numpy as np

from kernels.compiling import scalar
from kernels.types import I32

STAY = 0
NORTH = 1
SOUTH = 2
EAST = 3
WEST = 4
MOVES = ("stay", "north", "south", "east", "west")

# Tables, not branches: a learner's actions are what a branch predictor cannot predict.
DX = np.array([0, 0, 0, 1, -1], np.int32)
DY = np.array([0, -1, 1, 0, 0], np.int32)

# A way from a cell to another is the sum of two entries of ``ways``: its place in a window, row by
# row, and marks, of which there may be two of each: it leads out of view, out of sight.
_UNVIEWED = 1 << 16
_UNSEEN = 1 << 18
PLACE = np.uint32(_UNVIEWED - 1)
OUT_OF_VIEW = np.uint32(3 * _UNVIEWED)
OUT_OF_SIGHT = np.uint32(_UNSEEN)


def ways(size: int, view: int, sight: int, unit: int) -> list[int]:
    """Share in a way of each difference of coordinates from -size to size - 1.

    Args:
        size: cells of the circle.
        view: cells that a window reaches to either side.
        sight: cells within which faces are seen.
        unit: places of the window from one cell to the next along this axis.

    """
    found = []
    for difference in range(-size, size):
        shortest = (difference + (size - 1) // 2) % size - (size - 1) // 2
        viewed, seen = abs(shortest) <= view, abs(shortest) <= sight
        place = unit * (shortest + view) if viewed else _UNVIEWED
        found.append(place + (0 if seen else _UNSEEN))
    return found


# Sums of what applies, not early returns: where agents are, too, cannot be predicted.


@scalar
def wrap(x: I32, size: I32) -> I32:
    """X in [-1, size] brought back onto a circle of ``size`` cells."""
    x += size if x < 0 else 0
    x -= size if x >= size else 0
    return x


@scalar
def offset(origin: I32, target: I32, size: I32) -> I32:
    """Shortest signed way from origin to target on a circle, in (-size/2, size/2]."""
    d = np.int32(target) - np.int32(origin)
    size = np.int32(size)
    d -= size if 2 * d > size else 0
    d += size if 2 * d <= -size else 0
    return d
