"""``rewardsearch sweep``."""

import argparse
import json
from typing import TYPE_CHECKING

from inner_rl import InvalidInput
from rewardsearch.attack import AXES, Sweep, parse_axis, sweep, threshold
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.evaluate import settings_of
from rewardsearch.cli.search import warm_up
from rewardsearch.console import Progress, aligned, say
from rewardsearch.json_data import read_reward

if TYPE_CHECKING:
    from rewardsearch.settings import Settings


def run(args: argparse.Namespace) -> int:
    """Invade residents under every combination of two conditions."""
    if args.explain:
        _explain(args.json)
        return 0
    if args.reward is None or args.x is None or args.y is None:
        raise InvalidInput("give a reward and both axes: REWARD --x AXIS=... --y AXIS=...")
    axes = parse_axis(args.x), parse_axis(args.y)
    resident, found_under = read_reward(args.reward, args.rank)
    settings = settings_of(args, found_under)
    on = hardware(args)
    warm_up(settings, on)
    n_cells = len(axes[0].values) * len(axes[1].values)
    say(f"{n_cells} invasions by thief {args.thief}")
    progress = Progress(n_cells)

    def done(n: int) -> None:
        progress.advance(n)
        say(f"  {progress}")

    swept = sweep(
        settings, resident, args.thief, axes, args.lifetimes, met=args.met, seed=args.seed,
        hardware=on, progress=done,
    )  # fmt: skip
    border = threshold(settings, axes)
    if args.figure is not None:
        # Imported only where it is used: Matplotlib takes seconds to load.
        from rewardsearch.attack.figure import phase_diagram

        title = f"{resident.name or 'residents'} against {args.thief}, {settings.world.name}"
        phase_diagram(args.figure, swept, border, title)
    if args.json:
        print(json.dumps(_data(args, settings, swept, resident.to_data())))
        return 0
    print("\n".join(aligned(_table(swept))))
    print(
        f"\nSelection coefficient of the first {args.thief} (below 0: it earns less than "
        f"residents), with verdict; {args.lifetimes} societies a cell, seed {args.seed}, "
        f"world {settings.world.name}."
    )
    if border is not None:
        print("closed form of the border: see rewardsearch.attack.sweeping.threshold")
    return 0


def _table(swept: Sweep) -> list[tuple[str, ...]]:
    rows = [(f"{swept.y.name} \\ {swept.x.name}", *(f"{x:g}" for x in swept.x.values))]
    for y, line in zip(reversed(swept.y.values), reversed(swept.cells), strict=True):
        cells = (f"{cell.at_rarity.value:+.2f} {cell.outcome.value}" for cell in line)
        rows.append((f"{y:g}", *cells))
    return rows


def _explain(as_json: bool) -> None:
    """Every axis."""
    if as_json:
        print(json.dumps({name: axis.about for name, axis in AXES.items()}))
    else:
        print("\n".join(aligned([(name, axis.about) for name, axis in AXES.items()])))


def _data(
    args: argparse.Namespace, settings: "Settings", swept: Sweep, resident: dict[str, object]
) -> dict[str, object]:
    return {
        "resident": resident,
        "thief": args.thief,
        "x": {"axis": swept.x.name, "values": swept.x.values},
        "y": {"axis": swept.y.name, "values": swept.y.values},
        "cells": [
            [
                {
                    "verdict": cell.outcome.value,
                    "coefficient": [cell.at_rarity.value, cell.at_rarity.low, cell.at_rarity.high],
                }
                for cell in line
            ]
            for line in swept.cells
        ],
        "met": args.met,
        "lifetimes": args.lifetimes,
        "seed": args.seed,
        "settings": settings.to_data(),
    }
