"""Looking and choosing: what agents perceive, and what they do about it."""

import numpy as np

from kernels import brains, characters, learners, worlds
from kernels.arrays import Rules, Workspace
from kernels.compiling import scalar
from kernels.layout import LEARNER_KIND, MIND_LEARNER
from kernels.learners.actor_critic import sample
from kernels.philox import PURPOSE_ACT, draw, lane_of, uniform
from kernels.types import I32


@scalar
def look(
    rules: Rules, work: Workspace, slot: I32, agent: I32, now: I32, phase: I32, cue: I32
) -> None:
    """Let an agent perceive the situation, as far as its brain can hold it."""
    worlds.observe(
        rules.world, rules.world_ints[phase], rules.n_agents, work.world[slot], agent, cue,
        work.active[slot, now, agent], work.n_active[slot, now, agent],
    )  # fmt: skip
    if work.lacks.shape[2] > 0:
        brains.forget(
            work.lacks[slot, agent], work.active[slot, now, agent], work.n_active[slot, now, agent]
        )


@scalar
def look_all(rules: Rules, work: Workspace, slot: I32, now: I32, phase: I32, cue: I32) -> None:
    """Let all agents perceive the situation."""
    for agent in range(rules.n_agents):
        look(rules, work, slot, agent, now, phase, cue)


@scalar
def consider(rules: Rules, work: Workspace, life: I32, slot: I32, agent: I32, now: I32) -> None:
    """Fill a learner's policy and value for what it perceives."""
    settings = rules.learners[rules.seat_learner[life, agent]]
    learners.choose(
        rules.learning, np.int32(settings[LEARNER_KIND]), settings, rules.n_actions, work, slot,
        agent, now,
    )  # fmt: skip


@scalar
def choose_all(
    rules: Rules,
    work: Workspace,
    life: I32,
    slot: I32,
    now: I32,
    phase: I32,
    watched: I32,
    step: I32,
    steps_left: I32,
) -> None:
    """Choose for all agents; four agents share one block of random words."""
    key_0, key_1 = rules.keys[life, 0], rules.keys[life, 1]
    block = draw(key_0, key_1, step, PURPOSE_ACT, 0)
    for agent in range(rules.n_agents):
        if agent & 3 == 0 and agent > 0:
            block = draw(key_0, key_1, step, PURPOSE_ACT, agent >> 2)
        u = uniform(lane_of(block, agent & 3))
        mind = rules.seat_mind[life, agent]
        if mind == MIND_LEARNER:
            consider(rules, work, life, slot, agent, now)
            work.actions[slot, agent] = sample(work.probabilities[slot, agent], rules.n_actions, u)
        else:
            work.actions[slot, agent] = characters.scripted(
                rules, work.world[slot], phase, agent, mind, watched, steps_left, u
            )
