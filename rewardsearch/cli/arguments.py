"""Arguments that several commands share; imports nothing heavy."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from inner_rl import Hardware
    from rewardsearch.evaluation import Where

HERE = "here"
"""``--ray`` without an address."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def common(parser: argparse.ArgumentParser) -> None:
    """What every command takes."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object and nothing else"
    )


def positive(text: str) -> int:
    """A whole number from 1."""
    value = int(text) if text.isdecimal() else 0
    if not 1 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 1000000, got {text!r}")
    return value


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return value


def seed(text: str) -> int:
    """A whole number of 32 bits."""
    value = int(text) if text.isdecimal() else -1
    if not 0 <= value < 2**32:
        raise argparse.ArgumentTypeError(
            f"expected a whole number from 0 to 2**32 - 1, got {text!r}"
        )
    return value


def threads(parser: argparse.ArgumentParser) -> None:
    """How many threads work."""
    parser.add_argument(
        "--threads",
        type=positive,
        metavar="N",
        help="worker threads (default: all processors); no result depends on it",
    )


def simulating(parser: argparse.ArgumentParser) -> None:
    """What every command takes that lets agents live."""
    common(parser)
    threads(parser)
    parser.add_argument(
        "--device",
        choices=("cpu", "cuda"),
        default="cpu",
        help="where agents live: cuda is an NVIDIA GPU; no result depends on it (default: cpu)",
    )


def simulating_anywhere(parser: argparse.ArgumentParser) -> None:
    """What every command takes that lets agents live here or on a cluster."""
    simulating(parser)
    parser.add_argument(
        "--ray",
        nargs="?",
        const=HERE,
        metavar="ADDRESS",
        help="live on a Ray cluster (auto: the one on this machine; HOST:PORT), or without ADDRESS "
        "on one that is started here, with --threads workers; no result depends on it",
    )


def hardware(args: argparse.Namespace) -> "Hardware":
    """What lives are lived on, by the arguments of ``simulating``."""
    # Imported only where it is used, as all that is heavy.
    from inner_rl import Hardware

    return Hardware(args.threads, args.device)


def lived_on(args: argparse.Namespace) -> "Where":
    """What lives of an outer loop are lived on: this machine, or a cluster."""
    if args.ray is None:
        return hardware(args)
    from inner_rl import InvalidInput

    if args.device != "cpu":
        raise InvalidInput("--ray spreads lives over processors; leave out --device cuda, or --ray")
    from rewardsearch.cluster import RayCluster
    from rewardsearch.console import say

    say("joining the Ray cluster" if args.ray != HERE else "starting Ray on this machine")
    return RayCluster(None if args.ray == HERE else args.ray, args.threads, say)


def overrides(parser: argparse.ArgumentParser, example: str = "world.sight=2") -> None:
    """Settings to change."""
    parser.add_argument(
        "overrides",
        nargs="*",
        metavar="key.sub=value",
        help=f"settings to change, e.g. {example}",
    )


def fresh_lives(parser: argparse.ArgumentParser, default: int, what: str) -> None:
    """How many lives, and on which seeds."""
    parser.add_argument(
        "--lifetimes", type=positive, default=default, metavar="N",
        help=f"{what} (default: {default})",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=seed, default=0, metavar="S", help="which fresh seeds (default: 0)"
    )


def elsewhere(parser: argparse.ArgumentParser) -> None:
    """Under which other settings agents live."""
    parser.add_argument("--world", metavar="NAME", help="another world, with its default settings")
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="SETTINGS.yaml",
        help="take world, life and learner from here",
    )


def rank(parser: argparse.ArgumentParser) -> None:
    """Which reward of several."""
    parser.add_argument(
        "--rank", type=positive, metavar="K", help="which one of a hall of fame (default: 1)"
    )


def run_folders(parser: argparse.ArgumentParser) -> None:
    """Where runs are kept, and where they are shown."""
    parser.add_argument(
        "--run-dir",
        type=Path,
        default=Path("runs"),
        metavar="DIR",
        help="where run folders are made (default: runs)",
    )
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="MLflow server or store (default: mlflow.db beside the run folders)",
    )


def outer_loop(parser: argparse.ArgumentParser, example: str) -> None:
    """What every outer loop takes."""
    parser.add_argument("settings", type=Path, metavar="SETTINGS.yaml", help="the experiment")
    overrides(parser, example)
    run_folders(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="print what the run would cost, and run nothing"
    )
    simulating_anywhere(parser)
