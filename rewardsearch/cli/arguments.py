"""Arguments that several commands share; imports nothing heavy."""

import argparse
from typing import TypeAlias

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


def rank(parser: argparse.ArgumentParser) -> None:
    """Which reward of several."""
    parser.add_argument(
        "--rank", type=positive, metavar="K", help="which one of a hall of fame (default: 1)"
    )
