"""Cheap addresses for CUDA kernels: what numba makes general is narrowed to what ours need.

A GPU adds and multiplies 32 bits in one instruction, 64 bits in several, and numba computes all
addresses in 64 bits, lets every index count from the end, and hides from the compiler that
pointers of arrays of any strides are global memory.  In our kernels

* no index is negative, so none is wrapped around;
* entries have 4 bytes and an array has at most 2**32 of them (``LARGEST_ARRAY``), so where an
  entry is, counted in entries, takes one multiply-add of 32 bits an axis;
* a pointer is moved by ``getelementptr``, so the compiler knows what memory it points into.

All that is private to numba-cuda's array code is in this file.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core.compiler_lock import global_compiler_lock
from numba.cuda import cgutils, types

# A name that numba-cuda 0.30 reads, once, and NumPy 2.5 has dropped.
with mock.patch.object(np, "row_stack", np.vstack, create=True):
    from numba.cuda.np import arrayobj

_32_BITS, _64_BITS = ir.IntType(32), ir.IntType(64)
_BYTES = ir.IntType(8).as_pointer()
_ENTRY_BYTES_LOG2 = 2
# An instruction that the optimiser cannot look into: it would widen all that leads to it.
_TO_BYTES = ir.InlineAsm(
    ir.FunctionType(_64_BITS, [_32_BITS]), "mul.wide.u32 $0, $1, 4;", "=l,r", side_effect=False
)


@contextmanager
def narrow() -> Iterator[None]:
    """Compile kernels with narrow addresses; nobody else compiles meanwhile."""
    with global_compiler_lock, ExitStack() as stack:
        stack.enter_context(mock.patch.object(arrayobj, "fix_integer_index", _index))
        stack.enter_context(mock.patch.object(cgutils, "get_item_pointer2", _pointer))
        yield


def _index(context: Any, builder: Any, index_type: Any, index: Any, _size: Any) -> Any:
    """An index as it is."""
    return context.cast(builder, index, index_type, types.intp)


def _pointer(
    context: Any, builder: Any, data: Any, shape: Any, strides: Any, layout: str, inds: Any,
    wraparound: bool = False, boundscheck: bool = False,
) -> Any:  # fmt: skip
    """Where an entry is: the sum of index times stride, from where the data begin."""
    if context.get_abi_sizeof(data.type.pointee) != 1 << _ENTRY_BYTES_LOG2:
        raise TypeError(f"kernels take arrays of {1 << _ENTRY_BYTES_LOG2} bytes an entry only")
    offset = ir.Constant(_32_BITS, 0)
    last = len(strides) - 1 if layout == "C" else -1
    for axis, (index, stride) in enumerate(zip(inds, strides, strict=False)):
        step = builder.trunc(index, _32_BITS)
        if axis != last:
            entries = builder.lshr(stride, ir.Constant(_64_BITS, _ENTRY_BYTES_LOG2))
            step = builder.mul(step, builder.trunc(entries, _32_BITS))
        offset = builder.add(offset, step)
    n_bytes = builder.call(_TO_BYTES, [offset])
    moved = builder.gep(builder.bitcast(data, _BYTES), [n_bytes])
    return builder.bitcast(moved, data.type)
