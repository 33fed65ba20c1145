"""The parser of ``rewardsearch inspect``."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import (
    Commands,
    elsewhere,
    fresh_lives,
    overrides,
    rank,
    simulating,
)

LIFETIMES = 32


def add_inspect(commands: Commands) -> None:
    """``inspect`` RUN or REWARD."""
    parser = commands.add_parser(
        "inspect",
        help="see a found reward: report with scores, ablation, battery, films, lineage",
        description="Retrain agents under a found reward on fresh seeds, look at it from all sides "
        "and write one self-contained HTML report: what it wants, how competent and how kind it "
        "makes agents, beside whom, also where the search did not look; which parts matter; what "
        "harm feels like; how a life goes; where the reward comes from; where it fails.",
        epilog="examples:\n"
        "  rewardsearch inspect latest                     # rank 1 of the newest run\n"
        "  rewardsearch inspect runs/NAME --rank 2 --out second.html\n"
        "  rewardsearch inspect guilt --world coins        # any reward, without a search\n"
        "  rewardsearch attack latest --json > attack.json\n"
        "  rewardsearch inspect latest --attack attack.json\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "reward",
        metavar="RUN|REWARD",
        help="a run folder, the beginning of its name, latest, a file with a reward or a hall of "
        "fame, or a hand-written reward (rewardsearch rewards)",
    )
    overrides(parser)
    rank(parser)
    elsewhere(parser)
    fresh_lives(parser, LIFETIMES, "societies behind the scores, ablation and battery")
    parser.add_argument(
        "--run-dir", type=Path, default=Path("runs"), metavar="DIR",
        help="where runs are looked for (default: runs)",
    )  # fmt: skip
    parser.add_argument(
        "--attack", type=Path, metavar="FILE.json",
        help="what rewardsearch attack --json told of this reward (default: attack.json of the run "
        "folder, if it is there)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="FILE.html",
        help="the report (default: inspection.html in the run folder, or here)",
    )  # fmt: skip
    simulating(parser)
