import numpy as np
import pytest
from scipy import stats

from fitness.statistics.bootstrap import interval, p_at_most, resampled_counts, resampled_sums
from fitness.statistics.quantiles import expanded, student_cdf, student_quantile, unexpanded
from kernels.errors import InvalidInput


def test_each_stratum_keeps_its_size():
    values = np.stack([np.ones((1, 10)), np.array([[0] * 4 + [1] * 6])], axis=-1).astype(float)
    stratum = np.array([0] * 4 + [1] * 6)
    sums = resampled_sums(values, stratum, 500, seed=1)
    assert (sums[..., 0] == 10).all()
    assert (sums[..., 1] == 6).all()


def test_items_are_resampled_together():
    values = np.random.default_rng(0).normal(size=(1, 30, 2))
    both = np.concatenate([values, values])
    sums = resampled_sums(both, np.zeros(30, int), 200, seed=3)
    np.testing.assert_array_equal(sums[0], sums[1])
    alone = resampled_sums(values, np.zeros(30, int), 200, seed=3)
    np.testing.assert_array_equal(sums[:1], alone)


def test_counts_are_those_of_the_sums():
    values = np.random.default_rng(0).normal(size=(2, 30, 3))
    stratum = np.random.default_rng(1).integers(0, 3, 30)
    counts = resampled_counts(stratum, 50, seed=9)
    np.testing.assert_allclose(counts @ values, resampled_sums(values, stratum, 50, seed=9))


@pytest.mark.parametrize("degrees", [1, 2, 3, 7, 14, 62, 201])
def test_students_distribution_is_scipys(degrees):
    for share in (0.0005, 0.025, 0.3, 0.5, 0.9, 0.9999):
        t = stats.t.ppf(share, degrees)
        assert student_quantile(share, degrees) == pytest.approx(t, rel=1e-9, abs=1e-9)
        assert student_cdf(t, degrees) == pytest.approx(share, rel=1e-9)


def test_the_expanded_percentile_is_as_published():
    # Hesterberg's formula is that of one stratum.
    for n in (5, 10, 40):
        wanted = stats.norm.cdf(stats.t.ppf(0.025, n - 1) * np.sqrt(n / (n - 1)))
        assert expanded(0.025, n, 1) == pytest.approx(wanted)
        assert unexpanded(expanded(0.025, n, 1), n, 1) == pytest.approx(0.025)


def test_interval_agrees_with_scipy():
    """Two independent bootstraps of 20,000: the ends differ by their Monte Carlo error only."""
    data, stratum = np.random.default_rng(1).exponential(size=80), np.zeros(80, int)
    ours = interval(resampled_sums(data[None, :, None], stratum, 20_000, 2)[0, :, 0] / 80, stratum)
    theirs = stats.bootstrap(
        (data,),
        np.mean,
        n_resamples=20_000,
        method="percentile",
        confidence_level=1 - 2 * expanded(0.025, 80, 1),
        rng=np.random.default_rng(3),
    ).confidence_interval
    np.testing.assert_allclose(ours, theirs, rtol=0.02)


def test_of_normal_values_it_is_the_t_interval_of_the_strata():
    """Means of 2 x 6: the bootstrap distribution itself, drawn from as a normal."""
    rng = np.random.default_rng(2)
    stratum = np.arange(12) % 2
    values = rng.normal(size=12) + 5.0 * stratum
    pooled = np.sqrt(np.mean([values[stratum == s].var(ddof=1) for s in (0, 1)]) / 12)
    samples = values.mean() + pooled * np.sqrt(10 / 12) * rng.normal(size=400_000)
    low, high = interval(samples, stratum)
    half = stats.t.ppf(0.975, 10) * pooled
    ends = values.mean() - half, values.mean() + half
    np.testing.assert_allclose([low, high], ends, rtol=0.01)


@pytest.mark.parametrize("n", [16, 48])
def test_intervals_cover_at_about_their_level(n):
    """Bounds: binomial 3.3 standard errors around .945; plain percentiles at 16 cover .90."""
    rng = np.random.default_rng(4)
    stratum = np.arange(n) % 2
    hits = np.zeros(40)
    for i in range(len(hits)):
        chances = rng.poisson(200, (40, n))
        harms = rng.binomial(chances, rng.beta(8, 32, (40, n)))
        values = np.stack([harms, chances], axis=-1).astype(float)
        sums = resampled_sums(values, stratum, 1000, seed=i)
        low, high = interval(sums[..., 0] / sums[..., 1], stratum)
        hits[i] = ((low <= 0.2) & (high >= 0.2)).mean()
    assert 0.945 - 3.3 * 0.0057 < hits.mean() < 0.945 + 3.3 * 0.0057


def test_the_p_value_and_the_interval_agree():
    samples, stratum = np.random.default_rng(5).normal(size=4000), np.arange(16) % 2
    low, high = interval(samples, stratum, confidence=0.9)
    assert p_at_most(samples, low, stratum) == pytest.approx(0.05, abs=0.001)
    assert p_at_most(-samples, -high, stratum) == pytest.approx(0.05, abs=0.001)
    assert p_at_most(samples, samples.max(), stratum) == 1.0
    assert 0.0 < p_at_most(samples, samples.min() - 1.0, stratum) < 0.01


def test_nothing_is_told_where_nothing_varies():
    alone = np.arange(3)
    assert np.isnan(interval(np.ones((2, 50)), alone)).all()
    with pytest.raises(InvalidInput, match="use more lifetimes"):
        p_at_most(np.ones(50), 0.0, alone)
    with pytest.raises(InvalidInput, match="confidence must be"):
        interval(np.ones(50), np.zeros(3, int), confidence=95)
