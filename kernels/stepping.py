"""One world, one step at a time: what environments and films are made of.

The same rules in the same order as in ``lifetime.live``, but for the minds: whoever calls
chooses the acts.
"""

from typing import Any

import numpy as np

from kernels import brains, feeling, oversight, worlds
from kernels.arrays import Body, RewardTable
from kernels.compiling import entry
from kernels.types import I32, F32Array, I32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)

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
    words = oversight.watcher_words(key[0], key[1], 0)
    clock[WATCHED] = oversight.watcher_next(watch, watched, ended, words, 0)
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
    words = oversight.watcher_words(key_0, key_1, step + 1)
    clock[WATCHED] = oversight.watcher_next(watch, clock[WATCHED], ended, words, step + 1)


@entry
def birth(body: Body, parts: int) -> None:
    """Blank bodies for a new life; ``body`` has one slot."""
    feeling.be_born(body, 0, np.int32(parts))
    heads = body.heads[0]
    for agent in range(heads.shape[0]):
        for head in range(heads.shape[1]):
            brains.blank_rows(heads[agent, head])


@entry
def react(
    tag: Any,
    ints: U32Array,
    n_agents: I32,
    n_actions: I32,
    key: U32Array,
    state: U32Array,
    clock: I32Array,
    watched: I32,
    power: I32Array,
    table: RewardTable,
    seat_reward: I32Array,
    learner: F32Array,
    critics: F32Array,
    before: U32Array,
    n_before: U32Array,
    after: U32Array,
    n_after: U32Array,
    actions: U32Array,
    chances: I32Array,
    events: F32Array,
    body: Body,
    felt: F32Array,
) -> None:
    """Let everybody feel the act just done; fills ``felt`` [n_agents], and ``body`` learns.

    ``before`` and ``after`` are features [n_agents, max_active] of the situations in which all
    acted and to which it led, with their numbers [n_agents, 2]; ``critics`` [n_agents, n_features]
    are value functions; ``watched`` tells whether a watcher was there, ``power`` [n_agents] who
    had power, ``chances`` [n_agents, 2] which acts could have harmed.
    """
    parts = np.int32(0)
    for agent in range(n_agents):
        parts |= table.parts[seat_reward[agent]]
    feeling.note(tag, ints, n_agents, state, events, parts, body, 0)
    for agent in range(n_agents):
        could_harm = _ONE if chances[agent, 0] != 0 else _ZERO
        feeling.feel(
            table, seat_reward[agent], learner, events, n_agents, n_actions, agent,
            actions[agent], before[agent], n_before[agent], watched, could_harm, power[agent], 1,
            key[0], key[1], clock[STEP] - 1, body, 0,
        )  # fmt: skip
        feeling.foresee(
            table, seat_reward[agent], learner, critics[agent], after, n_after, n_agents, agent,
            body, 0,
        )  # fmt: skip
        felt[agent] = feeling.felt(table, seat_reward[agent], body, 0, agent)
