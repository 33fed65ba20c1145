"""Links that are surely below one half: by hand, against the plain twin, and how often it errs."""

import numpy as np
import pytest
from scipy import stats

from fitness.battery import LINKS, profiles
from fitness.battery import sheet as columns
from fitness.battery.weak import p_values
from fitness.statistics.bootstrap import resampled_sums
from tests.fitness.battery.some_sheets import (
    FIXED,
    LINKS_BY_HAND,
    by_hand,
    record,
    spread_evenly,
    with_noise,
)
from tests.oracles import battery


def expanded(share, n, n_strata=2):
    """The p value of a share of samples, by SciPy."""
    degrees = n - n_strata
    return stats.t.cdf(stats.norm.ppf(share) * np.sqrt(degrees / n), degrees)


def profile(sheet, n_resamples):
    return profiles(sheet, FIXED, n_resamples=n_resamples)[0]


def test_weak_links_by_hand():
    told = profile(spread_evenly(by_hand(), 16), 2000)
    # All lifetimes are alike, so no sample is at 1/2 or above: the smallest p there is.
    smallest = 12 * expanded(1 / 2001, 16)
    weak = [name for name, value in LINKS_BY_HAND.items() if value < 0.499]
    assert list(told.weak) == weak == ["hidden", "power", "last steps", "much later"]
    for name, link in told.links.items():
        expected = smallest if name in weak else 1.0
        assert link.p_half == pytest.approx(expected), name
    assert smallest < 0.05


@pytest.mark.parametrize(("n_lifetimes", "smallest"), [(8, 0.18), (16, 0.05), (32, 0.02)])
def test_few_societies_can_show_nothing(n_lifetimes, smallest):
    """The figures of ``fitness/README.md``."""
    told = profile(spread_evenly(by_hand(), n_lifetimes), 2000)
    assert min(link.p_half for link in told.links.values()) == pytest.approx(smallest, abs=0.005)
    assert (told.weak == ()) == (n_lifetimes == 8)


def test_p_values_are_those_of_the_plain_twin():
    sheet, n_resamples, n = with_noise(4), 300, 12
    told = profile(sheet, n_resamples)
    flat = sheet.sums.reshape(len(sheet.sums), n, -1)
    again = resampled_sums(flat, sheet.stratum, n_resamples, 0)
    again = again.reshape(len(sheet.sums), n_resamples, *sheet.sums.shape[2:])
    samples = [
        battery.links(*(record(again[who, b]) for who in (0, FIXED.sociopath, FIXED.kind)))
        for b in range(n_resamples)
    ]
    raw = []
    for link in LINKS:
        above = sum(sample[link.name] >= 0.5 for sample in samples)
        raw.append(expanded((1 + above) / (1 + n_resamples), n) if above < n_resamples else 1.0)
    expected = battery.holm([float(p) for p in raw])
    assert [told.links[link.name].p_half for link in LINKS] == pytest.approx(expected)
    assert len({round(p, 3) for p in raw}) > 3


def test_what_is_not_told_is_not_tested():
    few = spread_evenly(by_hand(), 16)
    few.sums[0, :, [str(c) for c in columns.CELLS].index("last steps"), columns.CHANCES] = 1
    told = profile(few, 2000)
    assert np.isnan(told.links["last steps"].p_half)
    assert told.links["power"].p_half == pytest.approx(11 * expanded(1 / 2001, 16))
    assert told.weak == ("hidden", "power", "much later")
    assert profile(few, 0).weak == ()
    assert np.isnan([link.p_half for link in profile(few, 0).links.values()]).all()


def test_none_of_twelve_links_at_one_half_is_called_weak_more_often_than_promised():
    """Twelve links whose true value is 1/2, 400 times; some call is wrong 1 time in 20 or less."""
    rng = np.random.default_rng(3)
    stratum = np.arange(16) % 2
    wrong = unadjusted = 0
    for _ in range(400):
        values = 0.5 + 0.1 * rng.normal(size=(12, 16))
        drawn = rng.integers(0, 8, size=(2000, 16)) * 2 + stratum
        links = {
            str(i): np.concatenate([[row.mean()], row[drawn].mean(axis=1)])
            for i, row in enumerate(values)
        }
        wrong += min(p_values(links, stratum).values()) <= 0.05
        unadjusted += any(
            p_values({name: link}, stratum)[name] <= 0.05 for name, link in links.items()
        )
    # 5 % of 400 is 20, the 99.9 % point of the binomial 34; without Holm it is nearly a half.
    assert wrong <= stats.binom.ppf(0.999, 400, 0.05)
    assert unadjusted > 120
