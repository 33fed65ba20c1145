"""The run directory: the truth about a run, written so that a crash loses nothing."""

import fcntl
import os
import platform
import re
import socket
import uuid
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput
from kernels.compiling import source_hash
from rewardsearch.console import say
from rewardsearch.journal import Journal, Record
from rewardsearch.json_data import read_json, write_json
from rewardsearch.settings import Experiment

_LIBRARIES = ("evotorch", "mlflow", "numba", "numpy", "torch")
SETTINGS, JOURNAL, LOCK, TRACKING = "settings.json", "journal.jsonl", "lock", "tracking.json"
ATTACK = "attack.json"
"""What the latest attack on one of the run's rewards told."""


@dataclass(frozen=True)
class Begun:
    """What a run was begun with."""

    settings: dict[str, Any]
    """As plain data, not yet checked."""
    digest: str
    """Of the settings then."""
    id: str
    """Tells the run apart from all others, wherever its folder is moved."""
    versions: dict[str, str]


class RunDirectory:
    """One run's folder: settings, append-only journal, front, hall of fame, figures.

    Only one process at a time can have it open.

    Args:
        path: the folder.
        fork: let answers be forgotten that this run would not have given.

    Raises:
        InvalidInput: it is in use, or holds something else in place of one of its files.

    """

    def __init__(self, path: Path, *, fork: bool = False) -> None:
        self.path = path
        self.figures = path / "figures"
        self.hall_of_fame = path / "hall_of_fame.json"
        self.front = path / "front.json"
        self.tracking = path / TRACKING
        _refuse_links(path)
        self._unlock = weakref.finalize(self, os.close, locked(path))
        for leftover in path.glob(".*.tmp"):
            leftover.unlink()
        self.begun = read_begun(path)
        self.journal = Journal(path / JOURNAL, say)
        self.ended = False
        """Whether it is on record how this session ended."""
        self.finished = any(
            record["kind"] == "end" and record.get("status") == "FINISHED"
            for record in self.journal.records
        )
        """Whether the run had come to its end before."""
        self._fork = fork
        self._remembered: deque[Record] = deque()
        self.remember(self.journal.records)

    @classmethod
    def create(cls, base: Path, settings: Experiment) -> "RunDirectory":
        """Make ``base/NAME-TIME-HASH``; raises InvalidInput where nothing can be written."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        name = f"{settings.name}-{stamp}-{settings.digest()[:6]}"
        try:
            base.mkdir(parents=True, exist_ok=True)
            path = _new_folder(base, name)
            (path / "figures").mkdir()
            write_json(path / SETTINGS, _to_begin_with(settings))
        except OSError as error:
            raise InvalidInput(
                f"cannot create a run directory in {base} ({error.strerror}); "
                "choose another with --run-dir DIR"
            ) from None
        return cls(path, fork=True)

    @property
    def recalling(self) -> bool:
        """Whether what is asked next has been answered before."""
        return bool(self._remembered)

    def remember(self, records: Sequence[Record]) -> None:
        """Answer from these records what has been asked before."""
        self._remembered.extend(record for record in records if "question" in record)
        self._given = 0

    def close(self) -> None:
        """Let others have the folder; whoever ends lets go of it, too."""
        self.journal.close()
        self._unlock()

    def start(self, settings: Experiment) -> None:
        """Put on record that the run starts or goes on; its seconds count from here."""
        self.journal.leave_out()
        self.append("start", hash=settings.digest())

    def append(self, kind: str, **record: Any) -> Record:
        """Append one record to the journal and wait until it is on disk."""
        return self.journal.append(kind, record)

    def recall(self, kind: str, question: str, answer: Callable[[], Record]) -> Record:
        """The record that answers a question: from the journal where there is one, else written.

        A run is a pure function of its settings, so a run that is resumed asks the same questions
        in the same order, and goes on where the answers end.

        Raises:
            InvalidInput: the journal answers another question than the one that is asked.

        """
        if self._remembered:
            record = self._remembered[0]
            if (record["kind"], record["question"]) == (kind, question):
                return self._given_again(record)
            self._forget(record, kind)
        return self.append(kind, question=question, **answer())

    def _given_again(self, record: Record) -> Record:
        self._remembered.popleft()
        self._given += 1
        if self._fork:
            fields = {name: value for name, value in record.items() if name not in ("kind", "at")}
            self.journal.append(record["kind"], fields, record["at"])
        self.journal.turn_back(record)
        if not self._remembered:
            rest = "nothing is left to live" if self.finished else "from here on, all is lived"
            say(f"{self._given} answers taken from the journal; {rest}")
        return record

    def _forget(self, record: Record, kind: str) -> None:
        if not self._fork:
            raise InvalidInput(
                f"{self.journal.path}: answer {self._given + 1} ({record['kind']}) is to another "
                f"question than the one asked now ({kind}); {_changes(self.begun.versions)}. "
                "Resume with what it was begun with, or let a new run take over what fits: --fork"
            )
        say(
            f"{self._given} answers taken over from the older run; from here on, all is lived"
            if self._given
            else "the settings that changed change every answer: nothing can be taken over"
        )
        self._remembered.clear()

    def say_versions(self) -> None:
        """Say with which other versions than today's the run was begun."""
        if self.begun.versions != _versions():
            say(f"warning: {_changes(self.begun.versions)}")


