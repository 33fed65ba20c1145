"""Lives of neural learners: alone as together, and what becomes of them."""

import numpy as np
import pytest
import torch

from inner_rl import (
    Coins,
    InvalidInput,
    Life,
    Linear,
    Phase,
    Roster,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.learners import ActorCritic
from inner_rl.neural import NeuralActorCritic
from inner_rl.neural.ppo import Trainer
from inner_rl.neural.simulate import simulate_neural
from kernels.layout import COUNT_GAIN, COUNT_STEPS, STATUS_DIVERGED, STATUS_OK
from kernels.worlds.wells import Wells

OWN_PAYOFF = Linear({"own_gain": 1.0, "own_pain": -1.0})
# Wells that refill at once: who draws at random gains about half of what can be gained.
WORLD = Wells(refill=1.0)


def lived(rewards, n_lifetimes, life, learner=None, **kwargs):
    roster = monoculture(len(rewards), WORLD.n_agents, stream_keys(6, (0,), n_lifetimes))
    learner = learner or NeuralActorCritic()
    return simulate_neural(rewards, roster, WORLD, life, learner, **kwargs)


def gain(telemetry):
    """Gain per step of each lifetime in its last phase."""
    last = telemetry.counts[:, -1].sum(axis=(1, 2))
    return last[:, COUNT_GAIN] / last[:, COUNT_STEPS]


@pytest.mark.parametrize("recurrent", [False, True])
def test_a_lifetime_alone_is_the_lifetime_among_others(recurrent):
    """Short, since a rounding that tips one act sends two lives apart."""
    life, learner = Life((Phase("life", 200),)), NeuralActorCritic(rollout=32, recurrent=recurrent)
    keys = stream_keys(1, (0,), 5)
    together = simulate_neural([OWN_PAYOFF], monoculture(1, 4, keys), WORLD, life, learner)
    for i in (0, 4):
        single = monoculture(1, 4, keys[i : i + 1])
        alone = simulate_neural([OWN_PAYOFF], single, WORLD, life, learner)
        np.testing.assert_allclose(alone.counts[0], together.counts[i], rtol=1e-5)
    assert not np.array_equal(together.counts[0], together.counts[4])


def test_lifetimes_beyond_one_batch_are_lived_and_told():
    told, life = [], Life((Phase("life", 20),))
    telemetry = lived([OWN_PAYOFF], 70, life, progress=told.append)
    assert (telemetry.counts[..., COUNT_STEPS].sum(axis=(1, 2)) == 20).all()
    assert (telemetry.status == STATUS_OK).all()
    assert sum(told) == 70
    assert len(told) > 1


LIFE = Life((Phase("childhood", 1500), Phase("adulthood", 500)))


@pytest.mark.parametrize("recurrent", [False, True])
def test_own_payoff_learns_to_draw_from_its_well_and_unrelated_feelings_do_not(recurrent):
    """In the harmless twin drawing is best whenever the own well is full, as kind agents do."""
    learner = NeuralActorCritic(recurrent=recurrent)
    keys = stream_keys(6, (0,), 6)
    kind = monoculture(1, WORLD.n_agents, keys, "kind")
    best = gain(simulate([OWN_PAYOFF], kind, WORLD, LIFE, ActorCritic(), harmless=True)).mean()
    unrelated = Linear({"joy_seen": 1.0})  # the neighbours' gain, which the own act cannot change
    told = gain(lived([OWN_PAYOFF, unrelated], 6, LIFE, learner, harmless=True)) / best
    assert told[:6].min() > 0.95
    assert told[6:].mean() < 0.8


def test_a_phase_without_learning_teaches_nothing():
    idle = Life((Phase("idle", 1500, learning=False), Phase("young", 100)))
    late = Life((Phase("childhood", 1500), Phase("adulthood", 500, learning=False)))
    newborn, grown = gain(lived([OWN_PAYOFF], 4, idle)), gain(lived([OWN_PAYOFF], 4, late))
    assert newborn.max() < 0.8 * grown.min()


def test_a_life_with_a_diverged_learner_is_told(monkeypatch):
    def learn(trainer, *_):
        trainer.diverged[WORLD.n_agents + 2] = True

    monkeypatch.setattr(Trainer, "learn", learn)
    life, learner = Life((Phase("life", 10),)), NeuralActorCritic(rollout=4)
    status = lived([OWN_PAYOFF], 3, life, learner).status
    assert status.tolist() == [STATUS_OK, STATUS_DIVERGED, STATUS_OK]


def test_threads_of_pytorch_are_left_as_they_were():
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        lived([OWN_PAYOFF], 1, Life((Phase("life", 2),)))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_what_cannot_be_used_is_refused():
    life, learner = Life((Phase("life", 2),)), NeuralActorCritic()
    roster = monoculture(1, 4, stream_keys(0, (0,), 1))
    for reward in (Linear({"sympathy": 1.0}), Linear({"own_gain": 1.0, "liking": 0.5})):
        with pytest.raises(InvalidInput, match=r"feels (sympathy|liking), which needs a value fun"):
            simulate_neural([reward], roster, Coins(), life, learner)
    with pytest.raises(InvalidInput, match="no rewards were given"):
        simulate_neural([], roster, Coins(), life, learner)
    wrong = Roster(roster.seat_genome[:, :3], roster.seat_mind, roster.keys)
    with pytest.raises(InvalidInput, match="roster seat_genome"):
        simulate_neural([OWN_PAYOFF], wrong, Coins(), life, learner)
    powerful = Life((Phase("life", 2, power=(9,)),))
    with pytest.raises(InvalidInput, match="power must name seats"):
        simulate_neural([OWN_PAYOFF], roster, Coins(), powerful, learner)
    if not torch.cuda.is_available():
        with pytest.raises(InvalidInput, match="finds no GPU"):
            simulate_neural([OWN_PAYOFF], roster, Coins(), life, NeuralActorCritic(device="cuda"))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("hidden", 0),
        ("rollout", 1),
        ("learning_rate", -1e-3),
        ("discount", 1.0),
        ("gae_lambda", 1.1),
        ("entropy", float("nan")),
        ("epochs", 0),
        ("clip", 0.0),
        ("max_gradient", 0.0),
        ("belief_rate", 2.0),
        ("device", "abacus"),
    ],
)
def test_impossible_settings_are_refused(setting, value):
    with pytest.raises(InvalidInput, match=f"learner.{setting} must be"):
        NeuralActorCritic(**{setting: value})
