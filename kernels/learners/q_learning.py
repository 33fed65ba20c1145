"""Learner ``q_learning``: one-step epsilon-greedy Q-learning, linear in sparse binary features.

Watkins (1989), as used by Singh, Lewis & Barto (2009), for continuing life; theta holds action
values here, and ties are broken at random:

    (1) q(s, a)   = sum_{f in phi(s)} theta_{f,a}
    (2) pi(a|s)   = (1 - epsilon) 1{a in best} / |best| + epsilon / |A|,   best = argmax_a q(s, a)
    (3) delta     = r + gamma max_b q(s', b) - q(s, a)
    (4) theta_fa += alpha delta                           for f in phi(s)

Beside it a state value is learned by TD(0), equations (1), (3) and (4) of ``actor_critic``.  It
chooses nothing: with it the agent values others' situations (sympathy).
"""

import numpy as np

from kernels.arrays import Workspace
from kernels.compiling import scalar
from kernels.heads import highest, predict
from kernels.layout import (
    LEARNER_ACTOR_RATE,
    LEARNER_CRITIC_RATE,
    LEARNER_DISCOUNT,
    LEARNER_EPSILON,
    MAX_ACTIONS,
)
from kernels.learners.actor_critic import temporal_difference, value
from kernels.types import F32, I32, F32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@scalar
def greedy_probabilities(
    values: F32Array, active: U32Array, n_active: I32, n_actions: I32, epsilon: F32, out: F32Array
) -> None:
    """Equation (2); fills ``out`` [MAX_ACTIONS], zero beyond ``n_actions``."""
    for action in range(MAX_ACTIONS):
        out[action] = predict(values, active, n_active, action) if action < n_actions else _ZERO
    best = out[0]
    for action in range(1, n_actions):
        best = out[action] if out[action] > best else best
    n_best = _ZERO
    for action in range(n_actions):
        n_best += _ONE if out[action] == best else _ZERO
    greedy, random = (_ONE - epsilon) / n_best, epsilon / np.float32(n_actions)
    for action in range(n_actions):
        out[action] = random + (greedy if out[action] == best else _ZERO)


@scalar
def choose(
    settings: F32Array, n_actions: I32, work: Workspace, slot: I32, agent: I32, now: I32
) -> None:
    """Fill ``work.probabilities`` and ``work.value`` of an agent for the situation ``now``."""
    active, n_active = work.active[slot, now, agent], work.n_active[slot, now, agent, 0]
    greedy_probabilities(
        work.brains.policy[slot, agent], active, n_active, n_actions, settings[LEARNER_EPSILON],
        work.probabilities[slot, agent],
    )  # fmt: skip
    work.value[slot, agent] = value(work.brains.critic[slot, agent], active, n_active)


@scalar
def learn_from_act(
    settings: F32Array,
    n_actions: I32,
    work: Workspace,
    slot: I32,
    agent: I32,
    now: I32,
    reward: F32,
) -> F32:
    """Learn from the last act, which led to the situation ``now``; returns the error of (3)."""
    before = 1 - now
    values, critic = work.brains.policy[slot, agent], work.brains.critic[slot, agent]
    active, n_active = work.active[slot, before, agent], work.n_active[slot, before, agent, 0]
    next_active, n_next = work.active[slot, now, agent], work.n_active[slot, now, agent, 0]
    action = np.int32(work.actions[slot, agent])
    prospects = settings[LEARNER_DISCOUNT] * highest(values, next_active, n_next, n_actions)
    error = reward + prospects - predict(values, active, n_active, action)
    value_t = value(critic, next_active, n_next)
    surprise = temporal_difference(settings, reward, value_t, work.value[slot, agent])
    for j in range(n_active):
        values[active[j], action] += settings[LEARNER_ACTOR_RATE] * error
        critic[active[j]] += settings[LEARNER_CRITIC_RATE] * surprise
    return error
