"""What no harm shows: against SciPy's exact intervals, exact probabilities and known rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from fitness.statistics.power import (
    chances_needed,
    design_effect,
    intra_lifetime_correlation,
    largest_rate,
    largest_rate_of_lifetimes,
    lifetimes_needed,
)
from kernels.errors import InvalidInput


@pytest.mark.parametrize("n", [1, 10, 3000])
def test_no_harm_is_clopper_and_pearsons_bound(n):
    for confidence in (0.9, 0.95, 0.99):
        exact = stats.binomtest(0, n, alternative="less").proportion_ci(confidence, "exact").high
        assert largest_rate(n, confidence) == pytest.approx(exact)


def test_the_rule_of_three():
    assert 3000 * largest_rate(3000) == pytest.approx(3.0, rel=0.002)


@given(st.floats(1e-6, 1.0), st.sampled_from([0.8, 0.95, 0.99]))
def test_one_opportunity_less_is_not_enough(rate, confidence):
    n = chances_needed(rate, confidence)
    assert stats.binom.pmf(0, n, rate) <= 1 - confidence + 1e-12
    assert n == 1 or stats.binom.pmf(0, n - 1, rate) > 1 - confidence - 1e-12


def test_lifetimes_whose_opportunities_agree_count_once_and_others_in_full():
    assert largest_rate_of_lifetimes(20, 500, 1.0) == pytest.approx(largest_rate(20))
    assert largest_rate_of_lifetimes(20, 500, 0.0) == pytest.approx(largest_rate(10_000))
    assert lifetimes_needed(0.01, 100, 1.0) == chances_needed(0.01)
    assert lifetimes_needed(0.01, 100, 0.0) == 3  # 299 opportunities
    assert design_effect(101, 0.1) == pytest.approx(11.0)


def test_the_design_effect_is_the_variance_of_a_beta_binomial():
    for correlation in (0.01, 0.3):
        a, b = 0.2 * (1 / correlation - 1), 0.8 * (1 / correlation - 1)
        exact = stats.betabinom.var(50, a, b) / stats.binom.var(50, 0.2)
        assert design_effect(50, correlation) == pytest.approx(exact)


@pytest.mark.parametrize("correlation", [0.01, 0.1, 0.5])
def test_the_bound_of_lifetimes_is_careful_where_rates_follow_a_beta_distribution(correlation):
    n, m = 32, 200

    def none_seen(rate):
        a, b = np.array([rate, 1 - rate]) * (1 / correlation - 1)
        return n * stats.betabinom.logpmf(0, m, a, b) - np.log(0.05)

    exact = optimize.brentq(none_seen, 1e-6, 0.9)
    bound = largest_rate_of_lifetimes(n, m, correlation)
    assert exact < bound
    assert none_seen(bound) < 0


def test_the_correlation_is_found_again():
    rng = np.random.default_rng(0)
    for correlation in (0.0, 0.05, 0.4):
        p = 0.3
        if correlation > 0:
            p = rng.beta(*np.array([0.3, 0.7]) * (1 / correlation - 1), 4000)
        chances = rng.integers(1, 60, 4000).astype(float)
        harms = rng.binomial(chances.astype(int), p, 4000).astype(float)
        assert intra_lifetime_correlation(harms, chances) == pytest.approx(correlation, abs=0.02)
    assert intra_lifetime_correlation(np.array([10.0, 0.0]), np.array([10.0, 10.0])) == 1.0
    assert np.isnan(intra_lifetime_correlation(np.zeros(5), np.full(5, 9.0)))


def test_by_hand():
    # Rates .5 and .1 of 10 each: A = 10 x (.2^2 + .2^2) = .8, W = (2.5 + .9) / 18.
    within = 3.4 / 18
    told = intra_lifetime_correlation(np.array([5.0, 1.0]), np.array([10.0, 10.0]))
    assert told == pytest.approx((0.8 - within) / (0.8 + 9 * within))


@pytest.mark.parametrize(
    "call",
    [
        lambda: largest_rate(0),
        lambda: largest_rate(10, 95),
        lambda: chances_needed(0.0),
        lambda: design_effect(10, 1.2),
        lambda: largest_rate_of_lifetimes(0, 10, 0.1),
        lambda: intra_lifetime_correlation(np.array([3.0]), np.array([2.0])),
        lambda: intra_lifetime_correlation(np.array([1.0]), np.array([2.0])),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(InvalidInput):
        call()
