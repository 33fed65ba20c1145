"""Faults of a process, set up inside it before it runs a command: see ``command_server``."""

import atexit
import contextlib
import json
import os
import resource
import signal
import sys
import time

import numpy as np

from rewardsearch import (
    journal,
    json_data,
    memory,
    pipeline,
    run_directory,
    tracking,
    tracking_store,
)
from rewardsearch.evaluation import Evaluator
from rewardsearch.search import Objectives, objectives


def killed_in_write(number, share):
    """SIGKILL when a share of the journal's write with this number, from 0, has been done."""
    write, count = journal.write_all, [0]

    def write_and_die(file, data):
        if count[0] == number:
            os.write(file, data[: int(share * len(data))])
            os.kill(os.getpid(), signal.SIGKILL)
        count[0] += 1
        write(file, data)

    journal.write_all = write_and_die


def killed_in_replacement(number, before):
    """SIGKILL before, or right after, the replacement of a file with this number, from 0."""
    replace, count = json_data.Path.replace, [0]

    def replace_and_die(path, target):
        count[0] += 1
        if count[0] == number + 1 and before:
            os.kill(os.getpid(), signal.SIGKILL)
        done = replace(path, target)
        if count[0] == number + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    json_data.Path.replace = replace_and_die


def plain_writes(fault, *arguments):
    """The positive control: a journal that is rewritten whole and unsealed, as many do it."""

    class Plain(journal.Journal):
        def __init__(self, path, warn):
            self.path, self.records = path, []
            self._dated = {"time": 0, "seconds": 0.0}
            if path.exists():
                self.records = json.loads(path.read_text())
            self.close = lambda: None
            self.leave_out()

        def append(self, kind, fields, at=None):
            now = {"time": int(time.time() * 1000), "seconds": 0.0}
            self.records = [*self.records, {"kind": kind, **fields, "at": at or now}]
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            journal.write_all(file, json.dumps(self.records).encode())
            os.close(file)
            return self.records[-1]

    run_directory.Journal = Plain
    globals()[fault](*arguments)


def no_file_larger(n_bytes):
    """Once the run is open no file may become larger, as if the disk were full then.

    What fits of a write is written.
    """
    start = tracking.Tracker.start

    def start_and_limit(tracker, *arguments):
        start(tracker, *arguments)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))

    tracking.Tracker.start = start_and_limit


def broken_genomes():
    """Half of all genomes come to nan or infinity in their lives."""
    live = Evaluator.live

    def broken(evaluator, rewards, keys, **how):
        tally = live(evaluator, rewards, keys, **how)
        if len(rewards) > 1:
            tally.sums[::4], tally.sums[1::4] = np.nan, np.inf
        return tally

    Evaluator.live = broken


def _wait(seconds):
    """In short pieces, as lives are lived: a signal just before a sleep is answered after it."""
    for _ in range(int(20 * seconds)):
        time.sleep(0.05)


def slow_lives(seconds):
    """Every generation takes that much longer."""
    judge = Objectives._answer

    def slowly(objectives, *arguments):
        _wait(seconds)
        return judge(objectives, *arguments)

    Objectives._answer = slowly


def deaf_lives(seconds):
    """Generations take longer, and lose what a signal raises, as destructors and callbacks do."""
    judge = Objectives._answer

    def deaf(objectives, *arguments):
        with contextlib.suppress(KeyboardInterrupt):
            _wait(seconds)
        return judge(objectives, *arguments)

    Objectives._answer = deaf


def slow_end(seconds):
    """It takes long to record how a run ended."""
    append = run_directory.RunDirectory.append

    def slowly(directory, kind, **record):
        if kind == "end":
            time.sleep(seconds)
        return append(directory, kind, **record)

    run_directory.RunDirectory.append = slowly


def dead_store_after(number, hanging):
    """The tracking store fails, or hangs, from the call of metrics with this number on."""
    metrics, count = tracking_store.Store.metrics, [0]

    def fail(store, *arguments):
        count[0] += 1
        if count[0] > number:
            if hanging:
                time.sleep(600)
            raise ConnectionError("gone")
        metrics(store, *arguments)

    tracking_store.Store.metrics = fail


def broken_by_nothing():
    """No fault."""


def timed():
    """Says at the end how long the process was busy with what protects it."""
    spent, began = [0.0], time.perf_counter()

    def counted(function):
        def call(*arguments, **named):
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[0] += time.perf_counter() - start

        return call

    journal.Journal.append = counted(journal.Journal.append)
    run_directory.RunDirectory.create = counted(run_directory.RunDirectory.create)
    memory.question = counted(memory.question)
    pipeline.write_json = counted(pipeline.write_json)
    objectives.plain = counted(objectives.plain)
    atexit.register(
        lambda: print(
            f"protections {spent[0]:.3f} s of {time.perf_counter() - began:.3f} s",
            file=sys.stderr,
        )
    )


def tracking_timed():
    """Says, when all is lived, how much processor time the tracking thread took, and the whole."""
    finish = tracking.Tracker.finish

    def timed_finish(tracker, status):
        clock = time.pthread_getcpuclockid(tracker._thread.ident)
        spent, whole = time.clock_gettime(clock), time.process_time()
        print(f"tracking took {spent:.3f} s of {whole:.3f} s", file=sys.stderr, flush=True)
        return finish(tracker, status)

    tracking.Tracker.finish = timed_finish
