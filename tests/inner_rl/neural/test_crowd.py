"""Many lifetimes in lockstep are the same lifetimes, bit by bit."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Feelings,
    Game,
    Life,
    Oversight,
    Phase,
    Roster,
    simulate,
    stream_keys,
)
from inner_rl.arrays import blank_record, kernel_rules
from inner_rl.drives import DRIVES
from inner_rl.feelings import NEEDS_VALUES
from inner_rl.neural import NeuralActorCritic
from inner_rl.neural.simulate import newborn, simulate_neural
from inner_rl.roster import MINDS
from kernels.crowd import EPISODE_STEP, act, begin, perceive
from kernels.layout import COUNT_FELT_REWARD
from kernels.worlds.trust import Trust
from tests.inner_rl.some_rewards import random_rewards

LIFE = Life(
    (
        Phase("young", 61, oversight=Oversight(share=0.5, bout=10.0)),
        Phase("idle", 30, learning=False, oversight=Oversight(share=0.2, detection=0.5)),
        Phase("mighty", 50, oversight=Oversight(cue=False, per_episode=True), power=(1,)),
    )
)
# Nine agents need three blocks of random words; trust has episodes that end.
WORLDS = [Coins(n_agents=9, height=6, width=8, sight=2), Trust(n_agents=5)]
worlds = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
FELT_WITHOUT_VALUES = tuple(name for name in DRIVES if name not in NEEDS_VALUES)


def mixed_roster(world, n_lifetimes, minds, n_rewards):
    rng = np.random.default_rng(3)
    shape = (n_lifetimes, world.n_agents)
    genome = rng.integers(n_rewards, size=shape).astype(np.int32)
    mind = rng.choice([MINDS[name] for name in minds], size=shape).astype(np.int32)
    return Roster(genome, mind, stream_keys(4, (1,), n_lifetimes))


def rewards_of_all_languages():
    return [
        reward
        for language in ("linear", "gated", "network", "program")
        for reward in random_rewards(language, 3, 5, inputs=FELT_WITHOUT_VALUES)
    ]


def lived_indifferently(rules, world, life):
    """Counts of a crowd whose learners choose all acts with equal probability."""
    crowd, record = newborn(rules, world), blank_record(len(rules.keys), world, life)
    n = int((rules.seat_mind == MINDS["learner"]).sum())
    policy = np.full((n, world.n_actions), np.float32(1) / np.float32(world.n_actions))
    seen = np.zeros((n, 2, world.sizes().n_features), np.float32)
    chosen, felt = np.zeros((n, 2), np.int64), np.zeros((n, 1), np.float32)
    begin(rules, crowd, record)
    step = 0
    for index, phase in enumerate(life.phases):
        crowd.clock[:, EPISODE_STEP] = 0
        for _ in range(phase.steps):
            perceive(rules, crowd, record, index, 0, step, 1, seen, felt)
            act(rules, crowd, record, index, step, 1, policy, chosen)
            step += 1
    return record.counts


@worlds
@pytest.mark.parametrize("harmless", [False, True])
def test_indifferent_learners_live_and_feel_as_in_single_lifetimes(world, harmless):
    """A linear learner whose rates are 0 chooses all acts with equal probability, too."""
    rewards = rewards_of_all_languages()
    roster = mixed_roster(world, 5, ("learner", "learner", "kind", "sociopath"), len(rewards))
    still = ActorCritic(actor_rate=0.0, critic_rate=0.0)
    expected = simulate(rewards, roster, world, LIFE, still, harmless=harmless)
    rules = kernel_rules(rewards, roster, world, LIFE, [still], harmless=harmless)
    counts = lived_indifferently(rules, world, LIFE)
    np.testing.assert_array_equal(counts, expected.counts)
    assert (counts[..., COUNT_FELT_REWARD] != 0).any(axis=(0, 2, 3)).all()


@worlds
def test_scripted_minds_live_as_in_single_lifetimes(world):
    rewards = rewards_of_all_languages()
    roster = mixed_roster(world, 5, ("inert", "kind", "sociopath"), len(rewards))
    expected = simulate(rewards, roster, world, LIFE, ActorCritic())
    told = simulate_neural(rewards, roster, world, LIFE, NeuralActorCritic())
    np.testing.assert_array_equal(told.counts, expected.counts)
    np.testing.assert_array_equal(told.polarity, expected.polarity)
    np.testing.assert_array_equal(told.status, expected.status)


@pytest.mark.parametrize("language", ["linear", "gated", "network", "program"])
@worlds
def test_what_is_perceived_and_felt_is_what_a_game_shows_and_feels(world, language):
    n, oversight, n_steps = world.n_agents, Oversight(bout=10.0), 120
    life = Life((Phase("life", n_steps, oversight=oversight),))
    rewards = random_rewards(language, n, 7, inputs=FELT_WITHOUT_VALUES)
    seats = np.arange(n, dtype=np.int32)[None]
    roster = Roster(seats, np.full_like(seats, MINDS["learner"]), stream_keys(2, (0,), 1))
    rules = kernel_rules(rewards, roster, world, life, [ActorCritic()])
    crowd, record = newborn(rules, world), blank_record(1, world, life)
    game = Game(world, roster.keys[0], oversight)
    feelings = Feelings(game, rewards)
    seen = np.zeros((n, 2, world.sizes().n_features), np.float32)
    chosen, felt = np.zeros((n, 2), np.int64), np.zeros((n, 1), np.float32)
    expected, rng = np.zeros(n, np.float32), np.random.default_rng(1)
    begin(rules, crowd, record)
    for step in range(n_steps):
        perceive(rules, crowd, record, 0, 0, step, 1, seen, felt)
        np.testing.assert_array_equal(seen[:, 1], game.observe())
        np.testing.assert_array_equal(felt[:, 0], expected)
        acts = rng.integers(world.n_actions, size=n)
        certain = np.eye(world.n_actions, dtype=np.float32)[acts]
        act(rules, crowd, record, 0, step, 1, certain, chosen)
        np.testing.assert_array_equal(chosen[:, 1], acts)
        feelings.before()
        expected = feelings.after(acts, game.step(acts))
    assert np.abs(expected).max() > 0
