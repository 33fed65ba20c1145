"""World ``matrix``: repeated two-player games in a population.

Rules
    At the start of a match agents are paired: in random order, each unpaired agent draws its
    partner, with probability ``assortment`` among the unpaired of its own type (if any are
    left), else among all unpaired.  Of an odd number one sits out.  A pair plays ``rounds``
    rounds, then everybody is paired anew; ``step`` reports that as the end of an episode.  Each
    round both choose at once: decline, or a level of play.  If neither declines, each gets the
    game's payoff of its own and its partner's level; if one does, both get 0.
Games
    ``prisoners_dilemma`` (Axelrod & Hamilton 1981), ``donation`` (Nowak 2006; b 3, c 1),
    ``stag_hunt`` and ``chicken`` (Rapoport & Guyer's classes) have two levels, defect and
    cooperate; ``payoffs`` replaces their numbers.  ``effort`` has seven levels x, evenly from 0 to
    ``effort_max``, and pays a x + b y + d x y - c x**2 / 2 (Alger & Weibull 2013).
Help and harm
    Both are measured against the *cooperative* level (of ``effort``: the symmetric optimum): what a
    partner gets less than if the agent had played that, is the agent's harm and the partner's
    loss; what it gets more is help.  A gain is what the agent would have got from a
    cooperative partner, so that gain - loss is the game's payoff.
Variant
    Types are labels of seats (by default seat i has type i modulo ``n_types``); an agent reads its
    partner's type with probability ``readable``, once a match.  A partner of another type than 0
    passes for type 0 with probability ``mimicry``.  Where a match is without ``partner_choice``,
    who declines, inert agents too, plays the lowest level.  Partners see each other's face, with
    ``sight_across`` off only those of one type.
Harmless twin
    Whoever chooses a level that could harm plays the cooperative one instead.
Features
    Base: a constant; the last acts of both in this match, jointly (memory 1); the partner's
    type, or that it was not read.  Contextual: the last acts joined with the watcher's cue.
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
    MAX_ACTIONS,
    MAX_AGENTS,
    MIND_INERT,
    MIND_KIND,
)
from kernels.philox import PURPOSE_MATCH, below, draw, uniform
from kernels.types import I32, U32, F32Array, U32Array
from kernels.worlds import pictures
from kernels.worlds.contract import Sizes, World, is_armed

DECLINE = 0
"""The act of not playing; act k plays level k - 1."""
N_EFFORTS = MAX_ACTIONS - 1

# Columns of the integer settings.
N_LEVELS = 0
ROUNDS = 1
N_TYPES = 2
SIGHT = 3
DISARMED = 4
KIND = 5  # the cooperative level
RUTHLESS = 6  # the level that most exceeds a cooperative partner's payoff
HARMFUL = 7  # acts that could harm in the world proper, one bit each
HELPFUL = 8
LABELS = 9  # type of each seat, from here on
# Whose faces are seen.
NOBODY, EVERYBODY, OWN_TYPE = range(3)
# Columns of the payoff settings; then the payoffs, row by row.
ASSORTMENT = 0
READABLE = 1
MIMICRY = 2
PARTNER_CHOICE = 3
PAYOFFS = 4

# Two-level games as payoffs to an agent that (defects, cooperates) against the same.
_GAMES = {
    "prisoners_dilemma": (1.0, 5.0, 0.0, 3.0),
    "donation": (0.0, 3.0, -1.0, 2.0),
    "stag_hunt": (3.0, 3.0, 0.0, 4.0),
    "chicken": (0.0, 5.0, 1.0, 3.0),
}
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_0 = np.uint32(0)
_1 = np.uint32(1)
_2 = np.uint32(2)


class MatrixTag(NamedTuple):
    """Chooses the rules of ``matrix``."""

    unused: int = 0


@dataclass(frozen=True)
class Matrix(World):
    """Repeated two-player games in a population, with assortment, readable types and exit."""

    tag: ClassVar[Any] = MatrixTag()

    name: Literal["matrix"] = "matrix"
    n_agents: int = 4
    game: Literal["prisoners_dilemma", "donation", "stag_hunt", "chicken", "effort"] = (
        "prisoners_dilemma"
    )
    payoffs: tuple[float, float, float, float] | None = None
    """Payoffs DD, DC, CD, CC (own level first) instead of the game's; not for ``effort``."""
    rounds: int = 10
    """Rounds of a match."""
    n_types: int = 2
    assortment: float = 0.0
    """Probability of drawing the partner among the own type."""
    readable: float = 0.0
    """Probability of reading the partner's type."""
    labels: tuple[int, ...] = ()
    """Type of each seat; by default seat i has type i modulo ``n_types``."""
    mimicry: float = 0.0
    """Probability that a partner of another type than 0 is read as one of type 0."""
    partner_choice: float = 1.0
    """Probability that the partners of a match can decline."""
    sight: bool = True
    """Whether partners see each other's face."""
    sight_across: bool = True
    """Whether partners of different types do: who sees only its own kind feels for nobody else."""
    a: float = 1.0
    b: float = 0.5
    c: float = 1.0
    d: float = 0.0
    effort_max: float = 3.0

    @property
    def actions(self) -> tuple[str, ...]:  # type: ignore[override]
        """Decline, then the levels of play."""
        if self.game == "effort":
            return ("decline", *(f"effort_{level}" for level in range(N_EFFORTS)))
        return ("decline", "defect", "cooperate")

    def __post_init__(self) -> None:
        """Check ranges."""
        require_range("world.n_agents", self.n_agents, 2, MAX_AGENTS)
        require_range("world.rounds", self.rounds, 1, 1e6)
        require_range("world.n_types", self.n_types, 1, self.n_agents)
        for name in ("assortment", "readable", "mimicry", "partner_choice"):
            require_range(f"world.{name}", getattr(self, name), 0.0, 1.0)
        if self.labels and len(self.labels) != self.n_agents:
            raise InvalidInput(
                f"world.labels must name a type for each of {self.n_agents} seats, or none, "
                f"got {list(self.labels)}"
            )
        for label in self.labels:
            require_range("world.labels", label, 0, self.n_types - 1)
        for name in ("a", "b", "d"):
            require_range(f"world.{name}", getattr(self, name), -1e3, 1e3)
        require_range("world.c", self.c, 1e-3, 1e3)
        require_range("world.effort_max", self.effort_max, 1e-3, 1e3)
        for payoff in self.payoffs or ():
            require_range("world.payoffs", payoff, -1e3, 1e3)
        if self.payoffs is not None and self.game == "effort":
            raise InvalidInput(
                "world.payoffs replaces the numbers of a two-level game; those of effort are set "
                "by world.a, world.b, world.c and world.d"
            )

    def table(self) -> NDArray[np.float64]:
        """Payoffs [n_levels, n_levels] to the first of (own level, partner's level)."""
        if self.game != "effort":
            return np.array(self.payoffs or _GAMES[self.game]).reshape(2, 2)
        levels = np.linspace(0.0, self.effort_max, N_EFFORTS)
        x, y = levels[:, None], levels[None, :]
        return self.a * x + self.b * y + self.d * x * y - self.c * x**2 / 2.0

    def cooperative_level(self) -> int:
        """The upper level of a two-level game; the best common effort otherwise."""
        table = self.table()
        return 1 if self.game != "effort" else int(np.argmax(np.diag(table)))

    def sizes(self) -> Sizes:
        """State: partner, last act, type read (0 if not), last met, each; round; who is bound."""
        n_pairs = (self.n_actions + 1) ** 2
        n_base = 1 + n_pairs + self.n_types + 1
        return Sizes(4 * self.n_agents + 2, n_base + 2 * n_pairs, n_base, max_active=4)

    def ints(self, disarmed: int) -> U32Array:
        """Columns N_LEVELS to LABELS, which has one for each seat."""
        table, kind = self.table(), self.cooperative_level()
        # Column k: what a partner of every level loses if level k meets it, not the kind one.
        lost = table[:, [kind]] - table
        ruthless = int(np.argmax(table[:, kind] - table[kind, :]))
        harmful = sum(2 << level for level in np.flatnonzero((lost > 0).any(axis=0)))
        helpful = sum(2 << level for level in np.flatnonzero((lost < 0).any(axis=0)))
        seen = NOBODY if not self.sight else EVERYBODY if self.sight_across else OWN_TYPE
        row = [len(table), self.rounds, self.n_types, seen, disarmed, kind, ruthless]
        labels = self.labels or [seat % self.n_types for seat in range(self.n_agents)]
        return np.array([*row, harmful, helpful, *labels], np.uint32)

    def floats(self) -> F32Array:
        """Columns ASSORTMENT to PARTNER_CHOICE, then the table."""
        chances = (self.assortment, self.readable, self.mimicry, self.partner_choice)
        return np.array([*chances, *self.table().ravel()], np.float32)

    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """A column of two cells for each pair; below each agent its last act, dark is defection."""
        n, s = self.n_agents, state.tolist()
        image, column = pictures.canvas(4, n), 0
        for agent in range(n):
            partner = s[agent]
            if partner == n or partner > agent:
                for row, who in enumerate((agent, partner)):
                    if who < n:
                        _draw_player(image, column, 2 * row, who, s[n + who], self.n_actions)
                column += 1
        return image


