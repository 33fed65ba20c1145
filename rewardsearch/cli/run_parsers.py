"""Parsers of the commands about runs that have ended; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import Commands, common, run_folders, simulating_anywhere


def add_compare(commands: Commands) -> None:
    """Several runs."""
    parser = commands.add_parser(
        "compare",
        help="searches side by side: how good, and did they find the same reward?",
        description="Compare searches: the settings that differ, the area that each reported hall "
        "of fame dominates, the best rewards, how alike they are in what they feel, which inputs "
        "they agree to like or dislike, and how the searches converged. Refuses runs whose "
        "scores are not comparable: of another world, life, learner or number of lifetimes.",
        epilog="examples:\n"
        "  rewardsearch compare runs/quickstart-*\n"
        "  rewardsearch compare latest experiments/quickstart_result/hall_of_fame.json --anyway\n"
        "  rewardsearch compare runs/A runs/B --figure compared.png --json\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "runs", nargs="+", metavar="RUN",
        help="two or more: run folders, beginnings of their names in --run-dir, latest, or "
        "hall_of_fame.json files",
    )  # fmt: skip
    parser.add_argument(
        "--anyway", action="store_true", help="compare scores that are not comparable, and say why"
    )
    parser.add_argument(
        "--figure", type=Path, metavar="FILE.png", help="draw all fronts, and convergence"
    )
    _run_dir(parser)
    common(parser)


def add_reproduce(commands: Commands) -> None:
    """One run, once more."""
    parser = commands.add_parser(
        "reproduce",
        help="run the same settings again: is the hall of fame the same?",
        description="Run the settings of a run again, from nothing, and compare the halls of fame: "
        "all but the seconds must be equal. Says what differs, and which versions do. Exit code 1 "
        "if anything differs.",
        epilog="examples:\n"
        "  rewardsearch reproduce latest\n"
        "  rewardsearch reproduce runs/NAME --in-place\n"
        "  rewardsearch reproduce latest --dry-run\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "run", metavar="RUN",
        help="a run folder, the beginning of its name in --run-dir, latest, or a hall_of_fame.json",
    )  # fmt: skip
    parser.add_argument(
        "--in-place", action="store_true", help="keep nothing of the second run but the answer"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what it would cost, and run nothing"
    )
    _run_dir(parser)
    simulating_anywhere(parser)


def add_ui(commands: Commands) -> None:
    """All runs, in a browser."""
    parser = commands.add_parser(
        "ui",
        help="show all runs in a browser: MLflow's pages on the local store",
        description="Serve MLflow's pages on the store of the runs, for this machine alone, until "
        "Ctrl-C.",
        epilog="examples:\n  rewardsearch ui\n  rewardsearch ui --port 5001 --run-dir runs\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port", type=_port, default=5000, metavar="N", help="where to serve (default: 5000)"
    )
    run_folders(parser)
    common(parser)


def add_completion(commands: Commands) -> None:
    """What Tab does."""
    parser = commands.add_parser(
        "completion",
        help="a script that completes commands, options and names in a shell",
        description="Print a script for bash, zsh or fish that completes commands, options and "
        "their values, and the names of worlds, rewards and runs.",
        epilog="examples:\n"
        "  source <(rewardsearch completion bash)      (in ~/.bashrc to keep it)\n"
        "  rewardsearch completion fish | source\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="whose script")
    common(parser)


def _run_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--run-dir", type=Path, default=Path("runs"), metavar="DIR",
        help="where run folders are (default: runs)",
    )  # fmt: skip


def _port(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 65535, got {text!r}")
    return value
