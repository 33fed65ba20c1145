"""Counter-based random numbers: Philox4x32-10.

Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3";
constants from the authors' Random123 library.

Randomness is data here: a draw is a pure function of *what it is for*.  The key names the
lifetime, the counter names step, purpose and agent, so results do not depend on the order
of lifetimes, on chunk sizes, on threads, or on the device.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import F32, I32, U32

ROUNDS = 10
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint32(0x9E3779B9)
_WEYL_1 = np.uint32(0xBB67AE85)
_32 = np.uint64(32)
_2_POW_MINUS_24 = np.float32(2.0**-24)
_8 = np.uint32(8)

# What a draw is for: the second word of the counter.
PURPOSE_BIRTH = 0
PURPOSE_WATCHER = 1
PURPOSE_ACT = 2
PURPOSE_CONTEST = 3
PURPOSE_RESPAWN = 4
PURPOSE_NOTICE = 5
PURPOSE_RESAMPLE = 6
PURPOSE_SLIP = 7
PURPOSE_THIRST = 8
PURPOSE_MATCH = 9
PURPOSE_NATURE = 10
PURPOSE_WASTE = 11
PURPOSE_TRUTH = 12
PURPOSE_BRAIN = 13
PURPOSE_MORAN = 14


@scalar
def philox(
    counter_0: U32, counter_1: U32, counter_2: U32, counter_3: U32, key_0: U32, key_1: U32
) -> tuple[U32, U32, U32, U32]:
    """Four random uint32 words for a 128-bit counter and a 64-bit key."""
    for _ in range(ROUNDS):
        product_0 = _MULTIPLIER_0 * np.uint64(counter_0)
        product_1 = _MULTIPLIER_1 * np.uint64(counter_2)
        counter_0 = np.uint32(np.uint32(product_1 >> _32) ^ counter_1 ^ key_0)
        counter_1 = np.uint32(product_1)
        counter_2 = np.uint32(np.uint32(product_0 >> _32) ^ counter_3 ^ key_1)
        counter_3 = np.uint32(product_0)
        key_0 = np.uint32(key_0 + _WEYL_0)
        key_1 = np.uint32(key_1 + _WEYL_1)
    return counter_0, counter_1, counter_2, counter_3


@scalar
def draw(key_0: U32, key_1: U32, step: I32, purpose: I32, index: I32) -> tuple[U32, U32, U32, U32]:
    """Four words for one purpose: ``index`` is the agent, coin or block it is for."""
    return philox(np.uint32(step), np.uint32(purpose), np.uint32(index), np.uint32(0), key_0, key_1)


@scalar
def lane_of(block: tuple[U32, U32, U32, U32], lane: I32) -> U32:
    """Word ``lane`` (0 to 3) of a block, so that four uses share one block."""
    # Choices, not branches, of which the compiler would make a table of addresses.
    low = block[0] if lane == 0 else block[1]
    high = block[2] if lane == 2 else block[3]
    return low if lane < 2 else high


@scalar
def uniform(word: U32) -> F32:
    """Float32 in [0, 1) from the upper 24 bits of a word (every value exactly representable)."""
    return np.float32(np.uint32(word) >> _8) * _2_POW_MINUS_24


@scalar
def below(word: U32, bound: I32) -> I32:
    """Integer in [0, bound) by multiply-high (Lemire 2019); bias below bound / 2**32."""
    return np.int32((np.uint64(word) * np.uint64(bound)) >> _32)
