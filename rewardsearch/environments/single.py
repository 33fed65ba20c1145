"""One seat of a world as a Gymnasium environment; scripted policies sit in the others."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from inner_rl import Game, InvalidInput, Oversight
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


def single_seat_env(
    name: str,
    *,
    others: str = "kind",
    seat: int = 0,
    oversight: Oversight | None = None,
    harmless: bool = False,
    max_steps: int = 1000,
    render_mode: str | None = None,
    **settings: Any,
) -> "SingleSeatEnv":
    """Build the environment of a world by its name and settings, e.g. ``n_agents=2``."""
    return SingleSeatEnv(
        world_named(name, settings), others=others, seat=seat, oversight=oversight,
        harmless=harmless, max_steps=max_steps, render_mode=render_mode,
    )  # fmt: skip


class SingleSeatEnv(gymnasium.Env[NDArray[np.int8], np.int64]):
    """One seat of a world; the others follow a scripted policy: inert, kind or sociopath.

    Observations, rewards and infos are those of ``WorldParallelEnv``.
    """

    def __init__(
        self,
        world: World,
        *,
        others: str = "kind",
        seat: int = 0,
        oversight: Oversight | None = None,
        harmless: bool = False,
        max_steps: int = 1000,
        render_mode: str | None = None,
    ) -> None:
        check_render_mode(render_mode)
        if not 0 <= seat < world.n_agents:
            raise InvalidInput(f"seat must be from 0 to {world.n_agents - 1}, got {seat}")
        self.world, self.others, self.seat = world, others, seat
        self.max_steps = max_steps
        self.render_mode = render_mode
        self.metadata = dict(METADATA)
        self.observation_space = spaces.MultiBinary(world.sizes().n_features)
        self.action_space = spaces.Discrete(world.n_actions)
        self._table = Table(world, oversight or Oversight(), harmless)
        self.actions: NDArray[np.int64] = np.zeros(world.n_agents, np.int64)
        """What everybody did in the last step [n_agents]."""
        self.events: F32Array = np.zeros((world.n_agents, N_EVENTS), np.float32)
        """What the last step did [n_agents, N_EVENTS]."""
        # Refused now, with the list of policies, rather than at the first step.
        self.game.scripted(others)

    @property
    def game(self) -> Game:
        """The life that is being played."""
        return self._table.game

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.int8], dict[str, Any]]:
        """Begin another life."""
        super().reset(seed=seed)
        self._table.reset(seed)
        return self.game.observe()[self.seat], self._table.infos(None)[self.seat]

    def step(self, action: np.int64) -> tuple[NDArray[np.int8], float, bool, bool, dict[str, Any]]:
        """Act in the own seat while the others follow their policy."""
        game = self.game
        actions = game.scripted(self.others).astype(np.int64)
        actions[self.seat] = action
        events = game.step(actions)
        self.actions, self.events = actions, events
        if self.render_mode == "human":
            self.render()
        return (
            game.observe()[self.seat],
            float(payoffs(events)[self.seat]),
            False,
            game.time >= self.max_steps,
            self._table.infos(events)[self.seat],
        )

    def render(self) -> NDArray[np.uint8] | None:
        """The picture [height, width, 3], or None where it is shown in a window."""
        return self._table.draw(self.render_mode)

    def close(self) -> None:
        """Close the window, if there is one."""
        self._table.close()
