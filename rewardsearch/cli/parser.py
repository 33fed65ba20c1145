"""The parser of every command; imports nothing heavy."""

import argparse
from pathlib import Path

from rewardsearch.cli.arguments import (
    Commands,
    common,
    elsewhere,
    fresh_lives,
    outer_loop,
    overrides,
    positive,
    rank,
    seed,
    simulating,
)
from rewardsearch.cli.attack_parser import add_attack, add_sweep
from rewardsearch.cli.battery_parser import add_battery
from rewardsearch.cli.bench_parser import add_bench
from rewardsearch.cli.claims_parser import add_claims
from rewardsearch.cli.evolve_parser import add_evolve
from rewardsearch.cli.inspect_parser import add_inspect
from rewardsearch.cli.kernels_parser import add_kernels
from rewardsearch.cli.learner_parsers import add_learners, add_tune
from rewardsearch.cli.resume_parser import add_resume
from rewardsearch.cli.reward_parsers import (
    REWARD,
    REWARD_HELP,
    add_export,
    add_lists,
    add_show,
)
from rewardsearch.cli.run_parsers import add_compare, add_completion, add_reproduce, add_ui
from rewardsearch.cli.validate_parser import add_validate

_EPILOG = """\
exit codes:
  0 done   1 failed (a fault of the program, or a full disk)   2 the input cannot be used
  130 interrupted (Ctrl-C)   143 terminated

Results go to standard output, progress and advice to standard error.
Every command takes --json: one JSON object on standard output and nothing else.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    root = argparse.ArgumentParser(
        prog="rewardsearch",
        description="Search for innate reward functions under which learning agents become "
        "competent without becoming ruthless.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_search(commands)
    add_evolve(commands)
    add_resume(commands)
    add_inspect(commands)
    add_compare(commands)
    add_reproduce(commands)
    add_ui(commands)
    _add_evaluate(commands)
    add_battery(commands)
    add_attack(commands)
    add_sweep(commands)
    for name, text in (
        ("worlds", "list the worlds: rules, settings with defaults, source"),
        ("drives", "list the drives a reward can be made of: formula, labels, source"),
    ):
        common(commands.add_parser(name, help=text, description=text.capitalize() + "."))
    add_lists(commands)
    add_show(commands)
    add_export(commands)
    _add_watch(commands)
    add_learners(commands)
    add_tune(commands)
    add_validate(commands)
    add_claims(commands)
    add_bench(commands)
    add_kernels(commands)
    add_completion(commands)
    return root


def _add_search(commands: Commands) -> None:
    parser = commands.add_parser(
        "search",
        help="the main job: evolve reward functions, retrain the winners, report them",
        description="Evolve reward functions on a world where ruthlessness pays. Agents learn "
        "from nothing under each one and are scored for competence and non-ruthlessness; the "
        "winners are retrained on fresh seeds and reported beside inert, sociopath and kind.",
        epilog="examples:\n"
        "  rewardsearch search experiments/quickstart.yaml\n"
        "  rewardsearch search experiments/quickstart.yaml --dry-run\n"
        "  rewardsearch search experiments/quickstart.yaml seed=2 search.engine=snes\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    outer_loop(parser, example="search.generations=30")


def _add_evaluate(commands: Commands) -> None:
    parser = commands.add_parser(
        "evaluate",
        help="score any reward on fresh seeds, beside the reference rows",
        description="Retrain agents from nothing under a reward and score them on seeds that no "
        "search uses. A hall of fame brings the settings it was found under.",
        epilog="examples:\n"
        "  rewardsearch evaluate experiments/rewards/guilt_1.json\n"
        "  rewardsearch evaluate inequity_aversion --world matrix\n"
        "  rewardsearch evaluate runs/NAME/hall_of_fame.json --rank 2 --json\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("reward", type=Path, metavar=REWARD, help=REWARD_HELP)
    overrides(parser)
    rank(parser)
    elsewhere(parser)
    fresh_lives(parser, 64, "lifetimes")
    simulating(parser)


def _add_watch(commands: Commands) -> None:
    parser = commands.add_parser(
        "watch",
        help="film a life in a world as GIF",
        description="Let agents live from birth, as learners under a reward or by a scripted "
        "policy, and film a part of it. Without --reward and --policy they learn from their own "
        "payoff alone.",
        epilog="examples:\n"
        "  rewardsearch watch coins --policy kind\n"
        "  rewardsearch watch coins --reward experiments/rewards/distress_1.json\n"
        "  rewardsearch watch matrix world.game=stag_hunt --at 0 --frames 60\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("world", metavar="WORLD", help="a world's name: see rewardsearch worlds")
    overrides(parser, "world.n_agents=2")
    parser.add_argument(
        "--reward", type=Path, metavar=REWARD, help=f"what learners feel: {REWARD_HELP}"
    )
    rank(parser)
    parser.add_argument(
        "--policy",
        choices=("inert", "kind", "sociopath"),
        help="a scripted policy in every seat instead of learners",
    )
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="SETTINGS.yaml",
        help="take life and learner from here",
    )
    parser.add_argument(
        "--at", type=seed, metavar="STEP", help="first filmed step (default: the end of the life)"
    )
    parser.add_argument(
        "--frames", type=positive, default=120, metavar="N", help="filmed steps (default: 120)"
    )
    parser.add_argument("--fps", type=_fps, default=6, help="frames per second (default: 6)")
    parser.add_argument("--out", type=Path, metavar="FILE.gif", help="default: WORLD.gif")
    parser.add_argument("--seed", type=seed, default=0, metavar="S", help="which life (default: 0)")
    common(parser)


def _fps(text: str) -> int:
    value = positive(text)
    if value > 50:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 50, got {text!r}")
    return value
