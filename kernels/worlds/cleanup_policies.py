"""Scripted policies of world ``cleanup``, and what they and agents see: the nearest things."""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import MIND_INERT, MIND_KIND
from kernels.types import I32, U32Array
from kernels.worlds.bitrows import NOWHERE, nearest
from kernels.worlds.cleanup_acts import BEAM, CLEAN, can_clean, has_target
from kernels.worlds.cleanup_ground import (
    DEPLETED,
    HARMLESS,
    HEIGHT,
    N_WASTE,
    ORCHARD,
    RIVER,
    ROWS,
    WIDTH,
    X,
    common,
    is_active,
    place,
)
from kernels.worlds.torus import EAST, NORTH, SOUTH, STAY, WEST

_FAR = 24


@scalar
def nearest_apple(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, reach: I32
) -> tuple[I32, I32, I32]:
    """Way (dx, dy) to the nearest apple, and its length; NOWHERE if there is none in reach."""
    x, y = place(n_agents, state, agent)
    first, height = common(n_agents, ROWS), np.int32(ints[HEIGHT])
    low, high = np.int32(ints[ORCHARD]), np.int32(ints[WIDTH]) - 1
    return nearest(state, first, height, low, high, x, y, reach)


@scalar
def nearest_waste(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, reach: I32
) -> tuple[I32, I32, I32]:
    """Way (dx, dy) to the nearest waste, and its length; NOWHERE if there is none in reach."""
    x, y = place(n_agents, state, agent)
    first, height = common(n_agents, ROWS), np.int32(ints[HEIGHT])
    low, high = np.int32(0), np.int32(ints[RIVER]) - 1
    return nearest(state, first, height, low, high, x, y, reach)


@scalar
def _towards(way: tuple[I32, I32, I32]) -> I32:
    """A step along a way: along y first."""
    if way[1] != 0:
        return np.int32(SOUTH if way[1] > 0 else NORTH)
    if way[0] != 0:
        return np.int32(EAST if way[0] > 0 else WEST)
    return np.int32(STAY)


@scalar
def _should_clean(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> bool:
    """Kind agents' rule: all clean a depleted river, those nearest to it a half depleted one."""
    n_waste = state[common(n_agents, N_WASTE)]
    if n_waste >= ints[DEPLETED]:
        return True
    if 2 * n_waste <= ints[DEPLETED]:
        return False
    for other in range(n_agents):
        if is_active(n_agents, state, other) and (
            state[X * n_agents + other] < state[X * n_agents + agent]
        ):
            return False
    return True


@scalar
def scripted(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, mind: I32) -> I32:
    """The scripted policies.

    Inert stays; kind cleans when it should, else walks to the nearest apple; the sociopath
    beams at whoever it can, else walks to the nearest apple.
    """
    if mind == MIND_INERT or not is_active(n_agents, state, agent):
        return np.int32(STAY)
    if mind == MIND_KIND and _should_clean(ints, n_agents, state, agent):
        if can_clean(ints, n_agents, state, agent):
            return np.int32(CLEAN)
        way = nearest_waste(ints, n_agents, state, agent, _FAR)
        # Too near to turn to it: agents turn by moving.
        return np.int32(EAST) if way[2] <= 1 else _towards(way)
    if mind != MIND_KIND and has_target(ints, n_agents, state, agent) and ints[HARMLESS] == 0:
        return np.int32(BEAM)
    way = nearest_apple(ints, n_agents, state, agent, _FAR)
    if way[2] != NOWHERE:
        return _towards(way)
    return np.int32(EAST if state[X * n_agents + agent] < ints[ORCHARD] else STAY)
