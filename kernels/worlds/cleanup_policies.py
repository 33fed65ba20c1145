"""Scripted policies of world ``cleanup``, and what they and agents see: the nearest things."""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import MIND_INERT, MIND_KIND
from kernels.types import I32, U32Array
from kernels.worlds.beams import X
from kernels.worlds.bitrows import NOWHERE, nearest
from kernels.worlds.cleanup_acts import BEAM, CLEAN, can_clean, has_target
from kernels.worlds.cleanup_ground import (
    DEPLETED,
    DISARMED,
    HEIGHT,
    N_WASTE,
    ORCHARD,
    RIVER,
    ROWS,
    WIDTH,
    common,
    is_active,
    place,
)
from kernels.worlds.contract import is_armed
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
def _own_share(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, low: I32, high: I32
) -> tuple[I32, I32, I32]:
    """Way to the nearest thing in the agent's own rows, else to the nearest one anywhere.

    Each has a strip of rows of its own.  If all walked to the nearest thing, two who once met
    would walk as one ever after.
    """
    x, y = place(n_agents, state, agent)
    first, height = common(n_agents, ROWS), np.int32(ints[HEIGHT])
    top = agent * height // n_agents
    n_rows = ((agent + 1) * height + n_agents - 1) // n_agents - top
    way = nearest(state, first + top, n_rows, low, high, x, y - top, np.int32(_FAR))
    if way[2] == NOWHERE:
        way = nearest(state, first, height, low, high, x, y, np.int32(_FAR))
    return way


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
    """Kind agents' rule: all clean a depleted river, those nearest to it an eighth as foul one."""
    n_waste = state[common(n_agents, N_WASTE)]
    if n_waste >= ints[DEPLETED]:
        return True
    if 8 * n_waste <= ints[DEPLETED]:
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

    Inert stays; kind cleans when it should, else eats; the sociopath beams at whoever it can,
    else eats.
    """
    if mind == MIND_INERT or not is_active(n_agents, state, agent):
        return np.int32(STAY)
    if mind == MIND_KIND and _should_clean(ints, n_agents, state, agent):
        if can_clean(ints, n_agents, state, agent):
            return np.int32(CLEAN)
        last = np.int32(ints[RIVER]) - 1
        way = _own_share(ints, n_agents, state, agent, np.int32(0), last)
        # Too near to turn to it: agents turn by moving.
        return np.int32(EAST) if way[2] <= 1 else _towards(way)
    armed = is_armed(ints[DISARMED], agent)
    if mind != MIND_KIND and armed and has_target(ints, n_agents, state, agent):
        return np.int32(BEAM)
    orchard, last = np.int32(ints[ORCHARD]), np.int32(ints[WIDTH]) - 1
    way = _own_share(ints, n_agents, state, agent, orchard, last)
    if way[2] != NOWHERE:
        return _towards(way)
    return np.int32(EAST if state[X * n_agents + agent] < ints[ORCHARD] else STAY)
