"""Parser of ``rewardsearch claims``; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import Commands, seed, simulating


def add_claims(commands: Commands) -> None:
    """The debate, executed."""
    parser = commands.add_parser(
        "claims",
        help="the debate's claims, executed: a verdict each, by rules fixed before the run",
        description="Test what is argued about reward functions, social instincts and ruthless "
        "agents. Every claim has a protocol in experiments/claims: hypothesis, measures, bounds, "
        "controls and budgets, whose hash is recorded with the result.",
        epilog="examples:\n"
        "  rewardsearch claims --list                   # what is claimed, and the rules\n"
        "  rewardsearch claims --budget smoke           # seconds a claim: does it all run?\n"
        "  rewardsearch claims C1 C5 --budget standard  # verdicts\n"
        "  rewardsearch claims --budget standard --seed 2\n\n"
        "Verdicts: supported, refuted, inconclusive (more lives would tell) or degenerate (too\n"
        "few opportunities, or a control failed). All lives are kept in the folder of --out: a\n"
        "command that was stopped goes on where it was when it is given again.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="C1", help="which claims (default: all)")
    parser.add_argument(
        "--budget",
        choices=("smoke", "standard", "full"),
        default="standard",
        help="smoke shows that the machinery works; standard takes minutes a claim on two cores; "
        "full is for a large machine (default: standard)",
    )
    parser.add_argument("--seed", type=seed, default=1, metavar="S", help="of chance (default: 1)")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where lives, results and pictures are kept (default: runs/claims/BUDGET-SEED)",
    )
    parser.add_argument(
        "--claims",
        type=Path,
        metavar="DIR",
        help="folder of the protocols (default: experiments/claims beside the package)",
    )
    parser.add_argument("--list", action="store_true", help="say what is claimed, and end")
    simulating(parser)
