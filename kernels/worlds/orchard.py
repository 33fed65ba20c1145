"""An orchard: spots that carry apples, which regrow by how many apples hang near them.

Its spots stand in plus-shaped patches on a regular lattice.  The map of the grid is a part of
a world's state, one word a cell, with a border so wide that nothing near a cell is outside:

* ``APPLE``: an apple hangs here;
* ``BUSY``: an agent stands here; set by the world while apples regrow and places are drawn;
* ``FRESH``: an apple will hang here when all spots have drawn;
* times ``NEAR``: how many apples hang within Euclidean distance 2, this cell not counted.

A *last apple* has none near it; unless an agent stands there, its cell's word is ``APPLE``.

The counts are kept up to date at every change, because few apples change and all are asked.
"""

from dataclasses import dataclass

import numpy as np

from kernels.compiling import scalar
from kernels.philox import PURPOSE_BIRTH, PURPOSE_RESPAWN, below, draw, lane_of, uniform
from kernels.types import I32, U32, F32Array, U32Array

APPLE = 1
BUSY = 2
FRESH = 4
NEAR = 8
NEAR_BITS = 3

REACH = 2
"""An apple this near, cells as the crow flies, makes a spot regrow."""
# The twelve cells within reach.
NEAR_X = np.array([0, -1, 0, 1, -2, -1, 1, 2, -1, 0, 1, 0], np.int32)
NEAR_Y = np.array([-2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2], np.int32)
MOST_NEAR = 12

# Probability per step that an empty spot regrows, by the number of apples near it: none, 1, 2
# and so on; the last number is for all above.
REGROWTH: dict[str, tuple[float, ...]] = {
    "perolat": (0.0, 0.01, 0.01, 0.05, 0.05, 0.1),  # Perolat et al. (2017)
    "ssd": (0.0, 0.005, 0.02, 0.05),  # Vinitsky et al. (2019), the open source sequential dilemmas
    "meltingpot": (0.0, 0.0025, 0.005, 0.025),  # Agapiou et al. (2022), Melting Pot 2.0
    "socialjax": (0.0, 0.001, 0.005, 0.025),  # Guo et al. (2025), SocialJax
}

# Columns that a world's integer settings begin with.
STRIDE = 0  # words from a cell to the one south of it
ORIGIN = 1  # word of the state that is the north-western cell
HEIGHT = 2
WIDTH = 3
N_SPOTS = 4
VIEWED = 5  # cells that an agent sees
LISTS = 6  # column where the lists begin: words of the spots, their places, the view's two
REACH_OF_VIEW = 7  # words from one's own cell to the last cell in view
N_ORCHARD_INTS = 8
# A world's float settings begin with the probabilities of regrowth, by the count.
N_ORCHARD_FLOATS = MOST_NEAR + 1

_NO_WORD = np.uint32(0)
_1 = np.uint32(1)
_2 = np.uint32(2)
_APPLE = np.uint32(APPLE)
_NEAR = np.uint32(NEAR)
_NEAR_BITS = np.uint32(NEAR_BITS)


def patch_centres(size: int, spacing: int) -> range:
    """Where along a side of ``size`` cells patches have their centre, as many as fit."""
    n = (size - 3) // spacing + 1
    first = (size - 3 - (n - 1) * spacing) // 2 + 1
    return range(first, first + n * spacing, spacing)


