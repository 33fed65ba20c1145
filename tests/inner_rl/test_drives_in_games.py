"""Drives and contexts in games: felt alone as together, as labelled, and none of them dead."""

from functools import cache

import numpy as np
import pytest

from inner_rl import ActorCritic, Coins, Feelings, Game, Linear, Oversight, Program, stream_keys
from inner_rl.drives import CONTEXTS, DRIVES, INPUTS
from inner_rl.rewards import reward_table
from inner_rl.rewards.expressions import Input
from kernels import stepping
from kernels.worlds.trust import Trust
from tests.kernels.drives_harness import EVENTS, EVERYTHING
from tests.oracles.drives import Moment, Twin

N_STEPS = 120
WORLDS = {
    "coins": Coins(),
    "trust, one without a partner": Trust(n_agents=5),
    "trust, faces hidden": Trust(n_agents=2, sight=False),
}
OVERSIGHT = Oversight(share=0.5, bout=8.0, detection=0.7, fine=1.5)


def alone(name):
    """A reward that feels one input, and nothing else."""
    return Linear({name: 1.0}) if name in DRIVES else Program(Input(name))


def bits(number):
    return [1 << bit for bit in range(number.bit_length()) if number >> bit & 1]


PARTS = {name: int(reward_table([alone(name)]).parts[0]) for name in INPUTS}
KEPT = [(name, PARTS[name] & ~part) for name in INPUTS for part in (0, *bits(PARTS[name]))]
"""Each input with all parts of a body that it is said to need, and with all but one of them."""


class Bodies(Feelings):
    """Bodies that were lived in before they are born, and keep up no more than given parts."""

    def __init__(self, game, reward, values, parts=None):
        super().__init__(game, [reward], values)
        if parts is not None:
            self._table = self._table._replace(parts=np.array([parts], np.int32))
            self._parts = parts
        for kept in self.body:
            kept[...] = 7
        stepping.birth(self.body, self._parts)


def acts_of(game, rng):
    """Kind, ruthless and senseless acts, mixed."""
    choices = [
        game.scripted("kind"), game.scripted("sociopath"),
        rng.integers(game.world.n_actions, size=game.n_agents),
    ]  # fmt: skip
    return np.choose(rng.integers(3, size=game.n_agents), choices).astype(np.int64)


def situations(game):
    active, n_active = game.features()
    return [
        (row[:n_base].tolist(), row[n_base:n].tolist())
        for row, (n, n_base) in zip(active, n_active, strict=True)
    ]


def moment_of(before, game, chances, watched, actions, events, sight, values):
    """What the twin is told about a step."""
    n = game.n_agents
    told = [{name: float(row[column]) for name, column in EVENTS.items()} for row in events]
    pairs = {(i, j) for i in range(n) for j in range(n) if sight[i, j]}
    return Moment(
        told, pairs, before, situations(game), actions.tolist(), watched,
        game.power.tolist(), [chances[i, 0] != 0 for i in range(n)],
        values=[dict(enumerate(row.tolist())) for row in values],
    )  # fmt: skip


@cache
def played(name):
    """One game: all inputs when everything is felt; by the twin; and alone; sight; watched."""
    world, rng, key = WORLDS[name], np.random.default_rng(8), stream_keys(4, (0,), 1)[0]
    game = Game(world, key, OVERSIGHT)
    # Felt as power, while all can still harm: else little would happen to be felt.
    game.power[0] = 1
    n, learner = world.n_agents, ActorCritic()
    values = rng.normal(0.0, 4.0, (n, world.sizes().n_features)).astype(np.float32)
    everything = Bodies(game, EVERYTHING, lambda: values)
    single = {case: Bodies(game, alone(case[0]), lambda: values, case[1]) for case in KEPT}
    twin = Twin(n, world.n_actions, learner.belief_rate, learner.discount, tuple(key.tolist()))
    together, theirs, sights, watches = [], [], [], []
    felt = {case: [] for case in KEPT}
    for _ in range(N_STEPS):
        bodies = [everything, *single.values()]
        for body in bodies:
            body.before()
        before, chances, watched = situations(game), game.chances(), game.watched
        actions = acts_of(game, rng)
        events = game.step(actions)
        values += rng.normal(0.0, 0.5, values.shape).astype(np.float32)
        everything.after(actions, events)
        for case, body in single.items():
            felt[case].append(body.after(actions, events))
        sight = everything.body.sight[0].copy()
        together.append(everything.body.inputs[0].copy())
        moment = moment_of(before, game, chances, watched, actions, events, sight, values)
        theirs.append([[row[drive] for drive in INPUTS] for row in twin.step(moment)])
        sights.append(sight)
        watches.append(watched)
    lone = {case: np.array(rows) for case, rows in felt.items()}
    return np.array(together), np.array(theirs), lone, np.array(sights), np.array(watches)


def expected_alone(name, together):
    """What a reward of one input feels, given all inputs."""
    values = together[..., INPUTS[name]]
    return alone(name).felt(together.reshape(-1, len(INPUTS))).reshape(values.shape)


@pytest.mark.parametrize("world", WORLDS)
def test_felt_as_the_twin_says(world):
    """Whoever calls gives the right events, features, sight and watcher to the drives."""
    together, theirs, *_ = played(world)
    for name, column in INPUTS.items():
        ours = together[..., column]
        np.testing.assert_allclose(ours, theirs[..., column], rtol=1e-4, atol=1e-4, err_msg=name)


@pytest.mark.parametrize("world", WORLDS)
def test_an_input_alone_is_what_it_is_among_all(world):
    """No part of a body that it needs is left out."""
    together, _, lone, *_ = played(world)
    for name in INPUTS:
        felt = lone[name, PARTS[name]]
        np.testing.assert_array_equal(felt, expected_alone(name, together), err_msg=name)


def test_no_part_is_kept_up_in_vain():
    """Control of the test above: without any one of its parts an input is felt wrongly."""
    for name, kept in KEPT:
        if kept != PARTS[name]:
            games = [played(world) for world in WORLDS]
            same = [(game[2][name, kept] == expected_alone(name, game[0])).all() for game in games]
            assert not all(same), f"{name} does without part {PARTS[name] ^ kept}"


@pytest.mark.parametrize("world", WORLDS)
def test_ranges_and_labels_hold(world):
    together, _, _, sights, watches = played(world)
    nobody_seen = ~sights.any(axis=2)
    assert nobody_seen.any()
    assert 0.2 < watches.mean() < 0.8
    for drive in DRIVES.values():
        felt = together[..., drive.index]
        assert felt.min() >= drive.low, drive.name
        assert felt.max() <= drive.high, drive.name
        if drive.watched_only:
            assert not felt[~watches].any(), drive.name
        if drive.within_sight:
            assert not felt[nobody_seen].any(), drive.name
    for context in CONTEXTS.values():
        felt = together[..., context.index]
        assert felt.min() >= 0.0, context.name
        assert felt.max() <= 1.0, context.name


def test_labels_are_given_to_all_that_deserve_them():
    """A drive without the label fires somewhere where the label says that it must not."""
    for drive in DRIVES.values():
        fired_unwatched = fired_unseen = False
        for world in WORLDS:
            together, _, _, sights, watches = played(world)
            felt = together[..., drive.index]
            fired_unwatched |= felt[~watches].any()
            fired_unseen |= felt[~sights.any(axis=2)].any()
        assert fired_unwatched != drive.watched_only, drive.name
        assert fired_unseen != drive.within_sight, drive.name


def test_no_input_is_dead():
    for name, column in INPUTS.items():
        assert any(played(world)[0][..., column].std() > 1e-3 for world in WORLDS), name
