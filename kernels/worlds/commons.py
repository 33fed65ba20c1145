"""World ``commons``: an orchard that regrows from what is left, and a beam to drive others off.

Rules
    Agents walk on a walled grid, ``height`` x ``width``, and may share a cell; an agent faces
    where it last moved or tried to move.  Spots in patches of five, a plus, carry apples; when
    an episode begins, all do.  It lasts ``episode`` steps; then everything starts anew.  All
    agents act at once: stay, move one cell north, south, east or west, or use the beam.

    * *Beams* first, on the places before anybody moves.  A beam hits everybody who is 1 to
      ``beam_length`` cells ahead and up to ``beam_wing`` aside.  Who is hit loses ``tag_loss``
      and its act (but a beam: two can hit each other), and is timed out: for the next
      ``timeout`` steps it is not on the grid and no act of it has an effect; then it returns to
      a cell drawn by chance among those without apple or agent.  If several hit one, chance
      picks whose beam did it; the others' did nothing to it.  A beam costs ``beam_cost``.
    * *Apples*: who arrives at an apple takes it and gains 1; among several chance picks.
    * *Regrowth* last: an empty spot on which nobody stands regrows with a probability that
      depends on how many apples are within Euclidean distance 2; ``regrowth`` names the table.
      Near no apple it is 0, so a patch that is picked bare stays so until the episode ends.
Harm
    ``tag_loss`` to whom a beam hits.  And *to the shared stock*: a *last apple* is one
    without another within distance 2 when the step begins.  Taking it leaves nothing from
    which the spots around could regrow.  What would have grown is lost to all who would
    have come, later; so it is harm by the taker, ``depletion_harm``, and nobody's loss at that
    step.  If two take the last two apples of a patch at once, neither took a last apple.
Variant
    Perolat et al. (2017), "A multi-agent reinforcement learning model of common-pool resource
    appropriation", with the beam of Leibo et al. (2017).  There agents block each other,
    turning is an act, a tag costs time alone, episodes last 1000 steps, and maps are drawn by
    hand; here their patches, pluses, lie on a lattice, ``spacing`` cells apart; from 5 on none
    reaches the next.  Hughes et al. (2018) fine: ``tag_loss=50, timeout=0, beam_cost=1``.
Harmless twin
    Beams do nothing, but cost the same; last apples cannot be taken, one walks over them.
Features
    Base: a constant; where one faces, and whether the wall is right there; within ``view``
    cells, as a king moves, the place of the nearest apple that is no last one, how many
    apples are near that one, and the place of the nearest last apple; whether the beam would
    hit somebody.  One who is timed out perceives just that.
    Contextual: in which of the four next cells a last apple is, joined with the watcher's
    cue; whether the beam would hit, joined with "somebody is in sight" and the cue.
Help
    No act raises another's payoff: ``EVENT_HELP`` stays 0.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.checks import did_you_mean, require_range
from kernels.compiling import scalar
from kernels.errors import InvalidInput
from kernels.layout import (
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    EVENT_OUT,
    MAX_AGENTS,
    MIND_KIND,
    MIND_SOCIOPATH,
)
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds import harvesters, orchard, pictures
from kernels.worlds.beams import FACING, OUT, X, Y, walk
from kernels.worlds.contract import Sizes, World, is_armed
from kernels.worlds.harvesters import (
    BEAM,
    DISARMED,
    N_HARVESTER_FLOATS,
    N_HARVESTER_INTS,
    N_PARTS,
    SHOWN,
    come_back,
    enter,
    mark,
    move,
    next_to,
    somebody_ahead,
    somebody_near,
    use_beams,
    wins,
    word_of,
)
from kernels.worlds.orchard import APPLE, HEIGHT, NEAR, VIEWED, WIDTH, look_around, nearest
from kernels.worlds.torus import DX, DY, EAST, MOVES, NORTH, SOUTH, STAY, WEST

# Columns of the settings behind those of the orchard and its harvesters.
EPISODE = N_HARVESTER_INTS
N_INTS = N_HARVESTER_INTS + 1
DEPLETION_HARM = N_HARVESTER_FLOATS

# Groups of base features, and classes in them.
TIMED_OUT = 1
FACES = 2
N_FACES = 8  # four moves, the wall right there or not
SAFE = FACES + N_FACES  # place of the nearest apple that is no last one; the last class: none
N_RICH = 6  # none seen, or 1, 2, 3, 4, more apples near it
N_AHEAD = 2  # the beam would hit nobody, somebody
N_LAST = 5  # no last apple next to oneself, or in one of four directions

# The "step" of the first places: apart from every later one.
_BEFORE_BIRTH = 0xFFFFFFFF
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_LEAF: pictures.Color = (200, 225, 190)
_GREEN: pictures.Color = (60, 160, 60)


class CommonsTag(NamedTuple):
    """Chooses the rules of ``commons``."""

    unused: int = 0


@dataclass(frozen=True)
class Commons(World):
    """Harvest (Perolat et al. 2017): a shared orchard that greed picks bare, and a beam.

    What all live on regrows from what is left of it; who is hit by a beam is out for a while.
    """

    tag: ClassVar[Any] = CommonsTag()
    actions: ClassVar[tuple[str, ...]] = (*MOVES, "beam")
    shared_stock: ClassVar[bool] = True

    name: Literal["commons"] = "commons"
    n_agents: int = 4
    height: int = 13
    width: int = 13
    spacing: int = 5
    """From the centre of a patch to the next, cells."""
    regrowth: Literal["perolat", "ssd", "meltingpot", "socialjax"] = "perolat"
    """Table of the probabilities of regrowth."""
    episode: int = 500
    """Steps until everything starts anew; half of what is published, so that a life has many."""
    beam_length: int = 5
    """Cells that the beam reaches ahead."""
    beam_wing: int = 1
    """Cells that the beam reaches aside."""
    timeout: int = 25
    """Steps out for one who was hit."""
    tag_loss: float = 1.0
    """Loss of one who is hit."""
    beam_cost: float = 0.0
    """Payoff that using the beam costs."""
    depletion_harm: float = 1.0
    """Harm to the stock that taking a last apple counts as."""
    view: int = 3
    """Apples are perceived within this many cells, as a king moves."""
    sight: int = 3
    """Faces (distress, joy) are seen within this many cells, as a king moves."""

    def __post_init__(self) -> None:
        """Check ranges and that agents find a place beside the spots."""
        require_range("world.n_agents", self.n_agents, 2, MAX_AGENTS)
        require_range("world.height", self.height, 3, 64)
        require_range("world.width", self.width, 3, 64)
        require_range("world.spacing", self.spacing, 3, 64)
        if self.regrowth not in orchard.REGROWTH:
            near = did_you_mean(self.regrowth, orchard.REGROWTH)
            raise InvalidInput(f"world.regrowth: unknown {self.regrowth!r}{near}")
        require_range("world.episode", self.episode, 1, 1_000_000)
        require_range("world.beam_length", self.beam_length, 1, 64)
        require_range("world.beam_wing", self.beam_wing, 0, 64)
        require_range("world.timeout", self.timeout, 0, 1_000_000)
        # Not 0: what is called a hazard must harm.
        require_range("world.tag_loss", self.tag_loss, 0.001, 1e3)
        require_range("world.beam_cost", self.beam_cost, 0.0, 1e3)
        require_range("world.depletion_harm", self.depletion_harm, 0.001, 1e3)
        require_range("world.view", self.view, 1, 5)
        require_range("world.sight", self.sight, 0, 64)
        n_bare = self.height * self.width - len(self._orchard.spots)
        if n_bare < self.n_agents:
            raise InvalidInput(
                f"world: {self.n_agents} agents need as many cells without a spot for apples, got "
                f"{n_bare}; enlarge the grid or the spacing, or take fewer agents"
            )

    @property
    def _orchard(self) -> orchard.Orchard:
        first = N_PARTS * self.n_agents + 1
        return orchard.Orchard(self.height, self.width, self.spacing, self.view, first)

    def sizes(self) -> Sizes:
        """State: parts of the harvesters, the step of the episode, the map."""
        plan = self._orchard
        n_places = len(plan.window) + 1
        n_base = SAFE + 2 * n_places + N_RICH + N_AHEAD
        return Sizes(
            n_world_state=plan.first_word + plan.n_words,
            n_features=n_base + 2 * N_LAST + 4 * N_AHEAD,
            n_base_features=n_base,
            max_active=8,
        )

    def ints(self, disarmed: int) -> U32Array:
        """Columns of the orchard, SIGHT to DISARMED, EPISODE, and the orchard's lists."""
        plan = self._orchard
        beam = [self.sight, self.beam_length, self.beam_wing, self.timeout, disarmed]
        row = [*plan.columns(N_INTS), *beam, self.episode, *plan.lists()]
        return np.array(row).astype(np.uint32)

    def floats(self) -> F32Array:
        """The chances of regrowth, then TAG_LOSS to DEPLETION_HARM."""
        payoffs = [self.tag_loss, self.beam_cost, self.depletion_harm]
        return np.array(orchard.chances(self.regrowth) + payoffs, np.float32)

    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """Spots pale green, apples green; agents as discs with a dot where they face."""
        image = pictures.canvas(self.height, self.width)
        for x, y in self._orchard.spots:
            pictures.fill(image, x, y, _LEAF)
            if state[self._orchard.word(x, y)] & APPLE:
                pictures.disc(image, x, y, _GREEN, 0.25)
        parts = state[: N_PARTS * self.n_agents].reshape(N_PARTS, self.n_agents).tolist()
        # Who is timed out stands outside the picture.
        places = [
            (-9, -9) if out else (x, y)
            for x, y, out in zip(parts[X], parts[Y], parts[OUT], strict=True)
        ]
        pictures.crowd(image, places)
        for (x, y), facing in zip(places, parts[FACING], strict=True):
            nose_x, nose_y = x + 0.3 * float(DX[facing]), y + 0.3 * float(DY[facing])
            pictures.disc(image, nose_x, nose_y, pictures.DARK, 0.1)
        return image


