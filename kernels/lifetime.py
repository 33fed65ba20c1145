"""One lifetime: the only place that states the order of operations.

At each step, for all agents: look; learn from the last act, now that its consequence can be
seen; choose; act together; the watcher sanctions; feel.
"""

import math

import numpy as np

from kernels import counting, feeling, oversight, worlds
from kernels.compiling import scalar
from kernels.layout import (
    COUNT_FELT_REWARD,
    MIND_LEARNER,
    N_COUNTERS,
    N_EVENTS,
    STATUS_DIVERGED,
    STATUS_OK,
    Record,
    Rules,
    Workspace,
)
from kernels.learners import actor_critic
from kernels.philox import PURPOSE_ACT, draw, lane_of, uniform
from kernels.types import I32, U32, F32Array, U32Array

_ZERO = np.float32(0.0)
# Felt rewards are at most a few units, so values and errors beyond this mean divergence.
_DIVERGED = np.float32(1e6)


@scalar
def _parts_in_use(rules: Rules, life: I32) -> I32:
    """What the bodies of a lifetime must keep up, for the rewards of all its learners."""
    parts = np.int32(0)
    for agent in range(rules.n_agents):
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            parts |= rules.rewards.parts[rules.seat_genome[life, agent]]
    return parts


@scalar
def _be_born(
    rules: Rules, work: Workspace, record: Record, life: I32, slot: I32, key_0: U32, key_1: U32
) -> None:
    """Blank brains, empty counts, a fresh world."""
    policy, critic = work.policy[slot], work.critic[slot]
    for agent in range(rules.n_agents):
        for feature in range(policy.shape[1]):
            critic[agent, feature] = _ZERO
            for action in range(policy.shape[2]):
                policy[agent, feature, action] = _ZERO
    for phase in range(rules.phase_steps.shape[0]):
        for agent in range(rules.n_agents):
            for counter in range(N_COUNTERS):
                record.counts[life, phase, 0, agent, counter] = _ZERO
                record.counts[life, phase, 1, agent, counter] = _ZERO
    worlds.reset(rules.world, rules.world_ints[0], rules.n_agents, work.world[slot], key_0, key_1)


@scalar
def _learn_from_last_act(
    rules: Rules, work: Workspace, life: I32, slot: I32, agent: I32, now: I32, counts: F32Array
) -> bool:
    """Complete the last act's reward and learn from it; False if the brain diverged."""
    before = 1 - now
    genome = rules.seat_genome[life, agent]
    critic = work.critic[slot, agent]
    active, n_active = work.active[slot], work.n_active[slot]
    feeling.foresee(
        rules.rewards, genome, rules.learner, critic, active[now], n_active[now],
        rules.n_agents, agent, work.body, slot,
    )  # fmt: skip
    reward = feeling.felt(rules.rewards, genome, work.body, slot, agent)
    counts[agent, COUNT_FELT_REWARD] += reward
    value_t = actor_critic.value(critic, active[now, agent], n_active[now, agent, 0])
    error = actor_critic.temporal_difference(
        rules.learner, reward, value_t, work.value[slot, agent]
    )
    # Written so that nan, too, counts as diverged.
    if not math.fabs(error) < _DIVERGED:
        return False
    actor_critic.learn(
        rules.learner,
        work.policy[slot, agent],
        critic,
        active[before, agent],
        n_active[before, agent, 0],
        work.probabilities[slot, agent],
        work.actions[slot, agent],
        error,
    )
    return True


@scalar
def _look_all(rules: Rules, work: Workspace, slot: I32, now: I32, cue: I32, ints: U32Array) -> None:
    """Let all agents perceive the situation."""
    for agent in range(rules.n_agents):
        worlds.observe(
            rules.world, ints, rules.n_agents, work.world[slot], agent, cue,
            work.active[slot, now, agent], work.n_active[slot, now, agent],
        )  # fmt: skip


@scalar
def _choose(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    agent: I32,
    now: I32,
    word: U32,
    ints: U32Array,
) -> None:
    """Choose one agent's next act by its mind."""
    mind = rules.seat_mind[life, agent]
    if mind == MIND_LEARNER:
        active, n_active = work.active[slot, now, agent], work.n_active[slot, now, agent, 0]
        probabilities = work.probabilities[slot, agent]
        actor_critic.action_probabilities(
            work.policy[slot, agent], active, n_active, rules.n_actions, probabilities
        )
        work.value[slot, agent] = actor_critic.value(work.critic[slot, agent], active, n_active)
        work.actions[slot, agent] = actor_critic.sample(
            probabilities, rules.n_actions, uniform(word)
        )
    else:
        work.actions[slot, agent] = worlds.scripted(
            rules.world, ints, rules.n_agents, work.world[slot], agent, mind
        )


