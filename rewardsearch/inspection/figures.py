"""Pictures of an inspection as SVG text: legible in print, and without colour."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.battery import LINKS
from fitness.statistics.bootstrap import Interval
from inner_rl.drives import PHRASES
from rewardsearch.battery import Examination
from rewardsearch.battery.report import names
from rewardsearch.evaluation import Row
from rewardsearch.inspection.curves import MEASURES, Curves
from rewardsearch.inspection.feelings import WATCH, WHAT, Feelings
from rewardsearch.inspection.history import Ancestor
from rewardsearch.inspection.parts import Part
from rewardsearch.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY

_STYLE: Any = {"svg.fonttype": "none", "font.size": 9.0, "axes.spines.top": False,
          "axes.spines.right": False, "svg.hashsalt": "rewardsearch"}  # fmt: skip


class Picture:
    """A figure that becomes SVG text, without touching pyplot's state."""

    def __init__(self, width: float, height: float, rows: int = 1, columns: int = 1, **kw: Any):
        # Matplotlib takes seconds to load.
        import matplotlib as mpl
        from matplotlib.figure import Figure

        self._style = mpl.rc_context(_STYLE)
        with self._style:
            self.figure = Figure(figsize=(width, height), layout="constrained")
            self.axes = self.figure.subplots(rows, columns, squeeze=False, **kw)

    def svg(self) -> str:
        """The picture, from its svg element on."""
        import matplotlib as mpl

        text = StringIO()
        with mpl.rc_context(_STYLE):
            self.figure.savefig(text, format="svg", metadata={"Date": None})
        whole = text.getvalue()
        return whole[whole.index("<svg") :]


def _bars(axes: Any, y: float, told: Interval | None, color: str, marker: str) -> None:
    """A value with its interval on a line of its own."""
    if told is None or np.isnan(told.value):
        return
    ends = [told.low, told.high]
    if not np.isnan(ends).any():
        axes.plot(ends, [y, y], color=color, linewidth=1.6, solid_capstyle="butt")
    axes.plot([told.value], [y], marker=marker, color=color, markersize=5.5, linestyle="none")


def _of(estimate: dict[str, float | None]) -> Interval:
    """An estimate of plain data, in which null stands for nan."""
    ends = (estimate[name] for name in ("value", "low", "high"))
    return Interval(*(np.nan if end is None else end for end in ends))


def scores_picture(rows: Sequence[Row], references: Sequence[Row], mine: str) -> str:
    """Competence and non-ruthlessness of everybody, a line each."""
    everybody = [(mine, rows[0], BLUE, "o")]
    everybody += [(row.name.replace("_", " "), row, GREY, "s") for row in rows[1:]]
    marks = {"sociopath": (RED, "X"), "scripted kind": (GREEN, "P"), "inert": (GREY, "D")}
    everybody += [(row.name, row, *marks[row.name]) for row in references]
    picture = Picture(7.2, 0.7 + 0.25 * len(everybody), columns=2, sharey=True)
    left, right = picture.axes[0]
    for y, (_, row, color, marker) in enumerate(everybody):
        _bars(left, y, _of(row.scores["competence"]), color, marker)
        _bars(right, y, _of(row.scores["non_ruthlessness"]), color, marker)
        if row.scores["non_ruthlessness"]["value"] is None:
            right.text(0.02, y, f"cannot be judged: {row.scores['verdict']}", va="center",
                       fontsize=8, color=GREY)  # fmt: skip
    left.set_yticks(range(len(everybody)), [name for name, *_ in everybody])
    left.invert_yaxis()
    left.set(xlim=(-0.03, 1.05), xlabel="competence")
    right.set(xlim=(-0.03, 1.05), xlabel="non-ruthlessness")
    for axes in (left, right):
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
    return picture.svg()


def parts_picture(parts: Sequence[Part]) -> str:
    """What changes when an input is felt not at all, half or twice as strongly."""
    names_ = list(dict.fromkeys(part.name for part in parts))
    picture = Picture(7.2, 0.9 + 0.42 * len(names_), columns=2, sharey=True)
    looks = {0.0: (RED, "X", "without it"), 0.5: (ORANGE, "s", "half"), 2.0: (BLUE, "o", "twice")}
    for axes, measure in zip(picture.axes[0], ("competence", "non_ruthlessness"), strict=True):
        for part in parts:
            color, marker, _ = looks[part.factor]
            y = names_.index(part.name) + {0.0: -0.25, 0.5: 0.0, 2.0: 0.25}[part.factor]
            told = getattr(part, measure)
            if told is None:
                axes.text(0, y, part.verdict.value, fontsize=7, color=color, va="center")
            _bars(axes, y, told, color, marker)
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.set_xlabel(f"change of {measure.replace('_', '-')}")
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
    first = picture.axes[0, 0]
    first.set_yticks(range(len(names_)), [PHRASES[name] for name in names_])
    first.invert_yaxis()
    for color, marker, label in looks.values():
        first.plot([], [], color=color, marker=marker, linestyle="none", label=label)
    picture.figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return picture.svg()


def curves_picture(curves: Sequence[Curves]) -> str:
    """Gain and harm in the course of a life."""
    titles = {"gain": "own gain per step", "harm_unwatched": "harms per chance, unwatched",
              "harm_watched": "harms per chance, watched"}  # fmt: skip
    looks = [(BLUE, "o", "-"), (RED, "X", "--")]
    picture = Picture(7.2, 2.5, columns=len(MEASURES))
    for axes, measure in zip(picture.axes[0], MEASURES, strict=True):
        for one, (color, marker, line) in zip(curves, looks, strict=True):
            curve = one.measures[measure]
            axes.plot(one.ends, curve.value, line, marker=marker, markersize=3.5, color=color,
                      label=one.name if measure == "gain" else None)  # fmt: skip
            axes.fill_between(one.ends, curve.low, curve.high, color=color, alpha=0.18, linewidth=0)
        axes.set(title=titles[measure], xlabel="steps lived", ylim=(0, None), xlim=(0, None))
        axes.title.set_fontsize(9)
    picture.figure.legend(loc="outside upper center", ncols=2, frameon=False)
    return picture.svg()


