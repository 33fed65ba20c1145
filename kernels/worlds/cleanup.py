"""World ``cleanup``: apples grow only while somebody keeps the river clean, far from the apples.

Rules
    A walled grid: on the left ``river`` columns of water, on the right ``orchard`` columns, land
    between.  Agents walk everywhere, may share a cell, and face where they last moved or tried to.
    All act at once: stay, move one cell, *clean*, or *beam*.

    * Beams come first, from the places before anybody moves, and hit all that is 1 to
      ``beam_length`` cells ahead and up to ``beam_wing`` aside.  Who is hit loses ``tag_loss``
      (1) and its act, and in the following ``timeout`` steps it is away from the grid and cannot
      act; then it comes back on a uniformly drawn cell of land.  Among several who hit the same
      agent chance picks the cause.  A shot costs its shooter ``beam_cost`` (0) of gain.
    * Cleaning removes the first waste in each of the ``2 * clean_wing + 1`` columns ahead, up to
      ``clean_length`` cells far.  Chance picks which of several cleaners removed a waste.
    * An apple is eaten by who arrives there and is a gain of 1; chance picks among several.

    The density of waste is the share of river cells that hold waste, at the end of the step.
    While it is below ``depletion``, one waste appears with probability ``waste_rate``, on a
    uniformly drawn clean river cell; and on each empty orchard cell without an agent an apple
    appears with probability ``apple_rate``, less the more waste there is above ``restoration``:
    linearly, down to 0 at ``depletion``.  From ``depletion`` on neither appears.
    An episode of ``episode`` steps begins with waste on ``start_density`` of the river, beyond
    ``depletion`` by default, no apples, and agents on uniformly drawn cells of land.
Variant
    The game of Hughes et al. (2018), "Inequity aversion improves cooperation in intertemporal
    social dilemmas"; thresholds and the rate of apples are those of the open-source code by
    Vinitsky et al. (2019), "An open source implementation of sequential social dilemma games".
    There 70 of the river's 119 cells are foul at the beginning, and one more in nearly every
    step, as each clean cell is tried with probability 0.5 until one is; here the rate is constant,
    and low enough for learners to come upon apples within one life.  There, also, agents block
    each other and each other's beams, and turning is an act.  Being away for 25 steps is from
    Perolat et al. (2017), "A multi-agent reinforcement learning model of common-pool resource
    appropriation"; ``timeout=0, tag_loss=50, beam_cost=1`` is the fining beam of Hughes et al.
Harmless twin
    Beams hit nobody; they cost what they cost.
Features
    Base: a constant; the place of the nearest apple in view; that of the nearest waste; facing
    joined with "there is waste in reach of cleaning"; river, land or orchard joined with the
    density of waste, in 5 classes (the state of the river is known to everybody, wherever they
    are); how many others are in view (0, 1, 2, more); whether somebody is in the beam.  The timed
    out perceive only that they are.
    Contextual: whether somebody is in the beam, joined with the watcher's cue.
Help
    Cleaning: ``EVENT_HELP`` is 1 for each waste removed, for which all will have more apples.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kernels.checks import require_range
from kernels.compiling import scalar
from kernels.errors import InvalidInput
from kernels.layout import MAX_AGENTS
from kernels.types import I32, F32Array, U32Array
from kernels.worlds import pictures
from kernels.worlds.beams import FACING, OUT, X, Y
from kernels.worlds.bitrows import NOWHERE
from kernels.worlds.cleanup_acts import ACTIONS, BEAM, CLEAN, can_clean, has_target, step
from kernels.worlds.cleanup_ground import (
    CLASSES,
    DISARMED,
    N_PARTS,
    N_WASTE,
    ORCHARD,
    RIVER,
    ROWS,
    SEEN_X,
    SEEN_Y,
    SIGHT,
    UNSEEN,
    VIEW,
    common,
    is_active,
    place,
    reset,
)
from kernels.worlds.cleanup_policies import nearest_apple, nearest_waste, scripted
from kernels.worlds.contract import Sizes, World, is_armed
from kernels.worlds.torus import DX, DY, NORTH

__all__ = [
    "Cleanup",
    "CleanupTag",
    "hazards",
    "helps",
    "in_sight",
    "observe",
    "reset",
    "scripted",
    "step",
]

_RANGES = (
    ("n_agents", 2, MAX_AGENTS),
    ("height", 3, 24),
    ("width", 3, 24),
    ("river", 1, 24),
    ("orchard", 1, 24),
    ("view", 1, 7),
    ("sight", 0, 24),
    ("beam_length", 1, 24),
    ("beam_wing", 0, 24),
    ("clean_length", 1, 24),
    ("clean_wing", 0, 3),
    ("timeout", 0, 10_000),
    # At 0 a hit would be called a hazard and do no harm.
    ("tag_loss", 1e-3, 1e3),
    ("beam_cost", 0.0, 1e3),
    ("waste_rate", 0.0, 1.0),
    ("apple_rate", 1e-4, 1.0),
    ("depletion", 0.01, 1.0),
    ("restoration", 0.0, 1.0),
    ("start_density", 0.0, 1.0),
    ("episode", 2, 1_000_000),
)
N_CLASSES = 5
"""Of the density of waste: up to ``restoration``, three thirds of the way, from ``depletion``."""
_N_REGIONS = 3
_N_FACINGS = 4
_MANY = 3
_WATER: pictures.Color = (120, 180, 225)
_WASTE: pictures.Color = (125, 85, 40)
_GRASS: pictures.Color = (222, 235, 205)
_APPLE: pictures.Color = (40, 150, 50)


class CleanupTag(NamedTuple):
    """Chooses the rules of ``cleanup``."""

    unused: int = 0


@dataclass(frozen=True)
class Cleanup(World):
    """A public good (Hughes et al. 2018): apples for all grow only if somebody cleans the river.

    Who cleans does not eat; beams send rivals away for a while.
    """

    tag: ClassVar[Any] = CleanupTag()
    actions: ClassVar[tuple[str, ...]] = ACTIONS

    name: Literal["cleanup"] = "cleanup"
    n_agents: int = 4
    height: int = 9
    width: int = 9
    river: int = 3
    """Columns of river, on the left."""
    orchard: int = 4
    """Columns of orchard, on the right."""
    view: int = 3
    """The nearest apple and waste are perceived within this many cells, as a king moves."""
    sight: int = 3
    """Faces (distress, joy) are seen within this many cells, as a king moves."""
    beam_length: int = 5
    beam_wing: int = 1
    """Cells aside that a beam hits, on either side."""
    clean_length: int = 5
    clean_wing: int = 1
    """Columns aside that cleaning reaches, on either side."""
    timeout: int = 25
    """Steps that one who was hit is away."""
    tag_loss: float = 1.0
    """Loss of one who is hit."""
    beam_cost: float = 0.0
    """What a beam costs its shooter, whether it hits or not."""
    waste_rate: float = 0.1
    """Probability per step that a waste appears in the river."""
    apple_rate: float = 0.05
    """Probability per step that an apple appears on an empty cell, with a clean river."""
    depletion: float = 0.4
    """Density of waste from which on no apples appear."""
    restoration: float = 0.0
    """Density of waste up to which apples appear at the full rate."""
    start_density: float = 0.45
    """Density of waste at the beginning of an episode."""
    episode: int = 1000
    """Steps of an episode."""

    def __post_init__(self) -> None:
        """Check ranges, and that river, land and orchard fit."""
        for name, low, high in _RANGES:
            require_range(f"world.{name}", getattr(self, name), low, high)
        if self.river + self.orchard >= self.width:
            raise InvalidInput(
                f"world: {self.river} columns of river and {self.orchard} of orchard leave no land "
                f"on {self.width} columns; widen the grid or take fewer of them"
            )
        if self.restoration >= self.depletion:
            raise InvalidInput(
                f"world.restoration must be below world.depletion ({self.depletion:g}), "
                f"got {self.restoration:g}"
            )

    def sizes(self) -> Sizes:
        """State: see ``cleanup_ground``.

        Base features: a constant, timed out, nearest apple and waste (one more each for "none"),
        facing and reach, region and density, others in view, target.  Then the target under
        either cue.
        """
        n_places = (2 * self.view + 1) ** 2 + 1
        n_base = 2 + 2 * n_places + 2 * _N_FACINGS + N_CLASSES * _N_REGIONS + _MANY + 1 + 2
        claims = self.n_agents * (2 * self.clean_wing + 1)
        return Sizes(
            n_world_state=N_PARTS * self.n_agents + ROWS + self.height + claims,
            n_features=n_base + 4,
            n_base_features=n_base,
            max_active=8,
        )

    def _richness(self) -> list[float]:
        """Share of the full rate of apples at each number of wastes."""
        n_cells = self.height * self.river
        span = self.depletion - self.restoration
        return [
            min(1.0, max(0.0, 1.0 - (n / n_cells - self.restoration) / span))
            if n / n_cells < self.depletion
            else 0.0
            for n in range(n_cells + 1)
        ]

    def ints(self, disarmed: int) -> U32Array:
        """Columns HEIGHT to DISARMED, then the class of density at each number of wastes."""
        n_cells = self.height * self.river
        depleted = [n for n in range(n_cells + 1) if n / n_cells >= self.depletion]
        classes = [
            4 if n >= depleted[0] else 0 if share == 1.0 else 1 + min(2, int(3 * (1.0 - share)))
            for n, share in enumerate(self._richness())
        ]
        row = [
            self.height, self.width, self.river, self.width - self.orchard, self.view, self.sight,
            self.beam_length, self.beam_wing, self.clean_length, self.clean_wing, self.timeout,
            self.episode, round(self.start_density * n_cells), depleted[0], disarmed, *classes,
        ]  # fmt: skip
        return np.array(row, np.uint32)

    def floats(self) -> F32Array:
        """Columns TAG_LOSS to WASTE_RATE, then the rate of apples at each number of wastes."""
        growth = [self.apple_rate * share for share in self._richness()]
        return np.array([self.tag_loss, self.beam_cost, self.waste_rate, *growth], np.float32)

    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """River blue, orchard light green, waste brown and apples green; a row for the timed out.

        Agents are discs with a mark where they face.
        """
        n = self.n_agents
        parts = state[: N_PARTS * n].reshape(N_PARTS, n).tolist()
        rows = state[N_PARTS * n + ROWS :].tolist()
        image = pictures.canvas(self.height + 1, max(self.width, n))
        image[self.height * pictures.CELL :] = pictures.LINE
        image[:, self.width * pictures.CELL :] = pictures.LINE
        for y in range(self.height):
            for x in range(self.width):
                in_river = x < self.river
                if in_river or x >= self.width - self.orchard:
                    pictures.fill(image, x, y, _WATER if in_river else _GRASS)
                if rows[y] >> x & 1 and in_river:
                    pictures.fill(image, x, y, _WASTE, margin=4)
                elif rows[y] >> x & 1:
                    pictures.disc(image, x, y, _APPLE, 0.24)
        out = parts[OUT]
        places = [
            (agent, self.height) if out[agent] else (parts[X][agent], parts[Y][agent])
            for agent in range(n)
        ]
        pictures.crowd(image, places)
        for agent, (x, y) in enumerate(places):
            if not out[agent]:
                facing = parts[FACING][agent]
                mark = 0.3 * DX[facing], 0.3 * DY[facing]
                pictures.disc(image, x + mark[0], y + mark[1], pictures.DARK, 0.13)
        return image


@scalar
def in_sight(ints: U32Array, n_agents: I32, state: U32Array, viewer: I32, other: I32) -> bool:
    """Whether two agents saw each other's face in the step just done.

    Both were on the grid when it began: also the face of one who was hit in it is seen.
    """
    x, to_x = (
        np.int32(state[SEEN_X * n_agents + viewer]),
        np.int32(state[SEEN_X * n_agents + other]),
    )
    y, to_y = (
        np.int32(state[SEEN_Y * n_agents + viewer]),
        np.int32(state[SEEN_Y * n_agents + other]),
    )
    sight = np.int32(ints[SIGHT])
    near = -sight <= to_x - x <= sight and -sight <= to_y - y <= sight
    return bool(near and x != UNSEEN and to_x != UNSEEN)


@scalar
def hazards(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could harm another now, one bit an action: a beam at somebody."""
    if not is_armed(ints[DISARMED], agent) or not is_active(n_agents, state, agent):
        return np.int32(0)
    return np.int32(1 << BEAM if has_target(ints, n_agents, state, agent) else 0)


