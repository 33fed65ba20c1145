import numpy as np
from scipy import stats

from fitness.bootstrap import interval, resampled_sums


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


def test_interval_agrees_with_scipy():
    data = np.random.default_rng(1).exponential(size=80)
    ours = interval(resampled_sums(data[None, :, None], np.zeros(80, int), 20_000, 2)[0, :, 0] / 80)
    theirs = stats.bootstrap(
        (data,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(3)
    ).confidence_interval
    # Two independent bootstraps of 20,000: the ends differ by their Monte Carlo error only.
    np.testing.assert_allclose(ours, theirs, rtol=0.02)


def test_intervals_cover_at_about_their_level():
    # 400 experiments of 48 lifetimes; percentile intervals of a ratio cover a little less
    # than 95 %.  Bounds: binomial 3.3 standard errors around .93.
    rng = np.random.default_rng(4)
    hits = 0
    for i in range(400):
        chances = rng.poisson(200, 48)
        harms = rng.binomial(chances, rng.beta(8, 32, 48))
        values = np.stack([harms, chances], axis=-1)[None].astype(float)
        sums = resampled_sums(values, np.arange(48) % 2, 500, seed=i)[0]
        low, high = interval(sums[:, 0] / sums[:, 1])
        hits += low <= 0.2 <= high
    assert 0.89 < hits / 400 < 0.97
