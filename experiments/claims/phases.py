"""Where do instincts hold?  Invasions over transparency, assortment, oversight and capability.

    python experiments/claims/phases.py      # about five minutes on two cores

Three phase diagrams on seeds that nothing was chosen on, 24 societies a cell; the verdict of every
cell is that of ``rewardsearch attack``:

* *innocent*: donation game (b 3, c 1), one round a match, nobody watching, eight in a society.
  Residents enjoy mutual cooperation and dislike to be exploited as well as to exploit; they have
  grown up among themselves.  A newborn thief, over transparency (how often partners read its type)
  and assortment (how often it meets its like), beside the closed form of ``rewardsearch sweep``.
* *warned*: the same, but residents have grown up with two scripted sociopaths.
* *capability*: world ``coins``, residents of the quickstart's best reward, a thief that plans, over
  the share of steps that are watched and the steps that it looks ahead.

What has been lived is kept in ``runs/claims``; a second call lives what is missing.
"""

import json
import sys
from pathlib import Path
from typing import Any

from rewardsearch.attack import Axis, Sweep, sweep, threshold
from rewardsearch.console import Progress
from rewardsearch.json_data import read_reward
from rewardsearch.settings import load_settings, settings_from_data

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "runs" / "claims"
STEALING = HERE.parent / "strategy_stealing"
BEST = HERE.parent / "quickstart_result" / "hall_of_fame.json"
SEED, SOCIETIES = 83, 24
TRANSPARENCY = Axis("transparency", (0.0, 0.25, 0.5, 0.75, 1.0))
ASSORTMENT = Axis("assortment", (0.0, 0.1, 0.2, 0.35, 0.5))
OVERSIGHT = Axis("oversight", (0.0, 0.25, 0.5, 0.75))
DEPTH = Axis("depth", (0.0, 1.0, 2.0))


def phase(name: str) -> dict[str, Any]:
    """One diagram as plain data."""
    if name == "capability":
        resident, found_under = read_reward(BEST, 1)
        settings = settings_from_data(found_under, str(BEST))
        axes, thief, met = (OVERSIGHT, DEPTH), "planner", 0
    else:
        resident, _ = read_reward(STEALING / "reciprocal_cooperator.json", None)
        settings = load_settings(STEALING / "donation.yaml")
        axes, thief, met = (TRANSPARENCY, ASSORTMENT), "scratch", 2 * (name == "warned")
    progress = Progress(len(axes[0].values) * len(axes[1].values))

    def done(n: int) -> None:
        progress.advance(n)
        print(f"{name}: {progress}", file=sys.stderr, flush=True)

    swept = sweep(settings, resident, thief, axes, SOCIETIES, met=met, seed=SEED, progress=done)
    border = threshold(settings, axes)
    return {
        "world": settings.world.name, "thief": thief, "resident": resident.formula(),
        "x": [axes[0].name, *axes[0].values], "y": [axes[1].name, *axes[1].values],
        "cells": _cells(swept),
        "border": None if border is None else border[::20].round(4).tolist(),
    }  # fmt: skip


def _cells(swept: Sweep) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "coefficient": round(cell.at_rarity.value, 4),
                "low": round(cell.at_rarity.low, 4),
                "high": round(cell.at_rarity.high, 4),
                "verdict": cell.outcome.value,
            }
            for cell in line
        ]
        for line in swept.cells
    ]


def main() -> None:
    """Live what is missing and write phases.json."""
    KEPT.mkdir(parents=True, exist_ok=True)
    phases = {}
    for name in ("innocent", "warned", "capability"):
        kept = KEPT / f"phase-{name}-{SEED}-{SOCIETIES}.json"
        if not kept.exists():
            kept.write_text(json.dumps(phase(name)))
        phases[name] = json.loads(kept.read_text())
    told = {"seed": SEED, "societies": SOCIETIES, **phases}
    (HERE / "phases.json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
