"""``rewardsearch resume``."""

import argparse
from pathlib import Path

from inner_rl import InvalidInput
from rewardsearch.cli import evolve, search
from rewardsearch.cli.arguments import lived_on
from rewardsearch.cli.runs import tracked_again, tracked_from_the_start
from rewardsearch.console import say
from rewardsearch.evolution import EvolveSettings
from rewardsearch.resuming import changed, differences, find_run, fork, settings_of_run
from rewardsearch.run_directory import RunDirectory, read_begun
from rewardsearch.settings import Experiment, Settings


def run(args: argparse.Namespace) -> int:
    """Go on with a run, or begin a new one from it."""
    on = lived_on(args)
    path = find_run(args.run, args.run_dir)
    settings = settings_of_run(read_begun(path), path)
    wanted = changed(settings, args.overrides, path)
    if args.fork:
        directory = fork(path, args.run_dir, wanted)
        say(f"a new run, {directory.path}, takes over what fits from {path}")
        tracker = tracked_from_the_start(wanted, directory, args)
    else:
        _refuse_changes(settings, wanted, path)
        directory = RunDirectory(path)
        say(f"resuming {path}, hash {settings.digest()}")
        directory.say_versions()
        tracker = tracked_again(settings, directory, args)
    if isinstance(wanted, EvolveSettings):
        return evolve.lived_out(wanted, directory, tracker, on, args)
    assert isinstance(wanted, Settings)
    return search.lived_out(wanted, directory, tracker, on, args)


def _refuse_changes(old: Experiment, new: Experiment, path: Path) -> None:
    lines = differences(old, new)
    if lines:
        raise InvalidInput(
            f"the settings of {path} cannot change within the run:\n"
            + "".join(f"  {line}\n" for line in lines)
            + "Leave them as they are, or begin a new run that takes over what fits: add --fork"
        )
