"""Reward language ``gated``: a linear reward whose weights depend on the context.

    felt = sum_d (w_d0 + sum_c w_dc x context_c) x drive_d

Row: number of terms; then for each its drive, its weight w_d0 and its weights w_dc.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import N_CONTEXTS, N_DRIVES
from kernels.types import F32, F32Array

N_TERMS = 0
FIRST_TERM = 1
TERM_SIZE = 2 + N_CONTEXTS


@scalar
def felt(row: F32Array, inputs: F32Array, memory: F32Array, stack: F32Array) -> F32:
    """Reward felt for one step."""
    total = np.float32(0.0)
    for term in range(np.int32(row[N_TERMS])):
        at = FIRST_TERM + TERM_SIZE * term
        weight = row[at + 1]
        for context in range(N_CONTEXTS):
            weight += row[at + 2 + context] * inputs[N_DRIVES + context]
        total += weight * inputs[np.int32(row[at])]
    return total
