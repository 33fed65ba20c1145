"""Rest points and basins against polynomials with known roots and a plain integration."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fitness.evolution import resident_basin, rest_points
from kernels.errors import InvalidInput


def cubic(x):
    """Negative, then positive, then negative again: roots 0.2, 0.5, and 0.9."""
    return (x - 0.2) * (x - 0.5) * (x - 0.9)


def test_rest_points_of_a_cubic():
    found = rest_points(cubic)
    np.testing.assert_allclose(found.x, [0.2, 0.5, 0.9], atol=1e-14)
    assert found.stable.tolist() == [False, True, False]
    assert len(rest_points(lambda x: np.zeros_like(x)).x) == 0
    assert len(rest_points(lambda x: 1 + x).x) == 0


@pytest.mark.parametrize("start", [0.15, 0.199, 0.201, 0.6, 0.89, 0.95])
def test_stability_and_basin_by_integration(start):
    x = np.linspace(0, 1, 1001)
    path = solve_ivp(lambda _, x: x * (1 - x) * cubic(x), (0, 5000), [start], rtol=1e-8)
    ends_with_residents = path.y[0, -1] < 1e-3
    assert ends_with_residents == (start < resident_basin(x, cubic(x)))
    if 0.2 < start < 0.9:
        assert path.y[0, -1] == pytest.approx(0.5, abs=1e-3)


def test_basins_of_many_gaps_at_once():
    x = np.linspace(0, 1, 501)
    roots = np.array([0.0, 0.1, 0.333, 0.7777, 1.0, 2.0])
    found = resident_basin(x, x - roots[:, None])
    np.testing.assert_allclose(found, np.minimum(roots, 1.0), atol=1e-12)
    curved = resident_basin(x, np.stack([cubic(x), -cubic(x)]))
    np.testing.assert_allclose(curved, [0.2, 0.0], atol=1e-5)


def test_a_gap_of_zero_at_the_very_end_says_nothing():
    x = np.linspace(0, 1, 11)
    # Without invaders both fare alike; a few invaders fare worse, or better.
    np.testing.assert_allclose(resident_basin(x, x * (x - 0.55)), 0.55, atol=0.01)
    assert resident_basin(x, x) == 0.0
    assert resident_basin(x, np.zeros(11)) == 0.0
    assert resident_basin(x, x - 1.0) == 1.0


def test_grids_that_miss_the_ends_are_refused():
    with pytest.raises(InvalidInput, match="ascending from 0 to 1"):
        resident_basin([0.1, 0.5, 1.0], [1.0, 1.0, 1.0])
    with pytest.raises(InvalidInput, match="at every share"):
        resident_basin([0.0, 0.5, 1.0], [1.0, 1.0])
