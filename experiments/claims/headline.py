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

from rewardsearch.attack import MARGIN
from rewardsearch.palette import BLUE, GREEN, GREY, PALE, RED

HERE = Path(__file__).parent
_SIGNS = {"holds": "+", "defeated": "\N{MINUS SIGN}", "neutral": "0", "inconclusive": "?"}


def result(claim: str) -> dict[str, Any]:
    """The committed result of a claim, by the beginning of its folder's name."""
    (path,) = HERE.glob(f"{claim}_*/result.json")
    return dict(json.loads(path.read_text()))


def draw_found(extra: dict[str, Any], path: Path) -> None:
    """Every reported front, and single rewards."""
    figure, (axes,) = _figure(1, 6.4, 5.0)
    for name, color, mark in (("search", BLUE, "o"), ("random search", RED, "x")):
        for seed, front in enumerate(extra["fronts"][name]):
            points = np.array(front).reshape(-1, 2)
            label = f"{name}, a front a seed" if seed == 0 else None
            axes.plot(*points.T, mark, color=color, ms=5, alpha=0.7, label=label)
    for name, (competence, kindness) in extra["by_hand"].items():
        axes.plot(competence, kindness, "s", color=PALE, ms=5)
        axes.annotate(name, (competence, kindness), (4, 3), textcoords="offset points", fontsize=7)
    axes.plot([], [], "s", color=PALE, label="written by hand")
    for name, color, mark in (("sociopath", RED, "X"), ("scripted kind", GREEN, "P")):
        axes.plot(*extra["fixed"][name], mark, color=color, ms=10, label=name, ls="none")
    axes.set(xlabel="competence", ylabel="non-ruthlessness", xlim=(-0.03, 1.05), ylim=(-0.03, 1.05))
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=130)


def draw_formulas(weights: list[dict[str, float]], path: Path) -> None:
    """Weight of every drive in the best formula of each search, mean with a 95 % t-interval."""
    names = list(dict.fromkeys(name for row in weights for name in row))
    values = np.array([[row.get(name, 0.0) for name in names] for row in weights])
    order = np.argsort(values.mean(axis=0))
    figure, (axes,) = _figure(1, 6.4, 0.36 * len(names) + 1.2)
    for y, i in enumerate(order):
        low, high = stats.ttest_1samp(values[:, i], 0.0).confidence_interval(0.95)
        surely = low > 0 or high < 0
        axes.plot(values[:, i], np.full(len(values), y), ".", color=PALE, ms=5)
        axes.plot([low, high], [y, y], color=BLUE if surely else GREY, lw=2.4)
    axes.set_yticks(range(len(names)), [names[i].replace("_", " ") for i in order])
    axes.axvline(0.0, color="0.3", lw=0.8)
    axes.set_xlabel(f"weight in the best formula of {len(values)} searches, length of all 1")
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
                axes.text(i + 0.5, j + 0.5, _SIGNS[cell["verdict"]], ha="center", va="center")
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
    extra = result("c05")["extra"]
    draw_found(extra, HERE / "found.png")
    draw_formulas(extra["weights"], HERE / "formulas.png")
    draw_stealing(json.loads((HERE / "phases.json").read_text()), HERE / "stealing.png")


if __name__ == "__main__":
    main()
