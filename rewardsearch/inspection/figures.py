"""Pictures of what an inspection measured; each says in words what it shows."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitness.battery import LINKS, Profile
from fitness.statistics.bootstrap import Interval
from inner_rl.drives import PHRASES
from rewardsearch.battery import Examination
from rewardsearch.battery.report import by_name
from rewardsearch.evaluation import Row
from rewardsearch.inspection.curves import MEASURES, Curves
from rewardsearch.inspection.feelings import WATCH, WHAT, Feelings
from rewardsearch.inspection.history import Ancestor
from rewardsearch.inspection.parts import Part
from rewardsearch.inspection.picture import Look, Picture, bar, spoken
from rewardsearch.palette import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY

# The same in every picture.
_MINE, _SOCIOPATH, _KIND = (BLUE, "o"), (RED, "X"), (GREEN, "P")
_SIDES = {"competence": "competence", "non_ruthlessness": "non-ruthlessness"}


def _of(estimate: dict[str, float | None]) -> Interval:
    """An estimate of plain data, in which null stands for nan."""
    ends = (estimate[name] for name in ("value", "low", "high"))
    return Interval(*(np.nan if end is None else end for end in ends))


def scores_picture(rows: Sequence[Row], references: Sequence[Row], mine: str) -> str:
    """Competence and non-ruthlessness of everybody, a line each."""
    everybody: list[tuple[str, Row, Look]] = [(mine, rows[0], _MINE)]
    everybody += [(row.name.replace("_", " "), row, (GREY, "s")) for row in rows[1:]]
    marks = {"sociopath": _SOCIOPATH, "scripted kind": _KIND, "inert": (GREY, "D")}
    everybody += [(row.name, row, marks[row.name]) for row in references]
    picture = Picture(0.7 + 0.25 * len(everybody), columns=2, sharey=True)
    left, right = picture.axes
    for y, (_, row, look) in enumerate(everybody):
        bar(left, y, _of(row.scores["competence"]), look)
        bar(right, y, _of(row.scores["non_ruthlessness"]), look)
        if row.scores["non_ruthlessness"]["value"] is None:
            right.text(0.02, y, f"cannot be judged: {row.scores['verdict']}", va="center",
                       fontsize=8, color=GREY)  # fmt: skip
    picture.lines([name for name, *_ in everybody])
    for axes, label in zip(picture.axes, _SIDES.values(), strict=True):
        axes.set(xlim=(-0.03, 1.05), xlabel=label)
    told = [f"{label} {spoken(rows[0].scores[name]['value'])}" for name, label in _SIDES.items()]
    return picture.svg(
        f"Competence and non-ruthlessness, with intervals, of {mine} ({' and '.join(told)}) and of "
        f"{len(everybody) - 1} others. The table that follows holds the numbers."
    )


def parts_picture(parts: Sequence[Part]) -> str:
    """What changes when an input is felt not at all, half or twice as strongly."""
    names_ = list(dict.fromkeys(part.name for part in parts))
    picture = Picture(0.9 + 0.38 * len(names_), columns=2, sharey=True, sharex=True)
    looks = {0.0: (BLACK, "X"), 0.5: (PURPLE, "s"), 2.0: (SKY, "o")}
    words = {0.0: "without it", 0.5: "half", 2.0: "twice"}
    for axes, (measure, label) in zip(picture.axes, _SIDES.items(), strict=True):
        for part in parts:
            y = names_.index(part.name) + {0.0: -0.25, 0.5: 0.0, 2.0: 0.25}[part.factor]
            told = getattr(part, measure)
            if told is None:
                _not_judged(axes, y, part.verdict.value, looks[part.factor])
            bar(axes, y, told, looks[part.factor])
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.set_xlabel(f"change of {label}")
    picture.lines([PHRASES[name] for name in names_])
    picture.legend({words[factor]: look for factor, look in looks.items()})
    return picture.svg(
        "Change of competence and of non-ruthlessness, with intervals, when agents feel an input "
        f"not at all, half or twice as strongly. {_losses(parts)}"
    )


def _not_judged(axes: Any, y: float, verdict: str, look: Look) -> None:
    """A mark beyond the end of the axis, where it is no value, and the reason."""
    color, marker = look
    beside = axes.get_yaxis_transform()
    axes.plot([1.04], [y], marker=marker, color=color, markersize=5.5, transform=beside,
              clip_on=False)  # fmt: skip
    axes.text(1.08, y, f"cannot be judged: {verdict}", transform=beside, fontsize=7.5, va="center")


def _losses(parts: Sequence[Part]) -> str:
    """What each score changes by without an input, in words."""
    told = [
        f"{PHRASES[part.name]}, competence changes by {_change(part.competence)} and "
        f"non-ruthlessness by {_change(part.non_ruthlessness)}"
        for part in parts
        if part.factor == 0.0
    ]
    return f"Without {'; without '.join(told)}."


def _change(told: Interval | None) -> str:
    return spoken(None if told is None else told.value)


def curves_picture(curves: Sequence[Curves]) -> str:
    """Gain and harm in the course of a life."""
    titles = {"gain": "own gain per step", "harm_unwatched": "harms per chance, unwatched",
              "harm_watched": "harms per chance, watched"}  # fmt: skip
    looks = [(*_MINE, "-"), (*_SOCIOPATH, "--")]
    picture = Picture(2.6, columns=len(MEASURES))
    # Harms are compared across both panels: one scale.
    picture.axes[2].sharey(picture.axes[1])
    for axes, measure in zip(picture.axes, MEASURES, strict=True):
        for one, (color, marker, line) in zip(curves, looks, strict=True):
            curve = one.measures[measure]
            axes.plot(one.ends, curve.value, line, marker=marker, markersize=4, color=color,
                      label=one.name if measure == "gain" else None)  # fmt: skip
            axes.fill_between(one.ends, curve.low, curve.high, color=color, alpha=0.18, linewidth=0)
        axes.set_title(titles[measure], fontsize=9)
        axes.set(xlabel="steps lived", xlim=(0, None))
        axes.grid(axis="y", color="0.9")
    for axes in picture.axes:
        axes.set_ylim(0, None)
    picture.figure.legend(loc="outside upper center", ncols=2, frameon=False)
    told = "; ".join(
        f"{titles[name]}, {one.name}: from {spoken(float(one.measures[name].value[0]))} to "
        f"{spoken(float(one.measures[name].value[-1]))}"
        for name in MEASURES
        for one in curves
    )
    return picture.svg(f"Gain and harm in the course of a life, with intervals. {told}.")


def feelings_picture(feelings: Feelings) -> str:
    """What was felt where harm was done, left undone and impossible, and what each input added."""
    looks = {"unwatched": (BLUE, "o"), "watched": (ORANGE, "s")}
    n = len(feelings.names)
    picture = Picture(1.2 + 0.3 * n, columns=len(WHAT), sharey=True, sharex=True)
    for axes, what in zip(picture.axes, WHAT, strict=True):
        for shift, watch in zip((-0.14, 0.14), WATCH, strict=True):
            for y, name in enumerate(feelings.names):
                bar(axes, y + shift, feelings.mean[watch][what][name], looks[watch])
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.axhline(0.5, color="0.8", linewidth=0.8)
        axes.set_title(what, fontsize=9)
        axes.margins(x=0.1)
    picture.axes[len(WHAT) // 2].set_xlabel("mean felt reward per act")
    picture.lines(["felt in all", *(PHRASES[name] for name in feelings.names[1:])])
    picture.legend(looks)
    picture.small_print(
        "Lines: 95 % intervals; where none is seen, it is shorter than its mark or cannot be told."
    )
    told = "; ".join(
        f"{what}, {watch}: {spoken(feelings.mean[watch][what]['felt'].value)}"
        for what in WHAT
        for watch in WATCH
    )
    return picture.svg(f"Mean felt reward per act, and what each input adds. In all: {told}.")


def profile_picture(examination: Examination) -> str:
    """Every link of the reward beside sociopath and scripted kind."""
    looks = {"this reward": _MINE, "sociopath": _SOCIOPATH, "scripted kind": _KIND}
    shown = by_name(examination)
    blocks = {"selected on": [link.name for link in LINKS if link.selected],
              "held out": [link.name for link in LINKS if not link.selected]}  # fmt: skip
    # A line for each block's title, and one for each of its links.
    lines = [line for title, links in blocks.items() for line in (f"{title}:", *links)]
    picture = Picture(1.0 + 0.26 * len(lines))
    axes = picture.axes[0]
    for name, shift in zip(looks, (-0.2, 0.0, 0.2), strict=True):
        for y, line in enumerate(lines):
            if line in shown[name].links:
                told = shown[name].links[line]
                bar(axes, y + shift, Interval(told.value, told.low, told.high), looks[name])
    picture.lines([line.replace("_", " ") for line in lines])
    for label in axes.get_yticklabels():
        if label.get_text().endswith(":"):
            label.set_fontweight("bold")
    axes.axhspan(-0.6, len(blocks["selected on"]) + 0.5, color="0.95", zorder=0)
    axes.set_xlim(-0.04, 1.04)
    ends = ["0: as ruthless\nas the sociopath", *(f"{x / 5:.1f}" for x in range(1, 5)),
            "1: no harm"]  # fmt: skip
    axes.set_xticks(np.linspace(0, 1, len(ends)), ends)
    picture.legend(looks)
    return picture.svg(_profile_words(shown["this reward"], blocks))


def _profile_words(mine: Profile, blocks: dict[str, list[str]]) -> str:
    told = "; ".join(
        f"{title}: {', '.join(f'{name} {spoken(mine.links[name].value)}' for name in links)}"
        for title, links in blocks.items()
    )
    return (
        "Links of non-ruthlessness, from 0, as ruthless as the sociopath, to 1, no harm, of this "
        f"reward beside the sociopath and the scripted kind agent. This reward, {told}."
    )


def convergence_picture(hypervolumes: NDArray[np.float64]) -> str:
    """Area that the search's front dominates, by generation."""
    picture = Picture(2.4)
    axes = picture.axes[0]
    axes.plot(np.arange(1, len(hypervolumes) + 1), hypervolumes, color=ORANGE, marker=".")
    axes.set(xlabel="generation", ylabel="area dominated\n(selection scores)", ylim=(0, 1),
             xlim=(0.5, None))  # fmt: skip
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(color="0.9")
    return picture.svg(
        f"Area that the front of the search dominates, in {len(hypervolumes)} generations: from "
        f"{spoken(hypervolumes[0])} to {spoken(hypervolumes[-1])}."
    )