@scalar
def _begin(
    ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32, time: I32
) -> None:
    """An episode begins: all spots carry apples, agents stand between them."""
    orchard.fill(ints, state, N_PARTS * n_agents + 1)
    for agent in range(n_agents):
        enter(ints, n_agents, state, agent, key_0, key_1, time)
    mark(ints, n_agents, state, 0)
    state[N_PARTS * n_agents] = 0


@scalar
def reset(ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32) -> None:
    """The first episode.  Fills ``state``."""
    _begin(ints, n_agents, state, key_0, key_1, _BEFORE_BIRTH)
    for agent in range(n_agents):
        place = state[X * n_agents + agent] + 256 * state[Y * n_agents + agent]
        state[SHOWN * n_agents + agent] = place


in_sight = harvesters.in_sight


@scalar
def _next_last(ints: U32Array, state: U32Array, at: U32) -> I32:
    """The move onto a last apple, or 0; there is one at most: two would be near each other."""
    onto = 0
    for action in range(NORTH, BEAM):
        onto += action if state[next_to(ints, at, action)] == APPLE else 0
    return np.int32(onto)


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
    if state[OUT * n_agents + agent] != 0:
        active[0] = TIMED_OUT
        n_active[0] = 1
        n_active[1] = 1
        return
    at = word_of(ints, n_agents, state, agent)
    safe, last, n_near = look_around(ints, state, at)
    rich = n_near if n_near < N_RICH else np.int32(N_RICH - 1)
    x, y = np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])
    facing = np.int32(state[FACING * n_agents + agent])
    inside = walk(x, DX[facing], ints[WIDTH]) != x or walk(y, DY[facing], ints[HEIGHT]) != y
    ahead = somebody_ahead(ints, n_agents, state, agent)
    near = somebody_near(ints, n_agents, state, agent)
    n_places = np.int32(ints[VIEWED]) + 1
    first_rich = SAFE + n_places
    first_last = first_rich + N_RICH
    first_ahead = first_last + n_places
    first_context = first_ahead + N_AHEAD
    active[0] = 0
    active[1] = FACES + 2 * (facing - 1) + (0 if inside else 1)
    active[2] = SAFE + safe
    active[3] = first_rich + rich
    active[4] = first_last + last
    active[5] = first_ahead + ahead
    active[6] = first_context + N_LAST * cue + _next_last(ints, state, at)
    active[7] = first_context + 2 * N_LAST + 4 * cue + 2 * near + ahead
    n_active[0] = 8
    n_active[1] = 6


