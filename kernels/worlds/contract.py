"""What every world provides: its settings, its sizes, and how to draw it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from kernels.compiling import scalar
from kernels.layout import MAX_AGENTS
from kernels.types import I32, U32, F32Array, U32Array

ALL_DISARMED = (1 << MAX_AGENTS) - 1
"""A world's harmless twin: nobody's acts can harm."""


@scalar
def is_armed(disarmed: U32, agent: I32) -> bool:
    """Whether an agent's acts can harm: its bit is not among the disarmed."""
    return bool(np.uint32(disarmed) >> np.uint32(agent) & np.uint32(1) == 0)


@dataclass(frozen=True)
class Sizes:
    """How much memory one lifetime in a world needs."""

    n_world_state: int
    """Words of the world's state."""
    n_features: int
    """Features that an agent can perceive."""
    n_base_features: int
    """How many of them, the first, are free of the watcher's cue: belief learns from these."""
    max_active: int
    """Most features that can be active at once."""


class World(ABC):
    """Settings of a world.

    A world is one module of ``kernels.worlds``: a subclass of this, a frozen dataclass, and the
    rules as ``scalar`` functions

    * ``reset(ints, n_agents, state, key_0, key_1)``
    * ``observe(ints, n_agents, state, agent, cue, active, n_active)``
    * ``hazards(ints, n_agents, state, agent)``: acts that could harm another now, one bit each
    * ``helps(ints, n_agents, state, agent)``: acts that could raise another's payoff now
    * ``in_sight(ints, n_agents, state, viewer, other)``: asked after ``step``, about the step
      just done; a world that pairs anew keeps who met
    * ``step(ints, floats, n_agents, state, actions, key_0, key_1, time, events)``: all agents
      act at once; returns 1 if an episode ended with it, else 0
    * ``scripted(ints, n_agents, state, agent, mind)``: act of a scripted policy
    """

    # Read by pydantic, which checks settings from files; nothing here imports it.
    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}

    tag: ClassVar[Any]
    """A named tuple of its own type: the compiler chooses the rules by it."""
    actions: ClassVar[tuple[str, ...]]
    """Names of the acts; the first is doing nothing."""
    alone: ClassVar[bool] = False
    """Whether it has one seat only; harm, if there is any, falls on what has no seat."""

    shared_stock: ClassVar[bool] = False
    """Whether harm may fall on a stock that all live on, and is then nobody's loss at that step."""

    can_harm: ClassVar[bool] = True
    """Whether any act can harm; without that, non-ruthlessness has no meaning."""
    deterministic: ClassVar[bool] = False
    """Whether nothing in its rules is left to chance."""

    name: str
    n_agents: int

    @property
    def n_actions(self) -> int:
        """Number of acts."""
        return len(self.actions)

    @abstractmethod
    def sizes(self) -> Sizes:
        """Memory of one lifetime."""

    @abstractmethod
    def ints(self, disarmed: int) -> U32Array:
        """Integer settings as the rules read them.

        ``disarmed``: whose acts cannot harm, one bit a seat; ``ALL_DISARMED`` is the harmless twin.
        """

    @abstractmethod
    def floats(self) -> F32Array:
        """Payoff settings as the rules read them."""

    @abstractmethod
    def draw(self, state: U32Array) -> NDArray[np.uint8]:
        """Picture [height, width, 3] of a state."""
