"""Are the learners' defaults strong enough?  Tuning, world by world.

    python experiments/tuning/run.py            # about half an hour on one core; can be interrupted
    python experiments/tuning/run.py table      # the table of README.md, from what is committed

Each line is one ``rewardsearch tune``, whose outcome is written beside this file.  Trials are kept
in ``runs/tuning``; a second call continues where the first stopped.
"""

import json
import sys
from pathlib import Path
from typing import Any

from rewardsearch.cli import main as rewardsearch
from rewardsearch.console import number

HERE = Path(__file__).parent
WORLDS = ("coins", "matrix", "wells", "trust", "caretaker", "absent_supervisor", "commons")
TASKS = [*((world, "actor_critic", 40) for world in WORLDS), ("wells", "planner", 25)]


def line(outcome: dict[str, Any]) -> str:
    """One outcome as a row of the table."""
    fresh = outcome["figures"]["fresh_seeds"]
    world = fresh["earned"]["world"]
    cells = [
        f"`{outcome['world']}`",
        f"`{outcome['learner']}`",
        number(world["defaults"], digits=3),
        number(world["tuned"], digits=3),
        number(world["difference"], sign=True, digits=3),
        number(fresh["earned"]["harmless twin"]["difference"], sign=True, digits=3),
        number(fresh["score"], digits=3),
        number(fresh["harm"]["unwatched"]["difference"], sign=True),
        fresh["verdict"],
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Tune everything, then print the table."""
    paths = [HERE / f"{world}-{learner}.json" for world, learner, _ in TASKS]
    if sys.argv[1:] != ["table"]:
        for (world, learner, trials), path in zip(TASKS, paths, strict=True):
            words = ["tune", world, "--learner", learner, "--trials", str(trials)]
            if rewardsearch([*words, "--threads", "1", "--out", str(path)]):
                sys.exit(1)
    for path in paths:
        print(line(json.loads(path.read_text())))


if __name__ == "__main__":
    main()