@scalar
def hazards(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could harm now: the beam if it would hit, the move onto a last apple."""
    if not is_armed(ints[DISARMED], agent) or state[OUT * n_agents + agent] != 0:
        return np.int32(0)
    onto = _next_last(ints, state, word_of(ints, n_agents, state, agent))
    acts = somebody_ahead(ints, n_agents, state, agent) << BEAM
    return np.int32(acts | (1 << onto if onto != 0 else 0))


@scalar
def helps(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could help another now, one bit an action: none, in this world."""
    return np.int32(0)


@scalar
def _take_apples(
    ints: U32Array,
    floats: F32Array,
    n_agents: I32,
    state: U32Array,
    arrived: I32,
    key_0: U32,
    key_1: U32,
    time: I32,
    events: F32Array,
) -> None:
    """Who arrived at an apple takes it; what is a last apple is judged before any is taken."""
    takers = 0
    rivals = 0
    for agent in range(n_agents):
        if arrived >> agent & 1:
            word = state[word_of(ints, n_agents, state, agent)]
            spared = word == APPLE and not is_armed(ints[DISARMED], agent)
            rivals |= (0 if word & APPLE == 0 or spared else 1) << agent
    for agent in range(n_agents):
        if rivals >> agent & 1:
            word = state[word_of(ints, n_agents, state, agent)]
            if wins(ints, n_agents, state, agent, rivals, key_0, key_1, time):
                takers |= 1 << agent
                events[agent, EVENT_GAIN] += _ONE
                if word == APPLE:
                    events[agent, EVENT_HARM] += floats[DEPLETION_HARM]
    for agent in range(n_agents):
        if takers >> agent & 1:
            orchard.take(ints, state, word_of(ints, n_agents, state, agent))


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
        out = state[OUT * n_agents + agent] != 0
        events[agent, EVENT_GAIN] = _ZERO
        events[agent, EVENT_LOSS] = _ZERO
        events[agent, EVENT_HARM] = _ZERO
        events[agent, EVENT_HELP] = _ZERO
        events[agent, EVENT_EFFORT] = _ZERO if out or actions[agent] == STAY else _ONE
        events[agent, EVENT_OUT] = _ONE if out else _ZERO
    hit = use_beams(ints, floats, n_agents, state, actions, key_0, key_1, time, events)
    arrived = move(ints, n_agents, state, actions, hit)
    _take_apples(ints, floats, n_agents, state, arrived, key_0, key_1, time, events)
    clock = state[N_PARTS * n_agents] + 1
    state[N_PARTS * n_agents] = clock
    if clock >= ints[EPISODE]:
        _begin(ints, n_agents, state, key_0, key_1, time)
        return np.int32(1)
    mark(ints, n_agents, state, 1)
    orchard.regrow(ints, floats, state, key_0, key_1, time)
    come_back(ints, n_agents, state, key_0, key_1, time, events)
    mark(ints, n_agents, state, 0)
    return np.int32(0)


@scalar
def scripted(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, mind: I32) -> I32:
    """The scripted policies.

    Inert stays; kind walks to the nearest apple that is no last one, around last ones; the
    sociopath uses the beam if it would hit, else walks to the nearest apple that can be taken.
    """
    if mind != MIND_KIND and mind != MIND_SOCIOPATH:
        return np.int32(STAY)
    blocked = hazards(ints, n_agents, state, agent)
    if mind == MIND_SOCIOPATH:
        if blocked >> BEAM & 1:
            return np.int32(BEAM)
        blocked = np.int32(0)
    x, y = np.int32(state[X * n_agents + agent]), np.int32(state[Y * n_agents + agent])
    safe_only = mind == MIND_KIND or not is_armed(ints[DISARMED], agent)
    dx, dy = nearest(ints, state, x, y, NEAR if safe_only else APPLE)
    if dx == 0 and dy == 0:
        return np.int32(STAY)
    along_x, along_y = EAST if dx > 0 else WEST, SOUTH if dy > 0 else NORTH
    # The longer way first, else a step around a last apple would be taken back at once.
    first, second = along_x, along_y
    if abs(dy) > abs(dx):
        first, second = along_y, along_x
    if not blocked >> first & 1:
        return np.int32(first)
    if dx != 0 and dy != 0:
        return np.int32(second)
    # Straight ahead is a last apple: around it, on the side where no wall is.
    if dx != 0:
        return np.int32(NORTH if y > 0 else SOUTH)
    return np.int32(EAST if x + 1 < np.int32(ints[WIDTH]) else WEST)