@dataclass(frozen=True)
class Orchard:
    """Where everything is: the spots on the grid, the cells in the state."""

    height: int
    width: int
    spacing: int
    """From the centre of a patch to the next, cells."""
    view: int
    """How far agents see apples, cells, as a king moves."""
    first_word: int
    """Word of the state with which the map begins, border included."""

    @property
    def spots(self) -> list[tuple[int, int]]:
        """Place (x, y) of every spot: patch by patch the centre, then its four neighbours."""
        plus = ((0, 0), (0, -1), (0, 1), (1, 0), (-1, 0))
        return [
            (x + dx, y + dy)
            for y in patch_centres(self.height, self.spacing)
            for x in patch_centres(self.width, self.spacing)
            for dx, dy in plus
        ]

    @property
    def _border(self) -> int:
        return max(self.view, REACH)

    @property
    def _stride(self) -> int:
        return self.width + 2 * self._border

    @property
    def n_words(self) -> int:
        """Words of the map."""
        return (self.height + 2 * self._border) * self._stride

    def word(self, x: int, y: int) -> int:
        """Word of the state that is a cell."""
        return self.first_word + (y + self._border) * self._stride + x + self._border

    @property
    def window(self) -> list[tuple[int, int]]:
        """Ways (dx, dy) to the cells in view, the shortest walk first, without the own cell."""
        around = range(-self.view, self.view + 1)
        ways = [(dx, dy) for dy in around for dx in around if (dx, dy) != (0, 0)]
        return sorted(ways, key=lambda way: abs(way[0]) + abs(way[1]))

    def columns(self, lists: int) -> list[int]:
        """Columns STRIDE to REACH_OF_VIEW; the lists begin at column ``lists``."""
        return [
            self._stride, self.word(0, 0), self.height, self.width,
            len(self.spots), len(self.window), lists, self.view * (self._stride + 1),
        ]  # fmt: skip

    def lists(self) -> list[int]:
        """Words of the spots; their places, x + 256 y; ranks; steps to the cells in view, in words.

        Ranks are laid out as the map is, from the view's first cell to its last: for the nearest
        cell the number of cells in view, for the last one 1, and 0 for cells out of view.
        """
        words = [self.word(x, y) for x, y in self.spots]
        places = [x + 256 * y for x, y in self.spots]
        steps = [dy * self._stride + dx for dx, dy in self.window]
        ranks = np.zeros(2 * max(steps) + 1, int)
        ranks[np.array(steps) + max(steps)] = np.arange(len(steps), 0, -1)
        return words + places + ranks.tolist() + [step % 2**32 for step in steps]


def chances(name: str) -> list[float]:
    """Probabilities of regrowth of a named table, by the count from 0 to MOST_NEAR."""
    table = REGROWTH[name]
    return [table[min(count, len(table) - 1)] for count in range(MOST_NEAR + 1)]


@scalar
def _change(state: U32Array, stride: I32, at: U32, change: I32) -> None:
    """Add ``change`` (1 or -1) to the counts of the cells near ``at``."""
    step = np.int32(change) * np.int32(NEAR)
    for k in range(MOST_NEAR):
        near = np.int32(at) + NEAR_Y[k] * np.int32(stride) + NEAR_X[k]
        state[near] = np.uint32(np.int32(state[near]) + step)


@scalar
def put(ints: U32Array, state: U32Array, at: U32) -> None:
    """Hang an apple on a cell that has none."""
    state[at] |= np.uint32(APPLE)
    _change(state, ints[STRIDE], at, 1)


@scalar
def take(ints: U32Array, state: U32Array, at: U32) -> None:
    """Take the apple from a cell."""
    state[at] ^= np.uint32(APPLE)
    _change(state, ints[STRIDE], at, -1)


@scalar
def fill(ints: U32Array, state: U32Array, first: I32) -> None:
    """All spots carry apples; writes the map, from word ``first`` to the end of the state."""
    for word in range(first, state.shape[0]):
        state[word] = 0
    for spot in range(ints[N_SPOTS]):
        put(ints, state, ints[ints[LISTS] + spot])


