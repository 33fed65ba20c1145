"""``rewardsearch engines``."""

import argparse
import json

from rewardsearch.console import aligned
from rewardsearch.search.engines import ENGINES


def run(args: argparse.Namespace) -> int:
    """Say which engines there are."""
    if args.json:
        engines = [
            {"name": name, "about": entry.about, "source": entry.source}
            for name, entry in ENGINES.items()
        ]
        print(json.dumps({"engines": engines}))
        return 0
    rows = [
        row for name, entry in ENGINES.items() for row in ((name, entry.about), ("", entry.source))
    ]
    print("\n".join(aligned(rows)))
    print("\nTry: rewardsearch search experiments/quickstart.yaml search.engine=map_elites")
    return 0
