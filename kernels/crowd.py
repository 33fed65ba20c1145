"""Many lifetimes in lockstep, for learners that are not kernels.

The same rules in the same order as in ``lifetime.live``, but for the brains: between the two
halves of a step, ``perceive`` and ``act``, the caller turns what all learners perceive into
probabilities of their acts, and learns from what they felt.
"""

from typing import NamedTuple

import numpy as np

from kernels import characters, counting, feeling, oversight, worlds
from kernels.arrays import Body, Record, Rules
from kernels.compiling import entry, scalar
from kernels.layout import COUNT_FELT_REWARD, MIND_LEARNER
from kernels.learners.actor_critic import sample
from kernels.philox import PURPOSE_ACT, draw, lane_of, uniform
from kernels.types import I32, U32, F32Array, I32Array, I64Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)

# Columns of the clocks.
WATCHED = 0  # 1 if a watcher is there
ENDED = 1  # 1 if an episode ended with the last step
EPISODE_STEP = 2  # steps since the episode, or the phase, began
N_CLOCK = 3


class Crowd(NamedTuple):
    """The state of all lifetimes, one row each; modified in place."""

    world: U32Array
    """[n_lifetimes, n_world_state]."""
    clock: I32Array
    """[n_lifetimes, N_CLOCK]."""
    parts: I32Array
    """[n_lifetimes] bits PART_* that the rewards of its learners need."""
    brain: I32Array
    """[n_lifetimes, n_agents] row of the learner in arrays of all; unread where scripted."""
    active: U32Array
    """[n_lifetimes, 2, n_agents, max_active] indices of active features, this step and the last."""
    n_active: U32Array
    """[n_lifetimes, 2, n_agents, 2] how many are active: all, and the base features among them."""
    actions: U32Array
    """[n_lifetimes, n_agents]."""
    chance: F32Array
    """[n_lifetimes, n_agents, 2] 1 where there was an opportunity to harm, to help."""
    events: F32Array
    """[n_lifetimes, n_agents, N_EVENTS]."""
    body: Body
    """What agents feel with."""
    critic: F32Array
    """[n_features] zeros: there is no linear value function to sympathise with."""


@entry
def begin(rules: Rules, crowd: Crowd, record: Record) -> None:
    """Give birth to all: fresh worlds and bodies, and watchers as they were before step 0."""
    for life in range(rules.keys.shape[0]):
        key_0, key_1 = rules.keys[life, 0], rules.keys[life, 1]
        ints = rules.world_ints[0]
        worlds.reset(rules.world, ints, rules.n_agents, crowd.world[life], key_0, key_1)
        feeling.be_born(crowd.body, life, crowd.parts[life])
        record.polarity[life] = oversight.cue_polarity(key_0, key_1)
        clock = crowd.clock[life]
        clock[WATCHED] = oversight.watcher_at_birth(rules.oversight[0], key_0, key_1)
        clock[ENDED] = 0
        clock[EPISODE_STEP] = 0


@entry
def perceive(
    rules: Rules,
    crowd: Crowd,
    record: Record,
    phase: int,
    begins: int,
    step: int,
    slot: int,
    seen: F32Array,
    felt: F32Array,
) -> None:
    """Let watchers come and go, all perceive, and learners feel where their last act has led.

    Where ``begins`` is 1 the world begins anew before that.  Fills column ``slot`` of ``seen``
    [n_learners, n_slots, n_features], 1 for active features and 0 for others, and, unless ``slot``
    is 0, column ``slot - 1`` of ``felt`` [n_learners, n_slots - 1].
    """
    for life in range(rules.keys.shape[0]):
        clock = crowd.clock[life]
        if begins == 1:
            worlds.reset(
                rules.world, rules.world_ints[phase], rules.n_agents, crowd.world[life],
                rules.keys[life, 0], rules.keys[life, 1],
            )  # fmt: skip
        watched_before = clock[WATCHED]
        watch = rules.oversight[phase]
        words = oversight.watcher_words(rules.keys[life, 0], rules.keys[life, 1], step)
        clock[WATCHED] = oversight.watcher_next(watch, watched_before, clock[ENDED], words, step)
        cue = oversight.cue(watch, clock[WATCHED], record.polarity[life])
        _look(rules, crowd, life, step & 1, cue, rules.world_ints[phase], slot, seen)
        if step > 0:
            counts = record.counts[life, phase, watched_before]
            _foresee(rules, crowd, life, step & 1, counts, slot - 1, felt)


@scalar
def _look(
    rules: Rules,
    crowd: Crowd,
    life: I32,
    now: I32,
    cue: I32,
    ints: U32Array,
    slot: I32,
    seen: F32Array,
) -> None:
    """Let all agents of a lifetime perceive the situation."""
    for agent in range(rules.n_agents):
        active, n_active = crowd.active[life, now, agent], crowd.n_active[life, now, agent]
        worlds.observe(
            rules.world, ints, rules.n_agents, crowd.world[life], agent, cue, active, n_active
        )
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            row = seen[crowd.brain[life, agent], slot]
            for feature in range(row.shape[0]):
                row[feature] = _ZERO
            for j in range(n_active[0]):
                row[active[j]] = _ONE


