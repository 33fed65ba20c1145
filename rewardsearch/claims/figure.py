"""The picture of a claim: every effect beside its bound, and the curves behind them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from rewardsearch.claims.evidence import Curve, Effect, Findings, Outcome, Verdict
from rewardsearch.claims.protocol import Protocol
from rewardsearch.figures import saved
from rewardsearch.palette import GREEN, GREY, LINES, RED

# A mark each: legible without colour.
MARKS = {
    Verdict.SUPPORTED: (GREEN, "o"),
    Verdict.REFUTED: (RED, "X"),
    Verdict.INCONCLUSIVE: (GREY, "D"),
    Verdict.DEGENERATE: ("#BBBBBB", "|"),
}
_LINE_MARKS = "osD^vPX"
_LONGEST = 46
_CURVES_HEIGHT = 11.0
_WIDE = 100.0

_Part: TypeAlias = Sequence[Effect] | Sequence[Curve]
"""Of the picture: a panel."""


def draw(path: Path, protocol: Protocol, findings: Findings, outcome: Outcome) -> list[Path]:
    """Write the picture as .png and .svg: what makes the verdict, and beside it all else."""
    # Matplotlib takes seconds to load.
    from matplotlib.figure import Figure

    primary, others = _parts(protocol, findings)
    columns = [column for column in (primary, others) if column]
    height = max(sum(_height(part) for part in column) for column in columns)
    figure = Figure(figsize=(6.2 * len(columns), 0.24 * height + 0.6), layout="constrained")
    places = figure.subfigures(1, len(columns), squeeze=False)[0]
    for place, column in zip(places, columns, strict=True):
        heights = [_height(part) for part in column]
        panels = place.subplots(len(column), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, part in zip(panels, column, strict=True):
            if isinstance(part[0], Curve):
                _curves(axes, part)
            else:
                _effects(axes, part, protocol)
    title = f"{protocol.id} {protocol.title}: {outcome.verdict.value}"
    figure.suptitle(title, fontsize=11, fontweight="bold")
    return saved(figure, path, dpi=130)


def _parts(protocol: Protocol, findings: Findings) -> tuple[list[_Part], list[_Part]]:
    """The panels: effects of each primary prediction; then curves, and the other effects."""
    primary: list[_Part] = []
    others: list[_Part] = []
    for prediction in protocol.predictions:
        effects = [e for e in findings.effects if e.prediction == prediction.id]
        if effects:
            (primary if prediction.role == "primary" else others).append(effects)
    panels = dict.fromkeys(curve.panel for curve in findings.curves)
    curves: list[_Part] = [[c for c in findings.curves if c.panel == panel] for panel in panels]
    return primary, curves + others


def _height(part: _Part) -> float:
    return _CURVES_HEIGHT if isinstance(part[0], Curve) else len(part) + 2.2


def _effects(axes: Any, effects: Sequence[Any], protocol: Protocol) -> None:
    """A line for each scope, and the bound."""
    prediction = protocol.prediction(effects[0].prediction)
    bounds = {
        prediction.bound,
        -prediction.bound if prediction.rule == "within" else prediction.bound,
    }
    for bound in bounds:
        axes.axvline(bound, color="0.35", lw=0.9, ls="--")
    for y, effect in enumerate(reversed(effects)):
        verdict = effect.verdict(prediction)
        color, mark = MARKS[verdict]
        if np.isfinite(effect.value):
            axes.plot([effect.low, effect.high], [y, y], color=color, lw=1.6)
            axes.plot([effect.value], [y], color=color, marker=mark, ms=5.5, ls="none")
    labels = [_short(effect) for effect in reversed(effects)]
    axes.set_yticks(range(len(effects)), labels, fontsize=7)
    axes.set_ylim(-0.6, len(effects) - 0.4)
    role = "" if prediction.role == "primary" else f" ({prediction.role})"
    axes.set_title(
        f"{prediction.id}{role}: {prediction.rule} {prediction.bound:g}", fontsize=8, loc="left"
    )
    axes.tick_params(axis="x", labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)


def _short(effect: Effect) -> str:
    text = f"{effect.scope} (n/a)" if effect.degenerate else effect.scope
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _curves(axes: Any, curves: Sequence[Any]) -> None:
    """Lines with bands; 'x -> y' names the axes."""
    for i, curve in enumerate(curves):
        color, mark = LINES[i % len(LINES)], _LINE_MARKS[i % len(_LINE_MARKS)]
        axes.plot(curve.x, curve.value, color=color, marker=mark, ms=4, lw=1.4, label=curve.name)
        axes.fill_between(curve.x, curve.low, curve.high, color=color, alpha=0.15, lw=0)
    _spread(axes, [x for curve in curves for x in curve.x])
    x, _, y = curves[0].panel.partition(" -> ")
    axes.set_xlabel(x, fontsize=8)
    axes.set_ylabel(y, fontsize=8)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=7, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _spread(axes: Any, x: Sequence[float]) -> None:
    """A logarithmic axis, where on a linear one all but the last points would lie together."""
    small = min((value for value in x if value > 0), default=0.0)
    if small and min(x) >= 0 and max(x) >= _WIDE * small:
        axes.set_xscale("symlog", linthresh=small)
