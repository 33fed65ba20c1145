"""How a run ends: on record, whatever happened."""

from collections.abc import Iterator
from contextlib import contextmanager

from rewardsearch.console import say
from rewardsearch.run_directory import RunDirectory
from rewardsearch.tracking import Tracker


@contextmanager
def recorded_end(directory: RunDirectory, tracker: Tracker) -> Iterator[None]:
    """Record in journal and tracker how the run ended, however it ended."""
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
        directory.append("end", status=status, reason=reason)
        if not tracker.finish(status):
            say(f"warning: not everything could be shown in {tracker.uri}; {directory.path} has it")
