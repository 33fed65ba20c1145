"""Float32 arithmetic of PTX in Python, whose floats are float64; names that translated PTX uses.

A float32 register holds a Python float that is exactly a float32.  A sum, difference, product or
quotient of two of them, or a root, is computed in float64 and rounded to float32.  Rounding twice
gives the same bits as rounding once, because 53 >= 2 x 24 + 2 (Figueroa 1995, "When is double
rounding innocuous?"); a test compares with float32 arithmetic, subnormal numbers included.

The sign and payload of a nan are not modelled: IEEE 754 leaves them open, and devices differ.
"""

import math
from array import array
from collections.abc import Callable
from typing import Any, NoReturn

ROUNDED = array("f", [0.0])
"""What is written here is rounded to float32; its only entry is read back at once."""
BITS = memoryview(ROUNDED).cast("B").cast("I")
"""The same entry, as bits."""
# Integers beyond this are not all float64 numbers.
_EXACT = 2**53
_STICKY_BITS = 12


def float_of_bits(bits: int) -> float:
    """Float32 with the given bits."""
    BITS[0] = bits
    return ROUNDED[0]


def bits_of_float(x: float) -> int:
    """Bits of a float32."""
    ROUNDED[0] = x
    return BITS[0]


def float_of_integer(n: int) -> float:
    """Nearest float32 to an integer of at most 64 bits, ties to even."""
    if abs(n) >= _EXACT:
        # Bits that float64 cannot hold are joined into one, so that no tie is made or broken.
        size = abs(n)
        lost = size & (2**_STICKY_BITS - 1)
        size = (size >> _STICKY_BITS | (lost != 0)) << _STICKY_BITS
        n = size if n > 0 else -size
    ROUNDED[0] = n
    return ROUNDED[0]


def integer_of_float(rounded: Callable[[float], int], x: float, low: int, high: int) -> int:
    """Integer from low to high that is nearest to a rounded x; nan as the PTX manual says."""
    if x != x:
        return 2**63 if high >= 2**63 - 1 else 0
    if math.isinf(x):
        return high if x > 0.0 else low
    return max(low, min(high, rounded(x)))


def integral(rounded: Callable[[float], int], x: float) -> float:
    """X rounded to a float without a fraction; the sign stays, also that of 0."""
    return math.copysign(float(rounded(x)), x) if math.isfinite(x) else x


def divided(a: float, b: float) -> float:
    """Return a / b, not yet rounded to float32."""
    if b != 0.0:
        return a / b
    if a == 0.0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def root(x: float) -> float:
    """Square root, not yet rounded to float32; nan of what is below 0."""
    return math.sqrt(x) if x >= 0.0 else math.nan


def least(a: float, b: float) -> float:
    """Return the lesser; -0 is below 0, and a number is preferred to nan."""
    if a != a or b != b:
        return b if a != a else a
    if a == b:
        return a if math.copysign(1.0, a) < 0.0 else b
    return a if a < b else b


def greatest(a: float, b: float) -> float:
    """Return the greater; 0 is above -0, and a number is preferred to nan."""
    return -least(-a, -b)


def quotient(a: int, b: int) -> int:
    """Return a / b, truncated; raises ZeroDivisionError, where PTX gives what it likes."""
    return abs(a) // abs(b) if (a < 0) == (b < 0) else -(abs(a) // abs(b))


def remainder(a: int, b: int) -> int:
    """Return what truncating division leaves; raises ZeroDivisionError, as ``quotient`` does."""
    return a - b * quotient(a, b)


def inserted(field: int, whole: int, begin: int, length: int, width: int) -> int:
    """Bits of a whole, of which some from ``begin`` on are replaced by the lowest of a field."""
    room = ((1 << (length & 255)) - 1 << (begin & 255)) & ((1 << width) - 1)
    return whole & ~room | field << (begin & 255) & room


class Misaligned(IndexError):  # noqa: N818 - it is the address that is misaligned
    """An address that is not a multiple of the size of what is there."""


def misaligned() -> NoReturn:
    """Raise Misaligned."""
    raise Misaligned


NAMES: dict[str, Any] = {
    "INF": math.inf,
    "NAN": math.nan,
    "ROUNDED": ROUNDED,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
    "NEAREST": round,
    "TRUNC": math.trunc,
    **{
        function.__name__: function
        for function in (
            float_of_bits, bits_of_float, float_of_integer, integer_of_float, integral, divided,
            root, least, greatest, quotient, remainder, inserted, misaligned,
        )
    },
}  # fmt: skip
"""All names that translated PTX uses."""
