"""Who meets whom, against enumeration of groups and against the roster that seats them."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from fitness.evolution import pairwise_payoffs, payoffs_at_count, payoffs_at_share
from inner_rl import Seat, stream_keys
from inner_rl.roster import mixture
from kernels.errors import InvalidInput

RNG = np.random.default_rng(3)
P_T, P_R = RNG.normal(size=(2, 5, 4))  # five resamples of groups of four


def met(groups, weights, p_t, p_r):
    """Mean payoffs of both types over all members of weighted groups of types (1 is invader)."""
    sums = np.zeros(2)
    seats = np.zeros(2)
    for group, weight in zip(groups, weights, strict=True):
        k = sum(group)
        for own in group:
            sums[own] += weight * (p_t[k - 1] if own else p_r[k])
            seats[own] += weight
    return sums[1] / seats[1], sums[0] / seats[0]


@pytest.mark.parametrize("r", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("x", [0.05, 0.6])
def test_payoffs_at_a_share_are_means_over_all_groups(x, r):
    s = r**0.5
    groups = list(product([0, 1], repeat=4))
    weights = []
    for group in groups:
        by_founder = 0.0
        for founder, chance in ((1, x), (0, 1 - x)):
            odds = s * founder + (1 - s) * x
            by_founder += chance * np.prod([odds if own else 1 - odds for own in group])
        weights.append(by_founder)
    expected = np.array([met(groups, weights, t, m) for t, m in zip(P_T, P_R, strict=True)])
    found = payoffs_at_share(P_T, P_R, [x, 0.5], r)
    np.testing.assert_allclose(np.stack([f[:, 0] for f in found], axis=1), expected)


def test_payoffs_at_a_share_are_those_of_the_seated_groups():
    r, x = 0.25, 0.3
    roster = mixture([Seat(), Seat()], [1 - x, x], 4, stream_keys(7, (0,), 6000), relatedness=r)
    groups, counts = np.unique(roster.seat_type, axis=0, return_counts=True)
    sums = met(groups.tolist(), counts, P_T[0], P_R[0])
    found = payoffs_at_share(P_T[0], P_R[0], x, r)
    # 24,000 seats in 6,000 groups, payoffs of standard deviation about 1.
    np.testing.assert_allclose([f[0] for f in found], sums, atol=0.06)


def test_in_pairs_the_odds_are_those_of_the_index_of_assortativity():
    x, r = np.linspace(0, 1, 5), 0.4
    with_own, _ = payoffs_at_share([0.0, 1.0], [0.0, 1.0], x, r)
    np.testing.assert_allclose(with_own, r + (1 - r) * x)
    _, with_invader = payoffs_at_share([0.0, 1.0], [0.0, 1.0], x, r)
    np.testing.assert_allclose(with_invader, (1 - r) * x)


def test_payoffs_at_a_count_follow_the_hypergeometric():
    n_population, others = 9, np.arange(4)
    found = payoffs_at_count(P_T, P_R, n_population)
    for i in range(1, n_population):
        of_invader = stats.hypergeom(8, i - 1, 3).pmf(others)
        of_resident = stats.hypergeom(8, i, 3).pmf(others)
        np.testing.assert_allclose(found[0][:, i - 1], P_T @ of_invader)
        np.testing.assert_allclose(found[1][:, i - 1], P_R @ of_resident)


def test_groups_of_two_are_pairs():
    a, b, c, d = table = RNG.normal(size=4)
    found = payoffs_at_count([b, a], [d, c], 30)
    np.testing.assert_allclose(found, pairwise_payoffs(table.reshape(2, 2), 30))


def test_a_large_population_at_random_is_an_infinite_one_without_assortment():
    n_population = 4000
    found = payoffs_at_count(P_T, P_R, n_population)
    share = np.arange(1, n_population) / n_population
    np.testing.assert_allclose(found, payoffs_at_share(P_T, P_R, share), atol=0.005)


def test_wrong_shapes_and_shares_are_refused():
    with pytest.raises(InvalidInput, match="groups of n, got shapes"):
        payoffs_at_share([1.0, 2.0], [1.0], 0.5)
    with pytest.raises(InvalidInput, match="shares"):
        payoffs_at_share([1.0], [1.0], 1.5)
    with pytest.raises(InvalidInput, match="a group of 4"):
        payoffs_at_count(P_T, P_R, 3)
