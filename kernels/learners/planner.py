"""Learner ``planner``: actor-critic that looks ahead in a model it learns within its lifetime.

Before it acts, the planner searches a tree of expected situations (see ``model``) of depth D.  At
the root every act is tried, below it the ``breadth`` acts that the policy prefers there:

    (1) q_d(x, a) = r(x, a) + gamma V_{d-1}(x'(x, a))
    (2) V_0(x)    = sum_f x_f w_f,      V_d(x) = (1 - lambda) V_0(x) + lambda max_a q_d(x, a)
    (3) pi'(a|s)  = softmax_a (theta-preference of a + beta q_D(phi(s), a))

It acts by pi', and learns as the actor-critic does with pi' for pi: planning improves the policy,
and the policy says where to plan (as in Danihelka et al. 2022, eq. (8), with a linear sigma).  At
depth 0 it is the actor-critic.  Equation (2) mixes plans of all depths, as a lambda-return mixes
returns (the lambda-preturn of Silver et al. 2017, "The Predictron", with a maximum), because
errors of the model and of the maximum grow with depth (Feinberg et al. 2018; Buckman et al. 2018).
Of an expected situation the features of weight above 1/16 are kept, the first MAX_PREDICTED.
"""

import numpy as np

from kernels.arrays import Brains, Plan, Workspace
from kernels.compiling import scalar
from kernels.layout import (
    LEARNER_BREADTH,
    LEARNER_DEPTH,
    LEARNER_DISCOUNT,
    LEARNER_MODEL_RATE,
    LEARNER_PLAN_WEIGHT,
    MAX_ACTIONS,
    MAX_PREDICTED,
)
from kernels.learners import actor_critic, model
from kernels.types import F32, I32, F32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_KEPT_ABOVE = np.float32(1.0 / 16.0)
# lambda of equation (2): with 1, at a model rate of 0.2, a second step surely cost in `caretaker`
# and in `cleanup`; with this it did not (experiments/capability).
_LAMBDA = np.float32(0.5)
_LOWEST = np.float32(-1e30)


@scalar
def _open_root(plan: Plan, slot: I32, active: U32Array, n_active: I32) -> None:
    """The situation at hand becomes the first level."""
    for j in range(n_active):
        plan.features[slot, 0, j] = active[j]
        plan.weights[slot, 0, j] = _ONE
    plan.n_kept[slot, 0] = n_active
    plan.n_tried[slot, 0] = 0


@scalar
def _open_level(policy: F32Array, plan: Plan, slot: I32, level: I32, value: F32) -> None:
    """The expected situation, worth ``value``, becomes a level; the policy says what to try."""
    predicted, preference = plan.predicted[slot], plan.preference[slot, level]
    for action in range(MAX_ACTIONS):
        preference[action] = _ZERO
    n_kept = 0
    for feature in range(predicted.shape[0]):
        weight = predicted[feature]
        if weight > _KEPT_ABOVE and n_kept < MAX_PREDICTED:
            plan.features[slot, level, n_kept] = feature
            plan.weights[slot, level, n_kept] = weight
            n_kept += 1
            for action in range(MAX_ACTIONS):
                preference[action] += weight * policy[feature, action]
    plan.n_kept[slot, level] = n_kept
    plan.n_tried[slot, level] = 0
    plan.value[slot, level] = value
    plan.best[slot, level] = _LOWEST


@scalar
def _next_act(plan: Plan, slot: I32, level: I32, n_actions: I32) -> I32:
    """The act to try: at the root one after another, below it the most preferred one left."""
    if level == 0:
        return np.int32(plan.n_tried[slot, 0])
    preference = plan.preference[slot, level]
    chosen = 0
    for action in range(1, n_actions):
        chosen = action if preference[action] > preference[chosen] else chosen
    preference[chosen] = _LOWEST
    return np.int32(chosen)


