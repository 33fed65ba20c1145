"""``rewardsearch worlds``."""

import argparse
import inspect
import json
from dataclasses import asdict
from typing import Any

from inner_rl import WORLDS, World
from kernels.worlds import coins
from rewardsearch.console import aligned

_RULES = {"coins": inspect.getdoc(coins) or ""}


def run(args: argparse.Namespace) -> int:
    """Explain every world."""
    if args.json:
        print(json.dumps({"worlds": [_data(world()) for world in WORLDS.values()]}))
        return 0
    for name, world in WORLDS.items():
        print(f"{name}\n")
        print(inspect.getdoc(world))
        print(f"\n{_RULES[name]}\n\nSettings and defaults")
        rows = [(f"    world.{key}", str(value)) for key, value in asdict(world()).items()]
        print("\n".join(aligned(rows)))
    print("\nTry: rewardsearch search experiments/quickstart.yaml world.theft_cost=4 --dry-run")
    return 0


def _data(world: World) -> dict[str, Any]:
    return {
        "name": world.name,
        "description": inspect.getdoc(type(world)),
        "rules": _RULES[world.name],
        "defaults": asdict(world),
        "n_actions": world.n_actions,
        "n_features": world.sizes().n_features,
    }
