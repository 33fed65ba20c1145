"""CUDA driver: one thread lives one lifetime, with the same functions as the CPU.

A kernel reads and writes tensors where they are: what it is handed must lie on the GPU already.
Products and sums are not fused, so that a GPU rounds as the CPU does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

import numpy as np
from numba import cuda, types
from numba.cuda.core import config
from numba.cuda.cudadrv import nvvm

from kernels.addressing import narrow
from kernels.arrays import BY_FEATURE, LARGEST_ARRAY, Record, Rules, Workspace
from kernels.compiling import cached
from kernels.lifetime import live
from kernels.types import I32

THREADS_PER_BLOCK = 64


def run(rules: Rules, work: Workspace, record: Record, first: I32, n_lives: I32) -> None:
    """Kernel body: each thread lives one of ``n_lives`` lifetimes, in its own workspace row."""
    slot = np.int32(cuda.grid(1))
    if slot < n_lives:
        live(rules, work, record, first + slot, slot)


def signature(rules: Rules, work: Workspace, record: Record) -> Any:
    """Numba's signature of ``run`` for arguments with these fields; their device does not matter.

    Arrays of ``work`` and ``record`` that are not indexed by features may have any strides.
    """
    return types.void(
        _typeof(rules, "C"), _typeof(work, "A"), _typeof(record, "A"), types.int32, types.int32
    )


def _typeof(value: Any, layout: str) -> Any:
    """Numba's type of numbers, arrays, tensors, and named tuples of these."""
    if isinstance(value, tuple):
        fields = zip(type(value)._fields, value, strict=True)  # type: ignore[attr-defined]
        members = [_typeof(v, "C" if name in BY_FEATURE else layout) for name, v in fields]
        return types.BaseTuple.from_types(members, type(value))
    if isinstance(value, int):
        return types.int32
    return types.Array(_scalar_type(value.dtype), value.ndim, layout)


def _scalar_type(dtype: Any) -> Any:
    """Numba's type of an entry; PyTorch's and NumPy's types have the same names."""
    return getattr(types, str(dtype).removeprefix("torch."))


def launch(rules: Rules, work: Workspace, record: Record, first: int, n_lives: int) -> None:
    """Queue lifetimes ``first`` to ``first + n_lives - 1`` on the current GPU.

    Args:
        rules: tensors on that GPU, contiguous.
        work: tensors of at least ``n_lives`` rows, of any strides.
        record: tensors of all lifetimes, of any strides.
        first: see above.
        n_lives: see above.

    Raises:
        TypeError: something does not lie on the GPU; numba would copy it there and back.
        OverflowError: an array is larger than kernels can address.

    """
    kernel = compiled(signature(rules, work, record))
    n_blocks = -(-n_lives // THREADS_PER_BLOCK)
    arguments = (_handed_over(argument) for argument in (rules, work, record))
    kernel[n_blocks, THREADS_PER_BLOCK](*arguments, first, n_lives)


def _handed_over(value: Any) -> Any:
    """The same memory as arrays of numba's."""
    if isinstance(value, tuple):
        return type(value)(*map(_handed_over, value))
    if isinstance(value, int):
        return value
    if not hasattr(value, "__cuda_array_interface__"):
        raise TypeError(f"expected tensors on the GPU, got {type(value).__name__}")
    if value.nbytes > LARGEST_ARRAY:
        raise OverflowError(f"an array of {value.nbytes} bytes is over {LARGEST_ARRAY}")
    return cuda.as_cuda_array(value, sync=False)


@cache
def compiled(signature: Any) -> Any:
    """The kernel for the current GPU, compiled or loaded from the disk."""
    with compiling(), cached(config) as on_disk:
        return cuda.jit(signature, lto=False, cache=on_disk)(run)


@contextmanager
def compiling() -> Iterator[None]:
    """How all kernels are compiled, for GPUs and to look at."""
    with unfused(), narrow():
        yield


@contextmanager
def unfused() -> Iterator[None]:
    """Switch multiply-add fusion off: numba-cuda passes no such option to libNVVM."""
    original = nvvm.compile_ir

    def compile_ir(ir: Any, **options: Any) -> Any:
        return original(ir, **{**options, "fma": 0})

    with mock.patch.object(nvvm, "compile_ir", compile_ir):
        yield
