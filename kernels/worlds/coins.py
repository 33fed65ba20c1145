"""World ``coins``: the coin game of Lerer & Peysakhovich (2017), for n agents on a torus.

Rules
    Agent i owns the coin of colour i; there is always one coin per colour.  All agents act
    at once: stay, or move one cell north, south, east or west.  An agent that arrives at a
    coin takes it and gains ``coin_value`` (1); if the coin is another's, its owner loses
    ``theft_cost`` (2).  If several arrive at one coin, chance picks the taker.  A taken coin
    reappears on a uniformly drawn cell that holds neither agent nor coin.
Variant
    The published game has 2 agents on a 3x3 grid and no action to stay; here the numbers
    are settings, staying is possible (so that doing nothing is a way to live), and coins
    never appear under an agent.
Harmless twin
    Only the owner can take a coin; others walk over it.
Features
    Base: a constant; where the own coin is in view; where each other coin is in view.
    Contextual: each other coin's place again, joined with "its owner is in sight" and the
    watcher's cue, so that a learner can act differently when seen or watched.
Help
    No act in this world raises another's payoff: ``EVENT_HELP`` stays 0.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range
from kernels.compiling import scalar
from kernels.errors import InvalidInput
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    MAX_AGENTS,
    MIND_KIND,
    MIND_SOCIOPATH,
)
from kernels.philox import PURPOSE_BIRTH, PURPOSE_CONTEST, PURPOSE_RESPAWN, below, draw, lane_of
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds import pictures, torus
from kernels.worlds.contract import Sizes, World, is_armed
from kernels.worlds.torus import DX, DY, EAST, MOVES, NORTH, SOUTH, STAY, WEST, offset, wrap

N_ACTIONS = len(MOVES)

# Columns of the world's integer and float settings.
HEIGHT = 0
WIDTH = 1
VIEW = 2
SIGHT = 3
DISARMED = 4
WAYS = 5  # how cells lie to each other: see ``Coins.ints``
COIN_VALUE = 0
THEFT_COST = 1

# Random draws tried before the first free cell is taken instead; with at most half of the
# cells occupied all 32 fail with probability below 2**-32.
_RESPAWN_BLOCKS = 8
# The "step" of the coins' first places: apart from every later respawn.
_BEFORE_BIRTH = 0xFFFFFFFF
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_WAYS = np.uint32(WAYS)


class CoinsTag(NamedTuple):
    """Chooses the rules of ``coins``."""

    unused: int = 0


@dataclass(frozen=True)
class Coins(World):
    """Coin game (Lerer & Peysakhovich 2017) for n agents on a torus: direct harm for gain.

    Taking any coin pays its taker; taking another's costs its owner more than it pays.
    """

    tag: ClassVar[Any] = CoinsTag()
    actions: ClassVar[tuple[str, ...]] = MOVES

    name: Literal["coins"] = "coins"
    n_agents: int = 4
    height: int = 5
    width: int = 5
    view: int = 2
    """Coins are perceived within this many cells, as a king moves."""
    sight: int = 1
    """Faces (distress, joy) are seen within this many cells, as a king moves."""
    coin_value: float = 1.0
    """Payoff of any coin to its taker."""
    theft_cost: float = 2.0
    """Loss of a coin's owner when another takes it."""

    def __post_init__(self) -> None:
        """Check ranges and that everything fits on the grid."""
        require_range("world.n_agents", self.n_agents, 2, MAX_AGENTS)
        require_range("world.height", self.height, 3, 64)
        require_range("world.width", self.width, 3, 64)
        require_range("world.coin_value", self.coin_value, 0.0, 1e3)
        # At 0 taking another's coin would be called a hazard and do no harm.
        require_range("world.theft_cost", self.theft_cost, 1e-3, 1e3)
        widest = (min(self.height, self.width) - 1) // 2
        require_range("world.view (the window must fit the grid)", self.view, 1, widest)
        require_range("world.sight (the window must fit the grid)", self.sight, 0, widest)
        n_cells = self.height * self.width
        if 4 * self.n_agents > n_cells:
            raise InvalidInput(
                f"world: {self.n_agents} agents with a coin each need at least "
                f"{4 * self.n_agents} cells, got {self.height} x {self.width} = {n_cells}; "
                "enlarge the grid or take fewer agents"
            )

    def sizes(self) -> Sizes:
        """State: x and y of agents, x and y of coins, coin map (0 none, coin + 1).

        Base features: a constant, the own coin's place (one more for "not in view"), others'
        coins.  Then others' coins in the four contexts of sight and cue.
        """
        n_places = (2 * self.view + 1) ** 2
        n_base = 2 + 2 * n_places
        return Sizes(
            n_world_state=4 * self.n_agents + self.height * self.width,
            n_features=n_base + 4 * n_places,
            n_base_features=n_base,
            max_active=2 + 2 * (self.n_agents - 1),
        )

    def ints(self, disarmed: int) -> U32Array:
        """Columns HEIGHT to DISARMED; then ways by the difference of x, and by that of y.

        The way from a cell to another is the sum of two entries: its place in the view, and marks.
        """
        settings = [self.height, self.width, self.view, self.sight, disarmed]
        along_x = torus.ways(self.width, self.view, self.sight, 1)
        along_y = torus.ways(self.height, self.view, self.sight, 2 * self.view + 1)
        return np.array(settings + along_x + along_y, np.uint32)

    def floats(self) -> F32Array:
        """Columns COIN_VALUE and THEFT_COST."""
        return np.array([self.coin_value, self.theft_cost], np.float32)

    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """Agents as discs; each coin as a small square in its owner's colour."""
        n, s = self.n_agents, state.tolist()
        image = pictures.canvas(self.height, self.width)
        for coin in range(n):
            color = pictures.AGENT_COLORS[coin]
            pictures.fill(image, s[2 * n + coin], s[3 * n + coin], color, margin=11)
        pictures.crowd(image, list(zip(s[:n], s[n : 2 * n], strict=True)))
        return image