@scalar
def _note_return(plan: Plan, slot: I32, agent: I32, level: I32, planned: F32) -> None:
    """Keep what the act under trial at a level brings: all at the root, the best below it."""
    if level == 0:
        plan.returns[slot, agent, plan.act[slot, 0]] = planned
    elif planned > plan.best[slot, level]:
        plan.best[slot, level] = planned


@scalar
def _close_level(plan: Plan, slot: I32, level: I32) -> F32:
    """Equation (2) for a level at which all was tried."""
    value = plan.value[slot, level]
    return value + _LAMBDA * (plan.best[slot, level] - value)


@scalar
def _look_ahead(
    settings: F32Array, n_actions: I32, brains: Brains, plan: Plan, slot: I32, agent: I32
) -> None:
    """Equations (1) and (2): fill ``plan.returns`` of an agent, the root being open."""
    discount, depth = settings[LEARNER_DISCOUNT], np.int32(settings[LEARNER_DEPTH])
    breadth = np.int32(settings[LEARNER_BREADTH])
    breadth = breadth if breadth < n_actions else np.int32(n_actions)
    predicted = plan.predicted[slot]
    level = np.int32(0)
    while level > 0 or plan.n_tried[slot, 0] < n_actions:
        if plan.n_tried[slot, level] >= (breadth if level > 0 else n_actions):
            below = _close_level(plan, slot, level)
            level -= np.int32(1)
            planned = plan.reward[slot, level] + discount * below
            _note_return(plan, slot, agent, level, planned)
            continue
        action = _next_act(plan, slot, level, n_actions)
        features, weights = plan.features[slot, level], plan.weights[slot, level]
        n_kept = plan.n_kept[slot, level]
        model.expect(brains.model_change[slot, agent, action], features, weights, n_kept, predicted)
        reward = model.expect_reward(
            brains.model_reward[slot, agent], features, weights, n_kept, action
        )
        plan.n_tried[slot, level] += 1
        plan.act[slot, level] = action
        plan.reward[slot, level] = reward
        value = model.worth(brains.critic[slot, agent], predicted)
        if level + 1 == depth:
            _note_return(plan, slot, agent, level, reward + discount * value)
        else:
            level += np.int32(1)
            _open_level(brains.policy[slot, agent], plan, slot, level, value)


@scalar
def choose(
    settings: F32Array, n_actions: I32, work: Workspace, slot: I32, agent: I32, now: I32
) -> None:
    """Fill ``work.probabilities`` (equation 3) and ``work.value`` for the situation ``now``."""
    if settings[LEARNER_DEPTH] < _ONE:
        actor_critic.choose(settings, n_actions, work, slot, agent, now)
        return
    active, n_active = work.active[slot, now, agent], work.n_active[slot, now, agent, 0]
    _open_root(work.plan, slot, active, n_active)
    _look_ahead(settings, n_actions, work.brains, work.plan, slot, agent)
    probabilities = work.probabilities[slot, agent]
    actor_critic.preferences(work.brains.policy[slot, agent], active, n_active, probabilities)
    for action in range(n_actions):
        planned = work.plan.returns[slot, agent, action]
        probabilities[action] += settings[LEARNER_PLAN_WEIGHT] * planned
    actor_critic.softmax(probabilities, n_actions)
    work.value[slot, agent] = actor_critic.value(work.brains.critic[slot, agent], active, n_active)


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
    """Learn from the last act, which led to the situation ``now``, for the model as well."""
    if settings[LEARNER_DEPTH] >= _ONE:
        before, action = 1 - now, work.actions[slot, agent]
        model.learn(
            work.brains.model_change[slot, agent, action], work.brains.model_reward[slot, agent],
            work.active[slot, before, agent], work.n_active[slot, before, agent, 0],
            work.active[slot, now, agent], work.n_active[slot, now, agent, 0],
            np.int32(action), reward, settings[LEARNER_MODEL_RATE], work.plan.predicted[slot],
        )  # fmt: skip
    return actor_critic.learn_from_act(settings, n_actions, work, slot, agent, now, reward)
