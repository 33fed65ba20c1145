"""Learner ``imitation``: behavioural cloning of whoever is in sight, beside actor-critic.

An imitator puts itself in the place of each other whom it sees, and moves its own policy there
towards what the other did: gradient ascent on the log-likelihood of the act (Pomerleau 1991).  For
every other j in sight, with j's situation s_j and act a_j:

    (1) theta_fb += alpha_im (1{b=a_j} - pi(b|s_j))       for f in phi(s_j)

It copies visible behaviour only: no reward, no value, nobody's thoughts.  When it clones, and
whether it learns by reinforcement at the same time, is said by the phase of life; otherwise it is
the actor-critic.
"""

import numpy as np

from kernels.arrays import Workspace
from kernels.compiling import scalar
from kernels.layout import LEARNER_IMITATION_RATE, MAX_ACTIONS
from kernels.learners.actor_critic import action_probabilities
from kernels.types import F32, I32, F32Array, U32Array

_ONE = np.float32(1.0)
_ZERO = np.float32(0.0)


@scalar
def clone_act(
    policy: F32Array,
    active: U32Array,
    n_active: I32,
    n_actions: I32,
    action: I32,
    rate: F32,
    probabilities: F32Array,
) -> None:
    """Equation (1) for one other; ``policy`` is modified, ``probabilities`` is scratch."""
    action_probabilities(policy, active, n_active, n_actions, probabilities)
    for j in range(n_active):
        row = policy[active[j]]
        for b in range(MAX_ACTIONS):
            row[b] += rate * ((_ONE if b == action else _ZERO) - probabilities[b])


@scalar
def watch_others(
    settings: F32Array,
    n_agents: I32,
    n_actions: I32,
    work: Workspace,
    slot: I32,
    agent: I32,
    now: I32,
) -> None:
    """Clone the act just done by everybody in sight; faces must have been noted."""
    for other in range(n_agents):
        if work.body.sight[slot, agent, other] == 1:
            clone_act(
                work.brains.policy[slot, agent], work.active[slot, now, other],
                work.n_active[slot, now, other, 0], n_actions, np.int32(work.actions[slot, other]),
                settings[LEARNER_IMITATION_RATE], work.cloned[slot, agent],
            )  # fmt: skip
