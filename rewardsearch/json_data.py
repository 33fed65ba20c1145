"""Reading and writing JSON files: strict in, atomic out."""

import glob
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from typing import Any

from inner_rl import InvalidInput, Reward, reward_from_data
from inner_rl.rewards.library import LIBRARY
from kernels.checks import did_you_mean
from rewardsearch.errors import Unwritable
from rewardsearch.yaml_data import read_text

FILE_SCHEMA = 1
"""Version of the layout of files that hold several rewards."""


def read_json(path: Path) -> Any:
    """Parse a JSON file; refuses duplicate keys; raises InvalidInput naming file and fault."""
    return parse_json(read_text(path), path)


def parse_json(text: str, path: Path) -> Any:
    """Parse the text of a JSON file; see ``read_json``."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(pairs)
        if len(data) < len(pairs):
            twice = next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
            raise InvalidInput(f"{path}: {twice!r} is given twice")
        return data

    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"{path}: line {error.lineno}, column {error.colno}: not valid JSON: {error.msg}"
        ) from None
    except InvalidInput:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path}: not usable JSON: {error or 'too deeply nested'}") from None


@contextmanager
def replace_atomically(path: Path) -> Iterator[Path]:
    """Give a path to write to, which replaces ``path`` whole at the end, or not at all.

    Raises:
        Unwritable: it could not be written.

    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        _to_disk(temporary)
        temporary.replace(path)
        _to_disk(path.parent)
    except OSError as error:
        raise Unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that no reader and no crash ever sees half of it."""
    with replace_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, data: Any) -> None:
    """Write data as readable JSON, atomically."""
    write_atomically(path, json.dumps(data, indent=2, allow_nan=False) + "\n")


def _is_bare_name(path: Path) -> bool:
    return path.name == str(path) and not path.suffix


def reward_file(path: Path) -> Path:
    """The file that a reward is read from: the path itself, or the hall of fame of a run."""
    if path.is_file() or not (path.is_dir() or _is_bare_name(path)):
        return path
    # Imported only where a run may be meant: these modules build on this one.
    from rewardsearch.resuming import find_run
    from rewardsearch.runs import LATEST, RUNS, hall_of_fame_of

    name = str(path)
    if not (path.is_dir() or name == LATEST or any(RUNS.glob(f"{glob.escape(name)}*/"))):
        raise InvalidInput(
            f"{name} is neither a file nor a reward of the library{did_you_mean(name, LIBRARY)}, "
            f"nor a run in {RUNS}"
        )
    return hall_of_fame_of(find_run(name, RUNS))


def read_reward(path: Path, rank: int | None = None) -> tuple[Reward, dict[str, Any] | None]:
    """Read a reward file, one rank of a hall of fame, or a hand-written reward by its name.

    A run means its hall of fame: its folder, the beginning of its name in ``runs``, or ``latest``.
    A name of the library is never taken for a file; write ./NAME for a file of that name.

    Returns:
        The reward, and the settings it was found under (None for all but a hall of fame).

    """
    name = str(path)
    if name in LIBRARY:
        if rank is not None:
            raise InvalidInput(f"{name} is a single reward of the library; leave out --rank")
        return LIBRARY[name].reward, None
    path = reward_file(path)
    data = read_json(path)
    if not isinstance(data, dict) or "rewards" not in data:
        if rank is not None:
            raise InvalidInput(f"{path} holds a single reward; leave out --rank")
        return reward_from_data(data, str(path)), None
    if data.get("schema") != FILE_SCHEMA:
        raise InvalidInput(
            f"{path}: schema is {data.get('schema')!r}, this version reads schema {FILE_SCHEMA}; "
            "evaluate it with the version of rewardsearch that wrote it"
        )
    entries = data["rewards"]
    if not isinstance(entries, list) or not entries:
        raise InvalidInput(f"{path}: holds no rewards")
    rank = 1 if rank is None else rank
    if not 1 <= rank <= len(entries):
        raise InvalidInput(f"{path}: --rank must be from 1 to {len(entries)}, got {rank}")
    entry = entries[rank - 1]
    reward = entry.get("reward") if isinstance(entry, dict) else None
    settings = data.get("settings")
    return (
        reward_from_data(reward, f"{path}: reward of rank {rank}"),
        settings if isinstance(settings, dict) else None,
    )


def leaves(data: Any, key: str = "") -> dict[str, Any]:
    """What is not a container in nested data, by dotted key; list items by number from 0."""
    if isinstance(data, dict):
        pairs = list(data.items())
    elif isinstance(data, list | tuple):
        pairs = [(str(i), item) for i, item in enumerate(data)]
    else:
        return {key: data}
    if not pairs:
        return {key: data}
    return {
        name: leaf
        for inner, item in pairs
        for name, leaf in leaves(item, f"{key}.{inner}" if key else str(inner)).items()
    }


def json_number(x: float) -> float | None:
    """For JSON, which knows no nan: null instead; six decimals."""
    return None if isnan(x) else round(float(x), 6)
