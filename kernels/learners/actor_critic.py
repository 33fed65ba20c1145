"""Learner ``actor_critic``: actor-critic with traces, linear in sparse binary features.

Sutton & Barto (2018, sections 13.5 and 13.6), for continuing life (no terminal state), with a
softmax policy.  Below, phi is the set of active features; equation numbers refer to this list:

    (1) v(s)      = sum_{f in phi(s)} w_f
    (2) pi(a|s)   = softmax_a sum_{f in phi(s)} theta_{f,a}
    (3) delta     = r + gamma v(s') - v(s)
    (4) w_f      += alpha_w delta                         for f in phi(s)
    (5) theta_fb += alpha_theta delta (1{b=a} - pi(b|s))   for f in phi(s)

With traces (lambda > 0) everything that was active of late is changed in place of (4) and (5):

    (6) z_f   <- gamma lambda z_f + 1{f in phi(s)}
    (7) y_fb  <- gamma lambda y_fb + 1{f in phi(s)} (1{b=a} - pi(b|s))
    (8) w_f   += alpha_w delta z_f,  theta_fb += alpha_theta delta y_fb   for every f
"""

import numpy as np

from kernels.arrays import Workspace
from kernels.compiling import scalar
from kernels.layout import (
    LEARNER_ACTOR_RATE,
    LEARNER_CRITIC_RATE,
    LEARNER_DISCOUNT,
    LEARNER_TRACE,
    MAX_ACTIONS,
)
from kernels.numeric import exp_nonpositive
from kernels.rows import Row, add_to_row, read_row, sum_of_rows, times, write_row
from kernels.types import F32, I32, F32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_ONE_HOT = np.eye(MAX_ACTIONS, dtype=np.float32)


@scalar
def value(critic: F32Array, active: U32Array, n_active: I32) -> F32:
    """Equation (1)."""
    total = _ZERO
    for j in range(n_active):
        total += critic[active[j]]
    return total


@scalar
def preferences(policy: F32Array, active: U32Array, n_active: I32, out: F32Array) -> None:
    """The sums in equation (2); fills ``out`` [MAX_ACTIONS]."""
    total = sum_of_rows(policy, active, n_active)
    for action in range(MAX_ACTIONS):
        out[action] = total[action]


@scalar
def _weight(preferences: F32Array, highest: F32, action: I32, n_actions: I32) -> F32:
    """The share of an action before shares are made to add up to 1; zero beyond ``n_actions``."""
    weight = exp_nonpositive(preferences[action] - highest)
    return weight if np.int32(action) < n_actions else _ZERO


@scalar
def softmax(probabilities: F32Array, n_actions: I32) -> None:
    """Turn preferences [MAX_ACTIONS] into probabilities, in place; zero beyond ``n_actions``."""
    highest = probabilities[0]
    for action in range(1, n_actions):
        highest = probabilities[action] if probabilities[action] > highest else highest
    # Named, so that they stay in a register; and compared as int32, for vectors of one width.
    n = np.int32(n_actions)
    w0 = _weight(probabilities, highest, 0, n)
    w1 = _weight(probabilities, highest, 1, n)
    w2 = _weight(probabilities, highest, 2, n)
    w3 = _weight(probabilities, highest, 3, n)
    w4 = _weight(probabilities, highest, 4, n)
    w5 = _weight(probabilities, highest, 5, n)
    w6 = _weight(probabilities, highest, 6, n)
    w7 = _weight(probabilities, highest, 7, n)
    share = _ONE / (w0 + w1 + w2 + w3 + w4 + w5 + w6 + w7)
    probabilities[0] = w0 * share
    probabilities[1] = w1 * share
    probabilities[2] = w2 * share
    probabilities[3] = w3 * share
    probabilities[4] = w4 * share
    probabilities[5] = w5 * share
    probabilities[6] = w6 * share
    probabilities[7] = w7 * share


@scalar
def action_probabilities(
    policy: F32Array, active: U32Array, n_active: I32, n_actions: I32, probabilities: F32Array
) -> None:
    """Equation (2); fills ``probabilities`` [MAX_ACTIONS], zero beyond ``n_actions``."""
    preferences(policy, active, n_active, probabilities)
    softmax(probabilities, n_actions)


