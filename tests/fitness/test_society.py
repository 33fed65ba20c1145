"""Metrics of a society against hand-computed values, a plain twin and what is known of Gini."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitness import Tally, society, tally
from fitness.society import equality, peace, sustainability, utilitarian
from fitness.tally import N_SEAT_COLUMNS, SEAT_GAIN_TIME, SEAT_GAINS, SEAT_RETURN, SEAT_STEPS
from inner_rl import Life, Linear, Phase, monoculture, simulate, stream_keys
from inner_rl.learners import ActorCritic
from kernels.worlds.wells import Wells


def test_by_hand():
    assert utilitarian(np.array([3.0, 5.0]), np.array(4.0)) == 2.0
    # One of four has everything: Gini (N - 1) / N.
    assert equality(np.array([0.0, 0.0, 8.0, 0.0])) == pytest.approx(1 / 4)
    assert equality(np.array([2.0, 2.0, 2.0])) == 1.0
    # |1-3| counted twice, over 2 x 2 x 4.
    assert equality(np.array([1.0, 3.0])) == pytest.approx(1 - 4 / 16)
    assert sustainability(np.array([30.0, 100.0]), np.array([3.0, 5.0])) == 15.0
    assert peace(np.array([10.0, 0.0, 40.0]), np.array(100.0)) == 2.5


@pytest.mark.parametrize("returns", [[0.0, 0.0], [1.0, -1.0], [-3.0, -2.0], [5.0, -9.0]])
def test_equality_of_nothing_is_undefined(returns):
    assert np.isnan(equality(np.array(returns)))


def test_the_time_of_gains_of_one_who_never_gained_is_undefined():
    assert np.isnan(sustainability(np.array([30.0, 0.0]), np.array([3.0, 0.0])))


@given(st.lists(st.floats(0.01, 100.0), min_size=2, max_size=16))
def test_equality_is_one_minus_the_area_of_the_lorenz_curve(returns):
    """Another formula of the Gini coefficient, from the sorted shares."""
    shares = np.sort(np.array(returns)) / np.sum(returns)
    n = len(shares)
    gini = (2 * np.arange(1, n + 1) - n - 1) @ shares / n
    assert equality(np.array(returns)) == pytest.approx(1 - gini, abs=1e-9)
    assert equality(7.0 * np.array(returns)) == pytest.approx(1 - gini, abs=1e-9)


def test_an_undefined_lifetime_makes_the_mean_undefined_and_is_counted():
    seats = np.zeros((1, 4, 2, N_SEAT_COLUMNS))
    seats[..., SEAT_STEPS] = 100
    seats[..., SEAT_RETURN] = 5
    seats[..., SEAT_GAINS], seats[..., SEAT_GAIN_TIME] = 5, 50
    seats[0, 2, :, SEAT_RETURN] = 0
    result = society(Tally(np.zeros((1, 4, 6)), np.zeros(4, int), seats), n_resamples=50)
    assert np.isnan(result.equality.value[0])
    assert result.n_undefined["equality"][0] == 1
    assert result.sustainability.value[0] == 10
    assert result.utilitarian.value[0] == pytest.approx(0.075)
    assert result.utilitarian.low[0] < 0.075 < result.utilitarian.high[0]
    assert result.peace.value[0] == 2


def test_of_lives_that_were_lived():
    world = Wells(refill=1.0)
    life = Life((Phase("life", 10),))
    roster = monoculture(1, 4, stream_keys(1, (0,), 3), "kind")
    rewards = [Linear({"own_gain": 1.0})]
    result = society(tally(simulate(rewards, roster, world, life, ActorCritic()), 1))
    # Wells are full at first, empty after a draw, full again a step later: gains at 0, 2, ... 8.
    assert result.utilitarian.value[0] == pytest.approx(4 * 5 / 10)
    assert result.equality.value[0] == 1.0
    assert result.sustainability.value[0] == 4.0
    assert result.peace.value[0] == 4.0
