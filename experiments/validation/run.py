"""Known results: what `rewardsearch validate` finds with default parameters, and two pictures.

    python experiments/validation/run.py      # about two minutes on two cores

Writes result.json, drives.png (V1 and V2: what evolves when drives are hidden, and when they can be
read) and mimicry.png (V4: how good a mimic must be).  The rules by which figures agree are in
rewardsearch/validation and were fixed before the run.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from fitness.evolution import simulate_moran
from fitness.evolution.known import mimicry
from fitness.evolution.known.effort import EffortGame, evolved_altruism, evolved_morality
from rewardsearch.validation import as_data, chosen, validate
from rewardsearch.validation.base import wilson_interval
from rewardsearch.validation.effort import altruists_advantage, moral_advantage, stable_degree

HERE = Path(__file__).parent
SEED = 0
BLUE, RED, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
COLORS = {0.2: BLUE, 0.0: GREY, -0.2: RED}


def axes_of(n: int) -> tuple[Any, Any]:
    """A row of panels."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    return plt.subplots(1, n, figsize=(5.2 * n, 4.2), layout="constrained")


def draw_drives(path: Path) -> None:
    """Evolved morality and altruism by assortment: lines are closed forms, dots found without."""
    figure, (hidden, readable) = axes_of(2)
    r = np.linspace(0.0, 0.8, 81)
    dots = np.linspace(0.0, 0.8, 5)
    for d, color in COLORS.items():
        game = EffortGame(d=d)
        label = f"d = {d:+g}" if d else "d = 0"
        readable.plot(r, [evolved_altruism(game, x) for x in r], color=color, label=label)
        found = [stable_degree(altruists_advantage(game, x)) for x in dots]
        readable.plot(dots, found, "o", color=color)
        found = [stable_degree(moral_advantage(game, x)) for x in dots]
        size = {0.2: 11, 0.0: 7, -0.2: 3}[d]
        hidden.plot(dots, found, "o", color=color, ms=size, label=label)
    hidden.plot(r, [evolved_morality(x) for x in r], color="black", lw=1, zorder=0)
    hidden.set(title="drives hidden (V1)", ylabel="stable degree of morality k*")
    readable.set(
        title="drives readable (V2)", ylabel="stable weight on the partner's payoff alpha*"
    )
    for panel in (hidden, readable):
        panel.axhline(0.0, color="0.8", lw=1, zorder=0)
        panel.set(xlabel="index of assortativity r", ylim=(-0.3, 1.05))
        panel.legend(title="complementarity")
    figure.savefig(path, dpi=130)


def draw_mimicry(path: Path) -> None:
    """Fixation of a mimic, formula and simulated, and where social types hold out."""
    b, c, n, w, runs = 3.0, 1.0, 50, 0.1, 50_000
    figure, (fixation, basin) = axes_of(2)
    m = np.linspace(0.0, 1.0, 101)
    exact = [n * mimicry.fixation_of_a_mimic(b, c, x, n, w) for x in m]
    fixation.plot(m, exact, color=BLUE, label="formula")
    dots = np.linspace(0.0, 1.0, 11)
    fitness = [mimicry.fitnesses(b, c, x, n, w) for x in dots]
    won = simulate_moran(*np.stack(fitness, axis=1), runs, SEED)
    mean = n * won / runs
    ends = n * np.array([wilson_interval(int(count), runs) for count in won]).T
    fixation.errorbar(dots, mean, [mean - ends[0], ends[1] - mean], fmt="o", color=BLUE,
                      capsize=2, label=f"{runs:,} simulated runs, 99.9 % intervals")  # fmt: skip
    fixation.axhline(1.0, color=GREY, lw=1, ls="--", label="neutral")
    neutral = mimicry.neutral_chance(b, c, n, w)
    fixation.axvline(neutral, color=GREEN, lw=1, label=f"neutral at m = {neutral:.3f}")
    threshold = mimicry.threshold(b, c)
    fixation.axvline(threshold, color=RED, lw=1, label=f"m* = 1 - c/b = {threshold:.3f}")
    fixation.set(xlabel="chance m that a mimic passes", ylabel=f"N x fixation of a mimic, N = {n}",
                 title=f"finite population (b = {b:g}, c = {c:g}, w = {w:g})")  # fmt: skip
    fixation.legend(fontsize=8)
    share = np.array([mimicry.interior_share(b, c, x) or (0.0 if x == 0 else 1.0) for x in m])
    basin.plot(m, share, color="black", lw=1)
    basin.fill_between(m, share, 1.0, color=GREEN, alpha=0.2, lw=0, label="social types take over")
    basin.fill_between(m, 0.0, share, color=RED, alpha=0.2, lw=0, label="mimics take over")
    basin.axvline(threshold, color=RED, lw=1)
    basin.set(xlabel="chance m that a mimic passes", ylabel="share of social types at the start",
              title="infinite population", xlim=(0, 1), ylim=(0, 1))  # fmt: skip
    basin.legend(fontsize=8, loc="upper left")
    figure.savefig(path, dpi=130)


def main() -> None:
    """Measure everything, write result.json and the pictures."""
    outcomes = validate(chosen([]), SEED, lambda v: print(v.id, flush=True))
    result = {"seed": SEED, "validations": as_data(outcomes)}
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    draw_drives(HERE / "drives.png")
    draw_mimicry(HERE / "mimicry.png")


if __name__ == "__main__":
    main()
