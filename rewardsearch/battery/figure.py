"""Picture of an examination: every link of every subject with its interval."""

from pathlib import Path

import numpy as np

from fitness.battery import LINKS
from rewardsearch.battery.examination import Examination
from rewardsearch.battery.report import names
from rewardsearch.palette import LINES

_MARKERS = "oXPDs^v"
_SHOWN = ("sociopath", "scripted kind")
"""Fixed points that are drawn; of the others no link can be told."""


def profile_plot(path: Path, examination: Examination, title: str) -> None:
    """Draw one row a link, one mark a subject, with 95 % intervals, into a picture file."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    n_own = len(examination.subjects)
    pairs = list(zip(names(examination), examination.profiles, strict=True))
    drawn = pairs[:n_own] + [pair for pair in pairs[n_own:] if pair[0] in _SHOWN]
    figure, axes = plt.subplots(figsize=(7.5, 1.6 + 0.36 * len(LINKS)), layout="constrained")
    n_selected = sum(link.selected for link in LINKS)
    axes.axhspan(-0.5, n_selected - 0.5, color="0.94", zorder=0)
    axes.text(1.055, n_selected / 2 - 0.5, "selected on", rotation=90, va="center", fontsize=8)
    middle = (n_selected + len(LINKS)) / 2 - 0.5
    axes.text(1.055, middle, "held out", rotation=90, va="center", fontsize=8)
    for index, (name, profile) in enumerate(drawn):
        values = [profile.links[link.name] for link in LINKS]
        x = np.array([[v.value, v.low, v.high] for v in values])
        y = np.arange(len(LINKS)) + 0.16 * (index - (len(drawn) - 1) / 2)
        reach = np.abs(x[:, 1:].T - x[:, 0])
        axes.errorbar(
            x[:, 0], y, xerr=reach, color=LINES[index % len(LINES)],
            marker=_MARKERS[index % len(_MARKERS)], linestyle="none", capsize=2, markersize=6,
            label=name,
        )  # fmt: skip
    axes.set_yticks(range(len(LINKS)), [link.name for link in LINKS])
    axes.invert_yaxis()
    axes.set(
        xlim=(-0.04, 1.04), title=title,
        xlabel="0: as ruthless as the sociopath unwatched        1: not at all",
    )  # fmt: skip
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    figure.legend(loc="outside lower center", ncols=4, fontsize=8)
    figure.savefig(path, dpi=150)
    plt.close(figure)
