"""What is felt in a game, act by act, is what a simulated lifetime counts as felt."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Feelings,
    Game,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    Roster,
    stream_keys,
)
from inner_rl.arrays import blank_record, kernel_rules, workspace
from inner_rl.drives import DRIVES
from inner_rl.roster import MINDS
from kernels.cpu import run
from kernels.layout import COUNT_FELT_REWARD, EVENT_GAIN
from kernels.worlds.caretaker import Caretaker
from kernels.worlds.trust import Trust
from tests.inner_rl.some_rewards import random_rewards

N_STEPS = 80
OVERSIGHT = Oversight(share=0.5, bout=10.0)
WITHOUT_VALUES = tuple(name for name in DRIVES if name not in ("sympathy", "liking"))


def lived(world, rewards, keys, n_steps):
    """Acts of the last step of a simulated life, and what was felt for all steps before it."""
    seats = np.arange(world.n_agents, dtype=np.int32)[None]
    roster = Roster(seats, np.full_like(seats, MINDS["learner"]), keys)
    life = Life((Phase("life", n_steps, True, OVERSIGHT),))
    rules = kernel_rules(rewards, roster, world, life, [ActorCritic()])
    work, record = workspace(world, 1, rules), blank_record(1, world, life)
    run(rules, work, record, 0, 1, 0)
    return work.actions[0].copy(), record.counts[0, 0, :, :, COUNT_FELT_REWARD].sum(axis=0)


@pytest.mark.parametrize("language", ["linear", "gated", "network", "program"])
@pytest.mark.parametrize("world", [Coins(), Trust(), Caretaker()], ids=lambda w: w.name)
def test_a_game_feels_what_a_lifetime_feels(world, language):
    """Acts of learners in a simulated life, replayed in a game; every seat has its own reward."""
    rewards = random_rewards(language, world.n_agents, 5, inputs=WITHOUT_VALUES)
    keys = stream_keys(3, (0,), 1)
    acts, told = zip(*(lived(world, rewards, keys, n) for n in range(1, N_STEPS + 1)), strict=True)
    game = Game(world, keys[0], OVERSIGHT)
    feelings = Feelings(game, rewards)
    felt = np.zeros(world.n_agents)
    for act, expected in zip(acts, told, strict=True):
        np.testing.assert_allclose(felt, expected, rtol=1e-5, atol=1e-4)
        feelings.before()
        felt += feelings.after(act, game.step(act))
    assert np.abs(felt).max() > 0.1


def test_one_reward_serves_all_seats():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], OVERSIGHT)
    feelings = Feelings(game, [Linear({"own_gain": 1.0})])
    for _ in range(50):
        acts = game.scripted("sociopath")
        feelings.before()
        events = game.step(acts)
        np.testing.assert_array_equal(feelings.after(acts, events), events[:, EVENT_GAIN])


def test_sympathy_needs_value_functions_and_uses_them():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], OVERSIGHT)
    with pytest.raises(InvalidInput, match="feels sympathy, which needs the learners' own value"):
        Feelings(game, [Linear({"sympathy": 1.0})])
    values = np.zeros((4, game.world.sizes().n_features), np.float32)
    values[:, 0] = 3.0  # the constant feature: every situation is worth 3
    feelings = Feelings(game, [Linear({"sympathy": 1.0})], lambda: values)
    feelings.before()
    acts = np.zeros(4, np.int64)
    # (1 - discount) x mean of the others' values.
    np.testing.assert_allclose(feelings.after(acts, game.step(acts)), 0.1 * 3.0, rtol=1e-5)


def test_misuse_is_refused():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], OVERSIGHT)
    with pytest.raises(InvalidInput, match="expected one reward, or one for each of 4 seats"):
        Feelings(game, [Linear({})] * 3)
    feelings = Feelings(game, [Linear({"own_gain": 1.0})])
    with pytest.raises(RuntimeError, match="before"):
        feelings.after(np.zeros(4, np.int64), game.step(np.zeros(4, np.int64)))
