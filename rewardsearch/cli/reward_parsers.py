"""Parsers of the commands that explain and export rewards; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import Commands, common, rank, run_folders

REWARD = "REWARD.json|NAME|RUN"
REWARD_HELP = (
    "a reward file, a hall of fame, a name of the library (see rewardsearch rewards), or a run: "
    "its folder, the beginning of its name in runs, or latest"
)


def add_show(commands: Commands) -> None:
    """Explain one reward."""
    parser = commands.add_parser(
        "show",
        help="explain a reward: formula in words, simplified, inputs with labels and sources",
        description="Explain a reward: its formula in words and simplified, every input with "
        "weight, labels and source, whether an oracle is among them, and whether an onlooker could "
        "work out all of it (behaviourist).",
        epilog="examples:\n"
        "  rewardsearch show inequity_aversion\n"
        "  rewardsearch show experiments/rewards/distress_1.json\n"
        "  rewardsearch show runs/NAME/hall_of_fame.json --rank 2 --json\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, metavar=REWARD, help=REWARD_HELP)
    rank(parser)
    common(parser)


def add_export(commands: Commands) -> None:
    """Take one reward elsewhere."""
    parser = commands.add_parser(
        "export",
        help="write a reward as standalone Python or PyTorch, LaTeX, JSON or an MLflow model",
        description="Write a reward for use without this program. python: a function, or where "
        "the reward remembers an object with the same call, that needs nothing but Python; torch: "
        "a torch.nn.Module that needs nothing but PyTorch; latex: the simplified formula; json: a "
        "reward file; mlflow: a pyfunc model, logged to the store of the runs and registered, that "
        "predicts what is felt from rows of inputs, the steps of one life. The values are those "
        "that learners feel.",
        epilog="examples:\n"
        "  rewardsearch export inequity_aversion --to python\n"
        "  rewardsearch export reciprocator --to torch --output reciprocator.py\n"
        "  rewardsearch export latest --rank 2 --to json\n"
        "  rewardsearch export latest --to mlflow --name gentle\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, metavar=REWARD, help=REWARD_HELP)
    parser.add_argument(
        "--to", required=True, metavar="FORM",
        help="python, torch, latex, json or mlflow",
    )  # fmt: skip
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="where to write (default: standard output)"
    )
    parser.add_argument(
        "--name", metavar="NAME", help="of the registered model (default: the reward's own name)"
    )
    run_folders(parser)
    rank(parser)
    common(parser)


def add_lists(commands: Commands) -> None:
    """What there is to choose from."""
    for name, text, example in (
        (
            "rewards",
            "list the hand-written rewards: formula, purpose, source",
            "rewardsearch evaluate inequity_aversion",
        ),
        (
            "languages",
            "explain the languages that rewards are written in, with an example each",
            "rewardsearch search experiments/quickstart.yaml search.language=program",
        ),
        (
            "engines",
            "list the search engines that propose rewards, with their sources",
            "rewardsearch search experiments/quickstart.yaml search.engine=snes",
        ),
    ):
        parser = commands.add_parser(
            name,
            help=text,
            description=text.capitalize() + ".",
            epilog=f"what comes next, for example:\n  {example}\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        common(parser)
