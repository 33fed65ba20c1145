"""Who meets whom, against exact probabilities."""

import numpy as np
import pytest
from scipy import stats

from inner_rl import InvalidInput
from inner_rl.matching import matched

N, EACH, SEATS = 5, 3, 4


def groups(relatedness, seed=0, n=N, each=EACH, seats=SEATS):
    return matched(n, each, seats, relatedness, np.random.default_rng(seed))


def test_strangers_have_equally_many_seats_each():
    for seed in range(20):
        types = groups(0.0, seed)
        assert types.shape == (N * EACH, SEATS)
        assert np.bincount(types.ravel()).tolist() == [EACH * SEATS] * N


def test_full_relatedness_makes_monocultures_and_every_genome_founds_equally_many():
    founders = np.repeat(np.arange(N), EACH)
    assert (groups(1.0) == founders[:, None]).all()
    # A seat is its founder's with probability .9, or dealt it with 1/5 of the rest.
    own = np.mean([groups(0.81, seed) == founders[:, None] for seed in range(400)])
    assert own == pytest.approx(0.9 + 0.1 / N, abs=4 * np.sqrt(0.92 * 0.08 / (400 * N * EACH * 4)))


def alike(relatedness):
    """Probability that two given seats of a group are of one genome, summed over all cases."""
    s, total = np.sqrt(relatedness), N * EACH * SEATS
    others = np.arange(total - 1)
    # Both dealt: the deck has these two cards and those of the other dealt seats.
    size = others + 2
    rounds, left = divmod(size, N)
    pairs = left * (rounds + 1) * rounds + (N - left) * rounds * (rounds - 1)
    both = (stats.binom.pmf(others, total - 2, 1 - s) * pairs / (size * (size - 1))).sum()
    return relatedness + 2 * s * (1 - s) / N + (1 - s) ** 2 * both


@pytest.mark.parametrize("relatedness", [0.0, 0.2, 0.64])
def test_two_seats_are_alike_as_often_as_they_should(relatedness):
    n_draws = 3000
    drawn = [groups(relatedness, seed) for seed in range(n_draws)]
    found = np.array([np.mean(types[:, 0] == types[:, 1]) for types in drawn])
    error = found.std() / np.sqrt(n_draws)
    assert found.mean() == pytest.approx(alike(relatedness), abs=4 * error)
    # That is far from what a slip would give: r for sqrt(r), or its square.
    for slip in (relatedness**0.5, relatedness**2):
        assert slip == relatedness or abs(alike(slip) - found.mean()) > 8 * error


def test_strangers_meet_their_own_kind_as_the_docstring_says():
    share = EACH * SEATS
    assert alike(0.0) == pytest.approx((share - 1) / (N * share - 1))


def test_the_seat_within_a_group_does_not_matter():
    drawn = np.stack([groups(0.25, seed) for seed in range(800)])
    founders = np.repeat(np.arange(N), EACH)
    by_seat = (drawn == founders[:, None]).mean(axis=(0, 1))
    assert np.ptp(by_seat) < 4 * np.sqrt(0.25 / (800 * N * EACH))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"relatedness": 1.5}, "relatedness must be from 0 to 1, got 1.5"),
        ({"relatedness": np.nan}, "relatedness must be"),
        ({"relatedness": 0.0, "n": 0}, "genomes of the population must be from 1"),
        ({"relatedness": 0.0, "each": 0}, "groups of each genome must be from 1"),
    ],
)
def test_impossible_matchings_are_refused(changed, message):
    with pytest.raises(InvalidInput, match=message):
        groups(**changed)
