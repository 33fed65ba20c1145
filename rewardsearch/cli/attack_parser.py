"""Parser of ``rewardsearch attack``; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import (
    Commands,
    elsewhere,
    fresh_lives,
    overrides,
    positive,
    rank,
    seed,
    share,
    simulating,
)
from rewardsearch.cli.reward_parsers import REWARD, REWARD_HELP


def add_attack(commands: Commands) -> None:
    """Strategy-stealing."""
    parser = commands.add_parser(
        "attack",
        help="let ruthless thieves into a society: does strategy-stealing defeat the reward?",
        description="Raise societies under a reward, let ruthless newcomers in (born among them, "
        "cloned from them, imitating them, planning ahead), and compare what both earn, for every "
        "number of thieves: selection coefficient, chance to take over, basin, and a verdict: "
        "defeated, neutral (shown by an equivalence test), holds, or inconclusive.",
        epilog="examples:\n"
        "  rewardsearch attack experiments/rewards/distress_1.json\n"
        "  rewardsearch attack runs/NAME/hall_of_fame.json --figure attack.png\n"
        "  rewardsearch attack runs/NAME/hall_of_fame.json --thief clone --thief searched\n"
        "  rewardsearch attack inequity_aversion --thief clone --assortment 0.5\n"
        "  rewardsearch attack conditional_cooperator --world matrix world.readable=1 "
        "--mimicry 0.5\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, metavar=REWARD, help=REWARD_HELP)
    overrides(parser)
    rank(parser)
    elsewhere(parser)
    parser.add_argument(
        "--thief", action="append", metavar="NAME",
        help="only this kind, may be given again: scratch, clone, imitator, planner, mimic; and "
        "searched, which is not in the standard attack: the felt reward with which a newborn earns "
        "most, found by a search (a minute more, for coins on two cores)",
    )  # fmt: skip
    parser.add_argument(
        "--search-budget", type=positive, default=480, metavar="N",
        help="felt rewards that are tried for the thief searched (default: 480)",
    )  # fmt: skip
    parser.add_argument(
        "--mimicry", type=share, default=0.5, metavar="M",
        help="where types are read: probability that a mimic passes for a resident (default: 0.5)",
    )  # fmt: skip
    parser.add_argument(
        "--assortment", type=share, default=0.0, metavar="R",
        help="index of relatedness of groups; 0 is random matching (default: 0)",
    )  # fmt: skip
    fresh_lives(parser, 32, "societies")
    _met(parser)
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw invasion curves")
    simulating(parser)


def add_sweep(commands: Commands) -> None:
    """Phase diagrams."""
    parser = commands.add_parser(
        "sweep",
        help="where does a reward hold? an invasion for every cell of two axes",
        description="Invade the residents of a reward under every combination of two conditions "
        "and say for each whether they hold. Axes: transparency, mimicry, partner-choice, rounds "
        "(world matrix), assortment, oversight, fine, detection, lifetime, and the thief's "
        "capability: depth, features (rewardsearch sweep --explain).",
        epilog="examples:\n"
        "  rewardsearch sweep distress_averse --x oversight=0,0.25,0.5,0.75,1 --y fine=0,1,3,9\n"
        "  rewardsearch sweep conditional_cooperator --world matrix --thief mimic \\\n"
        "      --x transparency=0.1,0.4,0.7,1 --y mimicry=0,0.25,0.5,0.75,1 --figure phase.png\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, nargs="?", metavar=REWARD, help=REWARD_HELP)
    overrides(parser)
    rank(parser)
    elsewhere(parser)
    parser.add_argument("--x", metavar="AXIS=v1,v2,...", help="horizontal axis, ascending values")
    parser.add_argument("--y", metavar="AXIS=v1,v2,...", help="vertical axis, ascending values")
    parser.add_argument("--explain", action="store_true", help="say what every axis is, and end")
    parser.add_argument(
        "--thief", default="clone", metavar="NAME",
        help="kind of thief: scratch, clone, imitator, planner, mimic (default: clone)",
    )  # fmt: skip
    fresh_lives(parser, 24, "societies in a cell")
    _met(parser)
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw the phase diagram")
    simulating(parser)


def _met(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--met", type=seed, default=0, metavar="N",
        help="scripted sociopaths that residents grow up with, so that they can learn whom to shun "
        "(default: 0)",
    )  # fmt: skip
