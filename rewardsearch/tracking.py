"""MLflow as a sink: what the journal holds is shown there; it can fail or hang, the run cannot.

What is to be shown waits in a queue for one background thread.  A run that is resumed says all of
it again, in the same order, and a cursor beside the journal tells how much was shown.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput
from rewardsearch.errors import Unwritable
from rewardsearch.json_data import read_json, write_json
from rewardsearch.run_directory import TRACKING, RunDirectory, read_begun
from rewardsearch.tracking_store import Store, first_line

_PATIENCE = 3.0
"""Seconds that the end of a run waits for a store that shows no sign of life."""
_PAUSE = 10.0
"""Seconds before a store that failed is tried again."""


@dataclass(frozen=True)
class _Job:
    point: int | None
    """Number of what is shown, from 0; none for opening and closing the run."""
    call: Callable[[], Any]


class Tracker:
    """One MLflow run."""

    def __init__(self, store: Store, directory: RunDirectory, warn: Callable[[str], None]) -> None:
        self.uri = store.uri
        self._store = store
        self._directory = directory
        self._warn = warn
        self._jobs: deque[_Job] = deque()
        self._points = 0
        self._shown = _read_shown(directory.tracking, store.uri)
        self._closing = self._gave_up = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, daemon=True, name="tracking")

    def start(self, settings: dict[str, Any], tags: dict[str, str]) -> None:
        """Open a new run; raises InvalidInput when the store cannot be used."""
        self._store.connect()
        try:
            self._open(settings, tags)
        except Exception as error:  # noqa: BLE001 - a client raises its transport's errors too
            raise InvalidInput(
                f"cannot open a run in {self.uri}: {first_line(error)}; is the store writable?"
            ) from None
        self._thread.start()

    def go_on(self, settings: dict[str, Any], tags: dict[str, str]) -> None:
        """Open the run that the directory has had before, in the background."""
        self._put(_Job(None, lambda: self._open(settings, tags)))
        self._thread.start()

    def _open(self, settings: dict[str, Any], tags: dict[str, str]) -> None:
        directory = self._directory
        if not self._store.open_run(directory.path.name, directory.begun.id, settings, tags):
            self._shown = 0

    def metrics(self, step: int, values: dict[str, float]) -> None:
        """Show one generation's metrics, dated as the journal's latest record."""
        time = self._directory.journal.time
        self._put_point(lambda: self._store.metrics(step, time, values))

    def artifact(self, path: Path) -> None:
        """Show a file."""
        self._put_point(lambda: self._store.file(path))

    def finish(self, status: str) -> bool:
        """Close the run as FINISHED, FAILED or KILLED; False if something could not be shown."""
        with self._changed:
            self._jobs.append(_Job(None, lambda: self._store.end(status)))
            self._closing = True
            self._changed.notify_all()
            left = len(self._jobs) + 1
            while 0 < len(self._jobs) < left and not self._gave_up:
                left = len(self._jobs)
                self._changed.wait(_PATIENCE)
            return not self._jobs

    def _put_point(self, call: Callable[[], Any]) -> None:
        self._put(_Job(self._points, call))
        self._points += 1

    def _put(self, job: _Job) -> None:
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    def _work(self) -> None:
        """Do one job after the other, until the last; a store that fails is tried again later."""
        warned = False
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closing)
                if not self._jobs:
                    return
                job, last_try = self._jobs[0], self._closing
            try:
                self._do(job)
            except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
                if not warned:
                    self._warn_of(error)
                warned = True
                with self._changed:
                    if last_try:
                        self._gave_up = True
                        self._changed.notify_all()
                        return
                    self._changed.wait_for(lambda: self._closing, _PAUSE)
            else:
                with self._changed:
                    self._jobs.popleft()
                    self._changed.notify_all()

    def _do(self, job: _Job) -> None:
        if job.point is None:
            job.call()
        elif job.point >= self._shown:
            job.call()
            self._shown = job.point + 1
            # Where the disk is full the run will say so; what is shown twice is shown once.
            with suppress(Unwritable):
                write_json(self._directory.tracking, {"uri": self.uri, "shown": self._shown})

    def _warn_of(self, error: Exception) -> None:
        self._warn(
            f"warning: {self.uri} cannot show the run ({first_line(error)}); the run goes on, the "
            "journal holds everything, and what is missing there is shown later"
        )


def attach(folder: Path, file: Path, warn: Callable[[str], None]) -> None:
    """Show a file where the run in a folder was shown; says so where that is not possible."""
    if not (folder / TRACKING).exists():
        return
    uri = str(read_json(folder / TRACKING).get("uri"))
    try:
        known = Store(uri, folder.parent).attach(read_begun(folder).id, file)
        reason = "it does not know the run"
    except Exception as error:  # noqa: BLE001 - a client raises its transport's errors too
        known, reason = False, first_line(error)
    if not known:
        warn(f"warning: {file} could not be shown in {uri}: {reason}")


def _read_shown(path: Path, uri: str) -> int:
    """How much was shown already in this store; a cursor that cannot be read costs a repetition."""
    try:
        data = read_json(path)
    except InvalidInput:
        return 0
    known = isinstance(data, dict) and data.get("uri") == uri
    shown = data.get("shown") if known else 0
    return shown if type(shown) is int and shown >= 0 else 0
