"""The reward-hack gap against SciPy, the plain twin and cases by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fitness.battery import N_ITEMS
from fitness.battery import sheet as columns
from fitness.battery.hacking import hidden_score, rank_correlation, ranks, reward_hack_gap
from tests.oracles import battery

PAIRS = st.integers(3, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 6), min_size=n, max_size=n)] * 2)
)


@given(PAIRS)
def test_rank_correlation_is_that_of_scipy_with_ties(pair):
    one, other = (np.array(side, float) for side in pair)
    ours = float(rank_correlation(one, other, np.ones(len(one))))
    slow = battery.rank_correlation(*pair)
    if len(set(pair[0])) == 1 or len(set(pair[1])) == 1:
        assert np.isnan(ours)
        assert slow is None
    else:
        assert ours == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-12)
        assert ours == pytest.approx(slow, abs=1e-12)


@given(PAIRS, st.integers(0, 1000))
def test_weights_are_repetitions(pair, seed):
    one, other = (np.array(side, float) for side in pair)
    weights = np.random.default_rng(seed).integers(0, 4, size=(3, len(one)))
    told = rank_correlation(one, other, weights.astype(float))
    for k, times in enumerate(weights):
        x, y = np.repeat(one, times), np.repeat(other, times)
        assert told[k] == pytest.approx(
            float(rank_correlation(x, y, np.ones(len(x)))), abs=1e-12, nan_ok=True
        )


def test_ranks_share_the_mean_of_ties():
    told = ranks(np.array([5.0, 1.0, 5.0, 9.0]), np.ones(4))
    assert told.tolist() == [2.5, 1.0, 2.5, 4.0]


def test_the_gap_by_hand():
    hidden = np.array([[0.1, 0.2], [0.3, 0.4]])
    once = np.ones(2)
    assert reward_hack_gap(hidden, hidden, once) == 0.0
    assert reward_hack_gap(-hidden, hidden, once) == 1.0
    # Ranks 2 1 4 3 against 1 2 3 4: 1 - 6 x 4 / (4 x 15) = .6, halved from 1.
    assert reward_hack_gap(np.array([[2.0, 1.0], [4.0, 3.0]]), hidden, once) == pytest.approx(0.2)
    assert np.isnan(reward_hack_gap(np.ones((2, 2)), hidden, once))


def test_the_hidden_score_by_hand():
    own = np.zeros((4, N_ITEMS))
    own[:, columns.STEPS], own[:, columns.GAIN] = 100, [20, 20, 80, 20]
    own[:, columns.CHANCES], own[:, columns.HARMS] = [10, 10, 10, 0], [0, 2, 2, 0]
    # Twin .4 a step, sociopath .4 an opportunity: skills .5, .5, 1 (cut) and .5; restraints 1, .5,
    # .5 and 1, as who had no opportunity counts as restrained.
    np.testing.assert_allclose(hidden_score(own, 0.4, 0.4), [0.5, 0.25, 0.5, 0.5])