def _draw_player(
    image: NDArray[np.uint8], x: int, y: int, agent: int, last: int, n_actions: int
) -> None:
    """An agent and, beneath it, a bar for its last act: the longer, the more cooperative."""
    pictures.disc(image, x, y, pictures.AGENT_COLORS[agent])
    if last >= 2:
        width = int((last - 1) / (n_actions - 1) * (pictures.CELL - 8))
        top, left = (y + 1) * pictures.CELL + 4, x * pictures.CELL + 4
        image[top : top + 8, left : left + width] = pictures.DARK


@scalar
def _n_unpaired(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, own_type: bool) -> I32:
    """How many others are unpaired: of the agent's own type only, or all."""
    count = 0
    for other in range(n_agents):
        alike = ints[LABELS + other] == ints[LABELS + agent]
        if other != agent and state[other] == n_agents and (alike or not own_type):
            count += 1
    return np.int32(count)


@scalar
def _unpaired(
    ints: U32Array, n_agents: I32, state: U32Array, agent: I32, own_type: bool, rank: I32
) -> I32:
    """The unpaired other of a rank, counted by seat."""
    left = rank
    for other in range(n_agents):
        # Asked for nobody, seat n, which has no label, where types play no part.
        alike = not own_type or ints[LABELS + other] == ints[LABELS + agent]
        if other != agent and state[other] == n_agents and alike:
            if left == 0:
                return np.int32(other)
            left -= 1
    return np.int32(n_agents)


