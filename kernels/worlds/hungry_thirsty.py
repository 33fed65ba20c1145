"""World ``hungry_thirsty``: the box of Singh, Lewis & Barto (2009), the classic of reward search.

Rules
    One agent in four rooms.  Food and water stand in two different corners, drawn anew for each
    lifetime.  It stays, moves one cell, eats or drinks.  Drinking at the water ends thirst;
    an agent that is not thirsty becomes thirsty with probability ``thirst`` (.1) at each step.
    Eating at the food ends hunger for that step only, and fails while thirsty.  Each step
    without hunger gains 1: that is the fitness of the published study.
Variant
    The paper's figure of the rooms is read as two walls that cross in the middle of the box,
    each half with a door in its middle.  Staying is possible, so that doing nothing is a way to
    live.  ``slip`` moves the agent in a random direction instead (0 in the paper).
    ``thirst_saps`` lets a body feel thirst: steps that leave the agent thirsty cost it no effort,
    as a parched body has no strength to spend.  Then the drive ``effort`` is 1 exactly at the acts
    of who is not thirsty, and a weight on it prices thirst.  Gains stay as they are.  (Thirst
    is no loss: nobody inflicts it.)
Harmless twin
    The same world: there is nobody to harm.
Features
    All base: a constant, the cell, and the cell joined with hunger and thirst, so that a linear
    learner on them is a table.  Where food and water are must be found out.
Help
    There is nobody to help.

Source: Singh, Lewis & Barto (2009), "Where do rewards come from?"
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range
from kernels.compiling import scalar
from kernels.errors import InvalidInput
from kernels.layout import EVENT_EFFORT, EVENT_GAIN, EVENT_HARM, EVENT_HELP, EVENT_LOSS, MIND_INERT
from kernels.philox import PURPOSE_BIRTH, PURPOSE_SLIP, PURPOSE_THIRST, below, draw, uniform
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds import pictures
from kernels.worlds.contract import Sizes, World
from kernels.worlds.torus import DX, DY, EAST, MOVES, NORTH, SOUTH, STAY, WEST

EAT = 5
DRINK = 6

# Columns of the state.
X = 0
Y = 1
HUNGRY = 2
THIRSTY = 3
FOOD = 4  # corner: bit 0 right, bit 1 bottom
WATER = 5
N_STATE = 6
# Columns of the settings.
SIZE = 0
SAPS = 1
THIRST = 0
SLIP = 1

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_1 = np.uint32(1)
_4 = np.uint32(4)


class HungryThirstyTag(NamedTuple):
    """Chooses the rules of ``hungry_thirsty``."""

    unused: int = 0


@dataclass(frozen=True)
class HungryThirsty(World):
    """Box of Singh, Lewis & Barto (2009): eat, but only when not thirsty; nobody to harm."""

    tag: ClassVar[Any] = HungryThirstyTag()
    actions: ClassVar[tuple[str, ...]] = (*MOVES, "eat", "drink")
    alone: ClassVar[bool] = True
    can_harm: ClassVar[bool] = False

    name: Literal["hungry_thirsty"] = "hungry_thirsty"
    n_agents: int = 1
    size: int = 6
    """Cells of the box's side, an even number."""
    thirst: float = 0.1
    """Probability per step that an agent becomes thirsty."""
    slip: float = 0.0
    """Probability that a move goes in a random direction."""
    thirst_saps: bool = False
    """Whether acts cost effort only if the agent is not thirsty after them."""

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("world.n_agents (this world has one seat)", self.n_agents, 1, 1)
        require_range("world.size", self.size, 4, 32)
        if self.size % 2:
            raise InvalidInput(f"world.size must be even, for four equal rooms, got {self.size}")
        require_range("world.thirst", self.thirst, 0.0, 1.0)
        require_range("world.slip", self.slip, 0.0, 1.0)

    def sizes(self) -> Sizes:
        """Features: a constant, cells, cells x hunger x thirst."""
        n_features = 1 + 5 * self.size**2
        return Sizes(N_STATE, n_features, n_features, max_active=3)

    def ints(self, disarmed: int) -> U32Array:
        """Columns SIZE and SAPS; the twin is the same world."""
        return np.array([self.size, self.thirst_saps], np.uint32)

    def floats(self) -> F32Array:
        """Columns THIRST and SLIP."""
        return np.array([self.thirst, self.slip], np.float32)

    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """The agent as a disc; food orange, water blue, walls dark; a spot means thirst."""
        image, half = pictures.canvas(self.size, self.size), self.size // 2
        middle = half * pictures.CELL
        for i in range(self.size):
            if not _is_door(i, half):
                along = slice(i * pictures.CELL, (i + 1) * pictures.CELL)
                image[along, middle - 2 : middle + 3] = pictures.DARK
                image[middle - 2 : middle + 3, along] = pictures.DARK
        for column, color in ((FOOD, pictures.AGENT_COLORS[4]), (WATER, pictures.AGENT_COLORS[5])):
            corner, last = int(state[column]), self.size - 1
            pictures.fill(image, (corner & 1) * last, (corner >> 1) * last, color, margin=3)
        x, y = int(state[X]), int(state[Y])
        pictures.disc(image, x, y, pictures.AGENT_COLORS[1 if state[HUNGRY] else 2])
        if state[THIRSTY]:
            pictures.disc(image, x, y, pictures.AGENT_COLORS[0], 0.15)
        return image


