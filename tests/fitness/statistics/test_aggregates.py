"""The interquartile mean against SciPy, and against what is known of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fitness.statistics.aggregates import interquartile_mean, interquartile_mean_of_runs
from kernels.errors import InvalidInput

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=30).map(np.array)


@given(VALUES)
def test_every_number_four_times_is_scipys_trimmed_mean(values):
    """Then the quarters fall between numbers, and rliable's definition is ours."""
    four = np.repeat(values, 4)
    wanted = pytest.approx(stats.trim_mean(four, 0.25), abs=1e-9)
    assert interquartile_mean(four) == wanted
    assert interquartile_mean(values) == wanted
    assert interquartile_mean(values, np.full(len(values), 4.0)) == wanted


@given(VALUES, st.data())
def test_weights_are_repetitions(values, data):
    times = data.draw(st.lists(st.integers(0, 5), min_size=len(values), max_size=len(values)))
    times[0] += 1
    expected = interquartile_mean(np.repeat(values, times))
    assert interquartile_mean(values, np.array(times, float)) == pytest.approx(expected, abs=1e-9)


def test_by_hand():
    # Six runs: one and a half are cut off at either end.
    assert interquartile_mean(np.array([9.0, 1, 2, 3, 4, -50])) == pytest.approx(
        (0.5 * 1 + 2 + 3 + 0.5 * 4) / 3
    )
    assert interquartile_mean(np.array([7.0])) == 7.0


def test_an_outlier_does_not_move_it():
    values = np.arange(20.0)
    spoilt = np.where(values == 19, 1e9, values)
    assert interquartile_mean(values) == interquartile_mean(spoilt)


def test_runs_are_resampled_within_their_task():
    """Two tasks, each with runs that are all alike: nothing can vary."""
    result = interquartile_mean_of_runs(np.tile([0.2, 0.8], (6, 1)))
    assert (result.value, result.low, result.high) == pytest.approx((0.5, 0.5, 0.5))
    noisy = np.random.default_rng(0).uniform(size=(6, 2))
    result = interquartile_mean_of_runs(noisy, seed=1)
    assert result.low < result.value < result.high


@pytest.mark.parametrize("broken", [np.array([1.0, np.nan]), np.array([]), np.ones((2, 2))])
def test_what_has_no_middle_half_is_refused(broken):
    with pytest.raises(InvalidInput, match="finite numbers"):
        interquartile_mean(broken)


def test_one_run_has_no_interval():
    with pytest.raises(InvalidInput, match="two runs"):
        interquartile_mean_of_runs(np.ones((1, 5)))
