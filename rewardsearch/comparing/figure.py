"""Pictures of runs side by side: all fronts with intervals, and how they converged."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rewardsearch.comparing.report import Compared
from rewardsearch.figures import defined, mark
from rewardsearch.palette import LINES
from rewardsearch.runs import Run

# Shapes tell them apart where colours repeat.
_MARKERS = "osD^vPX*"
_LINES = ("-", "--", ":", "-.")


def fronts_and_convergence(path: Path, runs: Sequence[Run], compared: Compared) -> None:
    """Draw the reported fronts, and beside them the area by generation, as ``path``."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (plane, lines) = plt.subplots(1, 2, figsize=(12, 5.2), layout="constrained")
    for i, (run, name) in enumerate(zip(runs, compared.names, strict=True)):
        _front(plane, run, name, LINES[i % len(LINES)], _MARKERS[i % len(_MARKERS)])
    plane.set(
        xlim=(-0.04, 1.06), ylim=(-0.06, 1.06), title="reported halls of fame, 95 % intervals",
        xlabel="competence (inert 0, selfish in the harmless twin 1)",
        ylabel="non-ruthlessness (sociopath 0, no harm 1)",
    )  # fmt: skip
    plane.legend(fontsize=8, loc="lower left")
    for i, generations in enumerate(compared.generations):
        lines.plot(
            range(1, len(generations) + 1), [g.hypervolume for g in generations],
            color=LINES[i % len(LINES)], linestyle=_LINES[i % len(_LINES)],
        )  # fmt: skip
    if not any(compared.generations):
        lines.text(0.5, 0.5, "no journal to read", ha="center", transform=lines.transAxes)
    lines.set(
        title="convergence", xlabel="generation", ylim=(0, 1),
        ylabel="area dominated, by the scores that selection saw",
    )  # fmt: skip
    lines.xaxis.get_major_locator().set_params(integer=True)
    for axes in (plane, lines):
        axes.grid(color="0.92")
        axes.set_axisbelow(True)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def _front(axes: Any, run: Run, name: str, color: str, marker: str) -> None:
    rows = sorted(
        filter(defined, run.hall_of_fame), key=lambda row: row.scores["competence"]["value"]
    )
    for i, row in enumerate(rows):
        mark(axes, row, color, marker, name if i == 0 else "")
    points = [[row.scores[m]["value"] for row in rows] for m in ("competence", "non_ruthlessness")]
    axes.plot(*points, color=color, alpha=0.4, linewidth=1)
