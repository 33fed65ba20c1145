"""``rewardsearch evolve``."""

import argparse
import json

from inner_rl import Linear
from rewardsearch.cli.arguments import lived_on
from rewardsearch.cli.runs import open_run, program, resumable
from rewardsearch.cli.search import check_harm, dry_run, warm_up
from rewardsearch.console import clock
from rewardsearch.evaluation import Where
from rewardsearch.evolution import (
    EvolveSettings,
    Outcome,
    cost,
    load_evolve_settings,
    outcome_table,
    run_evolution,
)
from rewardsearch.run_directory import RunDirectory
from rewardsearch.tracking import Tracker


def run(args: argparse.Namespace) -> int:
    """Let natural selection run, or print what it would cost."""
    settings = load_evolve_settings(args.settings, args.overrides)
    check_harm(settings)
    on = lived_on(args)
    if args.dry_run:
        everything = Linear(dict.fromkeys(settings.evolution.searched_drives, 0.5))
        return dry_run(settings, cost(settings), everything, on, args.json)
    return lived_out(settings, *open_run(settings, args), on, args)


def lived_out(
    settings: EvolveSettings,
    directory: RunDirectory,
    tracker: Tracker,
    on: Where,
    args: argparse.Namespace,
) -> int:
    """Do, or finish, the whole job, and tell what is left."""
    with resumable(directory, tracker, args):
        if not directory.finished:
            warm_up(settings, on)
        outcome = run_evolution(settings, directory, tracker, on)
    if args.json:
        print(json.dumps(outcome.to_data(settings) | {"directory": str(outcome.directory)}))
    else:
        _print(outcome, settings)
    return 0


def _print(outcome: Outcome, settings: EvolveSettings) -> None:
    print()
    print(outcome_table(outcome))
    print(
        f"\nLineages and references in groups of their own kind; 95 % intervals over "
        f"{settings.report.lifetimes} lifetimes of {settings.world.n_agents} agents on fresh "
        f"seeds; world {settings.world.name}, {settings.life.steps:,} steps a life."
    )
    print(f"Saved in {outcome.directory} (pictures: {outcome.directory}/figures)")
    print(f"{outcome.agent_steps / 1e6:,.0f} million agent-steps in {clock(outcome.seconds)}.")
    here = program("rewardsearch")
    print("\nNext:")
    print(f"  {here} evaluate {outcome.directory}/hall_of_fame.json --rank 1 --seed 7")
