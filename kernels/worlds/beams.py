"""Beams on a walled grid: agents face where they last moved, and a beam goes that way.

Shared by the worlds of Leibo et al. (2017), "Multi-agent reinforcement learning in sequential
social dilemmas", and after.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import I32
from kernels.worlds.torus import DX, DY


@scalar
def in_beam(x: I32, y: I32, facing: I32, to_x: I32, to_y: I32, length: I32, wing: I32) -> bool:
    """Whether a cell is hit from (x, y): 1 to ``length`` cells ahead, up to ``wing`` aside.

    ``facing`` is one of the four moves.
    """
    dx, dy = np.int32(to_x) - np.int32(x), np.int32(to_y) - np.int32(y)
    ahead = dx * DX[facing] + dy * DY[facing]
    aside = dx * DY[facing] + dy * DX[facing]
    wing = np.int32(wing)
    return bool(1 <= ahead <= np.int32(length) and -wing <= aside <= wing)


@scalar
def walk(place: I32, change: I32, size: I32) -> I32:
    """A coordinate after a step of -1, 0 or 1; at the wall it stays."""
    new = np.int32(place) + change
    if new < 0 or new >= np.int32(size):
        return np.int32(place)
    return new