def lineage_picture(lineage: Sequence[Ancestor]) -> str:
    """The two scores from the first ancestor to the winner."""
    picture = Picture(2.4)
    axes = picture.axes[0]
    at = [ancestor.generation + 1 for ancestor in lineage]
    for side, ((color, marker), label) in enumerate(
        zip(((BLACK, "s"), (PURPLE, "o")), _SIDES.values(), strict=True)
    ):
        axes.plot(at, [ancestor.objectives[side] for ancestor in lineage], color=color,
                  marker=marker, label=label)  # fmt: skip
    axes.set(xlabel="generation in which it came", ylim=(-0.03, 1.03), ylabel="selection score")
    axes.xaxis.get_major_locator().set_params(integer=True)
    picture.figure.legend(loc="outside upper center", ncols=2, frameon=False)
    axes.grid(color="0.9")
    first, last = lineage[0].objectives, lineage[-1].objectives
    return picture.svg(
        f"Selection scores of {len(lineage)} ancestors, from generation {at[0]} to {at[-1]}: "
        f"competence from {spoken(first[0])} to {spoken(last[0])}, non-ruthlessness from "
        f"{spoken(first[1])} to {spoken(last[1])}."
    )


_NEWCOMERS: tuple[Look, ...] = ((RED, "X"), (PURPLE, "D"), (ORANGE, "s"), (BLACK, "^"),
                                (SKY, "v"), (GREEN, "*"))  # fmt: skip
