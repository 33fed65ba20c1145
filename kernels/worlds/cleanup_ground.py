"""The ground of world ``cleanup``: its state, how episodes begin, what grows.

``cleanup`` says what the rules are; ``cleanup_acts`` is what agents do.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.philox import (
    PURPOSE_BIRTH,
    PURPOSE_NATURE,
    PURPOSE_WASTE,
    below,
    draw,
    lane_of,
    uniform,
)
from kernels.types import F32, I32, U32, F32Array, U32Array
from kernels.worlds.beams import FACING, OUT, X, Y
from kernels.worlds.torus import NORTH, WEST

# Columns of the world's integer settings; from CLASSES on, the class of each number of wastes.
HEIGHT = 0
WIDTH = 1
RIVER = 2  # its columns: the first ones
ORCHARD = 3  # its first column
VIEW = 4
SIGHT = 5
BEAM_LENGTH = 6
BEAM_WING = 7
CLEAN_LENGTH = 8
CLEAN_WING = 9
TIMEOUT = 10
EPISODE = 11
START_WASTE = 12
DEPLETED = 13  # fewest wastes at which nothing grows
DISARMED = 14
CLASSES = 15
# Columns of the payoffs; from GROWTH on, the chance of an apple at each number of wastes.
TAG_LOSS = 0
BEAM_COST = 1
WASTE_RATE = 2
GROWTH = 3

# Parts of the state behind those of ``beams``, one word an agent each.
SEEN_X = 4  # where it was when the last step was done
SEEN_Y = 5
N_PARTS = 6
# Then the number of wastes, the step of the episode, one word a row of the grid (bits of the
# river are waste, bits of the orchard apples), and scratch: one word a column of each
# agent's cleaning, the cell that it removes waste from, plus one.
N_WASTE = 0
CLOCK = 1
ROWS = 2

UNSEEN = 255
"""SEEN_X of one who was timed out in the last step."""
# The "step" of the first beginning: apart from every later one.
_BEFORE_BIRTH = 0xFFFFFFFF
_1 = np.uint32(1)
_7 = np.uint32(7)
_8 = np.uint32(8)
_128 = np.uint32(128)
_255 = np.uint32(255)
_EACH_BYTE = np.uint32(0x01010101)
_256 = np.float32(256.0)
# Draws that settle ties are apart from the blocks, of which there are fewer.
_TIES = 1000


@scalar
def common(n_agents: I32, word: I32) -> I32:
    """Index of a word of the state that belongs to no agent: N_WASTE, CLOCK, ROWS + y, .."""
    return np.int32(N_PARTS * n_agents + word)


@scalar
def place(n_agents: I32, state: U32Array, agent: I32) -> tuple[I32, I32]:
    """Where an agent is, or was when it was timed out."""
    return np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])


@scalar
def is_active(n_agents: I32, state: U32Array, agent: I32) -> bool:
    """Whether an agent is on the grid."""
    return bool(state[OUT * n_agents + agent] == 0)


@scalar
def put_on_land(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, word: U32) -> None:
    """Put an agent onto a uniform cell of land."""
    columns = ints[ORCHARD] - ints[RIVER]
    cell = np.uint32(below(word, columns * ints[HEIGHT]))
    state[X * n_agents + agent] = ints[RIVER] + cell % columns
    state[Y * n_agents + agent] = cell // columns


@scalar
def note_places(n_agents: I32, state: U32Array) -> None:
    """Keep where everybody is for those who see each other's face."""
    for agent in range(n_agents):
        state[SEEN_X * n_agents + agent] = state[X * n_agents + agent]
        state[SEEN_Y * n_agents + agent] = state[Y * n_agents + agent]


@scalar
def begin(
    ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32, time: I32
) -> None:
    """A new episode; fills all of the state that is read again, but for where agents were seen."""
    for agent in range(n_agents):
        word, facing, _, _ = draw(key_0, key_1, time, PURPOSE_BIRTH, agent)
        put_on_land(ints, n_agents, state, agent, word)
        state[FACING * n_agents + agent] = NORTH + below(facing, WEST - NORTH + 1)
        state[OUT * n_agents + agent] = 0
    # Every set of so many river cells is equally likely (selection sampling, Knuth 1969).
    missing = np.int32(ints[START_WASTE])
    left = np.int32(ints[HEIGHT] * ints[RIVER])
    index = np.int32(0)
    block = draw(key_0, key_1, time, PURPOSE_WASTE, 0)
    for y in range(ints[HEIGHT]):
        row = np.uint32(0)
        for x in range(ints[RIVER]):
            if index & 3 == 0 and index > 0:
                block = draw(key_0, key_1, time, PURPOSE_WASTE, index >> 2)
            if below(lane_of(block, index & 3), left) < missing:
                row |= _1 << np.uint32(x)
                missing -= 1
            left -= 1
            index += 1
        state[common(n_agents, ROWS + y)] = row
    state[common(n_agents, N_WASTE)] = ints[START_WASTE]
    state[common(n_agents, CLOCK)] = 0


