"""Fronts against plain Python from the definitions, and against moocore."""

import moocore
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitness.statistics import fronts
from kernels.errors import InvalidInput
from tests.oracles import fronts as slowly

COORDINATE = st.integers(-3, 4) | st.floats(-2.0, 2.0, width=32)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=14)


@given(POINTS)
def test_against_plain_python(points):
    array = np.array(points, float)
    rank = fronts.ranks(array)
    assert rank.tolist() == slowly.ranks(array.tolist())
    distance = slowly.crowding_distance(array.tolist(), rank.tolist())
    assert fronts.crowding_distance(array, rank).tolist() == pytest.approx(distance)
    area = slowly.hypervolume(array.tolist(), (-1.0, -0.5))
    assert fronts.hypervolume(array, np.array([-1.0, -0.5])) == pytest.approx(area)


def random_sets(n_sets):
    """Sets of 1 to 60 points, every other one on a coarse grid, with ties and duplicates."""
    rng = np.random.default_rng(7)
    for i in range(n_sets):
        points = rng.normal(size=(rng.integers(1, 61), 2))
        yield np.round(points * 2) / 2 if i % 2 else points


def test_two_thousand_random_sets_against_moocore():
    reference = np.array([-1.0, -0.7])
    for points in random_sets(2000):
        rank = moocore.pareto_rank(points, maximise=True)
        np.testing.assert_array_equal(fronts.ranks(points), rank)
        kept = moocore.is_nondominated(points, maximise=True)
        np.testing.assert_array_equal(fronts.nondominated(points), kept)
        area = moocore.hypervolume(points, ref=reference, maximise=True)
        assert fronts.hypervolume(points, reference) == pytest.approx(area, abs=1e-12)


def test_by_hand():
    points = np.array([[0.0, 4.0], [1.0, 3.0], [3.0, 1.0], [4.0, 0.0], [0.5, 0.5], [1.0, 3.0]])
    rank = fronts.ranks(points)
    assert rank.tolist() == [0, 0, 0, 0, 1, 0]
    # Five of the first front: of the twins at (1, 3) the first is nearer the end (0, 4) along the
    # first objective, and nearer (3, 1) along the second.
    room = [np.inf, 1 / 4 + 2 / 4, 3 / 4 + 3 / 4, np.inf, np.inf, 2 / 4 + 1 / 4]
    assert fronts.crowding_distance(points, rank).tolist() == room
    assert fronts.nondominated(points).tolist() == [True, True, True, True, False, False]
    assert fronts.hypervolume(points, np.zeros(2)) == 1 * 3 + 2 * 1


def test_nothing_dominates_nothing():
    nothing = np.empty((0, 2))
    assert fronts.hypervolume(nothing, np.zeros(2)) == 0.0
    assert fronts.ranks(nothing).shape == (0,)
    assert fronts.crowding_distance(nothing, np.empty(0, np.int64)).shape == (0,)


@pytest.mark.parametrize("broken", [[[0.1, np.nan]], [[np.inf, 0.0]], [[0.1, 0.2, 0.3]]])
def test_what_is_no_point_is_refused(broken):
    points = np.array(broken)
    for function in (fronts.ranks, fronts.nondominated):
        with pytest.raises(InvalidInput, match="points must be"):
            function(points)
    with pytest.raises(InvalidInput, match="points must be"):
        fronts.crowding_distance(points, np.zeros(1, np.int64))
    with pytest.raises(InvalidInput, match="points must be"):
        fronts.hypervolume(points, np.zeros(2))
