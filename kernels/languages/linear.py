"""Reward language ``linear``: felt reward = sum over drives of weight times drive."""

import numpy as np

from kernels.compiling import scalar
from kernels.layout import N_DRIVES
from kernels.types import F32, F32Array


@scalar
def felt(genome: F32Array, drives: F32Array) -> F32:
    """Reward felt for one step: the weighted sum of ``drives`` [N_DRIVES]."""
    total = np.float32(0.0)
    for drive in range(N_DRIVES):
        total += genome[drive] * drives[drive]
    return total
