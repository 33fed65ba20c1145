"""The command line: parses, calls, prints, and returns an exit code."""

from rewardsearch.cli.main import main

__all__ = ["main"]
