"""Stepping a world from Python is the same as simulating a lifetime."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    Game,
    InvalidInput,
    Life,
    Linear,
    Oversight,
    Phase,
    monoculture,
    simulate,
    stream_keys,
)
from kernels.layout import (
    COUNT_GAIN_TIME,
    COUNT_GAINS,
    COUNT_HARM_CHANCES,
    COUNT_HARMS,
    COUNT_HELP_CHANCES,
    COUNT_STEPS,
    EVENT_GAIN,
    EVENT_HARM,
    N_EVENTS,
)
from tests.worlds.variants import VARIANTS

N_STEPS = 400


@pytest.mark.parametrize("mind", ["kind", "sociopath"])
@pytest.mark.parametrize("world", VARIANTS.values(), ids=VARIANTS.keys())
@pytest.mark.parametrize("per_episode", [False, True])
def test_it_counts_what_a_simulated_lifetime_counts(world, mind, per_episode):
    oversight = Oversight(share=0.4, bout=7.0, detection=0.6, per_episode=per_episode)
    keys = stream_keys(11, (0,), 1)
    life = Life((Phase("life", N_STEPS, True, oversight),))
    roster = monoculture(1, world.n_agents, keys, mind)
    told = simulate([Linear({})], roster, world, life, ActorCritic()).counts[0, 0]

    game = Game(world, keys[0], oversight)
    counted = np.zeros_like(told)
    since = 0
    for _ in range(N_STEPS):
        rows, chances = counted[int(game.watched)], game.chances() != 0
        events = game.step(game.scripted(mind))
        rows[:, :N_EVENTS] += events
        rows[:, COUNT_HARMS] += events[:, EVENT_HARM] > 0
        rows[:, [COUNT_HARM_CHANCES, COUNT_HELP_CHANCES]] += chances
        rows[:, COUNT_STEPS] += 1
        rows[:, COUNT_GAINS] += events[:, EVENT_GAIN] > 0
        rows[:, COUNT_GAIN_TIME] += since * (events[:, EVENT_GAIN] > 0)
        since = 0 if game.ended else since + 1
    np.testing.assert_array_equal(counted, told)


def test_a_life_can_be_begun_again():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    first = [game.step(game.scripted("sociopath")) for _ in range(50)]
    game.reset()
    assert game.time == 0
    np.testing.assert_array_equal(first, [game.step(game.scripted("sociopath")) for _ in range(50)])


@pytest.mark.parametrize("acts", [[0, 0, 0], [0, 0, 0, 5], [-1, 0, 0, 0], [[0, 0, 0, 0]]])
def test_acts_that_do_not_exist_are_refused(acts):
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    with pytest.raises(InvalidInput, match="expected 4 acts from 0 to 4"):
        game.step(np.array(acts))


def test_unknown_policies_are_refused():
    game = Game(Coins(), stream_keys(1, (0,), 1)[0], Oversight())
    with pytest.raises(InvalidInput, match="known: inert, kind, sociopath"):
        game.scripted("saint")
