import os
import re
import subprocess
import sys
from unittest import mock

import numba
import numpy as np
import pytest

from kernels import compiling, deferring
from kernels.compiling import entry, scalar, source_hash, switch
from kernels.philox import uniform


def test_switch_picks_by_index():
    def plus_one(x):
        return x + 1

    def twice(x):
        return x * 2

    def square(x):
        return x * x

    pick = switch(scalar(plus_one), scalar(twice), scalar(square))

    @entry
    def all_three(x, out):
        for k in range(3):
            out[k] = pick(k, x)

    out = np.zeros(3, np.int64)
    all_three(7, out)
    assert out.tolist() == [8, 14, 49]


def test_cache_is_named_by_the_sources():
    assert re.fullmatch(r"[0-9a-f]{16}", source_hash())


def test_unwritable_cache_says_so_and_works(tmp_path):
    blocked = tmp_path / "a file, not a directory"
    blocked.write_text("")
    code = (
        "import numpy as np\n"
        "from kernels.compiling import entry\n"
        "@entry\n"
        "def f(x):\n"
        "    x[0] = 1.0\n"
        "x = np.zeros(1); f(x); print(x[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_CACHE_DIR": str(blocked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1.0\n"
    assert "cannot write compiled kernels" in done.stderr
    assert "NUMBA_CACHE_DIR" in done.stderr


def test_a_rule_called_from_python_is_refused_not_executed():
    # It has no machine code of its own; without a guard this would be a crash of the process.
    with pytest.raises(TypeError):
        uniform(np.uint32(5))


def test_rules_do_not_wrap_indices_around_and_others_in_this_process_still_do():
    values = np.array([1.0, 2.0, 3.0])

    @scalar
    def value_at(x, i):
        return x[i]

    @entry
    def read(x, i, out):
        out[0] = value_at(x, i)

    @numba.njit
    def usual(x, i):
        return x[i]

    out = np.zeros(1)
    read(values[1:], -1, out)
    assert out[0] == values[0]
    assert usual(values[1:], -1) == values[2]


def test_llvm_is_left_as_others_in_this_process_know_it(monkeypatch):
    # What is loaded from the disk is not made anew.
    monkeypatch.setattr(compiling, "cache_directory", lambda: None)

    @entry
    def first(x, out):
        out[0] = x[0]

    with mock.patch.object(deferring.llvm, "set_option") as switched:
        first(np.ones(1, np.float32), np.zeros(1, np.float32))
    switches = [call.args for call in switched.call_args_list]
    assert switches == [("", "-disable-lsr=true"), ("", "-disable-lsr=false")]
