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
