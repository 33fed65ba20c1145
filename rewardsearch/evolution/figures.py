"""Pictures of natural selection: what is felt, what it earns and costs, and whose line goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rewardsearch.evaluation import Row
from rewardsearch.evolution.history import History
from rewardsearch.figures import saved
from rewardsearch.palette import BLUE, GREEN, ORANGE, RED

_LINE, _HARM, _WATCHED, _KIND = BLUE, RED, ORANGE, GREEN
_BANDS = ((5, 95), (25, 75))
# Founders that are drawn one by one; the others share a grey.
_MOST_FOUNDERS = 12


def draw_all(
    folder: Path, history: History, traits: tuple[str, ...], references: list[Row], n_agents: int
) -> list[Path]:
    """Draw weights, payoff and harm, and lineages over generations as .png and .svg."""
    import matplotlib as mpl

    mpl.use("Agg")
    payoffs = {
        row.name: row.scores["society"]["utilitarian"]["value"] / n_agents
        for row in references
        if row.name != "inert"
    }
    pictures: dict[str, Callable[[Any], Any]] = {
        "weights": lambda plt: _weights(plt, history, traits),
        "payoff_and_harm": lambda plt: _payoff_and_harm(plt, history, payoffs),
        "lineages": lambda plt: _lineages(plt, history),
    }
    return [file for name, draw in pictures.items() for file in _saved(folder / name, draw)]


def _saved(path: Path, draw: Callable[[Any], Any]) -> list[Path]:
    from matplotlib import pyplot as plt

    figure = draw(plt)
    files = saved(figure, path, dpi=130)
    plt.close(figure)
    return files


def _bands(axes: Any, values: list[Any], color: str) -> None:
    """Mean over individuals by generation, with bands of 90 % and 50 % of them."""
    x = np.arange(len(values))
    for low, high in _BANDS:
        ends = [np.nanpercentile(row, (low, high)) if np.isfinite(row).any() else (np.nan,) * 2
                for row in values]  # fmt: skip
        axes.fill_between(x, *np.transpose(ends), color=color, alpha=0.2, linewidth=0)
    means = [row[np.isfinite(row)].mean() if np.isfinite(row).any() else np.nan for row in values]
    axes.plot(x, means, color=color)


def _weights(plt: Any, history: History, traits: tuple[str, ...]) -> Any:
    columns = min(4, len(traits))
    rows = -(-len(traits) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(2.6 * columns, 1.9 * rows + 0.5), sharex=True, sharey=True,
        squeeze=False, layout="constrained",
    )  # fmt: skip
    for place, axes in enumerate(grid.ravel()):
        if place >= len(traits):
            axes.axis("off")
            continue
        axes.axhline(0.0, color="0.7", linewidth=0.8)
        _bands(axes, [row[:, place] for row in history.traits], _LINE)
        axes.set_title(traits[place].replace("_", " "), fontsize=9)
    figure.supxlabel("generation", fontsize=9)
    figure.supylabel("weight: mean, 50 % and 90 %", fontsize=9)
    return figure


def _payoff_and_harm(plt: Any, history: History, references: dict[str, float]) -> Any:
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(6.4, 5.6), sharex=True, layout="constrained"
    )
    _bands(top, [lived.payoffs for lived in history.lived], _LINE)
    colors = {"sociopath": _HARM, "scripted kind": _KIND}
    for name, payoff in references.items():
        top.axhline(payoff, color=colors[name], linestyle="--", label=f"a society of {name}")
    top.set(ylabel="payoff per agent-step")
    top.legend(fontsize=8)
    for name, color in (("harm_unwatched", _HARM), ("harm_watched", _WATCHED)):
        harm = [getattr(lived, name) for lived in history.lived]
        if np.isfinite(harm).any():
            bottom.plot(harm, color=color, label=name.removeprefix("harm_"))
    bottom.set(ylim=(-0.02, 1.02), xlabel="generation", ylabel="harms per opportunity")
    bottom.legend(fontsize=8)
    return figure


def _lineages(plt: Any, history: History) -> Any:
    """Shares of the first population's lines, those that last longest drawn apart."""
    table = np.stack([np.bincount(row, minlength=len(row)) / len(row) for row in history.founders])
    order = np.argsort(-table.sum(axis=0), kind="stable")
    apart, others = order[:_MOST_FOUNDERS], order[_MOST_FOUNDERS:]
    shades = plt.get_cmap("tab20")(np.arange(len(apart)) / 20)
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    layers = [*table[:, apart].T, table[:, others].sum(axis=1)]
    axes.stackplot(np.arange(len(table)), layers, colors=[*shades, "0.85"], linewidth=0)
    axes.set(xlim=(0, max(1, len(table) - 1)), ylim=(0, 1), xlabel="generation")
    axes.set_ylabel("share of each founder's line")
    return figure
