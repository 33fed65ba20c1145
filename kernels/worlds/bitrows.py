"""Things on a grid kept as one word a row, one bit a column: quick to look through.

Cell (x, y) holds a thing if bit x of word ``first + y`` is set; grids are up to 32 columns wide.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import I32, U32, U32Array

NOWHERE = 1 << 20
"""Distance of what is not there."""
_1 = np.uint64(1)


@scalar
def span(low: I32, high: I32) -> U32:
    """Word with the bits ``low`` to ``high`` set, as far as there are such bits."""
    low = low if low > 0 else 0
    high = high if high < 31 else 31
    if low > high:
        return np.uint32(0)
    ones = (_1 << np.uint64(high - low + 1)) - _1
    return np.uint32(ones << np.uint64(low))


@scalar
def any_in(
    words: U32Array, first: I32, height: I32, low: I32, high: I32, top: I32, bottom: I32
) -> bool:
    """Whether anything is in columns ``low`` to ``high`` of rows ``top`` to ``bottom``."""
    columns = span(low, high)
    found = np.uint32(0)
    # All rows, so that the compiler can look at several at once.
    for y in range(height):
        found |= columns & words[first + y] if top <= y <= bottom else np.uint32(0)
    return bool(found != 0)


@scalar
def nearest(
    words: U32Array, first: I32, height: I32, low: I32, high: I32, x: I32, y: I32, reach: I32
) -> tuple[I32, I32, I32]:
    """Way (dx, dy) from (x, y) to the nearest thing in columns ``low`` to ``high``, and its length.

    Looks ``reach`` cells far, as a king moves; the length is a walk's, or NOWHERE.  Of several
    the one in the nearest row is chosen, then the northern, then the western one.
    """
    low = low if low > x - reach else x - reach
    high = high if high < x + reach else x + reach
    columns = span(low, high)
    to_x, to_y, length = np.int32(0), np.int32(0), np.int32(NOWHERE)
    if columns == 0:
        return to_x, to_y, length
    for away in range(reach + 1):
        if away >= length:
            break
        for side in range(-1, 2 if away > 0 else 0, 2):
            row = y + side * away
            if row < 0 or row >= height:
                continue
            things = words[first + row] & columns
            if things != 0:
                dx = _nearest_bit(things, x)
                walk = away + abs(dx)
                if walk < length:
                    to_x, to_y, length = np.int32(dx), np.int32(side * away), np.int32(walk)
    return to_x, to_y, length


@scalar
def _nearest_bit(things: U32, x: I32) -> I32:
    """Columns from x to the nearest set bit, the lower of two; there is one."""
    for d in range(32):
        if x - d >= 0 and things >> np.uint32(x - d) & 1:
            return np.int32(-d)
        if x + d < 32 and things >> np.uint32(x + d) & 1:
            return np.int32(d)
    return np.int32(0)
