"""``rewardsearch evolve``."""

import argparse
import json

from inner_rl import Linear
from rewardsearch.cli.arguments import lived_on
from rewardsearch.cli.search import check_harm, dry_run, open_run, program, warm_up
from rewardsearch.console import clock, say
from rewardsearch.evolution import (
    EvolveSettings,
    Outcome,
    cost,
    load_evolve_settings,
    outcome_table,
    run_evolution,
)


def run(args: argparse.Namespace) -> int:
    """Let natural selection run, or print what it would cost."""
    settings = load_evolve_settings(args.settings, args.overrides)
    check_harm(settings)
    on = lived_on(args)
    if args.dry_run:
        everything = Linear(dict.fromkeys(settings.evolution.searched_drives, 0.5))
        return dry_run(settings, cost(settings), everything, on, args.json)
    directory, tracker = open_run(settings, args)
    warm_up(settings, on)
    try:
        outcome = run_evolution(settings, directory, tracker, on)
    except KeyboardInterrupt:
        say(f"\nstopped; every generation so far is in {directory.path}/journal.jsonl")
        raise
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
