"""Every learner learns what is easy, finds a planted optimum, and fails where all is chance."""

from dataclasses import replace

import numpy as np
import pytest

from inner_rl.learners import ActorCritic, Planner, QLearning
from tests.kernels.learners.school import N_ACTIONS, attend

LEARNERS = {
    "actor-critic": ActorCritic(),
    "actor-critic with traces": ActorCritic(trace=0.5, actor_rate=0.1),
    "Q-learning": QLearning(epsilon=0.05),
    "planner": Planner(),
}
learners = pytest.mark.parametrize("learner", LEARNERS.values(), ids=LEARNERS.keys())
ANYWHERE = np.full((N_ACTIONS, N_ACTIONS), -1)


def right_of_100(learner, rewards, seed):
    """How many of the last 100 acts of 3,000 are what the situation asks for."""
    _, acts, situations = attend(learner, rewards, ANYWHERE, 3000, seed)
    return int((acts == situations)[-100:].sum())


@learners
def test_the_identity_is_learned_in_at_least_95_of_100(learner):
    """The act that is the situation's number pays 1; what comes next is chance (after SB3)."""
    hits = [right_of_100(learner, np.eye(N_ACTIONS), seed) for seed in range(20)]
    assert np.mean(hits) >= 95


@learners
def test_with_a_scrambled_reward_the_same_test_fails(learner):
    """As often paid, but for nothing that can be known."""
    hits = [right_of_100(learner, np.full((N_ACTIONS, N_ACTIONS), -1), seed) for seed in range(20)]
    # By chance 33; the standard error over 20 seeds is below 5 even if a seed's acts are all alike.
    assert np.mean(hits) < 60


N_CELLS = 4
MIDDLE = 1


def corridor():
    """Cells 0 to 3; act 2 goes on, act 1 back: out at the far end pays 1, at the near end .1."""
    rewards, leads_to = np.zeros((N_CELLS, 3)), np.zeros((N_CELLS, 3), int)
    for cell in range(N_CELLS):
        leads_to[cell] = cell, cell - 1, cell + 1
    rewards[0, 1], leads_to[0, 1] = 0.1, MIDDLE
    rewards[-1, 2], leads_to[-1, 2] = 1.0, MIDDLE
    return rewards, leads_to


@learners
def test_a_planted_optimum_is_recovered(learner):
    """The near end pays sooner; value iteration says that the far one is best."""
    rewards, leads_to = corridor()
    values = np.zeros(N_CELLS)
    for _ in range(500):
        values = (rewards + 0.9 * values[leads_to]).max(axis=1)
    assert values[MIDDLE] == pytest.approx(0.9**2 / (1 - 0.9**3))
    # To explore far enough, acts at random must be frequent; what counts is the act preferred.
    learner = replace(learner, epsilon=0.3) if isinstance(learner, QLearning) else learner
    recovered = 0
    for seed in range(20):
        _, acts, situations = attend(learner, rewards, leads_to, 20_000, seed)
        late = [acts[-3000:][situations[-3000:] == cell] for cell in range(MIDDLE, N_CELLS)]
        recovered += all(np.bincount(there, minlength=3).argmax() == 2 for there in late)
    assert recovered >= 19
