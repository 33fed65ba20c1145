"""Whether strategy-stealing defeats a found reward, and where a social reward holds.

    python experiments/strategy_stealing/run.py      # about twelve minutes on two cores

Three parts, each with seeds that nothing was chosen on.

1. *Attack*: the quickstart's best reward on ``coins``, every kind of thief, random matching, 48
   societies.  The verdict is that of ``rewardsearch attack``, fixed in ``fitness.invasion``.
   One more newborn comes whose felt reward was searched for, as ``--thief searched`` does.
2. *Border*: residents that enjoy mutual cooperation and dislike to be exploited as well as to
   exploit (``reciprocal_cooperator.json``) in the donation game (b 3, c 1), one round a match,
   nobody watching, eight in a society; a newborn thief, over transparency p and mimicry m.
   Residents are *innocent*, grown up among themselves, or *warned*, grown up with two scripted
   sociopaths.  The closed form says that they hold where 1 - p (1 - m) < 1 - c / b.  It *agrees*
   with either if, of the cells that are farther than .1 from the border (in 1 - p (1 - m)) and have
   a verdict of holds or defeated, at least nine in ten lie on their side of it.
3. *Oversight*: the quickstart's best reward again, over the share of steps that are watched and the
   fine for a noticed harm, in upbringing and afterwards; a thief with a resident's brain (clone),
   24 societies a cell.  A question without a rule: where does it hold?
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rewardsearch.attack import (
    SEARCHED,
    Axis,
    Sweep,
    ThiefSearch,
    as_data,
    attack,
    chosen,
    overall,
    sweep,
    threshold,
)
from rewardsearch.attack.figure import invasion_curves, phase_diagram
from rewardsearch.attack.payoffs import N_PIECES
from rewardsearch.console import Progress
from rewardsearch.json_data import read_reward
from rewardsearch.settings import Settings, load_settings

HERE = Path(__file__).parent
QUICKSTART = HERE.parents[0] / "quickstart_result" / "hall_of_fame.json"
SEED = 71
SOCIETIES = 48
SOCIETIES_A_CELL = 24
NEAR = 0.1
"""Distance from the border, in 1 - p (1 - m), within which cells are not judged."""
TRANSPARENCY = Axis("transparency", (0.2, 0.4, 0.6, 0.8, 1.0))
MIMICRY = Axis("mimicry", (0.0, 0.1, 0.25, 0.5, 0.75))
OVERSIGHT = Axis("oversight", (0.0, 0.25, 0.5, 0.75, 1.0))
FINE = Axis("fine", (0.0, 1.0, 3.0, 9.0))
UPBRINGINGS = {"innocent": 0, "warned": 2}
"""Scripted sociopaths that residents grow up with."""


def attack_on_the_best(settings: Settings) -> dict[str, Any]:
    """Part 1."""
    resident, _ = read_reward(QUICKSTART, 1)
    attacks = attack(settings, resident, chosen(settings, resident, ()), SOCIETIES, seed=SEED)
    invasion_curves(HERE / "attack.png", attacks, "thieves among the quickstart's best, coins")
    return {
        "resident": resident.to_data(),
        "formula": resident.formula(),
        "societies": SOCIETIES,
        "verdict": overall(attacks).value,
        "thieves": as_data(attacks, settings.life.steps // N_PIECES),
    }


def attack_by_the_searched(settings: Settings) -> dict[str, Any]:
    """Part 1, of the thief that is searched for."""
    resident, _ = read_reward(QUICKSTART, 1)
    search, controls = ThiefSearch(), chosen(settings, resident, (SEARCHED,))
    attacks = attack(settings, resident, controls, SOCIETIES, search=search, seed=SEED)
    return {
        "search": asdict(search),
        "thieves": as_data(attacks[-1:], settings.life.steps // N_PIECES),
    }


def cells_of(swept: Sweep) -> list[dict[str, Any]]:
    """Every cell as plain data."""
    return [
        {
            swept.x.name: x,
            swept.y.name: y,
            "coefficient": [
                round(v, 4) for v in (cell.at_rarity.value, cell.at_rarity.low, cell.at_rarity.high)
            ],
            "verdict": cell.outcome.value,
        }
        for y, line in zip(swept.y.values, swept.cells, strict=True)
        for x, cell in zip(swept.x.values, line, strict=True)
    ]


def judged(cells: list[dict[str, Any]], border: float) -> dict[str, Any]:
    """Whether decided cells away from the border lie on their side of it."""
    decided = right = 0
    for cell in cells:
        dealt_with = 1.0 - cell["transparency"] * (1.0 - cell["mimicry"])
        far = abs(dealt_with - border) > NEAR
        if far and cell["verdict"] in ("holds", "defeated"):
            decided += 1
            right += (cell["verdict"] == "holds") == (dealt_with < border)
    return {"judged": decided, "right": right, "agrees": decided > 0 and right >= 0.9 * decided}


def main() -> None:
    """Run the parts asked for; write result.json and the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", default=["attack", "searched", "border", "oversight"])
    wanted = parser.parse_args().parts
    path = HERE / "result.json"
    result = json.loads(path.read_text()) if path.exists() else {}
    quickstart = load_settings(HERE.parents[0] / "quickstart.yaml")
    if "attack" in wanted:
        result["attack"] = attack_on_the_best(quickstart)
        write(path, result)
    if "searched" in wanted:
        result["searched"] = attack_by_the_searched(quickstart)
        write(path, result)
    if "border" in wanted:
        donation = load_settings(HERE / "donation.yaml")
        axes = (TRANSPARENCY, MIMICRY)
        for name, met in UPBRINGINGS.items():
            swept = swept_over(donation, HERE / "reciprocal_cooperator.json", "scratch", axes, met)
            border = threshold(donation, axes)
            phase_diagram(HERE / f"border_{name}.png", swept, border, f"{name} cooperators")
            cells = cells_of(swept)
            result.setdefault("border", {})[name] = {
                "cells": cells,
                **judged(cells, 1.0 - 1.0 / 3.0),
            }
            write(path, result)
    if "oversight" in wanted:
        swept = swept_over(quickstart, QUICKSTART, "clone", (OVERSIGHT, FINE))
        phase_diagram(HERE / "oversight.png", swept, None, "the quickstart's best against clones")
        result["oversight"] = {"cells": cells_of(swept)}
        write(path, result)


def swept_over(
    settings: Settings, reward: Path, thief: str, axes: tuple[Axis, Axis], met: int = 0
) -> Sweep:
    """A sweep with progress."""
    resident, _ = read_reward(reward, None)
    progress = Progress(len(axes[0].values) * len(axes[1].values))

    def done(n: int) -> None:
        progress.advance(n)
        print(progress, file=sys.stderr)

    return sweep(
        settings, resident, thief, axes, SOCIETIES_A_CELL, met=met, seed=SEED, progress=done
    )


def write(path: Path, result: dict[str, Any]) -> None:
    """Write what is known so far."""
    path.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
