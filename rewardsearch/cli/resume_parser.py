"""The parser of ``rewardsearch resume``; imports nothing heavy."""

import argparse

from rewardsearch.cli.arguments import Commands, overrides, run_folders, simulating_anywhere


def add_resume(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "resume",
        help="go on with a search or an evolution that was stopped, killed or crashed",
        description="Go on where a run ended, however it ended, as if it never had: results are "
        "the same to the last bit. What the journal of the run answers is not lived again. A run "
        "that was finished is only shown in the tracking store where it was not.",
        epilog="examples:\n"
        "  rewardsearch resume latest\n"
        "  rewardsearch resume runs/quickstart-20260101-120000-abcdef\n"
        "  rewardsearch resume quickstart-2026        # the beginning of a name will do\n"
        "  rewardsearch resume latest search.generations=60 --fork\n\n"
        "Settings cannot change within a run. With --fork they can: a new run begins, which takes\n"
        "over the answers that the changed settings leave as they are (for more generations, or\n"
        "another report: all of the search so far) and lives the rest.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "run", metavar="RUN", help="a run folder, the beginning of its name in --run-dir, or latest"
    )
    overrides(parser, "search.generations=60")
    parser.add_argument(
        "--fork", action="store_true", help="begin a new run with what the old one has lived"
    )
    run_folders(parser)
    simulating_anywhere(parser)
