"""The contract that every world fulfils; a new world is finished when it passes."""

import inspect
import re

import numba
import numpy as np
import pytest

import inner_rl
from inner_rl import (
    ActorCritic,
    Hardware,
    Imitation,
    Life,
    Linear,
    Oversight,
    Phase,
    Planner,
    QLearning,
    monoculture,
    simulate,
    stream_keys,
)
from inner_rl.arrays import blank_record, kernel_rules, workspace
from kernels.cpu import run
from kernels.layout import (
    COUNT_GAIN_TIME,
    COUNT_GAINS,
    COUNT_HARM_CHANCES,
    COUNT_HARMS,
    COUNT_HELP_CHANCES,
    COUNT_HELPS,
    COUNT_STEPS,
    EVENT_EFFORT,
    EVENT_GAIN,
    EVENT_HARM,
    EVENT_HELP,
    EVENT_LOSS,
    MAX_ACTIONS,
    MIND_INERT,
    MIND_KIND,
    MIND_SOCIOPATH,
    N_EVENTS,
)
from kernels.worlds import ALL_DISARMED, RULES, WORLDS
from tests.worlds.harness import Game
from tests.worlds.variants import VARIANTS

N_STEPS = 300
worlds = pytest.mark.parametrize("world", VARIANTS.values(), ids=VARIANTS.keys())
# The lifetime of commons is slow to compile; what it shares with cleanup is compiled for that.
lived_worlds = pytest.mark.parametrize(
    "world",
    [
        pytest.param(world, id=name, marks=pytest.mark.slow if world.name == "commons" else ())
        for name, world in VARIANTS.items()
    ],
)
# Where yet another kernel is compiled, the other worlds are slow.
coins_for_all = pytest.mark.parametrize(
    "world",
    [
        pytest.param(make(), id=name, marks=() if name == "coins" else pytest.mark.slow)
        for name, make in WORLDS.items()
    ],
)


def random_play(game, seed, n_steps=N_STEPS):
    """Play at random; yields before each step."""
    rng = np.random.default_rng(seed)
    for _ in range(n_steps):
        actions = rng.integers(game.world.n_actions, size=game.n)
        yield actions
        game.step(actions)


def history(world, key, seed=0, disarmed=0):
    """States, events and ends of a life of random acts."""
    game = Game(world, disarmed, key)
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(N_STEPS):
        events, ended = game.step(rng.integers(world.n_actions, size=game.n))
        out.append(np.concatenate([game.state, events.ravel().view(np.uint32), [ended]]))
    return np.array(out)


def test_every_world_is_tried_in_some_variant():
    assert {world.name for world in VARIANTS.values()} == set(WORLDS)


# Lifetimes first: most other tests wait for what is compiled here, the fastest in one process.


def lived(world, learner, threads=1):
    """A thousand steps of four lives under a simple reward."""
    rewards = [Linear({"own_gain": 1.0, "own_pain": -1.0, "guilt": -0.1})]
    roster = monoculture(1, world.n_agents, stream_keys(3, (0,), 4))
    life = Life((Phase("short", 1000, imitation="interleaved"),))
    return simulate(rewards, roster, world, life, learner, hardware=Hardware(threads))


@lived_worlds
def test_it_can_be_lived_in_and_learned_in(world):
    telemetry = lived(world, ActorCritic(), threads=2)
    assert (telemetry.status == 0).all()
    again = lived(world, ActorCritic())
    np.testing.assert_array_equal(telemetry.counts, again.counts)


def lifetime_llvm(world):
    life = Life((Phase("short", 1),))
    roster = monoculture(1, world.n_agents, stream_keys(0, (0,), 1))
    rules = kernel_rules([Linear({})], roster, world, life, [ActorCritic()])
    # A copy of the driver without the disk cache: cached code carries no LLVM source.
    fresh = numba.njit(nogil=True, error_model="numpy", _nrt=False)(run.py_func)
    fresh(rules, workspace(world, 1, rules), blank_record(1, world, life), 0, 1, 0)
    (text,) = fresh.inspect_llvm().values()
    return text


