"""The run directory: the truth about a run, written so that a crash loses nothing."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput
from rewardsearch.json_data import write_json
from rewardsearch.settings import Experiment

_LIBRARIES = ("evotorch", "mlflow", "numba", "numpy", "torch")


class RunDirectory:
    """One run's folder: settings, append-only journal, front, hall of fame, figures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.figures = path / "figures"
        self.hall_of_fame = path / "hall_of_fame.json"
        self.front = path / "front.json"
        self._journal = path / "journal.jsonl"

    @classmethod
    def create(cls, base: Path, settings: Experiment) -> "RunDirectory":
        """Make ``base/NAME-TIME-HASH``; raises InvalidInput where nothing can be written."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        name = f"{settings.name}-{stamp}-{settings.digest()[:6]}"
        try:
            base.mkdir(parents=True, exist_ok=True)
            path = _new_folder(base, name)
            run = cls(path)
            run.figures.mkdir()
        except OSError as error:
            raise InvalidInput(
                f"cannot create a run directory in {base} ({error.strerror}); "
                "choose another with --run-dir DIR"
            ) from None
        write_json(
            path / "settings.json",
            {
                "settings": settings.to_data(),
                "hash": settings.digest(),
                "versions": {"python": platform.python_version(), "rewardsearch": _own_version()}
                | {name: version(name) for name in _LIBRARIES},
            },
        )
        return run

    def append(self, kind: str, **record: Any) -> None:
        """Append one record to the journal and wait until it is on disk."""
        line = json.dumps({"kind": kind, **record}, allow_nan=False)
        with self._journal.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
            stream.flush()
            os.fsync(stream.fileno())


def _own_version() -> str:
    return version("rewardsearch")


def _new_folder(base: Path, name: str) -> Path:
    """Make ``base/name``; a second run within the same second gets a number behind it."""
    for attempt in range(100):
        path = base / (name if attempt == 0 else f"{name}-{attempt + 1}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise InvalidInput(f"{base} already holds 100 runs called {name}; choose another --run-dir")
