"""A process that has imported what commands need, and forks for each command it is told.

Each command has a process, output files and an exit code of its own, as if a person ran it; only
the seconds that imports take are spent once, and those that Python takes to free them never.
Run ``python -m tests.rewardsearch.command_server`` and write a line of JSON for each request to its
input.  To start a command: ``words``, ``cwd``, ``stdout``, ``stderr`` (files), ``seconds`` after
which it is killed, and perhaps a ``fault``, a function of ``tests.faults.injections`` and its
arguments; the answer is its process id.  ``wait`` for a process id is answered with its exit code,
or minus the signal that ended it.
"""

import atexit
import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
import traceback

import rewardsearch.cli
import rewardsearch.export.symbolic
from rewardsearch.cli import main

HEAVY = (
    "evotorch.algorithms",
    "kernels.cpu",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "mlflow.store.tracking.sqlalchemy_store",
    "mlflow.tracking",
)
"""What commands import when they come to need it."""


def import_commands():
    for module in pkgutil.iter_modules(rewardsearch.cli.__path__):
        importlib.import_module(f"rewardsearch.cli.{module.name}")
    os.environ.setdefault("EVOTORCH_VERBOSE_LEVEL", "0")
    for heavy in HEAVY:
        importlib.import_module(heavy)


def become(words, cwd, stdout, stderr, seconds, fault=None):
    """Turn this process into one that was started for a command."""
    signal.alarm(seconds)
    # A shell that runs tests in the background makes its children ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    for number, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv[1:] = words
    if fault is not None:
        name, *arguments = fault
        getattr(importlib.import_module("tests.faults.injections"), name)(*arguments)


def code_of_main():
    """Exit code of a command, as an interpreter finds it."""
    try:
        return main()
    except SystemExit as end:
        return end.code or 0
    except BaseException:  # noqa: BLE001 - as it is told by an interpreter
        traceback.print_exc()
        return 1


def end(code):
    """End this process as an interpreter does, but that memory is freed by the system alone."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def started(request):
    child = os.fork()
    if child == 0:
        become(**request)
        end(code_of_main())
    return child


def ended(child):
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def serve():
    import_commands()
    with os.fdopen(os.dup(1), "w") as answers:
        for line in sys.stdin:
            request = json.loads(line)
            answer = ended(request["wait"]) if "wait" in request else started(request)
            print(answer, file=answers, flush=True)


if __name__ == "__main__":
    serve()