@scalar
def _target(ints: U32Array, x: I32, y: I32, action: I32) -> tuple[I32, I32]:
    """The cell that an action leads to."""
    return wrap(x + DX[action], ints[WIDTH]), wrap(y + DY[action], ints[HEIGHT])


@scalar
def _coin_on(ints: U32Array, n_agents: I32, state: U32Array, x: I32, y: I32) -> I32:
    """Index of the coin on a cell plus one, or 0."""
    return np.int32(state[4 * n_agents + np.uint32(y * ints[WIDTH] + x)])


@scalar
def _is_free(ints: U32Array, n_agents: I32, state: U32Array, cell: U32) -> bool:
    """Whether a cell holds neither agent nor coin."""
    width = ints[WIDTH]
    taken = state[4 * n_agents + cell] != 0
    for agent in range(n_agents):
        taken |= state[n_agents + agent] * width + state[agent] == cell
    return not taken


@scalar
def _place_coin(
    ints: U32Array, n_agents: I32, state: U32Array, coin: I32, key_0: U32, key_1: U32, step: I32
) -> None:
    """Put a coin on a uniformly drawn cell without agent or coin; updates the coin map."""
    width = ints[WIDTH]
    n_cells = np.uint32(ints[HEIGHT] * width)
    block = draw(key_0, key_1, step, PURPOSE_RESPAWN, coin * _RESPAWN_BLOCKS)
    cell = np.uint32(0)
    for attempt in range(4 * _RESPAWN_BLOCKS):
        if attempt & 3 == 0 and attempt > 0:
            index = coin * _RESPAWN_BLOCKS + (attempt >> 2)
            block = draw(key_0, key_1, step, PURPOSE_RESPAWN, index)
        cell = np.uint32(below(lane_of(block, attempt & 3), n_cells))
        if _is_free(ints, n_agents, state, cell):
            break
    if not _is_free(ints, n_agents, state, cell):
        for candidate in range(n_cells):
            cell = np.uint32(candidate)
            if _is_free(ints, n_agents, state, cell):
                break
    state[2 * n_agents + coin] = cell % width
    state[3 * n_agents + coin] = cell // width
    state[4 * n_agents + cell] = coin + 1


