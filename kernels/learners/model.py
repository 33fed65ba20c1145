"""A model of the world, learned within a lifetime: what an act leads to, and what it feels like.

An expectation model, linear in the features (Sutton, Szepesvari, Geramifard & Bowling 2008, "Dyna-
style planning with linear function approximation"); for values that are linear in the features the
expected next features say all (Wan et al. 2019).  A situation x is a weight for each feature:

    (1) x'(x, a)  = x + sum_f x_f F_{a,f}         expected next features, a vector
    (2) r(x, a)   = sum_f x_f b_{f,a}             expected felt reward
    (3) F_{a,f}  += (alpha_m / |phi|) (phi' - x'(phi, a))     for f in phi
    (4) b_{f,a}  += (alpha_m / |phi|) (r - r(phi, a))         for f in phi

F is the change (learned in place of the next state also by Nagabandi et al. 2018), so a newborn,
whose F is 0, expects that nothing changes; were F what comes next, it would expect an act that it
has not tried to lead to where nothing is worth anything.  The others' acts are part of what is to
be expected.  Being learned, a model can be wrong.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import F32, I32, F32Array, U32Array

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@scalar
def expect(
    model_change: F32Array, features: U32Array, weights: F32Array, n: I32, predicted: F32Array
) -> None:
    """Equation (1); ``model_change`` [n_features, n_features] is that of one act."""
    n_features = predicted.shape[0]
    for k in range(n_features):
        predicted[k] = _ZERO
    for j in range(n):
        row, weight = model_change[features[j]], weights[j]
        for k in range(n_features):
            predicted[k] += weight * row[k]
        predicted[features[j]] += weight


@scalar
def expect_reward(
    model_reward: F32Array, features: U32Array, weights: F32Array, n: I32, action: I32
) -> F32:
    """Equation (2)."""
    total = _ZERO
    for j in range(n):
        total += weights[j] * model_reward[features[j], action]
    return total


@scalar
def learn(
    model_change: F32Array,
    model_reward: F32Array,
    active: U32Array,
    n_active: I32,
    next_active: U32Array,
    n_next: I32,
    action: I32,
    reward: F32,
    rate: F32,
    error: F32Array,
) -> None:
    """Equations (3) and (4); the model is modified, ``error`` [n_features] is scratch."""
    n_features = error.shape[0]
    share = rate / np.float32(n_active)
    expected = _ZERO
    for k in range(n_features):
        error[k] = _ZERO
    for j in range(n_active):
        row = model_change[active[j]]
        expected += model_reward[active[j], action]
        for k in range(n_features):
            error[k] -= row[k]
        error[active[j]] -= _ONE
    for j in range(n_next):
        error[next_active[j]] += _ONE
    for j in range(n_active):
        row = model_change[active[j]]
        model_reward[active[j], action] += share * (reward - expected)
        for k in range(n_features):
            row[k] += share * error[k]


@scalar
def worth(critic: F32Array, predicted: F32Array) -> F32:
    """Value of expected features: sum_k w_k x'_k."""
    # Eight sums side by side: one would wait for its last addition at every feature.
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = _ZERO
    n_eights = predicted.shape[0] >> 3
    for eight in range(n_eights):
        k = eight << 3
        s0 += critic[k] * predicted[k]
        s1 += critic[k + 1] * predicted[k + 1]
        s2 += critic[k + 2] * predicted[k + 2]
        s3 += critic[k + 3] * predicted[k + 3]
        s4 += critic[k + 4] * predicted[k + 4]
        s5 += critic[k + 5] * predicted[k + 5]
        s6 += critic[k + 6] * predicted[k + 6]
        s7 += critic[k + 7] * predicted[k + 7]
    total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
    for k in range(n_eights << 3, predicted.shape[0]):
        total += critic[k] * predicted[k]
    return total
