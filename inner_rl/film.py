"""Film one life: the world's states and events, step by step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.learners import Learner
from inner_rl.life import Life
from inner_rl.rewards import Reward
from inner_rl.roster import monoculture
from kernels.checks import require_range
from kernels.errors import InvalidInput
from kernels.layout import STATUS_OK
from kernels.types import F32Array, U32Array
from kernels.worlds import World


@dataclass(frozen=True)
class Film:
    """Some steps of one life."""

    first_step: int
    states: U32Array
    """[n_frames, n_world_state] before each act."""
    watched: NDArray[np.bool_]
    """[n_frames] whether a watcher was there."""
    chances: NDArray[np.bool_]
    """[n_frames, n_agents, 2] whether the agent could harm, and whether it could help."""
    events: F32Array
    """[n_frames, n_agents, N_EVENTS] what each act did."""
    inputs: F32Array
    """[n_frames, n_agents, N_INPUTS] drives that the reward uses, and contexts if it uses any, as
    felt of each act; of the last act of a life, 0."""


def film_life(
    reward: Reward,
    key: U32Array,
    world: World,
    life: Life,
    learner: Learner,
    *,
    mind: str = "learner",
    first_step: int,
    n_frames: int,
) -> Film:
    """Let agents live from birth under a reward, and film a part of it.

    Args:
        reward: what all agents feel.
        key: [2] random stream of the life.
        world: the world's settings.
        life: its phases.
        learner: settings of the learner.
        mind: ``learner``, or a scripted policy.
        first_step: where the film begins, 0 is birth.
        n_frames: steps that are filmed.

    Raises:
        InvalidInput: the life is shorter than that, or the brains diverged.

    """
    from kernels.cpu import run

    require_range("frames of a film", n_frames, 1, life.steps)
    require_range("first step of a film", first_step, 0, life.steps - n_frames)
    roster = monoculture(1, world.n_agents, np.asarray(key)[None, :], mind)
    rules = kernel_rules([reward], roster, world, life, [learner])
    record = blank_record(1, world, life, first_step, n_frames)
    run(rules, workspace(world, 1, rules), record, 0, 1, 0)
    if record.status[0] != STATUS_OK:
        raise InvalidInput("the learner diverged under this reward; there is nothing to film")
    return Film(
        first_step,
        record.film_state,
        record.film_watched == 1,
        record.film_chances == 1,
        record.film_events,
        record.film_inputs,
    )
