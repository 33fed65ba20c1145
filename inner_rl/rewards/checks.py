"""Checks that rewards of several languages share."""

import math
from collections.abc import Iterable

import numpy as np

from kernels.checks import did_you_mean
from kernels.errors import InvalidInput


def check_drives(names: Iterable[str], known: Iterable[str], what: str = "drive") -> None:
    """Raise InvalidInput for a name that does not exist."""
    known = list(known)
    for name in names:
        if name not in known:
            raise InvalidInput(f"unknown {what} {name!r}{did_you_mean(name, known)}")


def check_number(value: float, what: str) -> None:
    """Raise InvalidInput unless a number is finite."""
    if not math.isfinite(value):
        raise InvalidInput(f"{what} is {value}; it must be finite")


def check_single(value: float, what: str) -> None:
    """Raise InvalidInput unless a number is finite in single precision, too."""
    check_number(value, what)
    largest = float(np.finfo(np.float32).max)
    if abs(value) > largest:
        raise InvalidInput(f"{what} is {value:g}; single precision ends at {largest:.2g}")
