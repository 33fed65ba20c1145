"""Advantages, the clipped objective and one update against their definitions."""

import numpy as np
import pytest
import torch

from inner_rl.neural import NeuralActorCritic
from inner_rl.neural.network import Networks
from inner_rl.neural.ppo import Trainer, advantages, clipped_objective, standardised
from inner_rl.neural.rollout import Rollout
from kernels.worlds.wells import Wells

RNG = np.random.default_rng(0)
REWARDS, VALUES = RNG.normal(size=(3, 7)), RNG.normal(size=(3, 8))
GAMMA, LAMBDA = 0.9, 0.8
N_FEATURES = Wells().sizes().n_features


def advantages_of(decay):
    return advantages(torch.tensor(REWARDS), torch.tensor(VALUES), GAMMA, decay).numpy()


def test_advantages_are_the_weighted_sum_of_later_errors():
    """Schulman et al. 2016, equation 16, term by term."""
    out = advantages_of(LAMBDA)
    for i in range(3):
        errors = [REWARDS[i, t] + GAMMA * VALUES[i, t + 1] - VALUES[i, t] for t in range(7)]
        for t in range(7):
            expected = sum((GAMMA * LAMBDA) ** k * errors[t + k] for k in range(7 - t))
            assert out[i, t] == pytest.approx(expected)


def test_lambda_0_is_the_error_and_lambda_1_the_discounted_return():
    """Equations 17 and 18."""
    errors = REWARDS + GAMMA * VALUES[:, 1:] - VALUES[:, :-1]
    np.testing.assert_allclose(advantages_of(0.0), errors)
    returns = np.zeros((3, 8))
    returns[:, 7] = VALUES[:, 7]
    for t in range(6, -1, -1):
        returns[:, t] = REWARDS[:, t] + GAMMA * returns[:, t + 1]
    np.testing.assert_allclose(advantages_of(1.0), (returns - VALUES)[:, :-1])


@pytest.mark.parametrize(
    ("ratio", "advantage", "objective", "slope"),
    [
        (1.0, 2.0, 2.0, 2.0),
        (1.5, 2.0, 2.4, 0.0),  # better already, and too far: clipped at 1.2
        (0.5, 2.0, 1.0, 2.0),  # worse: the way back is open
        (0.5, -2.0, -1.6, 0.0),  # clipped at 0.8
        (1.5, -2.0, -3.0, -2.0),
    ],
)
def test_the_clipped_objective_in_its_five_cases(ratio, advantage, objective, slope):
    r = torch.tensor(ratio, requires_grad=True)
    out = clipped_objective(r, torch.tensor(advantage), 0.2)
    out.backward()
    assert out.item() == pytest.approx(objective)
    assert r.grad.item() == pytest.approx(slope)


