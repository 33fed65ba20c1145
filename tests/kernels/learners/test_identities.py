"""Identities between learners, bit by bit where they are exact."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Imitation,
    Life,
    Linear,
    Phase,
    Planner,
    monoculture,
    simulate,
    stream_keys,
)
from tests.kernels.learners.school import N_ACTIONS, Pupil

REWARD = Linear({"own_gain": 1.0, "own_pain": -1.0})
LIFE = Life((Phase("childhood", 1500), Phase("adulthood", 500)))


def lived(learner):
    roster = monoculture(1, 4, stream_keys(1, (0,), 3))
    told = simulate([REWARD], roster, Coins(), LIFE, learner, return_brains=True)
    return told.counts, told.brains


@pytest.mark.parametrize("other", [Planner(depth=0), Imitation()], ids=["planner", "imitation"])
def test_a_planner_of_depth_0_and_an_imitator_of_nobody_are_the_actor_critic(other):
    (counts, brains), (others, other_brains) = lived(ActorCritic()), lived(other)
    np.testing.assert_array_equal(counts, others)
    np.testing.assert_array_equal(brains.policy, other_brains.policy)
    np.testing.assert_array_equal(brains.critic, other_brains.critic)


def test_traces_that_decay_at_once_are_td_0():
    def taught(**settings):
        pupil, rng = Pupil(ActorCritic(discount=0.8, **settings)), np.random.default_rng(5)
        for _ in range(200):
            pupil.act([0, 1 + int(rng.integers(12))], rng.random())
            pupil.learn(rng.normal(), [0, 1])
        return pupil

    # The least float32 above 0 takes the path with traces, and its traces are gone in one step.
    one_step, vanishing = taught(), taught(trace=1.2e-38)
    np.testing.assert_array_equal(one_step.policy, vanishing.policy)
    np.testing.assert_array_equal(one_step.critic, vanishing.critic)


def test_full_traces_on_a_single_pass_are_the_discounted_return():
    """TD(1) on a chain passed once, values 0 before: each value moves by rate x error sums."""
    discount, rate, rewards = 0.9, 0.1, [1.0, 0.0, 2.0, -1.0]
    pupil = Pupil(ActorCritic(discount=discount, critic_rate=rate, trace=1.0))
    for step, reward in enumerate(rewards):
        pupil.act([step], 0.5)
        pupil.learn(reward, [step + 1])
    # Every situation is new when it is entered, so the errors are the rewards themselves.
    for step in range(4):
        rest = sum(discount**k * r for k, r in enumerate(rewards[step:]))
        assert pupil.critic[step] == pytest.approx(rate * rest, abs=1e-6)


HERE, THERE = [0, 3, 5], [0, 4]


def with_values(learner):
    """A newborn but for its values, which nothing changes."""
    pupil = Pupil(learner)
    pupil.critic[:] = np.random.default_rng(6).normal(size=len(pupil.critic))
    return pupil


def planned_by(pupil, situation):
    pupil.act(situation, 0.5)
    return pupil.work.plan.returns[0, 0, :N_ACTIONS]


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_a_newborn_expects_that_nothing_changes_and_mixes_depths_half_and_half(depth):
    pupil = with_values(Planner(depth=depth, discount=0.8, critic_rate=0.0))
    # To stay for k steps is worth gamma^k v; depth k < D counts for 2^-k, the last as much again.
    shares = [0.5**k for k in range(1, depth)] + [0.5 ** (depth - 1)]
    stays = sum(share * 0.8**k for k, share in enumerate(shares, start=1))
    expected = stays * pupil.critic[HERE].sum()
    np.testing.assert_allclose(planned_by(pupil, HERE), expected, rtol=1e-5)


def test_a_model_of_rate_1_expects_what_happened_last():
    pupil = with_values(Planner(depth=1, discount=0.8, critic_rate=0.0, model_rate=1.0))
    tried = pupil.act(HERE, 0.5)
    pupil.learn(0.7, THERE)
    expected = np.full(N_ACTIONS, 0.8 * pupil.critic[HERE].sum())
    expected[tried] = 0.7 + 0.8 * pupil.critic[THERE].sum()
    np.testing.assert_allclose(planned_by(pupil, HERE), expected, rtol=1e-5)
