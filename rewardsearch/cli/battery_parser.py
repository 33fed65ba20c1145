"""Parser of ``rewardsearch battery``; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import (
    Commands,
    elsewhere,
    fresh_lives,
    overrides,
    positive,
    rank,
    simulating,
)
from rewardsearch.cli.reward_parsers import REWARD, REWARD_HELP


def add_battery(commands: Commands) -> None:
    """What grown agents do when what holds them back is taken away."""
    parser = commands.add_parser(
        "battery",
        help="put grown agents through trials that no search sees: is it kindness?",
        description="Raise agents under a reward and put the grown-ups through trials: the "
        "watcher goes for good, nothing is noticed any more, power is granted, life ends, another "
        "life of learning passes, others are kind or cruel. Twelve links are scored from 0 (as "
        "ruthless as the sociopath) to 1, the weakest counts, and all but two of them are held "
        "out: selection never sees them.",
        epilog="examples:\n"
        "  rewardsearch battery experiments/rewards/distress_1.json\n"
        "  rewardsearch battery runs/NAME/hall_of_fame.json --rank 2 --figure profile.png\n"
        "  rewardsearch battery inequity_aversion --world commons\n"
        "  rewardsearch battery --planted      # negative controls: where must they land?\n"
        "  rewardsearch battery --explain      # every measure with formula and source\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, nargs="?", metavar=REWARD, help=REWARD_HELP)
    overrides(parser)
    rank(parser)
    parser.add_argument(
        "--planted", action="store_true", help="examine the planted agents instead of a reward"
    )
    parser.add_argument(
        "--explain", action="store_true", help="say how every measure is computed, and end"
    )
    elsewhere(parser)
    parser.add_argument(
        "--held-out-worlds", metavar="NAMES",
        help="further worlds, with commas between them, in which a reward is examined in short, or "
        "none (default: two that the search which found it did not use)",
    )  # fmt: skip
    fresh_lives(parser, 32, "societies")
    parser.add_argument(
        "--trial-steps", type=positive, default=2000, metavar="N",
        help="length of a trial (default: 2000)",
    )  # fmt: skip
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw the profile")
    simulating(parser)
