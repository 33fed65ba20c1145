"""What agents do in world ``cleanup``, which says what the rules are."""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    EVENT_OUT,
)
from kernels.philox import PURPOSE_CONTEST, PURPOSE_RESPAWN, below, draw
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds.beams import FACING, OUT, X, Y, anybody_ahead, box, fire, walk
from kernels.worlds.bitrows import any_in
from kernels.worlds.cleanup_ground import (
    BEAM_COST,
    BEAM_LENGTH,
    BEAM_WING,
    CLEAN_LENGTH,
    CLEAN_WING,
    CLOCK,
    DISARMED,
    EPISODE,
    HEIGHT,
    N_WASTE,
    ORCHARD,
    RIVER,
    ROWS,
    SEEN_X,
    TAG_LOSS,
    TIMEOUT,
    UNSEEN,
    WIDTH,
    begin,
    common,
    grow,
    is_active,
    note_places,
    place,
    put_on_land,
)
from kernels.worlds.torus import DX, DY, MOVES, STAY

CLEAN = len(MOVES)
BEAM = CLEAN + 1
ACTIONS = (*MOVES, "clean", "beam")

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_1 = np.uint32(1)


@scalar
def has_target(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> bool:
    """Whether an agent on the grid has another one in its beam."""
    return anybody_ahead(n_agents, state, agent, ints[BEAM_LENGTH], ints[BEAM_WING])


@scalar
def _can_act(agent: I32, events: F32Array) -> bool:
    """Whether an agent is on the grid and was not hit in this step."""
    return bool(events[agent, EVENT_OUT] == _ZERO and events[agent, EVENT_LOSS] == _ZERO)


@scalar
def can_clean(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> bool:
    """Whether there is waste in reach of an agent on the grid."""
    x, y = place(n_agents, state, agent)
    facing = state[FACING * n_agents + agent]
    low, high, top, bottom = box(x, y, facing, ints[CLEAN_LENGTH], ints[CLEAN_WING])
    last = np.int32(ints[RIVER]) - 1
    high = high if high < last else last
    first, height = common(n_agents, ROWS), np.int32(ints[HEIGHT])
    return any_in(state, first, height, low, high, top, bottom)


@scalar
def _first_waste(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, aside: I32) -> I32:
    """Number of the cell, plus one, of the first waste in a column ahead of an agent, or 0."""
    x, y = place(n_agents, state, agent)
    facing = state[FACING * n_agents + agent]
    dx, dy = DX[facing], DY[facing]
    # One step aside is (dy, dx), as in a beam.
    x += aside * dy
    y += aside * dx
    for _ in range(ints[CLEAN_LENGTH]):
        x += dx
        y += dy
        if x < 0 or x >= np.int32(ints[RIVER]) or y < 0 or y >= np.int32(ints[HEIGHT]):
            continue
        if state[common(n_agents, ROWS + y)] >> np.uint32(x) & _1:
            return np.int32(y * np.int32(ints[WIDTH]) + x + 1)
    return np.int32(0)


@scalar
def _clean(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    actions: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> None:
    """All clean at once; one of those who reach a waste is drawn as the one who removed it."""
    wing = np.int32(ints[CLEAN_WING])
    n_columns = 2 * wing + 1
    claims = common(n_agents, ROWS + np.int32(ints[HEIGHT]))
    n_claims = np.int32(0)
    for agent in range(n_agents):
        cleans = actions[agent] == CLEAN and _can_act(agent, events)
        for column in range(n_columns):
            cell = np.int32(0)
            if cleans:
                cell = _first_waste(ints, n_agents, state, agent, column - wing)
            state[claims + agent * n_columns + column] = cell
            n_claims += 1 if cell > 0 else 0
    if n_claims == 0:
        return
    for claim in range(n_agents * n_columns):
        cell = state[claims + claim]
        if cell == 0 or not _wins(n_agents * n_columns, state, claims, claim, key_0, key_1, time):
            continue
        events[claim // n_columns, EVENT_HELP] += _ONE
        y, x = (cell - _1) // ints[WIDTH], (cell - _1) % ints[WIDTH]
        state[common(n_agents, ROWS + np.int32(y))] ^= _1 << np.uint32(x)
        state[common(n_agents, N_WASTE)] -= _1


@scalar
def _wins(
    n_claims: I32, state: U32Array, claims: I32, claim: I32, key_0: U32, key_1: U32, time: I32
) -> bool:
    """Whether a claim is the one that is drawn among all claims to the same cell."""
    cell = state[claims + claim]
    n_rivals = 0
    rank = 0
    for other in range(n_claims):
        if state[claims + other] == cell:
            n_rivals += 1
            rank += 1 if other < claim else 0
    if n_rivals == 1:
        return True
    word, _, _, _ = draw(key_0, key_1, time, PURPOSE_CONTEST, cell - _1)
    return bool(below(word, n_rivals) == rank)


@scalar
def _move(
    ints: U32Array, n_agents: I32, state: U32Array, actions: U32Array, events: F32Array
) -> None:
    """All who can move at once."""
    for agent in range(n_agents):
        action = actions[agent]
        if STAY < action < CLEAN and _can_act(agent, events):
            x, y = place(n_agents, state, agent)
            state[X * n_agents + agent] = walk(x, DX[action], ints[WIDTH])
            state[Y * n_agents + agent] = walk(y, DY[action], ints[HEIGHT])
            state[FACING * n_agents + agent] = action


@scalar
def _apple_under(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> bool:
    """Whether an agent on the grid stands on an apple."""
    x, y = place(n_agents, state, agent)
    if x < np.int32(ints[ORCHARD]):
        return False
    return bool(state[common(n_agents, ROWS + y)] >> np.uint32(x) & _1)


@scalar
def _eat(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> None:
    """An apple goes to one who stands on it.  Agents hit stand on none: none grew under them."""
    eaten = 0
    for agent in range(n_agents):
        if events[agent, EVENT_OUT] > _ZERO or not _apple_under(ints, n_agents, state, agent):
            continue
        eaten |= 1 << agent
        x, y = place(n_agents, state, agent)
        n_rivals = 0
        rank = 0
        for other in range(n_agents):
            other_x, other_y = place(n_agents, state, other)
            if other_x == x and other_y == y and events[other, EVENT_OUT] == _ZERO:
                n_rivals += 1
                rank += 1 if other < agent else 0
        if n_rivals > 1:
            index = y * np.int32(ints[WIDTH]) + x
            word, _, _, _ = draw(key_0, key_1, time, PURPOSE_CONTEST, index)
            if below(word, n_rivals) != rank:
                continue
        events[agent, EVENT_GAIN] += _ONE
    for agent in range(n_agents):
        if eaten >> agent & 1:
            x, y = place(n_agents, state, agent)
            row = common(n_agents, ROWS + y)
            state[row] &= ~(_1 << np.uint32(x))


@scalar
def _pass_time_out(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> None:
    """Those who were hit leave the grid; those whose time is over come back, onto land."""
    for agent in range(n_agents):
        if events[agent, EVENT_LOSS] > _ZERO:
            state[OUT * n_agents + agent] = ints[TIMEOUT]
        elif events[agent, EVENT_OUT] > _ZERO:
            state[SEEN_X * n_agents + agent] = UNSEEN
            state[OUT * n_agents + agent] -= _1
            if state[OUT * n_agents + agent] == 0:
                word, _, _, _ = draw(key_0, key_1, time, PURPOSE_RESPAWN, agent)
                put_on_land(ints, n_agents, state, agent, word)


@scalar
def step(
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
    """All agents act at once; ``state`` and the world's columns of ``events`` are rewritten."""
    for agent in range(n_agents):
        active = is_active(n_agents, state, agent)
        events[agent, EVENT_GAIN] = _ZERO
        events[agent, EVENT_LOSS] = _ZERO
        events[agent, EVENT_HARM] = _ZERO
        events[agent, EVENT_HELP] = _ZERO
        events[agent, EVENT_OUT] = _ZERO if active else _ONE
        events[agent, EVENT_EFFORT] = _ONE if active and actions[agent] != STAY else _ZERO
    # Contests for beams are apart from those for cells.
    fire(
        n_agents, state, actions, BEAM, ints[BEAM_LENGTH], ints[BEAM_WING], floats[BEAM_COST],
        floats[TAG_LOSS], ints[DISARMED], ints[HEIGHT] * ints[WIDTH], key_0, key_1, time, events,
    )  # fmt: skip
    _clean(ints, n_agents, state, actions, key_0, key_1, time, events)
    _move(ints, n_agents, state, actions, events)
    _eat(ints, n_agents, state, key_0, key_1, time, events)
    note_places(n_agents, state)
    _pass_time_out(ints, n_agents, state, key_0, key_1, time, events)
    clock = state[common(n_agents, CLOCK)] + _1
    state[common(n_agents, CLOCK)] = clock
    if clock == ints[EPISODE]:
        begin(ints, n_agents, state, key_0, key_1, time)
        return np.int32(1)
    grow(ints, floats, n_agents, state, key_0, key_1, time)
    return np.int32(0)
