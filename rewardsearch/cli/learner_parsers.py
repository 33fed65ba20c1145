"""Parsers of the commands about learners; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import Commands, common, positive, seed, simulating


def add_learners(commands: Commands) -> None:
    """What can learn."""
    text = "list the learners: what they do, settings with defaults, equations"
    parser = commands.add_parser(
        "learners",
        help=text,
        description=text.capitalize() + ".",
        epilog="what comes next, for example:\n"
        "  rewardsearch evaluate guilt learner.name=planner learner.depth=3\n"
        "  rewardsearch tune coins --learner planner\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--equations", action="store_true", help="print the equations of each, too")
    common(parser)


def add_tune(commands: Commands) -> None:
    """Find a learner's settings."""
    parser = commands.add_parser(
        "tune",
        help="find the settings with which a learner is strongest where ruthlessness pays",
        description="Search the settings of a learner that feels its own payoff alone, in a world "
        "and in its harmless twin: what it earns (gain less fines) in both, relative to the "
        "default settings on the same seeds. Settings that fall behind are pruned. Trials are kept "
        "in a file as they finish; a second call continues there. At the end the best settings "
        "are compared with the defaults on fresh seeds, and called better only if they earn surely "
        "more by over 1 %.",
        epilog="examples:\n"
        "  rewardsearch tune wells --trials 20\n"
        "  rewardsearch tune coins --learner planner --life 5000 --out planner.json\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("world", metavar="WORLD", help="a world's name: see rewardsearch worlds")
    parser.add_argument(
        "--learner",
        default="actor_critic",
        metavar="NAME",
        help="see rewardsearch learners (default: actor_critic)",
    )
    parser.add_argument(
        "--trials",
        type=positive,
        default=60,
        metavar="N",
        help="settings tried in all, those of earlier calls included (default: 60)",
    )
    parser.add_argument(
        "--life",
        type=_life,
        metavar="STEPS",
        help="steps of a life, of which the last quarter is scored (default: 20000)",
    )
    parser.add_argument(
        "--storage",
        type=Path,
        metavar="FILE.db",
        help="where trials are kept (default: runs/tuning/WORLD-LEARNER.db)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="write the outcome here")
    parser.add_argument("--seed", type=seed, default=0, metavar="S", help="default: 0")
    simulating(parser)


def _life(text: str) -> int:
    value = positive(text)
    if value < 4:
        raise argparse.ArgumentTypeError(f"expected at least 4 steps, got {text!r}")
    return value
