"""Beams on a walled grid: agents face where they last moved, and a beam goes that way.

Shared by the worlds of Leibo et al. (2017), "Multi-agent reinforcement learning in sequential
social dilemmas", and after.  Their states begin with the parts below.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import EVENT_GAIN, EVENT_HARM, EVENT_LOSS
from kernels.philox import PURPOSE_CONTEST, below, draw
from kernels.types import F32, I32, U32, F32Array, U32Array
from kernels.worlds.contract import is_armed
from kernels.worlds.torus import DX, DY, EAST, NORTH, STAY, WEST

# First parts of the state, one word an agent each.
X = 0
Y = 1
FACING = 2  # one of the four moves
OUT = 3  # steps of time-out that are left

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


@scalar
def hits(n_agents: I32, state: U32Array, agent: I32, other: I32, length: I32, wing: I32) -> bool:
    """Whether a beam of one agent on the grid would hit another one, who must be there, too."""
    if agent == other or state[OUT * n_agents + other] != 0:
        return False
    return in_beam(
        state[X * n_agents + agent], state[Y * n_agents + agent],
        state[FACING * n_agents + agent],
        state[X * n_agents + other], state[Y * n_agents + other], length, wing,
    )  # fmt: skip


@scalar
def anybody_ahead(n_agents: I32, state: U32Array, agent: I32, length: I32, wing: I32) -> bool:
    """Whether an agent on the grid has anybody in its beam."""
    x, y = np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])
    low, high, top, bottom = box(x, y, state[FACING * n_agents + agent], length, wing)
    n_hit = 0
    # Nobody is in its own beam, and looking at all is quicker than stopping early.
    for other in range(n_agents):
        x, y = np.int32(state[X * n_agents + other]), np.int32(state[Y * n_agents + other])
        hit = (low <= x) & (x <= high) & (top <= y) & (y <= bottom)
        n_hit += 1 if hit & (state[OUT * n_agents + other] == 0) else 0
    return bool(n_hit > 0)


@scalar
def fire(
    n_agents: I32,
    state: U32Array,
    actions: U32Array,
    beam: I32,
    length: I32,
    wing: I32,
    beam_cost: F32,
    tag_loss: F32,
    disarmed: U32,
    first_draw: I32,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> I32:
    """All beams at once; returns who was hit, one bit an agent.  Nobody is out by it yet.

    Whoever does act ``beam`` pays for it in its gain; for the ``disarmed`` that is all.  If
    several hit one, chance picks the one that did it, by draw ``first_draw`` + victim.
    """
    beams = 0
    for agent in range(n_agents):
        if actions[agent] == beam and state[OUT * n_agents + agent] == 0:
            beams |= (1 if is_armed(disarmed, agent) else 0) << agent
            events[agent, EVENT_GAIN] -= beam_cost
    hit = 0
    if beams == 0:
        return np.int32(hit)
    for victim in range(n_agents):
        by = 0
        n_by = 0
        for agent in range(n_agents):
            if beams >> agent & 1 and hits(n_agents, state, agent, victim, length, wing):
                by |= 1 << agent
                n_by += 1
        if n_by > 0:
            hit |= 1 << victim
            chosen = 0
            if n_by > 1:
                word, _, _, _ = draw(key_0, key_1, time, PURPOSE_CONTEST, first_draw + victim)
                chosen = below(word, n_by)
            for agent in range(n_agents):
                if by >> agent & 1:
                    if chosen == 0:
                        events[agent, EVENT_HARM] += tag_loss
                    chosen -= 1
            events[victim, EVENT_LOSS] = tag_loss
    return np.int32(hit)
