"""Reward language ``linear``: felt reward = sum over inputs of weight times input.

Row: number of terms; then for each its input and its weight.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.types import F32, F32Array

N_TERMS = 0
FIRST_TERM = 1
TERM_SIZE = 2


@scalar
def felt(row: F32Array, inputs: F32Array, memory: F32Array, stack: F32Array) -> F32:
    """Reward felt for one step."""
    total = np.float32(0.0)
    for term in range(np.int32(row[N_TERMS])):
        at = FIRST_TERM + TERM_SIZE * term
        total += row[at + 1] * inputs[np.int32(row[at])]
    return total
