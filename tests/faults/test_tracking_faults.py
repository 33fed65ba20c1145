"""A tracking server that dies or hangs in the midst of a run: nobody waits, and nothing is lost."""

import time

import pytest

from tests.faults.runs import SEARCH


@pytest.mark.parametrize(
    "hanging",
    [False, pytest.param(True, marks=pytest.mark.slow)],
    ids=["dead", "hanging"],
)
def test_a_store_that_fails_mid_run_holds_nobody_up_and_resume_shows_the_rest(
    hanging, place, left_in_peace
):
    search = place.start(*SEARCH, fault=("dead_store_after", 1, hanging))
    search.says("for the report")
    began = time.monotonic()
    done = search.wait()
    assert done.returncode == 0, done.stderr
    # Pictures and tables are made in this time, too.
    assert time.monotonic() - began < 8.0
    warnings = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    # On a busy machine the end may come before the first failure is noticed.
    assert 1 <= len(warnings) <= 2 - hanging
    assert "rewardsearch resume shows what is missing" in warnings[-1]
    assert place.result() == left_in_peace.result()
    assert place.status() == "RUNNING"
    assert len(place.metrics("front_size")) <= 1
    shown = place.resume()
    assert shown.returncode == 0, shown.stderr
    assert "nothing is left to live" in shown.stderr
    assert place.status() == "FINISHED"
    times = {r["generation"]: r["at"]["time"] for r in place.records() if "generation" in r}
    assert [(m.step, m.timestamp) for m in place.metrics("front_size")] == [*times.items()]


def test_a_run_killed_while_running_is_finished_in_the_store_once_it_is(place):
    place.run(*SEARCH, fault=("killed_in_write", 4, 0.5))
    assert place.status() == "RUNNING"
    assert place.resume().returncode == 0
    assert place.status() == "FINISHED"
    assert len(place.metrics("front_size")) == 3
