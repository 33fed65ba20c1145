"""Commands as a person runs them: another process, real files, real exit codes."""

import json
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
SECONDS = 300
"""Longest time that a command may take."""


def command(*words):
    return [sys.executable, "-m", "rewardsearch", *map(str, words)]


def alone(*words, cwd=ROOT):
    """Run a command in an interpreter of its own, which imports all that it needs."""
    return subprocess.run(
        command(*words), capture_output=True, text=True, cwd=cwd, timeout=SECONDS, check=False
    )


def run(*words, cwd=ROOT, fault=None):
    """Run a command in a process of its own that is born with everything imported."""
    return Started(*words, cwd=cwd, fault=fault).wait()


class Started:
    """A command that runs in a process of its own that is born with everything imported."""

    def __init__(self, *words, cwd=ROOT, fault=None):
        self.words = [str(word) for word in words]
        self._folder = TemporaryDirectory()
        self._out, self._err = (Path(self._folder.name, name) for name in ("out", "err"))
        self._out.touch()
        self._err.touch()
        self.pid = _told(
            words=self.words, cwd=str(cwd), stdout=str(self._out), stderr=str(self._err),
            seconds=SECONDS, fault=fault,
        )  # fmt: skip

    @property
    def stderr(self):
        """What it has said so far."""
        return self._err.read_text()

    def says(self, text, within=60.0):
        """Wait until it has said something; the seconds that took."""
        began = time.monotonic()
        while text not in self.stderr:
            assert time.monotonic() - began < within, self.stderr
            time.sleep(0.005)
        return time.monotonic() - began

    def wait(self):
        """Wait until it ends."""
        code = _told(wait=self.pid)
        done = subprocess.CompletedProcess(self.words, code, self._out.read_text(), self.stderr)
        self._folder.cleanup()
        return done


def _told(**request):
    server = _server()
    print(json.dumps(request), file=server.stdin, flush=True)
    return int(server.stdout.readline())


@cache
def _server():
    words = [sys.executable, "-m", "tests.rewardsearch.command_server"]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def stop_server():
    """End the process behind ``run``, if there is one."""
    if _server.cache_info().currsize:
        with _server():
            _server().stdin.close()
        _server.cache_clear()
