"""Agents who walk an orchard's grid and use beams on each other: places, hits and time-outs.

Everything here is the same for all worlds on such a grid; what they do there is the world's.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import EVENT_OUT
from kernels.philox import PURPOSE_CONTEST, below, draw
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds.beams import FACING, OUT, X, Y, anybody_ahead, fire, walk
from kernels.worlds.orchard import (
    BUSY,
    HEIGHT,
    N_ORCHARD_FLOATS,
    N_ORCHARD_INTS,
    ORIGIN,
    STRIDE,
    WIDTH,
    free_cell,
)
from kernels.worlds.torus import DX, DY, MOVES, STAY

BEAM = len(MOVES)
"""The act behind the moves."""

# Columns of the world's integer settings behind the orchard's, and of its float settings.
SIGHT = N_ORCHARD_INTS
BEAM_LENGTH = N_ORCHARD_INTS + 1
BEAM_WING = N_ORCHARD_INTS + 2
TIMEOUT = N_ORCHARD_INTS + 3
DISARMED = N_ORCHARD_INTS + 4
N_HARVESTER_INTS = N_ORCHARD_INTS + 5
TAG_LOSS = N_ORCHARD_FLOATS
BEAM_COST = N_ORCHARD_FLOATS + 1
N_HARVESTER_FLOATS = N_ORCHARD_FLOATS + 2

# A part of the state behind those of ``beams``, one word an agent.
SHOWN = 4  # place in the step just done (x + 256 y), or ABSENT
N_PARTS = 5
ABSENT = np.uint32(0xFFFFFFFF)

_ZERO = np.float32(0.0)


@scalar
def word_of(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> U32:
    """Word of the state that is the agent's cell."""
    south = state[Y * n_agents + agent] * ints[STRIDE]
    return np.uint32(ints[ORIGIN] + south + state[X * n_agents + agent])


@scalar
def next_to(ints: U32Array, word: U32, action: I32) -> U32:
    """Word of the cell that an action leads to from another; beyond a wall is the border."""
    return np.uint32(np.int32(word) + DY[action] * np.int32(ints[STRIDE]) + DX[action])


@scalar
def mark(ints: U32Array, n_agents: I32, state: U32Array, busy: I32) -> None:
    """Mark (1), or unmark (0), the cells on which agents stand."""
    for agent in range(n_agents):
        if state[OUT * n_agents + agent] == 0:
            at = word_of(ints, n_agents, state, agent)
            word = state[at] | np.uint32(BUSY)
            state[at] = word if busy == 1 else word ^ np.uint32(BUSY)


@scalar
def enter(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, key_0: U32, key_1: U32, time: I32
) -> None:
    """Put an agent on a free cell, marked busy, facing anywhere."""
    x, y, facing = free_cell(ints, state, key_0, key_1, time, agent)
    state[X * n_agents + agent] = x
    state[Y * n_agents + agent] = y
    state[FACING * n_agents + agent] = facing
    state[OUT * n_agents + agent] = 0
    state[word_of(ints, n_agents, state, agent)] |= np.uint32(BUSY)


@scalar
def in_sight(ints: U32Array, n_agents: I32, state: U32Array, viewer: I32, other: I32) -> bool:
    """Whether two saw each other's face in the step just done: both there, and near enough."""
    a, b = state[SHOWN * n_agents + viewer], state[SHOWN * n_agents + other]
    if a == ABSENT or b == ABSENT:
        return False
    dx = np.int32(a & 255) - np.int32(b & 255)
    dy = np.int32(a >> 8) - np.int32(b >> 8)
    sight = np.int32(ints[SIGHT])
    return bool(-sight <= dx <= sight and -sight <= dy <= sight)


@scalar
def somebody_ahead(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """1 if the agent's beam would hit somebody, else 0."""
    ahead = anybody_ahead(n_agents, state, agent, ints[BEAM_LENGTH], ints[BEAM_WING])
    return np.int32(1 if ahead else 0)


@scalar
def somebody_near(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """1 if another is within sight of the agent, else 0."""
    x, y = np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])
    sight = np.int32(ints[SIGHT])
    near = 0
    for other in range(n_agents):
        if other != agent and state[OUT * n_agents + other] == 0:
            dx = np.int32(state[X * n_agents + other]) - x
            dy = np.int32(state[Y * n_agents + other]) - y
            near |= 1 if -sight <= dx <= sight and -sight <= dy <= sight else 0
    return np.int32(near)


@scalar
def use_beams(
    ints: U32Array,
    floats: F32Array,
    n_agents: I32,
    state: U32Array,
    actions: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> I32:
    """All beams at once; returns who was hit, one bit an agent.  Nobody is out by it yet."""
    # Apart from contests for apples, whose index is a word of the state.
    return fire(
        n_agents, state, actions, BEAM, ints[BEAM_LENGTH], ints[BEAM_WING], floats[BEAM_COST],
        floats[TAG_LOSS], ints[DISARMED], state.shape[0], key_0, key_1, time, events,
    )  # fmt: skip


@scalar
def move(ints: U32Array, n_agents: I32, state: U32Array, actions: U32Array, hit: I32) -> I32:
    """Those who can, move and face; the hit go out.  Returns who came to a new cell."""
    arrived = 0
    for agent in range(n_agents):
        shown = ABSENT
        if state[OUT * n_agents + agent] == 0:
            action = np.int32(actions[agent])
            x, y = np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])
            if hit >> agent & 1:
                state[OUT * n_agents + agent] = ints[TIMEOUT]
            elif action != STAY and action != BEAM:
                new_x = walk(x, DX[action], ints[WIDTH])
                new_y = walk(y, DY[action], ints[HEIGHT])
                arrived |= (1 if new_x != x or new_y != y else 0) << agent
                x, y = new_x, new_y
                state[X * n_agents + agent] = x
                state[Y * n_agents + agent] = y
                state[FACING * n_agents + agent] = action
            shown = np.uint32(x + 256 * y)
        state[SHOWN * n_agents + agent] = shown
    return np.int32(arrived)


@scalar
def wins(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    agent: I32,
    arrived: I32,
    key_0: U32,
    key_1: U32,
    time: I32,
) -> bool:
    """Whether an agent takes the apple at which it arrived: one of all who did is drawn."""
    at = word_of(ints, n_agents, state, agent)
    n_rivals = 0
    rank = 0
    for other in range(n_agents):
        if arrived >> other & 1 and word_of(ints, n_agents, state, other) == at:
            n_rivals += 1
            rank += 1 if other < agent else 0
    if n_rivals == 1:
        return True
    word, _, _, _ = draw(key_0, key_1, time, PURPOSE_CONTEST, at)
    return bool(below(word, n_rivals) == rank)


@scalar
def come_back(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> None:
    """Time-outs run on, but those that began with this step; whose is over, enters."""
    for agent in range(n_agents):
        if events[agent, EVENT_OUT] > _ZERO:
            left = state[OUT * n_agents + agent] - 1
            state[OUT * n_agents + agent] = left
            if left == 0:
                enter(ints, n_agents, state, agent, key_0, key_1, time)
