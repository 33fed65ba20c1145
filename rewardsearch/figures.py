"""Pictures: the plane of the two scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rewardsearch.evaluation import Row
from rewardsearch.json_data import replace_atomically
from rewardsearch.palette import BLUE, GREEN, PALE, RED

_FOUND = BLUE
_REFERENCE = {"sociopath": (RED, "X"), "scripted kind": (GREEN, "P")}
_EVALUATED = PALE


def score_plane(
    path: Path,
    evaluated: NDArray[np.float64],
    rows: Sequence[Row],
    references: Sequence[Row],
    title: str,
) -> list[Path]:
    """Draw competence against non-ruthlessness as ``path`` .png and .svg.

    Args:
        path: file name without ending.
        evaluated: [n, 2] mean selection scores of every genome of the search.
        rows: the hall of fame, retrained, with intervals.
        references: reference rows; those without a defined score are named in the corner.
        title: of the picture.

    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 5.4), layout="constrained")
    kept = evaluated[(evaluated >= 0).all(axis=1)]
    axes.scatter(
        kept[:, 0], kept[:, 1], s=10, color=_EVALUATED, alpha=0.5, linewidths=0,
        label=f"evaluated in the search ({len(kept)}), selection scores",
    )  # fmt: skip
    for rank, row in enumerate(filter(defined, rows), 1):
        mark(axes, row, _FOUND, "o", "hall of fame, retrained on fresh seeds" if rank == 1 else "")
        x, y = row.scores["competence"]["value"], row.scores["non_ruthlessness"]["value"]
        axes.annotate(str(rank), (x, y), (5, 5), textcoords="offset points", fontsize=8)
    absent = []
    for row in references:
        if row.name in _REFERENCE and defined(row):
            mark(axes, row, *_REFERENCE[row.name], row.name)
        else:
            absent.append(f"{row.name}: competence {row.scores['competence']['value']:.2f}, "
                          "non-ruthlessness undefined")  # fmt: skip
    axes.text(0.01, 0.01, "\n".join(absent), transform=axes.transAxes, fontsize=8, color="0.3")
    axes.set(
        xlim=(-0.04, 1.06), ylim=(-0.06, 1.06), title=title,
        xlabel="competence (inert 0, selfish in the harmless twin 1)",
        ylabel="non-ruthlessness (sociopath 0, no harm 1)",
    )  # fmt: skip
    axes.grid(color="0.92")
    axes.set_axisbelow(True)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 0.06), fontsize=8, framealpha=0.9)
    files = saved(figure, path, dpi=150)
    plt.close(figure)
    return files


def saved(figure: Any, path: Path, dpi: int) -> list[Path]:
    """Write a picture as ``path`` .png and .svg, each of them whole or not at all."""
    files = [path.with_suffix(f".{ending}") for ending in ("png", "svg")]
    for file in files:
        with replace_atomically(file) as temporary:
            figure.savefig(temporary, format=file.suffix[1:], dpi=dpi)
        # The second is placed as the first was: placing is half of the work.
        figure.set_layout_engine("none")
    return files


def defined(row: Row) -> bool:
    """Whether both scores are numbers; a reward near the edge of inert may have lost one."""
    return all(row.scores[m]["value"] is not None for m in ("competence", "non_ruthlessness"))


def mark(axes: Any, row: Row, color: str, marker: str, label: str) -> None:
    """A point with its 95 % intervals."""
    x, y = row.scores["competence"], row.scores["non_ruthlessness"]
    axes.errorbar(
        x["value"], y["value"],
        xerr=_reach(x),
        yerr=_reach(y),
        color=color, marker=marker, markersize=7, capsize=2, linewidth=1, linestyle="none",
        label=label or None,
    )  # fmt: skip


def _reach(estimate: dict[str, float | None]) -> list[list[float]] | None:
    """How far the interval reaches below and above the value (a percentile interval may not)."""
    value, low, high = estimate["value"], estimate["low"], estimate["high"]
    if value is None or low is None or high is None:
        return None
    return [[max(0.0, value - low)], [max(0.0, high - value)]]
