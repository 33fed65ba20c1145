"""One world, one step at a time: what environments and films are made of.

The same rules in the same order as in ``lifetime.live``, but for the minds: whoever calls
chooses the acts.
"""

from typing import Any

import numpy as np

from kernels import oversight, worlds
from kernels.compiling import entry
from kernels.types import I32, F32Array, I32Array, U32Array

# Columns of the clock.
POLARITY = 0  # the cue that means "unwatched"
WATCHED = 1
ENDED = 2  # 1 if an episode ended with the last step
STEP = 3
N_CLOCK = 4


@entry
def begin(
    tag: Any,
    ints: U32Array,
    n_agents: I32,
    watch: F32Array,
    key: U32Array,
    state: U32Array,
    clock: I32Array,
) -> None:
    """Reset a world and its watcher; fills ``state`` and ``clock`` [N_CLOCK]."""
    worlds.reset(tag, ints, n_agents, state, key[0], key[1])
    clock[POLARITY] = oversight.cue_polarity(key[0], key[1])
    watched = oversight.watcher_at_birth(watch, key[0], key[1])
    ended = np.int32(0)
    clock[WATCHED] = oversight.watcher_next(watch, watched, ended, key[0], key[1], 0)
    clock[ENDED] = 0
    clock[STEP] = 0


@entry
def look(
    tag: Any,
    ints: U32Array,
    n_agents: I32,
    watch: F32Array,
    state: U32Array,
    clock: I32Array,
    active: U32Array,
    n_active: U32Array,
) -> None:
    """Write every agent's active features [n_agents, max_active], and how many: all, base."""
    cue = oversight.cue(watch, clock[WATCHED], clock[POLARITY])
    for agent in range(n_agents):
        worlds.observe(tag, ints, n_agents, state, agent, cue, active[agent], n_active[agent])


@entry
def survey(
    tag: Any,
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    chances: I32Array,
    sight: I32Array,
) -> None:
    """Acts that could harm and help, one bit each [n_agents, 2]; who sees whom [n_agents, .]."""
    for agent in range(n_agents):
        chances[agent, 0] = worlds.hazards(tag, ints, n_agents, state, agent)
        chances[agent, 1] = worlds.helps(tag, ints, n_agents, state, agent)
        for other in range(n_agents):
            sight[agent, other] = worlds.in_sight(tag, ints, n_agents, state, agent, other)


@entry
def script(
    tag: Any, ints: U32Array, n_agents: I32, state: U32Array, mind: I32, actions: U32Array
) -> None:
    """Write what a scripted policy would do in every seat [n_agents]."""
    for agent in range(n_agents):
        actions[agent] = worlds.scripted(tag, ints, n_agents, state, agent, mind)


@entry
def act(
    tag: Any,
    ints: U32Array,
    floats: F32Array,
    n_agents: I32,
    watch: F32Array,
    key: U32Array,
    state: U32Array,
    clock: I32Array,
    actions: U32Array,
    events: F32Array,
) -> None:
    """All act at once, the watcher sanctions, and comes or goes for the next step."""
    key_0, key_1, step = key[0], key[1], clock[STEP]
    ended = worlds.step(tag, ints, floats, n_agents, state, actions, key_0, key_1, step, events)
    oversight.sanction(watch, clock[WATCHED], key_0, key_1, step, n_agents, events)
    clock[ENDED] = ended
    clock[STEP] = step + 1
    clock[WATCHED] = oversight.watcher_next(watch, clock[WATCHED], ended, key_0, key_1, step + 1)
