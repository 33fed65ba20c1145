"""The journal of a run: records that are only ever appended, each sealed to the one before.

A line is a JSON object that ends with its seal, the first 16 hexadecimal digits of
SHA-256(seal of the line before + the line up to its own seal).  A record counts once it is on disk
whole: a torn line, a flipped bit or a line that is missing breaks the chain there.
"""

import hashlib
import json
import math
import os
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput
from rewardsearch.errors import Unwritable
from rewardsearch.json_data import parse_json, replace_atomically

Record = dict[str, Any]

_SEAL, _END = b', "seal": "', b'"}\n'
_DIGITS = 16
_LONGEST_LINE = 1 << 28


@dataclass(frozen=True)
class Contents:
    """What of a journal can be trusted."""

    records: list[Record]
    length: int
    """Bytes that they take."""
    seal: bytes
    """Of the last of them."""
    damaged: bool
    """Whether anything comes behind them."""


def read_journal(path: Path) -> Contents:
    """Read up to the first line that is torn, changed or no record; no file is an empty one.

    Raises:
        InvalidInput: the journal cannot be read at all.

    """
    records: list[Record] = []
    length, seal = 0, b""
    try:
        with path.open("rb") as stream:
            while line := stream.readline(_LONGEST_LINE):
                payload, own = line[: -len(_SEAL) - _DIGITS - len(_END)], _seal(seal, line)
                record = _record(payload, path) if line == payload + _sealing(own) else None
                if record is None:
                    return Contents(records, length, seal, damaged=True)
                records.append(record)
                length, seal = length + len(line), own
    except FileNotFoundError:
        pass
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}") from None
    return Contents(records, length, seal, damaged=False)


def _seal(before: bytes, line: bytes) -> bytes:
    """The seal that a line must have behind one with the seal ``before``."""
    payload = line[: -len(_SEAL) - _DIGITS - len(_END)]
    return hashlib.sha256(before + payload).hexdigest()[:_DIGITS].encode()


def _sealing(seal: bytes) -> bytes:
    return _SEAL + seal + _END


def _record(payload: bytes, path: Path) -> Record | None:
    """The record of a line, None if it is none: a seal keeps no secret, anybody can make one."""
    try:
        record = parse_json((payload + b"}").decode(), path)
    except (InvalidInput, UnicodeDecodeError):
        return None
    at = record.get("at") if isinstance(record, dict) else None
    clocks = [at.get("time"), at.get("seconds")] if isinstance(at, dict) else [None]
    known = all(isinstance(x, int | float) and math.isfinite(x) and x >= 0 for x in clocks)
    return record if known and isinstance(record.get("kind"), str) else None


def write_all(file: int, data: bytes) -> None:
    """Write all of the data to a file descriptor."""
    while data:
        data = data[os.write(file, data) :]


class Journal:
    """A journal that is open for appending, and the clock that its records are dated by."""

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        self.path = path
        found = read_journal(path)
        if found.damaged:
            kept = _set_right(path, found.length)
            warn(
                f"warning: {path}, line {len(found.records) + 1} is damaged: the records before it "
                f"are used, what followed is lived again; the file as it was is kept as {kept.name}"
            )
        self.records = found.records
        """What it held when it was opened."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            raise Unwritable(path, error) from None
        self.close = weakref.finalize(self, os.close, self._file)
        self._tail = (found.length, found.seal)
        self._dated: Record = {"time": 0, "seconds": 0.0}
        self._since = time.monotonic()
        if self.records:
            self.turn_back(self.records[-1])

    def turn_back(self, record: Record) -> None:
        """Let the clock go on from when a record was written."""
        self._dated = record["at"]
        self.leave_out()

    def leave_out(self) -> None:
        """Do not count the seconds since the latest record."""
        self._since = time.monotonic()

    @property
    def time(self) -> int:
        """When the latest record was written, in milliseconds since 1970."""
        return int(self._dated["time"])

    def append(self, kind: str, fields: Record, at: Record | None = None) -> Record:
        """Append a record and wait until it is on disk; returns it as it will be read back.

        An append that was interrupted or that failed leaves nothing behind that counts.

        Args:
            kind: of record.
            fields: its content, plain JSON data.
            at: when it was written, if that was not now.

        Raises:
            Unwritable: it could not be written.

        """
        length, before = self._tail
        seconds = self._dated["seconds"] + time.monotonic() - self._since
        now = {"time": int(time.time() * 1000), "seconds": round(seconds, 3)}
        record = {"kind": kind, **fields, "at": at or now}
        payload = json.dumps(record, allow_nan=False).encode()[:-1]
        seal = hashlib.sha256(before + payload).hexdigest()[:_DIGITS].encode()
        line = payload + _sealing(seal)
        try:
            if os.fstat(self._file).st_size != length:
                os.ftruncate(self._file, length)
            write_all(self._file, line)
            os.fsync(self._file)
        except OSError as error:
            # What is left of a record that did not fit is no damage worth a warning.
            with suppress(OSError):
                os.ftruncate(self._file, length)
            raise Unwritable(self.path, error) from None
        self._tail = (length + len(line), seal)
        written: Record = json.loads(payload + b"}")
        self.turn_back(written)
        return written


def _set_right(path: Path, length: int) -> Path:
    """Cut a damaged journal to its first bytes; returns where the whole of it is kept."""
    content = path.read_bytes()
    kept = next(
        name
        for number in range(1, 10_000)
        if not (name := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists()
    )
    for target, data in ((kept, content), (path, content[:length])):
        with replace_atomically(target) as temporary:
            temporary.write_bytes(data)
    return kept
