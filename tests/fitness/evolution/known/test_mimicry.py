"""V4 against integration of the replicator equation and exact fixation by linear equations."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fitness.evolution.known import mimicry
from kernels.errors import InvalidInput
from tests.fitness.evolution.test_finite import absorbed

CASES = [(3.0, 1.0), (5.0, 2.0), (1.2, 1.0)]


def ends_social(b, c, m, social):
    """Whether social types take over from a share, by integrating the payoffs as told."""

    def change(_, y):
        of_social = y * (b - c) - (1 - y) * m * c
        of_mimic = y * m * b
        return y * (1 - y) * (of_social - of_mimic)

    return solve_ivp(change, (0, 4000), [social], rtol=1e-9, atol=1e-12).y[0, -1] > 0.5


@pytest.mark.parametrize(("b", "c"), CASES)
def test_a_few_mimics_spread_only_above_the_threshold(b, c):
    threshold = mimicry.threshold(b, c)
    assert ends_social(b, c, threshold - 0.02, 0.995)
    assert not ends_social(b, c, threshold + 0.02, 0.995)


@pytest.mark.parametrize(("b", "c"), CASES)
def test_social_types_win_only_from_above_the_interior_share(b, c):
    m = 0.6 * mimicry.threshold(b, c)
    share = mimicry.interior_share(b, c, m)
    assert ends_social(b, c, m, share + 0.01)
    assert not ends_social(b, c, m, share - 0.01)
    assert mimicry.interior_share(b, c, 0.0) is None
    assert mimicry.interior_share(b, c, 1.0) is None
    assert mimicry.interior_share(3.0, 1.0, 2 / 3) is None


@pytest.mark.parametrize(
    ("m", "expected"), [(0.0, 0.026), (0.5, 0.767), (2 / 3, 1.630), (1.0, 4.322)]
)
def test_fixation_of_a_mimic(m, expected):
    found = 50 * mimicry.fixation_of_a_mimic(3.0, 1.0, m, 50, 0.1)
    assert found == pytest.approx(expected, abs=5e-4)


def test_fixation_from_the_rules_of_the_game():
    b, c, m, n, w = 4.0, 1.5, 0.4, 8, 0.3
    mimic, social = [], []
    for i in range(1, n):
        of_mimic = (n - i) / (n - 1) * m * b
        of_social = (n - i - 1) / (n - 1) * (b - c) - i / (n - 1) * m * c
        mimic.append(1 - w + w * (of_mimic + c))
        social.append(1 - w + w * (of_social + c))
    expected = absorbed(np.array(mimic), np.array(social))
    assert mimicry.fixation_of_a_mimic(b, c, m, n, w) == pytest.approx(expected, rel=1e-10)


def test_the_neutral_chance_of_a_small_population_is_below_the_threshold():
    chance = mimicry.neutral_chance(3.0, 1.0, 50, 0.1)
    assert chance == pytest.approx(0.5538, abs=5e-5)
    assert 50 * mimicry.fixation_of_a_mimic(3.0, 1.0, chance, 50, 0.1) == pytest.approx(1.0)
    assert chance < mimicry.threshold(3.0, 1.0)


@pytest.mark.parametrize(("b", "c"), CASES)
def test_the_neutral_chance_obeys_the_one_third_law(b, c):
    limit = 2 * (b - c) / (2 * b + c)
    assert mimicry.interior_share(b, c, limit) == pytest.approx(2 / 3)
    assert mimicry.neutral_chance(b, c, 10_000, 1e-6) == pytest.approx(limit, rel=2e-3)


def test_impossible_games_are_refused():
    with pytest.raises(InvalidInput, match="above the cost"):
        mimicry.threshold(1.0, 2.0)
    with pytest.raises(InvalidInput, match="does not cross 1"):
        mimicry.neutral_chance(3.0, 1.0, 50, 0.0)
    with pytest.raises(InvalidInput, match="chance m to pass"):
        mimicry.payoff_table(3.0, 1.0, 1.5)
