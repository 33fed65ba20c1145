import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from inner_rl import InvalidInput
from inner_rl.bench import ceilings, compiling, counting, measure_ceilings
from inner_rl.bench.cases import cases_of, learner_cases, short_life
from inner_rl.bench.measurement import Ceilings, Measurement, Speed, Work, machine
from inner_rl.bench.report import HEADER, row
from inner_rl.bench.scaling import scaling
from inner_rl.bench.suite import Plan
from kernels.philox import philox


def quiet(_message):
    pass


def test_ceilings_are_positive_and_consistent():
    found = measure_ceilings(2, quiet)
    assert all(value > 0 for measured in found.all() for value in measured.values)
    # Memory is no faster than the cache.
    assert found.copy_in_memory.median < found.copy_in_cache.median
    # A block is ten rounds of a dozen operations: never faster than one multiply-add each.
    assert found.philox.median * 1e6 * 10 < found.multiply_add.median * 1e9 * 8


def test_the_loops_do_what_they_are_timed_for():
    rows = np.array([[1.0, 2.0], [0.0, 0.0]], np.float32)
    ceilings.copy(rows, 1)
    assert rows.tolist() == [[1.0, 2.0], [1.0, 2.0]]
    values = np.array([4.0, 8.0], np.float32)
    ceilings.multiply_add(values, 2)
    assert values.tolist() == [2.5, 3.5]
    words = np.array([7, 9, 0, 0], np.uint32)
    ceilings.draw_blocks(words, 3)
    expected = np.zeros(4, np.uint32)
    with np.errstate(over="ignore"):
        for i in range(3):
            counter = [np.uint32(word) for word in (i, 2, 0, 0)]
            expected ^= np.array(philox.py_func(*counter, np.uint32(7), np.uint32(9)), np.uint32)
    assert words.tolist() == expected.tolist()


def test_counted_arrays_count_numbers_in_views_and_in_place():
    counting.CountedArray.read = counting.CountedArray.written = 0
    array = np.zeros((2, 3), np.float32).view(counting.CountedArray)
    array[1][2] += np.float32(1.0)
    array[0, 0] = array[1, 1]
    assert (counting.CountedArray.read, counting.CountedArray.written) == (8, 8)


def test_work_of_the_world_alone_is_what_the_rules_say():
    """Inert agents in coins: a block for the acts of four, one in four steps for the watcher."""
    code = (
        "from dataclasses import replace\n"
        "from inner_rl.bench.cases import cases_of\n"
        "from inner_rl.bench.counting import count\n"
        "work = count(replace(cases_of('coins')[-1], mind='inert'))\n"
        "print(work.blocks, work.bytes_read > 0, work.bytes_written > 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["0.3125", "True", "True"]


def test_no_world_reads_beyond_its_arrays():
    """In plain Python that is an error, in compiled code it is not."""
    code = (
        "from inner_rl import WORLDS\n"
        "from inner_rl.bench.cases import cases_of\n"
        "from inner_rl.bench.counting import count\n"
        "for world in WORLDS:\n"
        "    assert count(cases_of(world)[0]).blocks >= 0.3, world\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_shares_by_hand():
    found = Ceilings(
        *(Measurement(name, "", [v]) for name, v in zip("abcd", (40, 9, 9, 50), strict=True))
    )
    speed = Speed("x", "", [8.0, 10.0, 12.0], 2, Work(0.5, 1500.0, 500.0))
    assert speed.per_worker == 5.0
    assert speed.nanoseconds == 200.0
    # 5 million agent-steps/s: 2.5 of 50 million blocks, 10 of 40 GB.
    assert found.shares(speed.work, 5.0) == {"random words": 0.05, "reads and writes": 0.25}
    cells = dict(zip(HEADER, row(speed, found), strict=True))
    assert cells["nearest ceiling"] == "25% reads and writes"
    assert cells["range"] == "8 to 12"
    assert speed.to_data()["work_per_agent_step"]["blocks"] == 0.5


def test_cases_cover_every_language_and_learner():
    cases = [*cases_of("matrix"), *learner_cases("matrix")]
    assert len({case.name for case in cases}) == len(cases) == 12
    assert {case.reward.language for case in cases} == {"linear", "gated", "network", "program"}
    assert sum(not case.compiled for case in cases) == 1
    assert cases[0].learner.trace > 0, "the settings tuned for the world"
    assert all(case.n_lifetimes("cuda", 1) > case.n_lifetimes("cpu", 1) for case in cases)
    assert short_life(2000).steps == 2000


def test_scaling_varies_one_thing_at_a_time(monkeypatch):
    lived = []
    monkeypatch.setattr("inner_rl.bench.scaling.lived", lambda *words: lived.append(words) or 1.0)
    told = scaling(2, 3, quiet)
    assert all(speed.values == [1.0, 1.0] for speed in told)
    names = [speed.name for speed in told]
    assert [n for n in names if "threads" in n] == [
        f"scaling, {k} threads, cpu" for k in (1, 2, 3)
    ]  # fmt: skip
    assert all(len(rewards) * n in (1, 4, 16, 64, 256) for rewards, _, _, n, _, _ in lived)
    assert not [s for s in scaling(1, 3, quiet, "cuda") if "threads" in s.name]


def test_devices_are_checked_before_anything_is_measured(monkeypatch):
    with pytest.raises(InvalidInput, match="unknown device 'gpu'"):
        Plan(devices=["gpu"])
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InvalidInput, match="finds no GPU here"):
        Plan(devices=["cpu", "cuda"])


def test_the_machine_is_named():
    told = machine()
    assert told["cpu"]
    assert told["cores"] >= 1


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_first_life_is_asked_of_the_device_that_was_named(tmp_path):
    with pytest.raises(subprocess.CalledProcessError) as failed:
        compiling._first_life(str(tmp_path), "cuda")
    assert "PyTorch finds no GPU here" in failed.value.stderr