@scalar
def reset(ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32) -> None:
    """Agents on uniform cells (they may share one), coins on free cells.  Fills ``state``."""
    n_cells = ints[HEIGHT] * ints[WIDTH]
    for cell in range(n_cells):
        state[4 * n_agents + cell] = 0
    for agent in range(n_agents):
        word_x, word_y, _, _ = draw(key_0, key_1, 0, PURPOSE_BIRTH, agent)
        state[agent] = below(word_x, ints[WIDTH])
        state[n_agents + agent] = below(word_y, ints[HEIGHT])
    for coin in range(n_agents):
        _place_coin(ints, n_agents, state, coin, key_0, key_1, _BEFORE_BIRTH)


@scalar
def _whereabouts(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> tuple[U32, U32]:
    """The columns of the ways to x 0 and to y 0 from where the agent stands."""
    to_x = _WAYS + ints[WIDTH] - state[agent]
    to_y = _WAYS + ints[WIDTH] + ints[WIDTH] + ints[HEIGHT] - state[n_agents + agent]
    return np.uint32(to_x), np.uint32(to_y)


@scalar
def _way(ints: U32Array, whereabouts: tuple[U32, U32], x: U32, y: U32) -> U32:
    """The way to a cell: its place in the view, and marks."""
    return np.uint32(ints[whereabouts[0] + x] + ints[whereabouts[1] + y])


@scalar
def in_sight(ints: U32Array, n_agents: I32, state: U32Array, viewer: I32, other: I32) -> bool:
    """Whether two agents see each other's face: within ``sight`` cells, as a king moves."""
    here = _whereabouts(ints, n_agents, state, viewer)
    return bool(_way(ints, here, state[other], state[n_agents + other]) < torus.OUT_OF_SIGHT)


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
    """Write the agent's active features, base features first, and how many there are."""
    side = 2 * ints[VIEW] + 1
    n_places = side * side
    here = _whereabouts(ints, n_agents, state, agent)
    own = _way(ints, here, state[2 * n_agents + agent], state[3 * n_agents + agent])
    active[0] = 0
    active[1] = 1 + (n_places if own & torus.OUT_OF_VIEW else np.int32(own & torus.PLACE))
    first_other = 2 + n_places
    first_context = first_other + n_places + 2 * cue * n_places
    # One pass: base features grow from 2, contextual ones from where base may end at most.
    n_others = n_agents - 1
    n_visible = 0
    for coin in range(n_agents):
        if coin != agent:
            way = _way(ints, here, state[2 * n_agents + coin], state[3 * n_agents + coin])
            if way & torus.OUT_OF_VIEW == 0:
                place = np.int32(way & torus.PLACE)
                owner = _way(ints, here, state[coin], state[n_agents + coin])
                seen = n_places if owner < torus.OUT_OF_SIGHT else 0
                active[2 + n_visible] = first_other + place
                active[2 + n_others + n_visible] = first_context + seen + place
                n_visible += 1
    if n_visible < n_others:
        for j in range(n_visible):
            active[2 + n_visible + j] = active[2 + n_others + j]
    n_active[0] = 2 + 2 * n_visible
    n_active[1] = 2 + n_visible


@scalar
def hazards(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could harm another now, one bit an action: those onto another's coin."""
    if not is_armed(ints[DISARMED], agent):
        return np.int32(0)
    acts = 0
    for action in range(NORTH, N_ACTIONS):
        x, y = _target(ints, state[agent], state[n_agents + agent], action)
        coin = _coin_on(ints, n_agents, state, x, y)
        acts |= (1 if coin != 0 and coin != agent + 1 else 0) << action
    return np.int32(acts)


@scalar
def helps(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could help another now, one bit an action: none, in this world."""
    return np.int32(0)


@scalar
def _can_take(ints: U32Array, agent: I32, coin: I32) -> bool:
    """Whether a coin is the agent's own, or the agent could harm."""
    return bool((coin == agent) | is_armed(ints[DISARMED], agent))


@scalar
def _takes(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, key_0: U32, key_1: U32, step: I32
) -> I32:
    """Index of the coin that the agent takes where it now stands, or -1.

    Among several agents on the coin's cell one is drawn, so the order of seats never matters.
    """
    x, y = state[agent], state[n_agents + agent]
    coin = _coin_on(ints, n_agents, state, x, y) - 1
    if coin < 0 or not _can_take(ints, agent, coin):
        return np.int32(-1)
    n_rivals, rank = np.int32(0), np.int32(0)
    for other in range(n_agents):
        here = (state[other] == x) & (state[n_agents + other] == y)
        rival = np.int32(here & _can_take(ints, other, coin))
        n_rivals += rival
        rank += rival if other < agent else np.int32(0)
    if n_rivals > 1:
        word, _, _, _ = draw(key_0, key_1, step, PURPOSE_CONTEST, coin)
        if below(word, n_rivals) != rank:
            return np.int32(-1)
    return np.int32(coin)


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
        events[agent, EVENT_GAIN] = _ZERO
        events[agent, EVENT_LOSS] = _ZERO
        events[agent, EVENT_HARM] = _ZERO
        events[agent, EVENT_HELP] = _ZERO
        action = actions[agent]
        events[agent, EVENT_EFFORT] = _ZERO if action == STAY else _ONE
        x, y = _target(ints, state[agent], state[n_agents + agent], action)
        state[agent] = x
        state[n_agents + agent] = y
    taken = 0
    for agent in range(n_agents):
        coin = _takes(ints, n_agents, state, agent, key_0, key_1, time)
        if coin >= 0:
            taken |= 1 << coin
            # Gone at once: of who else stands there nobody can have drawn it.
            cell = state[3 * n_agents + coin] * ints[WIDTH] + state[2 * n_agents + coin]
            state[4 * n_agents + cell] = 0
            events[agent, EVENT_GAIN] = floats[COIN_VALUE]
            if coin != agent:
                events[agent, EVENT_HARM] = floats[THEFT_COST]
                events[coin, EVENT_LOSS] = floats[THEFT_COST]
    if taken == 0:
        return np.int32(0)
    for coin in range(n_agents):
        if taken & (1 << coin):
            _place_coin(ints, n_agents, state, coin, key_0, key_1, time)
    return np.int32(0)


@scalar
def scripted(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, mind: I32) -> I32:
    """The scripted policies.

    Inert stays; kind walks to its own coin around those of others; the sociopath walks to the
    nearest coin, whosever it is.
    """
    if mind != MIND_KIND and mind != MIND_SOCIOPATH:
        return np.int32(STAY)
    goal = agent if mind == MIND_KIND else _nearest_coin(ints, n_agents, state, agent)
    dx = offset(state[agent], state[2 * n_agents + goal], ints[WIDTH])
    dy = offset(state[n_agents + agent], state[3 * n_agents + goal], ints[HEIGHT])
    blocked = hazards(ints, n_agents, state, agent) if mind == MIND_KIND else np.int32(0)
    along_x = EAST if dx > 0 else WEST
    along_y = SOUTH if dy > 0 else NORTH
    if dx != 0 and not blocked >> along_x & 1:
        return np.int32(along_x)
    if dy != 0 and not blocked >> along_y & 1:
        return np.int32(along_y)
    # The straight way leads over another's coin: step aside, or wait if there is no way.
    for action in range(NORTH, N_ACTIONS):
        if not blocked >> action & 1:
            return np.int32(action)
    return np.int32(STAY)


@scalar
def _nearest_coin(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The coin with the shortest walk; of several the one of lowest colour."""
    nearest = np.int32(agent)
    shortest = np.int32(ints[WIDTH] + ints[HEIGHT])
    for coin in range(n_agents):
        dx = offset(state[agent], state[2 * n_agents + coin], ints[WIDTH])
        dy = offset(state[n_agents + agent], state[3 * n_agents + coin], ints[HEIGHT])
        walk = abs(dx) + abs(dy)
        if walk < shortest:
            shortest = walk
            nearest = np.int32(coin)
    return nearest
