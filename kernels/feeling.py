"""Feeling: from a step's events to the inputs of an agent's reward.

``note`` updates what is kept for all agents, once a step; ``feel`` fills the inputs that are known
right after the act; ``foresee`` those that need the situation it led to.  The same three serve
simulated lifetimes and environments.
"""

import numpy as np

from kernels import drives, languages, thoughts, worlds
from kernels.arrays import Body, RewardTable
from kernels.compiling import scalar
from kernels.layout import (
    DRIVE_LIKING,
    DRIVE_NOVELTY,
    DRIVE_SYMPATHY,
    LEARNER_BELIEF_RATE,
    N_INPUTS,
    PART_CONTEXTS,
    PART_DEFICIT,
    PART_HARMED,
    PART_HEADS,
    PART_LEDGER,
    PART_SIGHT,
    PART_SMOOTHED,
    PART_TOTALS,
    PART_VISITS,
)
from kernels.types import F32, I32, U32, F32Array, U32Array

_ZERO = np.float32(0.0)
_EMPTY_AT_BIRTH = np.float32(0.5)


@scalar
def be_born(body: Body, slot: I32, parts: I32) -> None:
    """Blank all that ``parts`` keep up; heads belong to the brain, which is born apart."""
    for agent in range(body.inputs.shape[1]):
        for column in range(N_INPUTS):
            body.inputs[slot, agent, column] = _ZERO
        for node in range(body.memory.shape[2]):
            body.memory[slot, agent, node] = _ZERO
        body.smoothed[slot, agent] = _ZERO
        body.deficit[slot, agent] = _EMPTY_AT_BIRTH
        body.harmed[slot, agent, 0] = 0
        body.harmed[slot, agent, 1] = 0
        for other in range(body.inputs.shape[1]):
            body.sight[slot, agent, other] = 0
            body.ledger[slot, agent, other, 0] = _ZERO
            body.ledger[slot, agent, other, 1] = _ZERO
        if parts & PART_VISITS:
            for feature in range(body.visits.shape[2]):
                body.visits[slot, agent, feature] = _ZERO


@scalar
def note(
    world: I32,
    ints: U32Array,
    n_agents: I32,
    state: U32Array,
    events: F32Array,
    parts: I32,
    body: Body,
    slot: I32,
) -> None:
    """After an act of all: who sees whom, and what is remembered of everybody."""
    if parts & PART_SIGHT:
        for viewer in range(n_agents):
            row = body.sight[slot, viewer]
            for other in range(n_agents):
                sees = viewer != other and worlds.in_sight(
                    world, ints, n_agents, state, viewer, other
                )
                row[other] = 1 if sees else 0
    if parts & PART_SMOOTHED:
        drives.smooth_payoffs(events, n_agents, body.smoothed[slot])
    if parts & PART_HARMED:
        drives.note_harm(events, n_agents, body.harmed[slot])


@scalar
def _sense(
    parts: I32,
    events: F32Array,
    n_agents: I32,
    agent: I32,
    watched: I32,
    could_harm: F32,
    power: I32,
    body: Body,
    slot: I32,
) -> I32:
    """Fill inputs that are no thoughts, as ``parts`` keep them up; returns how many it sees."""
    inputs, sight = body.inputs[slot, agent], body.sight[slot, agent]
    drives.own_drives(events, agent, could_harm, inputs)
    n_seen = np.int32(0)
    if parts & PART_SIGHT:
        n_seen = drives.seen_drives(events, n_agents, sight, agent, watched, inputs)
    if parts & PART_HARMED:
        drives.norm_drive(events, n_agents, sight, body.harmed[slot], agent, inputs)
    if parts & PART_TOTALS:
        drives.total_drives(events, n_agents, agent, inputs)
    if parts & PART_SMOOTHED:
        drives.inequity_drives(n_agents, sight, body.smoothed[slot], agent, inputs)
    if parts & PART_DEFICIT:
        missing = body.deficit[slot, agent]
        body.deficit[slot, agent] = drives.deficit_drive(events, agent, missing, inputs)
    if parts & PART_LEDGER:
        drives.ledger_drives(events, n_agents, sight, body.ledger[slot, agent], agent, inputs)
    if parts & PART_CONTEXTS:
        drives.contexts(events, n_agents, sight, agent, watched, power, inputs)
    return n_seen


@scalar
def feel(
    table: RewardTable,
    genome: I32,
    settings: F32Array,
    events: F32Array,
    n_agents: I32,
    n_actions: I32,
    agent: I32,
    action: I32,
    active: U32Array,
    n_active: U32Array,
    watched: I32,
    could_harm: F32,
    power: I32,
    learning: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
    body: Body,
    slot: I32,
) -> None:
    """Fill the inputs of one agent's reward that are known right after its act.

    Args:
        table: the rewards, of which row ``genome`` is the agent's.
        genome: see ``table``.
        settings: the learner's, [N_LEARNER].
        events: [n_agents, N_EVENTS] of the step.
        n_agents: of the world, as ``n_actions``.
        n_actions: see ``n_agents``.
        agent: whose inputs.
        action: what it did.
        active: features of the situation it acted in, base features first.
        n_active: how many of them: all, base.
        watched: 1 if a watcher was there.
        could_harm: 1 if an act of the agent could have harmed.
        power: 1 if the agent has power over the others.
        learning: 1 if heads learn.
        key_0: of the lifetime's random stream, as ``key_1``; ``step`` counts from birth.
        key_1: see ``key_0``.
        step: see ``key_0``.
        body: modified in place, in row ``slot``.
        slot: see ``body``.

    """
    parts, inputs = table.parts[genome], body.inputs[slot, agent]
    n_seen = _sense(parts, events, n_agents, agent, watched, could_harm, power, body, slot)
    if parts & PART_HEADS:
        rate = settings[LEARNER_BELIEF_RATE] if learning else _ZERO
        thoughts.believe(
            table.inputs_used[genome], body.heads[slot, agent], active, n_active, action,
            n_actions, rate, events, n_agents, agent, n_seen, watched, key_0, key_1, step, inputs,
        )  # fmt: skip


@scalar
def foresee(
    table: RewardTable,
    genome: I32,
    settings: F32Array,
    critic: F32Array,
    active: U32Array,
    n_active: U32Array,
    n_agents: I32,
    agent: I32,
    body: Body,
    slot: I32,
) -> None:
    """Fill the inputs that depend on where the act has led.

    Args:
        table: the rewards.
        genome: the agent's row of them.
        settings: the learner's, [N_LEARNER].
        critic: the agent's value function [n_features].
        active: [n_agents, max_active] features of everybody's situation after the act.
        n_active: [n_agents, 2] how many of them: all, base.
        n_agents: of the world.
        agent: whose inputs.
        body: modified in place.
        slot: row of ``body``.

    """
    used, inputs = table.inputs_used[genome], body.inputs[slot, agent]
    if used[DRIVE_SYMPATHY] or used[DRIVE_LIKING]:
        thoughts.sympathise(
            settings, critic, active, n_active, n_agents, agent, body.ledger[slot, agent], inputs
        )
    if used[DRIVE_NOVELTY]:
        inputs[DRIVE_NOVELTY] = thoughts.novelty(
            active[agent], n_active[agent, 0], body.visits[slot, agent]
        )


@scalar
def felt(table: RewardTable, genome: I32, body: Body, slot: I32, agent: I32) -> F32:
    """The reward that an agent feels, from its inputs."""
    return languages.felt(
        table.language[genome], table.rows[genome], body.inputs[slot, agent],
        body.memory[slot, agent], body.stack[slot, agent],
    )  # fmt: skip
