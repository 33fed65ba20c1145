"""Worlds as PettingZoo parallel environments."""

from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from inner_rl import Game, Oversight
from kernels.layout import N_EVENTS
from kernels.types import F32Array
from kernels.worlds import World
from rewardsearch.environments.table import (
    METADATA,
    Table,
    check_render_mode,
    payoffs,
    world_named,
)

Observation = NDArray[np.int8]


def parallel_env(
    name: str,
    *,
    oversight: Oversight | None = None,
    harmless: bool = False,
    max_steps: int = 1000,
    render_mode: str | None = None,
    **settings: Any,
) -> "WorldParallelEnv":
    """Build the environment of a world by its name and settings, e.g. ``n_agents=2``."""
    world = world_named(name, settings)
    return WorldParallelEnv(
        world, oversight=oversight, harmless=harmless, max_steps=max_steps, render_mode=render_mode
    )


class WorldParallelEnv(ParallelEnv[str, Observation, int]):  # type: ignore[misc]
    """All seats of a world, acting at once.

    Observations are the sparse features of the search's learners as 0 and 1 [n_features];
    rewards are material payoffs, gain - loss - fine; infos hold the events by name, whether a
    watcher is there, and which acts could harm or help.  A life is truncated after ``max_steps``.
    """

    def __init__(
        self,
        world: World,
        *,
        oversight: Oversight | None = None,
        harmless: bool = False,
        max_steps: int = 1000,
        render_mode: str | None = None,
    ) -> None:
        check_render_mode(render_mode)
        self.world = world
        self.max_steps = max_steps
        self.render_mode = render_mode
        self.metadata = METADATA | {"name": f"{world.name}_v0"}
        self.possible_agents = [f"agent_{seat}" for seat in range(world.n_agents)]
        self.agents: list[str] = []
        n_features = world.sizes().n_features
        self.observation_spaces = {a: spaces.MultiBinary(n_features) for a in self.possible_agents}
        self.action_spaces = {a: spaces.Discrete(world.n_actions) for a in self.possible_agents}
        self._table = Table(world, oversight or Oversight(), harmless)
        self.events: F32Array = np.zeros((world.n_agents, N_EVENTS), np.float32)
        """What the last step did [n_agents, N_EVENTS]."""

    @property
    def game(self) -> Game:
        """The life that is being played."""
        return self._table.game

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """0 and 1 [n_features]."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """One of ``world.actions``."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Begin another life."""
        self._table.reset(seed)
        self.agents = list(self.possible_agents)
        return self._observations(), self._by_agent(self._table.infos(None))

    def step(
        self, actions: dict[str, int]
    ) -> tuple[
        dict[str, Observation],
        dict[str, float],
        dict[str, bool],
        dict[str, bool],
        dict[str, dict[str, Any]],
    ]:
        """All act at once."""
        game = self.game
        events = game.step(np.array([actions[agent] for agent in self.possible_agents]))
        self.events = events
        over = game.time >= self.max_steps
        result = (
            self._observations(),
            self._by_agent(payoffs(events).tolist()),
            dict.fromkeys(self.possible_agents, False),
            dict.fromkeys(self.possible_agents, over),
            self._by_agent(self._table.infos(events)),
        )
        if over:
            self.agents = []
        if self.render_mode == "human":
            self.render()
        return result

    def render(self) -> NDArray[np.uint8] | None:
        """The picture [height, width, 3], or None where it is shown in a window."""
        return self._table.draw(self.render_mode)

    def state(self) -> NDArray[np.int8]:
        """What all seats perceive, one after another."""
        return np.concatenate(list(self._observations().values()))

    def close(self) -> None:
        """Close the window, if there is one."""
        self._table.close()

    def _observations(self) -> dict[str, Observation]:
        return self._by_agent(list(self.game.observe()))

    def _by_agent(self, values: list[Any]) -> dict[str, Any]:
        return dict(zip(self.possible_agents, values, strict=True))
