"""Brains: born blank or as given, kept at the end of life; what a small one cannot hold."""

import numpy as np

from kernels.arrays import Record, Rules, Workspace
from kernels.compiling import scalar
from kernels.layout import LEARNER_FEATURES, MIND_LEARNER
from kernels.philox import PURPOSE_BRAIN, draw, lane_of, uniform
from kernels.types import I32, U32, F32Array, I32Array, U32Array

_ZERO = np.float32(0.0)


@scalar
def _copy_rows(source: F32Array, target: F32Array) -> None:
    """[n, m] row by row."""
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[i, j] = source[i, j]


@scalar
def blank_rows(target: F32Array) -> None:
    """[n, m] becomes 0."""
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[i, j] = _ZERO


@scalar
def be_born(rules: Rules, work: Workspace, life: I32, slot: I32, agent: I32) -> None:
    """Give one agent the brain of its seat, or a blank one; traces are always blank.

    Parts that the given brains do not have are born blank.
    """
    given, own = rules.seat_brain[life, agent], work.brains
    old = rules.brains
    blank_rows(own.policy[slot, agent])
    for feature in range(own.critic.shape[2]):
        own.critic[slot, agent, feature] = _ZERO
    for head in range(own.heads.shape[2]):
        blank_rows(own.heads[slot, agent, head])
    for action in range(own.model_change.shape[2]):
        blank_rows(own.model_change[slot, agent, action])
    blank_rows(own.model_reward[slot, agent])
    if work.traces.critic.shape[2] > 0:
        blank_rows(work.traces.policy[slot, agent])
        for feature in range(work.traces.critic.shape[2]):
            work.traces.critic[slot, agent, feature] = _ZERO
    if given < 0:
        return
    _copy_rows(old.policy[given], own.policy[slot, agent])
    for feature in range(own.critic.shape[2]):
        own.critic[slot, agent, feature] = old.critic[given, feature]
    if old.heads.shape[1] > 0:
        for head in range(own.heads.shape[2]):
            _copy_rows(old.heads[given, head], own.heads[slot, agent, head])
    if old.model_reward.shape[1] > 0:
        _copy_rows(old.model_reward[given], own.model_reward[slot, agent])
        for action in range(own.model_change.shape[2]):
            _copy_rows(old.model_change[given, action], own.model_change[slot, agent, action])


@scalar
def keep(work: Workspace, record: Record, life: I32, slot: I32) -> None:
    """Copy all brains of a lifetime to the record, as far as it has room for them."""
    own, kept = work.brains, record.brains
    if kept.policy.shape[0] == 0:
        return
    for agent in range(own.policy.shape[1]):
        _copy_rows(own.policy[slot, agent], kept.policy[life, agent])
        for feature in range(own.critic.shape[2]):
            kept.critic[life, agent, feature] = own.critic[slot, agent, feature]
        for head in range(own.heads.shape[2]):
            _copy_rows(own.heads[slot, agent, head], kept.heads[life, agent, head])
        _copy_rows(own.model_reward[slot, agent], kept.model_reward[life, agent])
        for action in range(own.model_change.shape[2]):
            _copy_rows(
                own.model_change[slot, agent, action], kept.model_change[life, agent, action]
            )


@scalar
def draw_lacks(rules: Rules, work: Workspace, life: I32, slot: I32, key_0: U32, key_1: U32) -> None:
    """Draw which features each brain cannot hold; the first, a constant, all can."""
    n_features = work.lacks.shape[2]
    if n_features == 0:
        return
    for agent in range(rules.n_agents):
        share = rules.learners[rules.seat_learner[life, agent], LEARNER_FEATURES]
        learns = rules.seat_mind[life, agent] == MIND_LEARNER
        block = draw(key_0, key_1, 0, PURPOSE_BRAIN, agent * n_features)
        work.lacks[slot, agent, 0] = 0
        for feature in range(1, n_features):
            if feature & 3 == 0:
                block = draw(key_0, key_1, 0, PURPOSE_BRAIN, agent * n_features + feature)
            u = uniform(lane_of(block, feature & 3))
            work.lacks[slot, agent, feature] = 1 if learns and u >= share else 0


@scalar
def forget(lacks: I32Array, active: U32Array, n_active: U32Array) -> None:
    """Strike the features that a brain lacks from those it perceives, both modified in place."""
    n_kept = 0
    n_base = n_active[1]
    for j in range(n_active[0]):
        feature = active[j]
        if j == n_active[1]:
            n_base = np.uint32(n_kept)
        if lacks[feature] == 0:
            active[n_kept] = feature
            n_kept += 1
    n_active[1] = n_base if n_active[0] > n_active[1] else np.uint32(n_kept)
    n_active[0] = n_kept