def _to_begin_with(settings: Experiment) -> dict[str, Any]:
    return {
        "settings": settings.to_data(),
        "hash": settings.digest(),
        "id": uuid.uuid4().hex,
        "versions": _versions(),
    }


def _versions() -> dict[str, str]:
    ours = {"rewardsearch": version("rewardsearch"), "kernels": source_hash()}
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"python": platform.python_version()} | ours | libraries


def _changes(then: dict[str, str]) -> str:
    """Which versions differ between those a run was begun with and today's."""
    now = _versions()
    names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    if not names:
        return "it was begun with the versions that are installed"
    told = ", ".join(f"{name} {then.get(name, '?')} -> {now.get(name, '?')}" for name in names)
    return f"since it was begun, versions changed: {told}"


def read_begun(path: Path) -> Begun:
    """What the run of a folder was begun with; raises InvalidInput where that cannot be read."""
    file = path / SETTINGS
    data = read_json(file)
    keys = {"settings": dict, "hash": str, "versions": dict, "id": str}
    if not isinstance(data, dict):
        raise InvalidInput(f"{file}: expected an object, got {type(data).__name__}")
    for key, kind in keys.items():
        if not isinstance(data.get(key), kind):
            raise InvalidInput(f"{file}: {key!r} is missing or of the wrong type; was it changed?")
    if not all(isinstance(x, str) for x in data["versions"].values()):
        raise InvalidInput(f"{file}: versions must be text; was it changed?")
    if not re.fullmatch("[0-9a-f]{32}", data["id"]):
        raise InvalidInput(f"{file}: id must be 32 hexadecimal digits; was it changed?")
    return Begun(data["settings"], data["hash"], data["id"], data["versions"])


def _refuse_links(path: Path) -> None:
    """Nothing that a run writes to may lead out of its folder, or be anything but a file."""
    for name in (SETTINGS, JOURNAL, LOCK, TRACKING, "figures"):
        file = path / name
        fits = file.is_dir() if name == "figures" else file.is_file()
        if file.is_symlink() or (file.exists() and not fits):
            raise InvalidInput(f"{file} is a link or no file of a run; remove it")


def locked(path: Path) -> int:
    """Take the folder for this process until it ends; the descriptor that holds the lock."""
    try:
        file = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise InvalidInput(f"cannot open {path / LOCK}: {error.strerror}") from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(file, 200, 0).decode(errors="replace").strip()
        os.close(file)
        raise InvalidInput(
            f"{path} is in use by {holder or 'another process'}; wait until that ends, or stop it"
        ) from None
    os.ftruncate(file, 0)
    os.pwrite(file, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
    return file


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
