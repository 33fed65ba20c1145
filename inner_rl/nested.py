"""Named tuples of arrays, or tensors, that may hold more named tuples."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

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


def mapped(function: Callable[[Any], Any], nested: Nested) -> Nested:
    """The same named tuples, of what the function makes of each array; numbers stay."""
    if isinstance(nested, tuple):
        return cast(Nested, type(nested)(*(mapped(function, inner) for inner in nested)))
    return cast(Nested, function(nested)) if hasattr(nested, "shape") else nested
