"""``rewardsearch compare``."""

import argparse
import json

from inner_rl import InvalidInput
from rewardsearch.comparing import as_data, as_text, compare
from rewardsearch.console import say
from rewardsearch.runs import load_run


def run(args: argparse.Namespace) -> int:
    """Compare runs."""
    runs = [load_run(run, args.run_dir) for run in args.runs]
    compared = compare(runs, args.anyway)
    for line in compared.incomparable:
        say(f"warning: scores are not comparable: {line}")
    if args.figure is not None:
        # Imported only where it is used: Matplotlib takes seconds to load.
        from rewardsearch.comparing.figure import fronts_and_convergence

        try:
            fronts_and_convergence(args.figure, runs, compared)
        except (OSError, ValueError) as error:
            raise InvalidInput(
                f"cannot draw {args.figure} ({error}); choose another with --figure"
            ) from None
        say(f"picture: {args.figure}")
    print(json.dumps(as_data(compared)) if args.json else as_text(compared))
    return 0