@scalar
def helps(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could help others now: cleaning, if there is waste in reach."""
    if not is_active(n_agents, state, agent):
        return np.int32(0)
    return np.int32(1 << CLEAN if can_clean(ints, n_agents, state, agent) else 0)


@scalar
def _others_in_view(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """How many others are in view, 3 for more of them."""
    x, y = place(n_agents, state, agent)
    view = np.int32(ints[VIEW])
    n_here = -1
    for other in range(n_agents):
        to_x, to_y = place(n_agents, state, other)
        near = (abs(to_x - x) <= view) & (abs(to_y - y) <= view)
        n_here += 1 if near & (state[OUT * n_agents + other] == 0) else 0
    return np.int32(n_here if n_here < _MANY else _MANY)


@scalar
def _index_in_view(view: I32, way: tuple[I32, I32, I32]) -> I32:
    """Index of a place in the square window, one more for "none"."""
    side = 2 * view + 1
    if way[2] == NOWHERE:
        return np.int32(side * side)
    return np.int32((way[1] + view) * side + way[0] + view)


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
    active[0] = 0
    if not is_active(n_agents, state, agent):
        active[1] = 1
        n_active[0] = 2
        n_active[1] = 2
        return
    view = np.int32(ints[VIEW])
    n_places = (2 * view + 1) * (2 * view + 1) + 1
    apple = _index_in_view(view, nearest_apple(ints, n_agents, state, agent, view))
    waste = _index_in_view(view, nearest_waste(ints, n_agents, state, agent, view))
    facing = np.int32(state[FACING * n_agents + agent]) - NORTH
    reach = 1 if can_clean(ints, n_agents, state, agent) else 0
    x = state[X * n_agents + agent]
    region = (1 if x >= ints[RIVER] else 0) + (1 if x >= ints[ORCHARD] else 0)
    density = ints[CLASSES + np.int32(state[common(n_agents, N_WASTE)])]
    target = 1 if has_target(ints, n_agents, state, agent) else 0
    first = 2 + 2 * n_places
    active[1] = 2 + apple
    active[2] = 2 + n_places + waste
    active[3] = first + 2 * facing + reach
    active[4] = first + 2 * _N_FACINGS + N_CLASSES * region + density
    first += 2 * _N_FACINGS + N_CLASSES * _N_REGIONS
    active[5] = first + _others_in_view(ints, n_agents, state, agent)
    first += _MANY + 1
    active[6] = first + target
    active[7] = first + 2 + 2 * cue + target
    n_active[0] = 8
    n_active[1] = 7