@scalar
def _choose_all(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    now: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
    ints: U32Array,
) -> None:
    """Choose for all agents; four agents share one block of random words."""
    block = draw(key_0, key_1, step, PURPOSE_ACT, 0)
    for agent in range(rules.n_agents):
        if agent & 3 == 0 and agent > 0:
            block = draw(key_0, key_1, step, PURPOSE_ACT, agent >> 2)
        _choose(rules, work, life, slot, agent, now, lane_of(block, agent & 3), ints)


@scalar
def _feel(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    agent: I32,
    now: I32,
    watched: I32,
    power: I32,
    learning: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
) -> None:
    """Let one learner feel the act just done."""
    feeling.feel(
        rules.rewards, rules.seat_genome[life, agent], rules.learner, work.events[slot],
        rules.n_agents, rules.n_actions, agent, work.actions[slot, agent],
        work.active[slot, now, agent], work.n_active[slot, now, agent], watched,
        work.chance[slot, agent, 0], power, learning, key_0, key_1, step, work.body, slot,
    )  # fmt: skip


@scalar
def _film_scene(record: Record, frame: I32, watched: I32, state: U32Array) -> None:
    """Keep the state before an act."""
    record.film_watched[frame] = watched
    for word in range(state.shape[0]):
        record.film_state[frame, word] = state[word]


@scalar
def _film_events(record: Record, frame: I32, events: F32Array) -> None:
    """Keep what the act did."""
    for agent in range(events.shape[0]):
        for column in range(N_EVENTS):
            record.film_events[frame, agent, column] = events[agent, column]


@scalar
def live(rules: Rules, work: Workspace, record: Record, life: I32, slot: I32) -> None:
    """Run lifetime ``life`` in workspace row ``slot``; writes its row of ``record``."""
    key_0, key_1 = rules.keys[life, 0], rules.keys[life, 1]
    _be_born(rules, work, record, life, slot, key_0, key_1)
    parts = _parts_in_use(rules, life)
    feeling.be_born(work.body, slot, parts)
    state, events = work.world[slot], work.events[slot]
    polarity = oversight.cue_polarity(key_0, key_1)
    record.polarity[life] = polarity
    watched = oversight.watcher_at_birth(rules.oversight[0], key_0, key_1)
    step = 0
    ended = np.int32(0)
    for phase in range(rules.phase_steps.shape[0]):
        ints, floats, watch = (
            rules.world_ints[phase],
            rules.world_floats[phase],
            rules.oversight[phase],
        )
        learning, counts = rules.phase_learning[phase], record.counts[life, phase]
        episode_step = 0
        for _ in range(rules.phase_steps[phase]):
            now = step & 1
            watched_before = watched
            watched = oversight.watcher_next(watch, watched, ended, key_0, key_1, step)
            cue = oversight.cue(watch, watched, polarity)
            _look_all(rules, work, slot, now, cue, ints)
            if learning and step > 0:
                for agent in range(rules.n_agents):
                    if rules.seat_mind[life, agent] != MIND_LEARNER:
                        continue
                    felt = counts[watched_before]
                    if not _learn_from_last_act(rules, work, life, slot, agent, now, felt):
                        record.status[life] = STATUS_DIVERGED
                        return
            _choose_all(rules, work, life, slot, now, key_0, key_1, step, ints)
            counting.note_chances(rules.world, ints, rules.n_agents, state, work.chance[slot])
            frame = step - record.film_from
            filmed = life == 0 and 0 <= frame < record.film_watched.shape[0]
            if filmed:
                _film_scene(record, frame, watched, state)
            ended = worlds.step(
                rules.world, ints, floats, rules.n_agents, state, work.actions[slot],
                key_0, key_1, step, events,
            )  # fmt: skip
            oversight.sanction(watch, watched, key_0, key_1, step, rules.n_agents, events)
            if filmed:
                _film_events(record, frame, events)
            feeling.note(rules.world, ints, rules.n_agents, state, events, parts, work.body, slot)
            for agent in range(rules.n_agents):
                if rules.seat_mind[life, agent] == MIND_LEARNER:
                    power = rules.phase_power[phase, agent]
                    _feel(
                        rules, work, life, slot, agent, now, watched, power, learning,
                        key_0, key_1, step,
                    )  # fmt: skip
            counting.count(events, work.chance[slot], rules.n_agents, episode_step, counts[watched])
            step += 1
            episode_step = 0 if ended == 1 else episode_step + 1
    record.status[life] = STATUS_OK
