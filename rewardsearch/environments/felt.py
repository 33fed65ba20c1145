"""Environments whose learners feel a reward function instead of their payoff.

The original reward stays in ``infos`` under ``env_reward``.
"""

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray
from pettingzoo.utils import BaseParallelWrapper

from inner_rl import Feelings, InvalidInput, Reward
from inner_rl.feelings import Values
from rewardsearch.environments.parallel import Observation, WorldParallelEnv
from rewardsearch.environments.single import SingleSeatEnv


class FeltParallelEnv(BaseParallelWrapper):  # type: ignore[misc]
    """A world in which every seat feels a reward.

    Args:
        env: the world.
        rewards: one for all seats, or one for each.
        values: weights [n_agents, n_features] of the learners' value functions, which rewards
            with *sympathy* or *sympathy with friends, not foes* need.

    """

    def __init__(
        self, env: WorldParallelEnv, rewards: Sequence[Reward], values: Values | None = None
    ) -> None:
        super().__init__(env)
        self._rewards, self._values = list(rewards), values
        self._feelings = Feelings(env.game, self._rewards, values)

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Begin another life, with new bodies."""
        observations, infos = self.env.reset(seed=seed, options=options)
        self._feelings = Feelings(self.env.game, self._rewards, self._values)
        return observations, infos

    def step(self, actions: dict[str, int]) -> Any:
        """All act at once; rewards are what each feels."""
        self._feelings.before()
        observations, rewards, terminations, truncations, infos = self.env.step(actions)
        acts = np.array([actions[agent] for agent in self.env.possible_agents])
        felt = self._feelings.after(acts, self.env.events)
        for agent, reward in rewards.items():
            infos[agent]["env_reward"] = reward
        felt_by = dict(zip(self.env.possible_agents, felt.tolist(), strict=True))
        return observations, felt_by, terminations, truncations, infos


class FeltSeatEnv(
    gymnasium.Wrapper[NDArray[np.int8], np.int64, NDArray[np.int8], np.int64],
    gymnasium.utils.RecordConstructorArgs,
):
    """One seat of a world, whose learner feels a reward.

    Args:
        env: the seat, possibly wrapped, as ``gymnasium.make`` does.
        reward: what is felt.
        values: as of ``FeltParallelEnv``.

    Raises:
        InvalidInput: the environment is none of ours; drives are computed from its world's events.

    """

    def __init__(
        self, env: gymnasium.Env[Any, Any], reward: Reward, values: Values | None = None
    ) -> None:
        gymnasium.utils.RecordConstructorArgs.__init__(self, reward=reward, values=values)
        gymnasium.Wrapper.__init__(self, env)
        seat = env.unwrapped
        if not isinstance(seat, SingleSeatEnv):
            raise InvalidInput(
                f"expected one of rewardsearch's environments, got {type(seat).__name__}; a reward "
                "is felt from events that only they report"
            )
        self._seat, self._reward, self._values = seat, reward, values
        self._feelings = Feelings(seat.game, [reward], values)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.int8], dict[str, Any]]:
        """Begin another life, with a new body."""
        result = self.env.reset(seed=seed, options=options)
        self._feelings = Feelings(self._seat.game, [self._reward], self._values)
        return result

    def step(self, action: np.int64) -> tuple[NDArray[np.int8], float, bool, bool, dict[str, Any]]:
        """Act; the reward is what is felt."""
        self._feelings.before()
        seen, payoff, terminated, truncated, info = self.env.step(action)
        felt = self._feelings.after(self._seat.actions, self._seat.events)
        info["env_reward"] = payoff
        return seen, float(felt[self._seat.seat]), terminated, truncated, info