@scalar
def reset(ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32) -> None:
    """The first episode.  Fills ``state``."""
    begin(ints, n_agents, state, key_0, key_1, _BEFORE_BIRTH)
    note_places(n_agents, state)
    scratch = common(n_agents, ROWS + np.int32(ints[HEIGHT]))
    for word in range(scratch, state.shape[0]):
        state[word] = 0


@scalar
def _is_stood_on(n_agents: I32, state: U32Array, x: I32, y: I32) -> bool:
    """Whether an agent stands on a cell."""
    for agent in range(n_agents):
        here_x, here_y = place(n_agents, state, agent)
        if here_x == x and here_y == y and is_active(n_agents, state, agent):
            return True
    return False


@scalar
def _some_byte_up_to(word: U32, most: U32) -> bool:
    """Whether one of a word's four bytes is at most ``most``; for 128 and above always true."""
    # Anderson, "Bit twiddling hacks": hasless.
    limit = most + _1
    return bool(limit > _128 or (word - _EACH_BYTE * limit) & ~word & (_EACH_BYTE << _7))


@scalar
def _grow_apples(
    ints: U32Array, chance: F32, n_agents: I32, state: U32Array, key_0: U32, key_1: U32, time: I32
) -> None:
    """An apple on each empty orchard cell without an agent, by chance."""
    # One byte a cell, sixteen cells a block, settles all but the byte in which the chance lies.
    surely = np.uint32(chance * _256)
    rest = chance * _256 - np.float32(surely)
    columns = np.int32(ints[WIDTH] - ints[ORCHARD])
    n_cells = columns * np.int32(ints[HEIGHT])
    block = draw(key_0, key_1, time, PURPOSE_NATURE, 0)
    for four in range((n_cells + 3) >> 2):
        if four & 3 == 0 and four > 0:
            block = draw(key_0, key_1, time, PURPOSE_NATURE, four >> 2)
        word = lane_of(block, four & 3)
        if not _some_byte_up_to(word, surely):
            continue
        for cell in range(4 * four, 4 * four + 4):
            byte = word & _255
            word >>= _8
            if byte > surely or cell >= n_cells:
                continue
            if byte == surely:
                tie, _, _, _ = draw(key_0, key_1, time, PURPOSE_NATURE, _TIES + cell)
                if uniform(tie) >= rest:
                    continue
            y, x = cell // columns, np.int32(ints[ORCHARD]) + cell % columns
            if not _is_stood_on(n_agents, state, x, y):
                state[common(n_agents, ROWS + y)] |= _1 << np.uint32(x)


@scalar
def grow(
    ints: U32Array,
    floats: F32Array,
    n_agents: I32,
    state: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
) -> None:
    """Apples appear, and perhaps one waste, if there is little enough of it."""
    n_waste = state[common(n_agents, N_WASTE)]
    if n_waste >= ints[DEPLETED]:
        return
    chance = floats[GROWTH + np.int32(n_waste)]
    _grow_apples(ints, chance, n_agents, state, key_0, key_1, time)
    appears, where, _, _ = draw(key_0, key_1, time, PURPOSE_WASTE, 0)
    if uniform(appears) < floats[WASTE_RATE]:
        _add_waste(ints, n_agents, state, below(where, ints[HEIGHT] * ints[RIVER] - n_waste))


@scalar
def _add_waste(ints: U32Array, n_agents: I32, state: U32Array, skip: I32) -> None:
    """Put waste onto a clean river cell: the first one after ``skip`` others."""
    for y in range(ints[HEIGHT]):
        row = state[common(n_agents, ROWS + y)]
        for x in range(ints[RIVER]):
            if row >> np.uint32(x) & _1:
                continue
            if skip == 0:
                state[common(n_agents, ROWS + y)] = row | (_1 << np.uint32(x))
                state[common(n_agents, N_WASTE)] += _1
                return
            skip -= 1
