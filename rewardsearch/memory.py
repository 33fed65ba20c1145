"""What a run has lived already, so that a run that is resumed need not live it again."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inner_rl import InvalidInput
from rewardsearch.evaluation import Evaluator
from rewardsearch.journal import Record
from rewardsearch.run_directory import RunDirectory
from rewardsearch.stopping import stop_if_asked

Recall = Callable[[str, Sequence[Any], Callable[[], Record]], Record]
"""Kind of a question, all that its answer depends on beside world, life and learner, and how to
find out; returns the answer, plain JSON data."""


def ask(_kind: str, _asked: Sequence[Any], live: Callable[[], Record]) -> Record:
    """A ``Recall`` that remembers nothing."""
    return live()


class Memory:
    """Every answer that took lives to find, kept in a run's journal."""

    def __init__(self, directory: RunDirectory, evaluator: Evaluator) -> None:
        self._directory = directory
        self._evaluator = evaluator
        lived_in = evaluator.settings.to_data()
        self._conditions = {name: lived_in[name] for name in ("world", "life", "learner")}
        self.seconds = 0.0
        """Spent on all answers so far, by those who found them."""

    def recall(self, kind: str, asked: Sequence[Any], live: Callable[[], Record]) -> Record:
        """A ``Recall``; agent-steps count as lived in either case.  Obeys when asked to stop."""
        before = self._evaluator.agent_steps
        stop_if_asked()

        def answer() -> Record:
            began = time.monotonic()
            found = live()
            steps = self._evaluator.agent_steps - before
            return found | {"agent_steps": steps, "lived_seconds": time.monotonic() - began}

        record = self._directory.recall(kind, question(self._conditions, *asked), answer)
        steps, seconds = numbers(record, "agent_steps", ()), numbers(record, "lived_seconds", ())
        self._evaluator.agent_steps = before + int(steps)
        self.seconds += float(seconds)
        return record


def question(*parts: Any) -> str:
    """32 hexadecimal digits that tell arrays and plain data from all others."""
    whole = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            data = f"{part.dtype}{part.shape}".encode() + np.ascontiguousarray(part).tobytes()
        else:
            data = json.dumps(part, sort_keys=True).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:32]


def numbers(
    record: Record, name: str, shape: tuple[int, ...], *, undefined: bool = False
) -> NDArray[np.float64]:
    """An array of a record; null is nan, where numbers may be undefined.

    Raises:
        InvalidInput: it is no array of numbers, or not of that shape.

    """
    kinds = (float, int, type(None)) if undefined else (float, int)
    try:
        array = np.array(record[name], object)
        numeric = array.shape == shape and all(type(x) in kinds for x in array.flat)
        values = np.array(array, np.float64) if numeric else None
    except (KeyError, ValueError, OverflowError):
        values = None
    if values is None or not (undefined or np.isfinite(values).all()):
        raise unusable(record, f"{name!r} is not an array of numbers {list(shape)}")
    return values


def plain(array: NDArray[Any]) -> Any:
    """An array as nested lists for JSON, which knows no nan or infinity: null instead."""
    return np.where(np.isfinite(array), array, np.array(None)).tolist()


def unusable(record: Record, why: str) -> InvalidInput:
    """The error of a record that holds no answer."""
    return InvalidInput(
        f"the journal's answer of kind {record['kind']!r} cannot be used: {why}; "
        "was the journal changed?"
    )