def feelings_picture(feelings: Feelings) -> str:
    """What was felt where harm was done, left undone and impossible, and what each input added."""
    looks = {"unwatched": (BLUE, "o"), "watched": (ORANGE, "s")}
    n = len(feelings.names)
    picture = Picture(7.2, 0.9 + 0.34 * n, columns=len(WHAT), sharey=True, sharex=True)
    for axes, what in zip(picture.axes[0], WHAT, strict=True):
        for shift, watch in zip((-0.14, 0.14), WATCH, strict=True):
            for y, name in enumerate(feelings.names):
                _bars(axes, y + shift, feelings.mean[watch][what][name], *looks[watch])
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.axhline(0.5, color="0.8", linewidth=0.8)
        axes.set_title(what, fontsize=9)
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
    first = picture.axes[0, 0]
    labels = ["felt in all", *(PHRASES[name] for name in feelings.names[1:])]
    first.set_yticks(range(n), labels)
    first.invert_yaxis()
    for watch, (color, marker) in looks.items():
        first.plot([], [], color=color, marker=marker, linestyle="none", label=watch)
    picture.figure.legend(loc="outside upper center", ncols=2, frameon=False)
    picture.figure.supxlabel("felt an act, mean", fontsize=9)
    return picture.svg()


def profile_picture(examination: Examination) -> str:
    """Every link of the reward beside sociopath and scripted kind."""
    looks = {"this reward": (BLUE, "o"), "sociopath": (RED, "X"), "scripted kind": (GREEN, "P")}
    shown = [pair for pair in zip(names(examination), examination.profiles, strict=True)
             if pair[0] in looks]  # fmt: skip
    picture = Picture(7.2, 1.1 + 0.3 * len(LINKS))
    axes = picture.axes[0, 0]
    n_selected = sum(link.selected for link in LINKS)
    axes.axhspan(-0.5, n_selected - 0.5, color="0.94", zorder=0)
    axes.text(1.07, (n_selected - 1) / 2, "selected on", rotation=90, va="center", fontsize=7)
    axes.text(1.07, (n_selected + len(LINKS) - 1) / 2, "held out", rotation=90, va="center",
              fontsize=7)  # fmt: skip
    for (name, profile), shift in zip(shown, (-0.2, 0.0, 0.2), strict=True):
        for y, link in enumerate(LINKS):
            told = profile.links[link.name]
            _bars(axes, y + shift, Interval(told.value, told.low, told.high), *looks[name])
        axes.plot([], [], color=looks[name][0], marker=looks[name][1], linestyle="none", label=name)
    axes.set_yticks(range(len(LINKS)), [link.name.replace("_", " ") for link in LINKS])
    axes.invert_yaxis()
    axes.set(xlim=(-0.04, 1.05), xlabel="0: as ruthless as the sociopath        1: not at all")
    axes.grid(axis="x", color="0.9")
    picture.figure.legend(loc="outside upper center", ncols=3, frameon=False)
    return picture.svg()


def convergence_picture(hypervolumes: NDArray[np.float64]) -> str:
    """Area that the search's front dominates, by generation."""
    picture = Picture(5.2, 2.4)
    axes = picture.axes[0, 0]
    axes.plot(np.arange(1, len(hypervolumes) + 1), hypervolumes, color=BLUE, marker=".")
    axes.set(xlabel="generation", ylabel="area dominated\n(selection scores)", ylim=(0, 1))
    axes.grid(color="0.9")
    return picture.svg()


def lineage_picture(lineage: Sequence[Ancestor]) -> str:
    """The two scores from the first ancestor to the winner."""
    picture = Picture(5.2, 2.4)
    axes = picture.axes[0, 0]
    at = range(len(lineage))
    axes.plot(at, [a.objectives[0] for a in lineage], color=ORANGE, marker="s", label="competence")
    axes.plot(at, [a.objectives[1] for a in lineage], color=BLUE, marker="o",
              label="non-ruthlessness")  # fmt: skip
    axes.set_xticks(list(at), [str(a.generation + 1) for a in lineage])
    axes.set(xlabel="generation in which it came", ylim=(-0.03, 1.03), ylabel="selection score")
    axes.legend(frameon=False, fontsize=8)
    axes.grid(color="0.9")
    return picture.svg()


def attack_picture(attack: dict[str, Any]) -> str:
    """What each kind of newcomer earns more than residents, by the share of its kind."""
    thieves = [thief for thief in attack["thieves"] if len(thief["coefficients"]) > 0]
    picture = Picture(5.6, 2.8)
    axes = picture.axes[0, 0]
    looks = zip((RED, ORANGE, PURPLE, BLUE, GREEN, GREY, SKY, BLACK), "XsD^ov*P",
                strict=True)  # fmt: skip
    for thief, (color, marker) in zip(thieves, looks, strict=False):
        told = np.array(thief["coefficients"], np.float64)
        axes.plot(thief["shares"], told[:, 0], color=color, marker=marker, label=thief["thief"])
        axes.fill_between(thief["shares"], told[:, 1], told[:, 2], color=color, alpha=0.12,
                          linewidth=0)  # fmt: skip
    axes.axhline(0, color="0.4", linewidth=0.8)
    axes.set(xlabel="share of newcomers in a society", ylabel="selection coefficient s")
    axes.grid(color="0.9")
    picture.figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    return picture.svg()
