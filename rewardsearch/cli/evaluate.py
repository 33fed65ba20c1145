"""``rewardsearch evaluate``."""

import argparse
import json
from typing import Any

from inner_rl import WORLDS, InvalidInput
from kernels.checks import did_you_mean
from rewardsearch.cli.arguments import hardware
from rewardsearch.cli.search import warm_up
from rewardsearch.console import Progress, say, score_table, society_table
from rewardsearch.evaluation import MIN_LIFETIMES, Evaluator, Stage
from rewardsearch.json_data import read_reward
from rewardsearch.settings import Settings, apply_overrides, load_settings, settings_from_data


def run(args: argparse.Namespace) -> int:
    """Score a reward file on fresh seeds."""
    reward, found_under = read_reward(args.reward, args.rank)
    settings = settings_of(args, found_under)
    if args.lifetimes < MIN_LIFETIMES:
        raise InvalidInput(
            f"--lifetimes must be at least {MIN_LIFETIMES} for an interval, got {args.lifetimes}"
        )
    on = hardware(args)
    warm_up(settings, on)
    evaluator = Evaluator(settings, on)
    keys = evaluator.keys(Stage.EVALUATE, 0, args.lifetimes, seed=args.seed)
    say(f"retraining from nothing in {args.lifetimes} lifetimes on fresh seeds")
    progress = Progress(args.lifetimes)

    def lived(n: int) -> None:
        progress.advance(n)
        say(f"  {progress}")

    rows, references = evaluator.report([reward], keys, args.seed, lived)
    if args.json:
        print(json.dumps(_data(args, settings, rows[0], references)))
        return 0
    print(score_table(rows, references))
    print("\nThe society as a whole (Perolat et al. 2017):")
    print(society_table([*rows, *references]))
    print(
        f"\n95 % intervals over {args.lifetimes} lifetimes of {settings.world.n_agents} agents, "
        f"seed {args.seed}; world {settings.world.name}, {settings.life.steps:,} steps a life."
    )
    if reward.uses_oracle():
        print("This reward uses an oracle drive: an upper bound, not something a body could feel.")
    return 0


def settings_of(args: argparse.Namespace, found_under: dict[str, Any] | None) -> Settings:
    """From --settings, else from the hall of fame, else the defaults; then --world, overrides."""
    if args.world is not None and args.world not in WORLDS:
        raise InvalidInput(f"unknown world {args.world!r}{did_you_mean(args.world, WORLDS)}")
    if args.settings is not None:
        settings = load_settings(args.settings)
    elif found_under is not None:
        settings = settings_from_data(found_under, f"{args.reward}: settings")
    else:
        settings = settings_from_data({"world": {"name": args.world or "coins"}}, "settings")
    data = settings.to_data()
    if args.world is not None and args.world != data["world"]["name"]:
        data["world"] = {"name": args.world}
    return settings_from_data(apply_overrides(data, args.overrides), "settings")


def _data(
    args: argparse.Namespace, settings: Settings, row: Any, references: Any
) -> dict[str, Any]:
    return {
        "reward": row.reward.to_data(),
        "formula": row.formula,
        "scores": row.scores,
        "references": [
            {"name": line.name, "formula": line.formula, "scores": line.scores}
            for line in references
        ],
        "lifetimes": args.lifetimes,
        "seed": args.seed,
        "settings": settings.to_data(),
    }
