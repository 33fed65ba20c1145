"""What own payoff alone makes of learners, world by world.

    python experiments/worlds/run.py        # about five minutes on two cores

For every world in which harm is possible, with its default settings and the default life: how
often learners that feel nothing but their own payoff harm, watched and unwatched, what they and
the society gain, and what the scripted kind agents do there.  The table of
``docs/explanation/worlds.md`` is made from ``result.json``.
"""

import json
from pathlib import Path
from typing import Any

from inner_rl import WORLDS
from rewardsearch.evaluation import Evaluator, Stage
from rewardsearch.settings import settings_from_data

HERE = Path(__file__).parent
SEED = 301
LIFETIMES = 32


def measure(world: str) -> dict[str, Any]:
    """Scores of sociopath and scripted kind, each as plain data."""
    settings = settings_from_data({"world": {"name": world}, "seed": SEED}, world)
    evaluator = Evaluator(settings)
    keys = evaluator.keys(Stage.EVALUATE, 0, LIFETIMES)
    _, references = evaluator.report([], keys, SEED)
    return {row.name: row.scores for row in references}


def main() -> None:
    """All worlds; write the result."""
    result: dict[str, Any] = {"seed": SEED, "lifetimes": LIFETIMES, "worlds": {}}
    for name, world in WORLDS.items():
        if world.can_harm:
            result["worlds"][name] = measure(name)
            sociopath = result["worlds"][name]["sociopath"]
            print(name, json.dumps({k: sociopath[k] for k in ("harm_unwatched", "competence")}))
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
