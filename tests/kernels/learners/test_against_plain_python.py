import numpy as np
import pytest

import tests.oracles.learners as plain
from inner_rl.learners import ActorCritic, Planner, QLearning
from tests.kernels.learners.school import N_ACTIONS, N_FEATURES, Pupil


def lessons(n_steps, seed):
    """Random situations of one to three features, rewards and lots."""
    rng = np.random.default_rng(seed)
    situations = [
        sorted(rng.choice(N_FEATURES, size=rng.integers(1, 4), replace=False).tolist())
        for _ in range(n_steps + 1)
    ]
    return situations, rng.normal(size=n_steps), rng.random(n_steps)


def agrees(pupil, twin):
    for f in range(N_FEATURES):
        assert pupil.critic[f] == pytest.approx(twin.w[f], abs=2e-4)
        for a in range(N_ACTIONS):
            assert pupil.policy[f, a] == pytest.approx(twin.theta[f, a], abs=2e-4)


@pytest.mark.parametrize("trace", [0.0, 0.3, 0.9])
def test_actor_critic(trace):
    settings = ActorCritic(actor_rate=0.1, critic_rate=0.05, discount=0.8, trace=trace)
    pupil, twin = Pupil(settings), plain.ActorCritic(N_ACTIONS, settings)
    situations, rewards, lots = lessons(200, 1)
    for phi, following, reward, u in zip(situations, situations[1:], rewards, lots, strict=False):
        action = pupil.act(phi, u)
        np.testing.assert_allclose(pupil.probabilities, twin.policy(phi), atol=1e-4)
        assert pupil.learn(reward, following) == pytest.approx(
            twin.learn(phi, action, reward, following), abs=1e-3
        )
    agrees(pupil, twin)


def test_q_learning():
    settings = QLearning(rate=0.1, critic_rate=0.05, discount=0.8, epsilon=0.2)
    pupil, twin = Pupil(settings), plain.QLearning(N_ACTIONS, settings)
    situations, rewards, lots = lessons(200, 2)
    for phi, following, reward, u in zip(situations, situations[1:], rewards, lots, strict=False):
        action = pupil.act(phi, u)
        np.testing.assert_allclose(pupil.probabilities, twin.policy(phi), atol=1e-4)
        assert pupil.learn(reward, following) == pytest.approx(
            twin.learn(phi, action, reward, following), abs=1e-3
        )
    agrees(pupil, twin)


@pytest.mark.parametrize(("depth", "breadth"), [(1, 1), (2, 1), (2, 3), (3, 2), (4, 2), (4, 8)])
def test_planner(depth, breadth):
    settings = Planner(
        actor_rate=0.1, critic_rate=0.05, discount=0.8, depth=depth, breadth=breadth,
        model_rate=0.37, plan_weight=2.0,
    )  # fmt: skip
    pupil, twin = Pupil(settings), plain.Planner(N_ACTIONS, settings)
    situations, rewards, lots = lessons(60, 3)
    for phi, following, reward, u in zip(situations, situations[1:], rewards, lots, strict=False):
        action = pupil.act(phi, u)
        pi = twin.policy_after_planning(phi, N_FEATURES)
        np.testing.assert_allclose(pupil.probabilities, pi, atol=1e-3)
        np.testing.assert_allclose(
            pupil.work.plan.returns[0, 0, :N_ACTIONS], twin.plan(phi, N_FEATURES), atol=1e-3
        )
        pupil.learn(reward, following)
        twin.learn_model(phi, action, reward, following, N_FEATURES)
        twin.learn_as_planned(phi, pi, action, reward, following)
    agrees(pupil, twin)


def test_the_twin_would_notice_a_plan_of_another_depth():
    settings = Planner(depth=2, model_rate=0.37, discount=0.8)
    pupil, twin = Pupil(settings), plain.Planner(N_ACTIONS, settings)
    situations, rewards, lots = lessons(30, 4)
    for phi, following, reward, u in zip(situations, situations[1:], rewards, lots, strict=False):
        action = pupil.act(phi, u)
        pupil.learn(reward, following)
        twin.learn_model(phi, action, reward, following, N_FEATURES)
        twin.learn_as_planned(phi, pupil.probabilities, action, reward, following)
    twin.s = Planner(depth=1, model_rate=0.37, discount=0.8)
    pupil.act(situations[0], 0.5)
    planned = pupil.work.plan.returns[0, 0, :N_ACTIONS]
    assert np.abs(planned - twin.plan(situations[0], N_FEATURES)).max() > 1e-2