@coins_for_all
def test_its_lifetime_has_no_reference_counting_no_float64_and_is_one_function(world):
    text = lifetime_llvm(world)
    assert "NRT_incref" not in text
    assert "NRT_Allocate" not in text
    assert not re.search(r"\bf(add|mul|sub|div)\b[^,\n]*\bdouble\b", text)
    # Everything is inlined: nothing of ours is called from inside the loop.
    assert not re.search(r"call .*@_ZN7kernels(?!3cpu)", text)


@coins_for_all
def test_learners_of_every_kind_can_live_and_learn_in_it(world):
    plain = lived(world, ActorCritic()).counts
    for learner in (QLearning(), Planner(), Imitation()):
        telemetry = lived(world, learner)
        assert (telemetry.status == 0).all()
        # Who is alone has nobody to imitate.
        alone = world.alone and learner == Imitation()
        assert (telemetry.counts != plain).any() != alone, learner.name


@worlds
def test_lives_repeat_at_equal_keys_and_differ_at_others(world):
    first = history(world, (1, 2))
    np.testing.assert_array_equal(first, history(world, (1, 2)))
    assert (first != history(world, (1, 3))).any() != world.deterministic


@worlds
def test_every_loss_has_a_cause_and_every_harm_a_victim(world):
    game = Game(world)
    for actions in random_play(game, 1):
        events = game.tried(actions)
        assert np.isfinite(events).all()
        assert (events[:, [EVENT_LOSS, EVENT_HARM, EVENT_HELP]] >= 0).all()
        # Who is alone in its seat can only harm what has no seat.
        harm = 0.0 if world.alone else events[:, EVENT_HARM].sum()
        loss = events[:, EVENT_LOSS].sum()
        assert loss <= harm + 1e-4 if world.shared_stock else loss == pytest.approx(harm, abs=1e-4)
        assert set(events[:, EVENT_EFFORT]) <= {0.0, 1.0}


@worlds
def test_hazards_are_exactly_the_acts_that_can_harm(world):
    """An act is a hazard if and only if it harms under some acts of others and some chance."""
    game = Game(world)
    rng = np.random.default_rng(2)
    for step, _ in enumerate(random_play(game, 3, 72)):
        hazards, helps = game.chances()
        agent = step % game.n
        for act in range(world.n_actions):
            harm = help_ = False
            for attempt in range(40):
                acts = np.zeros(game.n, int)
                if attempt:
                    acts = rng.integers(world.n_actions, size=game.n)
                acts[agent] = act
                row = game.tried(acts, (7, attempt))[agent]
                harm |= bool(row[EVENT_HARM] > 0)
                help_ |= bool(row[EVENT_HELP] > 0)
            assert harm == bool(hazards[agent] >> act & 1), (agent, act)
            assert help_ == bool(helps[agent] >> act & 1), (agent, act)


@worlds
def test_the_twin_does_no_harm(world):
    game = Game(world, disarmed=ALL_DISARMED)
    for actions in random_play(game, 4):
        assert not game.chances()[0].any()
        assert not game.tried(actions)[:, [EVENT_LOSS, EVENT_HARM]].any()
    gained = sum(game.step(game.scripted(MIND_KIND))[0][:, EVENT_GAIN].sum() for _ in range(100))
    assert gained > 0


@worlds
def test_features_are_in_range_distinct_and_base_ones_first(world):
    sizes = world.sizes()
    assert 0 < sizes.n_base_features <= sizes.n_features
    game = Game(world)
    seen = set()
    for _ in random_play(game, 5):
        rows = [game.observe(cue) for cue in (0, 1)]
        for features, n_base in rows:
            for row, base in zip(features, n_base, strict=True):
                assert 0 < base <= len(row) <= sizes.max_active
                assert len(set(row)) == len(row)
                assert max(row) < sizes.n_features
                assert max(row[:base]) < sizes.n_base_features
                assert all(feature >= sizes.n_base_features for feature in row[base:])
                seen |= set(row)
        (dark, n_dark), (light, n_light) = rows
        np.testing.assert_array_equal(n_dark, n_light)
        for a, b, base in zip(dark, light, n_dark, strict=True):
            assert a[:base] == b[:base], "base features must not depend on the cue"
    assert len(seen) > 3


@worlds
def test_whoever_sees_is_seen_and_nobody_counts_as_seeing_itself_twice(world):
    game = Game(world)
    for _ in random_play(game, 6, 50):
        sight = game.sight()
        np.testing.assert_array_equal(sight, sight.T)


