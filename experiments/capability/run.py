"""Does a more capable learner gain more?  Lifetime, features held, steps planned ahead.

    python experiments/capability/run.py      # about ten minutes on two cores

A selfish learner (own payoff) lives in the harmless twin of each world, so that what it gains is
skill.  Along one axis at a time, all else at its default:

* lifetime: steps of childhood; the actor-critic
* features: share of the features that a brain can hold, drawn at birth; the actor-critic, 10,000
  steps of childhood
* depth: steps planned ahead in a learned model; the planner, 1,000 steps of childhood (in long
  lives there is little left to gain); depth 0 is the actor-critic

Measured: gain per agent-step in the 1,000 steps after childhood, mean of the seats.  The same 24
random streams serve all points of an axis, so differences are paired.

Rule, fixed before the run, for each world and axis:

* *rises* if the 95 % t-interval of last minus first lies above 0, and no step from one point to
  the next has an interval below 0
* *falls* if a step has an interval below 0
* *open* otherwise
"""

import json
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
)
from kernels.layout import COUNT_GAIN, STATUS_OK

HERE = Path(__file__).parent
SELFISH = Linear({"own_gain": 1.0, "own_pain": -1.0}, "selfish")
WORLD_NAMES = ("coins", "commons", "wells", "trust", "caretaker", "cleanup")
N_LIVES, MEASURED, SEED = 24, 1000, 611
AXES: dict[str, list[tuple[float, Learner, int]]] = {
    "lifetime": [(n, ActorCritic(), n) for n in (100, 300, 1000, 3000, 10_000, 30_000)],
    "features": [(x, ActorCritic(features=x), 10_000) for x in (0.0, 0.25, 0.5, 0.75, 1.0)],
    "depth": [(d, Planner(depth=d), 1000) for d in range(4)],
}
"""Points of each axis: where on it, the learner, its childhood in steps."""


def gains(world_name: str, learner: Learner, childhood: int) -> NDArray[np.float64]:
    """Gain per agent-step of every life [N_LIVES]; a diverged life is an error."""
    world = WORLDS[world_name]()
    life = Life((Phase("childhood", childhood), Phase("measured", MEASURED)))
    roster = monoculture(1, world.n_agents, stream_keys(SEED, (0,), N_LIVES))
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
    points = AXES[name]
    told = [gains(world_name, learner, childhood) for _, learner, childhood in points]
    steps = [interval(after - before) for before, after in pairwise(told)]
    whole = interval(told[-1] - told[0])
    if any(step["high"] < 0 for step in steps):
        verdict = "falls"
    else:
        verdict = "rises" if whole["low"] > 0 else "open"
    return {
        "at": [at for at, _, _ in points],
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
    figure, panels = plt.subplots(1, 3, figsize=(12, 4), layout="constrained", sharey=True)
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
        panel.legend(fontsize=8)
    panels[0].set(ylabel="gain / largest of the axis", ylim=(0, None))
    figure.savefig(path, dpi=130)


def main() -> None:
    """Run all, write result.json and the picture."""
    result: dict[str, dict[str, Any]] = {}
    for world in WORLD_NAMES:
        result[world] = {name: axis(world, name) for name in AXES}
        print(world, {name: told["verdict"] for name, told in result[world].items()}, flush=True)
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    draw(result, HERE / "capability.png")


if __name__ == "__main__":
    main()
