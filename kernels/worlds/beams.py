"""Beams on a walled grid: agents face where they last moved, and a beam goes that way.

Shared by the worlds of Leibo et al. (2017), "Multi-agent reinforcement learning in sequential
social dilemmas", and after.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import I32
from kernels.worlds.torus import DX, DY, EAST, NORTH, STAY, WEST

# What to add to a place to get the first and the last column of a beam: fixed, times its
# length, times its wing; a row is as a column where another move leads there.
_FIRST = np.array([[0, 0, 0], [0, 0, -1], [0, 0, -1], [1, 0, 0], [0, -1, 0]], np.int32)
_LAST = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.int32)
_TURNED = np.array([STAY, WEST, EAST, NORTH, NORTH], np.int32)


@scalar
def box(x: I32, y: I32, facing: I32, length: I32, wing: I32) -> tuple[I32, I32, I32, I32]:
    """The cells of a beam from (x, y): first and last column, first and last row.

    They may lie beyond the grid.
    """
    length, wing, down = np.int32(length), np.int32(wing), _TURNED[facing]
    return (
        x + _FIRST[facing, 0] + _FIRST[facing, 1] * length + _FIRST[facing, 2] * wing,
        x + _LAST[facing, 0] + _LAST[facing, 1] * length + _LAST[facing, 2] * wing,
        y + _FIRST[down, 0] + _FIRST[down, 1] * length + _FIRST[down, 2] * wing,
        y + _LAST[down, 0] + _LAST[down, 1] * length + _LAST[down, 2] * wing,
    )


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
