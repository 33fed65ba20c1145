"""The parser of ``rewardsearch evolve``; imports nothing heavy."""

import argparse

from rewardsearch.cli.arguments import Commands, outer_loop


def add_evolve(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "evolve",
        help="what would natural selection keep? rewards compete for material payoff",
        description="Let genomes of rewards compete for material payoff (gain - loss - fine) in "
        "mixed groups: who earned more leaves more children. No score takes part in selection. "
        "The most common lineages of the last population are lived again on fresh seeds and "
        "reported beside sociopath and kind.",
        epilog="examples:\n"
        "  rewardsearch evolve experiments/natural_selection/random_own.yaml\n"
        "  rewardsearch evolve experiments/natural_selection/random_own.yaml --dry-run\n"
        "  rewardsearch evolve experiments/natural_selection/random_own.yaml "
        "evolution.matching=group\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    outer_loop(parser, example="evolution.generations=100")
