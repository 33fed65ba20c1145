"""``rewardsearch worlds``."""

import argparse
import inspect
import json
from dataclasses import asdict
from typing import Any, cast

from kernels.worlds import RULES, WORLDS, World
from rewardsearch.console import aligned


def run(args: argparse.Namespace) -> int:
    """Explain every world."""
    if args.json:
        print(json.dumps({"worlds": [_data(world()) for world in WORLDS.values()]}))
        return 0
    for name, world in WORLDS.items():
        print(f"{name}\n")
        print(inspect.getdoc(world))
        print(f"\n{inspect.getdoc(RULES[name])}\n\nSettings and defaults")
        rows = [(f"    world.{key}", str(value)) for key, value in _defaults(world()).items()]
        print("\n".join(aligned(rows)))
    print("\nTry: rewardsearch search experiments/quickstart.yaml world.theft_cost=4 --dry-run")
    return 0


def _defaults(world: World) -> dict[str, Any]:
    return asdict(cast(Any, world))


def _data(world: World) -> dict[str, Any]:
    return {
        "name": world.name,
        "description": inspect.getdoc(type(world)),
        "rules": inspect.getdoc(RULES[world.name]),
        "defaults": _defaults(world),
        "n_actions": world.n_actions,
        "n_features": world.sizes().n_features,
    }
