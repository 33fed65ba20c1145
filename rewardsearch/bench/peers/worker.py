"""One contest in a process bound to one core: ``python -m .. NAME REPEATS`` prints JSON."""

import importlib
import json
import os
import sys

from rewardsearch.bench.peers.contest import in_turns


def _bind() -> bool:
    """Bind this process to the last of its cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def _main(name: str, repeats: int) -> None:
    # Before the peer's libraries are imported, which count the cores then.
    bound = _bind()
    contest = importlib.import_module(f"rewardsearch.bench.peers.{name}").contest()
    ours, theirs = in_turns(contest, repeats)
    told = {
        "name": contest.name, "peer": contest.peer, "ours": ours, "theirs": theirs, "bound": bound,
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
