"""``rewardsearch reproduce``."""

import argparse
import json
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from inner_rl import Linear
from rewardsearch.cli.arguments import lived_on
from rewardsearch.cli.search import dry_run, warm_up
from rewardsearch.console import aligned, clock, say
from rewardsearch.evolution import EvolveSettings
from rewardsearch.reproducing import (
    Reproduction,
    agent_steps,
    digest,
    reproduce,
    settings_again,
)
from rewardsearch.runs import Run, load_run

_SHOWN = 12
"""Differences that are told in words; --json has all."""


def run(args: argparse.Namespace) -> int:
    """Run again, and compare."""
    first = load_run(args.run, args.run_dir)
    settings, on = settings_again(first), lived_on(args)
    steps = agent_steps(settings)
    if args.dry_run:
        genes = settings.evolution if isinstance(settings, EvolveSettings) else settings.search
        everything = Linear(dict.fromkeys(genes.searched_drives, 0.5))
        return dry_run(settings, steps, everything, on, args.json)
    say(_cost(first, sum(steps.values())))
    warm_up(settings, on)
    temporary = TemporaryDirectory() if args.in_place else nullcontext(args.run_dir)
    with temporary as base:
        done = reproduce(first, settings, Path(base), on)
        if args.json:
            print(json.dumps(_data(done, args.in_place)))
        else:
            _print(done, args.in_place)
    return 0 if done.same else 1


def _cost(run: Run, agent_steps: int) -> str:
    seconds = run.data.get("seconds")
    took = f"; it took {clock(seconds)} before" if isinstance(seconds, int | float) else ""
    return f"running {run.path} again: at most {agent_steps / 1e6:,.1f} M agent-steps{took}"


def _print(done: Reproduction, in_place: bool) -> None:
    where = "(not kept)" if in_place else str(done.second.path)
    rows = [
        ("first", digest(done.first), str(done.first.path)),
        ("second", digest(done.second), where),
    ]
    print("\n".join(aligned(rows)))
    if done.same:
        print("the same hall of fame, to the last digit")
    else:
        print(f"different, in {len(done.differences)} places:")
        print("\n".join(f"  {line}" for line in done.differences[:_SHOWN]))
        if len(done.differences) > _SHOWN:
            print("  ... (all of them: --json)")
    if done.versions:
        print("versions differ: " + ", ".join(done.versions))
    elif not done.same and done.first.versions:
        print("with the same versions: this should not happen; please report it")


def _data(done: Reproduction, in_place: bool) -> dict[str, object]:
    return {
        "same": done.same,
        "digests": [digest(done.first), digest(done.second)],
        "first": str(done.first.path),
        "second": None if in_place else str(done.second.path),
        "differences": done.differences,
        "versions": done.versions,
    }
