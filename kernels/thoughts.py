"""Thought drives: those that need the learner's inside, its heads or its value function."""

import math

import numpy as np

from kernels import drives, heads
from kernels.compiling import scalar
from kernels.layout import (
    DRIVE_DISTRESS_SEEN,
    DRIVE_GUILT,
    DRIVE_IMAGINED_APPROVAL,
    DRIVE_JOY_SEEN,
    DRIVE_LIKING,
    DRIVE_PREDICTED_BLAME,
    DRIVE_PREDICTED_WELFARE,
    DRIVE_PRIDE,
    DRIVE_REGRET,
    DRIVE_SURPRISE,
    DRIVE_SYMPATHY,
    EVENT_BLAME,
    EVENT_PRAISE,
    HEAD_APPROVAL,
    HEAD_BLAME,
    HEAD_DISTRESS,
    HEAD_JOY,
    HEAD_PAYOFF,
    HEAD_WELFARE,
    LEARNER_DISCOUNT,
)
from kernels.learners.actor_critic import value
from kernels.numeric import clip
from kernels.philox import PURPOSE_TRUTH, draw, uniform
from kernels.types import F32, I32, U32, F32Array, I32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
# Beliefs are expected payoffs of others at one step; all others together are far below this.
_BELIEF_LIMIT = np.float32(8.0)
_SYMPATHY_LIMIT = np.float32(2.0)
# How often the truth about others' payoff, and about being blamed, is revealed to a head.
TRUTH_RATE = np.float32(0.05)


@scalar
def believe(
    used: I32Array,
    tables: F32Array,
    active: U32Array,
    n_active: U32Array,
    action: I32,
    n_actions: I32,
    rate: F32,
    events: F32Array,
    n_agents: I32,
    agent: I32,
    n_seen: I32,
    watched: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
    inputs: F32Array,
) -> None:
    """Fill what an agent believes of its act, and let its heads ``tables`` [N_HEADS, ..] learn."""
    _base_heads(
        used, tables, active, n_active[1], action, rate, events[agent], n_seen, watched, inputs
    )
    _truth_heads(
        used, tables, active, n_active[0], action, rate, events, n_agents, agent,
        key_0, key_1, step, inputs,
    )  # fmt: skip
    _payoff_head(
        used, tables[HEAD_PAYOFF], active, n_active[0], action, n_actions, rate,
        drives.payoff(events, agent), inputs,
    )  # fmt: skip


@scalar
def _base_heads(
    used: I32Array,
    tables: F32Array,
    active: U32Array,
    n_base: I32,
    action: I32,
    rate: F32,
    event: F32Array,
    n_seen: I32,
    watched: I32,
    inputs: F32Array,
) -> None:
    """Guilt, pride and imagined approval: heads that see base features only."""
    if used[DRIVE_GUILT]:
        head = tables[HEAD_DISTRESS]
        believed = clip(heads.predict(head, active, n_base, action), _ZERO, _BELIEF_LIMIT)
        inputs[DRIVE_GUILT] = believed
        if n_seen > 0:
            error = inputs[DRIVE_DISTRESS_SEEN] - believed
            heads.learn(head, active, n_base, action, rate, error)
    if used[DRIVE_PRIDE]:
        head = tables[HEAD_JOY]
        believed = clip(heads.predict(head, active, n_base, action), _ZERO, _BELIEF_LIMIT)
        inputs[DRIVE_PRIDE] = believed
        if n_seen > 0:
            heads.learn(head, active, n_base, action, rate, inputs[DRIVE_JOY_SEEN] - believed)
    if used[DRIVE_IMAGINED_APPROVAL]:
        head = tables[HEAD_APPROVAL]
        believed = clip(heads.predict(head, active, n_base, action), -_ONE, _ONE)
        inputs[DRIVE_IMAGINED_APPROVAL] = believed
        if watched == 1:
            error = event[EVENT_PRAISE] - event[EVENT_BLAME] - believed
            heads.learn(head, active, n_base, action, rate, error)


