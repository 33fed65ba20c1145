"""Pictures of attacks: invasion curves, what residents earn after an arrival, phase diagrams."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.invasion import MARGIN, Outcome
from rewardsearch.attack.report import Attacked
from rewardsearch.attack.sweeping import Sweep
from rewardsearch.palette import BLUE, GREEN, ORANGE, PALE, PURPLE, RED, SKY

_COLORS = (PALE, RED, BLUE, GREEN, PURPLE, ORANGE, SKY)
_MARKERS = "osXPDv^"


def invasion_curves(path: Path, attacks: Sequence[Attacked], title: str) -> None:
    """Selection coefficient by the thieves' share, and residents' payoff after an arrival."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained")
    left.axhline(0.0, color="0.3", lw=0.8)
    left.axhspan(-MARGIN, MARGIN, color="0.92", zorder=0, label="neutral")
    for index, one in enumerate(attacks):
        color, marker = _COLORS[index % len(_COLORS)], _MARKERS[index % len(_MARKERS)]
        _curve(left, one, color, marker)
        pieces = one.payoffs.curve.mean(axis=0)
        right.plot(range(1, len(pieces) + 1), pieces, color=color, marker=marker, ms=4,
                   label=f"one {one.thief.name} among them")  # fmt: skip
    alone = attacks[0].payoffs.undisturbed.mean(axis=0)
    right.plot(range(1, len(alone) + 1), alone, color="black", ls="--", label="undisturbed")
    left.set(
        xlabel="share of thieves", ylabel="selection coefficient of the thief (competent lives)",
        title=title, xlim=(0, 1),
    )  # fmt: skip
    right.set(
        xlabel="tenth of a life after the arrival", ylabel="residents' payoff per step",
        title="what residents earn", ylim=(min(0.0, *right.get_ylim()), None),
    )  # fmt: skip
    for axes in (left, right):
        axes.legend(fontsize=8)
        axes.grid(color="0.93")
        axes.set_axisbelow(True)
    figure.savefig(path, dpi=140)
    plt.close(figure)


def _curve(axes: Any, one: Attacked, color: str, marker: str) -> None:
    """Value and 95 % band."""
    told = one.invasion
    value, low, high = told.coefficients.T
    axes.fill_between(told.shares, low, high, color=color, alpha=0.15, lw=0)
    axes.plot(
        told.shares, value, color=color, marker=marker, markevery=4, ms=5,
        label=f"{one.thief.name}: {told.outcome.value}",
    )  # fmt: skip


_SIGNS = {
    Outcome.HOLDS: "+", Outcome.NEUTRAL: "0", Outcome.DEFEATED: "\N{MINUS SIGN}",
    Outcome.INCONCLUSIVE: "?",
}  # fmt: skip


def phase_diagram(path: Path, swept: Sweep, border: NDArray[np.float64] | None, title: str) -> None:
    """Selection coefficient of the first thief over two axes, with the verdict in every cell.

    ``border`` [n, 2] is drawn as the closed form of where residents cease to hold.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    values = swept.coefficients()
    reach = max(float(np.abs(values).max()), MARGIN)
    figure, axes = plt.subplots(figsize=(7.2, 5.2), layout="constrained")
    edges = [_edges(axis.values) for axis in (swept.x, swept.y)]
    # Purple to orange, dark at both ends: told apart in print and with colour blindness.
    mesh = axes.pcolormesh(*edges, values, cmap="PuOr_r", vmin=-reach, vmax=reach)
    figure.colorbar(mesh, label="selection coefficient of the first thief (competent lives)")
    for y, row in zip(swept.y.values, swept.outcomes(), strict=True):
        for x, outcome in zip(swept.x.values, row, strict=True):
            axes.text(x, y, _SIGNS[outcome], ha="center", va="center", fontsize=12)
    if border is not None:
        axes.plot(*border.T, color="black", lw=2, ls="--", label="closed form")
        axes.legend(loc="best")
    axes.set(
        xlabel=swept.x.name, ylabel=swept.y.name, xlim=edges[0][[0, -1]], ylim=edges[1][[0, -1]],
        title=f"{title}\n+ holds   \N{MINUS SIGN} defeated   0 neutral   ? inconclusive",
    )  # fmt: skip
    figure.savefig(path, dpi=140)
    plt.close(figure)


def _edges(values: tuple[float, ...]) -> NDArray[np.float64]:
    """Borders of cells [n + 1] around ascending centres, half-way between them."""
    centres = np.array(values)
    middle = (centres[1:] + centres[:-1]) / 2.0
    first, last = 2 * centres[0] - middle[0], 2 * centres[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])