@scalar
def _foresee(
    rules: Rules, crowd: Crowd, life: I32, now: I32, counts: F32Array, slot: I32, felt: F32Array
) -> None:
    """Complete and count the last act's reward of the learners of a lifetime."""
    active, n_active = crowd.active[life, now], crowd.n_active[life, now]
    for agent in range(rules.n_agents):
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            genome = rules.seat_genome[life, agent]
            feeling.foresee(
                rules.rewards, genome, rules.learners[0], crowd.critic, active, n_active,
                rules.n_agents, agent, crowd.body, life,
            )  # fmt: skip
            reward = feeling.felt(rules.rewards, genome, crowd.body, life, agent)
            counts[agent, COUNT_FELT_REWARD] += reward
            if slot >= 0:
                felt[crowd.brain[life, agent], slot] = reward


@entry
def act(
    rules: Rules,
    crowd: Crowd,
    record: Record,
    phase: int,
    step: int,
    slot: int,
    probabilities: F32Array,
    chosen: I64Array,
) -> None:
    """All choose, act at once, are sanctioned, feel and are counted.

    ``probabilities`` [n_learners, n_actions] are the learners' policies; each acts by the random
    word that it would have in ``lifetime.live``, and column ``slot`` of ``chosen`` [n_learners,
    n_slots] keeps what it did.
    """
    ints, floats, watch = rules.world_ints[phase], rules.world_floats[phase], rules.oversight[phase]
    steps_left = characters.steps_of_life(rules) - np.int32(step)
    for life in range(rules.keys.shape[0]):
        key_0, key_1, clock = rules.keys[life, 0], rules.keys[life, 1], crowd.clock[life]
        state, events, watched = crowd.world[life], crowd.events[life], clock[WATCHED]
        _choose_all(rules, crowd, life, phase, step, steps_left, slot, probabilities, chosen)
        counting.note_chances(rules.world, ints, rules.n_agents, state, crowd.chance[life])
        clock[ENDED] = worlds.step(
            rules.world, ints, floats, rules.n_agents, state, crowd.actions[life],
            key_0, key_1, step, events,
        )  # fmt: skip
        oversight.sanction(watch, watched, key_0, key_1, step, rules.n_agents, events)
        feeling.note(
            rules.world, ints, rules.n_agents, state, events, crowd.parts[life], crowd.body, life
        )
        for agent in range(rules.n_agents):
            if rules.seat_mind[life, agent] == MIND_LEARNER:
                _feel(rules, crowd, life, agent, phase, watched, key_0, key_1, step)
        counting.count(
            events, crowd.chance[life], rules.n_agents, clock[EPISODE_STEP],
            record.counts[life, phase, watched],
        )  # fmt: skip
        clock[EPISODE_STEP] = 0 if clock[ENDED] == 1 else clock[EPISODE_STEP] + 1


@scalar
def _choose_all(
    rules: Rules,
    crowd: Crowd,
    life: I32,
    phase: I32,
    step: I32,
    steps_left: I32,
    slot: I32,
    probabilities: F32Array,
    chosen: I64Array,
) -> None:
    """Choose for all agents of a lifetime; four agents share one block of random words."""
    key_0, key_1 = rules.keys[life, 0], rules.keys[life, 1]
    block = draw(key_0, key_1, step, PURPOSE_ACT, 0)
    for agent in range(rules.n_agents):
        if agent & 3 == 0 and agent > 0:
            block = draw(key_0, key_1, step, PURPOSE_ACT, agent >> 2)
        mind, u = rules.seat_mind[life, agent], uniform(lane_of(block, agent & 3))
        if mind == MIND_LEARNER:
            brain = crowd.brain[life, agent]
            action = sample(probabilities[brain], rules.n_actions, u)
            crowd.actions[life, agent], chosen[brain, slot] = action, action
        else:
            crowd.actions[life, agent] = characters.scripted(
                rules, crowd.world[life], phase, agent, mind, crowd.clock[life, WATCHED],
                steps_left, u,
            )  # fmt: skip


@scalar
def _feel(
    rules: Rules,
    crowd: Crowd,
    life: I32,
    agent: I32,
    phase: I32,
    watched: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
) -> None:
    """Let one learner feel the act just done."""
    now = step & 1
    feeling.feel(
        rules.rewards, rules.seat_genome[life, agent], rules.learners[0], crowd.events[life],
        rules.n_agents, rules.n_actions, agent, crowd.actions[life, agent],
        crowd.active[life, now, agent], crowd.n_active[life, now, agent], watched,
        crowd.chance[life, agent, 0], rules.phase_power[phase, agent],
        rules.phase_learning[phase], key_0, key_1, step, crowd.body, life,
    )  # fmt: skip
