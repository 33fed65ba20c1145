"""What agents of a game feel, act by act: rewards of the search for learners of any library."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from inner_rl.arrays import body
from inner_rl.game import Game
from inner_rl.learners import ActorCritic
from inner_rl.rewards import Reward, reward_table
from kernels import stepping
from kernels.errors import InvalidInput
from kernels.types import F32Array, I32Array, U32Array

NEEDS_VALUES = ("sympathy", "liking")
"""Drives that need the learners' own value functions, linear in features."""
Values = Callable[[], NDArray[np.floating]]
"""Returns the weights [n_agents, n_features] of everybody's value function, linear in features."""


class Feelings:
    """The bodies of all agents of one game.

    Call ``before`` when all have chosen, step the game, then call ``after``.

    Args:
        game: whose agents feel.
        rewards: what each seat feels, or one reward for all.
        values: value functions, for rewards with *sympathy* or *sympathy with friends, not foes*.

    Raises:
        InvalidInput: not one reward a seat, or a reward needs values that were not given.

    """

    def __init__(self, game: Game, rewards: Sequence[Reward], values: Values | None = None) -> None:
        if len(rewards) not in (1, game.n_agents):
            raise InvalidInput(
                f"expected one reward, or one for each of {game.n_agents} seats, got {len(rewards)}"
            )
        needy = {name for reward in rewards for name in reward.inputs_used()} & set(NEEDS_VALUES)
        if needy and values is None:
            raise InvalidInput(
                f"the reward feels {' and '.join(sorted(needy))}, which needs the learners' own "
                "value functions: give values=..., or choose a reward without it"
            )
        self._game, self._values = game, values
        self._table = reward_table(rewards)
        self._seats = np.arange(game.n_agents, dtype=np.int32) % len(rewards)
        self._parts = int(np.bitwise_or.reduce(self._table.parts))
        self.body = body(game.world, 1, self._parts)
        self._learner = ActorCritic().row()
        self._critics = np.zeros((game.n_agents, game.world.sizes().n_features), np.float32)
        self._before: tuple[U32Array, U32Array, I32Array, bool] | None = None
        stepping.birth(self.body, self._parts)

    def before(self) -> None:
        """Remember the situation in which all are about to act."""
        active, n_active = self._game.features()
        self._before = active, n_active, self._game.chances(), self._game.watched

    def after(self, actions: NDArray[np.integer], events: F32Array) -> F32Array:
        """What everybody feels [n_agents] about the step that the game has just done."""
        if self._before is None:
            raise RuntimeError("before() was not called for this step")
        active, n_active, chances, watched = self._before
        self._before = None
        after, n_after = self._game.features()
        if self._values is not None:
            self._critics[:] = self._values()
        felt = np.zeros(self._game.n_agents, np.float32)
        stepping.react(
            *self._game.rules(), self._game.world.n_actions, self._game.key, self._game.state,
            self._game.clock, int(watched), self._game.power, self._table,
            self._seats, self._learner, self._critics,
            active, n_active, after, n_after, np.asarray(actions, np.uint32), chances, events,
            self.body, felt,
        )  # fmt: skip
        return felt
