"""Rows of eight values: the same numbers as NumPy's, and vectors from the start."""

import re

import numba
import numpy as np

from kernels.compiling import entry
from kernels.layout import MAX_ACTIONS
from kernels.rows import add_to_row, plus, read_row, sum_of_rows, times, write_row


@entry
def _grow(table, changes, factor):
    for row in range(table.shape[0]):
        add_to_row(table, row, times(read_row(changes, row), factor))


@entry
def _sum(table, indices, out):
    write_row(out, 0, sum_of_rows(table, indices, len(indices)))
    write_row(out, 1, plus(read_row(table, indices[0]), read_row(table, indices[1])))


def _rows(seed, n):
    """Values of all sizes, and some that are none."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, MAX_ACTIONS)) * 10.0 ** rng.integers(-42, 38, (n, MAX_ACTIONS))
    rows[rng.random(rows.shape) < 0.05] = np.inf
    rows[rng.random(rows.shape) < 0.05] = -0.0
    return rows.astype(np.float32)


def test_products_and_sums_have_the_bits_of_numpy():
    table, changes, factor = _rows(1, 1000), _rows(2, 1000), np.float32(-0.3)
    with np.errstate(invalid="ignore", over="ignore"):
        expected = table + changes * factor
    _grow(table, changes, factor)
    finite = ~np.isnan(expected)
    assert finite.sum() > 5000
    np.testing.assert_array_equal(np.isnan(table), ~finite)
    np.testing.assert_array_equal(table.view(np.uint32)[finite], expected.view(np.uint32)[finite])


def test_rows_are_summed_in_the_order_of_their_indices():
    table = np.random.default_rng(3).normal(size=(50, MAX_ACTIONS)).astype(np.float32)
    indices = np.array([7, 0, 49, 7, 3], np.uint32)
    out = np.zeros((2, MAX_ACTIONS), np.float32)
    _sum(table, indices, out)
    total = np.zeros(MAX_ACTIONS, np.float32)
    for index in indices:
        total = total + table[index]
    np.testing.assert_array_equal(out, [total, table[7] + table[0]])


def test_a_row_is_one_vector():
    # A copy without the disk cache: cached code carries no LLVM source.
    fresh = numba.njit(error_model="numpy", _nrt=False)(_grow.py_func)
    fresh(_rows(1, 8), _rows(2, 8), np.float32(0.5))
    (code,) = fresh.inspect_llvm().values()
    assert "fadd <8 x float>" in code
    assert "fmul <8 x float>" in code
    # Of eight scalar sums the compiler makes vectors of other widths, shuffled into one.
    assert not re.search(r"f(add|mul) (float|<[1-7] x float>)", code)