@scalar
def _truth_heads(
    used: I32Array,
    tables: F32Array,
    active: U32Array,
    n_active: I32,
    action: I32,
    rate: F32,
    events: F32Array,
    n_agents: I32,
    agent: I32,
    key_0: U32,
    key_1: U32,
    step: I32,
    inputs: F32Array,
) -> None:
    """Predicted welfare and predicted blame: heads that learn from rare ground truth."""
    if not (used[DRIVE_PREDICTED_WELFARE] or used[DRIVE_PREDICTED_BLAME]):
        return
    word, _, _, _ = draw(key_0, key_1, step, PURPOSE_TRUTH, agent)
    rate = rate if uniform(word) < TRUTH_RATE else _ZERO
    if used[DRIVE_PREDICTED_WELFARE]:
        head = tables[HEAD_WELFARE]
        raw = heads.predict(head, active, n_active, action)
        believed = clip(raw, -_BELIEF_LIMIT, _BELIEF_LIMIT)
        inputs[DRIVE_PREDICTED_WELFARE] = believed
        truth = _ZERO
        for other in range(n_agents):
            truth += drives.payoff(events, other) if other != agent else _ZERO
        heads.learn(head, active, n_active, action, rate, truth - believed)
    if used[DRIVE_PREDICTED_BLAME]:
        head = tables[HEAD_BLAME]
        believed = clip(heads.predict(head, active, n_active, action), _ZERO, _ONE)
        inputs[DRIVE_PREDICTED_BLAME] = believed
        error = events[agent, EVENT_BLAME] - believed
        heads.learn(head, active, n_active, action, rate, error)


@scalar
def _payoff_head(
    used: I32Array,
    head: F32Array,
    active: U32Array,
    n_active: I32,
    action: I32,
    n_actions: I32,
    rate: F32,
    payoff: F32,
    inputs: F32Array,
) -> None:
    """Regret and surprise: what the agent had expected of its acts for itself."""
    if not (used[DRIVE_REGRET] or used[DRIVE_SURPRISE]):
        return
    expected = heads.predict(head, active, n_active, action)
    if used[DRIVE_REGRET]:
        best = heads.highest(head, active, n_active, n_actions)
        inputs[DRIVE_REGRET] = clip(best - expected, _ZERO, _BELIEF_LIMIT)
    error = payoff - expected
    inputs[DRIVE_SURPRISE] = clip(error if error > _ZERO else -error, _ZERO, _BELIEF_LIMIT)
    heads.learn(head, active, n_active, action, rate, error)


@scalar
def sympathise(
    settings: F32Array,
    critic: F32Array,
    active: U32Array,
    n_active: U32Array,
    n_agents: I32,
    agent: I32,
    ledger: F32Array,
    inputs: F32Array,
) -> None:
    """Prospects of the others, each situation valued as if it were the agent's own.

    The level of the value, not its change: a change is potential-based shaping, which cannot
    alter what is best to do (Ng, Harada & Russell 1999).  The factor 1 - discount turns a
    value into reward per step, so that weights below 1 cannot feed on themselves.
    """
    total, liked = _ZERO, _ZERO
    for other in range(n_agents):
        if other != agent:
            prospects = value(critic, active[other], n_active[other, 0])
            total += prospects
            liked += (ledger[other, drives.CREDIT] - ledger[other, drives.DEBT]) * prospects
    n_others = n_agents - 1 if n_agents > 1 else 1
    per_step = (_ONE - settings[LEARNER_DISCOUNT]) / np.float32(n_others)
    inputs[DRIVE_SYMPATHY] = clip(per_step * total, -_SYMPATHY_LIMIT, _SYMPATHY_LIMIT)
    inputs[DRIVE_LIKING] = clip(per_step * liked, -_SYMPATHY_LIMIT, _SYMPATHY_LIMIT)


@scalar
def novelty(active: U32Array, n_active: I32, visits: F32Array) -> F32:
    """Mean over active features of 1 / sqrt(times met, this one included); counts this meeting."""
    total = _ZERO
    for j in range(n_active):
        met = visits[active[j]] + _ONE
        visits[active[j]] = met
        total += _ONE / np.float32(math.sqrt(met))
    return total / np.float32(n_active)
