"""Heads: small predictors inside a brain that learn within its lifetime.

A head predicts, for the situation and each act, one number; it is linear in the active features:

    (1) h(s, a)   = sum_{f in phi(s)} u_{f,a}
    (2) u_{f,a}  += alpha_u (target - h(s, a))        for f in phi(s)

What is felt is h within the limits that ``inner_rl.drives`` states; there the error of (2), too, is
that of what was felt.  (Of own payoff, what is felt is not h itself, and the error is that of h.)
Some heads see base features only.  What these learned where faces were in sight, or while
somebody watched, also speaks where nobody can be seen and nobody watches.  Being learned, heads
can be wrong, and a policy can be rewarded for making them so.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.rows import sum_of_rows
from kernels.types import F32, I32, F32Array, U32Array

_ZERO = np.float32(0.0)


@scalar
def predict(head: F32Array, active: U32Array, n_active: I32, action: I32) -> F32:
    """Equation (1); ``head`` [n_features, MAX_ACTIONS]."""
    total = _ZERO
    for j in range(n_active):
        total += head[active[j], action]
    return total


@scalar
def highest(head: F32Array, active: U32Array, n_active: I32, n_actions: I32) -> F32:
    """The largest prediction among all acts."""
    p0, p1, p2, p3, p4, p5, p6, p7 = sum_of_rows(head, active, n_active)
    best = p0
    best = p1 if n_actions > 1 and p1 > best else best
    best = p2 if n_actions > 2 and p2 > best else best
    best = p3 if n_actions > 3 and p3 > best else best
    best = p4 if n_actions > 4 and p4 > best else best
    best = p5 if n_actions > 5 and p5 > best else best
    best = p6 if n_actions > 6 and p6 > best else best
    return p7 if n_actions > 7 and p7 > best else best


@scalar
def learn(
    head: F32Array, active: U32Array, n_active: I32, action: I32, rate: F32, error: F32
) -> None:
    """Equation (2) for error = target - prediction; ``head`` is modified in place."""
    change = rate * error
    # Truth is rare, and no entry is ever -0: to add nothing is to leave all as it is.
    if change == _ZERO:
        return
    for j in range(n_active):
        head[active[j], action] += change
