"""Who sits where: shares, relatedness, invaders; learners of different kinds in one society."""

import numpy as np
import pytest

from inner_rl import (
    ActorCritic,
    Coins,
    InvalidInput,
    Life,
    Linear,
    Phase,
    Planner,
    QLearning,
    Seat,
    invasion,
    mixture,
    monoculture,
    simulate,
    stream_keys,
)
from kernels import layout

KEYS = stream_keys(3, (0,), 4000)


def test_a_mixture_has_the_shares_of_its_population():
    types = mixture([Seat(), Seat(1), Seat(2)], [0.5, 0.3, 0.2], 4, KEYS).seat_type
    # 16,000 seats: standard errors are below .004.
    np.testing.assert_allclose(np.bincount(types.ravel()) / types.size, [0.5, 0.3, 0.2], atol=0.016)


@pytest.mark.parametrize("r", [0.0, 0.25, 0.7, 1.0])
def test_relatedness_is_the_probability_of_common_descent(r):
    """Two seats are alike with probability r + (1 - r) sum of squared shares."""
    types = mixture([Seat(), Seat(1)], [0.4, 0.6], 4, KEYS, relatedness=r).seat_type
    expected = r + (1 - r) * (0.4**2 + 0.6**2)
    for i in range(4):
        for j in range(i):
            assert (types[:, i] == types[:, j]).mean() == pytest.approx(expected, abs=0.032)


def test_invaders_sit_anywhere_and_more_of_them_keep_their_seats():
    one, two = (
        invasion(Seat(0), Seat(1, learner=1, brain=5), n, 4, KEYS).seat_type for n in (1, 2)
    )
    assert (one.sum(axis=1) == 1).all()
    assert (two.sum(axis=1) == 2).all()
    assert (two >= one).all()
    np.testing.assert_allclose(one.mean(axis=0), 0.25, atol=0.028)
    roster = invasion(Seat(0), Seat(1, learner=1, brain=5), 1, 4, KEYS[:3])
    np.testing.assert_array_equal(roster.seat_genome, roster.seat_type)
    np.testing.assert_array_equal(roster.seat_learner, roster.seat_type)
    np.testing.assert_array_equal(roster.seat_brain, np.where(roster.seat_type == 1, 5, -1))


def test_what_a_roster_cannot_be_is_said():
    with pytest.raises(InvalidInput, match="expected from 0 to 4 invaders, got 5"):
        invasion(Seat(), Seat(), 5, 4, KEYS)
    with pytest.raises(InvalidInput, match="expected 2 shares from 0 to 1 that add up to 1"):
        mixture([Seat(), Seat()], [0.5, 0.6], 4, KEYS)
    with pytest.raises(InvalidInput, match="relatedness must be from 0 to 1, got 2"):
        mixture([Seat()], [1.0], 4, KEYS, relatedness=2.0)
    with pytest.raises(InvalidInput, match="unknown mind 'king' of a seat"):
        mixture([Seat(mind="king")], [1.0], 4, KEYS)
    roster = invasion(Seat(), Seat(learner=1), 1, 4, KEYS[:2])
    with pytest.raises(InvalidInput, match="seat_learner must be from 0 to 0, got 0 to 1"):
        simulate([Linear({})], roster, Coins(), Life(), ActorCritic())


def test_every_seat_has_its_own_learner():
    """Seats of a mixed society end with the brains of their kinds; nothing else differs by kind."""
    learners = [
        ActorCritic(),
        Planner(depth=1),
        QLearning(epsilon=0.5),
        ActorCritic(actor_rate=0.0),
    ]
    roster = invasion(Seat(), Seat(), 0, 4, KEYS[:2])
    roster.seat_learner[:] = [0, 1, 2, 3]
    life = Life((Phase("life", 800),))
    told = simulate(
        [Linear({"own_gain": 1.0})], roster, Coins(), life, learners, return_brains=True
    )
    has_model = told.brains.model_change.any(axis=(0, 2, 3, 4))
    assert has_model.tolist() == [False, True, False, False]
    assert told.brains.policy.any(axis=(0, 2, 3)).tolist() == [True, True, True, False]
    assert told.brains.critic.any(axis=(0, 2)).all()
    # Alone in the same society, each gives the same society: the table is all there is.
    same = monoculture(1, 4, KEYS[:2])
    same.seat_learner[:] = [0, 0, 0, 0]
    plain, mixed = (
        simulate([Linear({"own_gain": 1.0})], same, Coins(), life, kinds).counts
        for kinds in (ActorCritic(), learners)
    )
    np.testing.assert_array_equal(plain, mixed)
    assert (told.counts[..., layout.COUNT_STEPS].sum(axis=(1, 2)) == 800).all()
