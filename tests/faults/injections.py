"""Faults of a process, set up inside it before it runs a command: see ``command_server``."""

import errno
import json
import os
import signal
import time

from rewardsearch import journal, json_data, pipeline, tracking_store
from rewardsearch.errors import Unwritable


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


def killed_after(seconds):
    """SIGKILL after this time, from a timer of the kernel, wherever the process is then."""
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    if os.fork() == 0:
        parent = os.getppid()
        os.setsid()
        time.sleep(seconds)
        os.kill(parent, signal.SIGKILL)
        os._exit(0)


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

    from rewardsearch import run_directory

    run_directory.Journal = Plain
    globals()[fault](*arguments)


def full_disk(number):
    """No space left from the journal's write with this number on, part of which still fits."""
    write, count = journal.write_all, [0]

    def write_or_fail(file, data):
        count[0] += 1
        if count[0] > number:
            os.write(file, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(file, data)

    journal.write_all = write_or_fail


def full_disk_in_front(number):
    """No space left when the front is written, from the time with this number on."""
    write, count = pipeline.write_json, [0]

    def write_or_fail(path, data):
        count[0] += 1
        if count[0] > number and path.name == "front.json":
            raise Unwritable(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        write(path, data)

    pipeline.write_json = write_or_fail


def broken_genomes():
    """Half of all genomes come to nan or infinity in their lives."""
    import numpy as np

    from rewardsearch.search.objectives import Objectives

    judge = Objectives._judge

    def half(scores):
        pair = judge(scores)
        pair[::4], pair[1::4] = np.nan, np.inf
        return np.where(np.isfinite(pair), pair, -1.0)

    Objectives._judge = staticmethod(half)


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
