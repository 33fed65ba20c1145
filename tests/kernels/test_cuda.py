"""Compiling for CUDA on a machine without a GPU: what is promised of whole lives is checked, with
the code itself, in ``tests/inner_rl/test_verification.py``."""

import re
from contextlib import nullcontext

import numpy as np
import pytest

compiler = pytest.importorskip(
    "kernels.ptx", reason="numba-cuda is not installed (pip install 'rewardsearch[cuda]')"
)


def multiply_add(x):
    """A kernel that is one product and one sum."""
    x[0] = x[1] * x[2] + x[3]


def strided(x, rows):
    """A kernel that copies every other row into a transposed array."""
    for i in range(rows):
        for j in range(x.shape[1]):
            x[i, j] += x[2 * i, j]


def test_fusing_would_be_noticed(monkeypatch):
    # Control: without the switch, the compiler does fuse.
    x = np.zeros(4, np.float32)
    assert not re.search(r"\bfma\.", compiler.compile_ptx(multiply_add, (x,)))
    monkeypatch.setattr(compiler.driver, "unfused", nullcontext)
    assert re.search(r"\bfma\.", compiler.compile_ptx(multiply_add, (x,)))


def test_addresses_are_narrow_and_global():
    ptx = compiler.compile_ptx(strided, (np.zeros((4, 3), np.float32).T, np.int32(2)))
    assert re.search(r"\bld\.global\.f32", ptx)
    assert not re.search(r"\bmul\.lo\.s64", ptx)


def test_arrays_of_wide_entries_are_refused():
    with pytest.raises(Exception, match="arrays of 4 bytes an entry only"):
        compiler.compile_ptx(multiply_add, (np.zeros(4),))


def test_code_is_for_the_architecture_that_was_named():
    ptx = compiler.compile_ptx(multiply_add, (np.zeros(4, np.float32),), (8, 0))
    assert re.search(r"^\.target sm_80\b", ptx, re.M)
    assert compiler.assemble(ptx, "sm_80").registers > 0


def test_an_architecture_that_the_compiler_does_not_know_is_refused():
    with pytest.raises(ValueError, match=r"refuses compute capability \(2, 0\)"):
        compiler.compile_ptx(multiply_add, (np.zeros(4, np.float32),), (2, 0))


def test_assembler_refuses_what_is_not_ptx():
    with pytest.raises(RuntimeError, match="fatal"):
        compiler.assemble("this is not PTX")
