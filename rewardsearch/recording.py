"""How a run ends: on record, whatever happened."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rewardsearch.console import say
from rewardsearch.errors import Unwritable
from rewardsearch.run_directory import RunDirectory
from rewardsearch.tracking import Tracker


@contextmanager
def recorded_end(directory: RunDirectory, tracker: Tracker) -> Iterator[None]:
    """Record in journal and tracker how the run ended, however it ended, and once only."""
    status, reason = "FINISHED", ""
    try:
        yield
    except KeyboardInterrupt:
        status, reason = "KILLED", "interrupted"
        raise
    except BaseException as error:
        status, reason = "FAILED", f"{type(error).__name__}: {error}"
        raise
    finally:
        if not directory.ended:
            directory.ended = True
            _record_end(directory, tracker, status, reason)


def _record_end(directory: RunDirectory, tracker: Tracker, status: str, reason: str) -> None:
    # Where the disk is full, that is what is told already.
    with suppress(Unwritable):
        directory.append("end", status=status, reason=reason)
    if not tracker.finish(status):
        say(
            f"warning: not everything could be shown in {tracker.uri}; {directory.path} has it, "
            "and rewardsearch resume shows what is missing"
        )
