"""The pictures of the two headline answers, from committed results; nothing is lived here.

    python experiments/claims/headline.py

* ``found.png``: what searches found on ``coins``, beside random search and rewards written by hand,
  on lives that no search has seen (claim C5).
* ``formulas.png``: what the best formulas of independent searches have in common (claim C5).
* ``stealing.png``: where a thief defeats residents and where they hold (``phases.py``).
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from fitness.invasion import MARGIN
from rewardsearch.palette import BLUE, GREEN, GREY, PALE, RED

HERE = Path(__file__).parent
_SIGNS = {"holds": "+", "defeated": "\N{MINUS SIGN}", "neutral": "0", "inconclusive": "?"}


def result(claim: str) -> dict[str, Any]:
    """The committed result of a claim, by the beginning of its folder's name."""
    (path,) = HERE.glob(f"{claim}_*/result.json")
    return dict(json.loads(path.read_text()))


def draw_found(worlds: dict[str, Any], path: Path) -> None:
    """Every reported front, and single rewards; a panel a world."""
    figure, panels = _figure(len(worlds), 5.4 * len(worlds), 4.8)
    for axes, (world, told) in zip(panels, worlds.items(), strict=True):
        for name, color, mark in (("search", BLUE, "o"), ("random search", RED, "x")):
            for seed, front in enumerate(told["fronts"][name]):
                points = np.array(front).reshape(-1, 2)
                label = f"{name}, {len(told['fronts'][name])} seeds" if seed == 0 else None
                axes.plot(*points.T, mark, color=color, ms=5, alpha=0.7, label=label)
        for name, place in told["by_hand"].items():
            mark, color = ("X", RED) if name == "own payoff" else ("s", GREEN)
            axes.plot(*place, mark, color=color, ms=7)
            # At the right edge most lie on each other: only those with some kindness are named.
            if place[0] < 0.95:
                label, at = name.replace("_", " "), (4, 3)
                axes.annotate(label, place, at, textcoords="offset points", fontsize=7)
        axes.plot([], [], "s", color=GREEN, label="written by hand")
        axes.plot([], [], "X", color=RED, label="own payoff")
        axes.set(xlabel="competence", xlim=(-0.03, 1.05), ylim=(-0.03, 1.05), title=world)
    panels[0].set_ylabel("non-ruthlessness")
    panels[0].legend(fontsize=8)
    figure.savefig(path, dpi=130)


def draw_formulas(worlds: dict[str, Any], path: Path) -> None:
    """Weight of every drive in the best formula of each search, mean with a 95 % t-interval."""
    names = list(
        dict.fromkeys(n for told in worlds.values() for row in told["weights"] for n in row)
    )
    figure, panels = _figure(len(worlds), 5.4 * len(worlds), 0.3 * len(names) + 1.3)
    for axes, (world, told) in zip(panels, worlds.items(), strict=True):
        values = np.array([[row.get(name, 0.0) for name in names] for row in told["weights"]])
        for y, of_drive in enumerate(values.T):
            low, high = stats.ttest_1samp(of_drive, 0.0).confidence_interval(0.95)
            axes.plot(of_drive, np.full(len(of_drive), y), ".", color=PALE, ms=6)
            color = BLUE if low > 0 or high < 0 else GREY
            axes.plot([low, high], [y, y], color=color, lw=2.4, alpha=0.8)
        axes.axvline(0.0, color="0.3", lw=0.8)
        axes.set(
            title=world, xlabel=f"weight in the best formula of each of {len(values)} searches"
        )
        axes.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    figure.savefig(path, dpi=130)


def draw_stealing(phases: dict[str, Any], path: Path) -> None:
    """Selection coefficients with verdicts; the closed form where there is one."""
    titles = {
        "innocent": "residents grew up among themselves",
        "warned": "residents met two sociopaths when young",
        "capability": "coins: the reward found, a thief that plans",
    }
    figure, panels = _figure(len(titles), 15.0, 4.4)
    for axes, (name, title) in zip(panels, titles.items(), strict=True):
        told = phases[name]
        values = np.array([[cell["coefficient"] for cell in line] for line in told["cells"]])
        reach = max(float(np.abs(values).max()), MARGIN)
        x, y = told["x"][1:], told["y"][1:]
        # Cells of equal size: values need not be evenly apart.
        mesh = axes.pcolormesh(values, cmap="PuOr_r", vmin=-reach, vmax=reach)
        figure.colorbar(mesh, ax=axes, label="what a thief earns more than residents")
        for j, line in enumerate(told["cells"]):
            for i, cell in enumerate(line):
                color = "white" if abs(cell["coefficient"]) > 0.6 * reach else "black"
                sign = _SIGNS[cell["verdict"]]
                axes.text(i + 0.5, j + 0.5, sign, ha="center", va="center", color=color)
        if told["border"]:
            p, r = np.array(told["border"]).T
            places = [np.interp(v, at, np.arange(len(at)) + 0.5) for v, at in ((p, x), (r, y))]
            axes.plot(*places, "k--", lw=1.6, label="closed form, if thieves are read")
            axes.legend(fontsize=7, loc="upper right")
        axes.set_xticks(np.arange(len(x)) + 0.5, [f"{v:g}" for v in x])
        axes.set_yticks(np.arange(len(y)) + 0.5, [f"{v:g}" for v in y])
        axes.set(xlabel=told["x"][0], ylabel=told["y"][0])
        axes.set_title(title, fontsize=10)
    figure.suptitle("+ holds   \N{MINUS SIGN} defeated   0 neutral   ? inconclusive", fontsize=9)
    figure.savefig(path, dpi=130)


def _figure(n: int, width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(1, n, squeeze=False)[0]


def main() -> None:
    """Draw all three."""
    worlds = result("c05")["extra"]
    draw_found(worlds, HERE / "found.png")
    draw_formulas(worlds, HERE / "formulas.png")
    draw_stealing(json.loads((HERE / "phases.json").read_text()), HERE / "stealing.png")


if __name__ == "__main__":
    main()
