"""Killed at any point, stopped by a signal, out of space: nothing lost, and the same result."""

import os
import shlex
import signal
import time

import pytest

from tests.faults.runs import EVOLVE, SEARCH, WRITES
from tests.rewardsearch.commands import ROOT, run

KILLED = -signal.SIGKILL


def test_a_search_killed_again_and_again_in_its_writes_ends_as_one_left_in_peace(
    place, left_in_peace
):
    # Each session writes its start, too; the second dies with a whole record on disk.
    faults = [("killed_in_write", 2, 0.5), ("killed_in_write", 2, 1.0), ("killed_in_write", 3, 0.0)]
    assert place.run(*SEARCH, fault=faults[0]).returncode == KILLED
    for fault in faults[1:]:
        assert place.resume(fault=fault).returncode == KILLED
    done = place.resume()
    assert done.returncode == 0, done.stderr
    assert "5 answers taken from the journal" in done.stderr
    assert place.result() == left_in_peace.result()
    assert len(list(place.folder.glob("journal.damaged-*"))) == 1


@pytest.mark.slow
def test_a_search_killed_while_files_are_replaced_ends_as_one_left_in_peace(place, left_in_peace):
    # Of settings.json, cursors and fronts, the fifth is past the beginning; the order may vary.
    assert place.run(*SEARCH, fault=("killed_in_replacement", 4, True)).returncode == KILLED
    assert place.resume(fault=("killed_in_replacement", 1, False)).returncode == KILLED
    assert place.resume().returncode == 0
    assert place.result() == left_in_peace.result()
    assert not list(place.folder.glob(".*.tmp"))


@pytest.mark.slow
def test_an_evolution_killed_twice_ends_as_one_left_in_peace(place, evolved_in_peace):
    assert place.run(*EVOLVE, fault=("killed_in_write", 2, 0.5)).returncode == KILLED
    assert place.resume(fault=("killed_in_write", 2, 0.9)).returncode == KILLED
    done = place.resume()
    assert done.returncode == 0, done.stderr
    assert "2 answers taken from the journal" in done.stderr
    assert place.result() == evolved_in_peace.result()


def test_with_plain_file_writes_the_same_kill_loses_the_run(place):
    """The positive control: what is tested here can fail."""
    fault = ("killed_in_write", WRITES - 4, 0.5)
    assert place.run(*SEARCH, fault=("plain_writes", *fault)).returncode == KILLED
    assert place.resume(fault=("plain_writes", "no_file_larger", 10**9)).returncode == 1


def test_half_of_all_genomes_broken_are_counted_shown_and_never_best(place):
    done = place.run(*SEARCH, fault=("broken_genomes",))
    assert done.returncode == 0, done.stderr
    assert "evaluations came to no number" in done.stderr
    evaluations = [r for r in place.records() if r["kind"] == "evaluation"]
    assert [r["sanitised"] for r in evaluations] == [8, 2, 2]
    for record in evaluations:
        worst = [row == [-1.0, -1.0, -1.0] for row in record["outcomes"]]
        assert sum(worst) == record["sanitised"]


@pytest.mark.parametrize(
    ("number", "code", "lives"),
    [
        (signal.SIGINT, 130, "slow_lives"),
        (signal.SIGTERM, 143, "slow_lives"),
        (signal.SIGTERM, 143, "deaf_lives"),
    ],
    ids=["Ctrl-C", "SIGTERM", "SIGTERM where no exception can leave"],
)
def test_a_signal_is_answered_at_once_saved_soon_and_the_printed_command_goes_on(
    number, code, lives, place, left_in_peace
):
    search = place.start(*SEARCH, fault=(lives, 1.0))
    search.says("[1/3]")
    os.kill(search.pid, number)
    began = time.monotonic()
    assert search.says("stopping, and saving") < 0.5
    done = search.wait()
    assert time.monotonic() - began < 5.0
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    last = place.records()[-1]
    assert (last["kind"], last["status"]) == ("end", "KILLED")
    assert place.status() == "KILLED"
    told = shlex.split(done.stderr.split("go on with:")[1].splitlines()[1])
    resumed = run(*told[1:])
    assert resumed.returncode == 0, resumed.stderr
    assert place.result() == left_in_peace.result()
    assert place.status() == "FINISHED"


def test_a_second_ctrl_c_quits_at_once(place):
    search = place.start(*SEARCH, fault=("slow_end", 20))
    search.says("[1/3]")
    os.kill(search.pid, signal.SIGINT)
    search.says("stopping, and saving")
    os.kill(search.pid, signal.SIGINT)
    began = time.monotonic()
    assert search.wait().returncode == 130
    assert time.monotonic() - began < 2.0


def test_a_second_process_is_told_who_has_the_run(place):
    search = place.start(*SEARCH, fault=("slow_lives", 20.0))
    search.says("loading the search engine")
    second = place.start("resume", "latest")
    took = second.says("is in use by")
    done = second.wait()
    os.kill(search.pid, signal.SIGKILL)
    search.wait()
    assert took < 1.0
    assert done.returncode == 2
    assert f"process {search.pid} on" in done.stderr


@pytest.mark.parametrize("n_bytes", [30_000, pytest.param(38_000, marks=pytest.mark.slow)])
def test_a_full_disk_is_told_and_the_run_goes_on_after_space_returns(n_bytes, place, left_in_peace):
    """No file can grow larger than the limit, which stops the journal in the midst of a record."""
    done = place.run(*SEARCH, fault=("no_file_larger", n_bytes))
    assert done.returncode == 1, done.stderr
    assert f"cannot write {place.folder / 'journal.jsonl'} (File too large)" in done.stderr
    assert "make room on the disk" in done.stderr
    assert "go on with:" in done.stderr
    assert "Traceback" not in done.stderr
    resumed = place.resume()
    assert resumed.returncode == 0, resumed.stderr
    assert "damaged" not in resumed.stderr
    assert place.result() == left_in_peace.result()


def test_settings_cannot_change_within_a_run_but_in_a_fork(place):
    assert place.run(*SEARCH).returncode == 0
    refused = place.resume("search.generations=4", "world.game=stag_hunt")
    assert refused.returncode == 2
    assert "search.generations: 3 -> 4" in refused.stderr
    assert "world.game:" in refused.stderr
    assert "--fork" in refused.stderr
    forks = place.another(place.base / "forks")
    fork = forks.run("resume", place.folder, "report.lifetimes=9", "--fork")
    assert fork.returncode == 0, fork.stderr
    assert "4 answers taken over from the older run" in fork.stderr


def test_a_directory_without_a_run_is_refused(tmp_path):
    done = run("resume", "latest", "--run-dir", tmp_path, cwd=ROOT)
    assert done.returncode == 2
    assert "is no run folder" in done.stderr
