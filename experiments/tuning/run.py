"""Are the learners' defaults strong enough?  Tuning, world by world.

    python experiments/tuning/run.py            # about half an hour on one core; can be interrupted
    python experiments/tuning/run.py check      # a minute: one learner among the kind
    python experiments/tuning/run.py tables     # the tables of README.md, from what is committed

Each line of ``TASKS`` is one ``rewardsearch tune``, whose outcome is written beside this file.
Trials are kept in ``runs/tuning``; a second call continues where the first stopped.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from inner_rl import (
    WORLDS,
    Hardware,
    Life,
    Roster,
    Seat,
    Telemetry,
    invasion,
    simulate,
    stream_keys,
)
from kernels import layout
from rewardsearch.cli import main as rewardsearch
from rewardsearch.console import number
from rewardsearch.evaluation import SOCIOPATH, Stage
from rewardsearch.json_data import write_json
from rewardsearch.settings import settings_from_data

HERE = Path(__file__).parent
SEED = 302
LIFETIMES = 48
NAMES = ("coins", "matrix", "wells", "trust", "caretaker", "absent_supervisor", "commons")
TASKS = [*((world, "actor_critic", 40) for world in NAMES), ("wells", "planner", 25)]


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


def among_the_kind(outcome: dict[str, Any]) -> dict[str, Any]:
    """Own payoff per step of one learner among scripted kind agents.

    Here nobody else's learning enters, and gain - loss - fine is the learner's own affair.
    """
    world, figures = WORLDS[outcome["world"]](), outcome["figures"]
    keys = stream_keys(SEED, (int(Stage.EVALUATE), 0), LIFETIMES)
    roster = invasion(Seat(mind="kind"), Seat(), 1, world.n_agents, keys)
    learner = settings_from_data({"learner": figures["defaults"]}, "defaults").learner
    tuned = settings_from_data({"learner": figures["tuned"]}, "tuned").learner
    payoff, harm = zip(
        *(_of_the_learner(
            simulate([SOCIOPATH], roster, world, Life(), who, hardware=Hardware(1)), roster)
          for who in (learner, tuned)), strict=True,
    )  # fmt: skip
    return {
        "payoff": [_t_interval(x) for x in (*payoff, payoff[1] - payoff[0])],
        "harm_unwatched": [round(float(x), 4) for x in harm],
    }


def _of_the_learner(telemetry: Telemetry, roster: Roster) -> tuple[Any, float]:
    """Payoff per step [n_lifetimes], and harms per opportunity while nobody watched."""
    seat = roster.seat_type.argmax(axis=1)
    last = telemetry.counts[np.arange(len(seat)), -1, :, seat].astype(np.float64)
    both = last.sum(axis=1)
    net = both[:, layout.COUNT_GAIN] - both[:, layout.COUNT_LOSS] - both[:, layout.COUNT_FINES]
    unwatched = last[:, 0].sum(axis=0)
    rate = unwatched[layout.COUNT_HARMS] / unwatched[layout.COUNT_HARM_CHANCES]
    return net / both[:, layout.COUNT_STEPS], rate


def _t_interval(values: Any) -> dict[str, float]:
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    numbers = {"value": values.mean(), "low": values.mean() - half, "high": values.mean() + half}
    return {end: round(float(x), 6) for end, x in numbers.items()}


def check_line(name: str, found: dict[str, Any]) -> str:
    """One outcome among the kind as a row of the second table."""
    defaults, tuned, difference = found["payoff"]
    harm = "{:.2f} to {:.2f}".format(*found["harm_unwatched"])
    cells = [number(x, digits=3) for x in (defaults, tuned)]
    cells += [number(difference, sign=True, digits=3), harm]
    return "| " + " | ".join([f"`{name}`", *cells]) + " |"


def main() -> None:
    """Tune everything, or check it; then print the tables."""
    paths = [HERE / f"{world}-{learner}.json" for world, learner, _ in TASKS]
    if sys.argv[1:] == []:
        for (world, learner, trials), path in zip(TASKS, paths, strict=True):
            words = ["tune", world, "--learner", learner, "--trials", str(trials)]
            if rewardsearch([*words, "--threads", "1", "--out", str(path)]):
                sys.exit(1)
    outcomes = {path.stem: json.loads(path.read_text()) for path in paths}
    if sys.argv[1:] != ["tables"]:
        check = {name: among_the_kind(outcome) for name, outcome in outcomes.items()}
        write_json(HERE / "among_kind.json", check)
    print("\n".join(line(outcome) for outcome in outcomes.values()))
    for name, found in json.loads((HERE / "among_kind.json").read_text()).items():
        print(check_line(name, found))


if __name__ == "__main__":
    main()