_CONTROLS: tuple[Look, ...] = ((GREY, "o"), (GREY, "d"))
_N_ERROR_BARS = 5


def attack_picture(attack: dict[str, Any]) -> str:
    """What each kind of newcomer earns more than residents, by the share of its kind."""
    thieves = [thief for thief in attack["thieves"] if len(thief["coefficients"]) > 0]
    controls = [thief for thief in thieves if thief["control"]]
    others = [thief for thief in thieves if thief not in controls]
    picture = Picture(3.4)
    axes = picture.axes[0]
    shown = [*zip(others, cycle(_NEWCOMERS), strict=False),
             *zip(controls, cycle(_CONTROLS), strict=False)]  # fmt: skip
    for i, (thief, look) in enumerate(shown):
        shift = 0.008 * (i - (len(shown) - 1) / 2)
        _newcomer(axes, thief, look, shift, thief in controls)
    axes.axhline(0, color="0.4", linewidth=0.8)
    axes.margins(y=0.16)
    for y, side in ((0.98, "\N{UPWARDS ARROW} newcomers earn more"),
                    (0.02, "\N{DOWNWARDS ARROW} residents earn more")):  # fmt: skip
        axes.text(0.01, y, side, transform=axes.transAxes, va="top" if y > 0.5 else "bottom",
                  fontsize=9, fontweight="bold", color=GREY)  # fmt: skip
    axes.set(xlabel="share of newcomers in a society", ylabel="selection coefficient s")
    axes.grid(color="0.9")
    picture.figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    told = "; ".join(f"{thief['thief']} {spoken(thief['at_rarity']['value'])}" for thief in thieves)
    return picture.svg(
        "What newcomers earn more than residents (selection coefficient, above 0 newcomers earn "
        f"more) by their share, with intervals. When rare: {told}."
    )


def _newcomer(axes: Any, thief: dict[str, Any], look: Look, shift: float, control: bool) -> None:
    """A line, and marks with intervals at a few shares, shifted so that none hides another."""
    color, marker = look
    width, label = (0.8, f"{thief['thief']} (control)") if control else (1.6, thief["thief"])
    shares, told = np.array(thief["shares"]) + shift, np.array(thief["coefficients"], np.float64)
    axes.plot(shares, told[:, 0], color=color, linewidth=width, alpha=0.6)
    at = np.linspace(0, len(shares) - 1, min(_N_ERROR_BARS, len(shares))).round().astype(int)
    value, low, high = told[at].T
    axes.errorbar(shares[at], value, [value - low, high - value], color=color, marker=marker,
                  linestyle="none", linewidth=width, markersize=3 + 2 * width, capsize=2,
                  label=label)  # fmt: skip
