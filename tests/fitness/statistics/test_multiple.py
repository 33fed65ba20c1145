"""Adjusted p values against SciPy and against closed testing in full."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fitness.statistics.multiple import benjamini_hochberg, holm
from kernels.errors import InvalidInput

P_VALUES = st.lists(st.floats(0.0, 1.0) | st.sampled_from([0.01, 0.5]), min_size=1, max_size=6)


@given(P_VALUES)
def test_holm_is_closed_testing_with_bonferroni(p_values):
    """Marcus, Peritz & Gabriel (1976): reject i iff every intersection that holds i is rejected."""
    m = len(p_values)
    expected = [
        max(
            min(1.0, len(among) * min(p_values[j] for j in among))
            for size in range(1, m + 1)
            for among in combinations(range(m), size)
            if i in among
        )
        for i in range(m)
    ]
    assert holm(np.array(p_values)).tolist() == pytest.approx(expected)


@given(P_VALUES)
def test_benjamini_hochberg_is_scipys(p_values):
    expected = stats.false_discovery_control(p_values, method="bh")
    assert benjamini_hochberg(np.array(p_values)).tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_was_not_tested_is_not_counted(adjust):
    some = adjust(np.array([0.03, np.nan, 0.01, np.nan, 0.02]))
    assert np.isnan(some).tolist() == [False, True, False, True, False]
    np.testing.assert_array_equal(some[[0, 2, 4]], adjust(np.array([0.03, 0.01, 0.02])))
    assert np.isnan(adjust(np.array([np.nan]))).all()


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
@pytest.mark.parametrize("broken", [[0.1, 1.5], [-0.1], [[0.1]]])
def test_what_is_no_p_value_is_refused(adjust, broken):
    with pytest.raises(InvalidInput, match="from 0 to 1"):
        adjust(np.array(broken))
