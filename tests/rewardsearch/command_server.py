"""A process that has imported what commands need, and forks for each command it is told.

Each command has a process, output files and an exit code of its own, as if a person ran it; only
the second that imports take is spent once.  Run ``python -m tests.rewardsearch.command_server``
and write a line of JSON for each command to its input: ``words``, ``cwd``, ``stdout``, ``stderr``
(files), ``seconds`` after which it is killed.  It answers with a line that holds the exit code.
"""

import importlib
import json
import os
import pkgutil
import signal
import sys

import rewardsearch.cli
import rewardsearch.export.symbolic
from rewardsearch.cli import main


def import_commands():
    for module in pkgutil.iter_modules(rewardsearch.cli.__path__):
        importlib.import_module(f"rewardsearch.cli.{module.name}")


def become(words, cwd, stdout, stderr, seconds):
    """Turn this process into one that was started for a command."""
    signal.alarm(seconds)
    os.chdir(cwd)
    for number, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv[1:] = words


def serve():
    import_commands()
    with os.fdopen(os.dup(1), "w") as answers:
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                become(**json.loads(line))
                sys.exit(main())
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    serve()
