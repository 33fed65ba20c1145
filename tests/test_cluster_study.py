"""The model of a cluster, by cases that can be worked out by hand."""

import runpy
from pathlib import Path

import pytest

MODEL = runpy.run_path(str(Path(__file__).parents[1] / "experiments" / "cluster" / "model.py"))
Overheads, makespan = MODEL["Overheads"], MODEL["makespan"]
NONE = Overheads(0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("n_workers", "expected"), [(1, 14.0), (2, 8.0), (7, 2.0), (100, 2.0)])
def test_without_overheads_equal_tasks_go_in_rounds(n_workers, expected):
    assert makespan([2.0] * 7, n_workers, NONE) == expected


def test_tasks_of_unequal_length_go_to_who_is_free_first():
    # One worker has 5; the other 1, 2 and 3.
    assert makespan([5.0, 1.0, 2.0, 3.0], 2, NONE) == 6.0


def test_with_workers_to_spare_handing_out_and_collecting_are_what_is_left():
    # Handed out at .1, .2, .3; ended at 1.1, 1.2, 1.3 and each .01 later in the driver's hands.
    overheads = Overheads(call=0.5, submit=0.1, start=0.0, collect=0.01)
    assert makespan([1.0] * 3, 10, overheads) == pytest.approx(0.5 + 1.3 + 0.01)


def test_on_one_worker_every_overhead_of_a_task_counts():
    overheads = Overheads(call=0.0, submit=0.0, start=0.2, collect=0.0)
    assert makespan([1.0] * 5, 1, overheads) == pytest.approx(6.0)


def test_a_driver_that_only_collects_is_the_limit():
    overheads = Overheads(call=0.0, submit=0.0, start=0.0, collect=0.1)
    assert makespan([1.0] * 100, 100, overheads) == pytest.approx(11.0)
