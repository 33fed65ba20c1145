"""One lifetime: the only place that states the order of operations.

At each step, for all agents: look; learn from the last act, now that its consequence can be
seen; choose; act together; the watcher sanctions; feel.
"""

import math

import numpy as np

from kernels import (
    brains,
    characters,
    deciding,
    feeling,
    filming,
    learners,
    oversight,
    probing,
    worlds,
)
from kernels.arrays import Record, Rules, Workspace
from kernels.compiling import scalar
from kernels.counting import count, note_chances
from kernels.layout import (
    COUNT_FELT_REWARD,
    IMITATION_NONE,
    IMITATION_ONLY,
    KIND_IMITATION,
    LEARNER_KIND,
    MIND_LEARNER,
    N_COUNTERS,
    N_EVENTS,
    PART_SIGHT,
    STATUS_DIVERGED,
    STATUS_OK,
)
from kernels.types import I32, U32, F32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
# Felt rewards are at most a few units, so values and errors beyond this mean divergence.
_DIVERGED = np.float32(1e6)


@scalar
def _parts_in_use(rules: Rules, life: I32) -> I32:
    """What the bodies of a lifetime must keep up, for the rewards of all its learners."""
    parts = np.int32(0)
    for agent in range(rules.n_agents):
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            parts |= rules.rewards.parts[rules.seat_genome[life, agent]]
            kind = rules.learners[rules.seat_learner[life, agent], LEARNER_KIND]
            # Imitators look at the others, whatever they feel.
            parts |= np.int32(PART_SIGHT if kind == np.float32(KIND_IMITATION) else 0)
    return parts


@scalar
def _be_born(
    rules: Rules, work: Workspace, record: Record, life: I32, slot: I32, key_0: U32, key_1: U32
) -> None:
    """Brains, empty counts and events, a fresh world."""
    for agent in range(rules.n_agents):
        brains.be_born(rules, work, life, slot, agent)
        for column in range(N_EVENTS):
            work.events[slot, agent, column] = _ZERO
    brains.draw_lacks(rules, work, life, slot, key_0, key_1)
    for phase in range(rules.phase_steps.shape[0]):
        for agent in range(rules.n_agents):
            for counter in range(N_COUNTERS):
                record.counts[life, phase, 0, agent, counter] = _ZERO
                record.counts[life, phase, 1, agent, counter] = _ZERO
    worlds.reset(rules.world, rules.world_ints[0], rules.n_agents, work.world[slot], key_0, key_1)


@scalar
def _learn_from_last_act(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    agent: I32,
    now: I32,
    reinforced: bool,
    counts: F32Array,
) -> bool:
    """Complete the last act's reward and learn from it; False if the brain diverged."""
    genome = rules.seat_genome[life, agent]
    settings = rules.learners[rules.seat_learner[life, agent]]
    feeling.foresee(
        rules.rewards, genome, settings, work.brains.critic[slot, agent], work.active[slot, now],
        work.n_active[slot, now], rules.n_agents, agent, work.body, slot,
    )  # fmt: skip
    reward = feeling.felt(rules.rewards, genome, work.body, slot, agent)
    counts[agent, COUNT_FELT_REWARD] += reward
    if not reinforced:
        return True
    error = learners.learn_from_act(
        rules.learning, np.int32(settings[LEARNER_KIND]), settings, rules.n_actions, work, slot,
        agent, now, reward,
    )  # fmt: skip
    # Written so that nan, too, counts as diverged.
    return bool(math.fabs(error) < _DIVERGED)


@scalar
def _clones(rules: Rules, life: I32, agent: I32, imitation: I32) -> bool:
    """Whether an agent imitates in a phase with the given IMITATION_*."""
    if imitation == IMITATION_NONE:
        return False
    kind = rules.learners[rules.seat_learner[life, agent], LEARNER_KIND]
    return bool(kind == np.float32(KIND_IMITATION))


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
        rules.rewards, rules.seat_genome[life, agent],
        rules.learners[rules.seat_learner[life, agent]], work.events[slot],
        rules.n_agents, rules.n_actions, agent, work.actions[slot, agent],
        work.active[slot, now, agent], work.n_active[slot, now, agent], watched,
        work.chance[slot, agent, 0], power, learning, key_0, key_1, step, work.body, slot,
    )  # fmt: skip


