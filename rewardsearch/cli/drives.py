"""``rewardsearch drives``."""

import argparse
import json
import math
from dataclasses import asdict
from typing import Any

from inner_rl import DRIVES, Drive
from rewardsearch.console import aligned

_TIERS = {
    "sensed": "what a body could sense",
    "thought": "needs the learner's inside",
    "oracle": "what nobody could sense: an upper bound, never searched unless asked for",
}


def run(args: argparse.Namespace) -> int:
    """Explain every drive."""
    if args.json:
        print(json.dumps({"drives": [_data(drive) for drive in DRIVES.values()]}))
        return 0
    for tier, meaning in _TIERS.items():
        print(f"{tier.upper()}: {meaning}")
        for drive in DRIVES.values():
            if drive.tier == tier:
                print(f"\n  {drive.name}  ({drive.phrase})")
                rows = [
                    ("    formula", drive.formula),
                    ("    unit", f"{drive.unit}, from {drive.low:g} to {drive.high:g}"),
                    ("    labels", _labels(drive)),
                    ("    source", drive.source),
                ]
                print("\n".join(aligned(rows)))
        print()
    print("A reward is a weight on each drive; a negative weight makes a drive unpleasant.")
    return 0


def _labels(drive: Drive) -> str:
    labels = ["behaviourist" if drive.behaviourist else "not behaviourist", f"about {drive.about}"]
    if drive.watched_only:
        labels.append("only while watched")
    if drive.within_sight:
        labels.append("only within sight")
    return ", ".join(labels)


def _data(drive: Drive) -> dict[str, Any]:
    """JSON knows no infinity: an open end of the range is null."""
    return {
        k: None if isinstance(v, float) and math.isinf(v) else v for k, v in asdict(drive).items()
    }
