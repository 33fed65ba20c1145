"""Reward language ``network``: a small multilayer perceptron over inputs.

    felt = sum_h v_h tanh(b_h + sum_i w_hi x input_i)

Row: number of terms; v; b; then for each term its input and its weights w_h.
"""

import numpy as np

from kernels.compiling import scalar
from kernels.numeric import tanh
from kernels.types import F32, F32Array

N_HIDDEN = 2
"""Units of the hidden layer."""
N_TERMS = 0
FIRST_OUTPUT = 1
FIRST_BIAS = FIRST_OUTPUT + N_HIDDEN
FIRST_TERM = FIRST_BIAS + N_HIDDEN
TERM_SIZE = 1 + N_HIDDEN


@scalar
def felt(row: F32Array, inputs: F32Array, memory: F32Array, stack: F32Array) -> F32:
    """Reward felt for one step."""
    total = np.float32(0.0)
    for unit in range(N_HIDDEN):
        drive = row[FIRST_BIAS + unit]
        for term in range(np.int32(row[N_TERMS])):
            at = FIRST_TERM + TERM_SIZE * term
            drive += row[at + 1 + unit] * inputs[np.int32(row[at])]
        total += row[FIRST_OUTPUT + unit] * tanh(drive)
    return total
