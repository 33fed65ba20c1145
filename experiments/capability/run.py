"""Does a more capable learner gain more?  Lifetime, features held, steps planned ahead.

    python experiments/capability/run.py          # about a quarter of an hour on two cores
    python experiments/capability/run.py depth    # one axis; the others stay as committed

A selfish learner (own payoff) lives in the harmless twin of each world, so that what it gains is
skill.  Along one axis at a time, all else at the world's default:

* lifetime: steps of childhood; the actor-critic
* features: share of the features that a brain can hold, drawn at birth; the actor-critic, 10,000
  steps of childhood
* depth: steps planned ahead in a learned model; the planner with the actor-critic's rates, after a
  childhood so short that something is left to gain; depth 0 is the actor-critic.  Of three plan
  weights the best at depth 1 is taken, on other random streams: payoffs differ by world.

Measured: gain per agent-step in the 1,000 steps after childhood, mean of the seats.  The same
random streams serve all points of an axis, so differences are paired.

Rule, fixed before the run, for each world and axis:

* *rises* if the 95 % t-interval of last minus first lies above 0, and no step from one point to
  the next has an interval below 0
* *falls* if a step has an interval below 0
* *open* otherwise
"""

import json
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from inner_rl import (
    WORLDS,
    ActorCritic,
    Learner,
    Life,
    Linear,
    Phase,
    Planner,
    monoculture,
    simulate,
    stream_keys,
    tuned_for,
)
from inner_rl.learners import TUNED
from kernels.layout import COUNT_GAIN, STATUS_OK

HERE = Path(__file__).parent
SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0}, "selfish")
SHORT = {
    "coins": 1000, "commons": 1000, "absent_supervisor": 100, "caretaker": 300, "trust": 300,
    "cleanup": 1000,
}  # fmt: skip
"""Worlds, and the childhood before which planning is measured, steps."""
MEASURED = 1000
PLAN_WEIGHTS = (0.5, 2.0, 10.0)
AXES = {"lifetime": (611, 24), "features": (611, 24), "depth": (2718, 64)}
"""Seed of the random streams, and lifetimes, of each axis."""
Points = list[tuple[float, Learner, int]]
"""Where on an axis, the learner, its childhood in steps."""


def points(world: str, axis_name: str) -> Points:
    """The points of one axis in a world."""
    usual = tuned_for(world, ActorCritic)
    if axis_name == "lifetime":
        return [(n, usual, n) for n in (30, 100, 300, 1000, 3000, 10_000, 30_000)]
    if axis_name == "features":
        return [(x, replace(usual, features=x), 10_000) for x in (0.0, 0.25, 0.5, 0.75, 1.0)]
    rates = TUNED.get((world, "actor_critic"), {})
    planners = [Planner(depth=1, plan_weight=weight, **rates) for weight in PLAN_WEIGHTS]
    tried = [
        gains(world, axis_name, planner, SHORT[world], stream=1).mean() for planner in planners
    ]
    best = planners[int(np.argmax(tried))]
    return [(depth, replace(best, depth=depth), SHORT[world]) for depth in range(3)]


def gains(
    world_name: str, axis_name: str, learner: Learner, childhood: int, stream: int = 0
) -> NDArray[np.float64]:
    """Gain per agent-step of every life [lifetimes]; a diverged life is an error."""
    seed, n_lives = AXES[axis_name]
    world = WORLDS[world_name]()
    life = Life((Phase("childhood", childhood), Phase("measured", MEASURED)))
    roster = monoculture(1, world.n_agents, stream_keys(seed, (stream,), n_lives))
    told = simulate([SELFISH], roster, world, life, learner, harmless=True)
    if (told.status != STATUS_OK).any():
        raise RuntimeError(f"{world_name}: a life of {learner} diverged")
    total = told.counts[:, 1, ..., COUNT_GAIN].sum(axis=1, dtype=np.float64).mean(axis=1)
    return total / MEASURED


def interval(values: NDArray[np.float64]) -> dict[str, float]:
    """Mean with its 95 % t-interval; a constant has no width."""
    mean = float(values.mean())
    low, high = mean, mean
    if values.std() > 0:
        low, high = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    return {"mean": round(mean, 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def axis(world_name: str, name: str) -> dict[str, Any]:
    """One world along one axis."""
    along = points(world_name, name)
    told = [gains(world_name, name, learner, childhood) for _, learner, childhood in along]
    steps = [interval(after - before) for before, after in pairwise(told)]
    whole = interval(told[-1] - told[0])
    if any(step["high"] < 0 for step in steps):
        verdict = "falls"
    else:
        verdict = "rises" if whole["low"] > 0 else "open"
    return {
        "at": [at for at, _, _ in along],
        "plan_weight": getattr(along[0][1], "plan_weight", None),
        "gain": [interval(gain) for gain in told],
        "steps": steps,
        "last_minus_first": whole,
        "verdict": verdict,
    }


def draw(result: dict[str, dict[str, Any]], path: Path) -> None:
    """Gain along each axis, relative to the largest mean of the world, with intervals."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    colors = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
    titles = {
        "lifetime": "childhood, steps",
        "features": "share of features held",
        "depth": "steps planned ahead",
    }
    figure, panels = plt.subplots(1, 3, figsize=(12, 4.8), layout="constrained", sharey=True)
    for panel, name in zip(panels, AXES, strict=True):
        for color, (world, axes) in zip(colors, result.items(), strict=True):
            told = axes[name]
            top = max(point["mean"] for point in told["gain"])
            mean, low, high = (
                np.array([point[end] for point in told["gain"]]) / top
                for end in ("mean", "low", "high")
            )
            label = f"{world}: {told['verdict']}"
            panel.plot(told["at"], mean, color=color, marker="o", ms=4, label=label)
            panel.fill_between(told["at"], low, high, color=color, alpha=0.15, lw=0)
        panel.set(xlabel=titles[name], xscale="log" if name == "lifetime" else "linear")
        panel.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)
    panels[0].set(ylabel="gain / largest of the axis", ylim=(0, None))
    figure.savefig(path, dpi=130)


def main() -> None:
    """Run all axes, or those that are named; write result.json and the picture."""
    path = HERE / "result.json"
    named = sys.argv[1:] or list(AXES)
    result: dict[str, dict[str, Any]] = json.loads(path.read_text())
    for world in SHORT:
        result[world] |= {name: axis(world, name) for name in named}
        print(world, {name: result[world][name]["verdict"] for name in named}, flush=True)
    path.write_text(json.dumps(result, indent=1) + "\n")
    draw(result, HERE / "capability.png")


if __name__ == "__main__":
    main()
