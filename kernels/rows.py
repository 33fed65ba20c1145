"""Rows of MAX_ACTIONS values as one piece: read, written and summed by vector instructions.

A row of a feature table is 32 bytes.  On a CPU it is one register; a GPU's thread moves it in two
instructions instead of eight, each of which would touch as many pieces of memory.
"""

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

_VECTOR = ir.VectorType(ir.FloatType(), MAX_ACTIONS)
_INDEX = ir.IntType(64)
_ZERO = np.float32(0.0)
# What allocations of NumPy and of PyTorch guarantee, and what a GPU's widest instruction needs.
_ALIGNED = 16


def _address(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Where row ``args[1]`` of the table ``args[0]`` begins; its rows follow each other."""
    table = context.make_array(signature.args[0])(context, builder, args[0])
    index = context.cast(builder, args[1], signature.args[1], types.uint64)
    first = builder.mul(index, ir.Constant(_INDEX, MAX_ACTIONS))
    return builder.bitcast(builder.gep(table.data, [first]), _VECTOR.as_pointer())


def _lane(number: int) -> Any:
    return ir.Constant(ir.IntType(32), number)


@intrinsic  # type: ignore[untyped-decorator]
def read_row(_typing: Any, table: Any, index: Any) -> Any:
    """Row ``index`` of a contiguous table [n, MAX_ACTIONS] as a tuple."""
    _require_table(table)
    row = types.UniTuple(types.float32, MAX_ACTIONS)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = builder.load(_address(context, builder, signature, args), align=_ALIGNED)
        lanes = [builder.extract_element(vector, _lane(k)) for k in range(MAX_ACTIONS)]
        return context.make_tuple(builder, row, lanes)

    return row(table, index), generate


@intrinsic  # type: ignore[untyped-decorator]
def write_row(_typing: Any, table: Any, index: Any, row: Any) -> Any:
    """Overwrite row ``index`` of a contiguous table [n, MAX_ACTIONS] by a tuple."""
    _require_table(table)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = ir.Constant(_VECTOR, ir.Undefined)
        for k in range(MAX_ACTIONS):
            lane = builder.extract_value(args[2], k)
            vector = builder.insert_element(vector, lane, _lane(k))
        builder.store(vector, _address(context, builder, signature, args), align=_ALIGNED)
        return context.get_dummy_value()

    return types.void(table, index, row), generate


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


@scalar
def plus(a: Row, b: Row) -> Row:
    """Sum of two rows."""
    return (
        a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3],
        a[4] + b[4], a[5] + b[5], a[6] + b[6], a[7] + b[7],
    )  # fmt: skip


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
