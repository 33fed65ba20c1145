"""A world that is stepped from Python, by the same rules as a simulated lifetime."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inner_rl.oversight import Oversight
from inner_rl.power import disarmed, power_row
from inner_rl.roster import MINDS
from kernels import stepping
from kernels.errors import InvalidInput
from kernels.layout import N_EVENTS
from kernels.types import F32Array, I32Array, U32Array
from kernels.worlds import World


class Game:
    """One life in one world under one random stream.

    Args:
        world: settings of the world.
        key: [2] random stream, a row of ``stream_keys``.
        oversight: the watcher's settings.
        power: seats whose acts alone can harm; by default all can.
        harmless: play the world's harmless twin.

    """

    def __init__(
        self,
        world: World,
        key: U32Array,
        oversight: Oversight,
        power: Sequence[int] = (),
        harmless: bool = False,
    ) -> None:
        self.world = world
        self.n_agents = world.n_agents
        self.key = np.array(key, np.uint32)
        self.state: U32Array = np.zeros(world.sizes().n_world_state, np.uint32)
        """The world's state, laid out by the world."""
        self.clock: I32Array = np.zeros(stepping.N_CLOCK, np.int32)
        """Columns of ``kernels.stepping``."""
        self._ints, self._floats = world.ints(disarmed(power, harmless)), world.floats()
        self.power: I32Array = power_row(power, world.n_agents)
        """[n_agents] 1 for who has power."""
        self._watch = oversight.row()
        self.reset()

    def reset(self) -> None:
        """Begin the same life again."""
        stepping.begin(*self.rules(), self._watch, self.key, self.state, self.clock)

    def rules(self) -> tuple[object, U32Array, int]:
        """Tag, integer settings and number of agents, as kernels take them."""
        return self.world.tag, self._ints, self.n_agents

    @property
    def time(self) -> int:
        """Steps done."""
        return int(self.clock[stepping.STEP])

    @property
    def watched(self) -> bool:
        """Whether a watcher is there for the step that comes."""
        return bool(self.clock[stepping.WATCHED])

    @property
    def ended(self) -> bool:
        """Whether an episode of the world ended with the last step."""
        return bool(self.clock[stepping.ENDED])

    def features(self) -> tuple[U32Array, U32Array]:
        """Active features [n_agents, max_active], and how many of each row: all, base [.., 2]."""
        active = np.zeros((self.n_agents, self.world.sizes().max_active), np.uint32)
        n_active = np.zeros((self.n_agents, 2), np.uint32)
        stepping.look(*self.rules(), self._watch, self.state, self.clock, active, n_active)
        return active, n_active

    def observe(self) -> NDArray[np.int8]:
        """What every agent perceives [n_agents, n_features], 0 or 1."""
        active, n_active = self.features()
        seen = np.zeros((self.n_agents, self.world.sizes().n_features), np.int8)
        for agent in range(self.n_agents):
            seen[agent, active[agent, : n_active[agent, 0]]] = 1
        return seen

    def chances(self) -> I32Array:
        """Acts that could harm, and that could help, one bit an act [n_agents, 2]."""
        return self._survey()[0]

    def sight(self) -> NDArray[np.bool_]:
        """Who sees whom [n_agents, n_agents]."""
        return self._survey()[1].astype(np.bool_)

    def _survey(self) -> tuple[I32Array, I32Array]:
        chances = np.zeros((self.n_agents, 2), np.int32)
        sight = np.zeros((self.n_agents, self.n_agents), np.int32)
        stepping.survey(*self.rules(), self.state, chances, sight)
        return chances, sight

    def scripted(self, mind: str) -> U32Array:
        """Acts [n_agents] of a scripted policy: inert, kind or sociopath."""
        if mind not in MINDS or mind == "learner":
            known = ", ".join(name for name in MINDS if name != "learner")
            raise InvalidInput(f"unknown scripted policy {mind!r} (known: {known})")
        actions = np.zeros(self.n_agents, np.uint32)
        stepping.script(*self.rules(), self.state, MINDS[mind], actions)
        return actions

    def step(self, actions: NDArray[np.integer]) -> F32Array:
        """All act at once; returns the events [n_agents, N_EVENTS] of the step.

        Raises:
            InvalidInput: not one act per agent, or an act that the world does not know.

        """
        acts = np.asarray(actions)
        if acts.shape != (self.n_agents,) or acts.min() < 0 or acts.max() >= self.world.n_actions:
            raise InvalidInput(
                f"expected {self.n_agents} acts from 0 to {self.world.n_actions - 1}, "
                f"got {acts.tolist()}"
            )
        events = np.zeros((self.n_agents, N_EVENTS), np.float32)
        stepping.act(
            self.world.tag, self._ints, self._floats, self.n_agents, self._watch, self.key,
            self.state, self.clock, acts.astype(np.uint32), events,
        )  # fmt: skip
        return events
