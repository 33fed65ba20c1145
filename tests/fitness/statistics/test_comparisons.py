"""Comparisons against SciPy, brute force and planted differences."""

import numpy as np
import pytest
from scipy import stats

from fitness.statistics.comparisons import (
    Difference,
    Lifetimes,
    equivalence,
    paired_difference,
    probability_of_improvement,
    two_sample_difference,
)
from kernels.errors import InvalidInput

RNG = np.random.default_rng(0)
COMMON = RNG.normal(size=40)
FIRST = COMMON + 0.1 * RNG.normal(size=40) + 0.3
SECOND = COMMON + 0.1 * RNG.normal(size=40)


def of(values, stratum=None):
    return Lifetimes.of_values(np.asarray(values, float), stratum)


def test_a_paired_difference_is_the_paired_t_test():
    told = paired_difference(of(FIRST), of(SECOND), n_resamples=20_000)
    theirs = stats.ttest_rel(FIRST, SECOND).confidence_interval(0.95)
    assert told.estimate.value == pytest.approx((FIRST - SECOND).mean())
    assert (told.estimate.low, told.estimate.high) == pytest.approx(tuple(theirs), abs=0.004)


def test_a_two_sample_difference_is_welchs():
    """Of equal samples Welch's degrees of freedom are up to twice ours, which are careful."""
    told = two_sample_difference(of(FIRST), of(SECOND), n_resamples=20_000)
    theirs = stats.ttest_ind(FIRST, SECOND, equal_var=False).confidence_interval(0.95)
    assert (told.estimate.low, told.estimate.high) == pytest.approx(tuple(theirs), abs=0.03)
    assert told.estimate.high - told.estimate.low > theirs.high - theirs.low - 0.01


def test_pairs_see_what_two_samples_cannot():
    assert paired_difference(of(FIRST), of(SECOND)).p_value < 0.01
    assert two_sample_difference(of(FIRST), of(SECOND)).p_value > 0.05


def test_two_samples_of_other_sizes_and_strata():
    first = of(RNG.normal(size=30) + 2, np.arange(30) % 2)
    second = of(RNG.normal(size=9), np.zeros(9, int))
    told = two_sample_difference(first, second)
    assert 1.0 < told.estimate.low < told.estimate.value < told.estimate.high < 3.5
    assert len(told.stratum) == 9


def test_p_values_are_uniform_where_there_is_no_difference():
    """The two-sided p value of 300 true null hypotheses; Kolmogorov & Smirnov."""
    rng = np.random.default_rng(8)
    told = [
        paired_difference(of(rng.normal(size=16)), of(rng.normal(size=16)), n_resamples=500, seed=i)
        for i in range(300)
    ]
    assert stats.kstest([one.p_value for one in told], "uniform").pvalue > 0.01


def test_of_rates_lifetimes_count_by_their_opportunities():
    def rate(sums):
        return sums[..., 0] / sums[..., 1]

    stratum = np.zeros(4, int)
    first = Lifetimes(np.array([[1.0, 10], [2, 10], [0, 30], [1, 10]]), stratum)
    second = Lifetimes(np.array([[0.0, 10], [0, 10], [0, 10], [0, 10]]), stratum)
    told = paired_difference(first, second, rate)
    assert told.estimate.value == pytest.approx(4 / 60)
    assert told.estimate.low >= 0


@pytest.mark.parametrize("shift", [0.0, 0.15, 0.4])
def test_equivalence_is_the_t_test_twice(shift):
    told = paired_difference(of(FIRST - 0.3 + shift), of(SECOND), n_resamples=20_000)
    same = equivalence(told, margin=0.25)
    gap = FIRST - 0.3 + shift - SECOND
    theirs = max(
        stats.ttest_1samp(gap, -0.25, alternative="greater").pvalue,
        stats.ttest_1samp(gap, 0.25, alternative="less").pvalue,
    )
    assert same.equivalent == (theirs < 0.05)
    assert same.p_value == pytest.approx(theirs, abs=0.002)
    low, high = stats.ttest_1samp(gap, 0.0).confidence_interval(0.90)
    assert (same.low, same.high) == pytest.approx((low, high), abs=0.004)


def test_equivalence_needs_a_margin_and_few_lifetimes_show_nothing():
    told = paired_difference(of(FIRST[:4]), of(COMMON[:4] * -1))
    assert told.p_value > 0.05  # no difference is shown ...
    assert not equivalence(told, margin=0.5).equivalent  # ... and no equivalence either
    with pytest.raises(TypeError, match="margin"):
        equivalence(told)
    for margin in (0.0, -0.1, np.inf, np.nan):
        with pytest.raises(InvalidInput, match="which difference would matter"):
            equivalence(told, margin)
    assert not any("equiv" in name or "same" in name for name in vars(Difference))


def test_what_is_no_pair_is_refused():
    with pytest.raises(InvalidInput, match="equal strata"):
        paired_difference(of(FIRST), of(SECOND[:-1]))
    with pytest.raises(InvalidInput, match="1 of 2 lifetimes failed"):
        of([1.0, np.nan])
    with pytest.raises(InvalidInput, match="stratum"):
        of([1.0, 2.0], np.zeros(3, int))


def test_probability_of_improvement_is_mann_whitneys_u():
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 5, (9, 3)).astype(float), rng.integers(0, 5, (7, 3)) - 0.0
    expected = np.mean(
        [stats.mannwhitneyu(first[:, k], second[:, k]).statistic / 63 for k in range(3)]
    )
    told = probability_of_improvement(first, second)
    assert told.value == pytest.approx(expected)
    other = probability_of_improvement(second, first)
    assert told.value + other.value == pytest.approx(1.0)
    assert 0.0 <= told.low < told.value < told.high <= 1.0


def test_probability_of_improvement_resamples_runs_of_both():
    """Against drawing runs with a generator: two bootstraps of 4,000."""
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(20, 2)) + 0.5, rng.normal(size=(20, 2))
    told = probability_of_improvement(first, second, n_resamples=4000)
    samples = []
    for _ in range(4000):
        drawn = [np.stack([rng.choice(s[:, k], 20) for k in range(2)]) for s in (first, second)]
        samples.append((drawn[0][:, :, None] > drawn[1][:, None, :]).mean())
    level = 1 - 2 * stats.norm.cdf(stats.t.ppf(0.025, 38) * np.sqrt(40 / 38))
    expected = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2])
    np.testing.assert_allclose([told.low, told.high], expected, atol=0.015)


def test_scores_that_cannot_be_compared_are_refused():
    ones = np.ones((3, 2))
    with pytest.raises(InvalidInput, match="same tasks"):
        probability_of_improvement(ones, np.ones((3, 4)))
    with pytest.raises(InvalidInput, match="two runs"):
        probability_of_improvement(ones, np.ones((1, 2)))
    with pytest.raises(InvalidInput, match="finite"):
        probability_of_improvement(ones, ones * np.nan)
