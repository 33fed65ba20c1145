"""Ceilings of one core, measured with loops that do one thing only, compiled as kernels are."""

import time
from collections.abc import Callable

import numpy as np

from inner_rl.bench.measurement import Ceilings, Measurement
from kernels.compiling import entry
from kernels.philox import philox
from kernels.types import F32Array, U32Array

# Two rows: from one to the other and back.  Both fit the first cache of about any processor.
_CACHED_FLOATS = 3 * 1024
_MEMORY_FLOATS = 32 * 1024 * 1024
_SUMS = 1024
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)


@entry
def copy(rows: F32Array, times: int) -> None:
    """Copy one of two rows [2, n] over the other, and back, ``times`` in all."""
    for k in range(times):
        source, target = rows[k & 1], rows[1 - (k & 1)]
        for i in range(rows.shape[1]):
            target[i] = source[i]


@entry
def multiply_add(values: F32Array, times: int) -> None:
    """Times a half, plus one: ``times`` over all values [n]."""
    for _ in range(times):
        for i in range(values.shape[0]):
            values[i] = values[i] * _HALF + _ONE


@entry
def draw_blocks(out: U32Array, blocks: int) -> None:
    """Draw blocks that do not wait for each other; ``out`` [4] gathers their words."""
    w0 = w1 = w2 = w3 = np.uint32(0)
    for i in range(blocks):
        a, b, c, d = philox(np.uint32(i), np.uint32(2), np.uint32(0), np.uint32(0), out[0], out[1])
        w0 ^= a
        w1 ^= b
        w2 ^= c
        w3 ^= d
    out[0], out[1], out[2], out[3] = w0, w1, w2, w3


def measure_ceilings(repeats: int, say: Callable[[str], None]) -> Ceilings:
    """Measure all; takes about a second a repeat."""
    say("measuring: ceilings of one core")
    cached = np.zeros((2, _CACHED_FLOATS), np.float32)
    memory = np.zeros((2, _MEMORY_FLOATS), np.float32)
    values, words = np.ones(_SUMS, np.float32), np.zeros(4, np.uint32)
    return Ceilings(
        _rates(f"copy, {cached.nbytes >> 10} KiB", "GB/s", repeats,
               lambda n: copy(cached, n), 200_000, 2e-9 * cached[0].nbytes),
        _rates(f"copy, {memory.nbytes >> 20} MiB", "GB/s", repeats,
               lambda n: copy(memory, n), 4, 2e-9 * memory[0].nbytes),
        _rates("float32 multiply and add, not fused", "billion/s", repeats,
               lambda n: multiply_add(values, n), 1_000_000, 1e-9 * _SUMS),
        _rates("Philox blocks of four words", "million/s", repeats,
               lambda n: draw_blocks(words, n), 5_000_000, 1e-6),
    )  # fmt: skip


def _rates(
    name: str, unit: str, repeats: int, run: Callable[[int], None], times: int, amount: float
) -> Measurement:
    """``amount`` a time of what ``run`` does ``times`` over, per second."""
    run(1)
    values = []
    for _ in range(repeats):
        began = time.perf_counter()
        run(times)
        values.append(times * amount / (time.perf_counter() - began))
    return Measurement(f"one core, {name}", unit, values)