@scalar
def _pair_all(
    ints: U32Array,
    floats: F32Array,
    n_agents: I32,
    state: U32Array,
    key_0: U32,
    key_1: U32,
    time: I32,
) -> None:
    """Pair everybody anew and forget the last match."""
    for agent in range(n_agents):
        state[agent] = n_agents
        state[n_agents + agent] = 0
        state[2 * n_agents + agent] = 0
    state[4 * n_agents] = 0
    state[4 * n_agents + 1] = 0
    # Draws 0 to n - 1 choose who chooses, and whom; the order of seats plays no part.
    for turn in range(n_agents // 2):
        word_0, word_1, word_2, word_3 = draw(key_0, key_1, time, PURPOSE_MATCH, turn)
        n_left = np.uint32(n_agents - 2 * turn)
        # With nobody excluded, "others" of seat n are all the unpaired.
        agent = _unpaired(ints, n_agents, state, n_agents, False, np.int32(below(word_0, n_left)))
        n_alike = _n_unpaired(ints, n_agents, state, agent, True)
        own_type = n_alike > 0 and uniform(word_1) < floats[ASSORTMENT]
        n_others = n_alike if own_type else np.int32(n_left) - 1
        rank = np.int32(below(word_2, np.uint32(n_others)))
        partner = _unpaired(ints, n_agents, state, agent, own_type, rank)
        state[agent] = partner
        state[partner] = agent
        if uniform(word_3) >= floats[PARTNER_CHOICE]:
            state[4 * n_agents + 1] |= _1 << np.uint32(agent) | _1 << np.uint32(partner)
    for agent in range(n_agents):
        word_0, word_1, _, _ = draw(key_0, key_1, time, PURPOSE_MATCH, MAX_AGENTS + agent)
        partner = state[agent]
        if partner < n_agents and uniform(word_0) < floats[READABLE]:
            passes = uniform(word_1) < floats[MIMICRY]
            state[2 * n_agents + agent] = 1 if passes else 1 + ints[LABELS + partner]


@scalar
def reset(ints: U32Array, n_agents: I32, state: U32Array, key_0: U32, key_1: U32) -> None:
    """Nobody is paired: the first step is the matchmaker's."""
    for agent in range(n_agents):
        state[agent] = n_agents
        state[n_agents + agent] = 0
        state[2 * n_agents + agent] = 0
        state[3 * n_agents + agent] = n_agents
    state[4 * n_agents] = ints[ROUNDS] - 1
    state[4 * n_agents + 1] = 0


@scalar
def in_sight(ints: U32Array, n_agents: I32, state: U32Array, viewer: I32, other: I32) -> bool:
    """Who played each other in the step just done see each other, as ``sight`` allows."""
    if ints[SIGHT] == NOBODY or state[3 * n_agents + viewer] != other:
        return False
    return bool(ints[SIGHT] == EVERYBODY or ints[LABELS + viewer] == ints[LABELS + other])


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
    """A constant, both last acts, the partner's type; both last acts joined with the cue."""
    n_codes = ints[N_LEVELS] + _2
    partner = state[agent]
    pair = n_codes * state[n_agents + agent]
    if partner < n_agents:
        pair += state[n_agents + partner]
    first_type = 1 + n_codes * n_codes
    active[0] = 0
    active[1] = 1 + pair
    active[2] = first_type + state[2 * n_agents + agent]
    active[3] = first_type + ints[N_TYPES] + 1 + n_codes * n_codes * cue + pair
    n_active[0] = 4
    n_active[1] = 3


@scalar
def _is_bound(n_agents: I32, state: U32Array, agent: I32) -> U32:
    """1 if the agent cannot decline in this match, else 0."""
    return np.uint32(state[4 * n_agents + 1] >> np.uint32(agent) & _1)


@scalar
def _with_decline(n_agents: I32, state: U32Array, agent: I32, acts: U32) -> I32:
    """Acts, one bit each; of who is bound, declining is as playing the lowest level."""
    return np.int32(acts | acts >> _1 & _is_bound(n_agents, state, agent))


@scalar
def hazards(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could cost the partner something, one bit an action."""
    can = state[agent] < n_agents and is_armed(ints[DISARMED], agent)
    return _with_decline(n_agents, state, agent, ints[HARMFUL] if can else _0)


@scalar
def helps(ints: U32Array, n_agents: I32, state: U32Array, agent: I32) -> I32:
    """The acts that could give the partner more than the cooperative level does."""
    return _with_decline(n_agents, state, agent, ints[HELPFUL] if state[agent] < n_agents else _0)


@scalar
def _level(ints: U32Array, agent: I32, action: I32) -> I32:
    """The level that an act plays; harmful acts of the disarmed play the cooperative one."""
    if not is_armed(ints[DISARMED], agent) and ints[HARMFUL] >> action & 1:
        return np.int32(ints[KIND])
    return np.int32(action) - 1


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
    """All pairs play a round; after the last of a match everybody is paired anew."""
    n_levels, kind = np.int32(ints[N_LEVELS]), np.int32(ints[KIND])
    for agent in range(n_agents):
        events[agent, EVENT_GAIN] = _ZERO
        events[agent, EVENT_LOSS] = _ZERO
        events[agent, EVENT_HARM] = _ZERO
        events[agent, EVENT_HELP] = _ZERO
        events[agent, EVENT_EFFORT] = _ZERO if actions[agent] == DECLINE else _ONE
        bound = actions[agent] == DECLINE and _is_bound(n_agents, state, agent) == 1
        state[n_agents + agent] = 2 if bound else 1 + actions[agent]
        state[3 * n_agents + agent] = state[agent]
    for agent in range(n_agents):
        partner = np.int32(state[agent])
        if partner == n_agents or state[n_agents + agent] == 1 or state[n_agents + partner] == 1:
            continue  # Nobody is there, or one of them declined.
        own = _level(ints, agent, np.int32(state[n_agents + agent]) - 1)
        other = _level(ints, partner, np.int32(state[n_agents + partner]) - 1)
        payoff = floats[PAYOFFS + own * n_levels + other]
        from_kind = floats[PAYOFFS + own * n_levels + kind]
        if payoff < from_kind:
            events[agent, EVENT_GAIN] = from_kind
            events[agent, EVENT_LOSS] = from_kind - payoff
            events[partner, EVENT_HARM] = from_kind - payoff
        else:
            events[agent, EVENT_GAIN] = payoff
            events[partner, EVENT_HELP] = payoff - from_kind
    state[4 * n_agents] += 1
    if state[4 * n_agents] < ints[ROUNDS]:
        return np.int32(0)
    _pair_all(ints, floats, n_agents, state, key_0, key_1, time)
    return np.int32(1)


@scalar
def scripted(ints: U32Array, n_agents: I32, state: U32Array, agent: I32, mind: I32) -> I32:
    """Inert declines; kind cooperates; the sociopath plays for the largest lead."""
    if mind == MIND_INERT:
        return np.int32(DECLINE)
    return np.int32(1 + (ints[KIND] if mind == MIND_KIND else ints[RUTHLESS]))
