"""Grids of planted agents, against filling the bins one agent at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitness.statistics.diversity import best_per_bin, coverage, qd_score
from kernels.errors import InvalidInput

UNIT = st.floats(0.0, 1.0) | st.sampled_from([0.0, 0.25, 0.5, 1.0])
AGENTS = st.lists(st.tuples(UNIT, UNIT, st.integers(0, 5)), max_size=20)


@given(AGENTS, st.integers(1, 5))
def test_against_filling_bins_one_by_one(agents, n_bins):
    held = {}
    for i, (competence, ruthlessness, quality) in enumerate(agents):
        cell = tuple(min(int(x * n_bins), n_bins - 1) for x in (competence, ruthlessness))
        if cell not in held or quality > agents[held[cell]][2]:
            held[cell] = i
    table = np.array(agents, float).reshape(-1, 3)
    grid = best_per_bin(table[:, :2], table[:, 2], n_bins)
    assert {
        tuple(map(int, cell)): grid.best[tuple(cell)] for cell in np.argwhere(grid.best >= 0)
    } == held
    assert coverage(grid) == pytest.approx(len(held) / n_bins**2)
    assert qd_score(grid) == pytest.approx(sum(agents[i][2] for i in held.values()))


def test_axes_are_competence_and_ruthlessness_in_this_order():
    grid = best_per_bin(np.array([[0.9, 0.1]]), np.array([2.0]), 2)
    assert grid.best.tolist() == [[-1, -1], [0, -1]]
    assert grid.quality[1, 0] == 2.0


@pytest.mark.parametrize(
    ("points", "quality", "message"),
    [
        ([[0.5, np.nan]], [1.0], "undefined scores"),
        ([[0.5, 1.1]], [1.0], "from 0 to 1"),
        ([[0.5, 0.5]], [-1.0], "not negative"),
        ([[0.5, 0.5]], [np.nan], "finite"),
        ([[0.5, 0.5]], [1.0, 2.0], "shapes"),
    ],
)
def test_what_fits_no_bin_is_refused(points, quality, message):
    with pytest.raises(InvalidInput, match=message):
        best_per_bin(np.array(points), np.array(quality), 4)
