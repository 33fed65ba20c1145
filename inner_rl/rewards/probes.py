"""Probe inputs: a fixed sequence of plausible inputs on which rewards are compared.

A reward's scale is normalised, and behavioural duplicates are found, by what it feels on these.
They are a Kronecker sequence (fractional parts of multiples of square roots of primes: Niederreiter
1992, chapter 3), the same on every machine.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from inner_rl.drives import DRIVES
from kernels.layout import N_DRIVES, N_INPUTS
from kernels.types import F32Array

N_PROBES = 256
TYPICAL = 0.41
"""Root mean square of what a normalised reward feels on the probes: about that of a linear reward
whose weights have length 1, since inputs have a mean square of 1/6."""


@cache
def probe_inputs() -> F32Array:
    """Inputs [N_PROBES, N_INPUTS]: half of them 0, the others uniform in their range, at most 1."""
    steps = np.arange(1, N_PROBES + 1)[:, None]
    fractions = np.sqrt(_primes(2 * N_INPUTS))[None, :] * steps % 1.0
    present, size = fractions[:, :N_INPUTS] < 0.5, fractions[:, N_INPUTS:]
    signed = np.zeros(N_INPUTS, bool)
    signed[:N_DRIVES] = [drive.low < 0 for drive in DRIVES.values()]
    values = np.where(signed, 2.0 * size - 1.0, size)
    return np.where(present, values, 0.0).astype(np.float32)


def _primes(count: int) -> NDArray[np.float64]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return np.array(found, np.float64)


def scale_to_typical(felt: NDArray[np.floating]) -> float:
    """Factor that brings what was felt on the probes to the typical size; 0 for nothing felt."""
    size = float(np.sqrt(np.mean(np.square(felt, dtype=np.float64))))
    return TYPICAL / size if size > 1e-6 else 0.0