@scalar
def sample(probabilities: F32Array, n_actions: I32, u: F32) -> I32:
    """The action whose cumulative probability first exceeds ``u`` in [0, 1)."""
    cumulative = _ZERO
    action = 0
    for candidate in range(n_actions - 1):
        cumulative += probabilities[candidate]
        if cumulative <= u:
            action = candidate + 1
    return np.int32(action)


@scalar
def _score(probabilities: F32Array, action: I32) -> Row:
    """1{b=a} - pi(b|s) for every act b: the gradient of log pi(a|s) by the preferences."""
    return (
        _ONE_HOT[action, 0] - probabilities[0],
        _ONE_HOT[action, 1] - probabilities[1],
        _ONE_HOT[action, 2] - probabilities[2],
        _ONE_HOT[action, 3] - probabilities[3],
        _ONE_HOT[action, 4] - probabilities[4],
        _ONE_HOT[action, 5] - probabilities[5],
        _ONE_HOT[action, 6] - probabilities[6],
        _ONE_HOT[action, 7] - probabilities[7],
    )


@scalar
def learn(
    settings: F32Array,
    policy: F32Array,
    critic: F32Array,
    active: U32Array,
    n_active: I32,
    probabilities: F32Array,
    action: I32,
    error: F32,
) -> None:
    """Equations (4) and (5); ``policy`` and ``critic`` are modified in place."""
    critic_step = settings[LEARNER_CRITIC_RATE] * error
    actor_step = settings[LEARNER_ACTOR_RATE] * error
    # The change is the same for every active feature.
    change = times(_score(probabilities, action), actor_step)
    for j in range(n_active):
        critic[active[j]] += critic_step
        add_to_row(policy, active[j], change)


@scalar
def temporal_difference(settings: F32Array, reward: F32, value_t: F32, value_tm1: F32) -> F32:
    """Equation (3)."""
    return reward + settings[LEARNER_DISCOUNT] * value_t - value_tm1


@scalar
def learn_with_traces(
    settings: F32Array,
    policy: F32Array,
    critic: F32Array,
    policy_trace: F32Array,
    critic_trace: F32Array,
    active: U32Array,
    n_active: I32,
    probabilities: F32Array,
    action: I32,
    error: F32,
) -> None:
    """Equations (6) to (8); brain and traces are modified in place.

    Traces are left decayed already, as the next act will find them, so that each is read once.
    """
    decay = settings[LEARNER_DISCOUNT] * settings[LEARNER_TRACE]
    critic_step = settings[LEARNER_CRITIC_RATE] * error
    actor_step = settings[LEARNER_ACTOR_RATE] * error
    change = _score(probabilities, action)
    for j in range(n_active):
        critic_trace[active[j]] += _ONE
        add_to_row(policy_trace, active[j], change)
    # Rows and values apart, so that each loop is one of vectors; and values last: a vector that is
    # read too soon after one of its entries was written waits for that.
    n_features = critic.shape[0]
    for feature in range(n_features):
        row = read_row(policy_trace, feature)
        add_to_row(policy, feature, times(row, actor_step))
        write_row(policy_trace, feature, times(row, decay))
    for feature in range(n_features):
        critic[feature] += critic_step * critic_trace[feature]
        critic_trace[feature] *= decay


@scalar
def choose(
    settings: F32Array, n_actions: I32, work: Workspace, slot: I32, agent: I32, now: I32
) -> None:
    """Fill ``work.probabilities`` and ``work.value`` of an agent for the situation ``now``."""
    active, n_active = work.active[slot, now, agent], work.n_active[slot, now, agent, 0]
    action_probabilities(
        work.brains.policy[slot, agent], active, n_active, n_actions,
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
    policy, critic = work.brains.policy[slot, agent], work.brains.critic[slot, agent]
    active, n_active = work.active[slot, before, agent], work.n_active[slot, before, agent, 0]
    probabilities, action = work.probabilities[slot, agent], work.actions[slot, agent]
    value_t = value(critic, work.active[slot, now, agent], work.n_active[slot, now, agent, 0])
    error = temporal_difference(settings, reward, value_t, work.value[slot, agent])
    if settings[LEARNER_TRACE] > _ZERO:
        learn_with_traces(
            settings, policy, critic, work.traces.policy[slot, agent],
            work.traces.critic[slot, agent], active, n_active, probabilities, action, error,
        )  # fmt: skip
    else:
        learn(settings, policy, critic, active, n_active, probabilities, action, error)
    return error