@worlds
def test_no_seat_is_favoured(world):
    """Equal policies in all seats gain, lose and harm alike: the order of seats is nothing."""
    totals = []
    for life in range(40):
        game = Game(world, key=(life, 9))
        rng = np.random.default_rng([life, 1])
        total = np.zeros((game.n, 3))
        for _ in range(200):
            events, _ = game.step(rng.integers(world.n_actions, size=game.n))
            total += events[:, [EVENT_GAIN, EVENT_LOSS, EVENT_HARM]]
        totals.append(total)
    values = np.array(totals)
    centred = values - values.mean(axis=1, keepdims=True)
    error = centred.std(axis=0, ddof=1) / np.sqrt(len(values))
    assert (np.abs(centred.mean(axis=0)) <= 4.5 * error + 1e-9).all()


@worlds
def test_scripted_policies_do_what_they_are_called(world):
    gains, harms, any_hazard = {}, {}, False
    for mind in (MIND_INERT, MIND_KIND, MIND_SOCIOPATH):
        game = Game(world)
        gain = harm = effort = 0.0
        for _ in range(N_STEPS):
            acts = game.scripted(mind)
            if mind == MIND_SOCIOPATH:
                # Among its like it may find nobody to exploit: every other one is kind.
                acts[1::2] = game.scripted(MIND_KIND)[1::2]
            any_hazard |= bool(game.chances()[0].any())
            assert ((acts >= 0) & (acts < world.n_actions)).all()
            events, _ = game.step(acts)
            gain += float(events[:, EVENT_GAIN].sum())
            harm += float(events[:, EVENT_HARM].sum())
            effort += float(events[:, EVENT_EFFORT].sum())
            if mind == MIND_INERT:
                assert not acts.any()
        gains[mind], harms[mind] = gain, harm
        assert mind != MIND_INERT or effort == 0
    assert harms[MIND_INERT] == harms[MIND_KIND] == 0
    assert gains[MIND_KIND] > gains[MIND_INERT]
    assert (harms[MIND_SOCIOPATH] > 0) == any_hazard == world.can_harm


@pytest.mark.parametrize("mind", ["kind", "sociopath"])
@lived_worlds
@pytest.mark.parametrize("per_episode", [False, True])
def test_stepped_from_python_it_counts_what_a_simulated_lifetime_counts(world, mind, per_episode):
    oversight = Oversight(share=0.4, bout=7.0, detection=0.6, per_episode=per_episode)
    keys = stream_keys(11, (0,), 1)
    life = Life((Phase("life", N_STEPS, True, oversight),))
    roster = monoculture(1, world.n_agents, keys, mind)
    told = simulate([Linear({})], roster, world, life, ActorCritic()).counts[0, 0]

    game = inner_rl.Game(world, keys[0], oversight)
    counted = np.zeros_like(told)
    since = 0
    for _ in range(N_STEPS):
        rows, chances = counted[int(game.watched)], game.chances() != 0
        events = game.step(game.scripted(mind))
        rows[:, :N_EVENTS] += events
        rows[:, COUNT_HARMS] += events[:, EVENT_HARM] > 0
        rows[:, COUNT_HELPS] += events[:, EVENT_HELP] > 0
        rows[:, [COUNT_HARM_CHANCES, COUNT_HELP_CHANCES]] += chances
        rows[:, COUNT_STEPS] += 1
        rows[:, COUNT_GAINS] += events[:, EVENT_GAIN] > 0
        rows[:, COUNT_GAIN_TIME] += since * (events[:, EVENT_GAIN] > 0)
        since = 0 if game.ended else since + 1
    np.testing.assert_array_equal(counted, told)


@worlds
def test_it_is_drawn(world):
    game = Game(world)
    pictures = set()
    for _ in random_play(game, 8, 30):
        image = world.draw(game.state)
        assert image.dtype == np.uint8
        assert image.ndim == 3
        assert image.shape[2] == 3
        pictures.add(image.tobytes())
    assert len(pictures) > 3


@worlds
def test_it_explains_itself(world):
    assert world.n_actions == len(set(world.actions)) <= MAX_ACTIONS
    rules = inspect.getdoc(RULES[world.name])
    for heading in ("Rules", "Variant", "Harmless twin", "Features", "Help"):
        assert heading in rules
    assert len(inspect.getdoc(type(world))) > 40
