"""Small range checks with messages that name the setting, the limits and the value."""

import math
from collections.abc import Iterable
from difflib import get_close_matches

from kernels.errors import InvalidInput


def require_range(name: str, value: float, low: float, high: float) -> None:
    """Raise InvalidInput unless ``low <= value <= high`` (nan never is)."""
    if not (math.isfinite(value) and low <= value <= high):
        raise InvalidInput(f"{name} must be from {low:g} to {high:g}, got {value:g}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """' (did you mean X?)' for a near miss, otherwise ' (known: ...)'."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else f" (known: {', '.join(names)})"
