"""Named tuples of arrays, or tensors, that may hold more named tuples."""

import math
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import numpy as np

from kernels.types import F32Array

_CACHE_LINE = 64
Nested = TypeVar("Nested")


def members(nested: object) -> Iterator[Any]:
    """Every array in it."""
    if isinstance(nested, tuple):
        for inner in nested:
            yield from members(inner)
    elif hasattr(nested, "shape"):
        yield nested


def n_bytes(nested: object) -> int:
    """Bytes of all arrays in it, each counted once."""
    return sum({id(array): int(array.nbytes) for array in members(nested)}.values())


def zeros(shape: tuple[int, ...]) -> F32Array:
    """Float32 zeros that begin with a cache line, so that no row of MAX_ACTIONS lies in two.

    NumPy's own begin anywhere in a line: vectors across two lines made lives with traces a third
    slower, in some processes and not in others.
    """
    n = math.prod(shape)
    memory = np.zeros(n + _CACHE_LINE // 4, np.float32)
    first = -memory.ctypes.data % _CACHE_LINE // 4
    return memory[first : first + n].reshape(shape)


def mapped(function: Callable[[Any], Any], nested: Nested) -> Nested:
    """The same named tuples, of what the function makes of each array; numbers stay."""
    if isinstance(nested, tuple):
        return cast(Nested, type(nested)(*(mapped(function, inner) for inner in nested)))
    return cast(Nested, function(nested)) if hasattr(nested, "shape") else nested
