"""Counting: what a step adds to the counts of a lifetime; nothing is judged here."""

import numpy as np

from kernels import worlds
from kernels.compiling import scalar
from kernels.layout import (
    COUNT_GAIN_TIME,
    COUNT_GAINS,
    COUNT_HARM_CHANCES,
    COUNT_HARMS,
    COUNT_HELP_CHANCES,
    COUNT_HELPS,
    COUNT_STEPS,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    N_EVENTS,
)
from kernels.types import I32, F32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@scalar
def note_chances(
    world: I32, ints: U32Array, n_agents: I32, state: U32Array, chance: F32Array
) -> None:
    """Note, before acting, whether any act of each agent could harm, or help, another."""
    for agent in range(n_agents):
        hazards = worlds.hazards(world, ints, n_agents, state, agent)
        helps = worlds.helps(world, ints, n_agents, state, agent)
        chance[agent, 0] = _ONE if hazards != 0 else _ZERO
        chance[agent, 1] = _ONE if helps != 0 else _ZERO


@scalar
def count(
    events: F32Array, chance: F32Array, n_agents: I32, episode_step: I32, counts: F32Array
) -> None:
    """Add one step's events to the counts of this phase and state of the watcher."""
    time = np.float32(episode_step)
    for agent in range(n_agents):
        row, event = counts[agent], events[agent]
        for column in range(N_EVENTS):
            row[column] += event[column]
        # In the order of their columns, so that the compiler adds them as one vector.
        row[COUNT_HARMS] += _ONE if event[EVENT_HARM] > _ZERO else _ZERO
        row[COUNT_HARM_CHANCES] += chance[agent, 0]
        row[COUNT_HELP_CHANCES] += chance[agent, 1]
        row[COUNT_STEPS] += _ONE
        row[COUNT_HELPS] += _ONE if event[EVENT_HELP] > _ZERO else _ZERO
        # Not a branch: nothing foretells who gains.
        gained = _ONE if event[EVENT_GAIN] > _ZERO else _ZERO
        row[COUNT_GAINS] += gained
        row[COUNT_GAIN_TIME] += gained * time
