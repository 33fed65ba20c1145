"""Pictures of an attack: invasion curves, and what residents earn after an arrival."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fitness.invasion import MARGIN
from rewardsearch.attack.report import Attacked

# Okabe & Ito (2008): distinguishable with every common form of colour blindness.
_COLORS = ("#999999", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
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