@scalar
def regrow(
    ints: U32Array, floats: F32Array, state: U32Array, key_0: U32, key_1: U32, time: I32
) -> None:
    """Every empty spot without an agent draws whether it regrows, all by the counts before."""
    first = ints[LISTS]
    block, drawn = (_NO_WORD, _NO_WORD, _NO_WORD, _NO_WORD), np.int32(-1)
    n_fresh = 0
    for spot in range(ints[N_SPOTS]):
        at = ints[first + spot]
        word = state[at]
        if word & (APPLE | BUSY) == 0 and word >= NEAR:
            # Four spots share a block, drawn when the first of them asks.
            if np.int32(spot >> 2) != drawn:
                drawn = np.int32(spot >> 2)
                block = draw(key_0, key_1, time, PURPOSE_RESPAWN, drawn)
            if uniform(lane_of(block, spot & 3)) < floats[word >> NEAR_BITS]:
                state[at] = word | np.uint32(FRESH)
                n_fresh += 1
    if n_fresh == 0:
        return
    for spot in range(ints[N_SPOTS]):
        at = ints[first + spot]
        if state[at] & FRESH:
            state[at] ^= np.uint32(FRESH)
            put(ints, state, at)


@scalar
def free_cell(
    ints: U32Array, state: U32Array, key_0: U32, key_1: U32, time: I32, index: I32
) -> tuple[I32, I32, I32]:
    """A uniformly drawn cell (x, y) without apple or agent, and a facing, one of four moves."""
    width, height = np.int32(ints[WIDTH]), np.int32(ints[HEIGHT])
    stride, origin = np.int32(ints[STRIDE]), np.int32(ints[ORIGIN])
    n_free = 0
    for y in range(height):
        for x in range(width):
            n_free += 1 if state[origin + y * stride + x] & (APPLE | BUSY) == 0 else 0
    word_place, word_facing, _, _ = draw(key_0, key_1, time, PURPOSE_BIRTH, index)
    left = below(word_place, n_free)
    facing = np.int32(1 + below(word_facing, 4))
    for y in range(height):
        for x in range(width):
            if state[origin + y * stride + x] & (APPLE | BUSY) == 0:
                if left == 0:
                    return np.int32(x), np.int32(y), facing
                left -= 1
    return np.int32(0), np.int32(0), facing


@scalar
def nearest(ints: U32Array, state: U32Array, x: I32, y: I32, least: I32) -> tuple[I32, I32]:
    """Way (dx, dy) to the apple with the shortest walk, or (0, 0); the own cell does not count.

    Only cells whose word is at least ``least``: NEAR leaves out last apples.
    """
    n_spots, first = ints[N_SPOTS], ints[LISTS]
    best_x, best_y, shortest = np.int32(0), np.int32(0), np.int32(1 << 20)
    for spot in range(n_spots):
        word = state[ints[first + spot]]
        if word & APPLE and word >= np.uint32(least):
            place = ints[first + n_spots + spot]
            dx, dy = np.int32(place & 255) - np.int32(x), np.int32(place >> 8) - np.int32(y)
            length = abs(dx) + abs(dy)
            if 0 < length < shortest:
                best_x, best_y, shortest = dx, dy, np.int32(length)
    return best_x, best_y


@scalar
def look_around(ints: U32Array, state: U32Array, at: U32) -> tuple[I32, I32, I32]:
    """Which cell in view has the nearest apple that is no last one, which the nearest last one.

    The number of cells in view stands for "none"; the third number: apples near the first.
    """
    n_viewed, ranks = ints[VIEWED], ints[LISTS] + _2 * ints[N_SPOTS]
    reach = ints[REACH_OF_VIEW]
    first = at - reach
    safe, last = _NO_WORD, _NO_WORD
    # All words between the view's corners, not those in view alone: no search, but vectors.
    for k in range(_2 * reach + _1):
        word, rank = state[first + k], ints[ranks + k]
        safe_rank = rank if (word & _APPLE != _NO_WORD) & (word >= _NEAR) else _NO_WORD
        last_rank = rank if word == _APPLE else _NO_WORD
        safe = safe_rank if safe_rank > safe else safe
        last = last_rank if last_rank > last else last
    place = n_viewed - safe
    n_near = _NO_WORD
    if safe > _NO_WORD:
        # Words of cells to the north or west are negative steps, modulo 2**32.
        n_near = state[np.uint32(at + ints[ranks + _2 * reach + _1 + place])] >> _NEAR_BITS
    return np.int32(place), np.int32(n_viewed - last), np.int32(n_near)
