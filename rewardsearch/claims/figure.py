"""The picture of a claim: every effect beside its bound, and the curves behind them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rewardsearch.claims.evidence import Curve, Effect, Findings, Outcome, Verdict
from rewardsearch.claims.protocol import Protocol
from rewardsearch.figures import saved

# Okabe & Ito (2008), and a mark each: legible without colour.
MARKS = {
    Verdict.SUPPORTED: ("#009E73", "o"),
    Verdict.REFUTED: ("#D55E00", "X"),
    Verdict.INCONCLUSIVE: ("#777777", "D"),
    Verdict.DEGENERATE: ("#BBBBBB", "|"),
}
_LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_LINE_MARKS = "osD^vPX"
_LONGEST = 46


def draw(path: Path, protocol: Protocol, findings: Findings, outcome: Outcome) -> list[Path]:
    """Write the picture as .png and .svg."""
    # Matplotlib takes seconds to load.
    from matplotlib.figure import Figure

    told = [p for p in protocol.predictions if any(e.prediction == p.id for e in findings.effects)]
    panels = list(dict.fromkeys(curve.panel for curve in findings.curves))
    heights = [1.0 + _n_of(findings, p.id) for p in told]
    figure = Figure(
        figsize=(7.2 + 4.6 * bool(panels), max(3.2, 0.62 * len(told) + 0.27 * sum(heights) + 0.9)),
        layout="constrained",
    )
    left, *right = figure.subfigures(1, 1 + bool(panels), squeeze=False)[0]
    for axes, prediction in zip(
        left.subplots(len(told), 1, squeeze=False, height_ratios=heights)[:, 0], told, strict=True
    ):
        effects = [e for e in findings.effects if e.prediction == prediction.id]
        _effects(axes, effects, protocol, prediction.id)
    for sub in right:
        for axes, panel in zip(
            sub.subplots(len(panels), 1, squeeze=False)[:, 0], panels, strict=True
        ):
            _curves(axes, panel, [c for c in findings.curves if c.panel == panel])
    figure.suptitle(
        f"{protocol.id} {protocol.title}: {outcome.verdict.value}", fontsize=11, fontweight="bold"
    )
    return saved(figure, path, dpi=130)


def _n_of(findings: Findings, prediction: str) -> int:
    return sum(effect.prediction == prediction for effect in findings.effects)


def _effects(axes: Any, effects: Sequence[Effect], protocol: Protocol, name: str) -> None:
    """A line for each scope, and the bound."""
    prediction = protocol.prediction(name)
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


def _curves(axes: Any, panel: str, curves: Sequence[Curve]) -> None:
    """Lines with bands; 'x -> y' names the axes."""
    for i, curve in enumerate(curves):
        color, mark = _LINES[i % len(_LINES)], _LINE_MARKS[i % len(_LINE_MARKS)]
        axes.plot(curve.x, curve.value, color=color, marker=mark, ms=4, lw=1.4, label=curve.name)
        axes.fill_between(curve.x, curve.low, curve.high, color=color, alpha=0.15, lw=0)
    x, _, y = panel.partition(" -> ")
    axes.set_xlabel(x, fontsize=8)
    axes.set_ylabel(y, fontsize=8)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=7, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