def _is_door(place: I32, half: I32) -> bool:
    """Whether a wall has a door at this row or column: in the middle of each half."""
    return bool(place == half // 2 or place == half + half // 2)


_is_door_compiled = scalar(_is_door)


@scalar
def _corner(size: I32, corner: I32) -> tuple[I32, I32]:
    """Cell of a corner."""
    last = size - 1
    return (corner & 1) * last, (corner >> 1) * last


@scalar
def _is_at(ints: U32Array, state: U32Array, corner: I32) -> bool:
    """Whether the agent stands in a corner."""
    x, y = _corner(np.int32(ints[SIZE]), np.int32(corner))
    return bool(np.int32(state[X]) == x and np.int32(state[Y]) == y)


@scalar
def _move(ints: U32Array, state: U32Array, action: I32) -> None:
    """Move unless a wall or the box's end is in the way."""
    size = np.int32(ints[SIZE])
    half = size // 2
    x, y = np.int32(state[X]), np.int32(state[Y])
    new_x, new_y = x + DX[action], y + DY[action]
    if new_x < 0 or new_x >= size or new_y < 0 or new_y >= size:
        return
    if (x < half) != (new_x < half) and not _is_door_compiled(y, half):
        return
    if (y < half) != (new_y < half) and not _is_door_compiled(x, half):
        return
    state[X] = new_x
    state[Y] = new_y


@scalar
def reset(ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32) -> None:
    """A uniform cell, two different corners, hungry and thirsty."""
    word_0, word_1, word_2, word_3 = draw(key_0, key_1, 0, PURPOSE_BIRTH, 0)
    state[X] = below(word_0, ints[SIZE])
    state[Y] = below(word_1, ints[SIZE])
    state[HUNGRY] = 1
    state[THIRSTY] = 1
    food = np.int32(below(word_2, _4))
    state[FOOD] = food
    state[WATER] = (food + 1 + np.int32(below(word_3, np.uint32(3)))) & 3


@scalar
def observe(
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    agent: I32,
    cue: I32,
    active: U32Array,
    n_active: U32Array,
) -> None:
    """A constant, the cell, and the cell joined with hunger and thirst."""
    size = ints[SIZE]
    n_cells = size * size
    cell = state[Y] * size + state[X]
    active[0] = 0
    active[1] = 1 + cell
    active[2] = 1 + n_cells + 4 * cell + 2 * state[HUNGRY] + state[THIRSTY]
    n_active[0] = 3
    n_active[1] = 3


@scalar
def hazards(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """No act harms: there is nobody."""
    return np.int32(0)


@scalar
def helps(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """No act helps: there is nobody."""
    return np.int32(0)


@scalar
def in_sight(ints: U32Array, n_agents: I32, state: U32Array, viewer: I32, other: I32) -> bool:
    """Nobody is there to be seen."""
    return False


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
    """Act, then let hunger and thirst come; never the end of an episode."""
    action = np.int32(actions[0])
    if NORTH <= action <= WEST:
        word_0, word_1, _, _ = draw(key_0, key_1, time, PURPOSE_SLIP, 0)
        if uniform(word_0) < floats[SLIP]:
            action = np.int32(NORTH) + np.int32(below(word_1, _4))
        _move(ints, state, action)
    eats = action == EAT and state[THIRSTY] == 0 and _is_at(ints, state, state[FOOD])
    state[HUNGRY] = 0 if eats else 1
    if action == DRINK and _is_at(ints, state, state[WATER]):
        state[THIRSTY] = 0
    elif state[THIRSTY] == 0:
        word, _, _, _ = draw(key_0, key_1, time, PURPOSE_THIRST, 0)
        if uniform(word) < floats[THIRST]:
            state[THIRSTY] = 1
    events[0, EVENT_GAIN] = _ONE if eats else _ZERO
    events[0, EVENT_LOSS] = _ZERO
    events[0, EVENT_HARM] = _ZERO
    events[0, EVENT_HELP] = _ZERO
    feeble = ints[SAPS] == 1 and state[THIRSTY] == 1
    events[0, EVENT_EFFORT] = _ZERO if actions[0] == STAY or feeble else _ONE
    return np.int32(0)


@scalar
def scripted(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, mind: I32) -> I32:
    """Inert stays; every other policy drinks when thirsty, else eats, knowing the way."""
    if mind == MIND_INERT:
        return np.int32(STAY)
    goal = state[WATER] if state[THIRSTY] == 1 else state[FOOD]
    if _is_at(ints, state, goal):
        return np.int32(DRINK) if state[THIRSTY] == 1 else np.int32(EAT)
    return _toward(ints, state, np.int32(goal))


@scalar
def _toward(ints: U32Array, state: U32Array, corner: I32) -> I32:
    """The next move on the way to a corner, through the doors: the upright wall first."""
    size = np.int32(ints[SIZE])
    half = size // 2
    x, y = np.int32(state[X]), np.int32(state[Y])
    goal_x, goal_y = _corner(size, corner)
    if (x < half) != (goal_x < half):
        door = half // 2 if y < half else half + half // 2
        if y != door:
            return np.int32(SOUTH) if y < door else np.int32(NORTH)
        return np.int32(EAST) if x < goal_x else np.int32(WEST)
    if (y < half) != (goal_y < half):
        goal_x = half // 2 if x < half else half + half // 2
    if x != goal_x:
        return np.int32(EAST) if x < goal_x else np.int32(WEST)
    return np.int32(SOUTH) if y < goal_y else np.int32(NORTH)