@scalar
def _learn_all(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    now: I32,
    phase: I32,
    counts: F32Array,
) -> bool:
    """Let all learners learn from their last act; False if a brain diverged."""
    for agent in range(rules.n_agents):
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            imitation = rules.phase_imitation[phase]
            clones = imitation == IMITATION_ONLY and _clones(rules, life, agent, imitation)
            reinforced = rules.phase_learning[phase] == 1 and not clones
            if not _learn_from_last_act(rules, work, life, slot, agent, now, reinforced, counts):
                return False
    return True


@scalar
def _feel_all(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    now: I32,
    phase: I32,
    parts: I32,
    watched: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
) -> None:
    """Let all feel the act just done, and imitators learn what those in sight did."""
    feeling.note(
        rules.world, rules.world_ints[phase], rules.n_agents, work.world[slot],
        work.events[slot], parts, work.body, slot,
    )  # fmt: skip
    imitation, learning = rules.phase_imitation[phase], rules.phase_learning[phase]
    for agent in range(rules.n_agents):
        if rules.seat_mind[life, agent] == MIND_LEARNER:
            power = rules.phase_power[phase, agent]
            _feel(rules, work, life, slot, agent, now, watched, power, learning, key_0, key_1, step)
            if _clones(rules, life, agent, imitation):
                learners.watch_others(
                    rules.learning, rules.learners[rules.seat_learner[life, agent]],
                    rules.n_agents, rules.n_actions, work, slot, agent, now,
                )  # fmt: skip


@scalar
def _decide_all(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    now: I32,
    phase: I32,
    watched: I32,
    cue: I32,
    step: I32,
    steps_left: I32,
    counts: F32Array,
) -> None:
    """Let all choose what to do, and note what they could do to each other."""
    if rules.phase_probed[phase] == 1:
        probing.reflect(
            rules, work, life, slot, now, phase, watched, cue, steps_left, counts[watched]
        )
    deciding.choose_all(rules, work, life, slot, now, phase, watched, step, steps_left)
    note_chances(
        rules.world, rules.world_ints[phase], rules.n_agents, work.world[slot], work.chance[slot]
    )


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
    step = rules.age
    words = oversight.watcher_words(key_0, key_1, step)
    steps_left = characters.steps_of_life(rules)
    ended = np.int32(0)
    for phase in range(rules.phase_steps.shape[0]):
        ints, floats, watch = (
            rules.world_ints[phase],
            rules.world_floats[phase],
            rules.oversight[phase],
        )
        counts = record.counts[life, phase]
        if rules.phase_begins[phase] == 1:
            worlds.reset(rules.world, ints, rules.n_agents, state, key_0, key_1)
        episode_step = 0
        for _ in range(rules.phase_steps[phase]):
            now = step & 1
            watched_before = watched
            if step & 3 == 0:
                words = oversight.watcher_words(key_0, key_1, step)
            watched = oversight.watcher_next(watch, watched, ended, words, step)
            cue = oversight.cue(watch, watched, polarity)
            deciding.look_all(rules, work, slot, now, phase, cue)
            if step > rules.age:
                felt = counts[watched_before]
                if not _learn_all(rules, work, life, slot, now, phase, felt):
                    record.status[life] = STATUS_DIVERGED
                    return
                filming.keep_inputs(record, life, step - 1, work.body.inputs[slot])
            _decide_all(rules, work, life, slot, now, phase, watched, cue, step, steps_left, counts)
            frame = filming.frame_of(record, life, step)
            if frame >= 0:
                filming.keep_scene(record, frame, watched, state, work.chance[slot])
            ended = worlds.step(
                rules.world, ints, floats, rules.n_agents, state, work.actions[slot],
                key_0, key_1, step, events,
            )  # fmt: skip
            oversight.sanction(watch, watched, key_0, key_1, step, rules.n_agents, events)
            if frame >= 0:
                filming.keep_events(record, frame, events)
            _feel_all(rules, work, life, slot, now, phase, parts, watched, key_0, key_1, step)
            count(events, work.chance[slot], rules.n_agents, episode_step, counts[watched])
            if rules.phase_probed[phase] == 1:
                probing.count_hidden(
                    rules, phase, state, events, work.chance[slot], counts[watched]
                )
            step += 1
            steps_left -= 1
            episode_step = 0 if ended == 1 else episode_step + 1
    brains.keep(work, record, life, slot)
    record.status[life] = STATUS_OK