def test_standardised_advantages_have_mean_0_and_spread_1_but_no_news_stays_none():
    out = standardised(torch.tensor(REWARDS))
    np.testing.assert_allclose(out.mean(dim=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(out.std(dim=1), 1.0, rtol=2e-3)
    assert standardised(torch.full((2, 5), 3.0)).abs().max() == 0


def trainer_of(n, seed=0, **settings):
    learner = NeuralActorCritic(hidden=8, **settings)
    births = np.column_stack([np.full(n, seed), np.zeros(n), np.arange(n)]).astype(np.uint32)
    return Trainer(Networks(Wells(), learner, births), learner), learner


def some_rollout(n, steps):
    rng = torch.Generator().manual_seed(3)
    seen = (torch.rand(n, steps + 1, N_FEATURES, generator=rng) < 0.4).float()
    actions = torch.randint(3, (n, steps), generator=rng)
    return seen, torch.zeros(n, 1, 8), actions, torch.randn(n, steps, generator=rng)


def test_one_update_is_pytorchs_own_adam_and_clipping_on_each_network_alone():
    """Two epochs, every network rebuilt from plain tensors, differentiated and clipped alone."""
    trainer, learner = trainer_of(3, epochs=2, learning_rate=0.1, max_gradient=0.05, entropy=0.03)
    seen, memory, actions, rewards = some_rollout(3, 12)
    rewards[1] *= 50.0  # a gradient that is clipped more than the others'
    begun = [parameter.detach().clone() for parameter in trainer.networks.parameters()]
    trainer.learn(seen, memory, actions, rewards)
    for i in range(3):
        w, c, u, d = (row[i].clone().requires_grad_() for row in begun)
        adam = torch.optim.Adam([w, c, u, d], 0.1, eps=1e-5)
        fixed = None
        for _ in range(2):
            out = torch.tanh(seen[i] @ w + c) @ u + d
            policy = torch.distributions.Categorical(logits=out[:-1, :3])
            log_p, value = policy.log_prob(actions[i]), out[:, 3]
            if fixed is None:
                v = value.detach()
                a = advantages(rewards[i : i + 1], v[None], learner.discount, learner.gae_lambda)[0]
                fixed = log_p.detach(), (a - a.mean()) / (a.std() + 1e-3), a + v[:-1]
            old, advantage, target = fixed
            ratio = torch.exp(log_p - old)
            gained = torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean()
            missed = torch.nn.functional.mse_loss(value[:-1], target)
            adam.zero_grad()
            (0.5 * missed - gained - 0.03 * policy.entropy().mean()).backward()
            torch.nn.utils.clip_grad_norm_([w, c, u, d], 0.05)
            adam.step()
        for stacked, single in zip(trainer.networks.parameters(), (w, c, u, d), strict=True):
            torch.testing.assert_close(stacked[i], single, rtol=1e-3, atol=1e-5)


def test_what_is_no_number_any_more_is_told_and_stays_with_its_learner():
    trainer, _ = trainer_of(3)
    seen, memory, actions, rewards = some_rollout(3, 12)
    rewards[1, 4] = float("nan")
    trainer.learn(seen, memory, actions, rewards)
    assert trainer.diverged.tolist() == [False, True, False]
    assert trainer.networks.head[[0, 2]].isfinite().all()


def played(rollout, n_steps, right):
    """Shares of right acts, by learner, in the last fifth of a life of random situations.

    ``right(before, now)`` is the act that is rewarded, given features on at the last two steps.
    """
    rng = np.random.default_rng(8)
    n, hits = rollout.seen.shape[0], []
    before, felt = np.zeros(n, np.int64), None
    for _ in range(n_steps):
        now = rng.integers(3, size=n)
        rollout.seen[:, rollout.slot] = np.eye(N_FEATURES)[now]
        if felt is not None:
            rollout.felt[:, rollout.slot - 1] = felt
        rollout.learn_if_full()
        cumulative = rollout.policy().cumsum(axis=1)
        acts = (cumulative[:, :2] < rng.random((n, 1))).sum(axis=1)
        rollout.chosen[:, rollout.slot] = acts
        rollout.slot += 1
        felt = (acts == right(before, now)).astype(np.float32)
        hits.append(felt)
        before = now
    return np.mean(hits[-n_steps // 5 :], axis=0)


@pytest.fixture
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def fresh_rollout(recurrent):
    # Nothing follows from an act here, so nothing later is to be credited to it.
    trainer, learner = trainer_of(6, seed=5, recurrent=recurrent, rollout=32, discount=0.0)
    return Rollout(Wells(), learner, trainer)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("recurrent", [False, True])
def test_every_learner_learns_to_name_what_it_sees(recurrent):
    """The identity environment with which stable-baselines3 tests its learners."""
    assert played(fresh_rollout(recurrent), 1000, lambda _, now: now).min() > 0.9


@pytest.mark.usefixtures("one_thread")
def test_only_a_recurrent_learner_learns_to_name_what_it_saw_before():
    assert played(fresh_rollout(True), 1800, lambda before, _: before).min() > 0.75
    assert played(fresh_rollout(False), 1800, lambda before, _: before).max() < 0.5
