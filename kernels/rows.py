"""Rows of MAX_ACTIONS values as one piece: read, written and reckoned with by vector instructions.

A row of a feature table is 32 bytes.  On a CPU it is one register; a GPU's thread moves it in two
instructions instead of eight, each of which would touch as many pieces of memory.

Sums and products are vectors from the start: of eight scalar ones LLVM makes vectors of one, four,
one and two values, and more shuffles between them than it saves.
"""

import math
from typing import Any, TypeAlias

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from kernels.compiling import scalar
from kernels.layout import MAX_ACTIONS
from kernels.types import F32, I32, F32Array, U32Array

Row: TypeAlias = tuple[F32, F32, F32, F32, F32, F32, F32, F32]

_ROW = types.UniTuple(types.float32, MAX_ACTIONS)
_VECTOR = ir.VectorType(ir.FloatType(), MAX_ACTIONS)
_INDEX = ir.IntType(64)
_ZERO = np.float32(0.0)
# What allocations of NumPy and of PyTorch guarantee, and what a GPU's widest instruction needs.
_ALIGNED = 16
_CACHE_LINE = 64


def zeros(shape: tuple[int, ...]) -> F32Array:
    """Float32 zeros that begin with a cache line, so that no row of MAX_ACTIONS lies in two.

    NumPy's own begin anywhere in a line: vectors across two lines made lives with traces a third
    slower, in some processes and not in others.
    """
    n = math.prod(shape)
    memory = np.zeros(n + _CACHE_LINE // 4, np.float32)
    first = -memory.ctypes.data % _CACHE_LINE // 4
    return memory[first : first + n].reshape(shape)


def _address(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Where row ``args[1]`` of the table ``args[0]`` begins; its rows follow each other."""
    table = context.make_array(signature.args[0])(context, builder, args[0])
    index = context.cast(builder, args[1], signature.args[1], types.uint64)
    first = builder.mul(index, ir.Constant(_INDEX, MAX_ACTIONS))
    return builder.bitcast(builder.gep(table.data, [first]), _VECTOR.as_pointer())


def _lane(number: int) -> Any:
    return ir.Constant(ir.IntType(32), number)


def _tuple(context: Any, builder: Any, vector: Any) -> Any:
    """A vector as a row."""
    lanes = [builder.extract_element(vector, _lane(k)) for k in range(MAX_ACTIONS)]
    return context.make_tuple(builder, _ROW, lanes)


def _vector(builder: Any, row: Any) -> Any:
    """A row as a vector."""
    vector = ir.Constant(_VECTOR, ir.Undefined)
    for k in range(MAX_ACTIONS):
        vector = builder.insert_element(vector, builder.extract_value(row, k), _lane(k))
    return vector


@intrinsic  # type: ignore[untyped-decorator]
def read_row(_typing: Any, table: Any, index: Any) -> Any:
    """Row ``index`` of a contiguous table [n, MAX_ACTIONS] as a tuple."""
    _require_table(table)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = builder.load(_address(context, builder, signature, args), align=_ALIGNED)
        return _tuple(context, builder, vector)

    return _ROW(table, index), generate


@intrinsic  # type: ignore[untyped-decorator]
def write_row(_typing: Any, table: Any, index: Any, row: Any) -> Any:
    """Overwrite row ``index`` of a contiguous table [n, MAX_ACTIONS] by a tuple."""
    _require_table(table)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = _vector(builder, args[2])
        builder.store(vector, _address(context, builder, signature, args), align=_ALIGNED)
        return context.get_dummy_value()

    return types.void(table, index, row), generate


@intrinsic  # type: ignore[untyped-decorator]
def plus(_typing: Any, a: Any, b: Any) -> Any:
    """Sum of two rows."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        total = builder.fadd(_vector(builder, args[0]), _vector(builder, args[1]))
        return _tuple(context, builder, total)

    return _ROW(_ROW, _ROW), generate


@intrinsic  # type: ignore[untyped-decorator]
def times(_typing: Any, row: Any, factor: Any) -> Any:
    """A row with every value multiplied by a float32."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        factors = ir.Constant(_VECTOR, ir.Undefined)
        for k in range(MAX_ACTIONS):
            factors = builder.insert_element(factors, args[1], _lane(k))
        return _tuple(context, builder, builder.fmul(_vector(builder, args[0]), factors))

    return _ROW(_ROW, types.float32), generate


def _require_table(table: Any) -> None:
    """Refuse to compile for what is not contiguous."""
    if not (isinstance(table, types.Array) and table.layout == "C" and table.ndim == 2):
        raise TypeError(f"expected a contiguous table of rows, got {table}")


if numba.config.DISABLE_JIT:
    # Kernels that run as plain Python, to count what they read and write.

    def read_row(table: F32Array, index: int) -> Row:
        """Row ``index`` as a tuple."""
        t, i = table, index
        return t[i, 0], t[i, 1], t[i, 2], t[i, 3], t[i, 4], t[i, 5], t[i, 6], t[i, 7]

    def write_row(table: F32Array, index: int, row: Row) -> None:
        """Overwrite row ``index``."""
        for action in range(MAX_ACTIONS):
            table[index, action] = row[action]

    def plus(a: Row, b: Row) -> Row:
        """Sum of two rows."""
        return tuple(x + y for x, y in zip(a, b, strict=True))

    def times(row: Row, factor: F32) -> Row:
        """A row with every value multiplied by a float32."""
        return tuple(x * factor for x in row)


@scalar
def sum_of_rows(table: F32Array, indices: U32Array, n: I32) -> Row:
    """Sum of the rows at the first ``n`` of the indices."""
    total = (_ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO)
    for j in range(n):
        total = plus(total, read_row(table, indices[j]))
    return total


@scalar
def add_to_row(table: F32Array, index: int, change: Row) -> None:
    """Row ``index`` of a table [n, MAX_ACTIONS] grows by ``change``."""
    write_row(table, index, plus(read_row(table, index), change))
