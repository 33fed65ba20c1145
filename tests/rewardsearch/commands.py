"""Commands as a person runs them: another process, real files, real exit codes."""

import json
import subprocess
import sys
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


def run(*words, cwd=ROOT):
    """Run a command in a process of its own that is born with everything imported."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        out.touch()
        err.touch()
        request = {
            "words": [str(word) for word in words], "cwd": str(cwd),
            "stdout": str(out), "stderr": str(err), "seconds": SECONDS,
        }  # fmt: skip
        server = _server()
        print(json.dumps(request), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(words, code, out.read_text(), err.read_text())


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
