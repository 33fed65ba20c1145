"""Runs of an outer loop from the outside: opened, shown in MLflow, stopped, resumed."""

import argparse
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rewardsearch.console import say
from rewardsearch.errors import Unwritable
from rewardsearch.recording import recorded_end
from rewardsearch.run_directory import RunDirectory
from rewardsearch.settings import Experiment
from rewardsearch.tracking import Tracker
from rewardsearch.tracking_store import Store, local_uri


def open_run(settings: Experiment, args: argparse.Namespace) -> tuple[RunDirectory, Tracker]:
    """Make the run folder and open the tracker, or leave nothing behind."""
    say(f"settings {args.settings}, hash {settings.digest()}")
    directory = RunDirectory.create(args.run_dir, settings)
    return directory, tracked_from_the_start(settings, directory, args)


def tracked_from_the_start(
    settings: Experiment, directory: RunDirectory, args: argparse.Namespace
) -> Tracker:
    """Open the tracker of a new run, or remove its folder."""
    tracker = _tracker(directory, args)
    say(f"opening the tracking store {tracker.uri}")
    try:
        tracker.start(settings.to_data(), {"settings_hash": settings.digest()})
    except BaseException:
        # Nothing half-written: a run that could not begin leaves no folder.
        shutil.rmtree(directory.path, ignore_errors=True)
        raise
    return tracker


def tracked_again(
    settings: Experiment, directory: RunDirectory, args: argparse.Namespace
) -> Tracker:
    """Open the tracker of a run that is resumed, in the background."""
    tracker = _tracker(directory, args)
    tracker.go_on(settings.to_data(), {"settings_hash": settings.digest()})
    return tracker


def _tracker(directory: RunDirectory, args: argparse.Namespace) -> Tracker:
    base = directory.path.parent
    return Tracker(Store(args.tracking_uri or local_uri(base), base), directory, say)


@contextmanager
def resumable(
    directory: RunDirectory, tracker: Tracker, args: argparse.Namespace
) -> Iterator[None]:
    """Record how a run ends, and if too early, say how to go on."""
    try:
        with recorded_end(directory, tracker):
            yield
    except (KeyboardInterrupt, Unwritable) as error:
        if isinstance(error, KeyboardInterrupt):
            say(f"stopped; everything lived so far is in {directory.path}")
        if directory.front.exists():
            say(
                "score the best reward so far with:\n"
                f"  {program('rewardsearch')} evaluate {directory.front} --rank 1"
            )
        say(f"go on with:\n  {_resume_command(directory, args)}")
        raise


def _resume_command(directory: RunDirectory, args: argparse.Namespace) -> str:
    words = [program("rewardsearch"), "resume", str(directory.path)]
    if args.tracking_uri:
        words += ["--tracking-uri", args.tracking_uri]
    return shlex.join(words)


def program(name: str) -> str:
    """How to call a program from this shell: by name if on the path, else where it lies."""
    if shutil.which(name):
        return name
    beside = Path(sys.argv[0]).with_name(name)
    return str(beside) if beside.exists() else name
