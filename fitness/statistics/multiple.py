"""Many tests at once: adjusted p values.

A p value that is nan is a test that was not done: it stays nan and is not counted.
"""

import numpy as np
from numpy.typing import NDArray

from kernels.errors import InvalidInput

Array = NDArray[np.float64]


def holm(p_values: Array) -> Array:
    """Adjusted p values that keep the probability of any false discovery at alpha or less.

    Holm (1979): the i-th smallest of m becomes max over j <= i of (m - j + 1) p_(j), at most 1;
    valid whatever the dependence between the tests.

    Args:
        p_values: [m] from 0 to 1, or nan.

    Returns:
        [m] in the given order; reject where it is alpha or less.

    """
    done, order, m = _sorted(p_values)
    stepped = np.maximum.accumulate((m - np.arange(m)) * p_values[order])
    return _in_place(done, order, stepped)


def benjamini_hochberg(p_values: Array) -> Array:
    """Adjusted p values that keep the expected share of false of all discoveries at alpha or less.

    Benjamini & Hochberg (1995): the i-th smallest of m becomes min over j >= i of m p_(j) / j,
    at most 1; valid for independent or positively dependent tests.

    Args:
        p_values: [m] from 0 to 1, or nan.

    Returns:
        [m] in the given order; reject where it is alpha or less.

    """
    done, order, m = _sorted(p_values)
    scaled = m * p_values[order] / np.arange(1, m + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _in_place(done, order, stepped)


def _sorted(p_values: Array) -> tuple[NDArray[np.bool_], NDArray[np.int64], int]:
    """Which tests were done, their indices from the smallest p value on, and their number."""
    done = ~np.isnan(p_values)
    if p_values.ndim != 1 or not ((p_values[done] >= 0) & (p_values[done] <= 1)).all():
        raise InvalidInput(
            f"p values must be a list of numbers from 0 to 1 (or nan), got {p_values}"
        )
    indices = np.flatnonzero(done)
    order = indices[np.argsort(p_values[indices], kind="stable")]
    return done, order, len(order)


def _in_place(done: NDArray[np.bool_], order: NDArray[np.int64], stepped: Array) -> Array:
    """Adjusted p values back in the order in which they were given."""
    out = np.full(done.shape, np.nan)
    out[order] = np.minimum(stepped, 1.0)
    return out
