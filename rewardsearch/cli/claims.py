"""``rewardsearch claims``."""

import argparse
import json
from pathlib import Path

import rewardsearch
from rewardsearch.claims import read_protocols, run_claims
from rewardsearch.claims.report import listed, table
from rewardsearch.cli.arguments import hardware
from rewardsearch.console import say

_PROTOCOLS = Path(rewardsearch.__file__).parents[1] / "experiments" / "claims"


def run(args: argparse.Namespace) -> int:
    """Test claims, or list them."""
    protocols = read_protocols(args.claims or _PROTOCOLS, args.names)
    if args.list:
        if args.json:
            told = [{**p.model_dump(mode="json"), "digest": p.digest()} for p in protocols]
            print(json.dumps({"claims": told}))
        else:
            print(listed(protocols))
        return 0
    out = args.out or Path("runs") / "claims" / f"{args.budget}-{args.seed}"
    results = run_claims(protocols, args.budget, args.seed, out, hardware(args))
    data = [result.to_data() for result in results]
    if args.json:
        print(json.dumps({"claims": data}))
    else:
        print(table(data))
        say(f"effects with intervals, and pictures, are in {out}")
    return 0
