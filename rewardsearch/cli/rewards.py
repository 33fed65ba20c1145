"""``rewardsearch rewards``."""

import argparse
import json
from typing import Any

from inner_rl.rewards.library import LIBRARY, HandWritten
from rewardsearch.console import aligned
from rewardsearch.export.labels import behaviourist_only


def run(args: argparse.Namespace) -> int:
    """List the hand-written rewards."""
    if args.json:
        print(json.dumps({"rewards": [_data(entry) for entry in LIBRARY.values()]}))
        return 0
    for entry in LIBRARY.values():
        rows = [
            ("    for", entry.purpose),
            ("    felt", entry.reward.formula()),
            ("    source", entry.source),
        ]
        print(f"{entry.name}  ({', '.join(_marks(entry))})")
        print("\n".join(aligned(rows)))
        print()
    print("Each name stands wherever a reward file does: rewardsearch evaluate inequity_aversion")
    return 0


def _marks(entry: HandWritten) -> list[str]:
    marks = [entry.reward.language]
    marks += ["oracle"] * entry.reward.uses_oracle()
    marks += ["behaviourist"] * behaviourist_only(entry.reward)
    return marks


def _data(entry: HandWritten) -> dict[str, Any]:
    return {
        "name": entry.name,
        "purpose": entry.purpose,
        "source": entry.source,
        "formula": entry.reward.formula(),
        "uses_oracle": entry.reward.uses_oracle(),
        "behaviourist_only": behaviourist_only(entry.reward),
        "reward": entry.reward.to_data(),
    }
